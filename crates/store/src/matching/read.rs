//! Reading pairs, and what hands have decided about identity.

use std::collections::BTreeMap;

use model::{EntityId, EntityKind, ExternalId, Link, NegativeLink};
use sea_orm::ConnectionTrait;

use super::{MatchPair, PairState};
use crate::{
    Store, StoreError, WriteTx,
    links::{COLUMNS as LINK_COLUMNS, read_link, read_negative_link, subject_rows},
    sql::{self, Cells},
};

const COLUMNS: &str = "t.id, t.kind, t.a_namespace, t.a_id, t.b_namespace, t.b_id, t.probability, t.value, t.weights, \
                       t.state, t.author, t.reason, t.found_at, t.decided_at, t.undo";

impl Store {
    /// Up to `limit` pairs in one of these states, the most valuable first.
    pub async fn match_pairs(
        &self,
        kind: &EntityKind,
        states: &[PairState],
        limit: usize,
    ) -> Result<Vec<MatchPair>, StoreError> {
        let listed: Vec<String> = states.iter().map(|state| format!("'{}'", state.as_str())).collect();
        if listed.is_empty() {
            return Ok(Vec::new());
        }
        let select = format!(
            "SELECT {COLUMNS} FROM match_pairs t WHERE t.kind = $1 AND t.state IN ({}) \
             ORDER BY t.value DESC, t.id LIMIT $2",
            listed.join(", ")
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        sql::read(&self.db, "reading pairs", &select, [kind.as_str().into(), limit.into()], read_pair).await
    }

    /// One pair.
    pub async fn match_pair(&self, id: i64) -> Result<Option<MatchPair>, StoreError> {
        pair(&self.db, id).await
    }

    /// Every pair that one of these ids stands in, by number.
    pub async fn match_pairs_about(&self, ids: &[ExternalId]) -> Result<Vec<MatchPair>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM r CROSS JOIN match_pairs t WHERE (t.a_namespace = r.namespace AND t.a_id = r.id) \
             OR (t.b_namespace = r.namespace AND t.b_id = r.id)"
        );
        let rows = subject_rows(ids).query(&self.db, "reading pairs", &select).await?;
        let pairs = rows.iter().map(|row| read_pair(&Cells(row)));
        let by_id: BTreeMap<i64, MatchPair> =
            pairs.map(|pair| pair.map(|pair| (pair.id, pair))).collect::<Result<_, _>>()?;
        Ok(by_id.into_values().collect())
    }

    /// How many pairs of a kind are in each state.
    pub async fn match_counts(&self, kind: &EntityKind) -> Result<BTreeMap<PairState, u64>, StoreError> {
        let select = "SELECT state, COUNT(*) FROM match_pairs WHERE kind = $1 GROUP BY state ORDER BY state";
        let rows = sql::query(&self.db, "counting pairs", select, [kind.as_str().into()]).await?;
        rows.iter().map(|row| Ok((state(&Cells(row), 0)?, Cells(row).int(1)? as u64))).collect()
    }

    /// Up to `limit` links of a kind after an external id, in the order of their ids.
    pub async fn links_after(
        &self,
        kind: &EntityKind,
        after: Option<&ExternalId>,
        limit: usize,
    ) -> Result<Vec<Link>, StoreError> {
        let select = format!(
            "SELECT {LINK_COLUMNS} FROM links WHERE kind = $1 AND (namespace, id) > ($2, $3) \
             ORDER BY namespace, id LIMIT $4"
        );
        let (namespace, id) = after.map_or(("", ""), |after| (after.namespace().as_str(), after.id()));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let values = [kind.as_str().into(), namespace.into(), id.into(), limit.into()];
        sql::read(&self.db, "reading links", &select, values, read_link).await
    }

    /// Every decision that an id does not mean a thing of a kind.
    pub async fn negative_links(&self, kind: &EntityKind) -> Result<Vec<NegativeLink>, StoreError> {
        let select = format!(
            "SELECT {LINK_COLUMNS} FROM negative_links WHERE kind = $1 ORDER BY namespace, id, target"
        );
        sql::read(&self.db, "reading negative links", &select, [kind.as_str().into()], read_negative_link)
            .await
    }

    /// Things that hands took apart: a thing was split off the other, or an id was moved from one to the
    /// other. The pairs are as they were then; redirects are not followed.
    pub async fn parted(&self, kind: &EntityKind) -> Result<Vec<(EntityId, EntityId)>, StoreError> {
        let select = "SELECT a.id, s.id FROM audit a JOIN audit_subjects s ON s.audit = a.id \
                      WHERE a.action IN ('split', 'link') AND s.kind = $1 ORDER BY a.id, s.id";
        let read = |cells: &Cells<'_>| Ok((cells.int(0)?, cells.entity(1)?));
        let rows = sql::read(&self.db, "reading decisions", select, [kind.as_str().into()], read).await?;
        let pair = |pair: &[(i64, EntityId)]| {
            let ((audit, one), (same, other)) = (pair[0], pair[1]);
            (audit == same).then_some((one, other))
        };
        Ok(rows.windows(2).filter_map(pair).collect())
    }

    /// Where every merged thing of a kind went.
    pub async fn redirects(&self, kind: &EntityKind) -> Result<BTreeMap<EntityId, EntityId>, StoreError> {
        let select = "SELECT id, target FROM redirects WHERE kind = $1 ORDER BY id";
        let read = |cells: &Cells<'_>| Ok((cells.entity(0)?, cells.entity(1)?));
        let rows = sql::read(&self.db, "reading redirects", select, [kind.as_str().into()], read).await?;
        Ok(rows.into_iter().collect())
    }
}

impl WriteTx {
    /// One pair, changes of this transaction included.
    pub async fn match_pair(&self, id: i64) -> Result<Option<MatchPair>, StoreError> {
        pair(&self.tx, id).await
    }
}

async fn pair<C: ConnectionTrait>(db: &C, id: i64) -> Result<Option<MatchPair>, StoreError> {
    let select = format!("SELECT {COLUMNS} FROM match_pairs t WHERE t.id = $1");
    let row = sql::query_one(db, "reading a pair", &select, [id.into()]).await?;
    row.map(|row| read_pair(&Cells(&row))).transpose()
}

fn read_pair(cells: &Cells<'_>) -> Result<MatchPair, StoreError> {
    let damaged = |error: serde_json::Error| StoreError::Damaged(format!("a pair cannot be read: {error}"));
    let undo = cells.text(14)?;
    let decided = cells.time(13)?;
    Ok(MatchPair {
        id: cells.int(0)?,
        kind: cells.kind(1)?,
        a: cells.external_id(2)?,
        b: cells.external_id(4)?,
        probability: cells.real(6)?,
        value: cells.real(7)?,
        weights: serde_json::from_str(&cells.text(8)?).map_err(damaged)?,
        state: state(cells, 9)?,
        author: cells.text(10)?,
        reason: cells.text(11)?,
        found_at: cells.time(12)?,
        decided_at: (decided.as_micros() != 0).then_some(decided),
        undo: if undo.is_empty() { None } else { Some(serde_json::from_str(&undo).map_err(damaged)?) },
    })
}

fn state(cells: &Cells<'_>, at: usize) -> Result<PairState, StoreError> {
    let word = cells.text(at)?;
    PairState::parse(&word).ok_or_else(|| StoreError::Damaged(format!("`{word}` is not a pair's state")))
}
