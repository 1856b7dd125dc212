//! The inverse of a symmetric positive definite matrix, by halves: all the work is in products of blocks.

use ndarray::{Array2, ArrayView2, Axis, linalg::general_mat_mul};

/// Blocks of this size are inverted by elimination.
const SMALL: usize = 64;

/// The inverse. What is asked of the matrix is that it is symmetric and positive definite; a count matrix with
/// a penalty above 0 on its diagonal is.
pub(crate) fn invert(matrix: &Array2<f64>) -> Array2<f64> {
    halves(&matrix.view())
}

/// With `A` and `D` on the diagonal and `B` beside them, `S = D − BᵀA⁻¹B`, the inverse is
/// `[A⁻¹ + A⁻¹B S⁻¹ BᵀA⁻¹, −A⁻¹B S⁻¹; …, S⁻¹]`.
fn halves(matrix: &ArrayView2<'_, f64>) -> Array2<f64> {
    let size = matrix.nrows();
    if size <= SMALL {
        return eliminate(matrix.to_owned());
    }
    let half = size / 2;
    let (upper, lower) = matrix.split_at(Axis(0), half);
    let (a, b) = upper.split_at(Axis(1), half);
    let inverse_a = halves(&a);
    let a_b = inverse_a.dot(&b);
    let mut rest = lower.split_at(Axis(1), half).1.to_owned();
    general_mat_mul(-1.0, &b.t(), &a_b, 1.0, &mut rest);
    let inverse_s = halves(&rest.view());
    let corner = a_b.dot(&inverse_s);
    let mut inverse = Array2::zeros((size, size));
    let (upper, lower) = inverse.view_mut().split_at(Axis(0), half);
    let (mut first, mut right) = upper.split_at(Axis(1), half);
    let (mut left, mut last) = lower.split_at(Axis(1), half);
    first.assign(&inverse_a);
    general_mat_mul(1.0, &corner, &a_b.t(), 1.0, &mut first);
    right.assign(&corner.mapv(|value| -value));
    left.assign(&right.t());
    last.assign(&inverse_s);
    inverse
}

/// Gauss and Jordan without pivots, which a positive definite matrix does not need.
fn eliminate(mut matrix: Array2<f64>) -> Array2<f64> {
    let size = matrix.nrows();
    let mut inverse = Array2::<f64>::eye(size);
    for pivot in 0..size {
        let by = matrix[[pivot, pivot]];
        for column in 0..size {
            matrix[[pivot, column]] /= by;
            inverse[[pivot, column]] /= by;
        }
        for row in (0..size).filter(|row| *row != pivot) {
            let times = matrix[[row, pivot]];
            if times != 0.0 {
                for column in 0..size {
                    matrix[[row, column]] -= times * matrix[[pivot, column]];
                    inverse[[row, column]] -= times * inverse[[pivot, column]];
                }
            }
        }
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let size = 150;
        let mut matrix = Array2::<f64>::zeros((size, size));
        for row in 0..size {
            for column in 0..size {
                matrix[[row, column]] = 1.0 / (1.0 + row.abs_diff(column) as f64);
            }
            matrix[[row, row]] += 3.0;
        }
        let product = matrix.dot(&invert(&matrix));
        for ((row, column), value) in product.indexed_iter() {
            let expected = if row == column { 1.0 } else { 0.0 };
            assert!((value - expected).abs() < 1e-9, "{row} {column} {value}");
        }
    }
}
