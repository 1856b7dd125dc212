//! Three ways: what stood in the file when it was handed out, what it says, what holds now.

use std::collections::{HashMap, HashSet};

use keeping::{
    EXCLUDED, Entry, Fault, Keeping,
    forms::{Couple, Form},
};

use super::{
    decide::{Deciding, Sides},
    moved,
    plan::{BaseState, Change, Conflict, Plan, What},
    rows::{Given, GivenForm, GivenRow},
};
use crate::{
    base::{self, Base, BaseRow},
    check, faults,
    layout::{NUMBER, Status},
};

/// How a file's edits are to be taken.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Whose value counts where both sides changed a cell; none leaves such cells as they are.
    pub take: Option<Take>,
    /// What a row means that is not in the file.
    pub missing: Missing,
    /// Why rows are left out that the file gives no reason for.
    pub reason: Option<String>,
    /// Takes a column whose values changed places, as when it was sorted by itself.
    pub take_moved: bool,
    /// Nothing is written when there is any fault.
    pub strict: bool,
}

/// Whose value counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Take {
    /// The file's.
    Theirs,
    /// What holds now.
    Ours,
}

/// What a row means that is not in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// It was removed, if the file is of our own making and has most of its rows still.
    #[default]
    Auto,
    /// It was removed.
    Exclude,
    /// Nothing.
    Keep,
}

/// Fewer rows than these may go at once without a question.
const FEW: usize = 10;

/// Plans what a file does. `reason` is given for rows that are left out without one.
pub fn merge(
    file: &str,
    keeping: &Keeping,
    base: Option<&Base>,
    given: Given,
    options: &Options,
    reason: &str,
) -> Plan {
    let base_state = match (&given.base, base) {
        (None, _) => BaseState::None,
        (Some(_), Some(_)) => BaseState::Kept,
        (Some(_), None) => BaseState::Lost,
    };
    let Given { base: id, hashes, forms, faults, warnings, .. } = given;
    let plan = Plan { file: file.to_owned(), base: id, base_state, faults, warnings, ..Plan::default() };
    let mut merging = Merging { plan, options, reason, hashes: &hashes };
    match base_state {
        BaseState::None => merging.plan.warnings.push(format!(
            "{file}: it was not handed out by `emaki curate export`, so it is compared with what holds now"
        )),
        BaseState::Lost => merging.plan.warnings.push(format!(
            "{file}: what stood in it when it was handed out is no longer kept, so a row changed on both sides asks as a whole"
        )),
        BaseState::Kept => {}
    }
    for given in forms {
        let rows = base.and_then(|base| base.rows(given.form));
        merging.form(keeping.of(given.form), rows.as_ref(), given);
    }
    let mut plan = merging.plan;
    if !options.take_moved {
        moved::refuse(&mut plan);
    }
    plan.faults.sort_by(|a, b| (&a.file, a.row).cmp(&(&b.file, b.row)));
    plan
}

struct Merging<'a> {
    plan: Plan,
    options: &'a Options,
    reason: &'a str,
    hashes: &'a HashMap<(Form, Couple), String>,
}

impl Merging<'_> {
    fn form(&mut self, entries: &[Entry], base: Option<&HashMap<Couple, BaseRow>>, given: GivenForm) {
        let ours: HashMap<&Couple, &Entry> = entries.iter().map(|entry| (&entry.row.couple, entry)).collect();
        let knows =
            |couple: &Couple| ours.contains_key(couple) || base.is_some_and(|rows| rows.contains_key(couple));
        let mut seen: HashSet<Couple> =
            given.refused.iter().map(|couple| settled(couple.clone(), &knows)).collect();
        let form = given.form;
        let rows: Vec<GivenRow> = given
            .rows
            .into_iter()
            .map(|row| GivenRow { couple: settled(row.couple.clone(), &knows), ..row })
            .collect();
        self.plan.rows += rows.len() as u64;
        let chosen = self.unique(form, rows);
        for row in &chosen {
            seen.insert(row.couple.clone());
            let ours = ours.get(&row.couple).copied();
            if self.has_its_number(form, ours, row) {
                self.row(form, ours, base.and_then(|rows| rows.get(&row.couple)), row);
            }
        }
        self.missing(form, entries, base, &seen, given.nameless);
    }

    /// One row for each couple. Of two, the one that is kept counts: it was copied back from those left out.
    fn unique(&mut self, form: Form, rows: Vec<GivenRow>) -> Vec<GivenRow> {
        let mut at: HashMap<Couple, usize> = HashMap::new();
        let mut chosen: Vec<GivenRow> = Vec::with_capacity(rows.len());
        for row in rows {
            let Some(first) = at.get(&row.couple).map(|at| &mut chosen[*at]) else {
                at.insert(row.couple.clone(), chosen.len());
                chosen.push(row);
                continue;
            };
            match (first.status, row.status) {
                (Status::Out, Status::Keep) => *first = row,
                (Status::Keep, Status::Out) => {}
                _ => {
                    let problem =
                        format!("{} {} stands in row {} already", form.word(), row.couple, first.number);
                    let fault = sheets::Fault::row(row.number, problem, "take one of the rows out");
                    let fault = fault.at("source_id", &row.couple.source_id);
                    self.plan.faults.push(faults::named(&row.file, fault));
                }
            }
        }
        chosen
    }

    /// Whether couple and number of a row belong together. They do not when only some columns were sorted,
    /// or an id was edited.
    fn has_its_number(&mut self, form: Form, ours: Option<&Entry>, row: &GivenRow) -> bool {
        let Some(written) = row.unique_id.as_deref().filter(|text| !text.is_empty()) else { return true };
        let number = ours.and_then(|entry| entry.unique_id);
        let says: Option<i64> = written.split('.').next().and_then(|digits| digits.parse().ok());
        if number.is_some_and(|number| Some(number.get()) == says) {
            return true;
        }
        let problem = match number {
            Some(number) => format!("{} {} has the number {number}", form.word(), row.couple),
            None => format!("{} {} has no number", form.word(), row.couple),
        };
        let fix = "ids and numbers are never edited, and rows are sorted whole; for a new row leave it empty";
        let fault = sheets::Fault::row(row.number, problem, fix).at(NUMBER, written);
        self.plan.faults.push(faults::named(&row.file, fault));
        false
    }

    /// Compares one row with its base of cells, where there is one.
    fn row(&mut self, form: Form, ours: Option<&Entry>, base: Option<&BaseRow>, row: &GivenRow) {
        let now = ours.map(BaseRow::of);
        let base: Option<BaseRow> = match self.plan.base_state {
            BaseState::None => now.clone(),
            BaseState::Kept => base.cloned(),
            BaseState::Lost => match self.handed_out(form, &row.couple) {
                Some(hash) if is_as(form, row, hash) => return,
                Some(hash) if now.as_ref().is_some_and(|now| now.hash(form) == *hash) => now.clone(),
                _ => None,
            },
        };
        let sides = Sides { form, row, ours, now: now.as_ref(), base: base.as_ref() };
        let mut deciding = Deciding { plan: &mut self.plan, options: self.options, reason: self.reason };
        deciding.decide(&sides);
    }

    /// Rows that were in the file when it was handed out, and are not any more.
    fn missing(
        &mut self,
        form: Form,
        entries: &[Entry],
        base: Option<&HashMap<Couple, BaseRow>>,
        seen: &HashSet<Couple>,
        nameless: bool,
    ) {
        let handed = |entry: &&Entry| match self.plan.base_state {
            BaseState::None => entry.excluded.is_none(),
            BaseState::Kept => {
                base.and_then(|rows| rows.get(&entry.row.couple)).is_some_and(|row| row.excluded.is_none())
            }
            BaseState::Lost => self.handed_out(form, &entry.row.couple).is_some(),
        };
        let handed: Vec<&Entry> = entries.iter().filter(handed).collect();
        let gone: Vec<&Entry> = handed
            .iter()
            .copied()
            .filter(|entry| entry.excluded.is_none() && !seen.contains(&entry.row.couple))
            .collect();
        if gone.is_empty() {
            return;
        }
        let file = self.plan.file.clone();
        let many = format!("{} of {} rows of {} are not in it", gone.len(), handed.len(), plural(form));
        match self.options.missing {
            Missing::Keep => {
                self.plan.warnings.push(format!("{file}: {many}, and stay as they are"));
                return;
            }
            Missing::Auto if self.plan.base_state == BaseState::None => {
                let how = "`--missing exclude` leaves them out";
                self.plan.warnings.push(format!("{file}: {many}, and stay as they are; {how}"));
                return;
            }
            Missing::Auto if nameless => {
                let problem = format!("{many}, but it has rows without ids");
                self.plan.faults.push(faults::of_file(&file, problem, "give each row its ids back"));
                return;
            }
            Missing::Auto if gone.len() > FEW && gone.len() * 2 > handed.len() => {
                let fix =
                    "were they cut off? `--missing exclude` leaves them out, `--missing keep` keeps them";
                self.plan.faults.push(faults::of_file(&file, many, fix));
                return;
            }
            Missing::Auto | Missing::Exclude => {}
        }
        for entry in gone {
            let row = BaseRow::of(entry);
            let touched = match self.plan.base_state {
                BaseState::None => false,
                BaseState::Kept => base
                    .and_then(|rows| rows.get(&entry.row.couple))
                    .is_some_and(|base| base.values != row.values),
                BaseState::Lost => self.handed_out(form, &entry.row.couple) != Some(&row.hash(form)),
            };
            self.leave_out(form, entry, touched);
        }
    }

    fn leave_out(&mut self, form: Form, entry: &Entry, touched: bool) {
        let couple = entry.row.couple.clone();
        let name = entry.row.get("name").unwrap_or_default().to_owned();
        let field = EXCLUDED.to_owned();
        let reason = Some(self.options.reason.clone().unwrap_or_else(|| self.reason.to_owned()));
        match self.options.take {
            Some(Take::Ours) if touched => {}
            None if touched => self.plan.conflicts.push(Conflict {
                kind: form,
                couple,
                name,
                field,
                base: None,
                ours: Some("kept, and changed since".to_owned()),
                ours_by: None,
                theirs: reason,
                row: None,
            }),
            _ => {
                self.plan.counts.excluded += 1;
                let what = What::Excluded;
                let change =
                    Change { kind: form, couple, name, what, field, from: None, to: reason, row: None };
                self.plan.changes.push(change);
            }
        }
    }

    fn handed_out(&self, form: Form, couple: &Couple) -> Option<&String> {
        self.hashes.get(&(form, couple.clone()))
    }
}

/// Whether a row says what the hash stands for.
fn is_as(form: Form, row: &GivenRow, hash: &str) -> bool {
    let cells = row.cells.iter().map(super::rows::GivenCell::text);
    base::hash(form, cells, row.status == Status::Out, row.note.as_deref()) == *hash
}

fn plural(form: Form) -> &'static str {
    match form {
        Form::Series => "series",
        Form::Character => "characters",
    }
}

/// The couple that a file means: programs for tables make `12.0` of an id `12`.
fn settled(couple: Couple, knows: &impl Fn(&Couple) -> bool) -> Couple {
    if knows(&couple) {
        return couple;
    }
    let id = couple.source_id.as_ref();
    match id.split_once('.') {
        Some((digits, zeros))
            if !digits.is_empty()
                && digits.bytes().all(|byte| byte.is_ascii_digit())
                && zeros.bytes().all(|byte| byte == b'0') =>
        {
            Couple::new(couple.source_type.clone(), digits)
        }
        _ => couple,
    }
}

/// What is wrong with the ids of a row that is new.
pub(super) fn key_faults(row: &GivenRow) -> Vec<Fault> {
    let parts = [("source_type", &row.couple.source_type), ("source_id", &row.couple.source_id)];
    let wrong = parts.iter().filter(|(_, text)| text.contains(|c: char| c.is_whitespace() || c.is_control()));
    wrong
        .map(|(column, text)| {
            let fault = sheets::Fault::row(row.number, "an id has no blanks", "take them out");
            faults::named(&row.file, fault.at(*column, text))
        })
        .collect()
}

/// The columns that are compared, with their place among a row's cells and in the form.
pub(super) fn compared(form: Form) -> impl Iterator<Item = (usize, usize, &'static keeping::forms::Column)> {
    let columns = check::columns(form).enumerate();
    columns.filter(|(_, (_, column))| !check::is_key(column)).map(|(at, (place, column))| (at, place, column))
}
