//! The quality of all records at once: what is missing where, and where it would help most to ask.

use std::collections::{BTreeMap, HashMap};

use enrichment::{MEASURED, Quality, Told, quality};
use jobs::{Progress, Unit};
use model::{EntityId, EntityKind, Instant, Record, WorkId};
use serde::Serialize;

use crate::{App, AppError};

/// The quality of all works together. Every share is between 0 and 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct QualityReport {
    /// Works that were looked at.
    pub works: u64,
    /// The mean of their totals.
    pub total: f64,
    /// The mean of how complete they are.
    pub completeness: f64,
    /// The mean share of filled fields, by group of fields.
    pub groups: BTreeMap<&'static str, f64>,
    /// The mean agreement of those that several sites speak of, and how many these are.
    pub agreement: Option<f64>,
    /// Works that several sites speak of.
    pub compared: u64,
    /// The mean freshness.
    pub freshness: Option<f64>,
    /// Works by tenth of their total: those below 0.1 first.
    pub tenths: [u64; 10],
    /// How many works lack each field, the most first.
    pub missing: Vec<(String, u64)>,
    /// In how many works sites disagree about each field, the most first.
    pub disputed: Vec<(String, u64)>,
    /// The works of least quality, the poorest first.
    pub poorest: Vec<PoorWork>,
}

/// A work of little quality.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PoorWork {
    /// The work.
    pub id: WorkId,
    /// Its title.
    pub title: String,
    /// Its quality.
    pub total: f64,
}

/// Works that are held in memory at once.
const AT_ONCE: usize = 500;
/// How many of the poorest are named.
const POOREST: usize = 20;

impl App {
    /// Measures every record: completeness by group of fields, agreement between sites, freshness.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn quality_report(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<QualityReport, AppError> {
        let (mut sum, mut after, now) = (Sum::default(), 0, self.now());
        loop {
            let ids = self.store().work_ids_after(after, AT_ONCE).await?;
            let Some(last) = ids.last() else { return Ok(sum.told()) };
            after = last.get();
            let entities: Vec<EntityId> = ids.iter().map(|id| (*id).into()).collect();
            let mut stored = self.store().records_of_many(&EntityKind::Work, &entities).await?;
            let works = self.store().works(&ids).await?;
            tokio::task::block_in_place(|| {
                for work in works {
                    let kept = stored.remove(&work.id.into()).unwrap_or_default();
                    let records: Vec<(Record, Instant)> = kept
                        .iter()
                        .filter_map(|stored| Some((catalog::read_record(stored).ok()?, stored.stored_at)))
                        .flat_map(|(records, at)| records.into_iter().map(move |record| (record, at)))
                        .collect();
                    let told: Vec<Told<'_>> =
                        records.iter().map(|(record, at)| Told { record, at: Some(*at) }).collect();
                    sum.add(work.id, &work.title, &quality(&MEASURED, &work, &told, now));
                }
            });
            progress(Progress { done: sum.report.works, total: None, unit: Unit::Rows });
        }
    }
}

#[derive(Default)]
struct Sum {
    report: QualityReport,
    agreement: (f64, u64),
    freshness: (f64, u64),
    missing: HashMap<String, u64>,
    disputed: HashMap<String, u64>,
}

impl Sum {
    fn add(&mut self, id: WorkId, title: &str, quality: &Quality) {
        let report = &mut self.report;
        report.works += 1;
        report.total += quality.total;
        report.completeness += quality.completeness;
        for group in &quality.groups {
            *report.groups.entry(group.name).or_default() += group.share;
            for field in &group.missing {
                *self.missing.entry(field.as_str().to_lowercase()).or_default() += 1;
            }
        }
        for field in &quality.disputed {
            *self.disputed.entry(field.as_str().to_lowercase()).or_default() += 1;
        }
        for (value, (sum, count)) in
            [(quality.agreement, &mut self.agreement), (quality.freshness, &mut self.freshness)]
        {
            if let Some(value) = value {
                *sum += value;
                *count += 1;
            }
        }
        let tenth = ((quality.total * 10.0) as usize).min(report.tenths.len() - 1);
        report.tenths[tenth] += 1;
        let place = report.poorest.partition_point(|poor| poor.total <= quality.total);
        if place < POOREST {
            report.poorest.insert(place, PoorWork { id, title: title.to_owned(), total: quality.total });
            report.poorest.truncate(POOREST);
        }
    }

    fn told(mut self) -> QualityReport {
        let works = self.report.works.max(1) as f64;
        self.report.total /= works;
        self.report.completeness /= works;
        for share in self.report.groups.values_mut() {
            *share /= works;
        }
        let mean = |(sum, count): (f64, u64)| (count > 0).then(|| sum / count as f64);
        self.report.agreement = mean(self.agreement);
        self.report.compared = self.agreement.1;
        self.report.freshness = mean(self.freshness);
        let by_count = |counts: HashMap<String, u64>| {
            let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
            counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
            counts
        };
        self.report.missing = by_count(self.missing);
        self.report.disputed = by_count(self.disputed);
        self.report
    }
}
