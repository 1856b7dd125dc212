//! What many ask for right now: counted when questions are answered and works are opened, faded by the hour.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Mutex,
};

use asking::{Part, SaidBy, Slot};
use model::{Instant, WorkId};
use search::{AskAnswer, WorkCard};
use serde::Serialize;
use store::{AskedFor, Subject};

use super::query::is_named;
use crate::{App, AppError};

/// So many things are counted at most between two visits to the store.
const MOST: usize = 10_000;
/// After so many half-lives nothing is left of interest.
const HALF_LIVES: f64 = 12.0;
const HOUR: f64 = 3_600_000_000.0;

/// What was asked for since the last visit to the store.
#[derive(Debug, Default)]
pub(crate) struct Counts(Mutex<HashMap<Subject, i64>>);

/// What trends are told of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum TrendKind {
    /// Works.
    Works,
    /// Tags.
    Tags,
    /// Studios.
    Studios,
}

/// What many ask for right now.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Trending {
    /// What it is a list of.
    pub kind: TrendKind,
    /// Hours after which half of the interest in something has faded.
    pub half_life_h: f64,
    /// The list, hottest first.
    pub results: Vec<TrendingItem>,
    /// How many things are asked for at all.
    pub total: usize,
}

/// One thing that many ask for.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TrendingItem {
    /// Its place, from 1.
    pub rank: usize,
    /// The work's id; none for tags and studios.
    pub id: Option<WorkId>,
    /// The work's title, or the name.
    pub name: String,
    /// How often it was asked for, older questions counting less.
    pub heat: f64,
    /// How often in the last 24 hours.
    pub last_day: i64,
    /// How often in the 24 hours before those.
    pub day_before: i64,
    /// What a list shows of the work.
    pub card: Option<WorkCard>,
}

impl TrendKind {
    /// All, with their published names.
    pub const ALL: [(&'static str, Self); 3] =
        [("works", Self::Works), ("tags", Self::Tags), ("studios", Self::Studios)];

    /// Reads the published name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }

    fn word(self) -> &'static str {
        match self {
            Self::Works => "work",
            Self::Tags => "tag",
            Self::Studios => "studio",
        }
    }
}

impl App {
    fn counts(&self) -> &Mutex<HashMap<Subject, i64>> {
        &self.asking().counts.0
    }

    fn count(&self, subject: Subject, times: i64) {
        let mut counts = self.counts().lock().expect("no panic while held");
        if counts.len() < MOST || counts.contains_key(&subject) {
            *counts.entry(subject).or_default() += times;
        }
    }

    /// Counts that a work was opened.
    pub(crate) fn count_opened(&self, work: WorkId) {
        self.count(Subject::Work(work), 1);
    }

    /// Counts what a question is about: the work that bears the very name, works it names, tags and studios it
    /// asks for. Its words are not kept. A question that is being typed (`whole` is false) counts for nothing.
    pub(super) fn count_question(&self, answer: &AskAnswer, whole: bool) {
        if !whole {
            return;
        }
        let said = |part: &&Part| !matches!(part.said_by, SaidBy::Context | SaidBy::Model);
        let mut subjects: Vec<Subject> = Vec::new();
        for part in answer.plan.parts.iter().filter(said) {
            let text = part.value.to_string();
            match part.slot {
                Slot::Like | Slot::Titles => subjects.extend(self.titled(&text).map(Subject::Work)),
                // What no work has, anybody may write, and nobody else should have to read.
                Slot::TagsAll | Slot::TagsAny if self.index().knows_tag(&text) => {
                    subjects.push(Subject::tag(text.to_lowercase()));
                }
                Slot::StudiosAny if self.index().knows_studio(&text) => subjects.push(Subject::studio(text)),
                _ => {}
            }
        }
        if is_named(answer) {
            subjects.extend(answer.results.first().map(|hit| Subject::Work(hit.id)));
        }
        subjects.sort();
        subjects.dedup();
        for subject in subjects {
            self.count(subject, 1);
        }
    }

    /// Adds what was counted to the store.
    pub(crate) async fn save_counts(&self) -> Result<(), AppError> {
        let counted: Vec<AskedFor> = {
            let mut counts = self.counts().lock().expect("no panic while held");
            let all = std::mem::take(&mut *counts).into_iter();
            all.map(|(subject, times)| AskedFor { subject, times }).collect()
        };
        if counted.is_empty() {
            return Ok(());
        }
        let saved = async {
            let tx = self.store().begin().await?;
            tx.count_queries(&counted, self.now()).await?;
            tx.commit().await
        };
        let saved = saved.await;
        if saved.is_err() {
            // A store that is busy or full for a while takes nobody's questions back.
            for AskedFor { subject, times } in counted {
                self.count(subject, times);
            }
        }
        Ok(saved?)
    }

    /// What many ask for right now, up to `limit` of it, 1 to 100. What this process counted a moment ago is among it.
    ///
    /// # Errors
    /// `invalid_parameter` for a limit out of range.
    pub async fn trending(&self, kind: TrendKind, limit: usize) -> Result<Trending, AppError> {
        if !(1..=search::MAX_LIMIT).contains(&limit) {
            let message = format!("`limit` is 1 to {}", search::MAX_LIMIT);
            return Err(AppError::invalid_parameter("limit", message));
        }
        if let Err(error) = self.save_counts().await {
            tracing::warn!(error = ?error, "what was asked for a moment ago is not among what trends");
        }
        let half_life_h = self.config().asking.trend_half_life_hours.max(0.01);
        let now = self.now();
        let since = now.as_micros() as f64 - half_life_h * HALF_LIVES * HOUR;
        let counts = self.store().query_counts(kind.word(), Instant::from_micros(since as i64)).await?;
        let mut heat: BTreeMap<Subject, Interest> = BTreeMap::new();
        for count in counts {
            let age = (now.as_micros() - count.hour.as_micros()) as f64 / HOUR;
            heat.entry(count.subject).or_default().add(count.times, age.max(0.0), half_life_h);
        }
        let total = heat.len();
        let mut hottest: Vec<(Subject, Interest)> = heat.into_iter().collect();
        hottest.sort_by(|a, b| b.1.heat.total_cmp(&a.1.heat).then_with(|| a.0.cmp(&b.0)));
        hottest.truncate(limit);
        let ids: Vec<WorkId> = hottest.iter().filter_map(|(subject, _)| id_of(subject)).collect();
        let works = self.store().works(&ids).await?;
        let item = |(at, (subject, heat)): (usize, (Subject, Interest))| {
            let id = id_of(&subject);
            let card = id.and_then(|id| works.iter().find(|work| work.id == id)).map(WorkCard::of);
            let name = match (&subject, &card) {
                (Subject::Named { name, .. }, _) => name.clone(),
                (Subject::Work(_), card) => card.as_ref()?.title.clone(),
            };
            let Interest { heat, last_day, day_before } = heat;
            Some(TrendingItem { rank: at + 1, id, name, heat, last_day, day_before, card })
        };
        let results = hottest.into_iter().enumerate().filter_map(item).collect();
        Ok(Trending { kind, half_life_h, results, total })
    }
}

fn id_of(subject: &Subject) -> Option<WorkId> {
    match subject {
        Subject::Work(id) => Some(*id),
        Subject::Named { .. } => None,
    }
}

#[derive(Debug, Default, PartialEq)]
struct Interest {
    heat: f64,
    last_day: i64,
    day_before: i64,
}

impl Interest {
    /// Adds what was asked `age` hours ago.
    fn add(&mut self, times: i64, age: f64, half_life: f64) {
        self.heat += times as f64 * 0.5_f64.powf(age / half_life);
        if age < 24.0 {
            self.last_day += times;
        } else if age < 48.0 {
            self.day_before += times;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interest_halves() {
        let mut heat = Interest::default();
        heat.add(8, 0.0, 48.0);
        heat.add(8, 48.0, 48.0);
        heat.add(8, 30.0, f64::INFINITY);
        assert!((heat.heat - 20.0).abs() < 1e-9, "{heat:?}");
        assert_eq!((heat.last_day, heat.day_before), (8, 8));
    }
}
