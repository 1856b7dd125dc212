//! Emptying the bin: what was thrown away long enough ago goes for good, with all that hangs on it.

use std::collections::BTreeSet;

use model::Instant;

use crate::{
    Store, StoreError, WriteTx,
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
    /// The names of pictures that what went spoke of; others may still do.
    pub pictures: BTreeSet<String>,
}

impl Store {
    /// Projects that were purged, by their ids: a folder of one of these is nobody's.
    pub async fn purged_projects(&self) -> Result<Vec<String>, StoreError> {
        texts(
            &sql::query(
                &self.db,
                "reading what was purged",
                "SELECT id FROM purged_projects ORDER BY id",
                [],
            )
            .await?,
        )
    }

    /// The names of all pictures that takes, bibles of any version and recipes speak of, and of some that are none.
    pub async fn pictures_spoken_of(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut names = BTreeSet::new();
        for select in [
            "SELECT hash FROM takes",
            "SELECT recipe FROM takes WHERE recipe LIKE '%\"references\":[{%'",
            "SELECT body FROM project_character_versions",
            "SELECT recipe FROM picture_jobs WHERE recipe LIKE '%\"references\":[{%'",
        ] {
            let found =
                sql::read(&self.db, "looking for pictures", select, [], |cells| Ok(named(&cells.text(0)?)));
            names.extend(found.await?.into_iter().flatten());
        }
        Ok(names)
    }
}

/// What in a text could be a hash: runs of exactly 64 hexadecimal digits.
fn named(text: &str) -> Vec<String> {
    let runs = text.split(|sign: char| !sign.is_ascii_hexdigit() || sign.is_ascii_uppercase());
    runs.filter(|run| run.len() == 64).map(str::to_owned).collect()
}

impl WriteTx {
    /// Purges what lies in the bin since before a moment. A project with jobs that have not ended stays until they
    /// have.
    pub async fn purge_bin(&self, before: Instant, now: Instant) -> Result<Purged, StoreError> {
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
        let select =
            "SELECT v.body FROM project_character_versions v WHERE v.character IN (SELECT r.id FROM r)";
        let bibles = texts(&of(&all).query(&self.tx, what, select).await?)?;
        // Their projects' books tell of them still.
        let behind = "UPDATE projects SET revision = revision + 1, updated_at = CAST(#1 AS BIGINT) WHERE id IN \
                      (SELECT c.project FROM project_characters c JOIN r ON r.id = c.id)";
        of(&characters).value(now.as_micros()).execute(&self.tx, what, behind).await?;
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
        let select = "SELECT t.hash || ' ' || t.recipe FROM takes t WHERE t.project IN (SELECT r.id FROM r)";
        let spoken = texts(&of(&projects).query(&self.tx, what, select).await?)?;
        let pictures = spoken.iter().chain(&bibles).flat_map(|text| named(text)).collect();
        let note = "INSERT INTO purged_projects (id, at) SELECT r.id, CAST(#1 AS BIGINT) FROM r WHERE true \
                    ON CONFLICT (id) DO NOTHING";
        of(&projects).value(now.as_micros()).execute(&self.tx, what, note).await?;
        for delete in [
            "DELETE FROM takes WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM webhooks WHERE project IN (SELECT r.id FROM r)",
            "DELETE FROM picture_previews WHERE job IN (SELECT p.job FROM picture_jobs p JOIN r ON r.id = p.project)",
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
        Ok(Purged { projects, characters, files, pictures })
    }
}

fn texts(rows: &[sea_orm::QueryResult]) -> Result<Vec<String>, StoreError> {
    rows.iter().map(|row| Cells(row).text(0)).collect()
}
