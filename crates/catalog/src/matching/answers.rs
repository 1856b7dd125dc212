//! A person's word on a pair: one, two, cannot say; or the word taken back.

use std::collections::BTreeSet;

use model::{EntityId, EntityKind, ExternalId, Justification, NegativeLink};
use serde::Serialize;
use store::{Join, MatchPair, PairState, Store, StoreError, WriteTx};

use crate::{
    golden::recompute,
    registry::{Decision, DecisionError},
};

/// What a person says of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The two are one.
    Same,
    /// The two are two, and no rule may ever join them.
    Different,
    /// The person cannot say.
    Skip,
    /// The last answer is taken back, with all that followed from it.
    Undo,
}

/// What an answer did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answered {
    /// The pair's number.
    pub id: i64,
    /// What the pair is now.
    pub state: PairState,
    /// The thing that `a` means now.
    pub a: EntityId,
    /// The thing that `b` means now.
    pub b: EntityId,
}

/// Takes an answer, in one transaction with what follows from it: a join, a join taken back, decisions
/// that an id does not mean a thing.
///
/// # Errors
/// `Missing` when there is no such pair, `Conflict` when the answer does not fit what the two are by now.
pub async fn answer(
    store: &Store,
    id: i64,
    said: Answer,
    decision: &Decision,
) -> Result<Answered, DecisionError> {
    let tx = store.begin().await?;
    let pair = tx.match_pair(id).await?.ok_or_else(|| StoreError::Missing(format!("pair {id}")))?;
    let (a, b) = meaning(&tx, &pair).await?;
    match said {
        Answer::Same => same(store, &tx, &pair, (a, b), decision).await?,
        Answer::Different => different(&tx, &pair, (a, b), decision).await?,
        Answer::Skip => skip(&tx, &pair, decision).await?,
        Answer::Undo => undo(&tx, &pair, decision).await?,
    }
    let now = tx.match_pair(id).await?.ok_or_else(|| StoreError::Missing(format!("pair {id}")))?;
    let (a, b) = meaning(&tx, &now).await?;
    tx.commit().await?;
    Ok(Answered { id, state: now.state, a, b })
}

/// The things that the two ids of a pair mean.
async fn meaning(tx: &WriteTx, pair: &MatchPair) -> Result<(EntityId, EntityId), StoreError> {
    let found = tx.find(&[pair.a.clone(), pair.b.clone()]).await?;
    let of = |id: &ExternalId| match found.get(id) {
        Some((kind, entity)) if *kind == pair.kind => Ok(*entity),
        _ => Err(StoreError::Conflict(format!("{id} is not linked to anything by now"))),
    };
    Ok((of(&pair.a)?, of(&pair.b)?))
}

async fn same(
    store: &Store,
    tx: &WriteTx,
    pair: &MatchPair,
    (a, b): (EntityId, EntityId),
    decision: &Decision,
) -> Result<(), DecisionError> {
    let (author, note) = (decision.author.as_str(), decision.note.as_str());
    if a == b {
        let undo = pair.undo.as_ref();
        return Ok(tx.answer_pair(pair.id, PairState::Same, author, note, Some(decision.at), undo).await?);
    }
    if pair.state == PairState::Different {
        tx.lift(&apart(pair, (a, b), &pair.author, pair.decided_at.unwrap_or(decision.at), "")).await?;
    }
    let (keeper, loser) = (a.min(b), a.max(b));
    let note_of_link = if note.is_empty() { format!("pair {}", pair.id) } else { note.to_owned() };
    let join = Join { loser, keeper, confidence: 1.0, note: note_of_link };
    let by = (Justification::ManualCuration.as_str(), author);
    let undo = tx.join(&pair.kind, &[join], by, decision.at).await?.pop();
    recompute(tx, &pair.kind, &[keeper].into()).await?;
    tx.answer_pair(pair.id, PairState::Same, author, note, Some(decision.at), undo.as_ref()).await?;
    // Other questions about the same two works are answered with it.
    let links = tx.links_of(&pair.kind, keeper).await?;
    let ids: BTreeSet<ExternalId> = links.into_iter().map(|link| link.subject).collect();
    let about = store.match_pairs_about(&ids.iter().cloned().collect::<Vec<_>>()).await?;
    let within = |other: &MatchPair| other.id != pair.id && ids.contains(&other.a) && ids.contains(&other.b);
    let settled: Vec<i64> = about.into_iter().filter(within).map(|other| other.id).collect();
    tx.drop_open_pairs(&settled).await?;
    Ok(())
}

async fn different(
    tx: &WriteTx,
    pair: &MatchPair,
    (a, b): (EntityId, EntityId),
    decision: &Decision,
) -> Result<(), DecisionError> {
    let (author, note) = (decision.author.as_str(), decision.note.as_str());
    if a == b {
        let Some(undo) = &pair.undo else {
            let reason = format!(
                "{} and {} are both {} {a}, and not over this pair; `emaki registry split` takes them apart",
                pair.a, pair.b, pair.kind
            );
            return Err(StoreError::Conflict(reason).into());
        };
        tx.take_back(&pair.kind, undo, author, note, decision.at).await?;
        recompute(tx, &pair.kind, &[undo.dropped, undo.kept].into()).await?;
    }
    let now = meaning(tx, pair).await?;
    for never in apart(pair, now, author, decision.at, note) {
        tx.unlink(&never).await?;
    }
    tx.answer_pair(pair.id, PairState::Different, author, note, Some(decision.at), None).await?;
    Ok(())
}

async fn skip(tx: &WriteTx, pair: &MatchPair, decision: &Decision) -> Result<(), DecisionError> {
    if !matches!(pair.state, PairState::Open | PairState::Skipped) {
        let reason = format!("pair {} has its answer; `emaki registry review undo` takes it back", pair.id);
        return Err(StoreError::Conflict(reason).into());
    }
    let (author, note) = (decision.author.as_str(), decision.note.as_str());
    Ok(tx.answer_pair(pair.id, PairState::Skipped, author, note, Some(decision.at), None).await?)
}

async fn undo(tx: &WriteTx, pair: &MatchPair, decision: &Decision) -> Result<(), DecisionError> {
    match pair.state {
        PairState::Open => return Ok(()),
        PairState::Skipped => {}
        PairState::Joined => {
            let reason = format!(
                "pair {} was joined by a rule, which would do it again; `emaki registry review different {}` \
                 takes it apart for good",
                pair.id, pair.id
            );
            return Err(StoreError::Conflict(reason).into());
        }
        PairState::Same => {
            if let Some(undo) = &pair.undo {
                tx.take_back(&pair.kind, undo, &decision.author, &decision.note, decision.at).await?;
                recompute(tx, &pair.kind, &[undo.dropped, undo.kept].into()).await?;
            }
        }
        PairState::Different => {
            let now = meaning(tx, pair).await?;
            let at = pair.decided_at.unwrap_or(decision.at);
            tx.lift(&apart(pair, now, &pair.author, at, "")).await?;
        }
    }
    Ok(tx.answer_pair(pair.id, PairState::Open, "", "", None, None).await?)
}

/// That neither id means the other's thing.
fn apart(
    pair: &MatchPair,
    (a, b): (EntityId, EntityId),
    author: &str,
    at: model::Instant,
    note: &str,
) -> [NegativeLink; 2] {
    let decision = Decision { author: author.to_owned(), note: note.to_owned(), at };
    let never = |subject: &ExternalId, target: EntityId| NegativeLink {
        subject: subject.clone(),
        kind: EntityKind::clone(&pair.kind),
        target,
        evidence: decision.evidence(Justification::ManualCuration),
    };
    [never(&pair.a, b), never(&pair.b, a)]
}
