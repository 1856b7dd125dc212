//! Where a picture ends and the bars or the border around it begin.

use crate::{field::Rect, picture::Picture};

/// How far a pixel of a border may be off its color, of 255, in the channel that is farthest off. Pressed black bars
/// stray by some ten.
const STRAY: u8 = 14;

/// The share of a line's pixels that must have the border's color. Subtitles in a bar cover less than the rest.
const EVEN: f32 = 0.8;

/// The share of the first line inside that must differ from the border, where the edge is sharp.
const SHARP: f32 = 0.5;

/// The share of a bar that must have its color where text covers the rest.
const WRITTEN: f32 = 0.45;

/// What must be left of a side; a picture that is mostly blank is all picture.
const LEAST: f32 = 0.3;

/// The frames that a picture may be meant by, in shares of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Frames {
    /// Without bars or a border that lie on opposite sides and end in a sharp edge; else the whole.
    pub(crate) inner: Rect,
    /// Without all even lines at any side; else the whole.
    pub(crate) tight: Rect,
}

impl Frames {
    /// Of a small picture.
    pub(crate) fn of(picture: &Picture) -> Self {
        Self { inner: frame(picture, true), tight: frame(picture, false) }
    }
}

fn frame(picture: &Picture, strict: bool) -> Rect {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let rows = trimmed(height, strict, |row| Line { picture, start: row * width, step: 1, count: width });
    let columns = trimmed(width, strict, |column| Line {
        picture,
        start: rows.0 * width + column,
        step: width,
        count: rows.1 - rows.0,
    });
    Rect {
        x: columns.0 as f32 / width as f32,
        y: rows.0 as f32 / height as f32,
        width: (columns.1 - columns.0) as f32 / width as f32,
        height: (rows.1 - rows.0) as f32 / height as f32,
    }
}

/// The first line inside, and the first beyond.
fn trimmed<'a>(count: usize, strict: bool, line: impl Fn(usize) -> Line<'a>) -> (usize, usize) {
    let all = (0, count);
    let depth = |at: &dyn Fn(usize) -> usize| {
        let color = line(at(0)).color();
        let depth = (0..count).take_while(|deep| line(at(*deep)).share_of(color) >= EVEN).count();
        let thin = depth < 2 || depth * 80 < count;
        // One line of mixed color may lie between.
        let sharp = |deep: usize| deep < count && 1.0 - line(at(deep)).share_of(color) >= SHARP;
        if thin || (strict && !sharp(depth) && !sharp(depth + 1)) { 0 } else { depth }
    };
    let (mut before, mut after) = (depth(&|deep| deep), depth(&|deep| count - 1 - deep));
    if strict {
        // A bar with text in it: as deep as the bar across, mostly of its color, and with an edge as sharp.
        let color = line(if before > after { 0 } else { count - 1 }).color();
        let written = |deep: usize, at: &dyn Fn(usize) -> usize| {
            let share = |deep: usize| line(at(deep)).share_of(color);
            deep * 2 < count
                && (0..deep).map(share).sum::<f32>() >= deep as f32 * WRITTEN
                && share(deep + 1) <= 1.0 - SHARP
        };
        if before > after && written(before, &|deep| count - 1 - deep) {
            after = before;
        } else if after > before && written(after, &|deep| deep) {
            before = after;
        }
    }
    if ((count as f32) - (before + after) as f32) < count as f32 * LEAST {
        return all;
    }
    if strict && (before.min(after) == 0 || before.max(after) > 3 * before.min(after)) {
        return all;
    }
    (before, count - after)
}

/// A row or a column of pixels.
struct Line<'a> {
    picture: &'a Picture,
    start: usize,
    step: usize,
    count: usize,
}

impl Line<'_> {
    fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        let pixels = self.picture.rgb().as_chunks::<3>().0;
        (0..self.count).map(|at| pixels[self.start + at * self.step])
    }

    /// The median of each channel.
    fn color(&self) -> [u8; 3] {
        std::array::from_fn(|channel| {
            let mut values: Vec<u8> = self.pixels().map(|pixel| pixel[channel]).collect();
            let middle = values.len() / 2;
            *values.select_nth_unstable(middle).1
        })
    }

    /// The share of its pixels that have a color.
    fn share_of(&self, color: [u8; 3]) -> f32 {
        let alike =
            |pixel: &[u8; 3]| pixel.iter().zip(color).all(|(part, border)| part.abs_diff(border) <= STRAY);
        self.pixels().filter(alike).count() as f32 / self.count.max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of stripes with bars: rows above, below, and columns at both sides.
    fn framed(above: u32, below: u32, beside: u32) -> Picture {
        let (width, height) = (40 + 2 * beside, 40 + above + below);
        let mut rgb = Vec::new();
        for y in 0..height {
            for x in 0..width {
                let inside = y >= above && y < height - below && x >= beside && x < width - beside;
                let stripes = 60 + ((x * 7 + y * 13) % 19 * 10) as u8;
                rgb.extend(if inside { [stripes, 90, stripes / 2] } else { [4, 4, 8] });
            }
        }
        Picture::new(width, height, rgb).expect("as many")
    }

    #[test]
    fn bars_and_borders_are_taken_off() {
        let near = |rect: Rect, x: f32, y: f32, height: f32| {
            assert!((rect.x - x).abs() < 1e-5 && (rect.y - y).abs() < 1e-5, "{rect:?}");
            assert!((rect.height - height).abs() < 1e-5, "{rect:?}");
        };
        near(Frames::of(&framed(10, 10, 0)).inner, 0.0, 1.0 / 6.0, 2.0 / 3.0);
        near(Frames::of(&framed(5, 5, 5)).inner, 0.1, 0.1, 0.8);
        assert_eq!(Frames::of(&framed(0, 0, 0)), Frames { inner: Rect::FULL, tight: Rect::FULL });
        let lower = Frames::of(&framed(0, 10, 0));
        assert_eq!(lower.inner, Rect::FULL, "one bar alone may be of the picture");
        near(lower.tight, 0.0, 0.0, 0.8);
    }

    #[test]
    fn an_even_picture_stays_whole() {
        let even = Picture::new(30, 20, vec![7; 1800]).expect("even");
        assert_eq!(Frames::of(&even), Frames { inner: Rect::FULL, tight: Rect::FULL });
    }
}
