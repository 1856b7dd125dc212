//! The hand: each letter as lines on a grid, six units from the capitals' top to the ground line.
//!
//! It is drawn by us for these sheets, after the upright lettering of technical drawings.

/// A letter: places `xy` on the grid, lines apart by `;`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph(&'static str);

impl Glyph {
    /// Its lines, each as points.
    pub(super) fn lines(self) -> impl Iterator<Item = impl Iterator<Item = (i32, i32)>> {
        self.0.split(';').filter(|line| !line.is_empty()).map(|line| {
            line.split(' ').map(|place| {
                let mut digits = place.bytes().map(|digit| i32::from(digit) - i32::from(b'0'));
                (digits.next().unwrap_or(0), digits.next().unwrap_or(0))
            })
        })
    }

    /// From its left to its right end.
    pub(super) fn width(self) -> i32 {
        if self.0.is_empty() { 2 } else { self.lines().flatten().map(|(x, _)| x).max().unwrap_or(0) }
    }
}

/// The letter, where this hand has it.
pub(super) fn glyph(letter: char) -> Option<Glyph> {
    let at = GLYPHS.binary_search_by_key(&letter, |(known, _)| *known).ok()?;
    Some(Glyph(GLYPHS[at].1))
}

/// A mark that is set above or below the letter before it.
pub(super) fn mark(letter: char) -> Option<Glyph> {
    let lines = match letter {
        '\u{300}' => "00 11",
        '\u{301}' => "11 20",
        '\u{302}' => "01 10 21",
        '\u{303}' => "01 10 21 30",
        '\u{304}' => "00 20",
        '\u{306}' | '\u{30c}' => "00 11 20",
        '\u{307}' => "10 10",
        '\u{308}' => "00 00;20 20",
        '\u{30a}' => "10 00 01 11 10",
        '\u{30b}' => "01 10;21 30",
        '\u{323}' => "28 28",
        '\u{327}' | '\u{328}' => "27 28 18",
        _ => return None,
    };
    Some(Glyph(lines))
}

/// The same sign as this hand writes it.
pub(super) fn plain(letter: char) -> std::iter::Once<char> {
    std::iter::once(match letter {
        '‘' | '’' | 'ʼ' => '\'',
        '“' | '”' | '„' => '"',
        '\u{a0}' | '\u{2009}' | '\u{202f}' => ' ',
        '‐' | '‑' | '−' => '-',
        other => other,
    })
}

/// In the order of their numbers.
const GLYPHS: [(char, &str); 103] = [
    (' ', ""),
    ('!', "00 04;06 06"),
    ('"', "00 01;20 21"),
    ('#', "11 15;31 35;02 42;04 44"),
    ('$', "41 30 10 01 02 13 33 44 45 36 16 05;20 26"),
    ('%', "06 40;00 11;35 46"),
    ('&', "46 12 11 20 31 32 04 05 16 26 44"),
    ('\'', "00 01"),
    ('(', "10 02 04 16"),
    (')', "00 12 14 06"),
    ('*', "21 25;03 43;12 34;32 14"),
    ('+', "04 44;22 26"),
    (',', "16 07"),
    ('-', "04 24"),
    ('.', "06 06"),
    ('/', "06 30"),
    ('0', "10 20 31 35 26 16 05 01 10"),
    ('1', "01 10 16"),
    ('2', "01 10 20 31 32 06 36"),
    ('3', "01 10 20 31 32 23 13;23 34 35 26 16 05"),
    ('4', "36 30 04 44"),
    ('5', "30 00 03 23 34 35 26 06"),
    ('6', "30 10 01 05 16 26 35 34 23 03"),
    ('7', "00 30 16"),
    ('8', "10 20 31 32 23 13 02 01 10;13 04 05 16 26 35 34 23"),
    ('9', "33 13 02 01 10 20 31 35 26 06"),
    (':', "03 03;06 06"),
    (';', "13 13;16 07"),
    ('<', "32 04 36"),
    ('=', "03 33;05 35"),
    ('>', "02 34 06"),
    ('?', "01 10 20 31 32 14;16 16"),
    ('@', "34 32 22 13 14 24 34 44 42 31 11 02 04 15 35"),
    ('A', "06 20 46;14 34"),
    ('B', "00 06 36 45 44 33 03;00 30 41 42 33"),
    ('C', "41 30 10 01 05 16 36 45"),
    ('D', "00 06 26 44 42 20 00"),
    ('E', "40 00 06 46;03 33"),
    ('F', "40 00 06;03 33"),
    ('G', "41 30 10 01 05 16 36 45 43 23"),
    ('H', "00 06;40 46;03 43"),
    ('I', "00 06"),
    ('J', "30 35 26 16 05"),
    ('K', "00 06;40 04;13 46"),
    ('L', "00 06 36"),
    ('M', "06 00 23 40 46"),
    ('N', "06 00 46 40"),
    ('O', "10 30 41 45 36 16 05 01 10"),
    ('P', "06 00 30 41 42 33 03"),
    ('Q', "10 30 41 45 36 16 05 01 10;24 46"),
    ('R', "06 00 30 41 42 33 03;23 46"),
    ('S', "41 30 10 01 02 13 33 44 45 36 16 05"),
    ('T', "00 40;20 26"),
    ('U', "00 05 16 36 45 40"),
    ('V', "00 26 40"),
    ('W', "00 16 22 36 40"),
    ('X', "00 46;40 06"),
    ('Y', "00 23 40;23 26"),
    ('Z', "00 40 06 46"),
    ('[', "10 00 06 16"),
    ('\\', "00 36"),
    (']', "00 10 16 06"),
    ('^', "02 10 22"),
    ('_', "07 37"),
    ('`', "00 11"),
    ('a', "12 22 33 36;34 14 05 16 26 35"),
    ('b', "00 06;03 12 22 33 35 26 16 05"),
    ('c', "33 22 12 03 05 16 26 35"),
    ('d', "30 36;33 22 12 03 05 16 26 35"),
    ('e', "04 34 33 22 12 03 05 16 26 35"),
    ('f', "20 11 16;02 22"),
    ('g', "32 37 28 18 07;33 22 12 03 05 16 26 35"),
    ('h', "00 06;03 12 22 33 36"),
    ('i', "02 06;00 00"),
    ('j', "12 17 08;10 10"),
    ('k', "00 06;32 04;14 36"),
    ('l', "00 05 16"),
    ('m', "02 06;03 12 23 26;23 32 43 46"),
    ('n', "02 06;03 12 22 33 36"),
    ('o', "12 22 33 35 26 16 05 03 12"),
    ('p', "02 08;03 12 22 33 35 26 16 05"),
    ('q', "32 38;33 22 12 03 05 16 26 35"),
    ('r', "02 06;04 12 22"),
    ('s', "32 12 03 14 24 35 26 06"),
    ('t', "10 15 26;02 22"),
    ('u', "02 05 16 26 35;32 36"),
    ('v', "02 26 42"),
    ('w', "02 16 23 36 42"),
    ('x', "02 36;32 06"),
    ('y', "02 26;42 08"),
    ('z', "02 32 06 36"),
    ('{', "20 11 12 03 14 15 26"),
    ('|', "00 07"),
    ('}', "00 11 12 23 14 15 06"),
    ('~', "04 13 24 33"),
    ('°', "10 01 12 21 10"),
    ('·', "03 03"),
    ('×', "02 35;32 05"),
    ('ß', "06 01 10 20 31 22 33 35 26 16"),
    ('–', "04 34"),
    ('—', "04 64"),
    ('•', "04 04"),
    ('…', "06 06;26 26;46 46"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_of_a_keyboard_is_there() {
        assert!(GLYPHS.is_sorted_by_key(|(letter, _)| *letter), "found by halving");
        for letter in ' '..='~' {
            assert!(glyph(letter).is_some(), "{letter}");
        }
        let on_grid = |(x, y): (i32, i32)| (0..=6).contains(&x) && (0..=8).contains(&y);
        for (letter, lines) in GLYPHS.iter().filter(|(_, lines)| !lines.is_empty()) {
            assert!(Glyph(lines).lines().flatten().all(on_grid), "{letter}");
        }
    }
}
