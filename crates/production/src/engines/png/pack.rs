//! Pixels as a PNG file, with the same bytes on every machine.
//!
//! The packer is `fdeflate`, which has one fixed code and no choices that hang on the processor. The usual ones hash
//! with instructions that some processors have, and pack otherwise on others.

use super::chunks::{begin, put};

/// Bytes of a pixel.
const PIXEL: usize = 3;

/// A file of pixels in rows from the top, red, green and blue with a byte each.
///
/// # Panics
/// When there are not three bytes for each pixel.
pub fn pack(width: u32, height: u32, rgb: &[u8]) -> Vec<u8> {
    let stride = width as usize * PIXEL;
    assert_eq!(rgb.len(), stride * height as usize, "three bytes for each pixel");
    let packed = fdeflate::compress_to_vec(&filtered(stride, rgb));
    let mut file = Vec::with_capacity(packed.len() + 64);
    begin(&mut file);
    let mut header = [0; 13];
    header[..4].copy_from_slice(&width.to_be_bytes());
    header[4..8].copy_from_slice(&height.to_be_bytes());
    header[8..].copy_from_slice(&[8, 2, 0, 0, 0]); // eight bits each of three colors, and the one known method
    put(&mut file, *b"IHDR", &header);
    put(&mut file, *b"IDAT", &packed);
    put(&mut file, *b"IEND", &[]);
    file
}

/// Each row as what it differs from its neighbors, by whichever of two filters leaves less.
fn filtered(stride: usize, rgb: &[u8]) -> Vec<u8> {
    let rows = rgb.chunks_exact(stride.max(1));
    let mut out = Vec::with_capacity(rgb.len() + rows.len());
    let nothing = vec![0; stride];
    let (mut left, mut up) = (vec![0; stride], vec![0; stride]);
    let mut above = nothing.as_slice();
    for row in rows {
        left[..PIXEL].copy_from_slice(&row[..PIXEL]);
        for (out, (a, b)) in left[PIXEL..].iter_mut().zip(row[PIXEL..].iter().zip(row)) {
            *out = a.wrapping_sub(*b);
        }
        for (out, (a, b)) in up.iter_mut().zip(row.iter().zip(above)) {
            *out = a.wrapping_sub(*b);
        }
        let (kind, best) = if rest(&up) <= rest(&left) { (2, &up) } else { (1, &left) };
        out.push(kind);
        out.extend_from_slice(best);
        above = row;
    }
    out
}

/// How much is left of a row.
fn rest(row: &[u8]) -> u64 {
    row.iter().map(|byte| u64::from(byte.cast_signed().unsigned_abs())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pixels_come_back() {
        for (width, height) in [(1, 1), (7, 5), (64, 3), (2, 200)] {
            let rgb: Vec<u8> = (0..width * height * 3).map(|at| (at * at % 251) as u8).collect();
            let picture = pictures::decode(&pack(width, height, &rgb), &pictures::Limits::default());
            let picture = picture.expect("a picture");
            assert_eq!((picture.width(), picture.height(), picture.rgb()), (width, height, rgb.as_slice()));
        }
    }
}
