//! What enriching tells: the record, who said what, what is missing, and how much of it was to be had.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    path::PathBuf,
};

use enrichment::{FieldClaim, MEASURED, Profile, Quality, Told, quality, shape};
use gather::{Gathered, Level, Missing, SourceState};
use model::{EntityId, EntityKind, ExternalId, Field, Instant, Record, RelationEntry, Work, WorkId};
use serde::Serialize;

use super::{EnrichRequest, names};
use crate::{App, AppError};

/// A work as all its sources tell it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enrichment {
    /// The work.
    pub work: WorkId,
    /// The title it is shown under.
    pub title: String,
    /// The record, with the names of the enriched form.
    pub record: shape::Entry,
    /// Who said what of it, and which of it was taken; fields under the record's names.
    #[serde(serialize_with = "names::claims")]
    pub provenance: Vec<FieldClaim>,
    /// Sources that gave nothing or not all, and why.
    pub missing_sources: Vec<Missing>,
    /// For each field of the record, the level that gave it.
    pub levels: BTreeMap<String, Level>,
    /// 1: all that was wanted is there and fresh; 2: some of it is stale; 3: others stand in for a source that is
    /// missing; 4: only what was imported is there; 5: hardly more than the name.
    pub degradation_level: u8,
    /// How complete, undisputed and fresh the record is.
    pub quality: Quality,
    /// Every source that was wanted, and how it stands.
    pub sources: Vec<SourceState>,
    /// Where the sources' answers lie one by one.
    pub folder: Option<PathBuf>,
}

impl Enrichment {
    /// The name of a field in the record and in `levels`.
    pub fn name_of(field: &Field) -> String {
        names::path(field)
    }

    /// Whether a source failed, beyond not listing the work.
    pub fn is_partial(&self) -> bool {
        self.missing_sources.iter().any(|missing| missing.error_code != "not_found")
    }
}

impl App {
    /// What is known of a work after gathering.
    pub(super) async fn enrichment(
        &self,
        gathered: Gathered,
        request: &EnrichRequest,
    ) -> Result<Enrichment, AppError> {
        let mut golden = self.work(&gathered.work.into()).await?.work;
        let records = self.told(golden.id.into()).await?;
        let told: Vec<Told<'_>> = records.iter().map(|(record, at)| Told { record, at: Some(*at) }).collect();
        let by_hand = self.by_hand(golden.id).await?;
        let profile = profile(request)?;
        if profile.name != MEASURED.name {
            let said: Vec<Record> = records.iter().map(|(record, _)| record.clone()).collect();
            let ids = golden.external_ids.clone();
            golden = enrichment::merge_work_by(profile, &by_hand, golden.id, &ids, &said).unwrap_or(golden);
        }
        let provenance = enrichment::explain_work(profile, &by_hand, &told, &golden);
        let quality = quality(profile, &golden, &told, self.now());
        let wanted = gathered.sources.iter().filter(|source| source.state != gather::State::NotConfigured);
        let named = |source: &&SourceState| request.only.iter().any(|name| name == source.source.as_str());
        // Who is named is missed, even where it is turned off.
        let off = gathered.sources.iter().filter(|source| source.state == gather::State::NotConfigured);
        let missing = wanted.chain(off.filter(named)).filter_map(|source| source.missing.clone());
        Ok(Enrichment {
            work: golden.id,
            title: golden.title.clone(),
            record: self.entry(&golden, records.iter().map(|(_, at)| *at).max()).await?,
            levels: levels(&provenance),
            provenance,
            missing_sources: missing.collect(),
            degradation_level: gathered.degradation_level,
            quality,
            sources: gathered.sources,
            folder: None,
        })
    }

    /// What was said of a work, with when it was kept.
    async fn told(&self, work: EntityId) -> Result<Vec<(Record, Instant)>, AppError> {
        let mut kept = self.store().records_of(&EntityKind::Work, work).await?;
        kept.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        let mut told = Vec::new();
        for stored in &kept {
            match catalog::read_record(stored) {
                Ok(records) => told.extend(records.into_iter().map(|record| (record, stored.stored_at))),
                Err(error) => tracing::warn!(record.key = %stored.key, "left out a record: {error}"),
            }
        }
        Ok(told)
    }

    /// A golden record under the names of the enriched form; `at` is when the newest part of it was kept.
    async fn entry(&self, work: &Work, at: Option<Instant>) -> Result<shape::Entry, AppError> {
        let tied: Vec<ExternalId> = work.relations.iter().map(|tie| tie.external_id.clone()).collect();
        let tied: HashMap<ExternalId, EntityId> =
            self.store().find(&tied).await?.into_iter().map(|(id, (_, entity))| (id, entity)).collect();
        let work = self.with_titles_of(&tied, work).await?;
        let made = shape::Made {
            at: at.map(|at| at.to_string()),
            source: Some("multi-source".to_owned()),
            error: None,
        };
        Ok(shape::entry(&work, &made, |id| tied.get(id).copied()))
    }

    /// A work whose ties name the other works that we hold, also where their source gave an address alone.
    async fn with_titles_of<'a>(
        &self,
        tied: &HashMap<ExternalId, EntityId>,
        work: &'a Work,
    ) -> Result<Cow<'a, Work>, AppError> {
        let unnamed = |tie: &RelationEntry| tie.title.is_none().then(|| tied.get(&tie.external_id)).flatten();
        let mut ids: Vec<WorkId> =
            work.relations.iter().filter_map(unnamed).map(|entity| WorkId::from(*entity)).collect();
        ids.sort_unstable();
        ids.dedup();
        if ids.is_empty() {
            return Ok(Cow::Borrowed(work));
        }
        let works = self.store().works(&ids).await?;
        let titles: HashMap<WorkId, String> = works.into_iter().map(|work| (work.id, work.title)).collect();
        let mut named = work.clone();
        for tie in &mut named.relations {
            if let Some(entity) = unnamed(tie) {
                tie.title = titles.get(&WorkId::from(*entity)).cloned();
            }
        }
        Ok(Cow::Owned(named))
    }
}

/// The rules that a request names.
pub(super) fn profile(request: &EnrichRequest) -> Result<&'static Profile, AppError> {
    let name = request.rules.as_deref().unwrap_or(MEASURED.name);
    Profile::named(name).ok_or_else(|| {
        let known: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name).collect();
        AppError::invalid_parameter("rules", format!("there are no rules `{name}`"))
            .detail("known", known.clone())
            .hint(format!("there are {}", known.join(", ")))
    })
}

/// The level that gave each field: the winner's where all that stand in it say the same, else, of a field made of
/// several words, the highest that was needed; and of one that several of ours fill, the highest of these.
fn levels(provenance: &[FieldClaim]) -> BTreeMap<String, Level> {
    let mut fields: BTreeMap<&str, Vec<&FieldClaim>> = BTreeMap::new();
    for claim in provenance.iter().filter(|claim| claim.chosen) {
        fields.entry(claim.field.as_str()).or_default().push(claim);
    }
    let level = |claims: &[&FieldClaim]| {
        let first = claims.first()?;
        let levels = claims.iter().map(|claim| Level::of(&claim.source));
        let alike = claims.iter().all(|claim| claim.value == first.value);
        if alike { Some(Level::of(&first.source)) } else { levels.max() }
    };
    let mut named: BTreeMap<String, Level> = BTreeMap::new();
    for claims in fields.values() {
        let (Some(level), Some(first)) = (level(claims), claims.first()) else { continue };
        for name in names::of(&first.field) {
            let known = named.entry((*name).to_owned()).or_insert(level);
            *known = level.max(*known);
        }
    }
    named
}
