//! The rows of the old pipeline's CSV file, and how far the move away from it came.

use super::{count, some, text, whole};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvRow {
    /// Its place in the file; the header is line 0.
    pub line: u64,
    /// The key of the person; none where the row could not be placed.
    pub person: Option<String>,
    /// Its cells, a JSON list of texts.
    pub cells: String,
    /// Why it could not be placed.
    pub reason: Option<String>,
}

fn read(cells: &Cells<'_>) -> Result<CsvRow, StoreError> {
    Ok(CsvRow {
        line: count(cells, 0)?,
        person: some(cells, 1)?,
        cells: cells.text(2)?,
        reason: some(cells, 3)?,
    })
}

const COLUMNS: &str = "line, person_row_id, cells, reason";

impl Store {
    /// All rows of the file, in its order.
    pub async fn csv_rows(&self) -> Result<Vec<CsvRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people_csv_rows ORDER BY line");
        sql::read(&self.db, "reading the rows of the CSV file", &select, [], read).await
    }

    /// A word on how far the move came.
    pub async fn csv_state(&self, name: &str) -> Result<Option<String>, StoreError> {
        let select = "SELECT value FROM people_csv_state WHERE name = $1";
        let row = sql::query_one(&self.db, "reading how far the move came", select, [name.into()]).await?;
        row.map(|row| Cells(&row).text(0)).transpose()
    }
}

impl WriteTx {
    /// A word on how far the move came, as this transaction sees it.
    pub async fn csv_state(&self, name: &str) -> Result<Option<String>, StoreError> {
        let select = "SELECT value FROM people_csv_state WHERE name = $1";
        let row = sql::query_one(&self.tx, "reading how far the move came", select, [name.into()]).await?;
        row.map(|row| Cells(&row).text(0)).transpose()
    }

    /// Writes such a word; an empty one is taken away.
    pub async fn set_csv_state(&self, name: &str, value: &str) -> Result<(), StoreError> {
        let what = "noting how far the move came";
        if value.is_empty() {
            let delete = "DELETE FROM people_csv_state WHERE name = $1";
            return sql::execute(&self.tx, what, delete, [name.into()]).await.map(|_| ());
        }
        let upsert = "INSERT INTO people_csv_state (name, value) VALUES ($1, $2) \
                      ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        sql::execute(&self.tx, what, upsert, [name.into(), value.into()]).await.map(|_| ())
    }

    /// The rows of a person, as this transaction sees them.
    pub async fn csv_rows_of(&self, person: &str) -> Result<Vec<CsvRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people_csv_rows WHERE person_row_id = $1 ORDER BY line");
        let rows = sql::query(&self.tx, "reading a row of the CSV file", &select, [person.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// The last line of the file, as this transaction sees it; 0 where there is none.
    pub async fn last_csv_line(&self) -> Result<u64, StoreError> {
        let select = "SELECT COALESCE(MAX(line), 0) FROM people_csv_rows";
        let row = sql::query_one(&self.tx, "looking where the CSV file ends", select, []).await?;
        row.map_or(Ok(0), |row| count(&Cells(&row), 0))
    }

    /// All rows of the file, as this transaction sees them.
    pub async fn csv_rows(&self) -> Result<Vec<CsvRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people_csv_rows ORDER BY line");
        let rows = sql::query(&self.tx, "reading the rows of the CSV file", &select, []).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// Forgets every row of the file.
    pub async fn clear_csv_rows(&self) -> Result<(), StoreError> {
        sql::execute(&self.tx, "forgetting the CSV file", "DELETE FROM people_csv_rows", []).await.map(|_| ())
    }

    /// Forgets lines of the file; gives how many there were.
    pub async fn forget_csv_rows(&self, lines: &[u64]) -> Result<u64, StoreError> {
        let rows = Rows::new().int("line", lines.iter().map(|line| whole(*line)));
        let delete = "DELETE FROM people_csv_rows WHERE line IN (SELECT r.line FROM r)";
        rows.execute(&self.tx, "forgetting lines of the CSV file", delete).await
    }

    /// Saves rows of the file, each in place of the one on its line. Those of somebody who was erased are passed by.
    pub async fn save_csv_rows(&self, rows: &[CsvRow]) -> Result<(), StoreError> {
        let each = || rows.iter();
        let rows = Rows::new()
            .int("line", each().map(|row| whole(row.line)))
            .text("person_row_id", each().map(|row| text(row.person.as_ref())))
            .text("cells", each().map(|row| row.cells.as_str()))
            .text("reason", each().map(|row| text(row.reason.as_ref())));
        let insert = format!(
            "INSERT INTO people_csv_rows ({COLUMNS}) SELECT {COLUMNS} FROM r WHERE NOT EXISTS (SELECT 1 FROM \
             people_tombstones t WHERE t.person_key = r.person_row_id) ON CONFLICT (line) DO UPDATE \
             SET person_row_id = excluded.person_row_id, cells = excluded.cells, reason = excluded.reason"
        );
        rows.execute(&self.tx, "saving rows of the CSV file", &insert).await.map(|_| ())
    }
}
