//! What a publish did or would do, for people and programs.

use std::fmt;

use serde::Serialize;

use super::values::literal;

/// Counts of one table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows added.
    pub inserted: u64,
    /// Rows of which a column changed.
    pub updated: u64,
    /// Rows that are as they should be already.
    pub unchanged: u64,
    /// Rows that are not published.
    pub refused: u64,
    /// Rows taken away.
    pub deleted: u64,
}

/// A row that is not published, or not deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// `series` or `waifus`.
    pub table: &'static str,
    /// Its number, or its couple as long as it has none.
    pub key: String,
    /// Its name.
    pub name: String,
    /// The column; empty where it is the row's fault.
    pub column: String,
    /// The value, cut where it is long.
    pub value: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} ({})", self.table, self.key, self.name)?;
        if !self.column.is_empty() {
            write!(f, ", column {}", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ", `{}`", self.value)?;
        }
        write!(f, ": {}; {}", self.problem, self.fix)
    }
}

/// What happens to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is added.
    Insert,
    /// Columns of it change.
    Update,
    /// It is taken away.
    Delete,
}

impl Action {
    /// The word that reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Insert => "insert",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// One column of a changed row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ColumnChange {
    /// The column.
    pub column: &'static str,
    /// What stands there; none for NULL, and for a new row.
    pub old: Option<String>,
    /// What is to stand there.
    pub new: Option<String>,
}

/// One changed row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `series` or `waifus`.
    pub table: &'static str,
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What happens.
    pub action: Action,
    /// The columns, with values in a dry run only.
    pub columns: Vec<ColumnChange>,
}

impl fmt::Display for Change {
    /// As SQL, with what stood there in a comment.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (table, id, name) = (self.table, self.id, self.name.replace('\n', " "));
        let key = if table == "series" { "series_id" } else { "waifu_id" };
        match self.action {
            Action::Delete => write!(f, "DELETE FROM {table} WHERE {key} = {id}; -- {name}"),
            Action::Insert => {
                let columns: Vec<&str> = self.columns.iter().map(|change| change.column).collect();
                let values: Vec<String> =
                    self.columns.iter().map(|change| literal(change.new.as_deref())).collect();
                write!(
                    f,
                    "INSERT INTO {table} ({key}, {}) VALUES ({id}, {});",
                    columns.join(", "),
                    values.join(", ")
                )
            }
            Action::Update => {
                write!(f, "UPDATE {table} SET -- {name}")?;
                for (at, change) in self.columns.iter().enumerate() {
                    let comma = if at + 1 == self.columns.len() { "" } else { "," };
                    let (old, new) = (literal(change.old.as_deref()), literal(change.new.as_deref()));
                    write!(f, "\n  {} = {new}{comma} -- {old} -> {new}", change.column)?;
                }
                write!(f, "\nWHERE {key} = {id};")
            }
        }
    }
}

/// A series published under another name than it has here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    /// Its number.
    pub id: i64,
    /// Its name here.
    pub name: String,
    /// Its name in the target.
    pub published: String,
}

/// What became of an earlier publish that was broken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Settlement {
    /// Which.
    pub publish: i64,
    /// `done` or `failed`: whether the target holds it.
    pub state: &'static str,
}

/// What a publish did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PostgresReport {
    /// Under which number it can be taken back; none when nothing changed.
    pub publish: Option<i64>,
    /// The database, without its password.
    pub target: String,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// Counts of series.
    pub series: Counts,
    /// Counts of characters.
    pub waifus: Counts,
    /// Series that take a suffix there.
    pub renamed: Vec<Renamed>,
    /// The constraint that took the place of the one over names alone.
    pub altered: Option<String>,
    /// Rows that are not published or not deleted, each with what to do.
    pub refused: Vec<Refused>,
    /// Rows that change.
    pub changes: Vec<Change>,
    /// How many warnings of the check were accepted.
    pub warnings: usize,
    /// Publishes that had been broken off.
    pub settled: Vec<Settlement>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_reads_as_sql() {
        let change =
            |action, columns| Change { table: "waifus", id: 7, name: "Kana".into(), action, columns };
        let column = |column, old: Option<&str>, new: Option<&str>| ColumnChange {
            column,
            old: old.map(Into::into),
            new: new.map(Into::into),
        };
        let update = change(
            Action::Update,
            vec![column("rarity", Some("1"), Some("2")), column("about", None, Some("It's\nlate"))],
        );
        assert_eq!(
            update.to_string(),
            "UPDATE waifus SET -- Kana\n  rarity = 2, -- 1 -> 2\n  about = 'It''s\\nlate' -- NULL -> 'It''s\\nlate'\nWHERE waifu_id = 7;"
        );
        let insert =
            change(Action::Insert, vec![column("rarity", None, Some("2")), column("about", None, None)]);
        assert_eq!(insert.to_string(), "INSERT INTO waifus (waifu_id, rarity, about) VALUES (7, 2, NULL);");
        assert_eq!(
            change(Action::Delete, vec![]).to_string(),
            "DELETE FROM waifus WHERE waifu_id = 7; -- Kana"
        );
    }
}
