//! Restore: a checked backup takes the place of the whole content, in one transaction.

use std::path::Path;

use sea_orm::Value;

use super::{
    backup::{Backup, BackupReport, Cell, verify_backup},
    tables::{TABLES, Table, Type},
};
use crate::{
    Store, StoreError, WriteTx, sql,
    sql::{Cells, Rows},
    store::set_epoch,
};

/// Rows that are written at once.
const BATCH: usize = 5_000;
/// Cells of a batch may be large; beyond this sum a batch is written early.
const BATCH_BYTES: usize = 8 << 20;

impl Store {
    /// Whether there is anything that a restore would replace: of the catalog, of keepers, of jobs.
    pub async fn holds_anything(&self) -> Result<bool, StoreError> {
        let holds = |table: &Table| format!("EXISTS (SELECT 1 FROM {})", table.name);
        let any = Table::of_content().map(holds).collect::<Vec<_>>().join(" OR ");
        let select = format!("SELECT CAST(CASE WHEN {any} THEN 1 ELSE 0 END AS BIGINT)");
        let row = sql::query_one(&self.db, "looking whether anything is kept", &select, []).await?;
        row.map_or(Ok(false), |row| Ok(Cells(&row).int(0)? != 0))
    }

    /// Replaces the whole content by a backup's, whichever engine that was taken on.
    ///
    /// The file is checked to its end before anything is touched, and the store stays as it was when
    /// anything fails. Afterwards the epoch is another one.
    pub async fn restore(&self, path: &Path) -> Result<BackupReport, StoreError> {
        verify_backup(path).await?;
        let tx = self.begin().await?;
        for table in TABLES.iter().rev() {
            sql::execute(&tx.tx, "emptying a table", &format!("DELETE FROM {}", table.name), []).await?;
        }
        let mut backup = Backup::open(path)?;
        let mut batch: Vec<Vec<Cell>> = Vec::new();
        let mut bytes = 0;
        let mut current: Option<&'static Table> = None;
        while let Some((table, row)) = backup.next_row()? {
            let full = batch.len() >= BATCH || bytes >= BATCH_BYTES;
            if let Some(written) = current.filter(|current| full || current.name != table.name) {
                tx.restore_rows(written, std::mem::take(&mut batch)).await?;
                bytes = 0;
            }
            current = Some(table);
            bytes += row.iter().map(Cell::size).sum::<usize>();
            batch.push(row);
        }
        if let Some(table) = current {
            tx.restore_rows(table, batch).await?;
        }
        // Checked again, because the file may have changed since the first look.
        let report = backup.finish()?;
        set_epoch(&tx.tx, true).await?;
        tx.commit().await?;
        Ok(report)
    }
}

impl WriteTx {
    async fn restore_rows(&self, table: &Table, batch: Vec<Vec<Cell>>) -> Result<(), StoreError> {
        let mut columns: Vec<Vec<Cell>> =
            table.columns.iter().map(|_| Vec::with_capacity(batch.len())).collect();
        for row in batch {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.push(cell);
            }
        }
        let mut rows = Rows::new();
        let mut list = Vec::new();
        for ((name, column), cells) in table.columns.iter().zip(columns) {
            rows = match column {
                // Rows hold no NULL; the one number that no column uses stands for it.
                Type::Int | Type::MaybeInt => rows.int(name, cells.into_iter().map(Cell::int)),
                Type::Real => rows.real(name, cells.into_iter().map(Cell::real)),
                Type::Text => rows.text(name, cells.into_iter().map(Cell::text)),
                Type::Blob => rows.blob(name, cells.into_iter().map(Cell::blob)),
            };
            list.push(if *column == Type::MaybeInt {
                format!("NULLIF({name}, #1)")
            } else {
                (*name).to_owned()
            });
        }
        let has_null = table.columns.iter().any(|(_, column)| *column == Type::MaybeInt);
        let rows = if has_null { rows.value(Value::from(i64::MIN)) } else { rows };
        let insert =
            format!("INSERT INTO {} ({}) SELECT {} FROM r", table.name, table.column_list(), list.join(", "));
        rows.execute(&self.tx, "restoring", &insert).await.map(|_| ())
    }
}

impl Cell {
    fn size(&self) -> usize {
        match self {
            Self::Null | Self::Int(_) | Self::Real(_) => 8,
            Self::Text(text) => text.len(),
            Self::Blob(bytes) => bytes.len(),
        }
    }

    fn int(self) -> i64 {
        if let Self::Int(number) = self { number } else { i64::MIN }
    }

    fn real(self) -> f64 {
        if let Self::Real(number) = self { number } else { 0.0 }
    }

    fn text(self) -> String {
        if let Self::Text(text) = self { text } else { String::new() }
    }

    fn blob(self) -> Vec<u8> {
        if let Self::Blob(bytes) = self { bytes } else { Vec::new() }
    }
}
