//! Finding the models that the settings name, and letting the one answer that can.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use embedding::{ClipModel, Embedder, FolderKind, KeptVectors, Mark, ModelError, ModelId, VectorIndex};
use search::TextModel;
use serde::{Deserialize, Serialize};

use super::folder_of;
use crate::{App, AppError, ErrorCode};

/// The file that names the model that answered last.
const ACTIVE: &str = "active.json";

/// The text model that the settings name, with its vectors.
pub(super) struct TextSide {
    pub embedder: Arc<dyn Embedder>,
    /// The model's folder.
    pub folder: PathBuf,
    /// Where the vectors of all models lie.
    pub vectors: PathBuf,
    pub kept: KeptVectors,
}

/// CLIP, with the vectors of the kept pictures.
pub(super) struct PictureSide {
    pub model: Arc<ClipModel>,
    pub vectors: PathBuf,
    pub kept: KeptVectors,
}

/// The model that answered last, so that it can go on while another one's vectors are made.
#[derive(Serialize, Deserialize)]
struct Active {
    model: String,
    folder: PathBuf,
}

impl App {
    /// Opens the text model that the settings name, the first time that it is asked for, and lets it answer where
    /// its vectors are whole.
    ///
    /// # Errors
    /// `not_configured` where it cannot be used and nothing may answer in its place.
    pub(crate) async fn settle_model(&self) -> Result<(), AppError> {
        let config = &self.config().model;
        if config.is_builtin() {
            return Ok(());
        }
        let parts = self.modeling();
        if !parts.is_settled.load(Ordering::Acquire) {
            let mut side = parts.texts.lock().await;
            if !parts.is_settled.load(Ordering::Acquire) {
                match self.open_text_model(&config.text).await {
                    Ok(opened) => *side = Some(opened),
                    Err(error) => {
                        tracing::warn!(error = ?error, "the text model cannot be used: {error}");
                        parts.tell(|told| told.trouble = Some(error.to_string()));
                    }
                }
                parts.is_settled.store(true, Ordering::Release);
            }
        }
        match parts.told().trouble {
            Some(trouble) if !config.fallback => Err(AppError::new(ErrorCode::NotConfigured, trouble).hint(
                "mend the folder that `text` under [model] names, or let the built-in table answer: `fallback = true`",
            )),
            _ => Ok(()),
        }
    }

    /// Takes in what another process has embedded since.
    pub(crate) fn refresh_model(&self) {
        // Whoever holds it is about to tell the same.
        let Ok(mut side) = self.modeling().texts.try_lock() else { return };
        let Some(side) = side.as_mut() else { return };
        match side.kept.refresh() {
            Ok(true) => self.publish(side),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the vectors of another process cannot be read"),
        }
    }

    /// Whether the text model is to be told of works that it does not know yet.
    pub(crate) async fn model_is_behind(&self) -> Result<bool, AppError> {
        let Some((_, mark)) = self.modeling().told().wanted else { return Ok(false) };
        Ok(!mark.is_whole || mark.seq < self.store().last_change().await?)
    }

    async fn open_text_model(&self, name: &str) -> Result<TextSide, AppError> {
        let folder = self.config().model_folder(name);
        let vectors = self.vectors_folder().await?;
        let open = move || -> Result<(TextSide, Option<TextModel>), AppError> {
            let embedder = open_texts(&folder)?;
            let place = folder_of(&vectors, embedder.id());
            let kept = KeptVectors::open(&place, embedder.id(), embedder.dimensions())
                .map_err(AppError::internal)?;
            let older = (!kept.mark().is_whole).then(|| last_answered(&vectors, embedder.id())).flatten();
            Ok((TextSide { embedder, folder, vectors, kept }, older))
        };
        let (side, older) = tokio::task::spawn_blocking(open).await.map_err(AppError::internal)??;
        if let Some(older) = older {
            self.index().answer_with(Some(Arc::new(older)));
        }
        self.publish(&side);
        Ok(side)
    }

    /// Lets the model answer where its vectors are whole, and tells how far they are.
    pub(super) fn publish(&self, side: &TextSide) {
        let mark = side.kept.mark();
        let id = side.embedder.id().as_str().to_owned();
        if mark.is_whole {
            let model = TextModel {
                embedder: Arc::clone(&side.embedder),
                rows: side.kept.shared(),
                texts: Some(side.kept.shared_texts()),
            };
            self.index().answer_with(Some(Arc::new(model)));
            let active = Active { model: id.clone(), folder: side.folder.clone() };
            if let Err(error) = note_active(&side.vectors, &active) {
                tracing::warn!(%error, "which model answers could not be noted");
            }
        }
        self.modeling().tell(|told| told.wanted = Some((id, mark)));
    }

    /// Opens CLIP, the first time that it is asked for.
    ///
    /// # Errors
    /// `not_configured` where the settings name none, or one that cannot be used.
    pub(super) async fn clip(&self) -> Result<tokio::sync::MappedMutexGuard<'_, PictureSide>, AppError> {
        let Some(name) = self.config().model.clip() else {
            return Err(AppError::new(ErrorCode::NotConfigured, "no model of pictures is set up")
                .hint("name a CLIP folder with `picture` under [model]; `emaki model pull` fetches one"));
        };
        let mut side = self.modeling().pictures.lock().await;
        if side.is_none() {
            let folder = self.config().model_folder(name);
            let vectors = self.vectors_folder().await?;
            let open = move || -> Result<PictureSide, AppError> {
                let model = Arc::new(open_clip(&folder)?);
                let place = folder_of(&vectors, model.id());
                let kept =
                    KeptVectors::open(&place, model.id(), model.dimensions()).map_err(AppError::internal)?;
                Ok(PictureSide { model, vectors, kept })
            };
            let opened = tokio::task::spawn_blocking(open).await.map_err(AppError::internal)?;
            let trouble = opened.as_ref().err().map(ToString::to_string);
            self.modeling().tell(|told| told.picture_trouble = trouble);
            *side = Some(opened?);
        } else if let Some(side) = side.as_mut() {
            side.kept.refresh().map_err(AppError::internal)?;
        }
        let side = tokio::sync::MutexGuard::map(side, |side| side.as_mut().expect("just opened"));
        let told = (side.model.id().as_str().to_owned(), side.kept.mark());
        self.modeling().tell(|parts| parts.picture = Some(told));
        Ok(side)
    }
}

/// Opens a folder's model of texts.
pub(super) fn open_texts(folder: &Path) -> Result<Arc<dyn Embedder>, AppError> {
    found(folder)?;
    embedding::open(folder).map(Arc::from).map_err(|error| unusable(folder, error))
}

/// Opens a folder's CLIP.
pub(super) fn open_clip(folder: &Path) -> Result<ClipModel, AppError> {
    found(folder)?;
    match embedding::recognize(folder) {
        Ok(FolderKind::Clip) => ClipModel::open(folder).map_err(|error| unusable(folder, error)),
        Ok(other) => Err(AppError::new(
            ErrorCode::NotConfigured,
            format!(
                "`{}` holds a model of kind `{}`, and pictures need CLIP",
                folder.display(),
                other.as_str()
            ),
        )
        .hint("name another folder with `picture` under [model]; `emaki model list` lists them")),
        Err(error) => Err(unusable(folder, error)),
    }
}

fn found(folder: &Path) -> Result<(), AppError> {
    if folder.is_dir() {
        return Ok(());
    }
    Err(AppError::new(ErrorCode::NotConfigured, format!("there is no model folder `{}`", folder.display()))
        .detail("folder", folder.display().to_string())
        .hint("`emaki model list` lists what is there, and `emaki model pull` fetches one"))
}

/// A model folder that cannot be used, with what to do.
pub(super) fn unusable(folder: &Path, error: ModelError) -> AppError {
    let hint = match &error {
        ModelError::Unreadable { .. } | ModelError::Shape { .. } | ModelError::Tensor { .. } => {
            "the folder is not whole; `emaki model pull` fetches what is missing of a model, or fetch it anew"
        }
        ModelError::Unsupported { .. } => "choose another model; docs/models.md says which kinds are run",
        ModelError::Damaged(_) => "make the table anew with `emaki model distill`",
    };
    AppError::new(ErrorCode::NotConfigured, error.to_string())
        .detail("folder", folder.display().to_string())
        .caused_by(error)
        .hint(hint)
}

/// The model that answered last, where it is another one that can still be used.
fn last_answered(vectors: &Path, wanted: &ModelId) -> Option<TextModel> {
    let text = fs::read(vectors.join(ACTIVE)).ok()?;
    let active: Active = serde_json::from_slice(&text).ok()?;
    if active.model == wanted.as_str() {
        return None;
    }
    let id = ModelId::from_text(&active.model);
    let (_, mark) = KeptVectors::look(&folder_of(vectors, &id))?;
    if !mark.is_whole {
        return None;
    }
    let embedder = open_texts(&active.folder).ok().filter(|embedder| *embedder.id() == id)?;
    let kept = KeptVectors::open(&folder_of(vectors, &id), &id, embedder.dimensions()).ok()?;
    Some(TextModel { rows: kept.shared(), texts: Some(kept.shared_texts()), embedder })
}

/// Writes down which model answers.
fn note_active(vectors: &Path, active: &Active) -> std::io::Result<()> {
    let text = serde_json::to_vec(active)?;
    let path = vectors.join(ACTIVE);
    if fs::read(&path).is_ok_and(|known| known == text) {
        return Ok(());
    }
    let unfinished = vectors.join(format!("{ACTIVE}.tmp"));
    fs::write(&unfinished, text)?;
    fs::rename(unfinished, path)
}

/// The vectors of a model that were kept of this store, where they are whole.
pub(super) fn whole(vectors: &Path, embedder: &dyn Embedder) -> Option<(Arc<VectorIndex>, Mark)> {
    let kept =
        KeptVectors::open(&folder_of(vectors, embedder.id()), embedder.id(), embedder.dimensions()).ok()?;
    kept.mark().is_whole.then(|| (kept.shared(), kept.mark()))
}
