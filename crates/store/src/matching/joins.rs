//! Joining many things at once: links, records, published numbers and redirects go along.

use std::collections::{BTreeSet, HashMap};

use model::{EntityId, EntityKind, Instant};
use serde_json::json;

use super::{Join, Undo};
use crate::{
    AuditEntry, StoreError, WriteTx,
    golden::table_of,
    links::{COLUMNS as LINK_COLUMNS, read_negative_link},
    sql::{Cells, Rows},
};

impl WriteTx {
    /// Makes one thing of two, for many pairs in a few statements; gives what takes each back, in order.
    ///
    /// Links decided by hand keep their evidence, the others get the join's. Golden records are not
    /// computed here; the caller does that for the keepers before it commits.
    ///
    /// # Errors
    /// `Missing` when one of the things is not there any more; `Conflict` when a keeper goes as well.
    pub async fn join(
        &self,
        kind: &EntityKind,
        joins: &[Join],
        evidence: (&str, &str),
        at: Instant,
    ) -> Result<Vec<Undo>, StoreError> {
        let (justification, author) = evidence;
        let losers: BTreeSet<EntityId> = joins.iter().map(|join| join.loser).collect();
        if losers.len() != joins.len() || joins.iter().any(|join| losers.contains(&join.keeper)) {
            let reason = "a thing can go into one other only, and that one has to stay";
            return Err(StoreError::Conflict(reason.to_owned()));
        }
        if joins.is_empty() {
            return Ok(Vec::new());
        }
        self.must_all_exist(kind, joins.iter().flat_map(|join| [join.loser, join.keeper])).await?;
        let undos = self.before(kind, joins).await?;
        let what = "joining";
        let links = "UPDATE links SET target = r.keeper, \
             justification = CASE WHEN links.justification = 'MANUAL_CURATION' THEN links.justification ELSE #2 END, \
             confidence = CASE WHEN links.justification = 'MANUAL_CURATION' THEN links.confidence ELSE r.confidence END, \
             author = CASE WHEN links.justification = 'MANUAL_CURATION' THEN links.author ELSE #3 END, \
             at = CASE WHEN links.justification = 'MANUAL_CURATION' THEN links.at ELSE CAST(#4 AS BIGINT) END, \
             note = CASE WHEN links.justification = 'MANUAL_CURATION' THEN links.note ELSE r.note END \
             FROM r WHERE links.kind = #1 AND links.target = r.loser";
        let rows = pairs(joins)
            .real("confidence", joins.iter().map(|join| join.confidence))
            .text("note", joins.iter().map(|join| join.note.as_str()))
            .value(kind.as_str())
            .value(justification)
            .value(author)
            .value(at.as_micros());
        rows.execute(&self.tx, what, links).await?;
        for update in [
            "UPDATE records SET entity = r.keeper FROM r WHERE records.kind = #1 AND records.entity = r.loser",
            "UPDATE redirects SET target = r.keeper FROM r WHERE redirects.kind = #1 AND redirects.target = r.loser",
            "UPDATE registry_ids SET entity = r.keeper FROM r WHERE registry_ids.entity_kind = #1 \
             AND registry_ids.entity = r.loser",
            "INSERT INTO negative_links (namespace, id, kind, target, justification, confidence, author, at, note) \
             SELECT n.namespace, n.id, n.kind, r.keeper, n.justification, n.confidence, n.author, n.at, n.note \
             FROM r CROSS JOIN negative_links n WHERE n.kind = #1 AND n.target = r.loser AND NOT EXISTS ( \
             SELECT 1 FROM links l WHERE l.namespace = n.namespace AND l.id = n.id AND l.kind = n.kind \
             AND l.target = r.keeper) ON CONFLICT (namespace, id, kind, target) DO NOTHING",
            "DELETE FROM negative_links WHERE kind = #1 AND target IN (SELECT loser FROM r)",
            // What must not mean the keeper and does from now on: a later word holds.
            "DELETE FROM negative_links WHERE kind = #1 AND target IN (SELECT keeper FROM r) AND EXISTS ( \
             SELECT 1 FROM links l WHERE l.namespace = negative_links.namespace AND l.id = negative_links.id \
             AND l.kind = negative_links.kind AND l.target = negative_links.target)",
        ] {
            pairs(joins).value(kind.as_str()).execute(&self.tx, what, update).await?;
        }
        let redirect = "INSERT INTO redirects (kind, id, target, at) SELECT #1, loser, keeper, CAST(#2 AS BIGINT) FROM r";
        pairs(joins).value(kind.as_str()).value(at.as_micros()).execute(&self.tx, what, redirect).await?;
        self.drop_goldens(kind, joins).await?;
        let settle = "UPDATE conflicts SET is_open = 0 FROM r WHERE conflicts.is_open = 1 AND \
                      ((conflicts.kept = r.keeper AND conflicts.other = r.loser) OR \
                      (conflicts.kept = r.loser AND conflicts.other = r.keeper))";
        pairs(joins).execute(&self.tx, what, settle).await?;
        let touched: BTreeSet<EntityId> = joins.iter().flat_map(|join| [join.loser, join.keeper]).collect();
        self.changed(kind, &touched.into_iter().collect::<Vec<_>>()).await?;
        let told = joins.iter().zip(&undos).map(|(join, undo)| AuditEntry {
            id: 0,
            at,
            author: author.to_owned(),
            action: "match".to_owned(),
            subjects: vec![(kind.clone(), join.loser), (kind.clone(), join.keeper)],
            details: json!({
                "from": join.loser,
                "into": join.keeper,
                "confidence": join.confidence,
                "moved": undo.links.iter().map(|link| &link.subject).collect::<Vec<_>>(),
                "note": join.note,
            }),
        });
        self.audit_many(&told.collect::<Vec<_>>()).await?;
        Ok(undos)
    }

    async fn drop_goldens(&self, kind: &EntityKind, joins: &[Join]) -> Result<(), StoreError> {
        let what = "removing golden records";
        if let Some(table) = table_of(kind) {
            let delete = format!("DELETE FROM {table} WHERE id IN (SELECT loser FROM r)");
            pairs(joins).execute(&self.tx, what, &delete).await?;
        }
        if *kind == EntityKind::Character {
            let delete = "DELETE FROM appearances WHERE character_id IN (SELECT loser FROM r)";
            pairs(joins).execute(&self.tx, what, delete).await?;
        }
        Ok(())
    }

    async fn must_all_exist(
        &self,
        kind: &EntityKind,
        ids: impl Iterator<Item = EntityId>,
    ) -> Result<(), StoreError> {
        let select = "SELECT r.id FROM r WHERE EXISTS (SELECT 1 FROM redirects d WHERE d.kind = #1 AND d.id = r.id) \
                      OR EXISTS (SELECT 1 FROM tombstones t WHERE t.kind = #1 AND t.id = r.id) \
                      OR NOT EXISTS (SELECT 1 FROM sequences s WHERE s.name = #2 AND s.next > r.id)";
        let rows = Rows::new()
            .int("id", ids.map(EntityId::get))
            .value(kind.as_str())
            .value(crate::sequences::entity_sequence(kind));
        match rows.query(&self.tx, "looking for things", select).await?.first() {
            None => Ok(()),
            Some(row) => {
                let id = Cells(row).int(0)?;
                Err(StoreError::Missing(format!("{} {id}", kind.as_str().to_lowercase())))
            }
        }
    }

    /// All that the losers have, before it goes.
    async fn before(&self, kind: &EntityKind, joins: &[Join]) -> Result<Vec<Undo>, StoreError> {
        let what = "reading what is to be joined";
        let losers: Vec<EntityId> = joins.iter().map(|join| join.loser).collect();
        let mut links = self.links_of_many(kind, &losers).await?;
        let mut undos: HashMap<EntityId, Undo> = HashMap::with_capacity(joins.len());
        for join in joins {
            let (dropped, kept) = (join.loser, join.keeper);
            let links = links.remove(&dropped).unwrap_or_default();
            let undo = Undo {
                dropped,
                kept,
                links,
                negative: Vec::new(),
                redirects: Vec::new(),
                records: Vec::new(),
                lifted: Vec::new(),
                numbers: Vec::new(),
            };
            undos.insert(dropped, undo);
        }
        let of_losers = || pairs(joins).repeat("of_kind", kind.as_str());
        let columns: Vec<String> = LINK_COLUMNS.split(", ").map(|column| format!("n.{column}")).collect();
        let select = format!(
            "SELECT {} FROM r CROSS JOIN negative_links n WHERE n.kind = r.of_kind AND n.target = r.loser \
             ORDER BY n.namespace, n.id",
            columns.join(", ")
        );
        for row in of_losers().query(&self.tx, what, &select).await? {
            let link = read_negative_link(&Cells(&row))?;
            undos.entry(link.target).and_modify(|undo| undo.negative.push(link.clone()));
        }
        let select = format!(
            "SELECT {}, r.loser FROM r CROSS JOIN negative_links n WHERE n.kind = r.of_kind AND n.target = r.keeper \
             AND EXISTS (SELECT 1 FROM links l WHERE l.namespace = n.namespace AND l.id = n.id AND l.kind = n.kind \
             AND l.target = r.loser) ORDER BY n.namespace, n.id",
            columns.join(", ")
        );
        for row in of_losers().query(&self.tx, what, &select).await? {
            let (link, loser) = (read_negative_link(&Cells(&row))?, Cells(&row).entity(9)?);
            undos.entry(loser).and_modify(|undo| undo.lifted.push(link.clone()));
        }
        let select = "SELECT d.target, d.id FROM r CROSS JOIN redirects d WHERE d.kind = r.of_kind \
                      AND d.target = r.loser ORDER BY d.id";
        for row in of_losers().query(&self.tx, what, select).await? {
            let (target, id) = (Cells(&row).entity(0)?, Cells(&row).entity(1)?);
            undos.entry(target).and_modify(|undo| undo.redirects.push(id));
        }
        let select = "SELECT t.entity, t.id FROM r CROSS JOIN records t WHERE t.kind = r.of_kind \
                      AND t.entity = r.loser ORDER BY t.id";
        for row in of_losers().query(&self.tx, what, select).await? {
            let (entity, id) = (Cells(&row).entity(0)?, Cells(&row).int(1)?);
            undos.entry(entity).and_modify(|undo| undo.records.push(id));
        }
        let select = "SELECT t.entity, t.registry, t.kind, t.source_type, t.source_id FROM r CROSS JOIN registry_ids t \
                      WHERE t.entity_kind = r.of_kind AND t.entity = r.loser \
                      ORDER BY t.registry, t.kind, t.source_type, t.source_id";
        for row in of_losers().query(&self.tx, what, select).await? {
            let cells = Cells(&row);
            let number = [cells.text(1)?, cells.text(2)?, cells.text(3)?, cells.text(4)?];
            undos.entry(cells.entity(0)?).and_modify(|undo| undo.numbers.push(number.clone()));
        }
        Ok(losers.iter().filter_map(|loser| undos.remove(loser)).collect())
    }
}

fn pairs(joins: &[Join]) -> Rows {
    Rows::new()
        .int("loser", joins.iter().map(|join| join.loser.get()))
        .int("keeper", joins.iter().map(|join| join.keeper.get()))
}
