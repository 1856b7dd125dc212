//! Writing pairs: into the queue, out of it, and answers to them.

use std::collections::{BTreeMap, HashMap};

use model::{EntityKind, ExternalId, Instant};

use super::{NewPair, PairState, Queued, Undo};
use crate::{
    StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// Figures that differ by less than this are the same; sums come out in another order now and then.
const NO_DIFFERENCE: f64 = 1e-9;

impl WriteTx {
    /// Puts pairs into the queue. One that has an answer keeps it; an open or skipped one gets the new
    /// figures.
    pub async fn queue_pairs(
        &self,
        kind: &EntityKind,
        pairs: &[NewPair],
        at: Instant,
    ) -> Result<Queued, StoreError> {
        let known = self.known(kind, pairs).await?;
        let sorted = sorted(pairs);
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for (key, pair) in sorted {
            match known.get(&(key.0.clone(), key.1.clone())) {
                None => new.push((key, pair)),
                Some((id, state, probability, value)) => {
                    let moved = (probability - pair.probability).abs() > NO_DIFFERENCE
                        || (value - pair.value).abs() > NO_DIFFERENCE;
                    if moved && matches!(state, PairState::Open | PairState::Skipped) {
                        changed.push((*id, pair));
                    }
                }
            }
        }
        self.insert_pairs(kind, &new, PairState::Open, "", at, |_| String::new()).await?;
        let update = "UPDATE match_pairs SET probability = r.probability, value = r.value, weights = r.weights \
                      FROM r WHERE match_pairs.id = r.id";
        Rows::new()
            .int("id", changed.iter().map(|(id, _)| *id))
            .real("probability", changed.iter().map(|(_, pair)| pair.probability))
            .real("value", changed.iter().map(|(_, pair)| pair.value))
            .text("weights", changed.iter().map(|(_, pair)| pair.weights.to_string()))
            .execute(&self.tx, "queueing pairs", update)
            .await?;
        Ok(Queued { new: new.len() as u64, changed: changed.len() as u64 })
    }

    /// Notes pairs over which a rule joined two things, each with what takes it back. An open pair of the
    /// same two becomes this one; an answer of a person stays.
    pub async fn note_joined(
        &self,
        kind: &EntityKind,
        joined: &[(NewPair, Undo)],
        author: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        let pairs: Vec<NewPair> = joined.iter().map(|(pair, _)| pair.clone()).collect();
        let known = self.known(kind, &pairs).await?;
        let undo: HashMap<(ExternalId, ExternalId), &Undo> =
            joined.iter().map(|(pair, undo)| (ordered(pair), undo)).collect();
        let text = |key: &(&ExternalId, &ExternalId)| {
            let undo = undo.get(&(key.0.clone(), key.1.clone())).expect("each pair came with one");
            serde_json::to_string(undo).expect("plain JSON")
        };
        let (mut new, mut waiting) = (Vec::new(), Vec::new());
        for (key, pair) in sorted(&pairs) {
            match known.get(&(key.0.clone(), key.1.clone())) {
                None => new.push((key, pair)),
                Some((id, PairState::Open | PairState::Skipped | PairState::Joined, ..)) => {
                    waiting.push((*id, key, pair));
                }
                Some(_) => {}
            }
        }
        self.insert_pairs(kind, &new, PairState::Joined, author, at, text).await?;
        let update = "UPDATE match_pairs SET state = 'JOINED', probability = r.probability, weights = r.weights, \
                      undo = r.undo, author = #1, reason = '', decided_at = CAST(#2 AS BIGINT) FROM r \
                      WHERE match_pairs.id = r.id";
        Rows::new()
            .int("id", waiting.iter().map(|(id, ..)| *id))
            .real("probability", waiting.iter().map(|(.., pair)| pair.probability))
            .text("weights", waiting.iter().map(|(.., pair)| pair.weights.to_string()))
            .text("undo", waiting.iter().map(|(_, key, _)| text(key)))
            .value(author)
            .value(at.as_micros())
            .execute(&self.tx, "noting joins", update)
            .await
            .map(|_| ())
    }

    /// Takes pairs out of the queue that no longer are a question. Answers stay.
    pub async fn drop_open_pairs(&self, ids: &[i64]) -> Result<u64, StoreError> {
        let delete =
            "DELETE FROM match_pairs WHERE state IN ('OPEN', 'SKIPPED') AND id IN (SELECT id FROM r)";
        Rows::new().int("id", ids.iter().copied()).execute(&self.tx, "dropping pairs", delete).await
    }

    /// Writes an answer over what the pair was.
    ///
    /// # Errors
    /// `Missing` when there is no such pair.
    pub async fn answer_pair(
        &self,
        id: i64,
        state: PairState,
        author: &str,
        reason: &str,
        at: Option<Instant>,
        undo: Option<&Undo>,
    ) -> Result<(), StoreError> {
        let undo = undo.map(|undo| serde_json::to_string(undo).expect("plain JSON")).unwrap_or_default();
        let update = "UPDATE match_pairs SET state = $2, author = $3, reason = $4, decided_at = $5, undo = $6 \
                      WHERE id = $1";
        let values = [
            id.into(),
            state.as_str().into(),
            author.into(),
            reason.into(),
            at.map_or(0, Instant::as_micros).into(),
            undo.into(),
        ];
        match sql::execute(&self.tx, "answering a pair", update, values).await? {
            0 => Err(StoreError::Missing(format!("pair {id}"))),
            _ => Ok(()),
        }
    }

    async fn insert_pairs(
        &self,
        kind: &EntityKind,
        pairs: &[((&ExternalId, &ExternalId), &NewPair)],
        state: PairState,
        author: &str,
        at: Instant,
        undo: impl Fn(&(&ExternalId, &ExternalId)) -> String,
    ) -> Result<(), StoreError> {
        if pairs.is_empty() {
            return Ok(());
        }
        let first = self.allocate("match_pair", pairs.len()).await?;
        let decided = if state == PairState::Open { 0 } else { at.as_micros() };
        let insert = "INSERT INTO match_pairs (id, kind, a_namespace, a_id, b_namespace, b_id, probability, value, \
                      weights, state, author, reason, found_at, decided_at, undo) SELECT number, #1, a_namespace, a_id, \
                      b_namespace, b_id, probability, value, weights, #2, #3, '', CAST(#4 AS BIGINT), \
                      CAST(#5 AS BIGINT), undo FROM r";
        keys(pairs.iter().map(|(key, _)| *key))
            .int("number", first..first + pairs.len() as i64)
            .real("probability", pairs.iter().map(|(_, pair)| pair.probability))
            .real("value", pairs.iter().map(|(_, pair)| pair.value))
            .text("weights", pairs.iter().map(|(_, pair)| pair.weights.to_string()))
            .text("undo", pairs.iter().map(|(key, _)| undo(key)))
            .value(kind.as_str())
            .value(state.as_str())
            .value(author)
            .value(at.as_micros())
            .value(decided)
            .execute(&self.tx, "storing pairs", insert)
            .await
            .map(|_| ())
    }

    /// Number, state, probability and value of the pairs that are there.
    async fn known(&self, kind: &EntityKind, pairs: &[NewPair]) -> Result<Known, StoreError> {
        let select = "SELECT t.a_namespace, t.a_id, t.b_namespace, t.b_id, t.id, t.state, t.probability, t.value \
                      FROM r CROSS JOIN match_pairs t WHERE t.kind = r.kind AND t.a_namespace = r.a_namespace \
                      AND t.a_id = r.a_id AND t.b_namespace = r.b_namespace AND t.b_id = r.b_id";
        let rows = keys(sorted(pairs).keys().copied()).repeat("kind", kind.as_str());
        let mut known = Known::new();
        for row in rows.query(&self.tx, "looking pairs up", select).await? {
            let cells = Cells(&row);
            let word = cells.text(5)?;
            let state = PairState::parse(&word)
                .ok_or_else(|| StoreError::Damaged(format!("`{word}` is not a pair's state")))?;
            let found = (cells.int(4)?, state, cells.real(6)?, cells.real(7)?);
            known.insert((cells.external_id(0)?, cells.external_id(2)?), found);
        }
        Ok(known)
    }
}

type Known = HashMap<(ExternalId, ExternalId), (i64, PairState, f64, f64)>;

/// The pairs by their ids, the lower first; of two about the same, the more probable one.
fn sorted(pairs: &[NewPair]) -> BTreeMap<(&ExternalId, &ExternalId), &NewPair> {
    let mut sorted: BTreeMap<(&ExternalId, &ExternalId), &NewPair> = BTreeMap::new();
    for pair in pairs {
        let key = if pair.a <= pair.b { (&pair.a, &pair.b) } else { (&pair.b, &pair.a) };
        let best = sorted.entry(key).or_insert(pair);
        if pair.probability > best.probability {
            *best = pair;
        }
    }
    sorted
}

fn ordered(pair: &NewPair) -> (ExternalId, ExternalId) {
    let (a, b) = if pair.a <= pair.b { (&pair.a, &pair.b) } else { (&pair.b, &pair.a) };
    (a.clone(), b.clone())
}

fn keys<'a>(keys: impl Iterator<Item = (&'a ExternalId, &'a ExternalId)> + Clone) -> Rows {
    Rows::new()
        .text("a_namespace", keys.clone().map(|(a, _)| a.namespace().as_str()))
        .text("a_id", keys.clone().map(|(a, _)| a.id()))
        .text("b_namespace", keys.clone().map(|(_, b)| b.namespace().as_str()))
        .text("b_id", keys.map(|(_, b)| b.id()))
}
