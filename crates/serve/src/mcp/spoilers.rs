//! Texts without the parts that sites mark as spoilers.

use serde_json::Value;

/// Stands where a part was taken out. None of the marks, or it would be taken for one.
const HIDDEN: &str = "(spoiler)";

/// Marks of spoilers, as the sites write them: where one begins, and where it ends.
const MARKS: [(&str, &str); 4] =
    [("~!", "!~"), ("[spoiler]", "[/spoiler]"), ("||", "||"), ("<spoiler>", "</spoiler>")];

/// The text without its spoilers. One that is never closed goes on to the end.
pub fn masked(text: &str) -> String {
    let mut safe = text.to_owned();
    for (open, close) in MARKS {
        safe = without(&safe, open, close);
    }
    safe
}

/// Masks every text of a value.
pub fn mask_all(value: &mut Value) {
    match value {
        Value::String(text) if MARKS.iter().any(|(open, _)| holds(text, open)) => *text = masked(text),
        Value::Array(items) => items.iter_mut().for_each(mask_all),
        Value::Object(fields) => fields.values_mut().for_each(mask_all),
        _ => {}
    }
}

fn holds(text: &str, mark: &str) -> bool {
    text.len() >= mark.len() && text.to_ascii_lowercase().contains(mark)
}

fn without(text: &str, open: &str, close: &str) -> String {
    let lower = text.to_ascii_lowercase(); // of the same length, letter by letter
    let (mut safe, mut place) = (String::with_capacity(text.len()), 0);
    while let Some(begin) = lower[place..].find(open).map(|at| place + at) {
        safe.push_str(&text[place..begin]);
        safe.push_str(HIDDEN);
        let inside = begin + open.len();
        place = lower[inside..].find(close).map_or(text.len(), |at| inside + at + close.len());
    }
    safe.push_str(&text[place..]);
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_marked_is_taken_out() {
        assert_eq!(masked("Kind. ~!He dies.!~ Brave."), "Kind. (spoiler) Brave.");
        assert_eq!(masked("A [Spoiler]b[/SPOILER] c"), "A (spoiler) c");
        assert_eq!(masked("never ~!closed"), "never (spoiler)");
        assert_eq!(masked("月 ||x|| 日"), "月 (spoiler) 日");
        assert_eq!(masked("plain"), "plain");
    }
}
