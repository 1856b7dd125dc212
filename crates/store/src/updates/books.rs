//! The updates and checks themselves.

use model::Instant;
use serde_json::Value;

use super::{NewUpdate, UpdateCheck, UpdateMove, UpdateRow, UpdateState};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

const COLUMNS: &str = "id, dataset, state, mode, address, edition, file_hash, body, report, author, decided_by, \
                       created_at, decided_at, applied_at, undone_at";

impl Store {
    /// Updates, newest first: of one dataset, or of all.
    pub async fn updates(&self, dataset: Option<&str>, limit: usize) -> Result<Vec<UpdateRow>, StoreError> {
        let select = format!(
            "SELECT {COLUMNS} FROM updates WHERE ($1 = '' OR dataset = $1) ORDER BY id DESC LIMIT $2"
        );
        let values = [dataset.unwrap_or_default().into(), (limit as i64).into()];
        let rows = sql::query(&self.db, "reading updates", &select, values).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// An update by its number.
    pub async fn update(&self, id: i64) -> Result<Option<UpdateRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM updates WHERE id = $1");
        let row = sql::query_one(&self.db, "reading an update", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// What the addresses of a dataset last answered.
    pub async fn update_checks(&self, dataset: &str) -> Result<Vec<UpdateCheck>, StoreError> {
        let select = "SELECT dataset, address, checked_at, outcome, etag, modified, file_hash, edition \
                      FROM update_checks WHERE dataset = $1 ORDER BY address";
        let rows = sql::query(&self.db, "reading checks", select, [dataset.into()]).await?;
        let read = |row| {
            let cells = Cells(row);
            Ok(UpdateCheck {
                dataset: cells.text(0)?,
                address: cells.text(1)?,
                checked_at: cells.time(2)?,
                outcome: cells.text(3)?,
                etag: cells.text(4)?,
                modified: cells.text(5)?,
                file_hash: cells.text(6)?,
                release: cells.text(7)?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Notes what an address answered, in place of what it answered before.
    pub async fn save_update_check(&self, check: &UpdateCheck) -> Result<(), StoreError> {
        let insert = "INSERT INTO update_checks (dataset, address, checked_at, outcome, etag, modified, file_hash, edition) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (dataset, address) DO UPDATE SET \
                      checked_at = excluded.checked_at, outcome = excluded.outcome, etag = excluded.etag, \
                      modified = excluded.modified, file_hash = excluded.file_hash, edition = excluded.edition";
        let values = [
            check.dataset.as_str().into(),
            check.address.as_str().into(),
            check.checked_at.as_micros().into(),
            check.outcome.as_str().into(),
            check.etag.as_str().into(),
            check.modified.as_str().into(),
            check.file_hash.as_str().into(),
            check.release.as_str().into(),
        ];
        let tx = self.begin().await?;
        sql::execute(&tx.tx, "noting a check", insert, values).await?;
        tx.commit().await
    }

    /// Keeps a release that was met. Of a dataset only one waits or runs at a time: the same file is the one that is
    /// there already, and another that still waits is outdated by this one.
    ///
    /// # Errors
    /// `Conflict` while another update of the dataset is being applied or undone.
    pub async fn new_update(&self, new: &NewUpdate, at: Instant) -> Result<UpdateRow, StoreError> {
        let what = "keeping an update";
        let tx = self.begin().await?;
        let alive: Vec<UpdateRow> = {
            let select = format!(
                "SELECT {COLUMNS} FROM updates WHERE dataset = $1 AND state IN ('waiting', 'running', 'undoing') \
                 ORDER BY id DESC"
            );
            let rows = sql::query(&tx.tx, what, &select, [new.dataset.as_str().into()]).await?;
            rows.iter().map(|row| read(&Cells(row))).collect::<Result<_, StoreError>>()?
        };
        if let Some(same) =
            alive.iter().find(|row| row.file_hash == new.file_hash && row.state != UpdateState::Undoing)
        {
            let same = same.clone();
            tx.rollback().await?;
            return Ok(same);
        }
        if let Some(busy) = alive.iter().find(|row| row.state != UpdateState::Waiting) {
            let text = format!("update {} of {} is {} still", busy.id, busy.dataset, busy.state.as_str());
            return Err(StoreError::Conflict(text));
        }
        let outdate = "UPDATE updates SET state = 'outdated' WHERE dataset = $1 AND state = 'waiting'";
        sql::execute(&tx.tx, what, outdate, [new.dataset.as_str().into()]).await?;
        let id = tx.allocate("update", 1).await?;
        let insert = "INSERT INTO updates (id, dataset, state, mode, address, edition, file_hash, body, report, author, \
                      decided_by, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'null', $9, '', $10)";
        let values = [
            id.into(),
            new.dataset.as_str().into(),
            new.state.as_str().into(),
            new.mode.as_str().into(),
            new.address.as_str().into(),
            new.release.as_str().into(),
            new.file_hash.as_str().into(),
            new.body.to_string().into(),
            new.author.as_str().into(),
            at.as_micros().into(),
        ];
        sql::execute(&tx.tx, what, insert, values).await?;
        tx.commit().await?;
        self.update(id).await?.ok_or_else(|| StoreError::Missing(format!("update {id}")))
    }

    /// Notes that an update begins to be applied now, unless it did before and wrote something; gives the moment that
    /// stands on what it writes. `None` where it is not [`UpdateState::Running`].
    pub async fn start_update(&self, id: i64, at: Instant) -> Result<Option<Instant>, StoreError> {
        let what = "starting an update";
        let update = "UPDATE updates SET applied_at = CAST($2 AS BIGINT) WHERE id = $1 AND state = 'running' \
                      AND (applied_at IS NULL OR NOT EXISTS \
                      (SELECT 1 FROM update_steps s WHERE s.update_id = updates.id))";
        let tx = self.begin().await?;
        sql::execute(&tx.tx, what, update, [id.into(), at.as_micros().into()]).await?;
        tx.commit().await?;
        let row = self.update(id).await?.filter(|row| row.state == UpdateState::Running);
        Ok(row.and_then(|row| row.applied_at))
    }

    /// How many batches of an update could be taken back.
    pub async fn update_step_count(&self, id: i64) -> Result<u64, StoreError> {
        let select = "SELECT COUNT(*) FROM update_steps WHERE update_id = $1";
        let row = sql::query_one(&self.db, "counting steps", select, [id.into()]).await?;
        row.map_or(Ok(0), |row| Cells(&row).int(0).map(i64::cast_unsigned))
    }

    /// Moves an update, in a transaction of its own; `false` when it was in none of the states.
    pub async fn move_update(&self, id: i64, to: &UpdateMove<'_>) -> Result<bool, StoreError> {
        let tx = self.begin().await?;
        let moved = tx.move_update(id, to).await?;
        tx.commit().await?;
        Ok(moved)
    }
}

impl WriteTx {
    /// Moves an update to another state; `false` when it was in none of those it may be in.
    pub async fn move_update(&self, id: i64, to: &UpdateMove<'_>) -> Result<bool, StoreError> {
        let from: Vec<String> = to.from.iter().map(|state| format!("'{}'", state.as_str())).collect();
        let at = to.at.as_micros();
        let decided = to.by.map(|_| at);
        let undone = (to.to == UpdateState::Undone).then_some(at);
        let update = format!(
            "UPDATE updates SET state = $2, decided_by = COALESCE(CAST($3 AS TEXT), decided_by), \
             decided_at = COALESCE(CAST($4 AS BIGINT), decided_at), \
             undone_at = COALESCE(CAST($5 AS BIGINT), undone_at), report = COALESCE(CAST($6 AS TEXT), report) \
             WHERE id = $1 AND state IN ({})",
            from.join(", ")
        );
        let values = [
            id.into(),
            to.to.as_str().into(),
            to.by.map(str::to_owned).into(),
            decided.into(),
            undone.into(),
            to.report.map(Value::to_string).into(),
        ];
        Ok(sql::execute(&self.tx, "moving an update", &update, values).await? > 0)
    }
}

fn read(cells: &Cells<'_>) -> Result<UpdateRow, StoreError> {
    let id = cells.int(0)?;
    let damaged = |what: &str| StoreError::Damaged(format!("the {what} of update {id}"));
    let json = |at: usize, what: &str| -> Result<Value, StoreError> {
        serde_json::from_str(&cells.text(at)?).map_err(|_| damaged(what))
    };
    let time = |at: usize| -> Result<Option<Instant>, StoreError> {
        Ok(cells.optional_int(at)?.map(Instant::from_micros))
    };
    Ok(UpdateRow {
        id,
        dataset: cells.text(1)?,
        state: UpdateState::parse(&cells.text(2)?).ok_or_else(|| damaged("state"))?,
        mode: cells.text(3)?,
        address: cells.text(4)?,
        release: cells.text(5)?,
        file_hash: cells.text(6)?,
        body: json(7, "body")?,
        report: json(8, "report")?,
        author: cells.text(9)?,
        decided_by: cells.text(10)?,
        created_at: cells.time(11)?,
        decided_at: time(12)?,
        applied_at: time(13)?,
        undone_at: time(14)?,
    })
}
