//! The layers that BERT and CLIP are made of.

use std::ops::Range;

use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis, Slice, linalg::general_mat_mul};

use super::safetensors::Weights;
use crate::error::ModelError;

/// `y = x W^T + b`.
pub(super) struct Linear {
    weight: Array2<f32>,
    bias: Option<Array1<f32>>,
}

impl Linear {
    /// Reads `<name>.weight` of `to` rows and `from` columns, and `<name>.bias`.
    pub(super) fn read(weights: &Weights, name: &str, from: usize, to: usize) -> Result<Self, ModelError> {
        let bias = weights.vector(&format!("{name}.bias"), to)?;
        Ok(Self { weight: weights.matrix(&format!("{name}.weight"), to, from)?, bias: Some(bias) })
    }

    /// Reads `<name>.weight` alone.
    pub(super) fn read_plain(
        weights: &Weights,
        name: &str,
        from: usize,
        to: usize,
    ) -> Result<Self, ModelError> {
        Ok(Self::plain(weights.matrix(&format!("{name}.weight"), to, from)?))
    }

    /// A layer of these weights, its outputs in rows, without a bias.
    pub(super) fn plain(weight: Array2<f32>) -> Self {
        Self { weight, bias: None }
    }

    /// How many numbers come out.
    pub(super) fn outputs(&self) -> usize {
        self.weight.nrows()
    }

    /// Several layers of the same input as one, their outputs side by side.
    pub(super) fn stacked(parts: &[Self]) -> Self {
        let weights: Vec<_> = parts.iter().map(|part| part.weight.view()).collect();
        let biases: Vec<_> =
            parts.iter().filter_map(|part| part.bias.as_ref()).map(|bias| bias.view()).collect();
        Self {
            weight: ndarray::concatenate(Axis(0), &weights).expect("layers of one input"),
            bias: (biases.len() == parts.len())
                .then(|| ndarray::concatenate(Axis(0), &biases).expect("vectors")),
        }
    }

    pub(super) fn apply(&self, x: &Array2<f32>) -> Array2<f32> {
        let mut y = Array2::zeros((x.nrows(), self.weight.nrows()));
        if let Some(bias) = &self.bias {
            y += bias;
        }
        general_mat_mul(1.0, x, &self.weight.t(), 1.0, &mut y);
        y
    }
}

/// Rows brought to mean 0 and deviation 1, then scaled and moved.
pub(super) struct LayerNorm {
    weight: Array1<f32>,
    bias: Array1<f32>,
    epsilon: f32,
}

impl LayerNorm {
    /// Reads `<name>.weight` and `<name>.bias`, or as old files call them `gamma` and `beta`.
    pub(super) fn read(weights: &Weights, name: &str, size: usize, epsilon: f32) -> Result<Self, ModelError> {
        let old = weights.has(&format!("{name}.gamma"));
        let (weight, bias) = if old { ("gamma", "beta") } else { ("weight", "bias") };
        Ok(Self {
            weight: weights.vector(&format!("{name}.{weight}"), size)?,
            bias: weights.vector(&format!("{name}.{bias}"), size)?,
            epsilon,
        })
    }

    pub(super) fn apply(&self, x: &mut Array2<f32>) {
        for mut row in x.rows_mut() {
            let size = row.len() as f32;
            let mean = row.sum() / size;
            row -= mean;
            let deviation = (row.iter().map(|x| x * x).sum::<f32>() / size + self.epsilon).sqrt();
            row /= deviation;
            row *= &self.weight;
            row += &self.bias;
        }
    }
}

/// What bends between two linear layers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Activation {
    Gelu,
    GeluTanh,
    QuickGelu,
    Relu,
}

impl Activation {
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "gelu" | "gelu_python" => Self::Gelu,
            "gelu_new" | "gelu_pytorch_tanh" | "gelu_fast" => Self::GeluTanh,
            "quick_gelu" => Self::QuickGelu,
            "relu" => Self::Relu,
            _ => return None,
        })
    }

    pub(super) fn apply(self, x: &mut Array2<f32>) {
        match self {
            Self::Gelu => x.mapv_inplace(|x| 0.5 * x * (1.0 + erf(x * std::f32::consts::FRAC_1_SQRT_2))),
            Self::GeluTanh => x.mapv_inplace(|x| {
                let inner = (2.0 / std::f32::consts::PI).sqrt() * (x + 0.044_715 * x * x * x);
                0.5 * x * (1.0 + inner.tanh())
            }),
            Self::QuickGelu => x.mapv_inplace(|x| x / (1.0 + (-1.702 * x).exp())),
            Self::Relu => x.mapv_inplace(|x| x.max(0.0)),
        }
    }
}

/// The error function to 1.5e-7 (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26).
fn erf(x: f32) -> f32 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x.abs());
    let poly =
        t * (0.254_829_6 + t * (-0.284_496_72 + t * (1.421_413_8 + t * (-1.453_152_1 + t * 1.061_405_4))));
    (1.0 - poly * (-x * x).exp()).copysign(x)
}

/// Attention within each sequence of a batch.
pub(super) struct Attention {
    pub(super) qkv: Linear,
    pub(super) out: Linear,
    pub(super) heads: usize,
    /// Whether a token sees only those before it.
    pub(super) causal: bool,
}

impl Attention {
    /// `ends` are the places where sequences end, one after the other without padding: what a token sees
    /// cannot depend on what else is in the batch.
    pub(super) fn apply(&self, x: &Array2<f32>, ends: &[usize]) -> Array2<f32> {
        let size = x.ncols();
        let width = size / self.heads;
        let qkv = self.qkv.apply(x);
        let mut context = Array2::zeros((x.nrows(), size));
        let scale = 1.0 / (width as f32).sqrt();
        let mut start = 0;
        for &end in ends {
            let mut scores = Array2::zeros((end - start, end - start));
            for head in 0..self.heads {
                let part = |third: usize| {
                    let column = third * size + head * width;
                    block(&qkv, start..end, column..column + width)
                };
                general_mat_mul(scale, &part(0), &part(1).t(), 0.0, &mut scores);
                for (at, mut row) in scores.rows_mut().into_iter().enumerate() {
                    let row = row.as_slice_mut().expect("rows lie whole");
                    let (seen, hidden) = row.split_at_mut(if self.causal { at + 1 } else { row.len() });
                    softmax(seen);
                    hidden.fill(0.0);
                }
                let column = head * width;
                let mut target = block_mut(&mut context, start..end, column..column + width);
                general_mat_mul(1.0, &scores, &part(2), 0.0, &mut target);
            }
            start = end;
        }
        self.out.apply(&context)
    }
}

/// Part of a matrix. (`ndarray`'s own macro for this has unsafe code in it, which the house forbids.)
pub(super) fn block(x: &Array2<f32>, rows: Range<usize>, columns: Range<usize>) -> ArrayView2<'_, f32> {
    let mut part = x.view();
    part.slice_axis_inplace(Axis(0), Slice::from(rows));
    part.slice_axis_inplace(Axis(1), Slice::from(columns));
    part
}

/// Part of a matrix, to be written.
pub(super) fn block_mut(
    x: &mut Array2<f32>,
    rows: Range<usize>,
    columns: Range<usize>,
) -> ArrayViewMut2<'_, f32> {
    let mut part = x.view_mut();
    part.slice_axis_inplace(Axis(0), Slice::from(rows));
    part.slice_axis_inplace(Axis(1), Slice::from(columns));
    part
}

/// Some rows of a matrix.
pub(super) fn rows(x: &Array2<f32>, rows: Range<usize>) -> ArrayView2<'_, f32> {
    block(x, rows, 0..x.ncols())
}

fn softmax(row: &mut [f32]) {
    let most = row.iter().fold(f32::NEG_INFINITY, |most, x| most.max(*x));
    let mut sum = 0.0;
    for x in row.iter_mut() {
        *x = (*x - most).exp();
        sum += *x;
    }
    for x in row {
        *x /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bends_as_the_reference_does() {
        // Values of torch.nn.functional.gelu (exact, then tanh), and of x * sigmoid(1.702 x).
        let cases = [
            (Activation::Gelu, [-0.158_655, 0.0, 0.345_731, 1.954_5]),
            (Activation::GeluTanh, [-0.158_808, 0.0, 0.345_714, 1.954_598]),
            (Activation::QuickGelu, [-0.154_205, 0.0, 0.350_374, 1.935_657]),
            (Activation::Relu, [0.0, 0.0, 0.5, 2.0]),
        ];
        for (activation, wanted) in cases {
            let mut x = ndarray::arr2(&[[-1.0, 0.0, 0.5, 2.0]]);
            activation.apply(&mut x);
            for (x, wanted) in x.iter().zip(wanted) {
                assert!((x - wanted).abs() < 2e-5, "{activation:?}: {x} for {wanted}");
            }
        }
    }

    #[test]
    fn shares_sum_to_one() {
        let mut row = [1000.0, 1000.0, -1000.0];
        softmax(&mut row);
        assert!((row[0] - 0.5).abs() < 1e-6 && (row[1] - 0.5).abs() < 1e-6 && row[2] < 1e-6, "{row:?}");
    }
}
