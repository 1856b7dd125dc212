//! A picture as it is asked about: a file, its base64, or its address.

use base64::{
    Engine as _, alphabet,
    engine::{GeneralPurpose, general_purpose::PAD_INDIFFERENT},
};
use search::{Adult, Filters, MAX_LIMIT, SearchRequest};

use super::lane::{self, Trouble};
use crate::{App, AppError, ErrorCode};

/// A picture that somebody asks about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureInput {
    /// The file's bytes.
    File(Vec<u8>),
    /// An address, a `data:` address, or base64.
    Text(String),
}

/// What is asked beside the picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRequest {
    /// Works at most, 1 to 100.
    pub limit: usize,
    /// What to do with works for adults only.
    pub adult: Adult,
}

impl Default for PictureRequest {
    fn default() -> Self {
        Self { limit: 10, adult: Adult::Exclude }
    }
}

impl PictureRequest {
    /// The parts of a search's request that a picture heeds: the limit, and what to do with works for adults.
    ///
    /// # Errors
    /// `invalid_parameter` when the search asks for anything beside, rather than passing over it.
    pub fn of_search(search: &SearchRequest) -> Result<Self, AppError> {
        let (limit, adult) = (search.limit, search.filters.adult);
        let filters = Filters { adult, ..Filters::default() };
        let heeded = SearchRequest { limit, filters, facets: search.facets, ..SearchRequest::default() };
        if *search == heeded {
            return Ok(Self { limit, adult });
        }
        Err(AppError::invalid_parameter(
            "image",
            "with a picture, `limit` and `adult` hold and nothing else of a search",
        )
        .hint("POST /api/query takes words, filters and a picture together"))
    }

    pub(super) fn check(&self) -> Result<(), AppError> {
        if (1..=MAX_LIMIT).contains(&self.limit) {
            return Ok(());
        }
        Err(AppError::invalid_parameter("limit", format!("`limit` is 1 to {MAX_LIMIT}")))
    }
}

impl App {
    /// The file of a picture that somebody asks about. Its address may lead to the public internet only.
    pub(crate) async fn picture_file(&self, input: PictureInput) -> Result<Vec<u8>, AppError> {
        let text = match input {
            PictureInput::File(file) => return Ok(file),
            PictureInput::Text(text) => text,
        };
        let text = text.trim();
        if text.starts_with("http://") || text.starts_with("https://") {
            let network = lane::network(self)?;
            return lane::ask(&network, text).await.map_err(|trouble| unfetched(&trouble));
        }
        let encoded = match text.strip_prefix("data:") {
            Some(rest) => {
                let (kind, data) = rest.split_once(',').ok_or_else(no_base64)?;
                if !kind.ends_with(";base64") {
                    return Err(no_base64());
                }
                data
            }
            None => text,
        };
        base64(encoded).ok_or_else(no_base64)
    }
}

fn no_base64() -> AppError {
    AppError::invalid_parameter("image", "`image` is neither base64 nor an address with http:// or https://")
        .hint("send the file in a form, its bytes as base64, or where it is")
}

fn unfetched(trouble: &Trouble) -> AppError {
    let code = match trouble.code {
        "too_large" => ErrorCode::PayloadTooLarge,
        "forbidden" => ErrorCode::InvalidParameter,
        _ => ErrorCode::SourceUnavailable,
    };
    AppError::new(code, format!("the picture cannot be fetched: {}", trouble.reason))
        .detail("parameter", "image")
        .hint("send the file itself")
}

/// The bytes of base64, with either alphabet, with or without padding and line breaks (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurpose =
        GeneralPurpose::new(&alphabet::STANDARD, PAD_INDIFFERENT.with_decode_allow_trailing_bits(true));
    let standard = |letter: u8| match letter {
        b'-' => b'+',
        b'_' => b'/',
        other => other,
    };
    let letters: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).map(standard).collect();
    LENIENT.decode(letters).ok().filter(|bytes| !bytes.is_empty())
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_in_every_dress() {
        for text in ["bW9vbmxpdA==", "bW9vbmxpdA", "bW9v\r\nbmxp dA=="] {
            assert_eq!(base64(text).as_deref(), Some(&b"moonlit"[..]), "{text}");
        }
        assert_eq!(base64("__79"), base64("//79"));
        for odd in ["", "=", "A", "bW9v!", "bW=9", "月"] {
            assert_eq!(base64(odd), None, "{odd}");
        }
    }
}
