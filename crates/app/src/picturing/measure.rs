//! A file to what is kept of it.

use pictures::{ContentHash, Descriptor, Limits, Picture, PictureError, decode, thumbnail};

use crate::{App, AppError, ErrorCode};

/// What is kept of a picture.
pub(super) struct Measured {
    pub hash: [u8; 32],
    pub width: u32,
    pub height: u32,
    pub bytes: u64,
    pub descriptor: Vec<u8>,
    /// A small copy, as JPEG.
    pub small: Vec<u8>,
}

impl Measured {
    pub fn of(file: &[u8], limits: &Limits, side: u32) -> Result<Self, PictureError> {
        let picture = decode(file, limits)?;
        Ok(Self {
            hash: ContentHash::of(file).0,
            width: picture.width(),
            height: picture.height(),
            bytes: file.len() as u64,
            descriptor: Descriptor::of(&picture)?.to_bytes(),
            small: thumbnail(&picture, side),
        })
    }
}

impl App {
    /// How much of a picture is too much.
    pub(crate) fn picture_limits(&self) -> Limits {
        let settings = &self.config().pictures;
        Limits { bytes: settings.max_bytes, pixels: settings.max_pixels, ..Limits::default() }
    }

    /// Decodes a file where nobody waits for this thread, and as many at once as memory is meant for.
    pub(super) async fn decoding<T: Send + 'static>(
        &self,
        file: Vec<u8>,
        make: impl FnOnce(&[u8], &Limits) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let _one_of_few = self.picturing().decoding.acquire().await.map_err(AppError::internal)?;
        let limits = self.picture_limits();
        tokio::task::spawn_blocking(move || make(&file, &limits)).await.map_err(AppError::internal)
    }

    /// The pixels of a file that somebody sent.
    pub(crate) async fn sent_picture(&self, file: Vec<u8>) -> Result<Picture, AppError> {
        self.decoding(file, decode).await?.map_err(|error| refused(&error))
    }
}

/// A picture that is no good, as the error of a door.
pub(super) fn refused(error: &PictureError) -> AppError {
    let code = match error {
        PictureError::TooManyBytes { .. }
        | PictureError::TooManyPixels { .. }
        | PictureError::TooMuchMemory { .. } => ErrorCode::PayloadTooLarge,
        PictureError::Format { .. } => ErrorCode::UnsupportedMediaType,
        PictureError::Empty | PictureError::Damaged { .. } | PictureError::TooSmall { .. } => {
            ErrorCode::InvalidInput
        }
    };
    AppError::new(code, error.to_string()).detail("parameter", "image").hint(
        "PNG, JPEG, GIF and WebP are read; `max_bytes` and `max_pixels` under `[pictures]` set the limits",
    )
}

/// The word under which a picture's failure is kept.
pub(super) fn word_of(error: &PictureError) -> &'static str {
    match error {
        PictureError::TooManyBytes { .. }
        | PictureError::TooManyPixels { .. }
        | PictureError::TooMuchMemory { .. } => "too_large",
        PictureError::Format { .. } => "format",
        PictureError::TooSmall { .. } => "too_small",
        PictureError::Empty | PictureError::Damaged { .. } => "damaged",
    }
}
