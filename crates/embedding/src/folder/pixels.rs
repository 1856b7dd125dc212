//! A decoded picture, and how CLIP wants it: scaled, cut to a square, its colors shifted.

use serde::Deserialize;

/// The pixels of a picture, three bytes each (red, green, blue), row by row from the top left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pixels {
    width: usize,
    height: usize,
    bytes: Vec<u8>,
}

impl Pixels {
    /// `None` when there are not `width * height * 3` bytes, or none at all.
    pub fn new(width: usize, height: usize, bytes: Vec<u8>) -> Option<Self> {
        let wanted = width.checked_mul(height)?.checked_mul(3)?;
        (wanted > 0 && wanted == bytes.len()).then_some(Self { width, height, bytes })
    }

    /// Columns.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Rows.
    pub fn height(&self) -> usize {
        self.height
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// `preprocessor_config.json`; its defaults are those of the first CLIP.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub(super) struct Preparation {
    size: Size,
    crop_size: Size,
    image_mean: [f32; 3],
    image_std: [f32; 3],
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(untagged)]
enum Size {
    Number(usize),
    Shortest { shortest_edge: usize },
    Sides { height: usize, width: usize },
}

impl Size {
    fn sides(self) -> (usize, usize) {
        match self {
            Self::Number(side) | Self::Shortest { shortest_edge: side } => (side, side),
            Self::Sides { height, width } => (height, width),
        }
    }
}

impl Default for Preparation {
    fn default() -> Self {
        Self {
            size: Size::Number(224),
            crop_size: Size::Number(224),
            image_mean: [0.481_454_66, 0.457_827_5, 0.408_210_73],
            image_std: [0.268_629_54, 0.261_302_6, 0.275_777_1],
        }
    }
}

impl Preparation {
    /// Height and width of what comes out.
    pub(super) fn crop(&self) -> (usize, usize) {
        self.crop_size.sides()
    }

    /// Whether the scaled picture is never smaller than what is cut out of it.
    pub(super) fn covers(&self) -> bool {
        let ((height, width), crop) = (self.size.sides(), self.crop());
        height >= crop.0 && width >= crop.1
    }

    /// The picture as numbers, three a pixel. Only the part that is cut out is ever scaled, so a picture of
    /// any shape takes no more memory than its own height by the width cut out.
    pub(super) fn prepare(&self, picture: &Pixels) -> Vec<f32> {
        let (height, width) = match self.size {
            Size::Sides { height, width } => (height, width),
            Size::Number(edge) | Size::Shortest { shortest_edge: edge } => {
                if picture.width <= picture.height {
                    (edge * picture.height / picture.width, edge)
                } else {
                    (edge, edge * picture.width / picture.height)
                }
            }
        };
        let (crop_height, crop_width) = self.crop();
        let columns = taps(picture.width, width, (width - crop_width) / 2, crop_width);
        let rows = taps(picture.height, height, (height - crop_height) / 2, crop_height);
        // Across first and then down, rounded to whole bytes between, as Pillow does it.
        let mut across = vec![0.0; picture.height * crop_width * 3];
        for y in 0..picture.height {
            for (x, (from, weights)) in columns.iter().enumerate() {
                for color in 0..3 {
                    let pixel =
                        |at: usize| f32::from(picture.bytes[(y * picture.width + from + at) * 3 + color]);
                    let sum: f32 = weights.iter().enumerate().map(|(at, weight)| weight * pixel(at)).sum();
                    across[(y * crop_width + x) * 3 + color] = byte(sum);
                }
            }
        }
        let mut prepared = Vec::with_capacity(crop_height * crop_width * 3);
        for (from, weights) in &rows {
            for x in 0..crop_width {
                for color in 0..3 {
                    let pixel = |at: usize| across[((from + at) * crop_width + x) * 3 + color];
                    let sum: f32 = weights.iter().enumerate().map(|(at, weight)| weight * pixel(at)).sum();
                    let value = byte(sum) / 255.0;
                    prepared.push((value - self.image_mean[color]) / self.image_std[color]);
                }
            }
        }
        prepared
    }
}

/// A value as a byte holds it.
fn byte(value: f32) -> f32 {
    (value + 0.5).floor().clamp(0.0, 255.0)
}

/// For each of `count` places from `first` on, out of `to`: where its sources begin, and their weights.
fn taps(from: usize, to: usize, first: usize, count: usize) -> Vec<(usize, Vec<f32>)> {
    let scale = from as f64 / to as f64;
    let stretch = scale.max(1.0);
    let support = 2.0 * stretch;
    (first..first + count)
        .map(|at| {
            let center = (at as f64 + 0.5) * scale;
            let begin = (center - support + 0.5).max(0.0) as usize;
            let end = ((center + support + 0.5) as usize).min(from).max(begin + 1);
            let weights: Vec<f64> =
                (begin..end).map(|source| cubic((source as f64 - center + 0.5) / stretch)).collect();
            let sum: f64 = weights.iter().sum();
            (begin, weights.into_iter().map(|weight| (weight / sum) as f32).collect())
        })
        .collect()
}

/// Keys' cubic kernel with a = -0.5, as Pillow's `BICUBIC` has it.
fn cubic(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        (1.5 * x - 2.5) * x * x + 1.0
    } else if x < 2.0 {
        ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_must_fill_the_picture() {
        assert!(Pixels::new(2, 1, vec![0; 6]).is_some());
        assert!(Pixels::new(2, 1, vec![0; 5]).is_none());
        assert!(Pixels::new(0, 1, Vec::new()).is_none());
        assert!(Pixels::new(usize::MAX, 2, Vec::new()).is_none());
    }

    #[test]
    fn a_plain_picture_stays_plain_and_only_the_middle_counts() {
        let preparation = Preparation {
            size: Size::Shortest { shortest_edge: 4 },
            crop_size: Size::Sides { height: 4, width: 4 },
            image_mean: [0.0; 3],
            image_std: [1.0; 3],
        };
        let plain = Pixels::new(9000, 8, [51, 102, 255].repeat(72_000)).expect("a picture");
        let prepared = preparation.prepare(&plain);
        assert_eq!(prepared.len(), 48);
        for pixel in prepared.chunks(3) {
            assert_eq!(pixel, [0.2, 0.4, 1.0]);
        }
    }
}
