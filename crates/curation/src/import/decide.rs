//! What is to become of one row: cell by cell, and whether it is left out.

use keeping::{
    EXCLUDED, Entry,
    forms::{By, Column, Form},
};

use super::{
    merge::{Options, Take, compared, key_faults},
    plan::{BaseState, Change, Conflict, Plan, What},
    rows::{GivenCell, GivenRow},
};
use crate::{base::BaseRow, check, faults, layout::Status, text};

/// The three sides of a row.
pub struct Sides<'a> {
    pub form: Form,
    /// What the file says.
    pub row: &'a GivenRow,
    /// What holds now; none for a row that is not there.
    pub ours: Option<&'a Entry>,
    /// The same as plain values.
    pub now: Option<&'a BaseRow>,
    /// What stood in the file when it was handed out; none when that is not known.
    pub base: Option<&'a BaseRow>,
}

pub struct Deciding<'a> {
    pub plan: &'a mut Plan,
    pub options: &'a Options,
    pub reason: &'a str,
}

impl Deciding<'_> {
    pub fn decide(&mut self, sides: &Sides<'_>) {
        match (sides.ours, sides.base) {
            (None, None) => self.add(sides),
            // It is gone since: whoever edited it may want it back.
            (None, Some(_)) if self.options.take == Some(Take::Theirs) => {
                if self.is_touched(sides) {
                    self.add(sides);
                }
            }
            _ => {
                self.status(sides);
                self.cells(sides);
            }
        }
    }

    /// A new row: all of its cells are right, or none is taken.
    fn add(&mut self, sides: &Sides<'_>) {
        let row = sides.row;
        if row.status == Status::Out {
            let warning = format!("{}: row {} is left out and new; it was not read", row.file, row.number);
            self.plan.warnings.push(warning);
            return;
        }
        let mut wrong = key_faults(row);
        let mut changes = Vec::new();
        for (at, _, column) in compared(sides.form) {
            match check::value(column, row.cells[at].text()) {
                Ok(None) => {}
                Ok(Some(value)) => {
                    changes.push(change(sides, column.name, What::Added, None, Some(value)));
                }
                Err(flaw) => {
                    let fault = sheets::Fault::row(row.number, flaw.problem, flaw.fix);
                    let fault = fault.at(column.name, row.cells[at].text().unwrap_or_default());
                    wrong.push(faults::named(&row.file, fault));
                }
            }
        }
        if wrong.is_empty() {
            self.plan.counts.added += 1;
            self.plan.changes.extend(changes);
        }
        self.plan.faults.extend(wrong);
    }

    /// Whether the row is to be left out, or to come back.
    fn status(&mut self, sides: &Sides<'_>) {
        let Some(now) = sides.now else { return };
        let row = sides.row;
        let given = row.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
        let was = sides.base.unwrap_or(now).excluded.as_deref();
        match (was, row.status) {
            (None, Status::Out) => {
                let reason = given.or(self.options.reason.as_deref()).unwrap_or(self.reason).to_owned();
                let touched = sides.base.is_some_and(|base| base.values != now.values);
                if now.excluded.is_some() {
                    self.plan.counts.agreed += 1;
                } else if !touched || self.options.take == Some(Take::Theirs) {
                    self.plan.counts.excluded += 1;
                    let change = change(sides, EXCLUDED, What::Excluded, None, Some(reason));
                    self.plan.changes.push(change);
                } else if self.options.take.is_none() {
                    let ours = Some("kept, and changed since".to_owned());
                    let conflict = conflict(sides, EXCLUDED, None, ours, None, Some(reason));
                    self.plan.conflicts.push(conflict);
                }
            }
            (Some(_), Status::Keep) => {
                if now.excluded.is_none() {
                    self.plan.counts.agreed += 1;
                } else {
                    self.plan.counts.restored += 1;
                    let change = change(sides, EXCLUDED, What::Restored, now.excluded.clone(), None);
                    self.plan.changes.push(change);
                }
            }
            // Another reason, for a row that is left out on all sides.
            (Some(was), Status::Out) => {
                let reason = given.filter(|given| text::folded(given) != text::folded(was));
                if let (Some(reason), Some(ours)) = (reason, &now.excluded)
                    && ours == was
                {
                    self.plan.counts.set += 1;
                    let (from, to) = (Some(ours.clone()), Some(reason.to_owned()));
                    let change = change(sides, EXCLUDED, What::Set, from, to);
                    self.plan.changes.push(change);
                }
            }
            (None, Status::Keep) => {}
        }
    }

    fn cells(&mut self, sides: &Sides<'_>) {
        for (at, place, column) in compared(sides.form) {
            if let GivenCell::Says(theirs) = &sides.row.cells[at] {
                self.cell(sides, at, place, column, theirs.as_deref());
            }
        }
    }

    fn cell(&mut self, sides: &Sides<'_>, at: usize, place: usize, column: &Column, theirs: Option<&str>) {
        let value = |row: Option<&BaseRow>| row.and_then(|row| row.values[at].clone());
        let (base, now) = (value(sides.base), value(sides.now));
        match sides.base {
            Some(_) if self.same(column, theirs, base.as_deref()) => return,
            // Nobody knows what stood here; an empty cell takes nothing away.
            None if theirs.is_none() => return,
            _ => {}
        }
        if self.same(column, theirs, now.as_deref()) {
            self.plan.counts.agreed += 1;
            return;
        }
        let written = match check::value(column, theirs) {
            Ok(_) if theirs.is_some_and(text::is_cut) => Err(check::Flaw {
                problem: "the text is longer than a cell holds, so that only its beginning stood there"
                    .to_owned(),
                fix: "edit it in the web page or with `emaki curate set`".to_owned(),
            }),
            written => written,
        };
        let written = match written {
            Ok(written) => written,
            Err(flaw) => {
                let fault = sheets::Fault::row(sides.row.number, flaw.problem, flaw.fix);
                let fault = fault.at(column.name, theirs.unwrap_or_default());
                self.plan.faults.push(faults::named(&sides.row.file, fault));
                return;
            }
        };
        let ours_changed = sides.base.is_none() || !self.same(column, now.as_deref(), base.as_deref());
        match self.options.take {
            Some(Take::Ours) if ours_changed => {}
            None if ours_changed => {
                let by = sides.ours.and_then(|entry| match &entry.row.cells[place].by {
                    By::Hand(author) => Some(author.to_string()),
                    _ => None,
                });
                let conflict = conflict(sides, column.name, base, now, by, written);
                self.plan.conflicts.push(conflict);
            }
            _ => {
                let auto = sides.ours.and_then(|entry| entry.auto.as_ref());
                let is_auto =
                    auto.is_some_and(|auto| auto.cells[place].value.as_deref() == written.as_deref());
                let what = if is_auto { What::TakenBack } else { What::Set };
                match what {
                    What::TakenBack => self.plan.counts.taken_back += 1,
                    _ => self.plan.counts.set += 1,
                }
                let change = change(sides, column.name, what, now, written);
                self.plan.changes.push(change);
            }
        }
    }

    /// Whether the file changed anything of the row.
    fn is_touched(&self, sides: &Sides<'_>) -> bool {
        let Some(base) = sides.base else { return true };
        compared(sides.form).any(|(at, _, column)| match &sides.row.cells[at] {
            GivenCell::Says(theirs) => !self.same(column, theirs.as_deref(), base.values[at].as_deref()),
            GivenCell::Absent => false,
        })
    }

    /// Whether a cell says what a value is. In a file of our own making line ends do not count, because
    /// programs for tables change them unasked, nor what a cell is too small for.
    fn same(&self, column: &Column, cell: Option<&str>, value: Option<&str>) -> bool {
        let cell = check::comparable(column, cell);
        let whole = check::comparable(column, value);
        if cell == whole {
            return true;
        }
        let (Some(cell), Some(whole)) = (cell, whole) else { return false };
        self.plan.base_state != BaseState::None && text::folded(&cell) == text::folded(&text::shown(&whole))
    }
}

fn change(sides: &Sides<'_>, field: &str, what: What, from: Option<String>, to: Option<String>) -> Change {
    Change {
        kind: sides.form,
        couple: sides.row.couple.clone(),
        name: name(sides),
        what,
        field: field.to_owned(),
        from,
        to,
        row: Some(sides.row.number),
    }
}

fn conflict(
    sides: &Sides<'_>,
    field: &str,
    base: Option<String>,
    ours: Option<String>,
    ours_by: Option<String>,
    theirs: Option<String>,
) -> Conflict {
    Conflict {
        kind: sides.form,
        couple: sides.row.couple.clone(),
        name: name(sides),
        field: field.to_owned(),
        base,
        ours,
        ours_by,
        theirs,
        row: Some(sides.row.number),
    }
}

/// The row's name: what holds now, else what the file says.
fn name(sides: &Sides<'_>) -> String {
    let at = check::columns(sides.form).position(|(_, column)| column.name == "name");
    let written = || at.and_then(|at| sides.row.cells[at].text());
    sides.ours.and_then(|entry| entry.row.get("name")).or_else(written).unwrap_or_default().to_owned()
}
