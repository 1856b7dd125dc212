//! Pictures: fetched from where works' records say they are, kept by what they look like, and found again by a copy.
//!
//! A picture's file is not kept, only what was measured of it and a small copy to show. What does not belong here:
//! how two pictures are compared (`pictures`), where small copies lie (`assets`).

mod answer;
mod asked;
mod fetch;
mod lane;
mod measure;
mod shelf;
mod show;
mod status;

use std::sync::Arc;

use tokio::sync::{Mutex, Semaphore};

pub use answer::{PictureAnswer, PictureHit, PictureMatch, PictureWindow};
pub use asked::{PictureInput, PictureRequest};
pub use fetch::{PictureFetch, PictureReport};
pub use status::{FailedPicture, PictureStatus};

use crate::{App, AppError, ErrorCode};

/// Pictures that are decoded at once; each may hold what the limits allow.
const DECODED_AT_ONCE: usize = 2;

/// What pictures need between questions.
pub(crate) struct Parts {
    shelf: Mutex<Arc<shelf::Kept>>,
    decoding: Semaphore,
}

impl Default for Parts {
    fn default() -> Self {
        Self { shelf: Mutex::default(), decoding: Semaphore::new(DECODED_AT_ONCE) }
    }
}

impl App {
    /// Where small copies lie.
    pub(crate) fn thumbnails(&self) -> assets::Folder {
        assets::Folder::new(self.config().data_dir.join("thumbnails"))
    }
}

/// The answer where there is nothing to compare with.
fn none_kept() -> AppError {
    AppError::new(ErrorCode::NotConfigured, "no pictures are kept yet, so there is nothing to compare with")
        .detail("parameter", "image")
        .hint("`emaki pictures fetch` fetches the posters of all works, at a slow and steady pace")
}
