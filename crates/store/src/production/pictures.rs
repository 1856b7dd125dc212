//! Jobs that make pictures, with what is to be made.

use std::fmt::Write as _;

use model::Instant;

use super::{After, before, some};
use crate::{
    JobId, JobRow, JobState, Store, StoreError,
    jobs::read_job,
    sql::{self, Cells},
};

/// A job that makes a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureJob {
    /// The job.
    pub job: JobRow,
    /// With which others it was asked for.
    pub batch: String,
    /// Its place among them, from 0.
    pub position: u32,
    /// For which project.
    pub project: Option<String>,
    /// Whom it shows.
    pub character: Option<String>,
    /// For which cut.
    pub cut: Option<String>,
    /// Only by this engine.
    pub engine: Option<String>,
    /// The values of the grid that it stands for, as JSON.
    pub cell: String,
    /// The recipe as JSON.
    pub recipe: String,
    /// The job whose recipe is made again.
    pub again: Option<String>,
}

/// Which jobs are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PictureFilter {
    /// Only of this project; an empty one stands for those of none.
    pub project: Option<String>,
    /// Only of this character.
    pub character: Option<String>,
    /// Only of this batch.
    pub batch: Option<String>,
    /// Only in these states, where any are named.
    pub states: Vec<JobState>,
    /// Only those that were taken for the cause of their workers' end, or only those that were not.
    pub quarantined: Option<bool>,
    /// Only those that an engine has begun, or only those that none has.
    pub begun: Option<bool>,
    /// Only those older than this one, in the order of the list.
    pub after: After,
}

const SELECTED: &str =
    "p.batch, p.position, p.project, p.character, p.cut, p.engine, p.cell, p.recipe, p.again";

fn read(cells: &Cells<'_>) -> Result<PictureJob, StoreError> {
    Ok(PictureJob {
        batch: cells.text(0)?,
        position: u32::try_from(cells.int(1)?).unwrap_or_default(),
        project: some(cells, 2)?,
        character: some(cells, 3)?,
        cut: some(cells, 4)?,
        engine: some(cells, 5)?,
        cell: cells.text(6)?,
        recipe: cells.text(7)?,
        again: some(cells, 8)?,
        job: read_job(cells, 9)?,
    })
}

impl Store {
    /// One job; `None` also for a job of another kind.
    pub async fn picture_job(&self, id: &JobId) -> Result<Option<PictureJob>, StoreError> {
        let select = format!(
            "SELECT {SELECTED}, {} FROM picture_jobs p JOIN jobs j ON j.id = p.job WHERE p.job = $1",
            crate::jobs::columns_of("j")
        );
        let row = sql::query_one(&self.db, "reading a picture's job", &select, [id.as_str().into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Up to `limit` jobs, newest first.
    pub async fn picture_jobs(
        &self,
        filter: &PictureFilter,
        limit: usize,
    ) -> Result<Vec<PictureJob>, StoreError> {
        // Only what is asked for stands in the statement, so that each engine finds the index for it.
        let (at, id) = before(&filter.after);
        let mut values: Vec<sea_orm::Value> = vec![at.into(), id.into(), (limit as i64).into()];
        let mut wheres = String::new();
        for (column, wanted) in
            [("p.project", &filter.project), ("p.character", &filter.character), ("p.batch", &filter.batch)]
        {
            if let Some(wanted) = wanted {
                values.push(wanted.as_str().into());
                let _ = write!(wheres, " AND {column} = ${}", values.len());
            }
        }
        if !filter.states.is_empty() {
            // No column any more, so that the pictures are walked by their index and each job is reached by its key.
            let words: Vec<String> =
                filter.states.iter().map(|state| format!("'{}'", state.as_str())).collect();
            let _ = write!(wheres, " AND j.state || '' IN ({})", words.join(", "));
        }
        if let Some(quarantined) = filter.quarantined {
            wheres.push_str(if quarantined {
                " AND j.crashes >= j.max_crashes"
            } else {
                " AND j.crashes < j.max_crashes"
            });
        }
        if let Some(begun) = filter.begun {
            wheres.push_str(if begun { " AND j.total IS NOT NULL" } else { " AND j.total IS NULL" });
        }
        let select = format!(
            "SELECT {SELECTED}, {} FROM picture_jobs p JOIN jobs j ON j.id = p.job \
             WHERE (p.created_at, p.job) < ($1, $2){wheres} \
             ORDER BY p.created_at DESC, p.job DESC LIMIT $3",
            crate::jobs::columns_of("j")
        );
        sql::read(&self.db, "listing pictures' jobs", &select, values, read).await
    }

    /// Up to `limit` jobs that wait, the one that is made next first; of one project or, where none is named, of all.
    /// One whose time has not come stands where it will go once it has.
    pub async fn next_pictures(
        &self,
        project: Option<&str>,
        limit: usize,
    ) -> Result<Vec<PictureJob>, StoreError> {
        let mut values: Vec<sea_orm::Value> = vec![(limit as i64).into(), super::GENERATE.into()];
        let mut wheres = "";
        if let Some(project) = project {
            values.push(project.into());
            // No column any more, so that the jobs are walked in their order.
            wheres = " AND p.project || '' = $3";
        }
        // The order in which `take_job` takes them.
        let select = format!(
            "SELECT {SELECTED}, {} FROM jobs j JOIN picture_jobs p ON p.job = j.id \
             WHERE j.state = 'queued' AND j.kind = $2{wheres} \
             ORDER BY j.priority DESC, j.turn, j.created_at, j.id LIMIT $1",
            crate::jobs::columns_of("j")
        );
        sql::read(&self.db, "listing who is next", &select, values, read).await
    }

    /// How many jobs there are in each state, of one project or of all; those that were taken for the cause of their
    /// workers' end stand apart from others that died.
    pub async fn picture_job_counts(
        &self,
        project: Option<&str>,
    ) -> Result<Vec<(JobState, bool, u64)>, StoreError> {
        let mut values: Vec<sea_orm::Value> = Vec::new();
        let mut wheres = "";
        if let Some(project) = project.filter(|project| !project.is_empty()) {
            values.push(project.into());
            wheres = "WHERE p.project = $1 ";
        }
        let select = format!(
            "SELECT j.state, CAST(CASE WHEN j.state = 'dead' AND j.crashes >= j.max_crashes THEN 1 ELSE 0 END \
             AS BIGINT), COUNT(*) FROM picture_jobs p JOIN jobs j ON j.id = p.job {wheres}GROUP BY 1, 2 ORDER BY 1, 2"
        );
        sql::read(&self.db, "counting pictures' jobs", &select, values, |cells| {
            let word = cells.text(0)?;
            let state = JobState::parse(&word)
                .ok_or_else(|| StoreError::Damaged(format!("`{word}` is not a job's state")))?;
            Ok((state, super::flag(cells, 1)?, super::count(cells, 2)?))
        })
        .await
    }

    /// The jobs that go before this one, at most so many: what an estimate adds up. One whose time has not come when this
    /// one may run does not.
    pub async fn pictures_ahead(
        &self,
        job: &JobId,
        limit: usize,
        now: Instant,
    ) -> Result<Vec<String>, StoreError> {
        let select = "SELECT p.recipe FROM jobs m JOIN jobs j ON j.kind = m.kind AND j.state IN ('queued', 'running') \
                      AND (j.state = 'running' OR j.priority > m.priority OR (j.priority = m.priority AND (j.turn < m.turn \
                      OR (j.turn = m.turn AND (j.created_at < m.created_at OR (j.created_at = m.created_at \
                      AND j.id < m.id)))))) JOIN picture_jobs p ON p.job = j.id WHERE m.id = $1 AND j.id <> m.id \
                      AND (j.state = 'running' OR j.run_at <= m.run_at OR j.run_at <= $3) LIMIT $2";
        let values = [job.as_str().into(), (limit as i64).into(), now.as_micros().into()];
        sql::read(&self.db, "estimating", select, values, |cells| cells.text(0)).await
    }
}
