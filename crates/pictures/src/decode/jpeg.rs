//! The outline of a JPEG file, read before it is decoded.
//!
//! The decoder fills in what a cut file lacks with grey, and goes through all coefficients once for each scan, so a
//! small file of many scans can keep it busy for minutes. Both show in the markers (ITU-T T.81, annex B).

use super::Kind;
use crate::error::PictureError;

/// The most scans; encoders write 10 or so.
const SCANS: usize = 100;

/// What the markers tell.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Outline {
    pub(super) width: u32,
    pub(super) height: u32,
    progressive: bool,
    components: u8,
}

impl Outline {
    /// What the decoder holds beside the pixels, in bytes: a progressive file's coefficients, two bytes each.
    pub(super) fn coefficients(&self) -> u64 {
        let pixels = u64::from(self.width) * u64::from(self.height);
        if self.progressive { pixels * u64::from(self.components) * 2 } else { 0 }
    }
}

/// Walks through all markers to the one that ends the picture.
pub(super) fn outline(file: &[u8]) -> Result<Outline, PictureError> {
    let damaged =
        |reason: &str| PictureError::Damaged { format: Kind::Jpeg.name(), reason: reason.to_owned() };
    let short = || damaged("it is cut short");
    let mut outline = None;
    let mut scans = 0;
    let mut rest = &file[2..];
    loop {
        let marker;
        (marker, rest) = next_marker(rest).ok_or_else(short)?;
        match marker {
            0xD9 => return outline.ok_or_else(|| damaged("it has no picture in it")),
            0x01 | 0xD0..=0xD8 => continue,
            _ => {}
        }
        let (length, _) = rest.split_first_chunk::<2>().ok_or_else(short)?;
        let length = usize::from(u16::from_be_bytes(*length));
        let (segment, after) = rest.split_at_checked(length.max(2)).ok_or_else(short)?;
        rest = after;
        match (marker, segment) {
            // Frames, each of one kind of coding; C4, C8 and CC are tables.
            (
                0xC0..=0xC3 | 0xC5..=0xC7 | 0xC9..=0xCB | 0xCD..=0xCF,
                [_, _, _, h1, h2, w1, w2, components, ..],
            ) => {
                outline = Some(Outline {
                    width: u32::from(u16::from_be_bytes([*w1, *w2])),
                    height: u32::from(u16::from_be_bytes([*h1, *h2])),
                    progressive: marker & 3 == 2,
                    components: *components,
                });
            }
            (0xDA, _) => {
                scans += 1;
                if scans > SCANS {
                    return Err(damaged(&format!("it has more than {SCANS} scans")));
                }
            }
            _ => {}
        }
    }
}

/// The next marker, past coded data and filling, and what follows it.
fn next_marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let is_marker = |pair: &[u8]| pair[0] == 0xFF && !matches!(pair[1], 0 | 0xFF | 0xD0..=0xD7);
    let at = bytes.windows(2).position(is_marker)?;
    Some((bytes[at + 1], &bytes[at + 2..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame of 16 by 8 pixels with three components, then scans with a little data each.
    fn file(frame: u8, scans: usize) -> Vec<u8> {
        let mut file = vec![0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 0xFF, 0xD9]; // an application's marker holds an end
        file.extend([0xFF, frame, 0, 8, 8, 0, 8, 0, 16, 3]);
        for _ in 0..scans {
            file.extend([0xFF, 0xDA, 0, 2, 1, 2, 0xFF, 0, 3]);
        }
        file.extend([0xFF, 0xD9]);
        file
    }

    #[test]
    fn the_outline_tells_size_and_memory() {
        let plain = outline(&file(0xC0, 1)).expect("whole");
        assert_eq!((plain.width, plain.height, plain.coefficients()), (16, 8, 0));
        assert_eq!(outline(&file(0xC2, 9)).expect("whole").coefficients(), 16 * 8 * 3 * 2);
    }

    #[test]
    fn cut_files_and_endless_scans_are_refused() {
        let whole = file(0xC2, 3);
        for end in 2..whole.len() {
            assert!(outline(&whole[..end]).is_err(), "cut at {end}");
        }
        let error = outline(&file(0xC2, 101)).expect_err("too many scans").to_string();
        assert_eq!(error, "the JPEG picture is damaged: it has more than 100 scans; fetch or save it again");
    }
}
