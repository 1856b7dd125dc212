//! The golden record of a work.

use serde::{Deserialize, Serialize};

use crate::{
    Credit, Details, ExternalId, Format, FuzzyDate, Image, Medium, RelationEntry, Score, Script, Season,
    SourceId, Status, Title, TitleKind, WorkId,
};

/// One title in one medium, merged from all that its sources say.
///
/// A pure function of records, links, rules and curation; it may be computed again at any time.
/// Relations are kept as external ids and resolved to works when they are read, because the other
/// work may arrive later or move.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Work {
    /// Our permanent id.
    pub id: WorkId,
    /// The medium.
    pub medium: Medium,
    /// The format within the medium.
    pub format: Format,
    /// How far along it is.
    pub status: Status,
    /// The title shown first.
    pub title: String,
    /// All titles, the shown one first, without repeats of equal text.
    pub titles: Vec<Title>,
    /// Number of episodes.
    pub episodes: Option<u32>,
    /// Length of one episode in seconds.
    pub duration_s: Option<u32>,
    /// Season it began in.
    pub season: Option<Season>,
    /// Year it began in.
    pub year: Option<i16>,
    /// First day.
    pub start_date: Option<FuzzyDate>,
    /// Last day.
    pub end_date: Option<FuzzyDate>,
    /// The verdict shown: the normalized scores' median over sources, with one source's own beside it.
    pub score: Option<Score>,
    /// How many people follow it at the source that has most.
    pub popularity: Option<u64>,
    /// Plot summaries, the shown one first, each with the one who gave it.
    pub synopses: Vec<Synopsis>,
    /// Genres and tags in lower case, without repeats.
    pub tags: Vec<String>,
    /// Studios, developers, authors.
    pub studios: Vec<String>,
    /// Producers.
    pub producers: Vec<String>,
    /// Pictures, the shown one first.
    pub images: Vec<Image>,
    /// Ties to other works as the records name them.
    pub relations: Vec<RelationEntry>,
    /// Staff.
    pub staff: Vec<Credit>,
    /// For adults only.
    pub adult: bool,
    /// What it was adapted from.
    pub origin: Option<String>,
    /// Age rating.
    pub rating: Option<String>,
    /// Every external id linked to the work, in order.
    pub external_ids: Vec<ExternalId>,
    /// Who had a say in it, in order.
    pub sources: Vec<SourceId>,
    /// What is known beyond the card; `None` when nothing is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Box<Details>>,
}

/// A plot summary and the one who gave it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Synopsis {
    /// The text.
    pub text: String,
    /// Who gave it.
    pub source: SourceId,
}

impl Work {
    /// A work that is nothing but its id, medium and title.
    pub fn new(id: WorkId, medium: Medium, title: impl Into<String>) -> Self {
        let title = title.into();
        Self {
            id,
            medium,
            format: Format::Unknown,
            status: Status::Unknown,
            titles: vec![Title::new(title.clone(), TitleKind::Main)],
            title,
            episodes: None,
            duration_s: None,
            season: None,
            year: None,
            start_date: None,
            end_date: None,
            score: None,
            popularity: None,
            synopses: Vec::new(),
            tags: Vec::new(),
            studios: Vec::new(),
            producers: Vec::new(),
            images: Vec::new(),
            relations: Vec::new(),
            staff: Vec::new(),
            adult: false,
            origin: None,
            rating: None,
            external_ids: Vec::new(),
            sources: Vec::new(),
            details: None,
        }
    }

    /// The official title in English, one that is not all capitals where there is a choice.
    pub fn title_english(&self) -> Option<&str> {
        let english = |title: &&Title| title.language.as_ref().is_some_and(|l| l.primary() == "en");
        best_case(self.official_titles().filter(english))
    }

    /// The title in the original script, which has kana, Chinese or Korean letters in it; an official one
    /// before any other.
    pub fn title_native(&self) -> Option<&str> {
        let native = |title: &&Title| matches!(title.script(), Script::Kana | Script::Han | Script::Hangul);
        let spoken = |title: &&Title| title.language.as_ref().is_some_and(|l| l.primary() == "ja");
        let japanese = |title: &&Title| native(title) && spoken(title);
        // A translation into Chinese or Korean is no native title where a Japanese one is there, be it written in
        // Latin letters; one that is only transcribed into them, `ja-Latn`, says nothing of where a work is from.
        let translated =
            self.official_titles().any(|title| title.language.as_ref().is_some_and(|l| l.as_str() == "ja"));
        best_case(self.official_titles().filter(japanese))
            .or_else(|| best_case(self.official_titles().filter(|title| native(title) && !translated)))
            .or_else(|| best_case(self.titles.iter().filter(japanese)))
    }

    fn official_titles(&self) -> impl Iterator<Item = &Title> {
        self.titles.iter().filter(|title| matches!(title.kind, TitleKind::Main | TitleKind::Official))
    }
}

/// The first title that is not all capitals, else the first.
fn best_case<'a>(titles: impl Iterator<Item = &'a Title>) -> Option<&'a str> {
    let mut first = None;
    for title in titles {
        if !title.shouts() {
            return Some(&title.text);
        }
        first = first.or(Some(title.text.as_str()));
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;

    #[test]
    fn a_translation_is_no_native_title() {
        let native = |titles: &[(&str, &str)]| {
            let id = WorkId::new(1).expect("a positive number");
            let mut work = Work::new(id, Medium::Anime, "Night Ledger");
            let title = |(text, tag): &(&str, &str)| {
                let title = Title::new(*text, TitleKind::Official);
                Title { language: Language::parse(tag), ..title }
            };
            work.titles = titles.iter().map(title).collect();
            work.title_native().map(str::to_owned)
        };
        assert_eq!(native(&[("NIGHT LEDGER", "ja"), ("나이트 레저", "ko")]), None);
        assert_eq!(native(&[("夜の帳簿", "ja"), ("나이트 레저", "ko")]).as_deref(), Some("夜の帳簿"));
        // A work from elsewhere, which a site transcribes as it does Japanese ones.
        assert_eq!(native(&[("Ye Zhang", "ja-Latn"), ("夜账", "zh")]).as_deref(), Some("夜账"));
    }
}
