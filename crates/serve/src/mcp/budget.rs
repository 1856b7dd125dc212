//! How much an answer may hold, in tokens, so that it leaves an assistant room to think.
//!
//! A token is counted as four characters of JSON, which errs on the safe side for English and is about
//! right for keys and numbers. What does not fit is left out, and the answer says where the rest is.

use app::AppError;
use serde::Serialize;
use serde_json::{Map, Value};

/// Characters that are counted as one token.
pub const CHARACTERS: usize = 4;
/// The least that may be asked for, in tokens: room for one work in short.
pub const LEAST: usize = 200;
/// The most that may be asked for, in tokens.
pub const MOST: usize = 20_000;
/// Characters kept back for what stands around a list: totals, cursors, names.
const AROUND: usize = 240;
/// A text is not worth cutting into less than this, in characters.
const SHORTEST: usize = 80;

/// What is left for an answer, in characters.
#[derive(Debug, Clone, Copy)]
pub struct Budget(usize);

/// What did not fit of one field, and where it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Omitted {
    /// The field.
    pub field: String,
    /// Items or characters that are shown.
    pub shown: usize,
    /// Items or characters there are.
    pub total: usize,
}

impl Budget {
    /// A budget in tokens.
    ///
    /// # Errors
    /// `invalid_parameter` below 200 or above 20,000.
    pub fn new(tokens: usize) -> Result<Self, AppError> {
        if !(LEAST..=MOST).contains(&tokens) {
            let message = format!("`{tokens}` is not {LEAST} to {MOST}");
            return Err(AppError::invalid_parameter("budget", message));
        }
        Ok(Self(tokens * CHARACTERS))
    }

    /// What is left for the items of a list, in characters.
    pub fn characters(self) -> usize {
        self.0.saturating_sub(AROUND)
    }

    /// The items that fit, at least one, so that every page gets on.
    pub fn fit<T: Serialize>(self, items: Vec<T>) -> Vec<T> {
        let mut left = self.characters();
        let mut fitting = 0;
        for item in &items {
            let size = size_of(item) + 1;
            if fitting > 0 && size > left {
                break;
            }
            left = left.saturating_sub(size);
            fitting += 1;
        }
        items.into_iter().take(fitting).collect()
    }

    /// The fields that fit, the first ones first: long lists and texts are cut, and what is cut is told.
    pub fn fields(
        self,
        fields: impl IntoIterator<Item = (String, Value)>,
    ) -> (Map<String, Value>, Vec<Omitted>) {
        let (mut left, mut kept, mut omitted) = (self.characters(), Map::new(), Vec::new());
        for (name, value) in fields {
            let size = size_of(&value) + name.len() + 4;
            if size <= left {
                left -= size;
                kept.insert(name, value);
                continue;
            }
            let total = length(&value);
            let cut = cut(value, left.saturating_sub(name.len() + 4));
            let shown = cut.as_ref().map_or(0, length);
            omitted.push(Omitted { field: name.clone(), shown, total });
            if let Some(cut) = cut {
                left = left.saturating_sub(size_of(&cut) + name.len() + 4);
                kept.insert(name, cut);
            }
        }
        (kept, omitted)
    }
}

/// The size of a value as sent, in characters.
pub fn size_of(value: &impl Serialize) -> usize {
    /// Counts what is written, and keeps none of it.
    struct Count(usize);
    impl std::io::Write for Count {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            // Bytes that go on with a letter are no letters of their own.
            self.0 += bytes.iter().filter(|byte| (**byte & 0xC0) != 0x80).count();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut count = Count(0);
    // What cannot be written at all is found out when it is sent.
    let _ = serde_json::to_writer(&mut count, value);
    count.0
}

/// The part of a value that fits into so many characters; `None` when no part is worth it.
fn cut(value: Value, left: usize) -> Option<Value> {
    match value {
        Value::Array(items) => {
            let mut left = left.saturating_sub(2);
            let fitting = items.into_iter().map_while(|item| {
                let size = size_of(&item) + 1;
                let fits = size <= left;
                left = left.saturating_sub(size);
                fits.then_some(item)
            });
            let fitting: Vec<Value> = fitting.collect();
            (!fitting.is_empty()).then_some(Value::Array(fitting))
        }
        Value::String(text) if left > SHORTEST => Some(Value::String(shortened(&text, left - 3))),
        _ => None,
    }
}

/// The beginning of a text, ended at a blank where one is near, and marked as cut.
pub fn shortened(text: &str, characters: usize) -> String {
    let Some((end, _)) = text.char_indices().nth(characters) else { return text.to_owned() };
    let end = text[..end].rfind(char::is_whitespace).filter(|at| *at > end / 2).unwrap_or(end);
    format!("{}…", text[..end].trim_end())
}

fn length(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::String(text) => text.chars().count(),
        Value::Object(fields) => fields.len(),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes_are_counted_in_letters() {
        assert_eq!(size_of(&json!({ "a": "月" })), r#"{"a":"x"}"#.len());
    }

    #[test]
    fn a_list_is_cut_to_what_fits_and_never_to_nothing() {
        let items: Vec<String> = (0..100).map(|n| format!("{n:098}")).collect();
        let fitting = Budget::new(1_000).expect("in range").fit(items.clone());
        assert_eq!(fitting.len(), (4_000 - AROUND) / 101);
        assert_eq!(Budget(1).fit(items).len(), 1);
    }

    #[test]
    fn fields_are_cut_and_what_is_cut_is_told() {
        let long = "word ".repeat(1_000);
        let list: Vec<u32> = (0..1_000).collect();
        let fields = [
            ("title".to_owned(), json!("Moonlit Depot")),
            ("synopsis".to_owned(), json!(long)),
            ("list".to_owned(), json!(list)),
        ];
        let (kept, omitted) = Budget::new(500).expect("in range").fields(fields);
        assert_eq!(kept["title"], "Moonlit Depot");
        assert!(kept["synopsis"].as_str().is_some_and(|text| text.ends_with("word…")));
        assert!(size_of(&kept) <= 2_000);
        assert_eq!((omitted[0].field.as_str(), omitted[0].total), ("synopsis", 5_000));
        assert_eq!((omitted[1].field.as_str(), omitted[1].shown), ("list", 0));
    }

    #[test]
    fn a_budget_has_bounds() {
        assert!(Budget::new(199).is_err() && Budget::new(20_001).is_err());
    }
}
