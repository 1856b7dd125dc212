//! What linking needs to know of one record.

use model::{
    ExternalId, Format, FuzzyDate, Medium, Record, RecordKind, RelationEntry, SourceId, Title, TitleKind,
};

/// One record of a work, reduced to what tells works apart.
///
/// Two subjects of one external id are one thing by definition: sources that share an id space (`mal`,
/// `mal_web` and `jikan`) speak of the same entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Who said it.
    pub source: SourceId,
    /// What it is about, by the source's own id.
    pub external_id: ExternalId,
    /// The medium, when known. Works of two media are never one.
    pub medium: Option<Medium>,
    /// The format; `None` when unknown.
    pub format: Option<Format>,
    /// Names with language and kind; the one the source lists it under first.
    pub titles: Vec<Title>,
    /// Other names.
    pub synonyms: Vec<String>,
    /// The year it began in.
    pub year: Option<i16>,
    /// Its first day, as far as known.
    pub start_date: Option<FuzzyDate>,
    /// Its last day, as far as known.
    pub end_date: Option<FuzzyDate>,
    /// How many episodes it has.
    pub episodes: Option<u32>,
    /// How long one of them lasts, in seconds.
    pub duration_s: Option<u32>,
    /// Who made it.
    pub studios: Vec<String>,
    /// Ids of other sources that this record says mean the same work.
    pub claimed_ids: Vec<ExternalId>,
    /// Ties to other works.
    pub relations: Vec<RelationEntry>,
}

impl Subject {
    /// A subject that says nothing but what it is about.
    pub fn new(source: SourceId, external_id: ExternalId) -> Self {
        Self {
            source,
            external_id,
            medium: None,
            format: None,
            titles: Vec::new(),
            synonyms: Vec::new(),
            year: None,
            start_date: None,
            end_date: None,
            episodes: None,
            duration_s: None,
            studios: Vec::new(),
            claimed_ids: Vec::new(),
            relations: Vec::new(),
        }
    }

    /// What a record says of a work; `None` for records of other things. Rows of lists and hits of
    /// searches speak of works too, and say less.
    pub fn of(record: &Record) -> Option<Self> {
        let speaks_of_work = matches!(record.kind, RecordKind::Work | RecordKind::List | RecordKind::Search)
            && record.external_id.kind() == model::EntityKind::Work;
        if !speaks_of_work {
            return None;
        }
        let mut titles = Vec::with_capacity(record.titles.len() + 1);
        if let Some(title) = record.title.as_ref().filter(|title| !title.trim().is_empty()) {
            let known = record.titles.iter().find(|known| known.text == *title);
            let mut main = known.cloned().unwrap_or_else(|| Title::new(title.clone(), TitleKind::Main));
            main.kind = TitleKind::Main;
            titles.push(main);
        }
        let more = record.titles.iter().filter(|title| !title.text.trim().is_empty());
        for title in more {
            if titles.iter().all(|known| known.text != title.text) {
                titles.push(title.clone());
            }
        }
        Some(Self {
            source: record.source.clone(),
            external_id: record.external_id.clone(),
            medium: record.medium.clone(),
            format: record.format.clone().filter(|format| *format != Format::Unknown),
            titles,
            synonyms: record.synonyms.clone(),
            year: record.year.or_else(|| record.start_date.map(FuzzyDate::year)),
            start_date: record.start_date,
            end_date: record.end_date,
            episodes: record.episodes,
            duration_s: record.duration_s,
            studios: record.studios.clone(),
            claimed_ids: record.external_ids.clone(),
            relations: record.relations.clone(),
        })
    }
}
