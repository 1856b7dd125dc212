//! CLIP: texts and pictures to vectors of one space.

use std::path::Path;

use ndarray::{Array1, Array2};
use serde::Deserialize;

use super::{
    layers::{Activation, Attention, LayerNorm, Linear, block_mut, rows},
    name,
    pixels::{Pixels, Preparation},
    read, read_json,
    safetensors::Weights,
    tokenizer::Tokenizer,
};
use crate::{
    embedder::{Embedder, ModelId, Side, Vector, normalize},
    error::ModelError,
};

/// A CLIP from a local folder: a text and a picture that belong together lie near each other.
pub struct ClipModel {
    id: ModelId,
    tokenizer: Tokenizer,
    preparation: Preparation,
    words: Array2<f32>,
    text_positions: Array2<f32>,
    text: Tower,
    text_norm: LayerNorm,
    text_projection: Linear,
    class: Array1<f32>,
    patches: Linear,
    patch: usize,
    picture_positions: Array2<f32>,
    before: LayerNorm,
    picture: Tower,
    after: LayerNorm,
    picture_projection: Linear,
}

struct Tower {
    layers: Vec<Layer>,
    activation: Activation,
}

/// Normed before each part, where BERT norms after it.
struct Layer {
    attention_norm: LayerNorm,
    attention: Attention,
    norm: LayerNorm,
    inner: Linear,
    outer: Linear,
}

/// `config.json`. Files name only what differs from the first CLIP (ViT-B/32), whose figures these are.
#[derive(Deserialize)]
struct Config {
    #[serde(default = "projection")]
    projection_dim: usize,
    #[serde(default, rename = "text_config")]
    text: TextConfig,
    #[serde(default, rename = "vision_config")]
    vision: PictureConfig,
}

fn projection() -> usize {
    512
}

#[derive(Deserialize)]
#[serde(default)]
struct TextConfig {
    vocab_size: usize,
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    max_position_embeddings: usize,
    hidden_act: String,
    layer_norm_eps: f32,
}

impl Default for TextConfig {
    fn default() -> Self {
        Self {
            vocab_size: 49_408,
            hidden_size: 512,
            intermediate_size: 2048,
            num_hidden_layers: 12,
            num_attention_heads: 8,
            max_position_embeddings: 77,
            hidden_act: "quick_gelu".to_owned(),
            layer_norm_eps: 1e-5,
        }
    }
}

#[derive(Deserialize)]
#[serde(default)]
struct PictureConfig {
    hidden_size: usize,
    intermediate_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    image_size: usize,
    patch_size: usize,
    hidden_act: String,
    layer_norm_eps: f32,
}

impl Default for PictureConfig {
    fn default() -> Self {
        Self {
            hidden_size: 768,
            intermediate_size: 3072,
            num_hidden_layers: 12,
            num_attention_heads: 12,
            image_size: 224,
            patch_size: 32,
            hidden_act: "quick_gelu".to_owned(),
            layer_norm_eps: 1e-5,
        }
    }
}

/// The figures that a tower is read by.
struct Shape<'a> {
    size: usize,
    inner: usize,
    layers: usize,
    heads: usize,
    activation: &'a str,
    epsilon: f32,
    causal: bool,
}

impl ClipModel {
    /// Opens the model of a folder.
    pub fn open(folder: &Path) -> Result<Self, ModelError> {
        let (config_path, config_bytes) = read(folder, "config.json")?;
        let bad = |reason: String| ModelError::Shape { path: config_path.clone(), reason };
        let config: Config = serde_json::from_slice(&config_bytes).map_err(|error| bad(error.to_string()))?;
        let (text, picture) = (&config.text, &config.vision);
        if picture.patch_size == 0 || picture.image_size < picture.patch_size {
            return Err(bad("its pictures are smaller than its patches".to_owned()));
        }
        let preparation: Preparation = read_json(folder, "preprocessor_config.json")?.unwrap_or_default();
        let preparation_path = folder.join("preprocessor_config.json");
        if preparation.crop() != (picture.image_size, picture.image_size) || !preparation.covers() {
            let reason = format!("it does not make pictures of {0} by {0}", picture.image_size);
            return Err(ModelError::Shape { path: preparation_path, reason });
        }
        let (tokenizer, tokenizer_bytes) = Tokenizer::open(folder)?;
        let (path, bytes) = read(folder, "model.safetensors")?;
        let weights = Weights::new(path, bytes)?;
        let id = ModelId::of(&name(folder), [config_bytes.as_slice(), &tokenizer_bytes, weights.bytes()]);

        let tower = |side: &str, shape: &Shape<'_>| {
            Tower::read(&weights, side, shape).and_then(|tower| {
                tower.ok_or_else(|| ModelError::Unsupported {
                    path: config_path.clone(),
                    what: format!(
                        "the activation `{}`, or heads that do not divide the size",
                        shape.activation
                    ),
                })
            })
        };
        let grid = picture.image_size / picture.patch_size;
        let area = picture.patch_size * picture.patch_size * 3;
        let patch_shape = [picture.hidden_size, 3, picture.patch_size, picture.patch_size];
        let patches = weights.numbers("vision_model.embeddings.patch_embedding.weight", &patch_shape)?;
        let norm = |name: &str, size, epsilon| LayerNorm::read(&weights, name, size, epsilon);
        Ok(Self {
            id,
            tokenizer,
            preparation,
            words: weights.matrix(
                "text_model.embeddings.token_embedding.weight",
                text.vocab_size,
                text.hidden_size,
            )?,
            text_positions: weights.matrix(
                "text_model.embeddings.position_embedding.weight",
                text.max_position_embeddings,
                text.hidden_size,
            )?,
            text: tower(
                "text_model",
                &Shape {
                    size: text.hidden_size,
                    inner: text.intermediate_size,
                    layers: text.num_hidden_layers,
                    heads: text.num_attention_heads,
                    activation: &text.hidden_act,
                    epsilon: text.layer_norm_eps,
                    causal: true,
                },
            )?,
            text_norm: norm("text_model.final_layer_norm", text.hidden_size, text.layer_norm_eps)?,
            text_projection: Linear::read_plain(
                &weights,
                "text_projection",
                text.hidden_size,
                config.projection_dim,
            )?,
            class: weights.vector("vision_model.embeddings.class_embedding", picture.hidden_size)?,
            patches: Linear::plain(
                Array2::from_shape_vec((picture.hidden_size, area), patches).expect("the shape was checked"),
            ),
            patch: picture.patch_size,
            picture_positions: weights.matrix(
                "vision_model.embeddings.position_embedding.weight",
                grid * grid + 1,
                picture.hidden_size,
            )?,
            before: norm("vision_model.pre_layrnorm", picture.hidden_size, picture.layer_norm_eps)?,
            picture: tower(
                "vision_model",
                &Shape {
                    size: picture.hidden_size,
                    inner: picture.intermediate_size,
                    layers: picture.num_hidden_layers,
                    heads: picture.num_attention_heads,
                    activation: &picture.hidden_act,
                    epsilon: picture.layer_norm_eps,
                    causal: false,
                },
            )?,
            after: norm("vision_model.post_layernorm", picture.hidden_size, picture.layer_norm_eps)?,
            picture_projection: Linear::read_plain(
                &weights,
                "visual_projection",
                picture.hidden_size,
                config.projection_dim,
            )?,
        })
    }

    /// A vector of length 1 for a picture, near those of texts that say what it shows.
    pub fn embed_picture(&self, picture: &Pixels) -> Option<Vector> {
        let prepared = self.preparation.prepare(picture);
        let side = self.preparation.crop().0;
        let grid = side / self.patch;
        // One row per patch, its numbers in the order of the convolution's kernel: color, row, column.
        let mut patches = Array2::zeros((grid * grid, self.patch * self.patch * 3));
        for (at, mut row) in patches.rows_mut().into_iter().enumerate() {
            let (top, left) = (at / grid * self.patch, at % grid * self.patch);
            let places = (0..3).flat_map(|color| {
                (0..self.patch).flat_map(move |y| (0..self.patch).map(move |x| (color, y, x)))
            });
            for (target, (color, y, x)) in row.iter_mut().zip(places) {
                *target = prepared[((top + y) * side + left + x) * 3 + color];
            }
        }
        let mut x = self.picture_positions.clone();
        let mut class = x.row_mut(0);
        class += &self.class;
        let (height, width) = x.dim();
        let mut rest = block_mut(&mut x, 1..height, 0..width);
        rest += &self.patches.apply(&patches);
        self.before.apply(&mut x);
        let ends = [x.nrows()];
        self.picture.apply(&mut x, &ends);
        let mut pooled = rows(&x, 0..1).to_owned();
        self.after.apply(&mut pooled);
        let mut vector = self.picture_projection.apply(&pooled).into_iter().collect::<Vector>();
        normalize(&mut vector).then_some(vector)
    }

    fn embed_text(&self, text: &str) -> Option<Vector> {
        let tokens = self.tokenizer.encode(text, self.text_positions.nrows());
        if tokens.len() <= self.tokenizer.around() {
            return None;
        }
        let mut x = rows(&self.text_positions, 0..tokens.len()).to_owned();
        for (mut row, token) in x.rows_mut().into_iter().zip(&tokens) {
            row += &self.words.row((*token as usize).min(self.words.nrows() - 1));
        }
        self.text.apply(&mut x, &[tokens.len()]);
        // A token sees what stands before it, so only the last has seen all.
        let mut last = rows(&x, tokens.len() - 1..tokens.len()).to_owned();
        self.text_norm.apply(&mut last);
        let mut vector = self.text_projection.apply(&last).into_iter().collect::<Vector>();
        normalize(&mut vector).then_some(vector)
    }
}

impl Embedder for ClipModel {
    fn id(&self) -> &ModelId {
        &self.id
    }

    fn dimensions(&self) -> usize {
        self.text_projection.outputs()
    }

    fn embed(&self, _: Side, texts: &[&str]) -> Vec<Option<Vector>> {
        texts.iter().map(|text| self.embed_text(text)).collect()
    }
}

impl Tower {
    /// `None` when the activation is unknown or the heads do not divide the size.
    fn read(weights: &Weights, side: &str, shape: &Shape<'_>) -> Result<Option<Self>, ModelError> {
        let Some(activation) = Activation::named(shape.activation) else { return Ok(None) };
        if shape.heads == 0 || !shape.size.is_multiple_of(shape.heads) {
            return Ok(None);
        }
        let mut layers = Vec::with_capacity(shape.layers);
        for at in 0..shape.layers {
            let layer = format!("{side}.encoder.layers.{at}");
            let linear = |part: &str, from, to| Linear::read(weights, &format!("{layer}.{part}"), from, to);
            let attention = |part: &str| linear(&format!("self_attn.{part}_proj"), shape.size, shape.size);
            let norm =
                |part: &str| LayerNorm::read(weights, &format!("{layer}.{part}"), shape.size, shape.epsilon);
            layers.push(Layer {
                attention_norm: norm("layer_norm1")?,
                attention: Attention {
                    qkv: Linear::stacked(&[attention("q")?, attention("k")?, attention("v")?]),
                    out: attention("out")?,
                    heads: shape.heads,
                    causal: shape.causal,
                },
                norm: norm("layer_norm2")?,
                inner: linear("mlp.fc1", shape.size, shape.inner)?,
                outer: linear("mlp.fc2", shape.inner, shape.size)?,
            });
        }
        Ok(Some(Self { layers, activation }))
    }

    fn apply(&self, x: &mut Array2<f32>, ends: &[usize]) {
        for layer in &self.layers {
            let mut normed = x.clone();
            layer.attention_norm.apply(&mut normed);
            *x += &layer.attention.apply(&normed, ends);
            normed.assign(x);
            layer.norm.apply(&mut normed);
            let mut inner = layer.inner.apply(&normed);
            self.activation.apply(&mut inner);
            *x += &layer.outer.apply(&inner);
        }
    }
}
