//! Models out of a local Hugging Face folder: config, tokenizer and safetensors, run on the processor.
//!
//! The forward passes are written here over plain matrix products. BERT and CLIP are the same few layers,
//! some 300 lines in all, and the products come from `ndarray` with the `matrixmultiply` kernels, which are
//! chosen for the processor at run time. `candle` runs the same weights at 15 sentences a second and core
//! and brings ten times the crates; ONNX engines want another file than the safetensors every model has.

mod about;
mod bert;
mod clip;
mod config;
mod layers;
mod pixels;
mod safetensors;
mod tokenizer;

use std::path::{Path, PathBuf};

pub use about::{About, about};
pub use bert::BertModel;
pub use clip::ClipModel;
pub use pixels::Pixels;

use crate::{embedder::Embedder, error::ModelError, table::StaticTable};

/// The file of a folder that holds a table, as `emaki model distill` makes them.
pub const TABLE_FILE: &str = "table.bin";

/// What a model folder holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderKind {
    /// A model of texts, for [`BertModel`].
    Bert,
    /// A model of texts and pictures, for [`ClipModel`].
    Clip,
    /// A table of token vectors, for [`StaticTable`].
    Table,
}

impl FolderKind {
    /// Its published name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bert => "bert",
            Self::Clip => "clip",
            Self::Table => "table",
        }
    }
}

/// What kind of model a folder holds, by its `config.json`, or by its table.
pub fn recognize(folder: &Path) -> Result<FolderKind, ModelError> {
    if folder.join(TABLE_FILE).is_file() {
        return Ok(FolderKind::Table);
    }
    config::kind(folder)
}

/// Opens a folder's model for texts, whichever kind it is.
pub fn open(folder: &Path) -> Result<Box<dyn Embedder>, ModelError> {
    Ok(match recognize(folder)? {
        FolderKind::Bert => Box::new(BertModel::open(folder)?),
        FolderKind::Clip => Box::new(ClipModel::open(folder)?),
        FolderKind::Table => Box::new(StaticTable::from_bytes(&read(folder, TABLE_FILE)?.1)?),
    })
}

/// Reads a file of a model folder.
fn read(folder: &Path, name: &str) -> Result<(PathBuf, Vec<u8>), ModelError> {
    let path = folder.join(name);
    match std::fs::read(&path) {
        Ok(bytes) => Ok((path, bytes)),
        Err(source) => Err(ModelError::Unreadable { path, source }),
    }
}

/// Reads a file of a model folder as JSON; `None` when there is none.
fn read_json<T: serde::de::DeserializeOwned>(folder: &Path, name: &str) -> Result<Option<T>, ModelError> {
    let path = folder.join(name);
    if !path.exists() {
        return Ok(None);
    }
    let (path, bytes) = read(folder, name)?;
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| ModelError::Shape { path, reason: error.to_string() })
}

/// The last part of the folder's path, which names the model.
fn name(folder: &Path) -> String {
    let whole = folder.file_name().map(ToOwned::to_owned);
    let name = whole.or_else(|| folder.canonicalize().ok()?.file_name().map(ToOwned::to_owned));
    name.map_or_else(|| "model".to_owned(), |name| name.to_string_lossy().into_owned())
}
