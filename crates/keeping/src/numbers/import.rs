//! Taking the numbers of registry files in: exactly as they stand, or not at all.

use std::collections::HashSet;

use serde::Serialize;
use store::{Clash, FiledNumber, Store};

use super::{
    NumberFile,
    check::{Listed, NumbersReport, report},
    checked_name,
};
use crate::{Fault, KeepingError, forms::Form};

/// What importing did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ImportedNumbers {
    /// The registry.
    pub registry: String,
    /// Whether nothing was written, on purpose.
    pub dry_run: bool,
    /// The files, in the order given.
    pub files: Vec<FileCount>,
    /// The registry as it is afterwards.
    pub after: NumbersReport,
}

/// What a file brought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileCount {
    /// The file.
    pub file: String,
    /// `series` or `character`.
    pub kind: &'static str,
    /// Its rows.
    pub rows: usize,
    /// Couples that are new to the registry.
    pub new: u64,
    /// Couples that had this number before.
    pub known: u64,
    /// Rows that repeat an earlier one of the same files word for word.
    pub repeated: usize,
}

/// Takes the numbers of files in, series before characters, in one transaction. Safe to repeat.
///
/// A couple that has another number already, a number that stands for another couple, and a couple that
/// was merged into another number are contradictions: all of them are told, and nothing is changed.
pub async fn import(
    store: &Store,
    registry: &str,
    files: &[NumberFile],
    dry_run: bool,
) -> Result<ImportedNumbers, KeepingError> {
    checked_name(registry)?;
    let aliases = store.aliases(registry).await?;
    let mut listed = [Vec::new(), Vec::new()];
    for (list, form) in listed.iter_mut().zip([Form::Series, Form::Character]) {
        list.extend(store.registry_rows(registry, form.word()).await?.iter().map(Listed::of));
    }
    let tx = store.begin().await?;
    let mut counts = Vec::new();
    let mut faults = Vec::new();
    for form in [Form::Series, Form::Character] {
        let mut seen = HashSet::new();
        for (at, file) in files.iter().enumerate().filter(|(_, file)| file.form == form) {
            let rows: Vec<FiledNumber> = file.rows.iter().map(|(_, row)| row.clone()).collect();
            for (row, number) in &file.rows {
                let merged = aliases.iter().find(|alias| {
                    alias.kind == form.word()
                        && alias.source_type == number.couple.source_type
                        && alias.source_id == number.couple.source_id
                        && alias.unique_id != number.unique_id
                });
                if let Some(alias) = merged {
                    let problem = format!(
                        "{} merged this couple into {} {}",
                        alias.author,
                        form.word(),
                        alias.unique_id
                    );
                    let fix = "`emaki registry unlink --registry` takes that back".to_owned();
                    faults.push(fault(file, *row, number, problem, fix));
                }
            }
            let taken = tx.import_numbers(registry, form.word(), &rows).await?;
            faults.extend(taken.clashes.iter().map(|(at, clash)| told(file, *at, clash)));
            let repeated = rows.iter().filter(|row| !seen.insert((key(row), row.unique_id))).count();
            let (new, known) = (taken.new, taken.known - (repeated as u64).min(taken.known));
            let count = FileCount {
                file: file.name.clone(),
                kind: form.word(),
                rows: rows.len(),
                new,
                known,
                repeated,
            };
            counts.push((at, count));
            let list = &mut listed[usize::from(form == Form::Character)];
            let mut there: HashSet<_> = list.iter().map(Listed::key).collect();
            let added =
                rows.iter().map(Listed::of_filed).filter(|row| there.insert(row.key())).collect::<Vec<_>>();
            list.extend(added);
        }
    }
    if !faults.is_empty() {
        tx.rollback().await?;
        return Err(KeepingError::Faulty {
            message: match faults.as_slice() {
                [one] => format!("{one}; nothing was changed"),
                more => {
                    format!("{} rows contradict registry {registry}; nothing was changed", more.len())
                }
            },
            faults,
        });
    }
    if dry_run {
        tx.rollback().await?;
    } else {
        tx.commit().await?;
    }
    counts.sort_by_key(|(at, _)| *at);
    let [series, characters] = listed;
    let mut next = [1; 2];
    for (next, form) in next.iter_mut().zip([Form::Series, Form::Character]) {
        *next = store.next_number(registry, form.word()).await?;
    }
    Ok(ImportedNumbers {
        registry: registry.to_owned(),
        dry_run,
        files: counts.into_iter().map(|(_, count)| count).collect(),
        after: report(registry, &series, &characters, next, &aliases, Vec::new()),
    })
}

fn key(row: &FiledNumber) -> (String, String) {
    (row.couple.source_type.clone(), row.couple.source_id.clone())
}

fn told(file: &NumberFile, at: usize, clash: &Clash) -> Fault {
    let (row, number) = &file.rows[at];
    let (problem, fix) = match clash {
        Clash::CoupleHas(other) => (
            format!("{}:{} has number {other} already", number.couple.source_type, number.couple.source_id),
            format!("a couple keeps its number: write {other}, or remove the row"),
        ),
        Clash::NumberIs(other) => (
            format!(
                "the number stands for {}:{} ({}) already",
                other.source_type, other.source_id, other.name
            ),
            "a number stands for one couple: remove the row, and it gets the next number, or merge it with \
             `emaki registry link --registry`"
                .to_owned(),
        ),
    };
    fault(file, *row, number, problem, fix)
}

fn fault(file: &NumberFile, row: u64, number: &FiledNumber, problem: String, fix: String) -> Fault {
    let column = if file.form == Form::Series { "unique_series_id" } else { "unique_waifu_id" };
    Fault {
        file: file.name.clone(),
        row: Some(row),
        column: column.to_owned(),
        value: number.unique_id.to_string(),
        problem,
        fix,
    }
}
