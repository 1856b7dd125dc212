//! BERT: a text to one vector.

use std::{
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
};

use ndarray::{Array1, Array2, Axis};

use super::{
    config::{self, Pooling, SentenceConfig},
    layers::{Activation, Attention, LayerNorm, Linear, rows},
    name, read,
    safetensors::Weights,
    tokenizer::Tokenizer,
};
use crate::{
    embedder::{Embedder, ModelId, Side, Vector, normalize},
    error::ModelError,
};

/// How many tokens go through the layers together. The matrices then still fit a core's cache, and larger
/// batches measured no faster.
const BATCH: usize = 1024;

/// A model of the BERT family from a local folder, such as all-MiniLM-L6-v2, bge-small or e5-small.
///
/// Reads `config.json`, the tokenizer, `model.safetensors`, and of sentence-transformers' files how vectors
/// are pooled, which prefixes queries and documents take, and how long a text may be.
pub struct BertModel {
    id: ModelId,
    tokenizer: Tokenizer,
    sentence: SentenceConfig,
    words: Array2<f32>,
    /// The position's vector plus that of the first token type.
    positions: Array2<f32>,
    norm: LayerNorm,
    layers: Vec<Layer>,
    activation: Activation,
    max_tokens: usize,
}

struct Layer {
    attention: Attention,
    attention_norm: LayerNorm,
    inner: Linear,
    outer: Linear,
    norm: LayerNorm,
}

impl BertModel {
    /// Opens the model of a folder.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let (config, activation) = config::bert(folder)?;
        let sentence = config::sentence(folder)?;
        let (tokenizer, tokenizer_bytes) = Tokenizer::open(folder)?;
        let (path, bytes) = read(folder, "model.safetensors")?;
        let word_embeddings = "embeddings.word_embeddings.weight";
        let weights = Weights::new(path, bytes)?.with_prefix(&["", "bert.", "roberta."], word_embeddings);
        let config_bytes = read(folder, "config.json")?.1;
        // Another pooling or prefix makes other vectors of the same weights.
        let manner = sentence.manner();
        let files = [config_bytes.as_slice(), &tokenizer_bytes, weights.bytes()];
        let id = ModelId::of(&name(folder), files.into_iter().chain(manner.as_deref().map(str::as_bytes)));

        let (size, inner) = (config.hidden_size, config.intermediate_size);
        let norm = |name: &str| LayerNorm::read(&weights, name, size, config.layer_norm_eps);
        let words = weights.matrix(word_embeddings, config.vocab_size, size)?;
        let kinds =
            weights.matrix("embeddings.token_type_embeddings.weight", config.type_vocab_size, size)?;
        let mut positions =
            weights.matrix("embeddings.position_embeddings.weight", config.max_position_embeddings, size)?;
        positions += &kinds.row(0);
        if config.model_type != "bert" {
            // RoBERTa counts positions from behind its padding's.
            let first = (config.pad_token_id + 1).min(positions.nrows());
            positions = rows(&positions, first..positions.nrows()).to_owned();
        }
        let mut layers = Vec::with_capacity(config.num_hidden_layers);
        for at in 0..config.num_hidden_layers {
            let layer = format!("encoder.layer.{at}");
            let linear = |part: &str, from, to| Linear::read(&weights, &format!("{layer}.{part}"), from, to);
            let part = |part: &str| linear(&format!("attention.self.{part}"), size, size);
            layers.push(Layer {
                attention: Attention {
                    qkv: Linear::stacked(&[part("query")?, part("key")?, part("value")?]),
                    out: linear("attention.output.dense", size, size)?,
                    heads: config.num_attention_heads,
                    causal: false,
                },
                attention_norm: norm(&format!("{layer}.attention.output.LayerNorm"))?,
                inner: linear("intermediate.dense", size, inner)?,
                outer: linear("output.dense", inner, size)?,
                norm: norm(&format!("{layer}.output.LayerNorm"))?,
            });
        }
        let norm = norm("embeddings.LayerNorm")?;
        let max_tokens = sentence.max_tokens.unwrap_or(usize::MAX).min(positions.nrows());
        Ok(Self { id, tokenizer, sentence, words, positions, norm, layers, activation, max_tokens })
    }

    /// The most tokens of a text that are read, with those around it.
    pub fn max_tokens(&self) -> usize {
        self.max_tokens
    }

    /// The numbers of a text's tokens, as the model reads them.
    pub fn tokens(&self, side: Side, text: &str) -> Vec<u32> {
        let prefix = match side {
            Side::Query => &self.sentence.query_prefix,
            Side::Document => &self.sentence.document_prefix,
        };
        if prefix.is_empty() {
            self.tokenizer.encode(text, self.max_tokens)
        } else {
            self.tokenizer.encode(&format!("{prefix}{text}"), self.max_tokens)
        }
    }

    /// A single token with what stands around every text.
    pub(crate) fn around_token(&self, token: u32) -> Vec<u32> {
        self.tokenizer.around_token(token)
    }

    /// The pieces of its vocabulary by number, one that continues a word with `##` before it; the numbers
    /// of common pieces are low ones.
    pub(crate) fn pieces(&self) -> Vec<(String, u32)> {
        self.tokenizer.pieces()
    }

    /// [`Embedder::embed`] on texts that are tokens already, over this many threads.
    pub fn embed_tokens(&self, texts: &[Vec<u32>], threads: usize) -> Vec<Option<Vector>> {
        // Batches of like length, the longest first, so that no thread is left with the last long one.
        let mut order: Vec<usize> = (0..texts.len()).filter(|at| !texts[*at].is_empty()).collect();
        order.sort_by_key(|at| std::cmp::Reverse(texts[*at].len()));
        let mut batches: Vec<Vec<usize>> = Vec::new();
        let mut room = 0;
        for at in order {
            let length = texts[at].len();
            if room < length || batches.is_empty() {
                batches.push(Vec::new());
                room = BATCH.max(length);
            }
            room -= length;
            batches.last_mut().expect("just pushed").push(at);
        }
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                let tokens: Vec<&[u32]> = batch.iter().map(|at| texts[*at].as_slice()).collect();
                done.extend(batch.iter().copied().zip(self.forward(&tokens)));
            }
            done
        };
        let mut vectors = vec![None; texts.len()];
        std::thread::scope(|scope| {
            let others: Vec<_> = (1..threads.min(batches.len())).map(|_| scope.spawn(work)).collect();
            let mut done = work();
            for other in others {
                done.extend(other.join().expect("a thread that multiplies does not panic"));
            }
            for (at, vector) in done {
                vectors[at] = vector;
            }
        });
        vectors
    }

    fn forward(&self, texts: &[&[u32]]) -> Vec<Option<Vector>> {
        let total = texts.iter().map(|text| text.len()).sum();
        let size = self.words.ncols();
        let mut x = Array2::zeros((total, size));
        let mut ends = Vec::with_capacity(texts.len());
        let mut row = 0;
        for text in texts {
            for (position, token) in text.iter().enumerate() {
                // A token beyond the table can only come from a vocabulary larger than the weights'.
                let token = (*token as usize).min(self.words.nrows() - 1);
                let mut target = x.row_mut(row);
                target += &self.words.row(token);
                target += &self.positions.row(position);
                row += 1;
            }
            ends.push(row);
        }
        self.norm.apply(&mut x);
        for layer in &self.layers {
            x += &layer.attention.apply(&x, &ends);
            layer.attention_norm.apply(&mut x);
            let mut inner = layer.inner.apply(&x);
            self.activation.apply(&mut inner);
            x += &layer.outer.apply(&inner);
            layer.norm.apply(&mut x);
        }
        let mut start = 0;
        let pooled = ends.iter().map(|&end| {
            let tokens = rows(&x, start..end);
            let pooled: Array1<f32> = match self.sentence.pooling {
                Pooling::Mean => tokens.mean_axis(Axis(0)).expect("a text has tokens"),
                Pooling::Cls => tokens.row(0).to_owned(),
                Pooling::Max => tokens.fold_axis(Axis(0), f32::NEG_INFINITY, |most, x| most.max(*x)),
            };
            start = end;
            let mut vector = pooled.to_vec();
            normalize(&mut vector).then_some(vector)
        });
        pooled.collect()
    }
}

impl Embedder for BertModel {
    fn id(&self) -> &ModelId {
        &self.id
    }

    fn dimensions(&self) -> usize {
        self.words.ncols()
    }

    fn embed(&self, side: Side, texts: &[&str]) -> Vec<Option<Vector>> {
        let tokens: Vec<Vec<u32>> = texts
            .iter()
            .map(|text| {
                // Emptiness is judged without the prefix, which alone would always leave something.
                let empty = self.tokenizer.encode(text, self.max_tokens).len() <= self.tokenizer.around();
                if empty { Vec::new() } else { self.tokens(side, text) }
            })
            .collect();
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        self.embed_tokens(&tokens, threads)
    }
}
