//! Many rows in one statement, with one SQL text for both engines.
//!
//! The rows come as a common table expression `r`. On PostgreSQL it unnests one array per column, on
//! SQLite it lists the values: SQLite has no arrays, and blobs do not travel through `json_each`.
//! Cells are never NULL; a statement that wants one writes `NULLIF(r.line, -1)`.

use std::fmt::Write as _;

use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use crate::{Engine, StoreError, error::doing};

/// Rows of one statement on PostgreSQL: enough to spread the round trip, small enough to stay in cache.
const POSTGRES_ROWS: usize = 5_000;
/// Cells of one statement on SQLite, whose limit is 32,766; a smaller statement is parsed no slower.
const SQLITE_CELLS: usize = 4_000;

/// Columns of equal length on their way into a statement, and single values beside them.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    names: Vec<&'static str>,
    columns: Vec<Column>,
    scalars: Vec<Value>,
}

#[derive(Debug)]
enum Column {
    Int(Vec<i64>),
    Real(Vec<f64>),
    Text(Vec<String>),
    Blob(Vec<Vec<u8>>),
}

impl Rows {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn int(self, name: &'static str, cells: impl IntoIterator<Item = i64>) -> Self {
        self.column(name, Column::Int(cells.into_iter().collect()))
    }

    pub fn real(self, name: &'static str, cells: impl IntoIterator<Item = f64>) -> Self {
        self.column(name, Column::Real(cells.into_iter().collect()))
    }

    pub fn text<T: Into<String>>(self, name: &'static str, cells: impl IntoIterator<Item = T>) -> Self {
        self.column(name, Column::Text(cells.into_iter().map(Into::into).collect()))
    }

    pub fn blob(self, name: &'static str, cells: impl IntoIterator<Item = Vec<u8>>) -> Self {
        self.column(name, Column::Blob(cells.into_iter().collect()))
    }

    /// One text for all rows, after the other columns.
    ///
    /// What looks a table up goes through this and not through [`Rows::value`]: PostgreSQL takes
    /// `kind = 'WORK'` for rare as long as it has no statistics, begins with the table instead of the
    /// rows, and compares each with each.
    pub fn repeat(self, name: &'static str, text: &str) -> Self {
        let count = self.columns.first().map_or(0, Column::len);
        self.text(name, std::iter::repeat_n(text, count))
    }

    /// A single value, written `#1`, `#2`, … in the statement.
    pub fn value(mut self, value: impl Into<Value>) -> Self {
        self.scalars.push(value.into());
        self
    }

    fn column(mut self, name: &'static str, column: Column) -> Self {
        debug_assert!(self.columns.first().is_none_or(|first| first.len() == column.len()));
        self.names.push(name);
        self.columns.push(column);
        self
    }

    /// Runs the statement over all rows, some at a time; gives how many rows it touched.
    pub async fn execute<C: ConnectionTrait>(
        self,
        db: &C,
        what: &'static str,
        sql: &str,
    ) -> Result<u64, StoreError> {
        let mut touched = 0;
        for statement in self.statements(db, sql) {
            tracing::trace!(what, "statement");
            touched += db.execute_raw(statement).await.map_err(doing(what))?.rows_affected();
        }
        Ok(touched)
    }

    /// Runs the query over all rows, some at a time; gives the answers one after another.
    pub async fn query<C: ConnectionTrait>(
        self,
        db: &C,
        what: &'static str,
        sql: &str,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let mut answers = Vec::new();
        for statement in self.statements(db, sql) {
            tracing::trace!(what, "statement");
            answers.append(&mut db.query_all_raw(statement).await.map_err(doing(what))?);
        }
        Ok(answers)
    }

    fn statements<C: ConnectionTrait>(mut self, db: &C, sql: &str) -> Vec<Statement> {
        let backend = db.get_database_backend();
        let engine = Engine::of(backend);
        let chunk = match engine {
            Engine::Sqlite => (SQLITE_CELLS / self.names.len().max(1)).max(1),
            Engine::Postgres => POSTGRES_ROWS,
        };
        let mut statements = Vec::new();
        let mut left = self.columns.first().map_or(0, Column::len);
        while left > 0 {
            let count = chunk.min(left);
            left -= count;
            let part: Vec<Column> = self.columns.iter_mut().map(|column| column.take(count)).collect();
            let (with, mut values) = match engine {
                Engine::Sqlite => self.listed(part, count),
                Engine::Postgres => self.unnested(part),
            };
            let text = self.filled(with, sql, values.len());
            values.extend(self.scalars.iter().cloned());
            statements.push(Statement::from_sql_and_values(backend, text, values));
        }
        statements
    }

    fn listed(&self, columns: Vec<Column>, count: usize) -> (String, Vec<Value>) {
        let width = columns.len();
        let row = format!("({})", vec!["?"; width].join(","));
        let list = vec![row.as_str(); count].join(",");
        let clause = format!("WITH r({}) AS (VALUES {list}) ", self.names.join(","));
        let mut cells: Vec<_> = columns.into_iter().map(Column::into_values).collect();
        let values = (0..count * width).filter_map(|at| cells[at % width].next()).collect();
        (clause, values)
    }

    fn unnested(&self, columns: Vec<Column>) -> (String, Vec<Value>) {
        let mut arrays = String::new();
        for (at, column) in columns.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(arrays, "{comma}${}::{}[]", at + 1, column.postgres_type());
        }
        let with = format!("WITH r AS (SELECT * FROM unnest({arrays}) AS u({})) ", self.names.join(","));
        (with, columns.into_iter().map(Column::into_array).collect())
    }

    fn filled(&self, with: String, sql: &str, before: usize) -> String {
        let mut text = with + sql;
        for at in (1..=self.scalars.len()).rev() {
            text = text.replace(&format!("#{at}"), &format!("${}", before + at));
        }
        text
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Self::Int(cells) => cells.len(),
            Self::Real(cells) => cells.len(),
            Self::Text(cells) => cells.len(),
            Self::Blob(cells) => cells.len(),
        }
    }

    /// Takes the first `count` cells out.
    fn take(&mut self, count: usize) -> Self {
        fn front<T>(cells: &mut Vec<T>, count: usize) -> Vec<T> {
            let rest = cells.split_off(count);
            std::mem::replace(cells, rest)
        }
        match self {
            Self::Int(cells) => Self::Int(front(cells, count)),
            Self::Real(cells) => Self::Real(front(cells, count)),
            Self::Text(cells) => Self::Text(front(cells, count)),
            Self::Blob(cells) => Self::Blob(front(cells, count)),
        }
    }

    fn into_values(self) -> std::vec::IntoIter<Value> {
        let values: Vec<Value> = match self {
            Self::Int(cells) => cells.into_iter().map(Value::from).collect(),
            Self::Real(cells) => cells.into_iter().map(Value::from).collect(),
            Self::Text(cells) => cells.into_iter().map(Value::from).collect(),
            Self::Blob(cells) => cells.into_iter().map(Value::from).collect(),
        };
        values.into_iter()
    }

    fn into_array(self) -> Value {
        match self {
            Self::Int(cells) => cells.into(),
            Self::Real(cells) => cells.into(),
            Self::Text(cells) => cells.into(),
            Self::Blob(cells) => cells.into(),
        }
    }

    fn postgres_type(&self) -> &'static str {
        match self {
            Self::Int(_) => "bigint",
            Self::Real(_) => "double precision",
            Self::Text(_) => "text",
            Self::Blob(_) => "bytea",
        }
    }
}
