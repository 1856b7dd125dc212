//! What is decoded, and what is refused with which words.
#![allow(missing_docs, reason = "tests")]

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, RgbImage, RgbaImage};
use pictures::{Limits, Picture, PictureError, decode};
use proptest::prelude::*;

/// A picture of 40 by 24 pixels in a format.
fn file(format: ImageFormat) -> Vec<u8> {
    let image =
        RgbImage::from_fn(40, 24, |x, y| image::Rgb([(x * 6) as u8, (y * 10) as u8, ((x * y) % 251) as u8]));
    written(&image.into(), format)
}

fn written(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).expect("memory takes every byte");
    bytes.into_inner()
}

const FORMATS: [ImageFormat; 4] = [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::Gif, ImageFormat::WebP];

fn decoded(file: &[u8]) -> Result<Picture, PictureError> {
    decode(file, &Limits::default())
}

fn refused(file: &[u8]) -> String {
    decoded(file).expect_err("refused").to_string()
}

/// A PNG file that says it has these pixels, and has none.
fn png(width: u32, height: u32) -> Vec<u8> {
    let mut header = b"IHDR".to_vec();
    header.extend(width.to_be_bytes());
    header.extend(height.to_be_bytes());
    header.extend([8, 2, 0, 0, 0]);
    let mut file = vec![0x89, b'P', b'N', b'G', 13, 10, 26, 10];
    for chunk in [&header[..], b"IDAT\x78\x9c\x03\x00\x00\x00\x00\x01"] {
        file.extend((chunk.len() as u32 - 4).to_be_bytes());
        file.extend(chunk);
        file.extend(crc32fast::hash(chunk).to_be_bytes());
    }
    file
}

/// A JPEG file that says it has these pixels.
fn jpeg(frame: u8, width: u16, height: u16) -> Vec<u8> {
    let mut file = vec![0xFF, 0xD8, 0xFF, frame, 0, 17, 8];
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    file.extend([0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0, 1, 2, 3, 0xFF, 0xD9]);
    file
}

#[test]
fn every_format_is_decoded() {
    let original = decoded(&file(ImageFormat::Png)).expect("whole");
    for format in FORMATS {
        let picture = decoded(&file(format)).expect("whole");
        assert_eq!((picture.width(), picture.height()), (40, 24), "{format:?}");
        let off =
            picture.rgb().iter().zip(original.rgb()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum::<u64>();
        assert!(off < 20 * 40 * 24 * 3, "{format:?} is off by {off}");
    }
}

#[test]
fn what_is_see_through_lies_on_white() {
    let image = RgbaImage::from_fn(16, 16, |x, _| image::Rgba([200, 0, 0, if x < 8 { 0 } else { 255 }]));
    let picture = decoded(&written(&image.into(), ImageFormat::Png)).expect("whole");
    assert_eq!((&picture.rgb()[..3], &picture.rgb()[45..48]), (&[255; 3][..], &[200, 0, 0][..]));
}

#[test]
fn a_photo_is_turned_upright() {
    let plain = file(ImageFormat::Jpeg);
    // An Exif segment that says: turn by a quarter, clockwise.
    let exif = b"\xFF\xE1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let mut turned = plain[..2].to_vec();
    turned.extend(exif);
    turned.extend(&plain[2..]);
    let picture = decoded(&turned).expect("whole");
    assert_eq!((picture.width(), picture.height()), (24, 40));
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let gif =
        [&b"GIF89a\xFF\xFF\xFF\xFF\0\0\0"[..], b"\x2C\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3B"].concat();
    let webp =
        [&b"RIFF\x1E\0\0\0WEBPVP8X\x0A\0\0\0\0\0\0\0"[..], b"\xFF\x3F\0\xFF\x3F\0", b"VP8L\0\0\0\0"].concat();
    for (file, size) in [
        (png(10_000, 10_000), "10000 by 10000"),
        (png(1 << 20, 1 << 10), "1048576 by 1024"),
        (jpeg(0xC0, 65_500, 65_500), "65500 by 65500"),
        (gif, "65535 by 65535"),
        (webp, "16384 by 16384"),
    ] {
        let said = refused(&file);
        let named = said.starts_with(&format!("the picture has {size} pixels, and"))
            || said.contains("a side has more")
            || said.contains("takes more than");
        assert!(named && said.ends_with("save it smaller") | said.ends_with("save it again"), "{said}");
    }
    assert_eq!(
        refused(&png(10_000, 10_000)),
        "the picture has 10000 by 10000 pixels, and 50000000 in all are the most; save it smaller"
    );
    assert_eq!(
        refused(&png(16_385, 20)),
        "the picture has 16385 by 20 pixels, and 16384 a side are the most; save it smaller"
    );
}

#[test]
fn memory_and_length_have_limits_of_their_own() {
    let tight = Limits { memory: 100 << 20, ..Limits::default() };
    let error = decode(&jpeg(0xC2, 6_000, 6_000), &tight).expect_err("coefficients and pixels");
    assert_eq!(
        error.to_string(),
        "decoding the JPEG picture takes more than 104857600 bytes of memory; save it smaller"
    );
    let short = Limits { bytes: 100, ..Limits::default() };
    let file = file(ImageFormat::Png);
    let error = decode(&file, &short).expect_err("too long").to_string();
    assert_eq!(
        error,
        format!("the picture's file has {} bytes, and 100 are the most; save it smaller", file.len())
    );
    assert_eq!(refused(b""), "the picture is empty; send the file's bytes");
}

#[test]
fn cut_files_are_refused() {
    for format in FORMATS {
        let whole = file(format);
        for part in 1..8 {
            let cut = &whole[..whole.len() * part / 8];
            let error = decoded(cut).expect_err("cut");
            assert!(
                matches!(error, PictureError::Damaged { .. } | PictureError::Format { .. }),
                "{format:?} cut at {part} of 8: {error}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn wrong_bytes_are_told_and_never_break(
        format in 0..4usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut file = file(FORMATS[format]);
        for (at, byte) in changes {
            let at = at.index(file.len());
            file[at] = byte;
        }
        let small = Limits { pixels: 1 << 20, side: 4096, memory: 16 << 20, ..Limits::default() };
        if let Ok(picture) = decode(&file, &small) {
            prop_assert!(u64::from(picture.width()) * u64::from(picture.height()) <= 1 << 20);
        }
    }
}
