//! The model card: what a table was made from and how, for whoever uses or passes it on.

use std::fmt::Write as _;

use super::{Corpus, Lesson, Recipe, Trained, Vocabulary};
use crate::embedder::ModelId;

/// One of a table's inputs and the license it is under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ingredient {
    /// What it is and where it comes from.
    pub name: String,
    /// Its license.
    pub license: String,
}

/// The card in Markdown. It tells no time and no place, so that the same inputs give the same card.
pub fn card(
    recipe: &Recipe,
    teacher: &ModelId,
    ingredients: &[Ingredient],
    (corpus, vocabulary, lesson): (&Corpus, &Vocabulary, &Lesson),
    trained: &Trained,
) -> String {
    let mut card = format!(
        "# {}\n\nA static table of token vectors, distilled and trained for the field.\n\n",
        recipe.name
    );
    let own = vocabulary.teacher.iter().filter(|number| number.is_none()).count();
    let mut row = |name: &str, value: String| {
        writeln!(card, "| {name} | {value} |").expect("text takes all");
    };
    row("", String::new());
    row("---", "---".to_owned());
    row("teacher", teacher.to_string());
    row("dimensions", recipe.dimensions.to_string());
    row("pieces", format!("{}, {own} of them the field's own", vocabulary.len()));
    row("phrases asked", lesson.phrases.len().to_string());
    row("works", corpus.works.len().to_string());
    row("SHA-256 of the corpus", corpus.hash());
    row(
        "recipe",
        format!(
            "{} passes, batches of {}, rate {}, temperature {}, field {}, seed {}",
            recipe.epochs, recipe.batch, recipe.rate, recipe.temperature, recipe.field, recipe.seed
        ),
    );
    if let (Some(first), Some(last)) = (trained.first(), trained.last()) {
        row(
            "1 - cosine with the teacher",
            format!("{:.4} in the first pass, {:.4} in the last", first.teacher, last.teacher),
        );
        row(
            "loss on pairs, nats",
            format!("{:.4} in the first pass, {:.4} in the last", first.field, last.field),
        );
    }
    card.push_str("\n## Made from\n\n");
    for ingredient in ingredients {
        writeln!(card, "- {}: {}", ingredient.name, ingredient.license).expect("text takes all");
    }
    card
}
