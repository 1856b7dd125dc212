//! How well a picture laid under a query fits, and how sure that makes a match.

use crate::{
    align::{Plate, Quad, is_inside, light},
    descriptor::GRID,
};

/// Blocks a side of which the worst are left out.
const BLOCKS: usize = 4;
/// Cells a side of a block.
const BLOCK: usize = GRID / BLOCKS;
/// How many of the 16 blocks are left out: what a subtitle, a logo or a hand covers.
const LEFT_OUT: usize = 4;
/// The least share of the query that must lie on the picture.
const LEAST_SHOWN: f32 = 0.4;
/// The variance that sixteen steps of lightness bring about by themselves, of a range of 1.
const GRAIN: f32 = 4e-4;

/// What was measured of one picture under one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// The share of the query's light and shade that the picture accounts for: 1 for the same picture, below 0 where
    /// it says less than the mean does.
    pub(crate) shade: f32,
    /// How alike the fine parts are, −1 to 1.
    pub(crate) detail: f32,
    /// How far the colors are apart, 0 to 1; 0 as well where either is grey.
    pub(crate) color: f32,
}

impl Fit {
    /// No picture could fit less.
    const NONE: Self = Self { shade: 0.0, detail: 0.0, color: 1.0 };

    /// The evidence for a match, in natural logarithms of the odds.
    ///
    /// A logistic regression over 200,000 generated pictures: true pairs under every change of the measure beside
    /// the best wrong picture of each query (`cargo run --release -p pictures --example measure -- --fit`).
    pub(crate) fn evidence(&self) -> f32 {
        -14.0 + 8.0 * self.shade.clamp(0.0, 1.0) + 14.0 * self.detail.clamp(0.0, 1.0) - 6.0 * self.color
    }
}

/// How well lightness fits at 16 by 16 places; quick, to choose candidates by.
pub(crate) fn glimpse(query: &Plate, picture: &Plate, quad: Quad) -> f32 {
    const PLACES: usize = 16;
    let middle = |at: usize| (at as f32 + 0.5) / PLACES as f32;
    let mut sums = [0.0f32; 6];
    for row in 0..PLACES {
        for column in 0..PLACES {
            let (x, y) = (middle(column), middle(row));
            let place = quad.place(x, y);
            if is_inside(place) {
                let (seen, asked) = (picture.sample(place[0], place[1])[0], query.sample(x, y)[0]);
                let products = [1.0, seen, asked, seen * seen, asked * asked, seen * asked];
                sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
            }
        }
    }
    let [n, a, b, aa, bb, ab] = sums;
    if n < LEAST_SHOWN * (PLACES * PLACES) as f32 {
        return -1.0;
    }
    let spread = |sum: f32, squares: f32| squares - sum * sum / n + GRAIN * n;
    (ab - a * b / n) / (spread(a, aa) * spread(b, bb)).sqrt()
}

/// Measures all that counts.
pub(crate) fn measure(query: &Plate, picture: &Plate, quad: Quad) -> Fit {
    let middle = |at: usize| ((at % GRID) as f32 + 0.5, (at / GRID) as f32 + 0.5);
    let mut seen = [0.0f32; GRID * GRID];
    let mut shown = [0.0f32; GRID * GRID];
    for at in 0..GRID * GRID {
        let (x, y) = middle(at);
        let place = quad.place(x / GRID as f32, y / GRID as f32);
        seen[at] = picture.sample(place[0], place[1])[0];
        shown[at] = f32::from(u8::from(is_inside(place)));
    }
    if shown.iter().sum::<f32>() < LEAST_SHOWN * (GRID * GRID) as f32 {
        return Fit::NONE;
    }
    let asked = query.cells();
    let Some(left) = kept(asked, &seen, &shown) else { return Fit::NONE };
    for (at, shown) in shown.iter_mut().enumerate() {
        *shown *= left[block(at)];
    }
    let Some((gain, offset)) = light(triples(asked, &seen, &shown)) else { return Fit::NONE };
    let count = shown.iter().sum::<f32>();
    let mean = asked.iter().zip(&shown).map(|(asked, shown)| asked * shown).sum::<f32>() / count;
    let (mut off, mut all) = (0.0, 0.0);
    for ((asked, seen), shown) in asked.iter().zip(&seen).zip(&shown) {
        off += (asked - gain * seen - offset).powi(2) * shown;
        all += (asked - mean).powi(2) * shown;
    }
    if all / count < GRAIN {
        return Fit::NONE; // nothing to see in it
    }
    Fit {
        shade: 1.0 - off / (all + GRAIN * count),
        detail: alike(&fine(asked), &fine(&seen), &shown),
        color: color(query, picture, quad),
    }
}

/// The block of a cell.
fn block(at: usize) -> usize {
    at / GRID / BLOCK * BLOCKS + at % GRID / BLOCK
}

fn triples<'a>(
    asked: &'a [f32],
    seen: &'a [f32],
    shown: &'a [f32],
) -> impl Iterator<Item = (f32, f32, f32)> + 'a {
    asked.iter().zip(seen).zip(shown).map(|((asked, seen), shown)| (*seen, *asked, *shown))
}

/// For each block 1 when it is kept, 0 when it is one of the worst: twice, for the worst draw the light after them.
fn kept(asked: &[f32], seen: &[f32], shown: &[f32]) -> Option<[f32; BLOCKS * BLOCKS]> {
    let mut kept = [1.0; BLOCKS * BLOCKS];
    for _ in 0..2 {
        let weights: Vec<f32> = shown.iter().enumerate().map(|(at, shown)| shown * kept[block(at)]).collect();
        let (gain, offset) = light(triples(asked, seen, &weights))?;
        let mut off = [0.0f32; BLOCKS * BLOCKS];
        for (at, ((asked, seen), shown)) in asked.iter().zip(seen).zip(shown).enumerate() {
            off[block(at)] += (asked - gain * seen - offset).powi(2) * shown;
        }
        let mut order: [usize; BLOCKS * BLOCKS] = std::array::from_fn(|at| at);
        order.sort_by(|a, b| off[*b].total_cmp(&off[*a]));
        kept = [1.0; BLOCKS * BLOCKS];
        order[..LEFT_OUT].iter().for_each(|worst| kept[*worst] = 0.0);
    }
    Some(kept)
}

/// What differs from the mean of the five by five cells around.
fn fine(cells: &[f32; GRID * GRID]) -> [f32; GRID * GRID] {
    let around = |at: usize| at.saturating_sub(2)..=(at + 2).min(GRID - 1);
    let along: [f32; GRID * GRID] = std::array::from_fn(|at| {
        let (row, column) = (at / GRID, at % GRID);
        let columns = around(column);
        let count = columns.end() - columns.start() + 1;
        columns.map(|column| cells[row * GRID + column]).sum::<f32>() / count as f32
    });
    std::array::from_fn(|at| {
        let (row, column) = (at / GRID, at % GRID);
        let rows = around(row);
        let count = rows.end() - rows.start() + 1;
        cells[at] - rows.map(|row| along[row * GRID + column]).sum::<f32>() / count as f32
    })
}

/// The correlation of fine parts, where nothing fine is nothing alike.
fn alike(a: &[f32; GRID * GRID], b: &[f32; GRID * GRID], shown: &[f32; GRID * GRID]) -> f32 {
    let [mut aa, mut bb, mut ab, mut n] = [0.0f32; 4];
    for ((a, b), shown) in a.iter().zip(b).zip(shown) {
        aa += a * a * shown;
        bb += b * b * shown;
        ab += a * b * shown;
        n += shown;
    }
    ab / ((aa + GRAIN * n) * (bb + GRAIN * n)).sqrt()
}

/// How far the colors are apart where both are shown.
fn color(query: &Plate, picture: &Plate, quad: Quad) -> f32 {
    const PLACES: usize = 8;
    let [mut apart, mut asked, mut seen, mut count] = [0.0f32; 4];
    for at in 0..PLACES * PLACES {
        let (x, y) = ((at % PLACES) as f32 + 0.5, (at / PLACES) as f32 + 0.5);
        let (x, y) = (x / PLACES as f32, y / PLACES as f32);
        let place = quad.place(x, y);
        if is_inside(place) {
            let (there, here) = (picture.color(place[0], place[1]), query.color(x, y));
            apart += (there[0] - here[0]).abs() + (there[1] - here[1]).abs();
            asked += here[0].abs() + here[1].abs();
            seen += there[0].abs() + there[1].abs();
            count += 1.0;
        }
    }
    let grey = 0.02 * count;
    if count == 0.0 || asked < grey || seen < grey { 0.0 } else { apart / count }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::Rect;

    fn plate(speed: f32) -> Plate {
        let cells: Vec<f32> = (0..GRID * GRID)
            .map(|at| {
                let (x, y) = ((at % GRID) as f32, (at / GRID) as f32);
                ((x * speed).sin() + (y * 0.3 * speed + x * 0.2).cos() + (x * y * 0.01).sin()) * 50.0
            })
            .collect();
        Plate::new(&cells, &[20.0; 128])
    }

    #[test]
    fn a_picture_fits_itself_and_no_other() {
        let full = Quad::of(Rect::FULL, Rect::FULL);
        let same = measure(&plate(0.5), &plate(0.5), full);
        assert!(same.shade > 0.97 && same.detail > 0.9 && same.color < 1e-6, "{same:?}");
        let other = measure(&plate(0.5), &plate(0.83), full);
        assert!(other.detail < 0.4 && other.evidence() < 0.0, "{other:?}");
        assert!(glimpse(&plate(0.5), &plate(0.5), full) > 0.95);
    }

    #[test]
    fn an_even_picture_fits_nothing() {
        let full = Quad::of(Rect::FULL, Rect::FULL);
        let even = Plate::new(&[9.0; GRID * GRID], &[0.0; 128]);
        assert!(measure(&even, &even, full).evidence() < -5.0);
    }
}
