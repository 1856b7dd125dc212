//! A decoded picture.

use crate::error::PictureError;

/// Pixels in rows from the top, red, green and blue with a byte each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// Out of pixels; `None` when they are not three bytes for each of `width` times `height`, or none at all.
    pub fn new(width: u32, height: u32, rgb: Vec<u8>) -> Option<Self> {
        let fits = width > 0 && height > 0 && rgb.len() as u64 == u64::from(width) * u64::from(height) * 3;
        fits.then_some(Self { width, height, rgb })
    }

    /// In pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// Three bytes a pixel.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The same picture with its longer side at most `side` pixels, each new pixel the mean of what it covers;
    /// a smaller picture stays as it is.
    #[must_use]
    pub fn reduced(&self, side: u32) -> Self {
        let longer = self.width.max(self.height);
        if longer <= side.max(1) {
            return self.clone();
        }
        let scaled = |length: u32| {
            let exact = f64::from(length) * f64::from(side.max(1)) / f64::from(longer);
            (exact.round() as u32).max(1)
        };
        self.averaged(scaled(self.width), scaled(self.height))
    }

    /// Refuses what has too few pixels to be told from others.
    pub(crate) fn check_size(&self, least: u32) -> Result<(), PictureError> {
        if self.width < least || self.height < least {
            return Err(PictureError::TooSmall { width: self.width, height: self.height, least });
        }
        Ok(())
    }

    /// Area averages, row by row, so that only one row of sums is held beside the pictures.
    fn averaged(&self, width: u32, height: u32) -> Self {
        let (columns, rows) = (spans(self.width, width), spans(self.height, height));
        let stride = self.width as usize * 3;
        let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
        let mut sums = vec![0.0f32; width as usize * 3];
        for (first, weights) in &rows {
            sums.fill(0.0);
            for (line, down) in weights.iter().enumerate() {
                let row = &self.rgb[(first + line) * stride..][..stride];
                for (sum, (left, across)) in sums.as_chunks_mut::<3>().0.iter_mut().zip(&columns) {
                    for (pixel, weight) in row[left * 3..].as_chunks::<3>().0.iter().zip(across) {
                        let weight = weight * down;
                        sum[0] += f32::from(pixel[0]) * weight;
                        sum[1] += f32::from(pixel[1]) * weight;
                        sum[2] += f32::from(pixel[2]) * weight;
                    }
                }
            }
            rgb.extend(sums.iter().map(|sum| sum.round() as u8));
        }
        Self { width, height, rgb }
    }
}

/// For each of `to` cells over `from` pixels: the first pixel it covers, and the share of each in its mean.
fn spans(from: u32, to: u32) -> Vec<(usize, Vec<f32>)> {
    let scale = f64::from(from) / f64::from(to);
    let span = |cell: u32| {
        let (start, end) = (f64::from(cell) * scale, f64::from(cell + 1) * scale);
        let first = start as usize;
        let last = (end.ceil() as usize).clamp(first + 1, from as usize);
        let covered = |pixel: usize| end.min((pixel + 1) as f64) - start.max(pixel as f64);
        (first, (first..last).map(|pixel| (covered(pixel).max(0.0) / scale) as f32).collect())
    };
    (0..to).map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn means_are_of_what_a_pixel_covers() {
        let row: Vec<u8> = [0, 30, 60, 90, 120, 150].iter().flat_map(|grey| [*grey; 3]).collect();
        let wide = Picture::new(6, 1, row).expect("six pixels");
        assert_eq!(wide.reduced(3).rgb(), [15, 15, 15, 75, 75, 75, 135, 135, 135]);
        // A pixel and a half each: (0 + 30 / 2) / 1.5, and so on.
        assert_eq!(
            wide.reduced(4).rgb().as_chunks::<3>().0.iter().map(|p| p[0]).collect::<Vec<_>>(),
            [10, 50, 100, 140]
        );
        assert_eq!(wide.reduced(6), wide);
        assert_eq!(Picture::new(2, 2, vec![0; 11]), None);
        assert_eq!(Picture::new(0, 2, vec![]), None);
    }
}
