//! How works stand in lists: a few fields, more of them when asked, any of them by name.

use app::{AppError, Hit, MatchForm, RelatedWork, WorkCard};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// How much is told of each work in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(description = "")]
pub enum Detail {
    Brief,
    #[default]
    Standard,
    Full,
}

/// Every field of a work in a list, with the least detail at which it is told.
pub const TOLD: [(&str, Detail); 21] = [
    ("id", Detail::Brief),
    ("title", Detail::Brief),
    ("medium", Detail::Brief),
    ("format", Detail::Brief),
    ("year", Detail::Brief),
    ("score", Detail::Brief),
    ("title_english", Detail::Standard),
    ("title_native", Detail::Standard),
    ("status", Detail::Standard),
    ("season", Detail::Standard),
    ("episodes", Detail::Standard),
    ("tags", Detail::Standard),
    ("studios", Detail::Standard),
    ("synopsis", Detail::Standard),
    ("relevance", Detail::Standard),
    ("why", Detail::Standard),
    ("popularity", Detail::Full),
    ("duration_s", Detail::Full),
    ("image", Detail::Full),
    ("external_ids", Detail::Full),
    ("adult", Detail::Full),
];

/// Tags that are told of a work in a list, save at full detail.
const TAGS: usize = 8;

/// A work in a list: the fields that were asked for and are known. Times are seconds, scores go from 0 to 10.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
pub struct Line {
    /// The work's permanent number.
    id: i64,
    title: String,
    title_english: Option<String>,
    title_native: Option<String>,
    /// Such as ANIME or MANGA.
    medium: Option<String>,
    /// Such as TV or MOVIE.
    format: Option<String>,
    /// Such as FINISHED or RELEASING.
    status: Option<String>,
    year: Option<i16>,
    season: Option<String>,
    episodes: Option<u32>,
    /// The audience's score, 0 to 10.
    score: Option<f64>,
    /// How well it answers, 0 to 1.
    relevance: Option<f32>,
    /// Why it is here.
    why: Option<Vec<String>>,
}

/// Which fields of works are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields {
    names: Vec<String>,
    all_tags: bool,
}

impl Fields {
    /// The fields of a level, or exactly those that are named.
    ///
    /// # Errors
    /// `invalid_parameter` when there is no such field.
    pub fn new(detail: Detail, asked: &[String]) -> Result<Self, AppError> {
        let known = || TOLD.iter().map(|(name, _)| *name);
        if let Some(unknown) = asked.iter().find(|name| !known().any(|known| known == name.as_str())) {
            let known: Vec<&str> = known().collect();
            let message = format!("there is no field `{unknown}`");
            return Err(AppError::invalid_parameter("fields", message)
                .hint(format!("fields are {}", known.join(", "))));
        }
        let names = if asked.is_empty() {
            TOLD.iter()
                .filter(|(_, least)| *least as u8 <= detail as u8)
                .map(|(name, _)| (*name).to_owned())
                .collect()
        } else {
            // A work without its id and title is of no use to anybody.
            ["id", "title"].into_iter().map(str::to_owned).chain(asked.iter().cloned()).collect()
        };
        Ok(Self { names, all_tags: detail == Detail::Full })
    }

    /// A hit, with how well it fits and why.
    pub fn of_hit(&self, hit: &Hit) -> Map<String, Value> {
        let mut told = self.of_card(&hit.card);
        if self.has("relevance") {
            told.insert("relevance".into(), json!((f64::from(hit.relevance) * 1000.0).round() / 1000.0));
        }
        let why = why(&hit.why);
        if self.has("why") && !why.is_empty() {
            told.insert("why".into(), json!(why));
        }
        told
    }

    /// A card.
    pub fn of_card(&self, card: &WorkCard) -> Map<String, Value> {
        let mut told = known(card);
        told.retain(|name, _| self.has(name));
        if let Some(score) = told.get("score").and_then(Value::as_f64) {
            told.insert("score".into(), json!((score * 100.0).round() / 100.0));
        }
        if !self.all_tags
            && let Some(Value::Array(tags)) = told.get_mut("tags")
        {
            tags.truncate(TAGS);
        }
        told
    }

    fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }
}

/// A related work in one line.
pub fn related(work: &RelatedWork) -> Map<String, Value> {
    let mut told = known(work);
    told.remove("image");
    told
}

/// The fields of a thing that hold anything.
pub fn known(thing: &impl Serialize) -> Map<String, Value> {
    // Our own values are objects with plain keys, and such always become JSON.
    let Ok(Value::Object(mut fields)) = serde_json::to_value(thing) else { return Map::new() };
    fields.retain(|_, value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::Array(items) => !items.is_empty(),
        Value::Object(inner) => !inner.is_empty(),
        Value::String(text) => text != "UNKNOWN",
        _ => true,
    });
    fields
}

/// Why a work is among the hits, in short sentences.
fn why(why: &app::Why) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(matched) = &why.matched {
        let form = match matched.form {
            MatchForm::Exact => "named",
            MatchForm::Romanized => "romanized",
            MatchForm::Prefix => "begins with it",
            MatchForm::Fuzzy => "nearly named",
            MatchForm::Part => "holds it",
            MatchForm::Character => "character",
            MatchForm::Person => "person",
        };
        reasons.push(format!("{form}: {}", matched.text));
    }
    if !why.fields.is_empty() {
        reasons.push(format!("words in {}", why.fields.join(", ")));
    }
    if !why.filters.is_empty() {
        reasons.push(why.filters.join(", "));
    }
    if let Some(shared) = &why.similarity {
        if !shared.tags.is_empty() {
            reasons.push(format!(
                "shares {}",
                shared.tags.iter().take(6).cloned().collect::<Vec<_>>().join(", ")
            ));
        }
        if !shared.studios.is_empty() {
            reasons.push(format!("also by {}", shared.studios.join(", ")));
        }
        if let Some(relation) = &shared.relation {
            reasons.push(format!("tied as {relation}"));
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_add_up_and_names_override_them() {
        let names = |detail| Fields::new(detail, &[]).expect("no names").names.len();
        assert!(names(Detail::Brief) < names(Detail::Standard));
        assert_eq!(names(Detail::Full), TOLD.len());
        let asked = Fields::new(Detail::Full, &["year".to_owned()]).expect("a field");
        assert_eq!(asked.names, ["id", "title", "year"]);
        assert!(Fields::new(Detail::Brief, &["plot".to_owned()]).is_err());
    }
}
