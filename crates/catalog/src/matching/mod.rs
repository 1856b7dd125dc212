//! Linking over what is stored: records of different sources that are one work come together.
//!
//! `shelf` reads every record, `hands` what people decided, `plan` (pure) says what follows from what
//! `linking` found, `apply` does it, `answers` takes a person's word on a pair, and `exchange` speaks
//! SSSOM. Works only ever go into one with a smaller id; no other id moves.

mod answers;
mod apply;
pub mod exchange;
mod hands;
mod plan;
mod queue;
mod shelf;

use linking::Model;
use model::{EntityId, EntityKind, ExternalId, Instant};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Queued, Store, StoreError};

pub use linking::Contradiction;

pub use answers::{Answer, Answered, answer};
pub use queue::{PairSide, PairView, pair_view, waiting};

/// Who stands in the evidence of what the rule decides: its name and version.
pub const AUTHOR: &str = "linking/1";

/// How to match.
#[derive(Debug, Clone, PartialEq)]
pub struct MatchOptions {
    /// Look, and change nothing.
    pub dry_run: bool,
    /// The probability from which two records count as one work; the model's own when not given.
    pub threshold: Option<f64>,
    /// Only works with a record stored at or after this moment look for partners. All records are compared
    /// even so, because how much a name says depends on how many bear it.
    pub since: Option<Instant>,
    /// When it happens.
    pub at: Instant,
}

/// What matching did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MatchReport {
    /// Whether nothing was changed because nothing was to be.
    pub dry_run: bool,
    /// Records that were compared.
    pub records: u64,
    /// Works that they belonged to.
    pub works: u64,
    /// Works that went into another.
    pub joined: u64,
    /// The first of them, at most [`JOINS_SHOWN`].
    pub joins: Vec<Joined>,
    /// Joins by an earlier run that do not hold now that more is known; they were taken back first.
    pub parted: u64,
    /// Joins that could not be carried out because a person was faster; the next run sees them anew.
    pub overtaken: u64,
    /// Pairs put into the review queue.
    pub queued: Queued,
    /// Pairs that left the queue because they are no question any more.
    pub settled: u64,
    /// Pairs that wait for an answer now.
    pub waiting: u64,
    /// Where decisions and evidence go against each other.
    pub contradictions: Vec<Contradiction>,
}

/// How many joins a report names.
pub const JOINS_SHOWN: usize = 100;

/// A work that went into another.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Joined {
    /// The work that stays.
    pub kept: EntityId,
    /// The work that went into it.
    pub dropped: EntityId,
    /// The record of the one that is most like one of the other.
    pub a: ExternalId,
    /// That other record.
    pub b: ExternalId,
    /// How likely the two are one work.
    pub probability: f64,
}

/// What the fields of two records said, as it is kept with a pair.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weighed {
    /// Field by field.
    #[serde(default)]
    pub fields: Vec<WeighedField>,
    /// What the two may be if they are not one work.
    #[serde(default)]
    pub trap: Option<String>,
}

/// What one field said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeighedField {
    /// The field.
    pub field: String,
    /// How the two agree in it.
    pub agreement: String,
    /// How much it speaks for one work (above 0) or two (below 0), as a logarithm to base 2.
    pub weight: f64,
}

impl Weighed {
    fn of(verdict: &linking::Verdict) -> Value {
        serde_json::json!({ "fields": verdict.weights, "trap": verdict.trap })
    }

    /// Reads what is kept with a pair; what an older program wrote in another shape counts as nothing.
    pub fn read(kept: &Value) -> Self {
        serde_json::from_value(kept.clone()).unwrap_or_default()
    }
}

/// Compares the stored records about works, joins works that are one, and queues what a person should
/// look at. Safe to repeat: a second run over the same records and answers changes nothing.
///
/// # Errors
/// When the store fails. What was joined until then stays joined.
pub async fn match_works(store: &Store, options: &MatchOptions) -> Result<MatchReport, StoreError> {
    let kind = EntityKind::Work;
    let mut parted = 0;
    // Joins within joins come apart one after the other.
    let mut round = 0;
    loop {
        round += 1;
        let (plan, report) = look(store, options).await?;
        if !options.dry_run && round < ROUNDS && !plan.parted.is_empty() {
            let done = apply::part(store, &kind, &plan.parted, options.at).await?;
            parted += done;
            if done > 0 {
                continue;
            }
        }
        let mut report = apply::apply(store, &kind, options, plan, report).await?;
        if !options.dry_run {
            report.parted = parted;
        }
        return Ok(report);
    }
}

/// How often joins of earlier runs are taken back before the rest is left to the next run.
const ROUNDS: u32 = 8;

/// Compares all records and says what follows; changes nothing.
async fn look(store: &Store, options: &MatchOptions) -> Result<(plan::Plan, MatchReport), StoreError> {
    let hands = hands::Hands::load(store, &EntityKind::Work).await?;
    let shelf = shelf::Shelf::load(store, options.since).await?;
    let mut model = Model::default();
    if let Some(threshold) = options.threshold {
        model.threshold = threshold;
    }
    tokio::task::spawn_blocking(move || {
        let decisions = hands.decisions(&shelf);
        let linked = linking::link(&shelf.subjects, &decisions, &model);
        let plan = plan::Plan::of(&shelf, &hands, &model, linked);
        let works: std::collections::HashSet<&EntityId> = shelf.works.iter().collect();
        let report = MatchReport {
            records: shelf.subjects.len() as u64,
            works: works.len() as u64,
            ..MatchReport::default()
        };
        (plan, report)
    })
    .await
    .map_err(|error| StoreError::Conflict(format!("matching broke off: {error}")))
}
