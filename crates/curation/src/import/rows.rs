//! The rows of a file, before they are compared with anything.

use std::{collections::HashMap, sync::Arc};

use keeping::{
    Fault,
    forms::{Couple, Form},
};

use crate::layout::Status;

/// What a file gave.
#[derive(Debug, Default)]
pub struct Given {
    /// The id of its base.
    pub base: Option<String>,
    /// The registry that it was handed out from.
    pub registry: Option<String>,
    /// The hash of each row as it was handed out.
    pub hashes: HashMap<(Form, Couple), String>,
    /// Its sheets, one for each form at most.
    pub forms: Vec<GivenForm>,
    /// Rows and cells that cannot be taken in.
    pub faults: Vec<Fault>,
    /// What is worth knowing.
    pub warnings: Vec<String>,
}

/// All rows of one form.
#[derive(Debug)]
pub struct GivenForm {
    /// Which.
    pub form: Form,
    /// The rows in the order of the file.
    pub rows: Vec<GivenRow>,
    /// Couples of rows that were refused: they are in the file, so they are not missing from it.
    pub refused: Vec<Couple>,
    /// Whether some row could not even tell its couple.
    pub nameless: bool,
}

/// One row.
#[derive(Debug)]
pub struct GivenRow {
    /// The file, and its sheet where it has several: for messages.
    pub file: Arc<str>,
    /// Its place in that.
    pub number: u64,
    /// Its couple, as the file writes it.
    pub couple: Couple,
    /// The permanent number, where the file says one.
    pub unique_id: Option<Box<str>>,
    /// The cells in the order of `check::columns`.
    pub cells: Vec<GivenCell>,
    /// Whether it is to be kept.
    pub status: Status,
    /// The reason for leaving it out.
    pub note: Option<Box<str>>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenCell {
    /// The file has no such column, or the cell cannot be read.
    Absent,
    /// What it says; none when it is empty.
    Says(Option<Box<str>>),
}

impl GivenCell {
    /// What it says; none when it is empty or absent.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Absent => None,
            Self::Says(text) => text.as_deref(),
        }
    }
}
