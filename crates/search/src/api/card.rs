//! What a hit shows of its work.

use model::{ExternalId, Format, ImageKind, Medium, Script, Season, Status, TitleKind, Work, WorkId};
use serde::{Deserialize, Serialize};

/// How many tags a card keeps.
const TAGS: usize = 12;
/// How many characters of the synopsis a card keeps, cut at a word.
const SYNOPSIS: usize = 280;

/// The part of a work that a list of hits shows; stored in the index, so that an answer needs no database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WorkCard {
    /// The work's own id.
    pub id: WorkId,
    /// The title shown first.
    pub title: String,
    /// A title in the original script, when one is known.
    pub title_native: Option<String>,
    /// An English title, when one is marked as such.
    pub title_english: Option<String>,
    /// The medium.
    pub medium: Medium,
    /// The format.
    pub format: Format,
    /// How far along it is.
    pub status: Status,
    /// Year it began in.
    pub year: Option<i16>,
    /// Season it began in.
    pub season: Option<Season>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Seconds of one episode.
    pub duration_s: Option<u32>,
    /// Audience score, 0 to 10; told to a thousandth, as computed means end in digits that say nothing.
    #[serde(serialize_with = "thousandths")]
    pub score: Option<f64>,
    /// How many people follow it.
    pub popularity: Option<u64>,
    /// A poster's address at its source.
    pub image: Option<String>,
    /// Every external id, in order.
    pub external_ids: Vec<ExternalId>,
    /// The first 12 tags.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// The first 280 characters or so of the synopsis.
    pub synopsis: Option<String>,
    /// For adults only.
    pub adult: bool,
}

impl WorkCard {
    /// The card of a work.
    pub fn of(work: &Work) -> Self {
        let title_native = native(work);
        let english =
            |title: &&model::Title| title.language.as_ref().is_some_and(|l| l.as_str().starts_with("en"));
        Self {
            id: work.id,
            title: work.title.clone(),
            title_native,
            title_english: work.titles.iter().find(english).map(|title| title.text.clone()),
            medium: work.medium.clone(),
            format: work.format.clone(),
            status: work.status.clone(),
            year: work.year,
            season: work.season,
            episodes: work.episodes,
            duration_s: work.duration_s,
            score: work.score.map(|score| score.normalized),
            popularity: work.popularity,
            image: poster(work),
            external_ids: work.external_ids.clone(),
            tags: work.tags.iter().take(TAGS).cloned().collect(),
            studios: work.studios.clone(),
            synopsis: work.synopses.first().map(|synopsis| cut(&synopsis.text)),
            adult: work.adult,
        }
    }
}

/// The title in the original script: the one that the golden record names, else one by its letters.
fn native(work: &Work) -> Option<String> {
    let in_script = |text: &str| matches!(Script::of(text), Script::Kana | Script::Han | Script::Hangul);
    if let Some(named) = work.title_native() {
        return (named != work.title).then(|| named.to_owned());
    }
    let spelled = work.titles.iter().filter(|title| in_script(&title.text) && title.text != work.title);
    let best = spelled.max_by_key(|title| {
        let language = title.language.as_ref().map_or("", |language| language.as_str());
        let marked = ["ja", "ko", "zh"].iter().any(|native| language.starts_with(native));
        (marked, title.kind != TitleKind::Synonym, title.script() == Script::Kana)
    });
    best.map(|title| title.text.clone())
}

#[expect(clippy::ref_option, reason = "the form that serde calls")]
fn thousandths<S: serde::Serializer>(score: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    score.map(|score| (score * 1000.0).round() / 1000.0).serialize(serializer)
}

fn poster(work: &Work) -> Option<String> {
    let poster = work.images.iter().find(|image| image.kind == ImageKind::Poster);
    poster.or(work.images.first()).map(|image| image.url.clone())
}

/// The beginning of a text, ended at a blank and marked as cut.
fn cut(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(SYNOPSIS) else { return text.to_owned() };
    let end = text[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use model::{Medium, Title, WorkId};

    use super::*;

    #[test]
    fn a_card_prefers_marked_native_titles_and_cuts_at_a_word() {
        let mut work = Work::new(WorkId::new(1).expect("one"), Medium::Anime, "Moonlit Depot");
        work.titles.push(Title::new("月光車庫", TitleKind::Synonym));
        work.titles.push(Title::new("月あかりの車庫", TitleKind::Official).in_language("ja"));
        work.synopses = vec![model::Synopsis { text: "word ".repeat(100), source: model::SourceId::MANUAL }];
        let card = WorkCard::of(&work);
        assert_eq!(card.title_native.as_deref(), Some("月あかりの車庫"));
        // Two figures over three sites leave digits that nobody means.
        work.score = model::Score::new(7.209_999_999_999_999, 10.0, None);
        let told = serde_json::to_value(WorkCard::of(&work)).expect("an object");
        assert_eq!(told["score"].to_string(), "7.21");
        assert!(card.synopsis.is_some_and(|text| text.ends_with("word…")));
    }
}
