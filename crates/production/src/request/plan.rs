//! From a wish to its recipes: nothing is left open in them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Wish, matrix};
use crate::{
    Bible, CharacterId, Hundredths, Invalid, MAX_SEED, Preset, Recipe, Style, VisualReference,
    project::Project,
    prompt::{self, Parts, SyntaxError},
    recipe::{Figure, Model, PresetStamp, RECIPE_VERSION, Reference, ReferenceRole},
};

/// What is not wanted where nobody says what is not.
const NEGATIVE: &str = "bad quality, deformed, blurry";

/// What a wish is read with.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The project that it names.
    pub project: Option<&'a Project>,
    /// The characters that it names, each with the version of its bible.
    pub characters: &'a BTreeMap<CharacterId, (u32, Bible)>,
    /// Every preset that there is.
    pub presets: &'a [Preset],
    /// In which ways at least one engine can use a reference: those of a bible are left out where none can, and the
    /// recipe says so.
    pub roles: &'a BTreeSet<ReferenceRole>,
    /// What the cut that the wish names, the scene and the episode say for prompts: `cut`, `scene` or `episode`, and the
    /// words, the nearest first.
    pub places: &'a [(&'static str, String)],
    /// The seed of the first picture where the wish names none.
    pub seed: u64,
}

/// One picture to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// How.
    pub recipe: Recipe,
    /// The values of the grid's fields that it stands for.
    pub cell: BTreeMap<String, Value>,
}

/// Why a wish became no recipes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// A value cannot be used.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A prompt cannot be read.
    #[error("the prompt cannot be read: {0}")]
    Prompt(#[from] SyntaxError),
    /// A preset is not there.
    #[error("there is no style preset `{name}`; there are {}", known.join(", "))]
    Preset {
        /// Its name.
        name: String,
        /// Those that there are.
        known: Vec<String>,
    },
    /// A character is not there.
    #[error("there is no character {0}")]
    Character(CharacterId),
}

/// The recipes of a wish, cell by cell, and within a cell with rising seeds. All cells begin with the same seed, so
/// that they differ in nothing but their values.
pub fn plan(wish: &Wish, context: &Context<'_>) -> Result<Vec<Planned>, PlanError> {
    wish.check()?;
    let mut planned = Vec::new();
    for (cell, wish) in matrix::expand(wish)? {
        let first = wish.seed.unwrap_or(context.seed % (MAX_SEED + 1));
        for number in 0..u64::from(wish.count.unwrap_or(1)) {
            let seed = (first + number) % (MAX_SEED + 1);
            planned.push(Planned { recipe: recipe(&wish, seed, context)?, cell: cell.clone() });
        }
    }
    Ok(planned)
}

fn recipe(wish: &Wish, seed: u64, context: &Context<'_>) -> Result<Recipe, PlanError> {
    let character = match wish.character()? {
        Some(id) => match context.characters.get(&id) {
            Some((version, bible)) => Some((id, *version, bible)),
            None => return Err(PlanError::Character(id)),
        },
        None => None,
    };
    let (presets, style_words) = presets(wish, context)?;
    let project = context.project.map(|project| Style {
        positive: joined(&style_words, &project.defaults.positive),
        ..project.defaults.clone()
    });
    // The project's defaults at the bottom, the presets above, the wish on top.
    let settings =
        presets.iter().fold(project.clone().unwrap_or_default(), |below, preset| preset.style.over(&below));
    let named: Vec<(String, Style)> = presets.iter().map(|p| (p.name.clone(), p.style.clone())).collect();
    let wildcards = BTreeMap::new();
    let parts = Parts {
        words: &wish.prompt,
        negative_words: wish.negative_prompt.as_deref().unwrap_or(NEGATIVE),
        places: context.places,
        character: character.as_ref().map(|(_, _, bible)| *bible),
        outfit: wish.outfit.as_deref(),
        presets: &named,
        project: project.as_ref(),
        wildcards: context.project.map_or(&wildcards, |project| &project.wildcards),
    };
    let compiled = prompt::compile(&parts, seed)?;
    let (used, left_out) = references(wish, character.as_ref().map(|(_, _, bible)| *bible), context.roles);
    let bible = character.as_ref().map(|(_, _, bible)| *bible);
    let own = Style { loras: wish.loras.clone(), ..Style::default() };
    let of_bible =
        Style { loras: bible.map_or_else(Vec::new, |bible| bible.loras.clone()), ..Style::default() };
    let loras = own.over(&of_bible.over(&settings)).loras;
    Ok(Recipe {
        version: RECIPE_VERSION,
        prompt: compiled.prompt,
        negative_prompt: compiled.negative_prompt,
        words: wish.prompt.clone(),
        negative_words: parts.negative_words.to_owned(),
        pieces: compiled.pieces,
        choices: compiled.choices,
        width: wish.width.or(settings.width).unwrap_or(512),
        height: wish.height.or(settings.height).unwrap_or(768),
        seed,
        steps: wish.steps.or(settings.steps).unwrap_or(20),
        guidance: wish.guidance.or(settings.guidance).unwrap_or(Hundredths(700)),
        sampler: wish.sampler.clone().or(settings.sampler).unwrap_or_else(|| "dpmpp_2m".to_owned()),
        scheduler: wish.scheduler.clone().or(settings.scheduler).unwrap_or_else(|| "karras".to_owned()),
        model: wish.model.clone().or(settings.model).map(|name| Model { name, hash: None }),
        loras,
        embeddings: bible.map_or_else(Vec::new, |bible| bible.embeddings.clone()),
        references: used,
        left_out,
        project: wish.project()?,
        figure: character.map(|(id, version, bible)| Figure {
            id,
            version,
            name: bible.name.clone(),
            appearance: bible.appearance.clone(),
        }),
        presets: presets.iter().map(|p| PresetStamp { name: p.name.clone(), version: p.version }).collect(),
        made_by: None,
    })
}

/// The presets of the project and of the wish, from the bottom up, and the project's style where it is words.
fn presets<'a>(wish: &Wish, context: &Context<'a>) -> Result<(Vec<&'a Preset>, String), PlanError> {
    let named = |name: &str| context.presets.iter().find(|preset| preset.name == name);
    let style = context.project.map_or("", |project| project.style.as_str());
    let (mut found, words) = match named(style) {
        Some(preset) => (vec![preset], String::new()),
        None => (Vec::new(), style.to_owned()),
    };
    for name in &wish.style_preset.0 {
        let preset = named(name).ok_or_else(|| PlanError::Preset {
            name: name.clone(),
            known: context.presets.iter().map(|preset| preset.name.clone()).collect(),
        })?;
        found.retain(|earlier| earlier.name != preset.name);
        found.push(preset);
    }
    Ok((found, words))
}

/// Those of the wish and those of the bible that an engine can use, and those of the bible that none can.
fn references(
    wish: &Wish,
    bible: Option<&Bible>,
    roles: &BTreeSet<ReferenceRole>,
) -> (Vec<Reference>, Vec<Reference>) {
    let mut used: Vec<Reference> = wish.references.iter().map(Reference::from).collect();
    let mut left_out = Vec::new();
    for reference in bible.into_iter().flat_map(|bible| &bible.references) {
        if used.iter().any(|known| known.hash == reference.hash && known.role == reference.role) {
            continue;
        }
        let VisualReference { hash, role, weight, .. } = reference.clone();
        let side = if roles.contains(&role) { &mut used } else { &mut left_out };
        side.push(Reference { hash, role, weight });
    }
    (used, left_out)
}

fn joined(first: &str, second: &str) -> String {
    [first, second].into_iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use model::Instant;
    use serde_json::json;

    use super::*;
    use crate::{Appearance, preset};

    fn wish(value: Value) -> Wish {
        serde_json::from_value(value).expect("tests wish well")
    }

    fn bare(presets: &[Preset]) -> Context<'_> {
        static NOBODY: BTreeMap<CharacterId, (u32, Bible)> = BTreeMap::new();
        static NOTHING: BTreeSet<ReferenceRole> = BTreeSet::new();
        Context { project: None, characters: &NOBODY, presets, roles: &NOTHING, places: &[], seed: 1000 }
    }

    #[test]
    fn a_bare_wish_becomes_one_whole_recipe() {
        let presets = preset::built_in();
        let planned = plan(&wish(json!({"prompt": "a lamp", "style_preset": "manga"})), &bare(&presets));
        let [one] = planned.expect("it is sound").try_into().expect("one picture");
        assert_eq!(one.recipe.prompt, "a lamp, manga style, black and white, detailed linework, expressive");
        assert_eq!(one.recipe.negative_prompt, NEGATIVE);
        assert_eq!((one.recipe.width, one.recipe.height, one.recipe.seed), (512, 768, 1000));
        assert_eq!(one.recipe.presets, [PresetStamp { name: "manga".to_owned(), version: 1 }]);
    }

    #[test]
    fn an_unknown_preset_names_those_that_there_are() {
        let presets = preset::built_in();
        let told = plan(&wish(json!({"prompt": "a", "style_preset": "mango"})), &bare(&presets));
        let told = told.expect_err("there is none").to_string();
        assert_eq!(
            told,
            "there is no style preset `mango`; there are cyberpunk, fantasy, steampunk, studio_ghibli, manga"
        );
    }

    #[test]
    fn what_is_nearest_to_the_wish_wins() {
        let mut presets = preset::built_in();
        let style = |steps, width| Style { width, steps, ..Style::default() };
        presets.push(Preset {
            name: "wide".to_owned(),
            version: 3,
            style: style(Some(30), Some(1024)),
            is_built_in: false,
        });
        let project =
            Project { name: "p".to_owned(), defaults: style(Some(12), Some(640)), ..Project::default() };
        let context = Context { project: Some(&project), ..bare(&presets) };
        let first = |value| plan(&wish(value), &context).expect("it is sound").remove(0).recipe;
        let plain = first(json!({"prompt": "a"}));
        assert_eq!((plain.steps, plain.width, plain.prompt.as_str()), (12, 640, "a, anime"));
        let preset = first(json!({"prompt": "a", "style_preset": ["wide"], "width": 512}));
        assert_eq!((preset.steps, preset.width), (30, 512));
    }

    #[test]
    fn a_cut_brings_the_words_of_its_places() {
        let presets = preset::built_in();
        let places = [("cut", "close up".to_owned()), ("scene", "at the {depot|pier}, night".to_owned())];
        let context = Context { places: &places, ..bare(&presets) };
        let recipe =
            plan(&wish(json!({"prompt": "a lamp"})), &context).expect("it is sound").remove(0).recipe;
        let from: Vec<_> = recipe.pieces.iter().map(|piece| piece.from.as_str()).collect();
        assert_eq!(from, ["words", "cut", "scene", "words"], "{}", recipe.prompt);
        assert!(recipe.prompt.starts_with("a lamp, close up, at the "), "{}", recipe.prompt);
    }

    #[test]
    fn a_grid_keeps_its_seed_and_a_count_raises_it() {
        let presets = preset::built_in();
        let grid = json!({"prompt": "{a|b|c}", "matrix": {"steps": [10, 20]}, "count": 2, "seed": MAX_SEED});
        let planned = plan(&wish(grid), &bare(&presets)).expect("it is sound");
        let short: Vec<_> = planned.iter().map(|p| (p.recipe.steps, p.recipe.seed)).collect();
        assert_eq!(short, [(10, MAX_SEED), (10, 0), (20, MAX_SEED), (20, 0)]);
        assert_eq!(planned[0].recipe.choices, planned[2].recipe.choices, "one seed chooses the same");
    }

    #[test]
    fn a_character_comes_with_its_version_and_what_engines_can_use() {
        let (presets, id) = (preset::built_in(), CharacterId::new(Instant::EPOCH));
        let reference = |role, digit: &str| VisualReference {
            hash: digit.repeat(64),
            role,
            weight: Hundredths(80),
            note: String::new(),
            take: None,
        };
        let bible = Bible {
            name: "Mirei".to_owned(),
            appearance: Appearance { text: "silver hair".to_owned(), ..Appearance::default() },
            references: vec![reference(ReferenceRole::Likeness, "a"), reference(ReferenceRole::Pose, "b")],
            ..Bible::default()
        };
        let (characters, roles) = ([(id.clone(), (4, bible))].into(), [ReferenceRole::Likeness].into());
        let context = Context { characters: &characters, roles: &roles, ..bare(&presets) };
        let made = plan(&wish(json!({"prompt": "a", "character_id": id.as_str()})), &context);
        let recipe = made.expect("it is sound").remove(0).recipe;
        assert_eq!(recipe.figure.map(|figure| (figure.id, figure.version)), Some((id, 4)));
        assert_eq!((recipe.prompt.as_str(), recipe.references.len()), ("silver hair, a", 1));
        let left_out: Vec<_> = recipe.left_out.iter().map(|reference| reference.role).collect();
        assert_eq!(
            left_out,
            [ReferenceRole::Pose],
            "what nobody can use is told, and not dropped in silence"
        );
        let stranger = json!({"prompt": "a", "character_id": CharacterId::new(Instant::EPOCH).as_str()});
        assert!(matches!(plan(&wish(stranger), &context), Err(PlanError::Character(_))));
    }
}
