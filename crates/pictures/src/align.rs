//! One picture laid under another: which part of it shows, moved until both fit best.
//!
//! The method is that of Lucas and Kanade (1981) with a gain and an offset for light (as in Baker and Matthews, IJCV
//! 2004), and with samples weighed by how well they fit (Cauchy), so that a subtitle does not pull.

#![expect(clippy::many_single_char_names, reason = "places and corners are called so in every book")]

use crate::{
    descriptor::{COLOR_GRID, GRID},
    field::Rect,
};

/// Grids of lightness, 0 to 1 from the darkest to the lightest cell, and of color, 0 being grey.
#[derive(Debug, Clone)]
pub(crate) struct Plate {
    cells: [f32; GRID * GRID],
    color: [f32; 2 * COLOR_GRID * COLOR_GRID],
}

/// A query's lightness at the places that are compared while it moves.
pub(crate) type Samples = [f32; SAMPLES * SAMPLES];

impl Plate {
    /// Of means of any scale; color is −128 to 128.
    pub(crate) fn new(cells: &[f32], color: &[f32]) -> Self {
        let darkest = cells.iter().copied().fold(f32::INFINITY, f32::min);
        let lightest = cells.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let scale = 1.0 / (lightest - darkest).max(15.0);
        Self {
            cells: std::array::from_fn(|at| (cells[at] - darkest) * scale),
            color: std::array::from_fn(|at| color[at] / 128.0),
        }
    }

    /// Of what a descriptor keeps.
    pub(crate) fn unpacked(
        lightness: &[u8; GRID * GRID / 2],
        color: &[i8; 2 * COLOR_GRID * COLOR_GRID],
    ) -> Self {
        let mut cells = [0.0; GRID * GRID];
        for (pair, byte) in cells.as_chunks_mut::<2>().0.iter_mut().zip(lightness) {
            *pair = [f32::from(byte & 15) / 15.0, f32::from(byte >> 4) / 15.0];
        }
        Self { cells, color: color.map(|part| f32::from(part) / 128.0) }
    }

    pub(crate) fn cells(&self) -> &[f32; GRID * GRID] {
        &self.cells
    }

    /// Lightness at 16 by 16 places.
    pub(crate) fn samples(&self) -> Samples {
        std::array::from_fn(|at| {
            let (x, y) = middle(at);
            self.sample(x, y)[0]
        })
    }

    /// Left and right exchanged.
    pub(crate) fn mirrored(&self) -> Self {
        let mut mirrored = self.clone();
        mirrored.cells.as_chunks_mut::<GRID>().0.iter_mut().for_each(|row| row.reverse());
        mirrored.color.as_chunks_mut::<COLOR_GRID>().0.iter_mut().for_each(|row| row.reverse());
        mirrored
    }

    /// Lightness at a place, with its slope along and down by one whole side. Beyond the rim nothing changes.
    pub(crate) fn sample(&self, x: f32, y: f32) -> [f32; 3] {
        let (column, right) = cell(x, GRID);
        let (row, down) = cell(y, GRID);
        let at = row * GRID + column;
        let [a, b, c, d] = [at, at + 1, at + GRID, at + GRID + 1].map(|at| self.cells[at]);
        let (above, below) = (a + (b - a) * right, c + (d - c) * right);
        let along = (b - a) + ((d - c) - (b - a)) * down;
        [above + (below - above) * down, along * GRID as f32, (below - above) * GRID as f32]
    }

    /// The two differences of color at a place.
    pub(crate) fn color(&self, x: f32, y: f32) -> [f32; 2] {
        let (column, right) = cell(x, COLOR_GRID);
        let (row, down) = cell(y, COLOR_GRID);
        [0, COLOR_GRID * COLOR_GRID].map(|channel| {
            let at = channel + row * COLOR_GRID + column;
            let [a, b, c, d] = [at, at + 1, at + COLOR_GRID, at + COLOR_GRID + 1].map(|at| self.color[at]);
            let (above, below) = (a + (b - a) * right, c + (d - c) * right);
            above + (below - above) * down
        })
    }
}

/// What [`Plate::sample`] says of lightness, without unpacking a whole descriptor first.
pub(crate) fn packed_sample(lightness: &[u8; GRID * GRID / 2], x: f32, y: f32) -> f32 {
    let (column, right) = cell(x, GRID);
    let (row, down) = cell(y, GRID);
    let at = row * GRID + column;
    let cell = |at: usize| f32::from(lightness[at / 2] >> (at % 2 * 4) & 15);
    let [a, b, c, d] = [at, at + 1, at + GRID, at + GRID + 1].map(cell);
    let (above, below) = (a + (b - a) * right, c + (d - c) * right);
    (above + (below - above) * down) / 15.0
}

/// The cell whose middle lies before a place, and how far on it is to the next.
fn cell(place: f32, cells: usize) -> (usize, f32) {
    let exact = (place * cells as f32 - 0.5).clamp(0.0, (cells - 1) as f32);
    let whole = (exact as usize).min(cells - 2);
    (whole, exact - whole as f32)
}

/// Where the query's corners lie on the picture, in shares of it: upper left, upper right, lower left, lower right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quad(pub(crate) [[f32; 2]; 4]);

impl Quad {
    /// Where the query's corners lie when its `window` shows the picture's `view`.
    pub(crate) fn of(window: Rect, view: Rect) -> Self {
        let [left, right] = [0.0, 1.0].map(|x| view.x + (x - window.x) * view.width / window.width);
        let [top, bottom] = [0.0, 1.0].map(|y| view.y + (y - window.y) * view.height / window.height);
        Self([[left, top], [right, top], [left, bottom], [right, bottom]])
    }

    /// Where places of the query lie.
    pub(crate) fn places(&self) -> impl Fn(f32, f32) -> [f32; 2] + use<> {
        let [start, along, down, both] = [0, 1, 2, 3].map(|term| {
            [0, 1].map(|axis| {
                let [a, b, c, d] = self.0.map(|corner| corner[axis]);
                [a, b - a, c - a, d - b - c + a][term]
            })
        });
        move |x, y| [0, 1].map(|axis| start[axis] + along[axis] * x + (down[axis] + both[axis] * x) * y)
    }

    /// The farthest that a corner lies from another quad's.
    fn apart(&self, other: &Self) -> f32 {
        self.0
            .as_flattened()
            .iter()
            .zip(other.0.as_flattened())
            .map(|(a, b)| (a - b).abs())
            .fold(0.0, f32::max)
    }
}

/// How much of each corner is in a place.
fn shares(x: f32, y: f32) -> [f32; 4] {
    [(1.0 - x) * (1.0 - y), x * (1.0 - y), (1.0 - x) * y, x * y]
}

/// Whether a place is on the picture.
pub(crate) fn is_inside([x, y]: [f32; 2]) -> bool {
    (0.0..=1.0).contains(&x) && (0.0..=1.0).contains(&y)
}

/// Samples a side while moving.
pub(crate) const SAMPLES: usize = 16;
/// How far a corner may move from where a window began, in shares of the picture.
const FARTHEST: f32 = 0.2;

/// Moves and stretches, `rounds` times.
pub(crate) fn stretch(query: &Samples, picture: &Plate, start: Quad, kept: &Blocks, rounds: usize) -> Quad {
    moved(
        query,
        picture,
        start,
        kept,
        rounds,
        |[_, along, down], x, y| [along * (1.0 - x), along * x, down * (1.0 - y), down * y],
        |quad, by| {
            for (corner, place) in quad.0.iter_mut().enumerate() {
                place[0] += by[corner % 2];
                place[1] += by[2 + corner / 2];
            }
        },
    )
}

/// Moves each corner for itself, as a photo of a screen needs it, `rounds` times.
pub(crate) fn warp(query: &Samples, picture: &Plate, start: Quad, kept: &Blocks, rounds: usize) -> Quad {
    let pulls = |[_, along, down]: [f32; 3], x: f32, y: f32| {
        let [a, b, c, d] = shares(x, y);
        [along * a, along * b, along * c, along * d, down * a, down * b, down * c, down * d]
    };
    moved(query, picture, start, kept, rounds, pulls, |quad, by| {
        for (corner, place) in quad.0.iter_mut().enumerate() {
            place[0] += by[corner];
            place[1] += by[4 + corner];
        }
    })
}

/// Gauss and Newton's steps over `N` ways to move.
fn moved<const N: usize>(
    query: &Samples,
    picture: &Plate,
    start: Quad,
    kept: &Blocks,
    rounds: usize,
    pulls: impl Fn([f32; 3], f32, f32) -> [f32; N],
    apply: impl Fn(&mut Quad, &[f32; N]),
) -> Quad {
    let mut quad = start;
    for _ in 0..rounds {
        let mut samples = [([0.0f32; 3], 0.0f32, 0.0f32); SAMPLES * SAMPLES];
        let places = quad.places();
        for (at, (seen, asked, weight)) in samples.iter_mut().enumerate() {
            let (x, y) = middle(at);
            let place = places(x, y);
            *seen = picture.sample(place[0], place[1]);
            *asked = query[at];
            *weight = if is_inside(place) { kept[block(at, SAMPLES)] } else { 0.0 };
        }
        let Some((gain, offset)) =
            light(samples.iter().map(|(seen, asked, weight)| (seen[0], *asked, *weight)))
        else {
            return quad;
        };
        let off = |seen: &[f32; 3], asked: f32| asked - gain * seen[0] - offset;
        let spread =
            samples.iter().map(|(seen, asked, weight)| off(seen, *asked).abs() * weight).sum::<f32>()
                / (SAMPLES * SAMPLES) as f32
                + 0.005;
        let mut normal = [[0.0f32; N]; N];
        let mut right = [0.0f32; N];
        let weighed = samples.iter().enumerate().map(|(at, (seen, asked, weight))| {
            let off = off(seen, *asked);
            (at, seen, off, weight / (1.0 + (off / spread).powi(2)))
        });
        for (at, seen, off, weight) in weighed {
            let (x, y) = middle(at);
            let pulls = pulls(*seen, x, y);
            for (row, pull) in pulls.iter().enumerate() {
                let pull = pull * weight;
                right[row] += pull * off;
                for (sum, other) in normal[row][row..].iter_mut().zip(&pulls[row..]) {
                    *sum += pull * other;
                }
            }
        }
        let Some(by) = solved(normal, right) else { return quad };
        let by = by.map(|by| (by / gain).clamp(-0.08, 0.08));
        let mut next = quad;
        apply(&mut next, &by);
        if next.apart(&start) > FARTHEST {
            return quad;
        }
        quad = next;
    }
    quad
}

/// For each of 4 by 4 blocks of a query 1 when it counts, or 0.
pub(crate) type Blocks = [f32; BLOCKS * BLOCKS];

/// Nothing lies over the query.
pub(crate) static EVERYTHING: Blocks = [1.0; BLOCKS * BLOCKS];

/// Blocks a side.
pub(crate) const BLOCKS: usize = 4;

/// The block of a place, of `side` places a side.
pub(crate) fn block(at: usize, side: usize) -> usize {
    at / side * BLOCKS / side * BLOCKS + at % side * BLOCKS / side
}

/// The middle of a sample's cell.
pub(crate) fn middle(at: usize) -> (f32, f32) {
    (((at % SAMPLES) as f32 + 0.5) / SAMPLES as f32, ((at / SAMPLES) as f32 + 0.5) / SAMPLES as f32)
}

/// The gain and the offset by which what is seen comes nearest to what is asked, of weighed pairs; `None` where
/// nothing is seen, or where light is dark.
pub(crate) fn light(pairs: impl Iterator<Item = (f32, f32, f32)>) -> Option<(f32, f32)> {
    let [mut n, mut a, mut b, mut aa, mut ab] = [0.0f32; 5];
    for (seen, asked, weight) in pairs {
        n += weight;
        a += seen * weight;
        b += asked * weight;
        aa += seen * seen * weight;
        ab += seen * asked * weight;
    }
    let spread = aa * n - a * a;
    let gain = (ab * n - a * b) / spread;
    (n > 0.0 && spread > 1e-4 && gain > 0.05).then(|| (gain, (b - gain * a) / n))
}

/// Solves a symmetric system of which the upper half is given, by Cholesky's method, held back a little where it is
/// weak.
#[expect(clippy::needless_range_loop, reason = "two rows of one matrix at once")]
fn solved<const N: usize>(mut normal: [[f32; N]; N], mut right: [f32; N]) -> Option<[f32; N]> {
    let held = (0..N).map(|at| normal[at][at]).sum::<f32>() / N as f32 * 0.01 + 1e-4;
    for at in 0..N {
        normal[at][at] += held;
    }
    for row in 0..N {
        for before in 0..row {
            let factor = normal[before][row];
            for column in row..N {
                normal[row][column] -= factor * normal[before][column];
            }
            right[row] -= factor * right[before];
        }
        let pivot = normal[row][row];
        if pivot <= 0.0 || !pivot.is_finite() {
            return None;
        }
        let root = pivot.sqrt();
        normal[row][row..].iter_mut().for_each(|entry| *entry /= root);
        right[row] /= root;
    }
    for row in (0..N).rev() {
        let known: f32 = (row + 1..N).map(|column| normal[row][column] * right[column]).sum();
        right[row] = (right[row] - known) / normal[row][row];
    }
    right.iter().all(|by| by.is_finite()).then_some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waves(x: f32, y: f32) -> f32 {
        (x * 9.0).sin() + (y * 7.0 + x * 4.0).cos() + (x * y * 12.0).sin()
    }

    /// What a camera sees of the waves whose corners lie at a quad's.
    fn seen(quad: Quad) -> Plate {
        let cells: Vec<f32> = (0..GRID * GRID)
            .map(|at| {
                let (x, y) = ((at % GRID) as f32 + 0.5, (at / GRID) as f32 + 0.5);
                let [x, y] = quad.places()(x / GRID as f32, y / GRID as f32);
                waves(x, y) * 40.0 + 100.0
            })
            .collect();
        Plate::new(&cells, &[0.0; 128])
    }

    #[test]
    fn a_part_is_found_from_nearby() {
        let full = Quad::of(Rect::FULL, Rect::FULL);
        let truth = Quad::of(Rect::FULL, Rect { x: 0.08, y: 0.17, width: 0.74, height: 0.7 });
        let start = Quad::of(Rect::FULL, Rect { x: 0.1, y: 0.2, width: 0.7, height: 0.7 });
        let found = stretch(&seen(truth).samples(), &seen(full), start, &[1.0; 16], 8);
        assert!(found.apart(&truth) < 0.01, "{found:?}");
    }

    #[test]
    fn a_slanted_screen_is_found() {
        let full = Quad::of(Rect::FULL, Rect::FULL);
        let truth = Quad([[0.03, -0.01], [0.96, 0.05], [-0.02, 0.97], [1.01, 1.03]]);
        let found = warp(&seen(truth).samples(), &seen(full), full, &[1.0; 16], 10);
        assert!(found.apart(&truth) < 0.02, "{found:?}");
    }

    #[test]
    fn a_system_is_solved() {
        let by = solved([[4000.0, 2000.0], [0.0, 3000.0]], [8000.0, 8000.0]).expect("it has an answer");
        assert!((by[0] - 1.0).abs() < 0.05 && (by[1] - 2.0).abs() < 0.05, "{by:?}");
        assert_eq!(solved([[f32::NAN; 2]; 2], [1.0; 2]), None);
    }
}
