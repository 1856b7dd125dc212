//! What is to change in the target: our rows held against its rows, before anything is written.

mod characters;
mod deletions;
mod series;

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap, HashSet},
};

use futures::TryStreamExt;
use keeping::{KeepingError, forms::Form};
use serde_json::{Map, Value};
use sqlx::{AssertSqlSafe, PgConnection, Row};

use super::{
    address::Address,
    checks,
    columns::{BIRTHDAY, Wanted, Which},
    report::{Refused, Renamed},
    shape::{Kind, Table, UniqueName},
    values::{misfit, same, text_of},
};
use crate::finish::{Finished, LeftOut, Reason};

/// What the caller wants beside the rows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes {
    /// Rows of the target that we do not publish go.
    pub delete_missing: bool,
    /// Names are kept apart within a medium only.
    pub alter_target: bool,
    /// Nothing is written, so nothing is locked.
    pub dry_run: bool,
}

/// A row as it stands in the target.
#[derive(Debug, Clone)]
pub struct Existing {
    /// Its number.
    pub id: i64,
    /// The whole row, as the database's JSON shows it.
    pub raw: String,
    /// The same, read.
    pub row: Map<String, Value>,
}

impl Existing {
    /// The text of a column; none for NULL.
    pub fn text(&self, column: &str) -> Option<String> {
        self.row.get(column).and_then(text_of)
    }

    /// The name; empty when it has none.
    pub fn name(&self) -> String {
        self.text("name").unwrap_or_default()
    }
}

/// A row of which columns change.
#[derive(Debug)]
pub struct Update<'a> {
    /// As we want it.
    pub wanted: Wanted<'a>,
    /// The whole row as it stands, as JSON.
    pub before: String,
    /// The columns that differ, with what stands there.
    pub differs: Vec<(&'static str, Option<String>)>,
}

/// A row to take away.
#[derive(Debug, Clone)]
pub struct Gone {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// The whole row as it stands, as JSON.
    pub before: String,
}

/// What changes in one table.
#[derive(Debug, Default)]
pub struct Changes<'a> {
    /// Rows to add.
    pub insert: Vec<Wanted<'a>>,
    /// Rows to change.
    pub update: Vec<Update<'a>>,
    /// Rows to take away.
    pub delete: Vec<Gone>,
    /// How many rows are as they should be.
    pub unchanged: u64,
}

impl<'a> Changes<'a> {
    /// Puts a row where it belongs: added, changed or as it should be.
    fn sort_in(&mut self, table: &Table, wanted: Wanted<'a>, existing: Option<Existing>) {
        let Some(existing) = existing else {
            self.insert.push(wanted);
            return;
        };
        let mut differs = Vec::new();
        for (at, (wish, _, kind)) in table.written().into_iter().enumerate() {
            let stands = existing.row.get(wish.name).unwrap_or(&Value::Null);
            if !same(kind, stands, wanted.values[at].as_deref()) {
                differs.push((wish.name, text_of(stands)));
            }
        }
        let unknown_there = existing.row.get(BIRTHDAY).is_some_and(Value::is_null);
        if wanted.birthday.is_some() && unknown_there {
            differs.push((BIRTHDAY, None));
        }
        if differs.is_empty() {
            self.unchanged += 1;
        } else {
            self.update.push(Update { wanted, before: existing.raw, differs });
        }
    }

    /// Whether anything changes.
    pub fn is_empty(&self) -> bool {
        self.insert.is_empty() && self.update.is_empty() && self.delete.is_empty()
    }
}

/// Everything that is to change.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The table of series.
    pub series_table: Table,
    /// The table of characters.
    pub waifus_table: Table,
    /// Series.
    pub series: Changes<'a>,
    /// Characters.
    pub waifus: Changes<'a>,
    /// Rows that are not published or not deleted.
    pub refused: Vec<Refused>,
    /// Series that take a suffix.
    pub renamed: Vec<Renamed>,
    /// The constraint to replace.
    pub alter: Option<UniqueName>,
    /// Series whose present name another one is to take, so that they have to let go of it first.
    pub in_the_way: Vec<i64>,
}

impl Plan<'_> {
    /// Whether the target is as it should be.
    pub fn is_empty(&self) -> bool {
        self.series.is_empty() && self.waifus.is_empty() && self.alter.is_none()
    }
}

/// Plans a publish. Reads the target, and changes nothing there.
pub async fn plan<'a>(
    connection: &mut PgConnection,
    address: &Address,
    (series_table, waifus_table): (Table, Table),
    finished: &'a Finished,
    birthdays: &HashMap<i64, String>,
    wishes: Wishes,
) -> Result<Plan<'a>, KeepingError> {
    refuse_strange(address, &[&series_table, &waifus_table])?;
    let mut refused: Vec<Refused> = finished.left_out.iter().map(left_out).collect();
    let mut series: Vec<Wanted> = finished.series.iter().map(Wanted::series).collect();
    sift(connection, address, &series_table, &mut series, &mut refused).await?;
    let mut waifus: Vec<Wanted> = finished.characters.iter().map(Wanted::character).collect();
    for row in &mut waifus {
        row.birthday = birthdays.get(&row.id).cloned().filter(|_| waifus_table.column(BIRTHDAY).is_some());
    }
    sift(connection, address, &waifus_table, &mut waifus, &mut refused).await?;

    let mut stands = BTreeMap::new();
    each_row(connection, address, &series_table, &mut |row| {
        stands.insert(row.id, row);
    })
    .await?;
    let gone = if wishes.delete_missing {
        let tables = (&series_table, &waifus_table);
        deletions::find(connection, address, tables, finished, &waifus, &stands, wishes, &mut refused).await?
    } else {
        deletions::Deletions::default()
    };
    let alter = series_table.unique_name.clone().filter(|_| wishes.alter_target);
    let mut plan = Plan {
        series: Changes { delete: gone.series, ..Changes::default() },
        waifus: Changes { delete: gone.waifus, ..Changes::default() },
        series_table,
        waifus_table,
        refused,
        renamed: Vec::new(),
        alter,
        in_the_way: Vec::new(),
    };
    let names = series::compare(&mut plan, finished, series, stands);
    characters::compare(connection, address, &mut plan, waifus, &names).await?;
    refuse_unfilled(address, &plan)?;
    Ok(plan)
}

/// Stops where the target's tables are not such that they can be published to.
fn refuse_strange(address: &Address, tables: &[&Table]) -> Result<(), KeepingError> {
    let faults: Vec<String> = tables
        .iter()
        .flat_map(|table| table.faults().into_iter().map(|fault| format!("{}: {fault}", table.name)))
        .collect();
    if faults.is_empty() {
        return Ok(());
    }
    Err(KeepingError::Conflict {
        message: format!("the tables of {} are not such that they can be published to", address.shown()),
        hint: "nothing was changed; mend the tables as each line says".into(),
        places: faults,
    })
}

/// Stops where rows are to be added and the database would miss a value in them.
fn refuse_unfilled(address: &Address, plan: &Plan<'_>) -> Result<(), KeepingError> {
    let mut places = Vec::new();
    for (table, changes) in [(&plan.series_table, &plan.series), (&plan.waifus_table, &plan.waifus)] {
        if !changes.insert.is_empty() {
            places.extend(table.unfilled());
        }
    }
    if places.is_empty() {
        return Ok(());
    }
    Err(KeepingError::Conflict {
        message: format!("{} has columns that nobody fills, so no row can be added", address.shown()),
        hint: "nothing was changed; give the columns a default".into(),
        places,
    })
}

/// Takes out the rows that the target could not hold, and says of each why.
async fn sift(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    rows: &mut Vec<Wanted<'_>>,
    refused: &mut Vec<Refused>,
) -> Result<(), KeepingError> {
    let key = table.column(table.which.key().name).and_then(|column| column.kind);
    let written = table.written();
    rows.retain_mut(|row| {
        let id = row.id.to_string();
        let mut found = key
            .and_then(|kind| misfit(kind, true, Some(&id)))
            .map(|told| refusal(table.which, row, table.which.key().name, Some(&id), told));
        for (at, (wish, column, kind)) in written.iter().enumerate() {
            // The name of a character's series is that of the target, which is known later only.
            if wish.name == "series" {
                continue;
            }
            let value = row.values[at].as_deref();
            let told = misfit(*kind, column.not_null, value);
            found = found.or_else(|| told.map(|told| refusal(table.which, row, wish.name, value, told)));
        }
        let keep = found.is_none();
        refused.extend(found);
        keep
    });
    let broken = checks::broken(connection, address, table, rows).await?;
    rows.retain(|row| {
        let Some(broken) = broken.get(&row.id) else { return true };
        let at = table.which.position(&broken.column).unwrap_or_default();
        let fix = format!(
            "give it a {} by hand that the target takes: `emaki curate export`, then `import`",
            broken.column
        );
        let told = (format!("breaks the target's {}", broken.says), fix);
        refused.push(refusal(table.which, row, &broken.column, row.values[at].as_deref(), told));
        false
    });
    Ok(())
}

/// A refusal of a row that could not even be finished.
fn left_out(row: &LeftOut) -> Refused {
    let which = match row.form {
        Form::Series => Which::Series,
        Form::Character => Which::Waifus,
    };
    let (problem, fix) = match row.reason {
        Reason::Number => {
            ("has no published number", "give it one: `emaki registry assign`, or collect again")
        }
        Reason::Empty => (
            "has no value, and no row can be without",
            "set it by hand: `emaki curate export`, then `import`",
        ),
        Reason::Stars => {
            ("is no number of stars", "give it stars by hand: `emaki curate export`, then `import`")
        }
        Reason::Range => ("is out of range", "give it stars by hand: `emaki curate export`, then `import`"),
        Reason::Series => {
            ("is a series that is not to be found", "choose its series by hand, by the series' name")
        }
    };
    let key = row.unique_id.map_or_else(|| row.couple.to_string(), |id| id.to_string());
    Refused {
        table: which.table(),
        key,
        name: row.name.to_string(),
        column: row.column.to_owned(),
        value: row.value.as_deref().unwrap_or_default().chars().take(60).collect(),
        problem: problem.to_owned(),
        fix: fix.to_owned(),
    }
}

/// The numbers that are ours in one table, those of rows that could not be finished among them.
pub fn ours(finished: &Finished, which: Which) -> HashSet<i64> {
    let form = match which {
        Which::Series => Form::Series,
        Which::Waifus => Form::Character,
    };
    let unfinished = finished.left_out.iter().filter(|row| row.form == form).filter_map(|row| row.unique_id);
    match which {
        Which::Series => finished.series.iter().map(|row| row.series_id).chain(unfinished).collect(),
        Which::Waifus => finished.characters.iter().map(|row| row.waifu_id).chain(unfinished).collect(),
    }
}

/// A refusal of one of our rows.
fn refusal(
    which: Which,
    row: &Wanted<'_>,
    column: &str,
    value: Option<&str>,
    told: (String, String),
) -> Refused {
    let value = value.unwrap_or_default();
    let shown: String = value.chars().take(60).collect();
    let value = if shown.len() < value.len() { format!("{shown}…") } else { shown };
    let (problem, fix) = told;
    Refused {
        table: which.table(),
        key: row.id.to_string(),
        name: row.name().to_owned(),
        column: column.to_owned(),
        value,
        problem,
        fix,
    }
}

/// Hands over each row of a table, by number, without holding them all.
pub async fn each_row(
    connection: &mut PgConnection,
    address: &Address,
    table: &Table,
    take: &mut (dyn FnMut(Existing) + Send),
) -> Result<(), KeepingError> {
    let key = table.which.key().name;
    let select = format!("SELECT t.{key}::int8, row_to_json(t)::text FROM {} t ORDER BY 1", table.name);
    let failed = || address.failed("reading its rows");
    let mut rows = sqlx::query(AssertSqlSafe(select)).fetch(&mut *connection);
    while let Some(row) = rows.try_next().await.map_err(failed())? {
        take(existing(row.try_get(0).map_err(failed())?, row.try_get(1).map_err(failed())?)?);
    }
    Ok(())
}

/// A row out of the database's JSON of it.
pub fn existing(id: i64, raw: String) -> Result<Existing, KeepingError> {
    let row = serde_json::from_str(&raw)
        .map_err(|error| KeepingError::Damaged(format!("row {id} of the target is no JSON: {error}")))?;
    Ok(Existing { id, raw, row })
}

/// Sets a column of a row as we want it.
fn put<'a>(which: Which, row: &mut Wanted<'a>, column: &str, value: impl Into<Cow<'a, str>>) {
    if let Some(at) = which.position(column) {
        row.values[at] = Some(value.into());
    }
}

/// Whether a value fits its column of a table; says why it does not.
fn unfit(table: &Table, column: &str, value: &str) -> Option<(String, String)> {
    let shape = table.column(column)?;
    misfit(shape.kind.unwrap_or(Kind::Text(None)), shape.not_null, Some(value))
}

/// The numbers of rows.
fn ids(rows: &[Wanted<'_>]) -> HashSet<i64> {
    rows.iter().map(|row| row.id).collect()
}
