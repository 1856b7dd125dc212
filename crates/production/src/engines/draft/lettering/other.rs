//! Letters that our hand does not have: glyphs of GNU Unifont, sixteen dots high.

use unifont::{Glyph, get_glyph};

use crate::engines::draft::{canvas::Canvas, color::ALL, path::ONE};

use super::Hand;

/// Dots from the top of a glyph to its lower end, and to the ground line.
const DOTS: i32 = 16;
const GROUND: i32 = 14;

/// The height of a glyph beside capitals of this height, in pixels: sixteen at a size of 11, where every dot is a pixel.
fn height(size: i32) -> i32 {
    (size * DOTS / 11).max(6)
}

/// How wide a letter is, in [`ONE`]ths of a pixel.
pub(super) fn step(letter: char, size: i32) -> i32 {
    height(size) * ONE * dots_wide(get_glyph(letter)) / DOTS
}

fn dots_wide(glyph: Option<&Glyph>) -> i32 {
    glyph.map_or(8, |glyph| glyph.get_width() as i32)
}

/// Draws a letter, or an empty box for one that nobody knows.
pub(super) fn draw(canvas: &mut Canvas, letter: char, x: i32, bottom: i32, hand: Hand) {
    let (glyph, height) = (get_glyph(letter), height(hand.size));
    let across = dots_wide(glyph);
    let is_ink = |x: i32, y: i32| match glyph {
        Some(glyph) => glyph.get_pixel(x as usize, y as usize),
        None => (2..14).contains(&y) && (x == 1 || x == 6 || y == 2 || y == 13) && (1..=6).contains(&x),
    };
    let (left, top) = (x >> 8, bottom - height * GROUND / DOTS);
    for row in 0..height {
        for column in 0..(height * across / DOTS).max(1) {
            let ink = covered(column, row, height, across, &is_ink);
            canvas.dot(left + column, top + row, hand.color, ink.min(ALL));
        }
    }
}

/// How much of a pixel is ink, of [`ALL`]: each dot counts by the part of it that lies in the pixel.
fn covered(column: i32, row: i32, height: i32, across: i32, is_ink: &dyn Fn(i32, i32) -> bool) -> u32 {
    let span = |at: i32, most: i32| {
        let (from, to) = (at * DOTS * 16 / height, (at + 1) * DOTS * 16 / height);
        (from / 16..=(to - 1) / 16)
            .filter(move |dot| *dot < most)
            .map(move |dot| (dot, (to.min((dot + 1) * 16) - from.max(dot * 16)).max(0)))
    };
    let (mut ink, mut whole) = (0, 0);
    for (y, down) in span(row, DOTS) {
        for (x, over) in span(column, across) {
            whole += down * over;
            if is_ink(x, y) {
                ink += down * over;
            }
        }
    }
    // Thin lines stay readable when several dots share a pixel.
    (ink * 320 / whole.max(1)) as u32
}
