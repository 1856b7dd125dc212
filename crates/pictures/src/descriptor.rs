//! What a picture looks like, in about a kilobyte.

use std::sync::LazyLock;

use crate::{
    error::PictureError,
    field::{Field, Rect, WORKING_SIDE},
    frames::Frames,
    picture::Picture,
    windows::{TIGHT, VIEWS, WHOLE, WINDOWS},
};

/// Cells a side of the grid of lightness.
pub(crate) const GRID: usize = 32;
/// Cells a side of the grid of color.
pub(crate) const COLOR_GRID: usize = 8;
/// Below this many pixels a side a picture is an icon.
const LEAST_SIDE: u32 = 16;

/// Bits of the waves that change sign in the mirror: those of an odd count along a row.
pub(crate) const ODD: u64 = 0xAAAA_AAAA_AAAA_AAAA;

/// What is kept of a picture to find it again: codes of 43 windows, a grid of lightness and one of color.
#[derive(Debug, Clone, PartialEq)]
pub struct Descriptor {
    pub(crate) codes: [u64; VIEWS],
    /// 32 by 32 cells, two of 16 steps in a byte, the first in its lower half.
    pub(crate) lightness: [u8; GRID * GRID / 2],
    /// Two differences of color, 8 by 8 cells each.
    pub(crate) color: [i8; 2 * COLOR_GRID * COLOR_GRID],
    /// The picture with its bars, and without any even line, as shares of what lies inside its bars.
    pub(crate) frames: [Rect; 2],
}

impl Descriptor {
    /// Of a picture of any size.
    ///
    /// # Errors
    /// [`PictureError::TooSmall`] below 16 pixels a side.
    pub fn of(picture: &Picture) -> Result<Self, PictureError> {
        let seen = Seen::of(picture)?;
        let code = |view: usize| {
            let part = match view {
                WHOLE => Rect::FULL,
                TIGHT => seen.frames.tight,
                _ => seen.frames.inner.part(WINDOWS[view]),
            };
            code(&waves(&seen.field.lightness(part)))
        };
        let cells = seen.field.lightness::<GRID>(seen.frames.inner);
        let color = seen.field.color::<COLOR_GRID>(seen.frames.inner);
        let color = color.as_flattened().as_flattened();
        Ok(Self {
            codes: std::array::from_fn(code),
            lightness: packed(cells.as_flattened()),
            color: std::array::from_fn(|at| color[at].round().clamp(-128.0, 127.0) as i8),
            frames: [Rect::FULL, seen.frames.tight].map(|frame| frame.seen_from(seen.frames.inner)),
        })
    }
}

impl Descriptor {
    /// Of what is measured and of how it is written; what was kept of another version is measured anew.
    pub const VERSION: u8 = 1;

    /// Its length in bytes: the version, the codes, both grids and the frames.
    const LENGTH: usize = 1 + VIEWS * 8 + GRID * GRID / 2 + 2 * COLOR_GRID * COLOR_GRID + 2 * 4 * 4;

    /// The bytes to keep it by, 1,017 of them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let sides = self.frames.map(|frame| [frame.x, frame.y, frame.width, frame.height]);
        let mut bytes = Vec::with_capacity(Self::LENGTH);
        bytes.push(Self::VERSION);
        bytes.extend(self.codes.iter().flat_map(|code| code.to_le_bytes()));
        bytes.extend(self.lightness);
        bytes.extend(self.color.map(i8::cast_unsigned));
        bytes.extend(sides.as_flattened().iter().flat_map(|side| side.to_le_bytes()));
        bytes
    }

    /// Reads what [`Descriptor::to_bytes`] wrote; `None` for another version, length, or frames that are none.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (version, rest) = bytes.split_first()?;
        if *version != Self::VERSION || bytes.len() != Self::LENGTH {
            return None;
        }
        let (codes, rest) = rest.split_first_chunk::<{ VIEWS * 8 }>()?;
        let (lightness, rest) = rest.split_first_chunk()?;
        let (color, rest) = rest.split_first_chunk::<{ 2 * COLOR_GRID * COLOR_GRID }>()?;
        let sides: Vec<f32> = rest.as_chunks::<4>().0.iter().map(|side| f32::from_le_bytes(*side)).collect();
        if sides.iter().any(|side| !side.is_finite()) {
            return None;
        }
        let codes = codes.as_chunks::<8>().0;
        let frame =
            |at: usize| Rect { x: sides[at], y: sides[at + 1], width: sides[at + 2], height: sides[at + 3] };
        Some(Self {
            codes: std::array::from_fn(|at| u64::from_le_bytes(codes[at])),
            lightness: *lightness,
            color: color.map(u8::cast_signed),
            frames: [frame(0), frame(4)],
        })
    }
}

/// A picture ready to be looked at.
pub(crate) struct Seen {
    pub(crate) field: Field,
    pub(crate) frames: Frames,
}

impl Seen {
    pub(crate) fn of(picture: &Picture) -> Result<Self, PictureError> {
        picture.check_size(LEAST_SIDE)?;
        let small = picture.reduced(WORKING_SIDE);
        Ok(Self { field: Field::of(&small), frames: Frames::of(&small) })
    }
}

/// The strength of the 64 slowest waves, by how many half waves there are down (`at / 8`) and along (`at % 8`).
///
/// The discrete cosine transform of type II, as in pHash (Zauner, 2010). The first, the mean, is set to nothing.
pub(crate) fn waves(cells: &[[f32; GRID]; GRID]) -> [f32; 64] {
    static COSINES: LazyLock<[[f32; GRID]; 8]> = LazyLock::new(|| {
        std::array::from_fn(|half_waves| {
            std::array::from_fn(|at| {
                let angle =
                    (2 * at + 1) as f64 * half_waves as f64 * std::f64::consts::PI / (2 * GRID) as f64;
                angle.cos() as f32
            })
        })
    });
    let dot = |a: &[f32; GRID], b: &[f32; GRID]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    let along: [[f32; GRID]; 8] =
        std::array::from_fn(|wave| std::array::from_fn(|row| dot(&COSINES[wave], &cells[row])));
    let mut waves: [f32; 64] = std::array::from_fn(|at| dot(&COSINES[at / 8], &along[at % 8]));
    waves[0] = 0.0;
    waves
}

/// The signs of the waves.
pub(crate) fn code(waves: &[f32; 64]) -> u64 {
    waves.iter().enumerate().fold(0, |code, (at, wave)| code | (u64::from(*wave > 0.0) << at))
}

/// Cells in 16 steps from the darkest to the lightest.
fn packed(cells: &[f32]) -> [u8; GRID * GRID / 2] {
    let darkest = cells.iter().copied().fold(f32::INFINITY, f32::min);
    let lightest = cells.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let scale = 15.0 / (lightest - darkest).max(1.0);
    let step = |cell: f32| ((cell - darkest) * scale).round() as u8;
    std::array::from_fn(|at| step(cells[at * 2]) | (step(cells[at * 2 + 1]) << 4))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp(mirrored: bool) -> Picture {
        let mut rgb = Vec::new();
        for y in 0..64u32 {
            for x in 0..96u32 {
                let x = if mirrored { 95 - x } else { x };
                let light = (x * 2 + (x * y) % 37 + y) as u8;
                rgb.extend([light, light / 2, 255 - light]);
            }
        }
        Picture::new(96, 64, rgb).expect("as many")
    }

    #[test]
    fn the_mirror_turns_the_signs_of_odd_waves() {
        let (plain, mirrored) = (ramp(false), ramp(true));
        let code_of = |picture: &Picture| Descriptor::of(picture).expect("large enough").codes[0];
        let differ = (code_of(&plain) ^ ODD ^ code_of(&mirrored)) & !1;
        assert!(differ.count_ones() <= 2, "all but waves of next to no strength: {differ:b}");
    }

    #[test]
    fn a_descriptor_comes_back_and_damage_shows() {
        let descriptor = Descriptor::of(&ramp(false)).expect("large enough");
        let mut bytes = descriptor.to_bytes();
        assert_eq!(bytes.len(), Descriptor::LENGTH);
        assert_eq!(Descriptor::from_bytes(&bytes), Some(descriptor));
        assert_eq!(Descriptor::from_bytes(&bytes[1..]), None);
        assert_eq!(Descriptor::from_bytes(&[]), None);
        bytes[0] += 1;
        assert_eq!(Descriptor::from_bytes(&bytes), None, "of another version");
        bytes[0] -= 1;
        let last = bytes.len() - 4;
        bytes[last..].copy_from_slice(&f32::NAN.to_le_bytes());
        assert_eq!(Descriptor::from_bytes(&bytes), None, "a frame of no size");
    }

    #[test]
    fn icons_are_refused() {
        let icon = Picture::new(15, 40, vec![0; 1800]).expect("as many");
        assert_eq!(
            Descriptor::of(&icon).expect_err("an icon").to_string(),
            "the picture has 15 by 40 pixels, too few to compare; 16 a side are the least"
        );
    }
}
