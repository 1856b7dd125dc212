//! Checks before anything is done: ids that are no ids, twice there, or lead nowhere.

use std::collections::{HashMap, HashSet};

use keeping::KeepingError;
use publish::postgres::{Address, Which};

use super::{
    old::{Old, OldRow},
    report::{Finding, Level},
};

/// How many places a refusal lists.
const MOST: usize = 50;

/// Looks at the rows by themselves.
pub fn check(old: &Old) -> Vec<Finding> {
    let mut findings = Vec::new();
    for which in [Which::Series, Which::Waifus] {
        let table = old.of(which);
        for wish in which.wishes() {
            if table.table.column(wish.name).is_none() {
                findings.push(Finding {
                    level: Level::Warning,
                    code: "no_column",
                    table: which.table(),
                    id: None,
                    column: wish.name,
                    value: String::new(),
                    problem: "the old database has no such column".into(),
                    fix: "its values stay unknown; add it before you publish there".into(),
                });
            }
        }
        ids(which, &table.rows, &mut findings);
    }
    let series: HashMap<i64, String> =
        old.series.rows.iter().filter_map(|row| Some((row.id?, row.name()))).collect();
    for row in &old.waifus.rows {
        orphan(row, &series, &mut findings);
    }
    findings
}

fn ids(which: Which, rows: &[OldRow], findings: &mut Vec<Finding>) {
    let mut seen = HashSet::new();
    for row in rows {
        let (code, column, problem, fix) = match row.id {
            Some(id) if id < 1 => {
                ("bad_id", which.key().name, "an id counts from 1", "give it another id in the game")
            }
            None => {
                ("bad_id", which.key().name, "a row has no id", "give it one in the game, or take it away")
            }
            Some(id) if !seen.insert(id) => {
                ("duplicate_id", which.key().name, "the id stands twice", "take one of the two rows away")
            }
            Some(_) if row.name().trim().is_empty() => {
                ("no_name", "name", "it has no name", "name it in the game")
            }
            Some(_) => continue,
        };
        findings.push(Finding {
            level: Level::Error,
            code,
            table: which.table(),
            id: row.id,
            column,
            value: row.name(),
            problem: problem.into(),
            fix: fix.into(),
        });
    }
}

fn orphan(row: &OldRow, series: &HashMap<i64, String>, findings: &mut Vec<Finding>) {
    let says = row.text("series").unwrap_or_default();
    let (code, column, value, problem) = match row.series_id().map(|id| (id, series.get(&id))) {
        None => ("orphan", "series_id", says, "it belongs to no series".to_owned()),
        Some((id, None)) => ("orphan", "series_id", id.to_string(), "there is no such series".to_owned()),
        Some((_, Some(name))) if *name != says && row.cells.contains_key("series") => {
            ("series_name", "series", says, format!("its series is called `{name}`"))
        }
        Some(_) => return,
    };
    findings.push(Finding {
        level: Level::Warning,
        code,
        table: "waifus",
        id: row.id,
        column,
        value,
        problem,
        fix: "it is taken in as it is; choose its series by hand afterwards".into(),
    });
}

/// Stops where a finding is an error.
pub fn gate(address: &Address, findings: &[Finding]) -> Result<(), KeepingError> {
    let errors: Vec<&Finding> = findings.iter().filter(|finding| finding.level == Level::Error).collect();
    if errors.is_empty() {
        return Ok(());
    }
    Err(KeepingError::Conflict {
        message: format!("{} cannot be taken in: {} ids are in the way", address.shown(), errors.len()),
        hint: "nothing was done; mend what each line names, and run it again".into(),
        places: errors.iter().take(MOST).map(ToString::to_string).collect(),
    })
}
