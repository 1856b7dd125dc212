//! The queue as people see it: both records side by side.

use model::{
    EntityId, EntityKind, ExternalId, Format, FuzzyDate, Medium, Record, RecordKind, SourceId, Work,
};
use serde::Serialize;
use store::{MatchPair, PairState, Store, StoreError};

use super::Weighed;
use crate::golden::read_record;

/// A pair with both sides.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairView {
    /// The pair.
    #[serde(flatten)]
    pub pair: MatchPair,
    /// What each field said.
    pub weighed: Weighed,
    /// The record of `a`.
    pub left: PairSide,
    /// The record of `b`.
    pub right: PairSide,
}

/// What one record says of its work, as far as it tells works apart.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PairSide {
    /// The work, by the source's own id.
    pub external_id: ExternalId,
    /// Its page there.
    pub url: Option<String>,
    /// Who said it; `None` when no record is kept under this id.
    pub source: Option<SourceId>,
    /// Our work that the id means now.
    pub work: Option<EntityId>,
    /// The name it is listed under.
    pub title: Option<String>,
    /// Its other names.
    pub other_titles: Vec<String>,
    /// The medium.
    pub medium: Option<Medium>,
    /// The format.
    pub format: Option<Format>,
    /// The year it began in.
    pub year: Option<i16>,
    /// Its first day.
    pub start_date: Option<FuzzyDate>,
    /// Its last day.
    pub end_date: Option<FuzzyDate>,
    /// How many episodes.
    pub episodes: Option<u32>,
    /// Length of one in seconds.
    pub duration_s: Option<u32>,
    /// Who made it.
    pub studios: Vec<String>,
    /// Other ids that are linked to the same work, or that the record names.
    pub external_ids: Vec<ExternalId>,
    /// A picture of it.
    pub image: Option<String>,
    /// The plot in short.
    pub synopsis: Option<String>,
}

/// Up to `limit` pairs that wait for an answer, the most valuable first; those that somebody skipped last.
///
/// # Errors
/// When the store fails.
pub async fn waiting(store: &Store, kind: &EntityKind, limit: usize) -> Result<Vec<MatchPair>, StoreError> {
    let mut pairs = store.match_pairs(kind, &[PairState::Open], limit).await?;
    let left = limit - pairs.len();
    pairs.extend(store.match_pairs(kind, &[PairState::Skipped], left).await?);
    Ok(pairs)
}

/// A pair with what both records say; `None` when there is no such pair.
///
/// # Errors
/// When the store fails.
pub async fn pair_view(store: &Store, id: i64) -> Result<Option<PairView>, StoreError> {
    let Some(pair) = store.match_pair(id).await? else { return Ok(None) };
    let left = side(store, &pair.kind, &pair.a).await?;
    let right = side(store, &pair.kind, &pair.b).await?;
    Ok(Some(PairView { weighed: Weighed::read(&pair.weights), pair, left, right }))
}

async fn side(store: &Store, kind: &EntityKind, id: &ExternalId) -> Result<PairSide, StoreError> {
    let found = store.find(std::slice::from_ref(id)).await?;
    let work = found.get(id).filter(|(of, _)| of == kind).map(|(_, work)| *work);
    let Some(work) = work else { return Ok(PairSide::bare(id)) };
    let records = store.records_of(kind, work).await?;
    let read = records.iter().flat_map(|stored| read_record(stored).unwrap_or_default());
    let own = read.filter(|record| record.external_id == *id && speaks(record)).max_by_key(richness);
    let golden = store.work(work.into()).await?.map(|found| found.value);
    let linked = golden.as_ref().map(|work| work.external_ids.clone()).unwrap_or_default();
    let mut side = match (own, golden) {
        (Some(record), _) => PairSide::of_record(record),
        (None, Some(golden)) => PairSide::of_work(id, golden),
        (None, None) => PairSide::bare(id),
    };
    side.work = Some(work);
    side.external_ids.extend(linked);
    side.external_ids.retain(|other| other != id);
    side.external_ids.sort_unstable();
    side.external_ids.dedup();
    Ok(side)
}

fn speaks(record: &Record) -> bool {
    matches!(record.kind, RecordKind::Work | RecordKind::List | RecordKind::Search)
}

/// Of several records under one id, the one that says most is shown.
fn richness(record: &Record) -> usize {
    let facts = [
        record.title.is_some(),
        record.format.is_some(),
        record.year.is_some() || record.start_date.is_some(),
        record.episodes.is_some(),
        record.synopsis.is_some(),
    ];
    facts.into_iter().filter(|known| *known).count() * 100 + record.titles.len() + record.synonyms.len()
}

impl PairSide {
    fn bare(id: &ExternalId) -> Self {
        Self {
            external_id: id.clone(),
            url: id.url(),
            source: None,
            work: None,
            title: None,
            other_titles: Vec::new(),
            medium: None,
            format: None,
            year: None,
            start_date: None,
            end_date: None,
            episodes: None,
            duration_s: None,
            studios: Vec::new(),
            external_ids: Vec::new(),
            image: None,
            synopsis: None,
        }
    }

    fn of_record(record: Record) -> Self {
        let named = record.titles.into_iter().map(|title| title.text).chain(record.synonyms);
        let title = record.title;
        let mut other_titles: Vec<String> = named.collect();
        let title = title.or_else(|| other_titles.first().cloned());
        other_titles.retain(|other| Some(other) != title.as_ref());
        other_titles.dedup();
        Self {
            url: record.url.or_else(|| record.external_id.url()),
            source: Some(record.source),
            work: None,
            title,
            other_titles,
            medium: record.medium,
            format: record.format,
            year: record.year,
            start_date: record.start_date,
            end_date: record.end_date,
            episodes: record.episodes,
            duration_s: record.duration_s,
            studios: record.studios,
            external_ids: record.external_ids,
            image: record.images.into_iter().next().map(|image| image.url),
            synopsis: record.synopsis,
            external_id: record.external_id,
        }
    }

    fn of_work(id: &ExternalId, work: Work) -> Self {
        let other = work.titles.into_iter().map(|title| title.text).filter(|text| *text != work.title);
        Self {
            title: Some(work.title.clone()),
            other_titles: other.collect(),
            medium: Some(work.medium),
            format: Some(work.format),
            year: work.year,
            start_date: work.start_date,
            end_date: work.end_date,
            episodes: work.episodes,
            duration_s: work.duration_s,
            studios: work.studios,
            ..Self::bare(id)
        }
    }
}
