//! What failed, grouped by its cause, and opened for another try.

use std::collections::{BTreeMap, BTreeSet};

use people::{AssetStatus, FailureCategory, ledger::Twin};
use serde::Serialize;
use store::{AssetFilter, FailedAssets};

use super::{PeopleAsset, PeopleAssetQuery, words};
use crate::{App, AppError};

/// How many assets of a group are shown.
const SHOWN: usize = 5;
/// The most assets that are named in one wish.
const NAMED: usize = 500;

/// What failed of one cause.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssetFailures {
    /// The cause.
    pub category: String,
    /// How many are tried again by themselves.
    pub waiting: u64,
    /// How many were given up.
    pub given_up: u64,
    /// Some of them.
    pub assets: Vec<PeopleAsset>,
}

/// What is to be tried again.
#[derive(Debug, Clone, Default)]
pub struct RetryAssets {
    /// Only what failed of this cause. What was removed at its source is opened only when it is named.
    pub category: Option<String>,
    /// Only of the person with this key.
    pub person: Option<String>,
    /// Only these assets, at most 500.
    pub assets: Vec<String>,
}

/// What was opened; the next session takes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OpenedAssets {
    /// How many assets are due now.
    pub opened: u64,
    /// The same by cause.
    pub by_cause: BTreeMap<String, u64>,
}

impl App {
    /// What failed, the most frequent cause first, each with some of its assets.
    pub async fn people_failures(&self) -> Result<Vec<AssetFailures>, AppError> {
        self.people_are_open()?;
        let mut counts: BTreeMap<String, [u64; 2]> = BTreeMap::new();
        for (category, permanent, count) in self.store().asset_failures().await? {
            counts.entry(category).or_default()[usize::from(permanent)] += count;
        }
        let mut groups = Vec::with_capacity(counts.len());
        for (category, [waiting, given_up]) in counts {
            let of = PeopleAssetQuery {
                failure: Some(category.clone()),
                limit: SHOWN,
                ..PeopleAssetQuery::default()
            };
            let (assets, _) = self.people_assets(&of).await?;
            groups.push(AssetFailures { category, waiting, given_up, assets });
        }
        groups.sort_by_key(|group| std::cmp::Reverse(group.waiting + group.given_up));
        Ok(groups)
    }

    /// Makes failed assets due at once, also those that were given up; the next session of downloads takes them.
    ///
    /// # Errors
    /// `invalid_parameter` for words, keys and ids that are none, and for more than 500 ids.
    pub async fn retry_assets(&self, wish: &RetryAssets) -> Result<OpenedAssets, AppError> {
        self.people_are_open()?;
        if wish.assets.len() > NAMED {
            let message = format!("{} assets are too many for one wish", wish.assets.len());
            return Err(AppError::invalid_parameter("assets", message)
                .hint(format!("name up to {NAMED}, or a `category`")));
        }
        let named = wish.category.as_deref().map(|word| words::category("category", word)).transpose()?;
        let person = wish.person.as_deref().map(words::person).transpose()?.map(|key| key.to_string());
        let ids = wish.assets.iter().map(|id| words::asset(id).map(|id| id.to_string()));
        let ids: Vec<String> = ids.collect::<Result<_, _>>()?;
        let is_meant = |category: FailureCategory| match named {
            Some(named) => named == category,
            // Whoever names assets knows which.
            None => category != FailureCategory::Gone || !ids.is_empty(),
        };
        let now = self.now();
        let mut by_cause = BTreeMap::new();
        let twin = Twin::open(self.store(), now).await?;
        // The CSV file, while it is written, says of whom nothing is tried again.
        let people =
            if twin.follows() { self.people_with_failures(person.as_deref()).await? } else { Vec::new() };
        let tx = self.store().begin().await?;
        for category in FailureCategory::ALL.iter().copied().filter(|one| is_meant(*one)) {
            let failed = FailedAssets {
                category: Some(category.to_string()),
                person: person.clone(),
                ids: ids.clone(),
            };
            let opened = tx.open_failed_assets(&failed, now).await?;
            if opened > 0 {
                by_cause.insert(category.to_string(), opened);
            }
        }
        twin.commit(tx, &people).await?;
        Ok(OpenedAssets { opened: by_cause.values().sum(), by_cause })
    }

    /// The keys of everybody of whom something failed, or of one of them.
    async fn people_with_failures(&self, person: Option<&str>) -> Result<Vec<String>, AppError> {
        let mut filter = AssetFilter {
            person: person.map(str::to_owned),
            status: Some(AssetStatus::Failed.to_string()),
            ..AssetFilter::default()
        };
        let mut people = BTreeSet::new();
        loop {
            let rows = self.store().assets(&filter, 1_000).await?;
            let Some(last) = rows.last() else { return Ok(people.into_iter().collect()) };
            filter.after = Some(last.id.clone());
            people.extend(rows.into_iter().map(|row| row.person));
        }
    }
}
