//! A hit as a card.

use app::{Hit, MatchForm, Why};
use model::Script;

use super::{met, text};

/// What a card shows.
pub struct HitView {
    /// Our id.
    pub id: i64,
    /// The title shown first.
    pub title: String,
    /// The English title, when it is another one.
    pub english: Option<String>,
    /// The title in the original script, with its language.
    pub native: Option<(String, &'static str)>,
    /// Kind, season, episodes, in this order.
    pub facts: Vec<String>,
    /// The score with one digit.
    pub score: Option<String>,
    /// The beginning of the synopsis.
    pub synopsis: Option<String>,
    /// The first tags.
    pub tags: Vec<String>,
    /// A picture's address, when it may be loaded over TLS.
    pub image: Option<String>,
    /// Why it is here, a sentence each.
    pub why: Vec<String>,
    /// For adults only.
    pub adult: bool,
}

/// Tags on a card.
const TAGS: usize = 5;

impl From<&Hit> for HitView {
    fn from(hit: &Hit) -> Self {
        let card = &hit.card;
        let mut facts = vec![text::kind(&card.medium, &card.format)];
        facts.extend(text::when(card.season, card.year));
        facts.extend(card.episodes.filter(|count| *count > 1).map(text::episodes));
        facts.extend(card.studios.first().cloned());
        Self {
            id: card.id.get(),
            title: card.title.clone(),
            english: card.title_english.clone().filter(|title| !title.eq_ignore_ascii_case(&card.title)),
            native: card.title_native.clone().map(|title| (title.clone(), language_of(&title))),
            facts,
            score: card.score.map(|score| format!("{score:.1}")),
            synopsis: card.synopsis.clone(),
            tags: card.tags.iter().take(TAGS).cloned().collect(),
            image: picture(card.image.as_deref()),
            why: reasons(&hit.why, hit.relevance),
            adult: card.adult,
        }
    }
}

/// The address of a remote picture that our policy lets a page load.
pub fn picture(address: Option<&str>) -> Option<String> {
    address.filter(|address| address.starts_with("https://")).map(str::to_owned)
}

/// The language to draw a title in, by its script: Han alone is most often Japanese here.
pub fn language_of(title: &str) -> &'static str {
    match Script::of(title) {
        Script::Kana | Script::Han => "ja",
        Script::Hangul => "ko",
        Script::Cyrillic => "ru",
        _ => "und",
    }
}

fn reasons(why: &Why, relevance: f32) -> Vec<String> {
    let mut reasons = Vec::new();
    if let Some(matched) = &why.matched {
        let name = &matched.text;
        reasons.push(match matched.form {
            MatchForm::Exact => format!("“{name}” is what you typed"),
            MatchForm::Romanized => format!("“{name}” is what you typed, romanized another way"),
            MatchForm::Prefix => format!("“{name}” begins with what you typed"),
            MatchForm::Fuzzy => {
                format!(
                    "“{name}” is {} away from what you typed",
                    text::count(matched.distance.into(), "edit", "edits")
                )
            }
            MatchForm::Part => format!("“{name}” contains what you typed"),
            MatchForm::Character => format!("the character {name} appears in it"),
            MatchForm::Person => format!("{name} worked on it"),
        });
    }
    if !why.fields.is_empty() {
        reasons.push(format!("your words are in its {}", why.fields.join(", ")));
    }
    if !why.filters.is_empty() {
        let filters: Vec<String> = why.filters.iter().map(|filter| met::filter(filter)).collect();
        reasons.push(format!("it is as asked for: {}", filters.join(", ")));
    }
    if let Some(similarity) = &why.similarity {
        if !similarity.tags.is_empty() {
            reasons.push(format!("it shares {}", similarity.tags.join(", ")));
        }
        if !similarity.studios.is_empty() {
            reasons.push(format!("it comes from {} too", similarity.studios.join(", ")));
        }
        if let Some(relation) = &similarity.relation {
            reasons.push(format!("it is tied to it as {}", text::word(relation).to_lowercase()));
        }
    }
    for arm in &why.arms {
        let name = serde_json::to_value(arm.arm).ok().and_then(|name| name.as_str().map(str::to_owned));
        let by = met::arm(name.as_deref().unwrap_or_default());
        reasons.push(format!("found by {by}: place {}, {:.2}", arm.rank, arm.score));
    }
    reasons.push(format!("relevance {relevance:.2}"));
    reasons
}
