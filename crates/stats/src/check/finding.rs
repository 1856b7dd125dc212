//! One finding: which kind, about whom, and where.

use std::fmt;

use keeping::{Fault, forms::Couple};
use serde::Serialize;
use serde_json::Value;

use super::{Code, Severity};

/// The longest value that a finding repeats, in characters.
const LONGEST: usize = 60;

/// Something wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which kind.
    pub code: Code,
    /// How bad.
    pub severity: Severity,
    /// About whom, such as `mal:161471`; empty where that is not known.
    pub couple: String,
    /// Where, and what to do.
    #[serde(flatten)]
    pub fault: Fault,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity} {}", self.code.word())?;
        if !self.couple.is_empty() {
            write!(f, " of {}", self.couple)?;
        }
        write!(f, ": {}", self.fault)
    }
}

/// Where findings are made.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    /// The file, or what else was read.
    pub file: &'a str,
    /// The row in it.
    pub row: Option<u64>,
    /// About whom.
    pub couple: Option<&'a Couple>,
}

impl Place<'_> {
    /// A finding here.
    pub fn finding(&self, code: Code, column: &str, value: &Value, problem: &str, fix: &str) -> Finding {
        let value = match value {
            Value::Null => String::new(),
            Value::String(text) => short(text),
            other => short(&other.to_string()),
        };
        Finding {
            code,
            severity: code.severity(),
            couple: self.couple.map(ToString::to_string).unwrap_or_default(),
            fault: Fault {
                file: self.file.to_owned(),
                row: self.row,
                column: column.to_owned(),
                value,
                problem: problem.to_owned(),
                fix: fix.to_owned(),
            },
        }
    }
}

fn short(text: &str) -> String {
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match flat.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &flat[..at]),
        None => flat,
    }
}
