//! A drawn poster for works whose picture is missing or unreachable.
//!
//! A small landscape in the manner of a picture scroll: paper, far hills, bands of mist, one sun. All
//! of it follows from the title, so that the same work always wears the same picture. Only
//! presentation attributes are used, because our pages forbid inline styles.

use std::fmt::Write as _;

use model::Script;
use sha2::{Digest, Sha256};

/// Width and height of the drawing, the proportions of a poster.
const SIZE: (u32, u32) = (240, 340);

/// The colours of one drawing: paper, far hill, near hill, ink of the title.
type Palette = [&'static str; 4];

/// The sets of colours a title is given one of. The ink reads on the paper with a contrast of 4.5.
pub const PALETTES: [Palette; 6] = [
    ["#f1e7d3", "#b7bfae", "#6f8473", "#2c332b"], // pine
    ["#ece6da", "#a9b4c2", "#5d7188", "#242c36"], // rain
    ["#f4e3d4", "#d9b39b", "#a9735c", "#3b241b"], // clay
    ["#efe4e4", "#c7a9b4", "#8d6578", "#35212b"], // plum
    ["#e9e8d8", "#c3bf8d", "#8a8a4e", "#2f2f19"], // tea
    ["#e6e9e8", "#9fb8b8", "#4f7a7c", "#1d3032"], // water
];

/// The vermilion of the sun, the one accent of the house.
const SUN: &str = "#c8452c";

/// A drawn stand-in for a poster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placeholder {
    title: String,
    seed: [u8; 32],
}

impl Placeholder {
    /// The picture of a title; the native one looks best. Equal titles give equal pictures.
    pub fn new(title: &str) -> Self {
        Self { title: title.trim().to_owned(), seed: Sha256::digest(title.trim().as_bytes()).into() }
    }

    /// The picture as an SVG document of 240 by 340 units, 1 to 4 kB, without scripts or styles.
    pub fn svg(&self) -> String {
        let [paper, far, near, ink] = self.palette();
        let (width, height) = SIZE;
        let mut svg = String::with_capacity(3000);
        // Writing to a `String` cannot fail, so the results are let go.
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"><title>{}</title><rect width="{width}" height="{height}" fill="{paper}"/>"#,
            escaped(&self.title)
        );
        let (x, y, radius) = (self.pick(1, 60, 180), self.pick(2, 96, 150), self.pick(3, 26, 44));
        let _ = write!(svg, r#"<circle cx="{x}" cy="{y}" r="{radius}" fill="{SUN}" fill-opacity=".88"/>"#);
        self.mist(&mut svg, paper, 4, y + 14);
        self.hill(&mut svg, far, 8, 208, 34);
        self.mist(&mut svg, paper, 14, 232);
        self.hill(&mut svg, near, 16, 262, 30);
        self.mist(&mut svg, paper, 22, 296);
        self.lettering(&mut svg, paper, ink);
        svg.push_str("</svg>");
        svg
    }

    fn palette(&self) -> Palette {
        PALETTES[usize::from(self.seed[0]) % PALETTES.len()]
    }

    /// A number from `low` to `high`, drawn from the seed's byte at a place.
    fn pick(&self, place: usize, low: u32, high: u32) -> u32 {
        low + u32::from(self.seed[place % 32]) * (high - low) / 255
    }

    /// A rolling line of hills around a height, filled down to the lower edge.
    fn hill(&self, svg: &mut String, colour: &str, place: usize, height: u32, swing: u32) {
        let level = |step: usize| height - swing + self.pick(place + step, 0, 2 * swing);
        let _ = write!(svg, r#"<path fill="{colour}" d="M0 {} Q"#, level(0));
        for step in 1..=4 {
            // Each pair is a control point on the line and the middle of the next stretch.
            let (control, end) = (60 * step - 30, 60 * step);
            let _ = write!(svg, " {control} {} {end} {}", level(step as usize), height);
        }
        let _ = write!(svg, r#" L{} {} L0 {} Z"/>"#, SIZE.0, SIZE.1, SIZE.1);
    }

    /// Two rounded bands of mist, as scrolls draw them between scenes.
    fn mist(&self, svg: &mut String, paper: &str, place: usize, y: u32) {
        for band in 0..2u32 {
            let slot = place + 2 * band as usize;
            let (x, width) = (self.pick(slot, 0, 150), self.pick(slot + 1, 90, 200));
            let _ = write!(
                svg,
                r#"<rect x="{}" y="{}" width="{width}" height="9" rx="4.5" fill="{paper}" fill-opacity=".92"/>"#,
                i64::from(x) - 40,
                y + band * 12,
            );
        }
    }

    /// The title: a column from the top right for Japanese and Chinese, lines at the top otherwise.
    fn lettering(&self, svg: &mut String, paper: &str, ink: &str) {
        if matches!(Script::of(&self.title), Script::Kana | Script::Han) {
            self.column(svg, paper, ink);
        } else {
            self.lines(svg, ink);
        }
    }

    fn column(&self, svg: &mut String, paper: &str, ink: &str) {
        const PER_COLUMN: usize = 11;
        let letters: Vec<char> = self.title.chars().take(2 * PER_COLUMN).collect();
        let columns = letters.chunks(PER_COLUMN).count();
        let left = SIZE.0 as usize - 14 - 28 * columns;
        let tallest = letters.len().min(PER_COLUMN);
        let _ = write!(
            svg,
            r#"<rect x="{left}" y="14" width="{}" height="{}" fill="{paper}" stroke="{ink}" stroke-opacity=".35"/><g fill="{ink}" font-family="Hiragino Mincho ProN, Yu Mincho, Noto Serif CJK JP, Noto Serif JP, serif" font-size="20" writing-mode="vertical-rl">"#,
            28 * columns,
            22 * tallest + 14,
        );
        for (place, column) in letters.chunks(PER_COLUMN).enumerate() {
            let x = SIZE.0 as usize - 14 - 14 - 28 * place;
            let text: String = column.iter().collect();
            let _ = write!(svg, r#"<text x="{x}" y="22" letter-spacing="2">{}</text>"#, escaped(text.trim()));
        }
        svg.push_str("</g>");
    }

    fn lines(&self, svg: &mut String, ink: &str) {
        let _ = write!(
            svg,
            r#"<g fill="{ink}" font-family="Iowan Old Style, Palatino Linotype, Palatino, Georgia, serif" font-size="21" font-weight="600">"#
        );
        for (row, line) in wrapped(&self.title, 18, 3).iter().enumerate() {
            let _ = write!(svg, r#"<text x="18" y="{}">{}</text>"#, 38 + 26 * row, escaped(line));
        }
        svg.push_str("</g>");
    }
}

/// A text in lines of at most `width` letters, broken at blanks; what does not fit ends in `…`.
fn wrapped(text: &str, width: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("begins with one line");
        let joined = line.chars().count() + 1 + word.chars().count();
        if line.is_empty() {
            line.push_str(word);
        } else if joined <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    let cut_off = lines.len() > most;
    lines.truncate(most);
    for line in &mut lines {
        if line.chars().count() > width {
            *line = line.chars().take(width - 1).chain(['…']).collect();
        }
    }
    if cut_off
        && let Some(last) = lines.last_mut()
        && !last.ends_with('…')
    {
        last.push('…');
    }
    lines
}

/// Text made safe for XML; characters that XML 1.0 cannot hold are left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '"' => safe.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => safe.push(letter),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_title_wears_the_same_picture() {
        let moon = Placeholder::new("Moonlit Depot").svg();
        assert_eq!(moon, Placeholder::new(" Moonlit Depot ").svg());
        assert_ne!(moon, Placeholder::new("Sunlit Depot").svg());
    }

    #[test]
    fn japanese_stands_in_columns() {
        let svg = Placeholder::new("月あかりの停車場スペシャル版").svg();
        assert_eq!(svg.matches("<text").count(), 2);
        assert!(svg.contains("writing-mode=\"vertical-rl\""), "{svg}");
        assert!(Placeholder::new("Moonlit Depot").svg().contains(">Moonlit Depot</text>"));
    }

    #[test]
    fn titles_cannot_break_out_and_need_no_style() {
        for title in ["<script>alert(1)</script> & \"x\"", "", "\u{0}\u{ffff}", &"long ".repeat(400)] {
            let svg = Placeholder::new(title).svg();
            assert!(!svg.contains("<script"), "{svg}");
            assert!(!svg.contains("style="), "{svg}");
            assert!(!svg.chars().any(char::is_control), "{svg}");
            assert!(svg.len() < 8000 || title.len() > 1000);
        }
    }

    #[test]
    fn lines_break_at_blanks_and_say_what_they_leave_out() {
        assert_eq!(
            wrapped("The Long Road to the Moonlit Depot", 18, 3),
            ["The Long Road to", "the Moonlit Depot"]
        );
        assert_eq!(wrapped("one two three", 5, 2), ["one", "two…"]);
        assert_eq!(wrapped("Incomprehensibilities", 8, 2), ["Incompr…"]);
    }
}
