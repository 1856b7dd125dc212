//! Who said what about a work, and why each value won.

use model::EntityKind;

use crate::{App, AppError, Provenance, RecordHead, WorkRef};

impl App {
    /// Every claim about a work, the chosen ones marked with the rule that chose them.
    pub async fn provenance(&self, work: &WorkRef) -> Result<Provenance, AppError> {
        let id = self.work_id(work).await?;
        let records = self.records_of(EntityKind::Work, id.into()).await?;
        let mut heads: Vec<RecordHead> = Vec::new();
        for stored in self.store().records_of(&EntityKind::Work, id.into()).await? {
            heads.push(RecordHead {
                bytes: stored.raw.len(),
                source: stored.source,
                key: stored.key,
                format: stored.format,
                file: stored.file,
                line: stored.line,
                stored_at: stored.stored_at,
            });
        }
        heads.sort_by(|a, b| (&a.source, &a.key).cmp(&(&b.source, &b.key)));
        Ok(Provenance { claims: enrichment::claims(&records), records: heads })
    }
}
