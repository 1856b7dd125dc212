//! Takes: pictures that were made, and what their makers think of them.

use std::{collections::HashMap, fmt::Write as _};

use model::Instant;

use super::{After, before, count, flag, some};
use crate::{
    Engine, JobId, Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeRow {
    /// Its id.
    pub id: String,
    /// The job that made it.
    pub job: String,
    /// With which others it was asked for.
    pub batch: String,
    /// For which project.
    pub project: Option<String>,
    /// Whom it shows.
    pub character: Option<String>,
    /// For which cut.
    pub cut: Option<String>,
    /// When it was made.
    pub at: Instant,
    /// The SHA-256 of its file, in hexadecimal digits.
    pub hash: String,
    /// Where its file lies, below the folder of pictures.
    pub file: String,
    /// The file's length.
    pub bytes: u64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// Whether it is a draft and no finished drawing.
    pub is_draft: bool,
    /// `draft`, `approved` or `rejected`.
    pub verdict: String,
    /// Whether it stands out.
    pub starred: bool,
    /// Whether it is the best of its batch.
    pub best: bool,
    /// The whole review, as JSON.
    pub review: String,
    /// How it was made, as JSON.
    pub recipe: String,
    /// Goes up with each change of the review.
    pub version: u32,
    /// When the review changed last.
    pub updated_at: Instant,
}

/// Which takes are listed, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TakeFilter {
    /// Only of this project; an empty one stands for those of none.
    pub project: Option<String>,
    /// Only of this character.
    pub character: Option<String>,
    /// Only of this cut.
    pub cut: Option<String>,
    /// Only of this batch.
    pub batch: Option<String>,
    /// Only of this job.
    pub job: Option<String>,
    /// Only with this verdict.
    pub verdict: Option<String>,
    /// Only those that stand out.
    pub starred: bool,
    /// Only those older than this one, in the order of the list.
    pub after: After,
}

const COLUMNS: &str = "id, job, batch, project, character, cut, at, hash, file, bytes, width, height, is_draft, verdict, \
                       starred, best, review, recipe, updated_at, version";

fn read(cells: &Cells<'_>) -> Result<TakeRow, StoreError> {
    Ok(TakeRow {
        id: cells.text(0)?,
        job: cells.text(1)?,
        batch: cells.text(2)?,
        project: some(cells, 3)?,
        character: some(cells, 4)?,
        cut: some(cells, 5)?,
        at: cells.time(6)?,
        hash: cells.text(7)?,
        file: cells.text(8)?,
        bytes: count(cells, 9)?,
        width: count(cells, 10)? as u32,
        height: count(cells, 11)? as u32,
        is_draft: flag(cells, 12)?,
        verdict: cells.text(13)?,
        starred: flag(cells, 14)?,
        best: flag(cells, 15)?,
        review: cells.text(16)?,
        recipe: cells.text(17)?,
        updated_at: cells.time(18)?,
        version: super::version(cells, 19)?,
    })
}

impl Store {
    /// One take.
    pub async fn take(&self, id: &str) -> Result<Option<TakeRow>, StoreError> {
        self.one_take("id", id).await
    }

    /// The take whose file has this hash; the oldest where several have.
    pub async fn take_of_hash(&self, hash: &str) -> Result<Option<TakeRow>, StoreError> {
        self.one_take("hash", hash).await
    }

    /// The take whose file lies there.
    pub async fn take_of_file(&self, file: &str) -> Result<Option<TakeRow>, StoreError> {
        self.one_take("file", file).await
    }

    async fn one_take(&self, column: &str, value: &str) -> Result<Option<TakeRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM takes WHERE {column} = $1 ORDER BY at, id LIMIT 1");
        let row = sql::query_one(&self.db, "reading a take", &select, [value.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// The id and the file of the newest take of each of these jobs that has one, by the job's id.
    pub async fn takes_of_jobs(
        &self,
        jobs: &[&JobId],
    ) -> Result<HashMap<String, (String, String)>, StoreError> {
        let rows = Rows::new().text("id", jobs.iter().map(|job| job.as_str()));
        let select = "SELECT t.job, t.id, t.file FROM r JOIN takes t ON t.job = r.id ORDER BY t.at, t.id";
        let found = rows.query(&self.db, "looking for takes", select).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok((cells.text(0)?, (cells.text(1)?, cells.text(2)?)))
        };
        found.iter().map(read).collect()
    }

    /// The sum of all takes' lengths.
    pub async fn take_bytes(&self) -> Result<u64, StoreError> {
        let select = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM takes";
        let row = sql::query_one(&self.db, "adding up takes", select, []).await?;
        row.map_or(Ok(0), |row| count(&Cells(&row), 0))
    }

    /// How many takes show a character.
    pub async fn takes_of_character(&self, character: &str) -> Result<u64, StoreError> {
        let select = "SELECT COUNT(*) FROM takes WHERE character = $1";
        let row = sql::query_one(&self.db, "counting takes", select, [character.into()]).await?;
        row.map_or(Ok(0), |row| count(&Cells(&row), 0))
    }

    /// How many takes there are.
    pub async fn take_count(&self) -> Result<u64, StoreError> {
        let row = sql::query_one(&self.db, "counting takes", "SELECT COUNT(*) FROM takes", []).await?;
        row.map_or(Ok(0), |row| count(&Cells(&row), 0))
    }

    /// Up to `limit` takes that come after a time and an id, oldest first.
    pub async fn takes_since(
        &self,
        (at, id): &(Instant, String),
        limit: usize,
    ) -> Result<Vec<TakeRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM takes WHERE (at > $1 OR (at = $1 AND id > $2)) ORDER BY at, id LIMIT $3"
        );
        let values = [at.as_micros().into(), id.as_str().into(), (limit as i64).into()];
        sql::read(&self.db, "reading takes", &select, values, read).await
    }

    /// Up to `limit` takes, newest first.
    pub async fn takes(&self, filter: &TakeFilter, limit: usize) -> Result<Vec<TakeRow>, StoreError> {
        let (at, id) = before(&filter.after);
        let mut values: Vec<sea_orm::Value> = vec![at.into(), id.into(), (limit as i64).into()];
        let mut wheres = String::new();
        for (column, wanted) in [
            ("project", &filter.project),
            ("character", &filter.character),
            ("cut", &filter.cut),
            ("batch", &filter.batch),
            ("job", &filter.job),
            ("verdict", &filter.verdict),
        ] {
            if let Some(wanted) = wanted {
                values.push(wanted.as_str().into());
                let _ = write!(wheres, " AND {column} = ${}", values.len());
            }
        }
        if filter.starred {
            wheres.push_str(" AND starred = 1");
        }
        let select = format!(
            "SELECT {COLUMNS} FROM takes WHERE (at < $1 OR (at = $1 AND id < $2)){wheres} \
             ORDER BY at DESC, id DESC LIMIT $3"
        );
        sql::read(&self.db, "listing takes", &select, values, read).await
    }
}

impl WriteTx {
    /// Keeps a take; its project is told.
    ///
    /// The job's row is held before the project's is touched, as whoever cancels the job does: on PostgreSQL two who
    /// lock in different orders wait for each other, and one of them would lose its picture.
    pub async fn insert_take(&self, take: &TakeRow, now: Instant) -> Result<(), StoreError> {
        if self.store.engine() == Engine::Postgres {
            let hold = "SELECT 1 FROM jobs WHERE id = $1 FOR UPDATE";
            sql::query_one(&self.tx, "holding a job", hold, [take.job.as_str().into()]).await?;
        }
        let insert = format!(
            "INSERT INTO takes ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, \
             $16, $17, $18, $19, $20)"
        );
        let text = |text: &Option<String>| sea_orm::Value::from(text.clone().unwrap_or_default());
        let values = [
            take.id.as_str().into(),
            take.job.as_str().into(),
            take.batch.as_str().into(),
            text(&take.project),
            text(&take.character),
            text(&take.cut),
            take.at.as_micros().into(),
            take.hash.as_str().into(),
            take.file.as_str().into(),
            i64::try_from(take.bytes).unwrap_or(i64::MAX).into(),
            i64::from(take.width).into(),
            i64::from(take.height).into(),
            i64::from(take.is_draft).into(),
            take.verdict.as_str().into(),
            i64::from(take.starred).into(),
            i64::from(take.best).into(),
            take.review.as_str().into(),
            take.recipe.as_str().into(),
            take.updated_at.as_micros().into(),
            i64::from(take.version).into(),
        ];
        sql::execute(&self.tx, "keeping a take", &insert, values).await?;
        self.touch_project(take.project.as_deref().unwrap_or_default(), now).await
    }

    /// One take as it is within this transaction.
    pub async fn take(&self, id: &str) -> Result<Option<TakeRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM takes WHERE id = $1");
        let row = sql::query_one(&self.tx, "reading a take", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// The takes of a batch that are said to be its best.
    pub async fn best_takes(&self, batch: &str) -> Result<Vec<TakeRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM takes WHERE batch = $1 AND best = 1 ORDER BY at, id");
        let rows = sql::query(&self.tx, "reading the best of a batch", &select, [batch.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// Changes a take's review. That only one take of a batch is the best is seen to by the caller, who writes the
    /// other's review as well.
    ///
    /// # Errors
    /// `Missing` for a take that is not there.
    pub async fn review_take(&self, take: &TakeRow, now: Instant) -> Result<(), StoreError> {
        let what = "reviewing a take";
        let update = "UPDATE takes SET verdict = $2, starred = $3, best = $4, review = $5, cut = $6, updated_at = $7, \
                      version = version + 1 WHERE id = $1";
        let values = [
            take.id.as_str().into(),
            take.verdict.as_str().into(),
            i64::from(take.starred).into(),
            i64::from(take.best).into(),
            take.review.as_str().into(),
            take.cut.clone().unwrap_or_default().into(),
            now.as_micros().into(),
        ];
        if sql::execute(&self.tx, what, update, values).await? == 0 {
            return Err(StoreError::Missing(format!("take {}", take.id)));
        }
        self.touch_project(take.project.as_deref().unwrap_or_default(), now).await
    }

    /// Notes where a take's file lies now.
    pub async fn move_take(&self, id: &str, file: &str, now: Instant) -> Result<(), StoreError> {
        let update = "UPDATE takes SET file = $2, updated_at = $3 WHERE id = $1 RETURNING project";
        let values = [id.into(), file.into(), now.as_micros().into()];
        match sql::query_one(&self.tx, "moving a take", update, values).await? {
            Some(row) => self.touch_project(&Cells(&row).text(0)?, now).await,
            None => Err(StoreError::Missing(format!("take {id}"))),
        }
    }
}
