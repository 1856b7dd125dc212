//! What the folder's JSON files say about a model.

use std::path::Path;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::{FolderKind, layers::Activation, read, read_json};
use crate::error::ModelError;

/// `config.json` of a BERT.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct BertConfig {
    #[serde(default)]
    pub(super) model_type: String,
    pub(super) vocab_size: usize,
    pub(super) hidden_size: usize,
    pub(super) num_hidden_layers: usize,
    pub(super) num_attention_heads: usize,
    pub(super) intermediate_size: usize,
    #[serde(default = "gelu")]
    pub(super) hidden_act: String,
    pub(super) max_position_embeddings: usize,
    #[serde(default = "two")]
    pub(super) type_vocab_size: usize,
    #[serde(default = "tiny")]
    pub(super) layer_norm_eps: f32,
    #[serde(default)]
    pub(super) pad_token_id: usize,
    #[serde(default)]
    pub(super) position_embedding_type: Option<String>,
}

fn gelu() -> String {
    "gelu".to_owned()
}

fn two() -> usize {
    2
}

fn tiny() -> f32 {
    1e-12
}

/// How the vectors of the tokens become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pooling {
    Mean,
    Cls,
    Max,
}

/// What sentence-transformers' files say.
#[derive(Debug, Clone)]
pub(super) struct SentenceConfig {
    pub(super) pooling: Pooling,
    pub(super) max_tokens: Option<usize>,
    pub(super) query_prefix: String,
    pub(super) document_prefix: String,
}

impl SentenceConfig {
    /// What is out of the ordinary in how texts become vectors; `None` for the plain mean without prefixes.
    pub(super) fn manner(&self) -> Option<String> {
        let is_plain =
            self.pooling == Pooling::Mean && self.query_prefix.is_empty() && self.document_prefix.is_empty();
        (!is_plain).then(|| format!("{:?}|{}|{}", self.pooling, self.query_prefix, self.document_prefix))
    }
}

#[derive(Deserialize)]
struct Kind {
    #[serde(default)]
    model_type: String,
}

#[derive(Deserialize)]
struct Module {
    path: String,
    #[serde(rename = "type")]
    kind: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "the switches of the file")]
struct PoolingFile {
    pooling_mode_cls_token: bool,
    pooling_mode_mean_tokens: bool,
    pooling_mode_max_tokens: bool,
    pooling_mode_mean_sqrt_len_tokens: bool,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Prompts {
    prompts: FxHashMap<String, String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Lengths {
    max_seq_length: Option<usize>,
}

/// Which kind of model a folder holds.
pub(super) fn kind(folder: &Path) -> Result<FolderKind, ModelError> {
    let (path, bytes) = read(folder, "config.json")?;
    let kind: Kind = serde_json::from_slice(&bytes)
        .map_err(|error| ModelError::Shape { path: path.clone(), reason: error.to_string() })?;
    match kind.model_type.as_str() {
        "bert" | "roberta" | "xlm-roberta" | "camembert" => Ok(FolderKind::Bert),
        "clip" => Ok(FolderKind::Clip),
        other => Err(ModelError::Unsupported { path, what: format!("a model of type `{other}`") }),
    }
}

/// `config.json` of a BERT.
pub(super) fn bert(folder: &Path) -> Result<(BertConfig, Activation), ModelError> {
    let (path, bytes) = read(folder, "config.json")?;
    let config: BertConfig = serde_json::from_slice(&bytes)
        .map_err(|error| ModelError::Shape { path: path.clone(), reason: error.to_string() })?;
    if config.position_embedding_type.as_deref().is_some_and(|kind| kind != "absolute") {
        return Err(ModelError::Unsupported { path, what: "positions that are not absolute".to_owned() });
    }
    if config.num_attention_heads == 0 || !config.hidden_size.is_multiple_of(config.num_attention_heads) {
        return Err(ModelError::Shape { path, reason: "its heads do not divide its size".to_owned() });
    }
    let activation = Activation::named(&config.hidden_act).ok_or_else(|| ModelError::Unsupported {
        path,
        what: format!("the activation `{}`", config.hidden_act),
    })?;
    Ok((config, activation))
}

/// What sentence-transformers' files say; without them it is the mean of all tokens and no prefix.
pub(super) fn sentence(folder: &Path) -> Result<SentenceConfig, ModelError> {
    let modules: Vec<Module> = read_json(folder, "modules.json")?.unwrap_or_default();
    let mut pooling = Pooling::Mean;
    for module in &modules {
        match module.kind.rsplit('.').next().unwrap_or_default() {
            "Transformer" | "Normalize" => {}
            "Pooling" => pooling = pooling_of(folder, &module.path)?,
            other => {
                let path = folder.join("modules.json");
                return Err(ModelError::Unsupported {
                    path,
                    what: format!("a layer `{other}` after the model"),
                });
            }
        }
    }
    if modules.is_empty() && folder.join("1_Pooling/config.json").exists() {
        pooling = pooling_of(folder, "1_Pooling")?;
    }
    let prompts: Prompts = read_json(folder, "config_sentence_transformers.json")?.unwrap_or_default();
    let lengths: Lengths = read_json(folder, "sentence_bert_config.json")?.unwrap_or_default();
    let prefix = |names: &[&str]| {
        names.iter().find_map(|name| prompts.prompts.get(*name)).cloned().unwrap_or_default()
    };
    Ok(SentenceConfig {
        pooling,
        max_tokens: lengths.max_seq_length,
        query_prefix: prefix(&["query", "retrieval.query", "s2p_query"]),
        document_prefix: prefix(&["document", "passage", "corpus", "retrieval.passage"]),
    })
}

fn pooling_of(folder: &Path, module: &str) -> Result<Pooling, ModelError> {
    let name = format!("{module}/config.json");
    let file: PoolingFile = read_json(folder, &name)?.unwrap_or_default();
    // The mean over the square root of the length points where the mean points.
    match (
        file.pooling_mode_cls_token,
        file.pooling_mode_mean_tokens || file.pooling_mode_mean_sqrt_len_tokens,
        file.pooling_mode_max_tokens,
    ) {
        (false, true, false) => Ok(Pooling::Mean),
        (true, false, false) => Ok(Pooling::Cls),
        (false, false, true) => Ok(Pooling::Max),
        _ => Err(ModelError::Unsupported {
            path: folder.join(name),
            what: "a pooling other than mean, CLS or maximum alone".to_owned(),
        }),
    }
}
