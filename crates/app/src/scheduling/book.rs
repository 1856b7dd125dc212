//! What is told of all works that may be shown soon or were of late, kept between questions.
//!
//! Reading records is what costs; so they are read once, and again for works that have changed since.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use model::{EntityId, EntityKind, Medium, Record, Status, Work, WorkId};
use search::Overview;
use store::StoredRecord;

use super::{
    merge::{Shown, merged},
    told::Told,
};
use crate::{App, AppError, RelatedWork, works::read_all};

/// Works are read from the store so many at a time.
const PAGE: usize = 500;
/// Changes read at once; beyond, everything is read anew.
const CHANGES: usize = 5_000;

/// One work with its broadcasts.
pub(super) struct Entry {
    pub work: RelatedWork,
    pub episodes: Option<u32>,
    pub duration_s: Option<u32>,
    pub adult: bool,
    pub told: Told,
    /// What is stated, by time.
    pub stated: Vec<Shown>,
}

/// The works as of one change of the store.
pub(super) struct Book {
    seq: i64,
    /// The years of which works are in it, whatever their status.
    years: (i16, i16),
    pub entries: BTreeMap<WorkId, Arc<Entry>>,
}

impl App {
    /// The book for some years, brought up to the store.
    pub(super) async fn book(&self, years: (i16, i16)) -> Result<Arc<Book>, AppError> {
        let mut held = self.scheduling().book.lock().await;
        // The number is read first: what changes while we read is read again.
        let seq = self.store().last_change().await?;
        let kept = held.clone().filter(|book| book.years.0 <= years.0 && years.1 <= book.years.1);
        if let Some(book) = kept.as_ref().filter(|book| book.seq == seq) {
            return Ok(Arc::clone(book));
        }
        let changes = match &kept {
            Some(book) if book.seq < seq => self.store().changes_since(book.seq, CHANGES).await?,
            _ => Vec::new(),
        };
        let book = if let Some(book) = kept.filter(|_| !changes.is_empty() && changes.len() < CHANGES) {
            let works = changes.iter().filter(|change| change.kind == EntityKind::Work);
            let touched: BTreeSet<WorkId> = works.map(|change| WorkId::from(change.id)).collect();
            let mut entries = book.entries.clone();
            entries.retain(|id, _| !touched.contains(id));
            entries.extend(self.entries(touched.into_iter().collect(), book.years).await?);
            Book { seq, years: book.years, entries }
        } else {
            let ids = candidates(&self.index().overview(), years);
            Book { seq, years, entries: self.entries(ids, years).await? }
        };
        let book = Arc::new(book);
        *held = Some(Arc::clone(&book));
        Ok(book)
    }

    /// Lays what sources say now over what is stored of each work.
    pub(super) async fn lay_over(
        &self,
        entries: &mut BTreeMap<WorkId, Arc<Entry>>,
        live: BTreeMap<WorkId, Vec<Record>>,
    ) -> Result<(), AppError> {
        let ids: Vec<WorkId> = live.keys().copied().collect();
        let unread = ids.iter().copied().filter(|id| !entries.contains_key(id));
        let mut records = self.records_by_work(unread).await?;
        for work in self.store().works(&ids).await? {
            let mut told = match entries.get(&work.id) {
                Some(entry) => entry.told.clone(),
                None => Told::of(&work, &read_all(records.remove(&work.id.into()).unwrap_or_default())?),
            };
            for record in live.get(&work.id).into_iter().flatten() {
                told.add(record);
            }
            let stated = merged(&told);
            entries.insert(work.id, Arc::new(Entry::of(&work, told, stated)));
        }
        Ok(())
    }

    /// The records of works, read at once.
    async fn records_by_work(
        &self,
        works: impl Iterator<Item = WorkId>,
    ) -> Result<HashMap<EntityId, Vec<StoredRecord>>, AppError> {
        let ids: Vec<EntityId> = works.map(Into::into).collect();
        Ok(self.store().records_of_many(&EntityKind::Work, &ids).await?)
    }

    async fn entries(
        &self,
        ids: Vec<WorkId>,
        years: (i16, i16),
    ) -> Result<BTreeMap<WorkId, Arc<Entry>>, AppError> {
        let mut entries = BTreeMap::new();
        for ids in ids.chunks(PAGE) {
            let mut works = self.store().works(ids).await?;
            works
                .retain(|work| may_be_shown(&work.medium, &work.status, work.year, years) && has_times(work));
            let mut records = self.records_by_work(works.iter().map(|work| work.id)).await?;
            for work in works {
                let told = Told::of(&work, &read_all(records.remove(&work.id.into()).unwrap_or_default())?);
                if told.says_anything() {
                    let stated = merged(&told);
                    entries.insert(work.id, Arc::new(Entry::of(&work, told, stated)));
                }
            }
        }
        Ok(entries)
    }
}

impl Entry {
    fn of(work: &Work, told: Told, stated: Vec<Shown>) -> Self {
        Self {
            work: RelatedWork::from(work),
            episodes: work.episodes,
            duration_s: work.duration_s,
            adult: work.adult,
            told,
            stated,
        }
    }
}

/// Works that are shown now or soon, and those that began in some years, whatever became of them.
fn candidates(overview: &Overview, years: (i16, i16)) -> Vec<WorkId> {
    let works = overview.works.iter();
    works
        .filter(|work| may_be_shown(&work.medium, &work.status, work.year, years))
        .map(|work| work.id)
        .collect()
}

fn may_be_shown(medium: &Medium, status: &Status, year: Option<i16>, years: (i16, i16)) -> bool {
    let airs = matches!(status, Status::Ongoing | Status::Upcoming);
    *medium == Medium::Anime && (airs || year.is_some_and(|year| (years.0..=years.1).contains(&year)))
}

/// Whether the golden record says anything of times, so that its records are worth reading.
fn has_times(work: &Work) -> bool {
    let Some(details) = work.details.as_deref() else { return false };
    details.broadcast.is_some()
        || !details.slots.is_empty()
        || !details.premieres.is_empty()
        || details
            .episodes
            .iter()
            .any(|episode| !episode.airings.is_empty() || episode.entry.aired_at.is_some())
}
