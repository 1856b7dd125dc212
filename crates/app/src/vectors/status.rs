//! What lies where: the index, its vectors, and the collections of an engine beside it.

use std::collections::BTreeMap;

use search::{VectorEngine, VectorStanding};
use serde::Serialize;

use crate::{App, AppError};

/// The index and the engines of its vectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexStatus {
    /// The last change of the store.
    pub last_change: i64,
    /// Works in the store.
    pub stored: u64,
    /// Works that can be searched.
    pub works: usize,
    /// The last change that the index knows.
    pub seq: i64,
    /// Names that are searched.
    pub names: usize,
    /// Bytes of the index on disk.
    pub bytes: u64,
    /// Where vectors lie: within the index, and beside it where the settings say so. The last one answers.
    pub engines: Vec<EngineStatus>,
}

/// An engine and what it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EngineStatus {
    /// `built_in` or `qdrant`.
    pub engine: String,
    /// Whether questions go there.
    pub answers: bool,
    /// The model of its vectors.
    pub model: Option<String>,
    /// The last change of the store that it knows.
    pub seq: i64,
    /// Works that it holds.
    pub works: usize,
    /// How many of them have a vector, by space.
    pub vectors: BTreeMap<String, usize>,
    /// Why it cannot be asked, or is not asked.
    pub trouble: Option<String>,
    /// This store's collections there.
    pub collections: Vec<VectorCollection>,
    /// The names of other stores' collections, or of this one's before a restore.
    pub others: Vec<String>,
}

/// A collection of vectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VectorCollection {
    /// Its name.
    pub name: String,
    /// Whether questions go there.
    pub answers: bool,
    /// Whether it is filled.
    pub whole: bool,
    /// The model of its vectors.
    pub model: Option<String>,
    /// The last change of the store that it knows.
    pub seq: i64,
    /// Works that it holds.
    pub works: usize,
}

impl App {
    /// What the index and its vectors are like. An engine that cannot be asked is told with the reason.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn index_status(&self) -> Result<IndexStatus, AppError> {
        let health = self.index().health();
        let outside = self.vectors();
        let mut engines = vec![told("built_in", outside.is_none(), &self.index().standing())];
        if let Some(engine) = outside {
            let standing = tokio::task::block_in_place(|| engine.standing());
            let mut status = told(engine.name(), true, &standing);
            match engine.survey().await {
                Ok(survey) => {
                    let collection = |found: qdrant::Collection| VectorCollection {
                        name: found.name,
                        answers: found.answers,
                        whole: found.whole,
                        model: found.model.map(|model| model.to_string()),
                        seq: found.seq,
                        works: found.works,
                    };
                    status.collections = survey.ours.into_iter().map(collection).collect();
                    status.others = survey.others;
                }
                Err(error) => status.trouble = Some(error.to_string()),
            }
            engines.push(status);
        }
        Ok(IndexStatus {
            last_change: self.store().last_change().await?,
            stored: self.store().counts().await?.works,
            works: health.works,
            seq: health.seq,
            names: health.names,
            bytes: health.bytes,
            engines,
        })
    }
}

fn told(name: &str, answers: bool, standing: &Result<VectorStanding, search::VectorError>) -> EngineStatus {
    let nothing = VectorStanding::default();
    let held = standing.as_ref().unwrap_or(&nothing);
    EngineStatus {
        engine: name.to_owned(),
        answers,
        model: held.model.as_ref().map(ToString::to_string),
        seq: held.seq,
        works: held.works,
        vectors: held.vectors.clone(),
        trouble: standing.as_ref().err().map(ToString::to_string),
        collections: Vec::new(),
        others: Vec::new(),
    }
}
