//! Gathering: all services asked about one work at once, in rounds, because one source's links tell where the
//! work stands at another.

use std::{
    collections::{BTreeSet, HashMap},
    sync::atomic::{AtomicUsize, Ordering},
};

use catalog::{answers::ANSWERS, read_record};
use futures::{StreamExt, stream::FuturesUnordered};
use linking::Model;
use model::{EntityId, EntityKind, ExternalId, Instant, Medium, Record, SourceId, WorkId};
use serde::Serialize;
use sources::{client::Sources, http::How, providers::provider_of};
use store::{GatheredItem, Store, StoreError};

use crate::{
    Level, Missing,
    ask::Asking,
    keep,
    outcome::Outcome,
    services::{Find, Questions, SERVICES, Service},
    verify::Meant,
};

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// How much is asked.
    pub level: Level,
    /// Only these services, where any are named.
    pub only: Vec<String>,
    /// Not these services.
    pub skip: Vec<String>,
    /// Whether nobody is to be asked.
    pub offline: bool,
    /// The most pages of one list that are asked for at a time.
    pub list_pages: usize,
    /// The least probability at which a hit of a search counts as proven, 0 to 1.
    pub agreement: f64,
    /// How the sources are asked.
    pub how: How,
}

/// What came of gathering one work.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Gathered {
    /// The work.
    pub work: WorkId,
    /// The services that were wanted, in the order of the list of services.
    pub sources: Vec<SourceState>,
    /// How far the answer is from what was wanted, 1 to 5.
    pub degradation_level: u8,
    /// Whether the golden record differs from before.
    pub changed: bool,
}

/// What became of one service.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceState {
    /// The service.
    pub source: SourceId,
    /// The level it belongs to.
    pub level: Level,
    /// How it stands.
    pub state: State,
    /// The work at the source.
    pub external_id: Option<ExternalId>,
    /// When its oldest answer was asked for.
    pub asked_at: Option<Instant>,
    /// Why something is missing.
    pub missing: Option<Missing>,
}

/// How a service's answers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// All that was wanted is there and fresh.
    Fresh,
    /// Something is there, and some of it is older than it should be.
    Stale,
    /// Nothing of it is there.
    Missing,
    /// It is turned off, or lacks a setting.
    NotConfigured,
}

/// One service that has been heard, told while the others are still waited for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heard {
    /// The service.
    pub source: SourceId,
    /// The work at the source, where it is known by now.
    pub external_id: Option<ExternalId>,
    /// The kind of failure, where not all of it came.
    pub error_code: Option<&'static str>,
    /// How many services have been heard, this one among them.
    pub done: usize,
    /// How many are asked in all.
    pub total: usize,
}

/// Who is told of each service once what it said is kept.
pub type Telling<'a> = &'a (dyn Fn(Heard) + Send + Sync);

/// Asks sources about works, and keeps what they say.
#[derive(Clone)]
pub struct Gatherer {
    store: Store,
    sources: Sources,
    model: Model,
}

/// What is known of a work before anybody is asked.
struct Known {
    medium: Medium,
    title: String,
    ids: Vec<ExternalId>,
    records: Vec<Record>,
    said: HashMap<(SourceId, ExternalId), Record>,
    journal: HashMap<(SourceId, String), GatheredItem>,
}

impl Gatherer {
    /// Over a store and the sources.
    pub fn new(store: Store, sources: Sources) -> Self {
        Self { store, sources, model: Model::default() }
    }

    /// Asks all that is missing or no longer fresh about a work, keeps it, and merges it. `now` is the time;
    /// `tell` hears of each service that is asked, once.
    ///
    /// # Errors
    /// That the work is not there, or that the store fails. A source that fails is in what comes back.
    pub async fn gather(
        &self,
        work: WorkId,
        wanted: &Wanted,
        now: Instant,
        tell: Telling<'_>,
    ) -> Result<Gathered, StoreError> {
        let mut known = self.known(work).await?;
        let chosen = wanted.services(&known.medium);
        let mut outcomes: HashMap<&'static str, Outcome> = HashMap::new();
        let mut changed = false;
        if !wanted.offline {
            let mut waiting: Vec<(&'static Service, &'static Questions)> =
                chosen.iter().copied().filter(|(service, _)| self.lacks(service).is_none()).collect();
            let count = Count { heard: AtomicUsize::new(0), total: waiting.len(), tell };
            for round in 0..ROUNDS {
                let last = round + 1 == ROUNDS;
                let (ready, later): (Vec<_>, Vec<_>) =
                    waiting.into_iter().partition(|(_, questions)| last || known.leads_to(questions));
                waiting = later;
                if ready.is_empty() {
                    continue;
                }
                let came = self.round(work, &known, &ready, wanted, now, &count).await?;
                changed |= came.1;
                for outcome in came.0 {
                    known.learn(&outcome);
                    if let Some(service) = Service::named(outcome.source.as_str()) {
                        outcomes.insert(service.name, outcome);
                    }
                }
            }
        }
        let known = if outcomes.values().any(Outcome::has_news) { self.known(work).await? } else { known };
        let sources: Vec<SourceState> = chosen
            .iter()
            .map(|(service, questions)| {
                let lacks = self.lacks(service);
                known.state(service, questions, outcomes.get(service.name), lacks, wanted, now)
            })
            .collect();
        let degradation_level = known.degradation(&sources);
        Ok(Gathered { work, sources, degradation_level, changed })
    }

    /// Asks services at once, and keeps each answer as soon as it is there.
    async fn round(
        &self,
        work: WorkId,
        known: &Known,
        ready: &[(&'static Service, &'static Questions)],
        wanted: &Wanted,
        now: Instant,
        count: &Count<'_>,
    ) -> Result<(Vec<Outcome>, bool), StoreError> {
        let meant = Meant::of(known.ids.clone(), &known.records);
        let asking = Asking {
            sources: &self.sources,
            how: &wanted.how,
            level: wanted.level,
            now,
            list_pages: wanted.list_pages,
            agreement: wanted.agreement,
            model: &self.model,
            meant: &meant,
            title: &known.title,
            journal: &known.journal,
            said: &known.said,
        };
        let asking = &asking;
        let mut flying: FuturesUnordered<_> = ready
            .iter()
            .map(|(service, questions)| async move { (asking.ask(service, questions).await, *questions) })
            .collect();
        let (mut outcomes, mut changed) = (Vec::new(), false);
        while let Some(first) = flying.next().await {
            // What came meanwhile is kept with it: a transaction each would cost more than all else.
            let mut came = vec![first];
            while let Some(Some(next)) = futures::FutureExt::now_or_never(flying.next()) {
                came.push(next);
            }
            changed |= keep::keep(&self.store, work.into(), &mut came, now).await?;
            for (outcome, _) in &came {
                count.one(outcome);
            }
            outcomes.extend(came.into_iter().map(|(outcome, _)| outcome));
        }
        Ok((outcomes, changed))
    }

    /// Why a service is not asked: it is turned off, or lacks a setting.
    fn lacks(&self, service: &Service) -> Option<String> {
        let source = service.source();
        let Some(settings) = self.sources.settings(&source).filter(|settings| settings.enabled) else {
            return Some(format!("it is turned off; `enabled = true` under [sources.{source}] turns it on"));
        };
        let facts = provider_of(&source)?.facts();
        let first = service.anime.steps.first().map(|step| step.endpoint)?;
        let need = facts.needs.iter().find(|need| {
            (need.only.is_empty() || need.only.contains(&first)) && !settings.has(need.setting)
        })?;
        Some(format!("it needs `sources.{source}.{}`: {}", need.setting, need.why))
    }

    async fn known(&self, work: WorkId) -> Result<Known, StoreError> {
        let entity: EntityId = work.into();
        let missing = || StoreError::Missing(format!("work {work}"));
        let golden = self.store.work(work).await?.ok_or_else(missing)?.value;
        let links = self.store.links_of(&EntityKind::Work, entity).await?;
        let mut ids: BTreeSet<ExternalId> = links.into_iter().map(|link| link.subject).collect();
        for row in self.store.id_map_of(&ids.iter().cloned().collect::<Vec<_>>()).await? {
            // What a list of ids says is taken where nothing else is known of that site.
            for id in row.ids {
                if ids.iter().all(|known| known.namespace() != id.namespace()) {
                    ids.insert(id);
                }
            }
        }
        let mut said = HashMap::new();
        let mut records = Vec::new();
        for stored in self.store.records_of(&EntityKind::Work, entity).await? {
            let read = match read_record(&stored) {
                Ok(read) => read,
                Err(error) => {
                    tracing::warn!(record.key = %stored.key, "left out a record: {error}");
                    continue;
                }
            };
            if let (ANSWERS, Some(record)) = (stored.format.as_str(), read.first()) {
                said.insert((stored.source.clone(), stored.key.clone()), record.clone());
            }
            records.extend(read);
        }
        let journal = self.store.gathered(&[entity]).await?.remove(&entity).unwrap_or_default();
        let journal = journal.into_iter().map(|item| ((item.source.clone(), item.endpoint.clone()), item));
        Ok(Known {
            medium: golden.medium,
            title: golden.title,
            ids: ids.into_iter().collect(),
            records,
            said,
            journal: journal.collect(),
        })
    }
}

/// How many services have been heard.
struct Count<'a> {
    heard: AtomicUsize,
    total: usize,
    tell: Telling<'a>,
}

impl Count<'_> {
    fn one(&self, outcome: &Outcome) {
        (self.tell)(Heard {
            source: outcome.source.clone(),
            external_id: outcome.subject.clone(),
            error_code: outcome.missing.as_ref().map(|missing| missing.error_code),
            done: self.heard.fetch_add(1, Ordering::Relaxed) + 1,
            total: self.total,
        });
    }
}

/// How often it is looked whether answers tell where the work stands elsewhere; the last time, titles are
/// searched for.
const ROUNDS: usize = 3;

impl Wanted {
    /// The services that are wanted for a work of a medium.
    fn services(&self, medium: &Medium) -> Vec<(&'static Service, &'static Questions)> {
        let named = |list: &[String], service: &Service| list.iter().any(|name| name == service.name);
        SERVICES
            .iter()
            .filter(|service| self.only.is_empty() || named(&self.only, service))
            .filter(|service| !named(&self.skip, service) && service.level() <= self.level)
            .filter_map(|service| Some((service, service.questions(medium)?)))
            .collect()
    }
}

impl Known {
    /// Whether it is known where the work stands, or whom to ask without guessing.
    fn leads_to(&self, questions: &Questions) -> bool {
        let has = |space: &str| self.ids.iter().any(|id| id.namespace().as_str() == space);
        has(questions.namespace)
            || questions.finds.iter().any(|find| match find {
                Find::ById(lookup) => has(lookup.by),
                Find::Title => false,
            })
    }

    /// Takes up what a source told, for those that are asked after it.
    fn learn(&mut self, outcome: &Outcome) {
        let Some(subject) = &outcome.subject else { return };
        let own = outcome.parts.iter().flat_map(|part| &part.records);
        let own: Vec<&Record> = own.filter(|record| record.external_id == *subject).collect();
        let named = own.iter().flat_map(|record| &record.external_ids).chain([subject]);
        for id in named {
            if id.kind() == EntityKind::Work
                && self.ids.iter().all(|known| known.namespace() != id.namespace())
            {
                self.ids.push(id.clone());
            }
        }
        self.records.extend(own.first().map(|record| Record::clone(record)));
    }

    fn state(
        &self,
        service: &Service,
        questions: &Questions,
        outcome: Option<&Outcome>,
        lacks: Option<String>,
        wanted: &Wanted,
        now: Instant,
    ) -> SourceState {
        let source = service.source();
        let mut keys: Vec<&ExternalId> =
            self.said.keys().filter(|(who, _)| *who == source).map(|(_, key)| key).collect();
        keys.sort_unstable();
        let external_id = outcome.and_then(|outcome| outcome.subject.clone());
        let external_id = external_id.or_else(|| keys.first().map(|key| (*key).clone()));
        let lines: Vec<&GatheredItem> =
            self.journal.values().filter(|item| item.source == source && item.state == "done").collect();
        let asked_at = lines.iter().map(|item| item.asked_at).min();
        let steps = questions.steps.iter().filter(|step| step.level <= wanted.level);
        let old = steps.filter_map(|step| lines.iter().find(|item| item.endpoint == step.endpoint));
        let old = old.into_iter().any(|item| item.fresh_until <= now);
        let missing = outcome.and_then(|outcome| outcome.missing.clone());
        let stale = old || missing.is_some() || outcome.is_some_and(|outcome| outcome.stale);
        let standing = match (keys.is_empty(), &lacks) {
            (false, _) if stale => State::Stale,
            (false, _) => State::Fresh,
            (true, Some(_)) => State::NotConfigured,
            (true, None) => State::Missing,
        };
        let unasked = || {
            let why = lacks.unwrap_or_else(|| "nothing is kept of it, and nobody was asked".to_owned());
            Missing::unasked(&source, standing == State::NotConfigured, why)
        };
        let missing = missing.or_else(|| (keys.is_empty()).then(unasked));
        SourceState { source, level: service.level(), state: standing, external_id, asked_at, missing }
    }

    /// How far the answer is from what was wanted: 1 all of it fresh, 2 something stale, 3 something missing for
    /// which others stand in, 4 only what was imported, 5 hardly more than the name.
    fn degradation(&self, sources: &[SourceState]) -> u8 {
        let asked: Vec<&SourceState> =
            sources.iter().filter(|source| source.state != State::NotConfigured).collect();
        let says_nothing = self.records.iter().all(|record| {
            record.synopsis.is_none()
                && record.episodes.is_none()
                && record.chapters.is_none()
                && record.year.is_none()
                && record.start_date.is_none()
                && record.tags.is_empty()
        });
        let is = |state: State| asked.iter().any(|source| source.state == state);
        match () {
            () if says_nothing => 5,
            () if !asked.is_empty() && asked.iter().all(|source| source.state == State::Missing) => 4,
            () if is(State::Missing) => 3,
            () if is(State::Stale) => 2,
            () => 1,
        }
    }
}
