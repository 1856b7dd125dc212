//! Making a table: distilled from a BERT folder, or the built-in one trained further, on this catalog's own texts.
//!
//! The same inputs, recipe and kind of processor give the same bytes. The card lies beside the table, for people and
//! for programs; it names every input by its hash, and the license of what it was made from.

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use embedding::{
    BertModel, Embedder as _, FolderKind, ModelId, StaticTable, TABLE_FILE,
    training::{Corpus, Draft, Ingredient, Lesson, Recipe, Trained, Vocabulary, card},
};
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::{corpus::Gathered, open, stage::Stage};
use crate::{App, AppError, ErrorCode};

/// The license of a table that was trained on this catalog's texts, whose owners differ.
const OWN: &str = "other";

/// How to make a table.
#[derive(Debug, Clone, PartialEq)]
pub struct DistillRequest {
    /// The teacher: a BERT folder, by path or by its name under `models`. Without one the built-in table is trained
    /// further, which takes no teacher and under a minute.
    pub teacher: Option<String>,
    /// The folder's name under `models`.
    pub name: String,
    /// Files of judged queries, whose works stay out of training.
    pub held_out: Vec<PathBuf>,
    /// How many numbers a row holds.
    pub dimensions: usize,
    /// The most pieces that it may know.
    pub pieces: usize,
    /// How many phrases the teacher is asked about.
    pub phrases: usize,
    /// How often everything is gone through.
    pub epochs: usize,
    /// Where chance begins.
    pub seed: u64,
    /// Whether synopses are trained on as well as titles, tags and ties.
    pub synopses: bool,
    /// Whether a table of this name may be overwritten.
    pub force: bool,
}

impl Default for DistillRequest {
    /// The recipe of the built-in table.
    fn default() -> Self {
        let recipe = Recipe::default();
        Self {
            teacher: None,
            name: "own".to_owned(),
            held_out: Vec::new(),
            dimensions: recipe.dimensions,
            pieces: recipe.pieces,
            phrases: recipe.phrases,
            epochs: recipe.epochs,
            seed: recipe.seed,
            synopses: true,
            force: false,
        }
    }
}

/// How far making a table is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DistillProgress {
    /// The teacher has been asked about so many of so many texts.
    Asked(u64, u64),
    /// So many of so many passes are done, with what is still wrong.
    Trained {
        /// The pass, from 1.
        pass: u64,
        /// How many there are.
        passes: u64,
        /// Mean of 1 minus the cosine with the teacher.
        teacher: f32,
        /// Mean loss of telling pairs apart, in nats.
        field: f32,
    },
}

/// A table that was made.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Distilled {
    /// The name by which the settings name it.
    pub name: String,
    /// Its id.
    pub model: String,
    /// Its folder.
    pub folder: PathBuf,
    /// How many numbers a row holds.
    pub dimensions: usize,
    /// The length of its file.
    pub bytes: u64,
    /// The SHA-256 of its file.
    pub sha256: String,
    /// The SHA-256 of the texts that it was trained on.
    pub corpus: String,
    /// Works that it was trained on.
    pub works: usize,
    /// Those of them with a synopsis.
    pub synopses: usize,
    /// Pairs of works that belong together by relations and ratings.
    pub ties: usize,
    /// Works that stayed out because a measure judges them.
    pub held_out: usize,
    /// What it was distilled from.
    pub teacher: String,
    /// What it was made from, with licenses.
    pub ingredients: Vec<(String, String)>,
    /// Mean of 1 minus the cosine with the teacher in the last pass; nothing where it had none.
    pub teacher_loss: Option<f32>,
    /// Mean loss of telling pairs apart in the last pass, in nats.
    pub field_loss: Option<f32>,
}

impl App {
    /// Makes a table of this catalog's own texts and keeps it under `models` with its card.
    ///
    /// # Errors
    /// `invalid_parameter` for a name or figure that is none, `conflict` where a table of that name is there,
    /// `not_configured` where the teacher cannot be used, `not_found` where there are no works to train on.
    pub async fn distill_model(
        &self,
        request: &DistillRequest,
        told: &(dyn Fn(DistillProgress) + Send + Sync),
    ) -> Result<Distilled, AppError> {
        check(request)?;
        let folder = self.config().models_dir().join(&request.name);
        if folder.exists() && !(request.force && folder.join(TABLE_FILE).is_file()) {
            return Err(AppError::new(ErrorCode::Conflict, format!("there is a model `{}`", request.name))
                .hint("choose another name, or make a table anew with --force"));
        }
        let teacher = request.teacher.as_ref().map(|name| self.config().model_folder(name));
        let mut gathered = self.corpus(&request.held_out).await?;
        if gathered.corpus.works.is_empty() {
            return Err(AppError::new(ErrorCode::NotFound, "there are no works to train on")
                .hint("`emaki import` brings some in"));
        }
        if !request.synopses {
            gathered.corpus.works.iter_mut().for_each(|work| work.synopsis.clear());
            gathered.synopses = 0;
        }
        tokio::task::block_in_place(|| make(request, teacher.as_deref(), &gathered, &folder, told))
    }
}

fn check(request: &DistillRequest) -> Result<(), AppError> {
    let bounds = [
        ("dimensions", request.dimensions, 8, 1024),
        ("pieces", request.pieces, 100, 200_000),
        ("phrases", request.phrases, 0, 1_000_000),
        ("epochs", request.epochs, 1, 1000),
    ];
    for (name, value, least, most) in bounds {
        if !(least..=most).contains(&value) {
            return Err(AppError::invalid_parameter(
                name,
                format!("`{name}` is {least} to {most}, not {value}"),
            ));
        }
    }
    if !crate::config::is_plain(&request.name) || request.name == "builtin" {
        return Err(AppError::invalid_parameter(
            "name",
            format!("`{}` is no name for a folder", request.name),
        ));
    }
    Ok(())
}

/// What came out of making a table, before it is written.
struct Made {
    file: Vec<u8>,
    card: String,
    teacher: String,
    ingredients: Vec<Ingredient>,
    trained: Trained,
}

fn make(
    request: &DistillRequest,
    teacher: Option<&Path>,
    gathered: &Gathered,
    folder: &Path,
    told: &(dyn Fn(DistillProgress) + Send + Sync),
) -> Result<Distilled, AppError> {
    let recipe = Recipe {
        name: request.name.clone(),
        dimensions: request.dimensions,
        pieces: request.pieces,
        phrases: request.phrases,
        epochs: request.epochs,
        seed: request.seed,
        ..Recipe::default()
    };
    let Made { file, card, teacher, ingredients, trained } = match teacher {
        Some(teacher) => distilled(teacher, &recipe, gathered, told)?,
        None => further(&recipe, gathered, told)?,
    };
    let table = StaticTable::from_bytes(&file).map_err(AppError::internal)?;
    let last = trained.last();
    let made = Distilled {
        name: request.name.clone(),
        model: table.id().to_string(),
        folder: folder.to_owned(),
        dimensions: table.dimensions(),
        bytes: file.len() as u64,
        sha256: hex(&file),
        corpus: gathered.corpus.hash(),
        works: gathered.corpus.works.len(),
        synopses: gathered.synopses,
        ties: gathered.ties,
        held_out: gathered.held_out,
        ingredients: ingredients.into_iter().map(|one| (one.name, one.license)).collect(),
        teacher_loss: last.map(|last| last.teacher).filter(|_| request.teacher.is_some()),
        field_loss: last.map(|last| last.field),
        teacher,
    };
    let failed = |error: std::io::Error| {
        let code = if store::has_no_room(&error) { ErrorCode::DiskFull } else { ErrorCode::NotConfigured };
        AppError::new(code, format!("`{}` cannot be written", folder.display())).caused_by(error)
    };
    let (Some(models), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Err(AppError::internal(format!("`{}` is no model's folder", folder.display())));
    };
    let json = serde_json::to_vec_pretty(&made).map_err(AppError::internal)?;
    let stage = Stage::begin(models, &name.to_string_lossy(), "").map_err(failed)?;
    let card = format!("---\nlicense: {OWN}\n---\n\n{card}");
    stage.write("README.md", card.as_bytes()).map_err(failed)?;
    stage.write("card.json", &json).map_err(failed)?;
    stage.write(TABLE_FILE, &file).map_err(failed)?;
    stage.put().map_err(failed)?;
    Ok(made)
}

fn distilled(
    folder: &Path,
    recipe: &Recipe,
    gathered: &Gathered,
    told: &(dyn Fn(DistillProgress) + Send + Sync),
) -> Result<Made, AppError> {
    let unusable = |error| open::unusable(folder, error);
    let kind = embedding::recognize(folder).map_err(unusable)?;
    if kind != FolderKind::Bert {
        return Err(AppError::invalid_parameter(
            "teacher",
            format!(
                "`{}` holds a model of kind `{}`, and a teacher is a BERT",
                folder.display(),
                kind.as_str()
            ),
        ));
    }
    let about = embedding::about(folder).map_err(unusable)?;
    let teacher = BertModel::open(folder).map_err(unusable)?;
    let corpus = &gathered.corpus;
    let vocabulary = Vocabulary::choose(&teacher, corpus, recipe);
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let lesson = Lesson::ask(&teacher, &vocabulary, corpus, recipe, threads, &|done, all| {
        told(DistillProgress::Asked(done as u64, all as u64));
    });
    let mut draft = Draft::distill(&vocabulary, &lesson, corpus, recipe);
    let trained = train(&mut draft, Some(&lesson), corpus, recipe, told);
    let license = about.license.unwrap_or_else(|| "see its own card".to_owned());
    let first = Ingredient { name: format!("teacher {}", teacher.id()), license };
    let ingredients = ingredients(first, gathered);
    let card = card(recipe, teacher.id(), &ingredients, (corpus, &vocabulary, &lesson), &trained);
    let card = format!("{card}{}", told_of(gathered));
    Ok(Made { file: draft.finish(&card), card, teacher: teacher.id().to_string(), ingredients, trained })
}

/// The built-in table, trained on without a teacher.
fn further(
    recipe: &Recipe,
    gathered: &Gathered,
    told: &(dyn Fn(DistillProgress) + Send + Sync),
) -> Result<Made, AppError> {
    let builtin = StaticTable::builtin();
    let mut draft =
        Draft::from_table(StaticTable::builtin_file(), &recipe.name).map_err(AppError::internal)?;
    let trained = train(&mut draft, None, &gathered.corpus, recipe, told);
    let first =
        Ingredient { name: format!("the built-in table {}", builtin.id()), license: "Apache-2.0".to_owned() };
    let ingredients = ingredients(first, gathered);
    let card = further_card(recipe, builtin.id(), &ingredients, gathered, &trained);
    Ok(Made { file: draft.finish(&card), card, teacher: builtin.id().to_string(), ingredients, trained })
}

fn train(
    draft: &mut Draft,
    lesson: Option<&Lesson>,
    corpus: &Corpus,
    recipe: &Recipe,
    told: &(dyn Fn(DistillProgress) + Send + Sync),
) -> Trained {
    let passes = recipe.epochs as u64;
    draft.train(lesson, corpus, recipe, &|one| {
        let (pass, teacher, field) = (one.epoch as u64, one.teacher, one.field);
        told(DistillProgress::Trained { pass, passes, teacher, field });
    })
}

fn ingredients(first: Ingredient, gathered: &Gathered) -> Vec<Ingredient> {
    let mut all = vec![first];
    let works = gathered.corpus.works.len();
    all.push(Ingredient {
        name: format!("titles, tags and ties of {works} works of this catalog"),
        license: "their sources'".to_owned(),
    });
    if gathered.synopses > 0 {
        all.push(Ingredient {
            name: format!("{} synopses of this catalog", gathered.synopses),
            license: "their owners'; this table is for this installation and not to be passed on".to_owned(),
        });
    }
    all
}

fn further_card(
    recipe: &Recipe,
    from: &ModelId,
    ingredients: &[Ingredient],
    gathered: &Gathered,
    trained: &Trained,
) -> String {
    let mut card = format!(
        "# {}\n\nThe built-in table, trained further for this catalog.\n\n|  |  |\n| --- | --- |\n",
        recipe.name
    );
    let mut row = |name: &str, value: String| {
        writeln!(card, "| {name} | {value} |").expect("text takes all");
    };
    row("from", from.to_string());
    row("works", gathered.corpus.works.len().to_string());
    row("SHA-256 of the corpus", gathered.corpus.hash());
    row(
        "recipe",
        format!(
            "{} passes, batches of {}, rate {}, temperature {}, field {}, seed {}",
            recipe.epochs, recipe.batch, recipe.rate, recipe.temperature, recipe.field, recipe.seed
        ),
    );
    if let (Some(first), Some(last)) = (trained.first(), trained.last()) {
        row(
            "loss on pairs, nats",
            format!("{:.4} in the first pass, {:.4} in the last", first.field, last.field),
        );
    }
    card.push_str("\n## Made from\n\n");
    for ingredient in ingredients {
        writeln!(card, "- {}: {}", ingredient.name, ingredient.license).expect("text takes all");
    }
    card.push_str(&told_of(gathered));
    card
}

/// What else a card says of the texts.
fn told_of(gathered: &Gathered) -> String {
    format!(
        "\n{} works stayed out because a measure judges them; {} pairs of works belong together by relations and \
         ratings.\n",
        gathered.held_out, gathered.ties
    )
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("text takes all");
        text
    })
}
