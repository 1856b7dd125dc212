//! Emptying the bin: what was thrown away long enough ago goes for good, with all that hangs on it.

use model::Instant;

use crate::{
    StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// What went.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Purged {
    /// Projects, by their ids.
    pub projects: Vec<String>,
    /// Characters of other projects, by their ids.
    pub characters: Vec<String>,
    /// The files of takes that went, below the folder of pictures.
    pub files: Vec<String>,
}

impl WriteTx {
    /// Purges what lies in the bin since before a moment. A project with jobs that have not ended stays until they
    /// have.
    pub async fn purge_bin(&self, before: Instant) -> Result<Purged, StoreError> {
        let what = "emptying the bin";
        let select = "SELECT q.id FROM projects q WHERE q.binned_at > 0 AND q.binned_at < $1 AND NOT EXISTS ( \
                      SELECT 1 FROM picture_jobs p JOIN jobs j ON j.id = p.job WHERE p.project = q.id \
                      AND j.state IN ('queued', 'running')) ORDER BY q.id";
        let projects = texts(&sql::query(&self.tx, what, select, [before.as_micros().into()]).await?)?;
        let select = "SELECT id FROM project_characters WHERE binned_at > 0 AND binned_at < $1 ORDER BY id";
        let mut characters = texts(&sql::query(&self.tx, what, select, [before.as_micros().into()]).await?)?;
        let of = |ids: &[String]| Rows::new().text("id", ids.iter().map(String::as_str));
        let select =
            "SELECT c.id FROM project_characters c WHERE c.project IN (SELECT r.id FROM r) ORDER BY c.id";
        let inside = texts(&of(&projects).query(&self.tx, what, select).await?)?;
        characters.retain(|id| !inside.contains(id));
        let all: Vec<String> = inside.into_iter().chain(characters.iter().cloned()).collect();
        for delete in [
            "DELETE FROM project_ties WHERE from_character IN (SELECT r.id FROM r)",
            "DELETE FROM project_ties WHERE to_character IN (SELECT r.id FROM r)",
            "DELETE FROM project_character_versions WHERE character IN (SELECT r.id FROM r)",
            "DELETE FROM project_characters WHERE id IN (SELECT r.id FROM r)",
        ] {
            of(&all).execute(&self.tx, what, delete).await?;
        }
        let select = "SELECT t.file FROM takes t WHERE t.project IN (SELECT r.id FROM r) ORDER BY t.file";
        let files = texts(&of(&projects).query(&self.tx, what, select).await?)?;
        for delete in [
            "DELETE FROM takes WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM job_events WHERE job IN (SELECT p.job FROM picture_jobs p JOIN r ON r.id = p.project)",
            "DELETE FROM jobs WHERE id IN (SELECT p.job FROM picture_jobs p JOIN r ON r.id = p.project)",
            "DELETE FROM picture_jobs WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM picture_batches WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM picture_turns WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM project_events WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM project_parts WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM projects WHERE id IN (SELECT r.id FROM r)",
        ] {
            of(&projects).execute(&self.tx, what, delete).await?;
        }
        Ok(Purged { projects, characters, files })
    }
}

fn texts(rows: &[sea_orm::QueryResult]) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| Cells(row).text(0)).collect()
}
