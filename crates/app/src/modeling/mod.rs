//! Models: which one answers what texts mean, and which one what pictures show; how they come to be.
//!
//! `open` finds and opens their folders, `texts` and `pictures` embed works and posters in the background,
//! `health` tells who answers and how far another one is. `list`, `pull`, `distill` and `judge` are the use cases
//! of `emaki model`. Vectors lie in `vectors` of the data folder, by store and by model. What does not belong here:
//! how a text becomes a vector (`embedding`), how meaning is weighed beside words (`search`).

mod corpus;
mod distill;
mod download;
mod health;
mod judge;
mod list;
mod open;
mod pictures;
mod pull;
mod stage;
mod texts;

use std::{
    fs::{File, TryLockError},
    path::{Path, PathBuf},
    sync::{Mutex as Held, PoisonError, atomic::AtomicBool},
};

use embedding::Mark;
use serde::{Deserialize, Serialize};

pub use distill::{DistillProgress, DistillRequest, Distilled};
pub use health::ModelState;
pub use judge::{ModelJudgement, ModelJudgementRequest, ModelKind};
pub use list::ModelInfo;
pub use pictures::{Blend, BlendWeights, BlendedHit, BlendedSearch};
pub use pull::{PullRequest, Pulled, PulledFile};

use crate::{App, AppError};

/// What models need between questions.
#[derive(Default)]
pub(crate) struct Parts {
    /// The text model that the settings name, once it was opened.
    texts: tokio::sync::Mutex<Option<open::TextSide>>,
    pictures: tokio::sync::Mutex<Option<open::PictureSide>>,
    /// Whether the text model was looked for.
    is_settled: AtomicBool,
    told: Held<Told>,
}

/// What is told of the models while they are at work.
#[derive(Debug, Clone, Default)]
struct Told {
    /// Why the text model cannot be used.
    trouble: Option<String>,
    /// The same of CLIP.
    picture_trouble: Option<String>,
    /// The model that the settings name, and how far its vectors are.
    wanted: Option<(String, Mark)>,
    /// The same of CLIP's, with how many pictures have one.
    picture: Option<(String, Mark)>,
}

/// What has vectors to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EmbedWhat {
    /// The texts of works, by the text model.
    Works,
    /// Kept pictures, by CLIP.
    Pictures,
}

/// What came of embedding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EmbedReport {
    /// The model.
    pub model: String,
    /// Works or pictures that got vectors in this run.
    pub embedded: u64,
    /// Those that had the right ones already, or have nothing to embed.
    pub unchanged: u64,
    /// Whether all of them have theirs now, so that the model answers.
    pub is_whole: bool,
    /// Whether another process is at it, so that this one did nothing.
    pub is_elsewhere: bool,
}

impl Parts {
    fn told(&self) -> Told {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn tell(&self, change: impl FnOnce(&mut Told)) {
        change(&mut self.told.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl App {
    /// Where the vectors of this store's works and pictures lie.
    async fn vectors_folder(&self) -> Result<PathBuf, AppError> {
        Ok(self.config().data_dir.join("vectors").join(self.store().epoch().await?))
    }
}

/// The folder of one model's vectors.
fn folder_of(vectors: &Path, model: &embedding::ModelId) -> PathBuf {
    let safe =
        |letter: char| if letter.is_ascii_alphanumeric() || "-_.@".contains(letter) { letter } else { '_' };
    vectors.join(model.as_str().chars().map(safe).collect::<String>())
}

/// The right to write a folder of vectors; `None` while another process holds it. It ends with the file.
fn lock(folder: &Path) -> Result<Option<File>, AppError> {
    std::fs::create_dir_all(folder).map_err(AppError::internal)?;
    let file = File::create(folder.join("lock")).map_err(AppError::internal)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(AppError::internal(error)),
    }
}
