//! The main axes of many vectors (principal components), by Jacobi's rotations.

/// A middle, and axes from it, the one along which the vectors differ most first.
#[derive(Debug, Clone)]
pub(super) struct Axes {
    middle: Vec<f32>,
    axes: Vec<Vec<f32>>,
}

/// Rotations over the whole matrix; ten leave nothing beside the diagonal at a few hundred dimensions.
const SWEEPS: usize = 12;

impl Axes {
    /// The first `count` axes of rows of `size` numbers.
    pub(super) fn of(rows: &[f32], size: usize, count: usize) -> Self {
        let number = (rows.len() / size.max(1)).max(1) as f64;
        let mut middle = vec![0.0f64; size];
        for row in rows.chunks_exact(size) {
            middle.iter_mut().zip(row).for_each(|(sum, x)| *sum += f64::from(*x));
        }
        for sum in &mut middle {
            *sum /= number;
        }
        let mut spread = vec![vec![0.0f64; size]; size];
        let mut off = vec![0.0f64; size];
        for row in rows.chunks_exact(size) {
            off.iter_mut().zip(row).zip(&middle).for_each(|((off, x), middle)| *off = f64::from(*x) - middle);
            for (at, line) in spread.iter_mut().enumerate() {
                let x = off[at];
                line[..=at].iter_mut().zip(&off).for_each(|(sum, y)| *sum += x * y);
            }
        }
        for at in 1..size {
            let (above, below) = spread.split_at_mut(at);
            for (line, x) in above.iter_mut().zip(&below[0]) {
                line[at] = *x;
            }
        }
        let (values, vectors) = jacobi(spread);
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|left, right| values[*right].total_cmp(&values[*left]).then(left.cmp(right)));
        let axes = order.into_iter().take(count).map(|at| vectors[at].iter().map(|x| *x as f32).collect());
        Self { middle: middle.into_iter().map(|x| x as f32).collect(), axes: axes.collect() }
    }

    /// Where a vector lies along the axes, seen from `middle` or from the axes' own.
    pub(super) fn project(&self, vector: &[f32], middle: Option<&[f32]>) -> Vec<f32> {
        let middle = middle.unwrap_or(&self.middle);
        let off: Vec<f32> = vector.iter().zip(middle).map(|(x, middle)| x - middle).collect();
        self.axes.iter().map(|axis| crate::embedder::dot(axis, &off)).collect()
    }
}

/// Eigenvalues of a symmetric matrix, and their vectors in rows (Golub and Van Loan, Matrix Computations,
/// section 8.5).
#[expect(clippy::many_single_char_names, reason = "the letters of the book")]
fn jacobi(mut a: Vec<Vec<f64>>) -> (Vec<f64>, Vec<Vec<f64>>) {
    let size = a.len();
    let mut vectors: Vec<Vec<f64>> =
        (0..size).map(|at| (0..size).map(|to| f64::from(u8::from(at == to))).collect()).collect();
    for _ in 0..SWEEPS {
        for p in 0..size {
            for q in p + 1..size {
                if a[p][q].abs() < 1e-12 * (a[p][p] * a[q][q]).abs().sqrt().max(f64::MIN_POSITIVE) {
                    continue;
                }
                let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
                let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
                let c = 1.0 / (t * t + 1.0).sqrt();
                let s = t * c;
                // Both rows, then both columns of the same numbers.
                let (upper, lower) = a.split_at_mut(q);
                turn(&mut upper[p], &mut lower[0], c, s);
                for row in &mut a {
                    let (x, y) = (row[p], row[q]);
                    row[p] = c * x - s * y;
                    row[q] = s * x + c * y;
                }
                let (upper, lower) = vectors.split_at_mut(q);
                turn(&mut upper[p], &mut lower[0], c, s);
            }
        }
    }
    ((0..size).map(|at| a[at][at]).collect(), vectors)
}

fn turn(first: &mut [f64], second: &mut [f64], c: f64, s: f64) {
    for (x, y) in first.iter_mut().zip(second) {
        (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_axis_comes_first() {
        // Points along (3, 4) from (1, 1), with a little across.
        let rows: Vec<f32> = (-20i8..=20)
            .flat_map(|at| {
                let (along, across) = (f32::from(at) * 0.2, if at % 2 == 0 { 0.1 } else { -0.1 });
                [1.0 + 0.6 * along - 0.8 * across, 1.0 + 0.8 * along + 0.6 * across]
            })
            .collect();
        let axes = Axes::of(&rows, 2, 2);
        let first = &axes.axes[0];
        assert!((first[0].abs() - 0.6).abs() < 1e-2 && (first[1].abs() - 0.8).abs() < 1e-2, "{first:?}");
        let far = axes.project(&[1.6, 1.8], None);
        assert!((far[0].abs() - 1.0).abs() < 1e-2 && far[1].abs() < 1e-2, "{far:?}");
    }
}
