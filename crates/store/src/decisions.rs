//! Decisions by hand: link, unlink, merge, split, remove. Ids stay, whatever is decided.
//!
//! Each writes its audit line and notes what changed, in the caller's transaction. Golden records are
//! not computed here; the caller does that from the records, before it commits.

use model::{EntityId, EntityKind, Evidence, ExternalId, Instant, Justification, Link, NegativeLink};
use serde_json::json;

use crate::{
    AuditEntry, StoreError, WriteTx,
    golden::table_of,
    links::subject_rows,
    sql::{self, Cells},
};

impl WriteTx {
    /// Links an external id to a thing, in place of what it meant before, which is given back. A
    /// negative link between the two is lifted.
    pub async fn link(&self, link: &Link) -> Result<Option<(EntityKind, EntityId)>, StoreError> {
        let before = self.find(std::slice::from_ref(&link.subject)).await?.remove(&link.subject);
        let lift =
            "DELETE FROM negative_links WHERE namespace = $1 AND id = $2 AND kind = $3 AND target = $4";
        let subject = &link.subject;
        let values = [
            subject.namespace().as_str().into(),
            subject.id().into(),
            link.kind.as_str().into(),
            link.target.get().into(),
        ];
        sql::execute(&self.tx, "lifting a negative link", lift, values).await?;
        self.save_links(std::slice::from_ref(link)).await?;
        let mut subjects = vec![(link.kind.clone(), link.target)];
        subjects.extend(before.clone());
        self.decided("link", subjects, &link.evidence, json!({"subject": subject, "target": link.target}))
            .await?;
        Ok(before)
    }

    /// Decides that an external id does not mean a thing; a link between the two goes. Gives whether
    /// there was one.
    pub async fn unlink(&self, decision: &NegativeLink) -> Result<bool, StoreError> {
        let delete = "DELETE FROM links WHERE namespace = $1 AND id = $2 AND kind = $3 AND target = $4";
        let subject = &decision.subject;
        let values = [
            subject.namespace().as_str().into(),
            subject.id().into(),
            decision.kind.as_str().into(),
            decision.target.get().into(),
        ];
        let was_linked = sql::execute(&self.tx, "unlinking", delete, values).await? > 0;
        self.save_negative_link(decision).await?;
        let subjects = vec![(decision.kind.clone(), decision.target)];
        let details = json!({"subject": subject, "target": decision.target, "was_linked": was_linked});
        self.decided("unlink", subjects, &decision.evidence, details).await?;
        Ok(was_linked)
    }

    /// Makes two things one: `loser`'s links, records, redirects and published ids go to `keeper`, its
    /// golden record goes, and its id redirects from now on. Gives the external ids that moved.
    pub async fn merge(
        &self,
        kind: &EntityKind,
        loser: EntityId,
        keeper: EntityId,
        evidence: &Evidence,
    ) -> Result<Vec<ExternalId>, StoreError> {
        if loser == keeper {
            return Err(StoreError::Conflict(format!("{kind} {loser} cannot be merged into itself")));
        }
        self.must_exist(kind, loser).await?;
        self.must_exist(kind, keeper).await?;
        let moved = self.relink(kind, loser, keeper, None, Justification::Merge, evidence).await?;
        let what = "merging";
        for update in [
            "UPDATE records SET entity = $3 WHERE kind = $1 AND entity = $2",
            "UPDATE redirects SET target = $3 WHERE kind = $1 AND target = $2",
            "UPDATE registry_ids SET entity = $3 WHERE entity_kind = $1 AND entity = $2",
        ] {
            let values = [kind.as_str().into(), loser.get().into(), keeper.get().into()];
            sql::execute(&self.tx, what, update, values).await?;
        }
        self.move_negative_links(kind, loser, keeper).await?;
        let redirect = "INSERT INTO redirects (kind, id, target, at) VALUES ($1, $2, $3, $4)";
        let at = evidence.at.as_micros();
        let values = [kind.as_str().into(), loser.get().into(), keeper.get().into(), at.into()];
        sql::execute(&self.tx, what, redirect, values).await?;
        self.drop_golden(kind, loser).await?;
        self.settle_conflicts(loser, keeper).await?;
        let subjects = vec![(kind.clone(), loser), (kind.clone(), keeper)];
        self.decided("merge", subjects, evidence, json!({"from": loser, "into": keeper, "moved": moved}))
            .await?;
        Ok(moved)
    }

    /// Takes external ids, and the records whose key is among them, out of a thing into a new one, whose
    /// id is given. `from` keeps its own id and must keep at least one link.
    pub async fn split(
        &self,
        kind: &EntityKind,
        from: EntityId,
        subjects: &[ExternalId],
        evidence: &Evidence,
    ) -> Result<EntityId, StoreError> {
        let links = self.links_of(kind, from).await?;
        for subject in subjects {
            if !links.iter().any(|link| link.subject == *subject) {
                return Err(StoreError::Conflict(format!("{subject} is not linked to {kind} {from}")));
            }
        }
        if subjects.is_empty() || links.iter().all(|link| subjects.contains(&link.subject)) {
            let reason = format!("a split must move some of the links of {kind} {from} and leave some");
            return Err(StoreError::Conflict(reason));
        }
        let number = self.new_ids(kind, 1).await?;
        let new = EntityId::new(number)
            .ok_or_else(|| StoreError::Conflict(format!("the ids of {kind} are used up")))?;
        self.relink(kind, from, new, Some(subjects), Justification::Split, evidence).await?;
        let update = "UPDATE records SET entity = CAST(#2 AS BIGINT) WHERE kind = #1 AND entity = CAST(#3 AS BIGINT) \
                      AND (namespace, key) IN (SELECT namespace, id FROM r)";
        let rows = subject_rows(subjects).value(kind.as_str()).value(new.get()).value(from.get());
        rows.execute(&self.tx, "splitting", update).await?;
        let touched = vec![(kind.clone(), from), (kind.clone(), new)];
        self.decided("split", touched, evidence, json!({"from": from, "new": new, "moved": subjects}))
            .await?;
        Ok(new)
    }

    /// Removes a thing and its links; its id stays as a tombstone and its records stay with it.
    pub async fn remove(
        &self,
        kind: &EntityKind,
        id: EntityId,
        reason: &str,
        author: &str,
        at: Instant,
    ) -> Result<(), StoreError> {
        self.must_exist(kind, id).await?;
        let what = "removing";
        let delete = "DELETE FROM links WHERE kind = $1 AND target = $2";
        sql::execute(&self.tx, what, delete, [kind.as_str().into(), id.get().into()]).await?;
        let insert = "INSERT INTO tombstones (kind, id, reason, at) VALUES ($1, $2, $3, $4)";
        let values = [kind.as_str().into(), id.get().into(), reason.into(), at.as_micros().into()];
        sql::execute(&self.tx, what, insert, values).await?;
        self.drop_golden(kind, id).await?;
        let evidence = Evidence {
            justification: Justification::ManualCuration,
            confidence: 1.0,
            author: author.to_owned(),
            at,
            note: reason.to_owned(),
        };
        self.decided("remove", vec![(kind.clone(), id)], &evidence, json!({"removed": id})).await
    }

    /// Moves links from one thing to another, all or some, with a new justification.
    async fn relink(
        &self,
        kind: &EntityKind,
        from: EntityId,
        to: EntityId,
        only: Option<&[ExternalId]>,
        justification: Justification,
        evidence: &Evidence,
    ) -> Result<Vec<ExternalId>, StoreError> {
        let mut links = self.links_of(kind, from).await?;
        links.retain(|link| only.is_none_or(|only| only.contains(&link.subject)));
        for link in &mut links {
            link.target = to;
            link.evidence = Evidence { justification: justification.clone(), ..evidence.clone() };
        }
        self.save_links(&links).await?;
        Ok(links.into_iter().map(|link| link.subject).collect())
    }

    /// What must not be linked to `from` must not be linked to `to` either, unless it is.
    async fn move_negative_links(
        &self,
        kind: &EntityKind,
        from: EntityId,
        to: EntityId,
    ) -> Result<(), StoreError> {
        let linked: Vec<ExternalId> =
            self.links_of(kind, to).await?.into_iter().map(|link| link.subject).collect();
        for mut decision in self.negative_links_of(kind, from).await? {
            if !linked.contains(&decision.subject) {
                decision.target = to;
                self.save_negative_link(&decision).await?;
            }
        }
        let delete = "DELETE FROM negative_links WHERE kind = $1 AND target = $2";
        sql::execute(&self.tx, "merging", delete, [kind.as_str().into(), from.get().into()]).await.map(|_| ())
    }

    async fn drop_golden(&self, kind: &EntityKind, id: EntityId) -> Result<(), StoreError> {
        let Some(table) = table_of(kind) else { return Ok(()) };
        let delete = format!("DELETE FROM {table} WHERE id = $1");
        sql::execute(&self.tx, "removing a golden record", &delete, [id.get().into()]).await?;
        if *kind == EntityKind::Character {
            let delete = "DELETE FROM appearances WHERE character_id = $1";
            sql::execute(&self.tx, "removing a cast", delete, [id.get().into()]).await?;
        }
        Ok(())
    }

    /// A thing exists once its id was given out and it was neither merged nor removed.
    pub async fn must_exist(&self, kind: &EntityKind, id: EntityId) -> Result<(), StoreError> {
        let select = "SELECT COUNT(*) FROM sequences s WHERE s.name = $1 AND s.next > $3 \
                      AND NOT EXISTS (SELECT 1 FROM redirects d WHERE d.kind = $2 AND d.id = $3) \
                      AND NOT EXISTS (SELECT 1 FROM tombstones t WHERE t.kind = $2 AND t.id = $3)";
        let sequence = crate::sequences::entity_sequence(kind);
        let values = [sequence.into(), kind.as_str().into(), id.get().into()];
        let row = sql::query_one(&self.tx, "looking for a thing", select, values).await?;
        match row.map(|row| Cells(&row).int(0)).transpose()? {
            Some(1) => Ok(()),
            _ => Err(StoreError::Missing(format!("{} {id}", kind.as_str().to_lowercase()))),
        }
    }

    async fn decided(
        &self,
        action: &str,
        subjects: Vec<(EntityKind, EntityId)>,
        evidence: &Evidence,
        mut details: serde_json::Value,
    ) -> Result<(), StoreError> {
        for (kind, id) in &subjects {
            self.changed(kind, &[*id]).await?;
        }
        if let Some(details) = details.as_object_mut() {
            details.insert("note".to_owned(), evidence.note.clone().into());
        }
        let author = evidence.author.clone();
        self.audit(&AuditEntry {
            id: 0,
            at: evidence.at,
            author,
            action: action.to_owned(),
            subjects,
            details,
        })
        .await
    }
}
