//! What a stored cell says, as text.

use calamine::{DataRef, ExcelDateTime};

use super::CARRIAGE_RETURN;

/// From here on whole numbers are no longer told apart by a workbook (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Why a cell has no text.
pub(super) enum Unreadable {
    /// A formula that has no result.
    Error(String),
    /// A number with more digits than a workbook keeps.
    Imprecise(String),
}

/// The text of a cell; none when it is empty.
pub(super) fn text(cell: &DataRef<'_>) -> Result<Option<Box<str>>, Unreadable> {
    let text = match cell {
        DataRef::Empty => return Ok(None),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) if number.abs() > EXACT => {
            return Err(Unreadable::Imprecise(number.to_string()));
        }
        // `-0` is nothing that a person wrote.
        DataRef::Float(number) if *number == 0.0 => "0".to_owned(),
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => string(text),
        DataRef::SharedString(text) => string(text),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(moment) => date(moment),
        DataRef::DateTimeIso(text) => text.replacen('T', " ", 1),
        DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => return Err(Unreadable::Error(error.to_string())),
    };
    Ok((!text.is_empty()).then(|| text.into_boxed_str()))
}

/// A line end in a workbook is `\n`; a carriage return comes from an escape alone.
fn string(text: &str) -> String {
    if text.contains('\r') { text.replace('\r', CARRIAGE_RETURN) } else { text.to_owned() }
}

/// `YYYY-MM-DD`, with the time where there is one; a time alone for a duration.
fn date(moment: &ExcelDateTime) -> String {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.is_duration() || moment.as_f64() < 1.0 {
        let hours = (moment.as_f64() * 24.0).floor().max(0.0) as u64;
        return format!("{hours:02}:{minute:02}:{second:02}");
    }
    let date = format!("{year:04}-{month:02}-{day:02}");
    if time == "00:00:00" { date } else { format!("{date} {time}") }
}

#[cfg(test)]
mod tests {
    use calamine::{CellErrorType, ExcelDateTimeType};

    use super::*;

    fn shown(cell: &DataRef<'_>) -> String {
        match text(cell) {
            Ok(text) => text.map_or("-".to_owned(), Into::into),
            Err(Unreadable::Error(error)) => format!("error {error}"),
            Err(Unreadable::Imprecise(number)) => format!("imprecise {number}"),
        }
    }

    #[test]
    fn every_kind_of_cell_has_its_text() {
        let moment = |value| DataRef::DateTime(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        let cases = [
            (DataRef::Empty, "-"),
            (DataRef::Int(12), "12"),
            (DataRef::Float(12.0), "12"),
            (DataRef::Float(7.5), "7.5"),
            (DataRef::Float(7.63), "7.63"),
            (DataRef::Float(-0.0), "0"),
            (DataRef::Float(123_456_789_012.0), "123456789012"),
            (DataRef::Float(1e18), "imprecise 1000000000000000000"),
            (DataRef::String(String::new()), "-"),
            (DataRef::SharedString("007"), "007"),
            (DataRef::SharedString(" a\r\nb "), " a_x000D_\nb "),
            (DataRef::Bool(true), "TRUE"),
            (moment(45_943.0), "2025-10-13"),
            (moment(45_943.5), "2025-10-13 12:00:00"),
            (moment(0.25), "06:00:00"),
            (DataRef::DateTimeIso("2025-10-13T12:00:00".to_owned()), "2025-10-13 12:00:00"),
            (DataRef::Error(CellErrorType::Ref), "error #REF!"),
        ];
        for (cell, wanted) in cases {
            assert_eq!(shown(&cell), wanted, "{cell:?}");
        }
    }
}
