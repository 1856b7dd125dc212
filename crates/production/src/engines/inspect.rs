//! Pictures looked at before they go to an engine, and before what it gave is kept.

use pictures::{Kind, Limits};

use super::{EngineError, FieldError};

/// Sees whether a reference is a picture within bounds, before anybody else has to decode it; gives the ending of
/// its name and its media type.
pub(super) fn check_reference(file: &[u8]) -> Result<(&'static str, &'static str), FieldError> {
    let refused = |error: pictures::PictureError| FieldError {
        field: "references".to_owned(),
        message: error.to_string(),
        kind: "reference".to_owned(),
    };
    pictures::decode(file, &Limits::default()).map_err(refused)?;
    let kind = pictures::recognize(file).map_err(refused)?;
    let ending = match kind {
        Kind::Png => "png",
        Kind::Jpeg => "jpg",
        Kind::Gif => "gif",
        Kind::WebP => "webp",
    };
    Ok((ending, kind.media_type()))
}

/// Sees whether what an engine gave is a whole PNG within bounds, and gives it back.
///
/// # Errors
/// [`EngineError::Picture`] says what is wrong with it.
pub(super) async fn check_picture(engine: &str, file: Vec<u8>) -> Result<Vec<u8>, EngineError> {
    let refused = |reason: String| EngineError::Picture { engine: engine.to_owned(), reason };
    if pictures::recognize(&file) != Ok(Kind::Png) {
        return Err(refused("it is no PNG".to_owned()));
    }
    // On a thread of its own: unpacking a large one takes a while.
    let checked =
        tokio::task::spawn_blocking(move || pictures::decode(&file, &Limits::default()).map(|_| file));
    let checked = checked.await.map_err(|error| refused(error.to_string()))?;
    checked.map_err(|error| refused(error.to_string()))
}
