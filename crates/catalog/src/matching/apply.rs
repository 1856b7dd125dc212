//! Doing what a plan says, some clusters in one transaction.

use std::collections::{BTreeSet, HashSet};

use model::{EntityId, EntityKind, ExternalId, Instant, Justification};
use store::{NewPair, PairState, Store, StoreError, Undo};

use super::{
    AUTHOR, JOINS_SHOWN, MatchOptions, MatchReport,
    hands::Hands,
    plan::{Plan, PlannedJoin},
};
use crate::golden;

/// How many works one transaction joins: other writers wait for less than a fifth of a second.
const AT_ONCE: usize = 200;
/// How many pairs one transaction queues.
const PAIRS_AT_ONCE: usize = 2_000;

/// Joins, queues and clears, and says so in the report.
pub(super) async fn apply(
    store: &Store,
    kind: &EntityKind,
    options: &MatchOptions,
    plan: Plan,
    mut report: MatchReport,
) -> Result<MatchReport, StoreError> {
    report.dry_run = options.dry_run;
    report.parted = plan.parted.len() as u64;
    report.contradictions = plan.contradictions;
    report.joins = plan.joins.iter().flatten().take(JOINS_SHOWN).map(PlannedJoin::shown).collect();
    if options.dry_run {
        report.joined = plan.joins.iter().map(|cluster| cluster.len() as u64).sum();
        report.queued.new = unknown(store, kind, &plan.review).await?;
        report.waiting = waiting(store, kind).await?;
        return Ok(report);
    }
    let mut batch: Vec<Vec<PlannedJoin>> = Vec::new();
    let mut clusters = plan.joins.into_iter().peekable();
    while let Some(cluster) = clusters.next() {
        batch.push(cluster);
        let full = batch.iter().map(Vec::len).sum::<usize>() >= AT_ONCE;
        if full || clusters.peek().is_none() {
            join_all(store, kind, &std::mem::take(&mut batch), options.at, &mut report).await?;
        }
    }
    queue(store, kind, &plan.review, options, &mut report).await?;
    report.waiting = waiting(store, kind).await?;
    Ok(report)
}

/// Takes joins by rule back that do not hold any more; gives how many. Their works are works again, under
/// their own numbers, and look for partners anew.
pub(super) async fn part(
    store: &Store,
    kind: &EntityKind,
    parted: &[(i64, Undo)],
    at: Instant,
) -> Result<u64, StoreError> {
    let mut done = 0;
    for (pair, undo) in parted {
        let tx = store.begin().await?;
        match tx.take_back(kind, undo, AUTHOR, "more is known now", at).await {
            Ok(()) => {}
            // Somebody decided about it meanwhile.
            Err(StoreError::Missing(_) | StoreError::Conflict(_)) => {
                tx.rollback().await?;
                continue;
            }
            Err(error) => return Err(error),
        }
        golden::recompute(&tx, kind, &[undo.dropped, undo.kept].into()).await?;
        tx.answer_pair(*pair, PairState::Open, "", "", None, None).await?;
        tx.commit().await?;
        done += 1;
    }
    Ok(done)
}

/// One transaction for all; one for each cluster when somebody changed one of the works meanwhile.
async fn join_all(
    store: &Store,
    kind: &EntityKind,
    clusters: &[Vec<PlannedJoin>],
    at: Instant,
    report: &mut MatchReport,
) -> Result<(), StoreError> {
    let all: Vec<PlannedJoin> = clusters.iter().flatten().cloned().collect();
    if join(store, kind, &all, at).await? {
        report.joined += all.len() as u64;
        return Ok(());
    }
    for cluster in clusters {
        if join(store, kind, cluster, at).await? {
            report.joined += cluster.len() as u64;
        } else {
            report.overtaken += cluster.len() as u64;
        }
    }
    Ok(())
}

/// Joins works and merges the golden records of those that stay; `false`, with nothing changed, when a
/// work is not there any more or a person keeps two of them apart by now.
async fn join(
    store: &Store,
    kind: &EntityKind,
    planned: &[PlannedJoin],
    at: Instant,
) -> Result<bool, StoreError> {
    let tx = store.begin().await?;
    // Nobody else can commit while this transaction is open, so what is read beside it holds.
    let hands = Hands::load(store, kind).await?;
    let mut keepers: BTreeSet<EntityId> = BTreeSet::new();
    for one in planned {
        if hands.keep_apart(one.join.keeper, one.join.loser) {
            tx.rollback().await?;
            return Ok(false);
        }
        keepers.insert(one.join.keeper);
    }
    let joins: Vec<_> = planned.iter().map(|one| one.join.clone()).collect();
    let undos = match tx.join(kind, &joins, (Justification::Similarity.as_str(), AUTHOR), at).await {
        Ok(undos) => undos,
        Err(StoreError::Missing(_) | StoreError::Conflict(_)) => {
            tx.rollback().await?;
            return Ok(false);
        }
        Err(error) => return Err(error),
    };
    let noted: Vec<_> = planned.iter().map(|one| one.pair.clone()).zip(undos).collect();
    tx.note_joined(kind, &noted, AUTHOR, at).await?;
    golden::recompute(&tx, kind, &keepers).await?;
    tx.commit().await?;
    Ok(true)
}

/// Queues what is open, and takes out what a whole run did not find any more.
async fn queue(
    store: &Store,
    kind: &EntityKind,
    review: &[NewPair],
    options: &MatchOptions,
    report: &mut MatchReport,
) -> Result<(), StoreError> {
    for pairs in review.chunks(PAIRS_AT_ONCE) {
        let tx = store.begin().await?;
        let queued = tx.queue_pairs(kind, pairs, options.at).await?;
        tx.commit().await?;
        report.queued.new += queued.new;
        report.queued.changed += queued.changed;
    }
    if options.since.is_some() {
        return Ok(());
    }
    let found: HashSet<(ExternalId, ExternalId)> = review.iter().map(ordered).collect();
    let open = store.match_pairs(kind, &[PairState::Open, PairState::Skipped], usize::MAX).await?;
    let stale = open.into_iter().filter(|pair| !found.contains(&(pair.a.clone(), pair.b.clone())));
    let stale: Vec<i64> = stale.map(|pair| pair.id).collect();
    if !stale.is_empty() {
        let tx = store.begin().await?;
        report.settled = tx.drop_open_pairs(&stale).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn ordered(pair: &NewPair) -> (ExternalId, ExternalId) {
    let (a, b) = (pair.a.clone(), pair.b.clone());
    if a <= b { (a, b) } else { (b, a) }
}

/// How many of the pairs are in no state yet.
async fn unknown(store: &Store, kind: &EntityKind, review: &[NewPair]) -> Result<u64, StoreError> {
    let known = store.match_pairs(kind, &PairState::ALL, usize::MAX).await?;
    let known: HashSet<_> = known.into_iter().map(|pair| (pair.a, pair.b)).collect();
    let pairs: HashSet<_> = review.iter().map(ordered).collect();
    Ok(pairs.iter().filter(|pair| !known.contains(*pair)).count() as u64)
}

async fn waiting(store: &Store, kind: &EntityKind) -> Result<u64, StoreError> {
    let counts = store.match_counts(kind).await?;
    Ok([PairState::Open, PairState::Skipped].iter().filter_map(|state| counts.get(state)).sum())
}
