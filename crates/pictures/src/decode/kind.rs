//! Which format a file is in, by its first bytes.

use crate::error::PictureError;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Portable Network Graphics; of an animated one the still picture.
    Png,
    /// Baseline and progressive.
    Jpeg,
    /// The first picture.
    Gif,
    /// Lossy, lossless, and the first picture of an animation.
    WebP,
}

impl Kind {
    /// As people write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
            Self::Gif => "GIF",
            Self::WebP => "WebP",
        }
    }

    /// For a `Content-Type` header.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }
}

/// The format of a file; what its name or its sender says does not count.
///
/// # Errors
/// [`PictureError::Format`] tells what the bytes look like instead.
pub fn recognize(file: &[u8]) -> Result<Kind, PictureError> {
    match file {
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Ok(Kind::Png),
        [0xFF, 0xD8, 0xFF, ..] => Ok(Kind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(Kind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Ok(Kind::WebP),
        other => Err(PictureError::Format { found: unread(other) }),
    }
}

/// What a file of no format of ours looks like.
fn unread(file: &[u8]) -> &'static str {
    match file {
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f' | b's', ..] => "this is an AVIF picture",
        [_, _, _, _, b'f', b't', b'y', b'p', b'h' | b'm', b'e' | b'i', ..] => "this is a HEIF picture",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] | [0x1A, 0x45, 0xDF, 0xA3, ..] => "this is a video",
        [0xFF, 0x0A, ..] | [0, 0, 0, 0x0C, b'J', b'X', b'L', b' ', ..] => "this is a JPEG XL picture",
        [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => "this is a TIFF picture",
        [b'B', b'M', ..] => "this is a BMP picture",
        [0, 0, 1, 0, ..] => "this is an icon",
        [b'8', b'B', b'P', b'S', ..] => "this is a Photoshop document",
        [b'%', b'P', b'D', b'F', ..] => "this is a PDF document",
        [b'P', b'K', 3, 4, ..] => "this is a ZIP archive",
        _ if starts_with_tag(file) => "this is an SVG drawing or a page",
        _ => "these bytes are no picture of a known format",
    }
}

/// Whether text in angle brackets comes first.
fn starts_with_tag(file: &[u8]) -> bool {
    let text = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    matches!(text.trim_ascii_start(), [b'<', b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_read_is_named() {
        let said = |file: &[u8]| recognize(file).expect_err("not read").to_string();
        assert_eq!(
            said(b" \n<svg xmlns='http://www.w3.org/2000/svg'/>"),
            "this is an SVG drawing or a page, which Emaki does not read; save the picture as PNG, JPEG, GIF or WebP"
        );
        assert!(said(b"\0\0\0\x20ftypavif").starts_with("this is an AVIF picture"));
        assert!(said(b"\0\0\0\x20ftypheic").starts_with("this is a HEIF picture"));
        assert!(said(b"\0\0\0\x20ftypisom").starts_with("this is a video"));
        assert!(said(b"moon").starts_with("these bytes are no picture"));
        assert!(said(b"\x89PNG").starts_with("these bytes are no picture"), "four bytes of eight");
    }
}
