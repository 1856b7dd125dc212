//! Taking a join back: the id that went is a thing again, with all that was its own.

use model::{EntityKind, NegativeLink};
use serde_json::json;

use super::Undo;
use crate::{
    AuditEntry, StoreError, WriteTx,
    links::subject_rows,
    sql::{self, Rows},
};

impl WriteTx {
    /// Takes decisions that ids do not mean things back; one that somebody made anew stays.
    pub async fn lift(&self, links: &[NegativeLink]) -> Result<u64, StoreError> {
        let delete = "DELETE FROM negative_links WHERE EXISTS (SELECT 1 FROM r WHERE \
                      negative_links.namespace = r.namespace AND negative_links.id = r.id \
                      AND negative_links.kind = r.of_kind AND negative_links.target = r.of_target \
                      AND negative_links.author = r.by AND negative_links.at = r.since)";
        subject_rows(links.iter().map(|link| &link.subject))
            .text("of_kind", links.iter().map(|link| link.kind.as_str()))
            .int("of_target", links.iter().map(|link| link.target.get()))
            .text("by", links.iter().map(|link| link.evidence.author.as_str()))
            .int("since", links.iter().map(|link| link.evidence.at.as_micros()))
            .execute(&self.tx, "lifting negative links", delete)
            .await
    }

    /// Takes a join back. What was moved elsewhere since stays there; records of its ids that came later
    /// go with it. Golden records of both are the caller's to compute.
    ///
    /// # Errors
    /// `Missing` when the keeper is gone, `Conflict` when the dropped id does not lead to it any more: a
    /// later decision has to be taken back first.
    pub async fn take_back(
        &self,
        kind: &EntityKind,
        undo: &Undo,
        author: &str,
        note: &str,
        at: model::Instant,
    ) -> Result<(), StoreError> {
        let what = "taking a join back";
        self.must_exist(kind, undo.kept).await?;
        let (dropped, kept) = (undo.dropped, undo.kept);
        let values = || [kind.as_str().into(), dropped.get().into(), kept.get().into()];
        let delete = "DELETE FROM redirects WHERE kind = $1 AND id = $2 AND target = $3";
        if sql::execute(&self.tx, what, delete, values()).await? == 0 {
            let reason =
                format!("{kind} {dropped} does not lead to {kept} any more; a later decision stands between");
            return Err(StoreError::Conflict(reason));
        }
        let subjects: Vec<_> = undo.links.iter().map(|link| link.subject.clone()).collect();
        let now = self.find(&subjects).await?;
        let still = undo
            .links
            .iter()
            .filter(|link| now.get(&link.subject).is_some_and(|(of, target)| of == kind && *target == kept));
        let links: Vec<_> = still.cloned().collect();
        if links.is_empty() {
            let reason = format!("none of the ids of {kind} {dropped} is with {kept} any more");
            return Err(StoreError::Conflict(reason));
        }
        self.save_links(&links).await?;
        let update = "UPDATE records SET entity = CAST(#2 AS BIGINT) WHERE kind = #1 AND entity = CAST(#3 AS BIGINT) \
                      AND id IN (SELECT id FROM r)";
        let both = |rows: Rows| rows.value(kind.as_str()).value(dropped.get()).value(kept.get());
        both(Rows::new().int("id", undo.records.iter().copied())).execute(&self.tx, what, update).await?;
        let moved: Vec<_> = links.iter().map(|link| link.subject.clone()).collect();
        let update = "UPDATE records SET entity = CAST(#2 AS BIGINT) WHERE kind = #1 AND entity = CAST(#3 AS BIGINT) \
                      AND (namespace, key) IN (SELECT namespace, id FROM r)";
        both(subject_rows(&moved)).execute(&self.tx, what, update).await?;
        let update = "UPDATE redirects SET target = CAST(#2 AS BIGINT) WHERE kind = #1 AND target = CAST(#3 AS BIGINT) \
                      AND id IN (SELECT id FROM r)";
        both(Rows::new().int("id", undo.redirects.iter().map(|id| id.get())))
            .execute(&self.tx, what, update)
            .await?;
        let update = "UPDATE registry_ids SET entity = CAST(#2 AS BIGINT) WHERE entity_kind = #1 \
                      AND entity = CAST(#3 AS BIGINT) AND (registry, kind, source_type, source_id) IN \
                      (SELECT registry, kind, source_type, source_id FROM r)";
        let column = |at: usize| undo.numbers.iter().map(move |number| number[at].as_str());
        let numbers = Rows::new()
            .text("registry", column(0))
            .text("kind", column(1))
            .text("source_type", column(2))
            .text("source_id", column(3));
        both(numbers).execute(&self.tx, what, update).await?;
        self.negatives_back(kind, undo).await?;
        self.changed(kind, &[dropped, kept]).await?;
        self.audit(&AuditEntry {
            id: 0,
            at,
            author: author.to_owned(),
            action: "unmatch".to_owned(),
            subjects: vec![(kind.clone(), dropped), (kind.clone(), kept)],
            details: json!({"revived": dropped, "from": kept, "moved": moved, "note": note}),
        })
        .await
    }

    /// What must not mean the dropped thing goes back to it. The keeper loses those that came with the
    /// join, which are the ones with the very same evidence.
    async fn negatives_back(&self, kind: &EntityKind, undo: &Undo) -> Result<(), StoreError> {
        let now = self.negative_links_of(kind, undo.kept).await?;
        let came = |with: &NegativeLink| {
            undo.negative.iter().any(|had| had.subject == with.subject && had.evidence == with.evidence)
        };
        let gone: Vec<_> = now.iter().filter(|link| came(link)).map(|link| link.subject.clone()).collect();
        let delete = "DELETE FROM negative_links WHERE kind = #1 AND target = CAST(#2 AS BIGINT) \
                      AND (namespace, id) IN (SELECT namespace, id FROM r)";
        let rows = subject_rows(&gone).value(kind.as_str()).value(undo.kept.get());
        rows.execute(&self.tx, "taking a join back", delete).await?;
        self.save_negative_links(&undo.negative).await?;
        self.save_negative_links(&undo.lifted).await
    }
}
