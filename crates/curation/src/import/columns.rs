//! Which column of a file is which.

use keeping::{
    Fault,
    forms::{Form, Shape},
};

use crate::{
    check, faults,
    layout::{CSV_BASE, NOTE, NUMBER, STATUS},
};

/// Where the columns of a form stand in a file.
#[derive(Debug, Default)]
pub struct Places {
    /// In the order of `check::columns`; none where the file lacks one.
    pub cells: Vec<Option<usize>>,
    pub number: Option<usize>,
    pub status: Option<usize>,
    pub note: Option<usize>,
    /// The column of hashes, and the base's id that its name holds.
    pub hashes: Option<(usize, String)>,
}

/// Finds the columns by their names, in whatever order and case.
pub fn places(
    file: &str,
    form: Form,
    header: &[String],
    warnings: &mut Vec<String>,
) -> Result<Places, Vec<Fault>> {
    let mut places = Places { cells: vec![None; check::columns(form).count()], ..Places::default() };
    let mut faults = Vec::new();
    for (at, written) in header.iter().enumerate() {
        let name = written.trim();
        if let Some(id) = name.strip_prefix(CSV_BASE) {
            places.hashes = Some((at, id.to_owned()));
            continue;
        }
        let place = match name.to_lowercase().as_str() {
            NUMBER => &mut places.number,
            STATUS => &mut places.status,
            NOTE => &mut places.note,
            name => {
                let at = check::columns(form).position(|(_, column)| column.name == name);
                let Some(at) = at else {
                    // A time of processing comes with the old pipeline's files and is nothing to decide.
                    let is_time = form.columns().iter().any(|c| c.name == name && c.shape == Shape::Time);
                    if !is_time && !name.is_empty() {
                        warnings.push(format!("{file}: the column `{written}` is unknown, and was not read"));
                    }
                    continue;
                };
                &mut places.cells[at]
            }
        };
        if place.replace(at).is_some() {
            let problem = format!("two columns are named `{name}`");
            faults.push(Fault { row: Some(1), ..faults::of_file(file, problem, "take one of them out") });
        }
    }
    let mut absent = Vec::new();
    for ((_, column), place) in check::columns(form).zip(&places.cells) {
        match place {
            None if check::is_key(column) => {
                let problem = format!("the column `{}` is missing", column.name);
                let fix = "its first row has to name the columns; was it deleted, merged or moved?";
                faults.push(Fault { row: Some(1), ..faults::of_file(file, problem, fix) });
            }
            None => absent.push(column.name),
            Some(_) => {}
        }
    }
    if !absent.is_empty() {
        let absent = absent.join(", ");
        warnings.push(format!("{file}: it has no column for {absent}; what stands there stays as it is"));
    }
    if faults.is_empty() { Ok(places) } else { Err(faults) }
}
