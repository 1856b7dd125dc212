//! Words on a sheet, in a hand of our own for Latin letters and in the bitmap glyphs of GNU Unifont for all others.

mod hand;
mod other;

use unicode_normalization::UnicodeNormalization as _;

use super::{
    canvas::Canvas,
    color::{ALL, Color},
    path::ONE,
    stroke::stroke,
};

/// Units of the hand in the height of a capital letter.
const CAPITAL: i32 = 6;

/// How a line is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hand {
    /// Height of a capital letter in pixels.
    pub(super) size: i32,
    pub(super) color: Color,
    /// Half the width of the pen in [`ONE`]ths of a pixel.
    pub(super) pen: i32,
}

impl Hand {
    /// With a pen that fits the size.
    pub(super) fn new(size: i32, color: Color) -> Self {
        Self { size, color, pen: (size * ONE / 15).max(112) }
    }

    /// With a wider pen.
    pub(super) fn bold(mut self) -> Self {
        self.pen = self.pen * 3 / 2;
        self
    }

    /// From one line to the next, in pixels.
    pub(super) fn line(self) -> i32 {
        self.size * 19 / 10 + 1
    }

    /// One unit of the hand.
    fn unit(self) -> i32 {
        self.size * ONE / CAPITAL
    }

    /// How wide a text is, in pixels.
    pub(super) fn width(self, text: &str) -> i32 {
        let width: i32 = letters(text).map(|letter| self.step(letter)).sum();
        width / ONE
    }

    /// From one letter to the next, in [`ONE`]ths of a pixel.
    fn step(self, letter: char) -> i32 {
        match hand::glyph(letter) {
            _ if hand::mark(letter).is_some() => 0,
            Some(glyph) => (glyph.width() + 2) * self.unit(),
            None => other::step(letter, self.size) + self.unit(),
        }
    }

    /// Writes a text, its capitals standing on `bottom` and beginning at `x`, in pixels.
    pub(super) fn write(self, canvas: &mut Canvas, text: &str, x: i32, bottom: i32) {
        let mut x = x * ONE;
        let (mut last, unit) = (x, self.unit());
        for letter in letters(text) {
            let top = bottom * ONE - CAPITAL * unit;
            if let Some(mark) = hand::mark(letter) {
                self.draw(canvas, mark, last, top - unit / 2);
            } else if let Some(glyph) = hand::glyph(letter) {
                self.draw(canvas, glyph, x, top);
                last = x;
                x += self.step(letter);
            } else {
                other::draw(canvas, letter, x, bottom, self);
                last = x;
                x += self.step(letter);
            }
            if x >> 8 > canvas.clip.right {
                break;
            }
        }
    }

    fn draw(self, canvas: &mut Canvas, glyph: hand::Glyph, x: i32, top: i32) {
        let unit = self.unit();
        for line in glyph.lines() {
            let points: Vec<(i32, i32)> = line.map(|(at, down)| (x + at * unit, top + down * unit)).collect();
            stroke(canvas, &points, self.pen, self.color, ALL);
        }
    }

    /// A text in lines of at most so many pixels, broken at blanks where there are any; what does not fit into `most`
    /// lines ends in `…`.
    pub(super) fn wrapped(self, text: &str, width: i32, most: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split_whitespace() {
            let joined = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if self.width(&joined) <= width {
                line = joined;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            // A word that is wider than a line, as Japanese sentences are.
            for letter in word.chars() {
                let longer = format!("{line}{letter}");
                if !line.is_empty() && self.width(&longer) > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(letter);
            }
            if lines.len() > most {
                break;
            }
        }
        lines.push(line);
        lines.retain(|line| !line.is_empty());
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                *last = self.shortened(&format!("{last} …"), width);
            }
        }
        lines
    }

    /// A text that is no wider than this, with `…` where it was cut.
    pub(super) fn shortened(self, text: &str, width: i32) -> String {
        if self.width(text) <= width && !text.ends_with(" …") {
            return text.to_owned();
        }
        let mut kept: String = text.trim_end_matches(" …").to_owned();
        while !kept.is_empty() && self.width(&format!("{kept}…")) > width {
            kept.pop();
        }
        format!("{}…", kept.trim_end())
    }
}

/// The letters as they are written: accents after what they stand on, nothing that cannot be seen.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars()
        .flat_map(|letter| {
            // Only Latin letters are taken apart: a syllable of Korean is one sign.
            let is_taken_apart = (letter as u32) < 0x250 || (0x1e00..0x1f00).contains(&(letter as u32));
            let parts: Vec<char> =
                if is_taken_apart { hand::plain(letter).nfd().collect() } else { vec![letter] };
            parts
        })
        .filter(|letter| !letter.is_control() && !is_invisible(*letter))
}

/// Marks of direction, joiners, and selectors of variants.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_and_say_what_they_leave_out() {
        let hand = Hand::new(12, Color::WHITE);
        let lines = hand.wrapped("a lamp in the harbor, and nobody there to light it", 160, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| hand.width(line) <= 160), "{lines:?}");
        assert!(lines[1].ends_with('…'), "{lines:?}");
        let long = hand.wrapped("停車場の月あかりの下で灯台守がひとり海を見ている", 160, 9);
        assert!(long.len() > 1 && long.iter().all(|line| hand.width(line) <= 160), "{long:?}");
        assert!(hand.wrapped("  ", 100, 3).is_empty());
    }

    #[test]
    fn accents_stand_on_their_letters() {
        let hand = Hand::new(12, Color::WHITE);
        assert_eq!(hand.width("é"), hand.width("e"));
        assert_eq!(hand.width("\u{202e}e\u{200d}"), hand.width("e"), "what cannot be seen takes no room");
    }
}
