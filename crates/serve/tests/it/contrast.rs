//! The colours of the style sheet, held to WCAG AA: 4.5 for text, 3 for what only marks a place.

use std::collections::HashMap;

const TOKENS: &str = include_str!("../../assets/tokens.css");

/// Text on each ground it stands on.
const TEXT: [(&str, &str); 17] = [
    ("ink", "paper"),
    ("ink", "sheet"),
    ("ink", "sunk"),
    ("ink", "accent-wash"),
    ("ink-soft", "paper"),
    ("ink-soft", "sheet"),
    ("ink-soft", "sunk"),
    ("accent", "paper"),
    ("accent", "sheet"),
    ("accent", "sunk"),
    ("accent-ink", "accent"),
    ("good", "paper"),
    ("warn", "paper"),
    ("good", "sheet"),
    ("warn", "sheet"),
    ("warn", "sunk"),
    ("paper", "ink"),
];

/// The focus ring on what it surrounds.
const MARKS: [(&str, &str); 3] = [("focus", "paper"), ("focus", "sheet"), ("focus", "sunk")];

/// Every block of tokens that sets colours: light, dark by system, dark by choice.
fn themes() -> Vec<HashMap<&'static str, [f64; 3]>> {
    TOKENS.split('}').map(colours).filter(|colours| colours.contains_key("paper")).collect()
}

fn colours(block: &'static str) -> HashMap<&'static str, [f64; 3]> {
    let lines = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    lines.map(|(name, hex)| (name, rgb(hex.trim_end_matches(';')))).collect()
}

fn rgb(hex: &str) -> [f64; 3] {
    assert_eq!(hex.len(), 6, "{hex}");
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).expect("hex digits")) / 255.0)
}

/// Relative luminance as WCAG 2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|c| if c <= 0.04045 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn text_can_be_read_in_every_theme() {
    let themes = themes();
    assert_eq!(themes.len(), 3, "light, dark by system, dark by choice");
    assert_eq!(themes[1], themes[2], "both ways to the dark look the same");
    for (number, theme) in themes.iter().enumerate() {
        for (pairs, least) in [(&TEXT[..], 4.5), (&MARKS[..], 3.0)] {
            for (front, ground) in pairs {
                let found = contrast(theme[front], theme[ground]);
                assert!(found >= least, "theme {number}: {front} on {ground} has {found:.2}, not {least}");
            }
        }
    }
}

#[test]
fn drawn_titles_can_be_read() {
    for [paper, .., ink] in assets::PALETTES {
        let found = contrast(rgb(&paper[1..]), rgb(&ink[1..]));
        assert!(found >= 4.5, "{ink} on {paper} has {found:.2}");
    }
}

#[test]
fn black_on_white_is_twenty_one() {
    assert!((contrast(rgb("000000"), rgb("ffffff")) - 21.0).abs() < 1e-9);
}
