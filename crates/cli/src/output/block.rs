//! Named values, one below the other: a work's facts, a report's figures.

use super::{paint, text::clean};

/// The widest a folded text gets, in columns; longer lines are hard to read.
const MAX_WIDTH: usize = 100;

/// Pairs of a name and what it is; empty values are left out.
#[derive(Debug, Default)]
pub struct Block {
    rows: Vec<(String, String)>,
}

impl Block {
    /// No rows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a row, unless there is nothing to say.
    #[must_use]
    pub fn row(mut self, name: impl Into<String>, value: &(impl ToString + ?Sized)) -> Self {
        let value = clean(&value.to_string());
        if !value.is_empty() {
            self.rows.push((name.into(), value));
        }
        self
    }

    /// Adds a row, unless the value is not known.
    #[must_use]
    pub fn known(self, name: impl Into<String>, value: Option<impl ToString>) -> Self {
        match value {
            Some(value) => self.row(name, &value),
            None => self,
        }
    }

    /// The block as text: names in a column and values folded at `width`, or with a tab when there is no
    /// terminal.
    pub fn render(&self, width: Option<usize>, color: bool) -> String {
        let Some(width) = width else {
            let lines: Vec<String> =
                self.rows.iter().map(|(name, value)| format!("{name}\t{value}\n")).collect();
            return lines.concat();
        };
        let indent = self.rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0) + 2;
        let mut text = String::new();
        for (name, value) in &self.rows {
            let lines = fold(value, width.min(MAX_WIDTH).saturating_sub(indent).max(20));
            for (at, line) in lines.iter().enumerate() {
                let name = if at == 0 { name } else { "" };
                text += &paint(color && at == 0, "2", &format!("{name:indent$}"));
                text += line;
                text.push('\n');
            }
        }
        text
    }
}

/// Breaks a text into lines no wider than `width` columns, at blanks where there are any.
pub fn fold(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_inclusive(' ') {
        let needs = console::measure_text_width(word.trim_end());
        if used > 0 && used + needs > width {
            lines.push(String::new());
            used = 0;
        }
        // A word wider than the line, as in Japanese, is broken between its characters.
        for letter in word.chars() {
            let wide = console::measure_text_width(letter.encode_utf8(&mut [0; 4]));
            if used + wide > width && letter != ' ' {
                lines.push(String::new());
                used = 0;
            }
            if let Some(line) = lines.last_mut() {
                line.push(letter);
            }
            used += wide;
        }
    }
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_folded_under_their_names() {
        let block = Block::new()
            .row("title", "Moonlit Depot")
            .row("synopsis", "A night porter keeps lost things until the trains that brought them return.")
            .row("native", "月明かりの車庫と終着駅までの長い長い夜行列車の物語")
            .known("year", None::<u32>);
        insta::assert_snapshot!(block.render(Some(40), false));
        assert!(block.render(Some(40), false).lines().all(|line| console::measure_text_width(line) <= 40));
        assert_eq!(block.render(None, false).lines().count(), 3);
    }
}
