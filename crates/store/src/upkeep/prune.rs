//! Prune: what has a bound is cut back to it.

use model::Instant;

use crate::{Store, StoreError, sql};

/// What may stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PruneOptions {
    /// Older texts of one record, the newest of them.
    pub superseded_per_record: u32,
    /// Lines of the audit log that tell of no work, character or person, the newest of them.
    pub audit_lines: u32,
    /// Values of one figure of one record, the newest of them.
    pub observations_per_figure: u32,
    /// Jobs that have ended, the last of them.
    pub ended_jobs: u32,
    /// Conversations that went on after this moment; all of them where it is none.
    pub conversations_since: Option<Instant>,
}

impl Default for PruneOptions {
    fn default() -> Self {
        Self {
            superseded_per_record: 5,
            audit_lines: 10_000,
            observations_per_figure: 400,
            ended_jobs: 10_000,
            conversations_since: None,
        }
    }
}

/// What went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct PruneReport {
    /// Older texts of records.
    pub superseded: u64,
    /// Changes that a later change of the same thing has made needless.
    pub changes: u64,
    /// Lines of the audit log.
    pub audit: u64,
    /// Older values of figures.
    pub observations: u64,
    /// Jobs that had ended, with their events.
    pub jobs: u64,
    /// Conversations that had come to rest.
    pub conversations: u64,
}

impl std::fmt::Display for PruneReport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { superseded, changes, audit, observations, jobs, conversations } = self;
        write!(
            f,
            "{superseded} older texts, {changes} changes, {audit} audit lines, {observations} older figures, {jobs} \
             ended jobs and {conversations} conversations went"
        )
    }
}

impl Store {
    /// Cuts back what grows without end. Nothing that can be asked for by id goes, nor any number.
    pub async fn prune(&self, options: &PruneOptions) -> Result<PruneReport, StoreError> {
        let what = "pruning";
        let tx = self.begin().await?;
        let delete = "DELETE FROM superseded WHERE version <= (SELECT MAX(s.version) FROM superseded s \
                      WHERE s.record = superseded.record) - $1";
        let keep = i64::from(options.superseded_per_record);
        let superseded = sql::execute(&tx.tx, what, delete, [keep.into()]).await?;
        // A reader who is behind sees each thing once, at its last change, in the same order.
        let delete =
            "DELETE FROM changes WHERE seq NOT IN (SELECT MAX(c.seq) FROM changes c GROUP BY c.kind, c.id)";
        let changes = sql::execute(&tx.tx, what, delete, []).await?;
        // An update is undone with the texts that it replaced, so it is of no use to keep more of it.
        let delete = "DELETE FROM update_steps WHERE update_id IN (SELECT u.id FROM updates u WHERE u.state = 'done' \
                      AND (SELECT COUNT(*) FROM updates n WHERE n.dataset = u.dataset AND n.state = 'done' \
                      AND n.id > u.id) >= $1)";
        sql::execute(&tx.tx, what, delete, [keep.into()]).await?;
        let delete = "DELETE FROM audit WHERE id NOT IN (SELECT s.audit FROM audit_subjects s) \
                      AND id <= (SELECT COALESCE(MAX(a.id), 0) FROM audit a) - $1";
        let audit = sql::execute(&tx.tx, what, delete, [i64::from(options.audit_lines).into()]).await?;
        let delete = "DELETE FROM observations WHERE (namespace, id, source, field, at) IN ( \
                      SELECT o.namespace, o.id, o.source, o.field, o.at FROM (SELECT namespace, id, source, field, at, \
                      ROW_NUMBER() OVER (PARTITION BY namespace, id, source, field ORDER BY at DESC) AS place \
                      FROM observations) o WHERE o.place > $1)";
        let keep = i64::from(options.observations_per_figure);
        let observations = sql::execute(&tx.tx, what, delete, [keep.into()]).await?;
        let jobs = crate::jobs::prune(&tx.tx, options.ended_jobs).await?;
        let conversations = match options.conversations_since {
            Some(since) => tx.expire_conversations(since).await?,
            None => 0,
        };
        tx.prune_query_counts().await?;
        tx.prune_pictures().await?;
        tx.commit().await?;
        Ok(PruneReport { superseded, changes, audit, observations, jobs, conversations })
    }
}
