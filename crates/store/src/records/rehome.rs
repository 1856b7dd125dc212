//! Moving records to another thing after a decision about their key.

use model::{EntityId, EntityKind, ExternalId};

use crate::{StoreError, WriteTx, links::subject_rows};

impl WriteTx {
    /// Gives the records whose key is one of these ids to a thing; returns how many moved.
    pub async fn rehome_records(
        &self,
        kind: &EntityKind,
        keys: &[ExternalId],
        to: EntityId,
    ) -> Result<u64, StoreError> {
        let update = "UPDATE records SET entity = CAST(#2 AS BIGINT) WHERE kind = #1 \
                      AND (namespace, key) IN (SELECT namespace, id FROM r)";
        let rows = subject_rows(keys).value(kind.as_str()).value(to.get());
        rows.execute(&self.tx, "moving records", update).await
    }
}
