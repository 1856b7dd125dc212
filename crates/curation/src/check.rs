//! What may stand in a cell, and the one way in which it is written.

use keeping::{
    forms::{Column, Form, Shape},
    rules,
};

/// The stars that a person may give.
///
/// A character is played with 1 to 3; an automatic value may be higher and then wants a decision.
pub const RARITY: (i64, i64) = (1, 3);

/// The columns that people edit: all but the time of processing, which nobody decides.
pub fn columns(form: Form) -> impl Iterator<Item = (usize, &'static Column)> {
    form.columns().iter().enumerate().filter(|(_, column)| column.shape != Shape::Time)
}

/// Whether a column says which row it is, so that editing it makes no sense.
pub fn is_key(column: &Column) -> bool {
    matches!(column.name, "source_type" | "source_id")
}

/// Why a value may not stand in its column.
#[derive(Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub fix: String,
}

fn flaw<T>(problem: impl Into<String>, fix: impl Into<String>) -> Result<T, Flaw> {
    Err(Flaw { problem: problem.into(), fix: fix.into() })
}

/// The value in its column's own writing. An empty text is no value.
pub fn value(column: &Column, text: Option<&str>) -> Result<Option<String>, Flaw> {
    let blank = text.is_none_or(|text| text.trim().is_empty());
    let Some(text) = text.filter(|_| !blank) else {
        return if column.required { flaw("a row cannot be without it", "fill it in") } else { Ok(None) };
    };
    if text.contains(rules::is_steering) {
        let problem = "it holds a control character, or one that turns the direction of writing around";
        return flaw(problem, "write the cell anew, as plain text");
    }
    let trimmed = text.trim();
    let written = match column.shape {
        Shape::LongText => text.to_owned(),
        Shape::Id | Shape::Text | Shape::List | Shape::Time => line(text)?,
        Shape::Integer(first, last) => integer(trimmed, range(column, first, last))?,
        Shape::Decimal(first, last) => decimal(trimmed, first, last)?,
        Shape::Word(words) => match words.iter().find(|word| word.eq_ignore_ascii_case(trimmed)) {
            Some(word) => (*word).to_owned(),
            None => return flaw("it is none of the words allowed", format!("write {}", words.join(", "))),
        },
        Shape::Json => json(text)?,
        Shape::Link => link(trimmed)?,
    };
    Ok(Some(written))
}

/// A value in its column's writing where it has one, else as it is: what is compared.
pub fn comparable(column: &Column, text: Option<&str>) -> Option<String> {
    value(column, text).unwrap_or_else(|_| text.map(str::to_owned)).filter(|text| !text.is_empty())
}

fn range(column: &Column, first: i64, last: i64) -> (i64, i64) {
    if column.name == "rarity" { RARITY } else { (first, last) }
}

fn line(text: &str) -> Result<String, Flaw> {
    if text.contains(['\n', '\r']) || text.contains(sheets::workbook::CARRIAGE_RETURN) {
        return flaw("it has several lines", "write it on one line");
    }
    Ok(text.to_owned())
}

fn integer(text: &str, (first, last): (i64, i64)) -> Result<String, Flaw> {
    let range = if last == i64::MAX { format!("{first} or more") } else { format!("{first} to {last}") };
    let fix = format!("write a whole number, {range}");
    // Programs for tables write a whole number as `12.0` when its column has empty cells.
    let whole = text.split_once('.').filter(|(_, rest)| rest.bytes().all(|byte| byte == b'0'));
    let digits = whole.map_or(text, |(digits, _)| digits);
    match digits.parse::<i64>() {
        Ok(number) if (first..=last).contains(&number) => Ok(number.to_string()),
        Ok(_) => flaw("it is out of range", fix),
        Err(_) => flaw("it is no whole number", fix),
    }
}

fn decimal(text: &str, first: f64, last: f64) -> Result<String, Flaw> {
    let fix = format!("write a number from {first} to {last}, with a point: 7.5");
    match text.parse::<f64>() {
        Ok(number) if (first..=last).contains(&number) => Ok((number + 0.0).to_string()),
        Ok(_) => flaw("it is out of range", fix),
        Err(_) => flaw("it is no number", fix),
    }
}

fn json(text: &str) -> Result<String, Flaw> {
    let fix = "write JSON by role, such as {\"studio\": \"A|B\"}";
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(_)) => Ok(text.to_owned()),
        Ok(_) => flaw("it is no JSON object", fix),
        Err(error) => flaw(format!("it is no JSON: {error}"), fix),
    }
}

fn link(text: &str) -> Result<String, Flaw> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || text.contains(char::is_whitespace) || text.contains(char::is_control) {
        return flaw("it is no address", "write one that begins with https:// and has no blanks");
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(form: Form, column: &str, text: &str) -> String {
        let column = &form.columns()[form.position(column).expect("a column")];
        match value(column, Some(text)) {
            Ok(value) => value.unwrap_or_else(|| "-".to_owned()),
            Err(flaw) => format!("{}; {}", flaw.problem, flaw.fix),
        }
    }

    #[test]
    fn values_have_one_writing() {
        let cases = [
            (Form::Character, "rarity", "3.0", "3"),
            (Form::Character, "rarity", "4", "it is out of range; write a whole number, 1 to 3"),
            (Form::Character, "rarity", "2.5", "it is no whole number; write a whole number, 1 to 3"),
            (Form::Character, "favorites", "1,200", "it is no whole number; write a whole number, 0 or more"),
            (Form::Character, "favorites", "0012", "12"),
            (Form::Character, "about", " two\nlines ", " two\nlines "),
            (Form::Character, "name", "two\nlines", "it has several lines; write it on one line"),
            (
                Form::Character,
                "name",
                "Mi\u{202e}ra",
                "it holds a control character, or one that turns the direction of writing around; write the cell \
                 anew, as plain text",
            ),
            (Form::Character, "name", "  ", "a row cannot be without it; fill it in"),
            (
                Form::Character,
                "image_url",
                "h.example/a.png",
                "it is no address; write one that begins with https:// and has no blanks",
            ),
            (Form::Character, "image_url", " https://h.example/a.png ", "https://h.example/a.png"),
            (Form::Series, "score", "7.50", "7.5"),
            (
                Form::Series,
                "score",
                "7,5",
                "it is no number; write a number from 0 to 100, with a point: 7.5",
            ),
            (
                Form::Series,
                "score",
                "nan",
                "it is out of range; write a number from 0 to 100, with a point: 7.5",
            ),
            (Form::Series, "media_type", "Anime", "anime"),
            (
                Form::Series,
                "media_type",
                "film",
                "it is none of the words allowed; write anime, manga, visual_novel, light_novel, game",
            ),
            (Form::Series, "creator", "{\"studio\": \"A|B\"}", "{\"studio\": \"A|B\"}"),
            (
                Form::Series,
                "creator",
                "[1]",
                "it is no JSON object; write JSON by role, such as {\"studio\": \"A|B\"}",
            ),
            (Form::Series, "english_name", "", "-"),
        ];
        for (form, column, text, wanted) in cases {
            assert_eq!(checked(form, column, text), wanted, "{column} `{text}`");
        }
    }
}
