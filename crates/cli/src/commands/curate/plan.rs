//! How changes, conflicts and faults of a file look.

use app::curation::{Change, Plan};

use crate::{
    output::{Align, Table, one_of_many},
    session::Session,
};

/// How many letters of a value are shown; `--json` shows all of them.
const SHOWN: usize = 48;

/// Prints what files did, or would do.
pub fn print(session: &Session, plans: &[Plan], done: bool) -> anyhow::Result<()> {
    let out = &session.out;
    for plan in plans {
        for warning in &plan.warnings {
            out.note(format_args!("note: {warning}"));
        }
    }
    if out.is_json() {
        return Ok(out.json(plans)?);
    }
    for plan in plans {
        if !plan.changes.is_empty() {
            let columns = ["change", "kind", "id", "name", "field", "from", "to"];
            let mut table = Table::new(columns.map(|name| (name, Align::Left)));
            plan.changes.iter().for_each(|change| table.row(cells(change)));
            out.table(&table)?;
        }
        if !plan.conflicts.is_empty() {
            out.heading("changed on both sides; --take theirs or --take ours decides")?;
            let columns = ["kind", "id", "name", "field", "base", "ours", "ours by", "theirs"];
            let mut table = Table::new(columns.map(|name| (name, Align::Left)));
            for conflict in &plan.conflicts {
                table.row([
                    conflict.kind.word().to_owned(),
                    conflict.couple.to_string(),
                    short(Some(&conflict.name)),
                    conflict.field.clone(),
                    short(conflict.base.as_deref()),
                    short(conflict.ours.as_deref()),
                    conflict.ours_by.clone().unwrap_or_else(|| "no hand".to_owned()),
                    short(conflict.theirs.as_deref()),
                ]);
            }
            out.table(&table)?;
        }
        if !plan.faults.is_empty() {
            out.heading("not taken")?;
        }
        for fault in &plan.faults {
            out.line(format_args!("{fault}"))?;
        }
        out.note(summary(plan, done));
    }
    Ok(())
}

fn cells(change: &Change) -> [String; 7] {
    [
        change.what.word().to_owned(),
        change.kind.word().to_owned(),
        change.couple.to_string(),
        short(Some(&change.name)),
        change.field.clone(),
        short(change.from.as_deref()),
        short(change.to.as_deref()),
    ]
}

/// The line that says what changed.
fn summary(plan: &Plan, done: bool) -> String {
    let counts = plan.counts;
    let parts = [
        (counts.set, "value", "set"),
        (counts.taken_back, "value", "taken back"),
        (counts.added, "row", "added"),
        (counts.excluded, "row", "left out"),
        (counts.restored, "row", "brought back"),
    ];
    let told = parts.iter().filter(|(count, ..)| *count > 0);
    let told: Vec<String> =
        told.map(|(count, of, what)| format!("{} {what}", one_of_many(*count, of))).collect();
    let told = if told.is_empty() { "nothing to change".to_owned() } else { told.join(", ") };
    let mut line = format!("{}: {}, {told}", plan.file, one_of_many(plan.rows, "row"));
    for (count, of) in [(plan.conflicts.len(), "conflict"), (plan.faults.len(), "fault")] {
        if count > 0 {
            line += ", ";
            line += &one_of_many(count as u64, of);
        }
    }
    if done { line } else { line + "; nothing was written" }
}

/// A value on one line, cut where it is long.
pub fn short(value: Option<&str>) -> String {
    let Some(value) = value else { return "-".to_owned() };
    let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
