//! What all drawings share: texts that fit and cannot break out of them.

/// The beginning of a text that is as wide as `width` Latin letters; East Asian ones count double.
pub fn cut(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut shown = String::new();
    for letter in text.chars() {
        used += wide(letter);
        if used > width {
            return shown.trim_end().to_owned() + "…";
        }
        shown.push(letter);
    }
    shown
}

/// A text on two lines, broken between words where that is possible, the second one cut.
pub fn two_lines(text: &str, width: usize) -> (String, String) {
    let (mut used, mut last_blank, mut end) = (0, None, text.len());
    for (at, letter) in text.char_indices() {
        used += wide(letter);
        if letter == ' ' {
            last_blank = Some(at);
        }
        if used > width {
            end = last_blank.unwrap_or(at);
            break;
        }
    }
    let (first, rest) = text.split_at(end);
    (first.trim_end().to_owned(), cut(rest.trim_start(), width))
}

/// A text as it may stand in markup.
pub fn escaped(text: &str) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn wide(letter: char) -> usize {
    if u32::from(letter) >= 0x2E80 { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_by_their_width() {
        assert_eq!(cut("Moonlit Depot", 20), "Moonlit Depot");
        assert_eq!(cut("Moonlit Depot", 8), "Moonlit…");
        assert_eq!(cut("月あかりの車庫", 8), "月あかり…");
    }

    #[test]
    fn lines_break_between_words() {
        let two = |text| two_lines(text, 12);
        assert_eq!(two("Moonlit"), ("Moonlit".to_owned(), String::new()));
        assert_eq!(two("Moonlit Depot II"), ("Moonlit".to_owned(), "Depot II".to_owned()));
        assert_eq!(two("月あかりの車庫と人"), ("月あかりの車".to_owned(), "庫と人".to_owned()));
        assert_eq!(
            two("a night porter sorts the luggage"),
            ("a night".to_owned(), "porter sorts…".to_owned())
        );
    }
}
