//! A picture as sums, so that the mean over any window costs four look-ups.

use crate::picture::Picture;

/// The longer side that windows are cut from, in pixels: eight for each cell of the finest grid.
pub(crate) const WORKING_SIDE: u32 = 256;

/// A part of a picture, in shares of the frame it is told in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f32,
    pub(crate) y: f32,
    pub(crate) width: f32,
    pub(crate) height: f32,
}

impl Rect {
    /// All of it.
    pub(crate) const FULL: Self = Self { x: 0.0, y: 0.0, width: 1.0, height: 1.0 };

    /// Of a part of this part, in the frame that this one is told in.
    pub(crate) fn part(self, inner: Self) -> Self {
        Self {
            x: self.x + inner.x * self.width,
            y: self.y + inner.y * self.height,
            width: inner.width * self.width,
            height: inner.height * self.height,
        }
    }

    /// Of a part told in the outer frame, told in this one; it may reach beyond.
    pub(crate) fn seen_from(self, frame: Self) -> Self {
        Self {
            x: (self.x - frame.x) / frame.width,
            y: (self.y - frame.y) / frame.height,
            width: self.width / frame.width,
            height: self.height / frame.height,
        }
    }

    /// Left and right exchanged.
    pub(crate) fn mirrored(self) -> Self {
        Self { x: 1.0 - self.x - self.width, ..self }
    }
}

/// Sums of lightness and of two differences of color over everything above and left of each corner of a pixel.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    width: usize,
    height: usize,
    channels: [Vec<f64>; 3],
}

impl Field {
    /// Of a picture that was brought to [`WORKING_SIDE`].
    ///
    /// Lightness is 0 to 255, the differences of color −128 to 128 (ITU-R BT.601).
    pub(crate) fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let stride = width + 1;
        let mut channels = [const { Vec::new() }; 3];
        for sums in &mut channels {
            sums.resize(stride * (height + 1), 0.0);
        }
        for (row, line) in picture.rgb().chunks_exact(width * 3).enumerate() {
            let mut along = [0.0f64; 3];
            for (column, [red, green, blue]) in line.as_chunks::<3>().0.iter().enumerate() {
                let (red, green, blue) = (f64::from(*red), f64::from(*green), f64::from(*blue));
                let light = 0.299 * red + 0.587 * green + 0.114 * blue;
                let values = [light, (blue - light) * 0.564, (red - light) * 0.713];
                let at = (row + 1) * stride + column + 1;
                for channel in 0..3 {
                    along[channel] += values[channel];
                    channels[channel][at] = channels[channel][at - stride] + along[channel];
                }
            }
        }
        Self { width, height, channels }
    }

    /// Means of lightness over `N` by `N` cells of a part.
    pub(crate) fn lightness<const N: usize>(&self, part: Rect) -> [[f32; N]; N] {
        self.means(&self.channels[0], part)
    }

    /// Means of the two differences of color over `N` by `N` cells of a part.
    pub(crate) fn color<const N: usize>(&self, part: Rect) -> [[[f32; N]; N]; 2] {
        [self.means(&self.channels[1], part), self.means(&self.channels[2], part)]
    }

    fn means<const N: usize>(&self, sums: &[f64], part: Rect) -> [[f32; N]; N] {
        let corner = |start: f32, length: f32, cell: usize, size: usize| {
            let share = f64::from(start) + f64::from(length) * cell as f64 / N as f64;
            let exact = share.clamp(0.0, 1.0) * size as f64;
            let whole = (exact as usize).min(size - 1);
            (whole, exact - whole as f64)
        };
        let stride = self.width + 1;
        let line = |row: usize| {
            let (top, down) = corner(part.y, part.height, row, self.height);
            let mut line = vec![0.0f64; N + 1];
            for (column, sum) in line.iter_mut().enumerate() {
                let (left, right) = corner(part.x, part.width, column, self.width);
                let at = top * stride + left;
                let above = sums[at] * (1.0 - right) + sums[at + 1] * right;
                let below = sums[at + stride] * (1.0 - right) + sums[at + stride + 1] * right;
                *sum = above * (1.0 - down) + below * down;
            }
            line
        };
        let cell_area = f64::from(part.width) * f64::from(part.height) * (self.width * self.height) as f64
            / (N * N) as f64;
        let mut means = [[0.0; N]; N];
        let mut above = line(0);
        for (row, cells) in means.iter_mut().enumerate() {
            let below = line(row + 1);
            for (column, mean) in cells.iter_mut().enumerate() {
                let sum = below[column + 1] - below[column] - above[column + 1] + above[column];
                *mean = (sum / cell_area.max(1e-9)) as f32;
            }
            above = below;
        }
        means
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_exact_between_pixels() {
        let greys: Vec<u8> = (0..16u8).flat_map(|at| [at * 10; 3]).collect();
        let field = Field::of(&Picture::new(4, 4, greys).expect("sixteen pixels"));
        let near = |means: [[f32; 2]; 2], expected: [[f32; 2]; 2]| {
            assert!(
                means.as_flattened().iter().zip(expected.as_flattened()).all(|(a, b)| (a - b).abs() < 1e-3)
            );
        };
        near(field.lightness::<2>(Rect::FULL), [[25.0, 45.0], [105.0, 125.0]]);
        // Half a pixel in from every side: cells of one and a half pixels.
        let inner = Rect { x: 0.125, y: 0.125, width: 0.75, height: 0.75 };
        let [[first, _], [_, last]] = field.lightness::<2>(inner);
        assert!((first + last - 150.0).abs() < 1e-3, "the middle is the middle");
        assert!(field.color::<2>(Rect::FULL).as_flattened().as_flattened().iter().all(|c| c.abs() < 0.01));
    }

    #[test]
    fn a_part_of_a_part_is_seen_back() {
        let frame = Rect { x: 0.25, y: 0.1, width: 0.5, height: 0.8 };
        let inner = Rect { x: 0.5, y: 0.5, width: 0.25, height: 0.25 };
        let back = frame.part(inner).seen_from(frame);
        assert!((back.x - inner.x).abs() < 1e-6 && (back.height - inner.height).abs() < 1e-6);
        assert!((inner.mirrored().x - 0.25).abs() < 1e-6);
    }
}
