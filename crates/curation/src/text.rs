//! How a value looks in a cell, and when two texts are the same value.

use std::borrow::Cow;

use sheets::workbook::{CARRIAGE_RETURN, MAX_CELL};

/// What stands at the end of a text that a cell is too small for.
const CUT: &str = "… [longer than a cell holds; edit it in the web page]";

/// A value as a cell shows it: whole, or cut where a cell is too small for it.
pub fn shown(value: &str) -> Cow<'_, str> {
    // Every letter takes at least as many bytes as UTF-16 units.
    if value.len() <= MAX_CELL || value.encode_utf16().count() <= MAX_CELL {
        return Cow::Borrowed(value);
    }
    let mut room = MAX_CELL - CUT.encode_utf16().count();
    let mut end = 0;
    for letter in value.chars() {
        let Some(left) = room.checked_sub(letter.len_utf16()) else { break };
        room = left;
        end += letter.len_utf8();
    }
    Cow::Owned(format!("{}{CUT}", &value[..end]))
}

/// Whether a text is one that was cut for a cell.
pub fn is_cut(text: &str) -> bool {
    text.ends_with(CUT)
}

/// Makes every line end a `\n`: programs for tables change them unasked.
pub fn folded(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') && !text.contains(CARRIAGE_RETURN) {
        return Cow::Borrowed(text);
    }
    let text = text.replace(CARRIAGE_RETURN, "\r").replace("\r\n", "\n");
    Cow::Owned(text.replace('\r', "\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_to_a_cell_and_known_as_such() {
        let long = "日🎴".repeat(20_000);
        let cut = shown(&long);
        assert!(cut.encode_utf16().count() <= MAX_CELL && is_cut(&cut) && !is_cut(&long));
        let fits = "日".repeat(MAX_CELL);
        assert_eq!(shown(&fits), fits);
    }

    #[test]
    fn line_ends_are_folded() {
        assert_eq!(folded("a_x000D_\nb\r\nc\rd_x000D_e\nf"), "a\nb\nc\nd\ne\nf");
    }
}
