//! Files to pixels, within bounds.
//!
//! What a file says of itself is checked before anything is unpacked: its length, its format, its width and height,
//! and what decoding will hold. Only then the decoder runs, under the same limits.

mod jpeg;
mod kind;

use std::io::Cursor;

use image::{
    ColorType, DynamicImage, ImageDecoder, ImageError,
    codecs::{gif::GifDecoder, jpeg::JpegDecoder, png::PngDecoder, webp::WebPDecoder},
    error::LimitErrorKind,
};

pub use kind::{Kind, recognize};

use crate::{error::PictureError, limits::Limits, picture::Picture};

/// The pixels of a PNG, JPEG, GIF or WebP file, upright as its camera held it.
///
/// Of an animation the first picture. What is see-through lies on white, as on a page.
///
/// # Errors
/// [`PictureError`] when the file is empty, too long, in another format, larger than the limits, or damaged.
pub fn decode(file: &[u8], limits: &Limits) -> Result<Picture, PictureError> {
    if file.is_empty() {
        return Err(PictureError::Empty);
    }
    if file.len() > limits.bytes {
        return Err(PictureError::TooManyBytes { bytes: file.len(), limit: limits.bytes });
    }
    let kind = recognize(file)?;
    let failed = |error: ImageError| failure(kind, limits, error);
    let bytes = Cursor::new(file);
    match kind {
        Kind::Png => {
            // The decoder unpacks text and color profiles before it tells the size, so it knows its limit at once.
            let decoder = PngDecoder::with_limits(bytes, memory_limit(limits)).map_err(failed)?;
            pixels(decoder, kind, 0, limits)
        }
        Kind::Jpeg => {
            let outline = jpeg::outline(file)?;
            check_size(outline.width, outline.height, limits)?;
            pixels(JpegDecoder::new(bytes).map_err(failed)?, kind, outline.coefficients(), limits)
        }
        Kind::Gif => pixels(GifDecoder::new(bytes).map_err(failed)?, kind, 0, limits),
        Kind::WebP => pixels(WebPDecoder::new(bytes).map_err(failed)?, kind, 0, limits),
    }
}

/// Decodes what fits; `extra` is what the decoder holds beside its pixels, in bytes.
fn pixels(
    mut decoder: impl ImageDecoder,
    kind: Kind,
    extra: u64,
    limits: &Limits,
) -> Result<Picture, PictureError> {
    let (width, height) = decoder.dimensions();
    check_size(width, height, limits)?;
    let (count, raw) = (u64::from(width) * u64::from(height), decoder.total_bytes());
    // Pixels of another kind are copied twice: to red, green, blue and opacity, then to ours.
    let copies = if decoder.color_type() == ColorType::Rgb8 { raw } else { (raw + count * 4).max(count * 7) };
    if copies.saturating_add(extra) > limits.memory {
        return Err(PictureError::TooMuchMemory { format: kind.name(), limit: limits.memory });
    }
    let failed = |error: ImageError| failure(kind, limits, error);
    decoder.set_limits(theirs(limits)).map_err(failed)?;
    let upright = decoder.orientation().map_err(failed)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(failed)?;
    image.apply_orientation(upright);
    let (width, height) = (image.width(), image.height());
    let rgb = match image {
        DynamicImage::ImageRgb8(image) => image.into_raw(),
        other => on_white(&other.into_rgba8().into_raw()),
    };
    Picture::new(width, height, rgb)
        .ok_or_else(|| PictureError::Damaged { format: kind.name(), reason: "it has no pixels".to_owned() })
}

/// Refuses by width and height.
fn check_size(width: u32, height: u32, limits: &Limits) -> Result<(), PictureError> {
    let count = u64::from(width) * u64::from(height);
    let limit = if count > limits.pixels {
        format!("{} in all", limits.pixels)
    } else if width.max(height) > limits.side {
        format!("{} a side", limits.side)
    } else {
        return Ok(());
    };
    Err(PictureError::TooManyPixels { width, height, limit })
}

/// Our limit of memory in the decoders' words.
fn memory_limit(limits: &Limits) -> image::Limits {
    let mut theirs = image::Limits::default();
    theirs.max_alloc = Some(limits.memory);
    theirs
}

/// All our limits in the decoders' words.
fn theirs(limits: &Limits) -> image::Limits {
    let mut theirs = memory_limit(limits);
    theirs.max_image_width = Some(limits.side);
    theirs.max_image_height = Some(limits.side);
    theirs
}

/// What a decoder's error means to whoever sent the file.
fn failure(kind: Kind, limits: &Limits, error: ImageError) -> PictureError {
    let format = kind.name();
    let reason = match error {
        ImageError::Limits(error) => match error.kind() {
            LimitErrorKind::DimensionError => format!("a side has more than {} pixels", limits.side),
            _ => return PictureError::TooMuchMemory { format, limit: limits.memory },
        },
        ImageError::IoError(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            "it is cut short".to_owned()
        }
        other => other.to_string(),
    };
    PictureError::Damaged { format, reason }
}

/// Lays pixels with opacity on white.
fn on_white(rgba: &[u8]) -> Vec<u8> {
    let mut rgb = Vec::with_capacity(rgba.len() / 4 * 3);
    for [red, green, blue, opacity] in rgba.as_chunks::<4>().0 {
        let opacity = u32::from(*opacity);
        let mix = |part: u8| ((u32::from(part) * opacity + 255 * (255 - opacity) + 127) / 255) as u8;
        rgb.extend([mix(*red), mix(*green), mix(*blue)]);
    }
    rgb
}
