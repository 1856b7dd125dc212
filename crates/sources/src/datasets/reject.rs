//! Why a row was not taken.

use std::fmt;

/// A row that was not taken: a reason for programs and a message for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Reject {
    /// The class of fault.
    pub reason: Reason,
    /// What is wrong, naming the field; a lower-case fragment of bounded length.
    pub message: String,
}

impl Reject {
    /// A reject with a message; overlong messages are cut.
    pub fn new(reason: Reason, message: impl Into<String>) -> Self {
        let mut message = message.into();
        if message.len() > 300 {
            let end = (0..=296).rev().find(|at| message.is_char_boundary(*at)).unwrap_or(0);
            message.truncate(end);
            message.push('…');
        }
        Self { reason, message }
    }
}

/// The classes of faults, printed as the stable words of the rejects list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Not well-formed JSON.
    BadJson,
    /// A table row with an open quote or text beside a quoted cell.
    BadQuoting,
    /// More or fewer cells than the header has columns.
    WrongColumns,
    /// Bytes that are not UTF-8.
    BadUtf8,
    /// Half of a UTF-16 pair in an escape.
    UnpairedSurrogate,
    /// Control characters where none may be.
    ControlCharacters,
    /// The row is longer than any sound row.
    RowTooLong,
    /// A text is longer than its field allows.
    TooLong,
    /// A field that must be there is not.
    MissingField,
    /// A number where a text belongs, or the like.
    WrongType,
    /// A value outside its range or set.
    BadValue,
    /// A year, month or day that does not exist or lies outside 1850 to 2150.
    ImpossibleDate,
    /// An address of a site whose ids are not known.
    UnknownHost,
    /// Another row of the same file has the same identity.
    Duplicate,
}

impl Reason {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BadJson => "bad_json",
            Self::BadQuoting => "bad_quoting",
            Self::WrongColumns => "wrong_columns",
            Self::BadUtf8 => "bad_utf8",
            Self::UnpairedSurrogate => "unpaired_surrogate",
            Self::ControlCharacters => "control_characters",
            Self::RowTooLong => "row_too_long",
            Self::TooLong => "too_long",
            Self::MissingField => "missing_field",
            Self::WrongType => "wrong_type",
            Self::BadValue => "bad_value",
            Self::ImpossibleDate => "impossible_date",
            Self::UnknownHost => "unknown_host",
            Self::Duplicate => "duplicate",
        }
    }

    /// Whether the fault is of the kind that a file cut off in mid-row shows in its last row.
    pub fn looks_cut_off(self) -> bool {
        matches!(self, Self::BadJson | Self::BadQuoting | Self::WrongColumns | Self::BadUtf8)
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
