//! Small copies to show.

use image::{ExtendedColorType, codecs::jpeg::JpegEncoder};

use crate::picture::Picture;

/// Of 100; below 80 the edges of drawn lines begin to smear.
const QUALITY: u8 = 82;

/// A JPEG file of the picture with its longer side at most `side` pixels, of at most 4,096.
pub fn thumbnail(picture: &Picture, side: u32) -> Vec<u8> {
    let small = picture.reduced(side.clamp(1, 4096));
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY)
        .encode(small.rgb(), small.width(), small.height(), ExtendedColorType::Rgb8)
        .expect("memory takes every byte, and JPEG every size up to 65,535");
    file
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Limits, decode};

    #[test]
    fn a_thumbnail_keeps_shape_and_color() {
        let rgb = [200, 40, 40].repeat(300 * 100);
        let small = thumbnail(&Picture::new(300, 100, rgb).expect("fits"), 60);
        let small = decode(&small, &Limits::default()).expect("a JPEG file");
        assert_eq!((small.width(), small.height()), (60, 20));
        assert!(small.rgb()[0] > 190 && small.rgb()[1] < 50);
    }
}
