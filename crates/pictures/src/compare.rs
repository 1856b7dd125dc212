//! How well a picture laid under a query fits, and how sure that makes a match.

use std::sync::LazyLock;

use crate::{
    align::{BLOCKS, Blocks, Plate, Quad, SAMPLES, Samples, block, is_inside, light, middle, packed_sample},
    descriptor::GRID,
};

/// The least share of the query that must lie on the picture.
const LEAST_SHOWN: f32 = 0.4;
/// The variance that sixteen steps of lightness bring about by themselves, of a range of 1.
const GRAIN: f32 = 4e-4;

/// A value for each cell of the grid of lightness.
type Cells = [f32; GRID * GRID];

/// What was measured of one picture under one query.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Fit {
    /// The share of the query's light and shade that the picture accounts for: 1 for the same picture, below 0 where
    /// it says less than the mean does.
    pub(crate) shade: f32,
    /// How alike the fine parts are, −1 to 1.
    pub(crate) detail: f32,
    /// How alike the parts are on their own, in the mean, −1 to 1: one strong edge does not make it.
    pub(crate) parts: f32,
    /// How far the colors are apart, 0 to 1; 0 as well where either is grey.
    pub(crate) color: f32,
}

impl Fit {
    /// No picture could fit less.
    const NONE: Self = Self { shade: 0.0, detail: 0.0, parts: 0.0, color: 1.0 };

    /// The evidence for a match, in natural logarithms of the odds.
    ///
    /// Weights set by hand near those of a logistic regression over generated pictures (true pairs under every change
    /// of the measure beside the best wrong picture of each query, printed by `cargo run --release -p pictures
    /// --example measure -- --fit`), with the constant such that few of the wrong ones pass.
    pub(crate) fn evidence(&self) -> f32 {
        let [constant, shade, detail, parts, color] = WEIGHTS;
        constant
            + shade * self.shade.clamp(0.0, 1.0)
            + detail * self.detail.clamp(0.0, 1.0)
            + parts * self.parts.clamp(0.0, 1.0)
            + color * self.color
    }
}

/// See [`Fit::evidence`].
const WEIGHTS: [f32; 5] = [-16.0, 5.0, 6.0, 10.0, -8.0];

/// What may lie over a query: nothing, something on one side, or something on four blocks of a square.
static COVERS: LazyLock<Vec<Blocks>> = LazyLock::new(|| {
    let all = [1.0; BLOCKS * BLOCKS];
    let without = |covered: &dyn Fn(usize, usize) -> bool| -> Blocks {
        std::array::from_fn(|at| f32::from(u8::from(!covered(at % BLOCKS, at / BLOCKS))))
    };
    let mut covers = vec![all];
    covers.extend([0, BLOCKS - 1].map(|row| without(&|_, y| y == row)));
    covers.extend([0, BLOCKS - 1].map(|column| without(&|x, _| x == column)));
    for at in 0..(BLOCKS - 1) * (BLOCKS - 1) {
        let (left, top) = (at % (BLOCKS - 1), at / (BLOCKS - 1));
        covers.push(without(&|x, y| (left..left + 2).contains(&x) && (top..top + 2).contains(&y)));
    }
    covers
});

/// Sums over places: how many, what is seen, what is asked, their squares, and the product of both.
type Sums = [f32; 6];

/// How well lightness fits at 16 by 16 places, and without which blocks; quick, to choose candidates by.
pub(crate) fn glimpse(query: &Samples, picture: &Plate, quad: Quad) -> (f32, &'static Blocks) {
    let places = quad.places();
    let mut sums = [[0.0f32; 6]; BLOCKS * BLOCKS];
    for (at, asked) in query.iter().enumerate() {
        let (x, y) = middle(at);
        let place = places(x, y);
        if is_inside(place) {
            let seen = picture.sample(place[0], place[1])[0];
            add(&mut sums[block(at, SAMPLES)], seen, *asked);
        }
    }
    best_cover(&sums, SAMPLES * SAMPLES)
}

/// How well the cells of a descriptor fit at 8 by 8 places; quicker still, to choose what to glimpse at.
pub(crate) fn peek(query: &Peeks, lightness: &[u8; GRID * GRID / 2], quad: Quad) -> f32 {
    let places = quad.places();
    let mut sums = [[0.0f32; 6]; BLOCKS * BLOCKS];
    for (at, asked) in query.iter().enumerate() {
        let place =
            places(((at % PEEKS) as f32 + 0.5) / PEEKS as f32, ((at / PEEKS) as f32 + 0.5) / PEEKS as f32);
        if is_inside(place) {
            add(&mut sums[block(at, PEEKS)], packed_sample(lightness, place[0], place[1]), *asked);
        }
    }
    best_cover(&sums, PEEKS * PEEKS).0
}

/// Places a side for [`peek`].
const PEEKS: usize = 8;

/// A query's lightness at the places of [`peek`].
pub(crate) type Peeks = [f32; PEEKS * PEEKS];

/// What [`peek`] asks of a query.
pub(crate) fn peeks(query: &Plate) -> Peeks {
    std::array::from_fn(|at| {
        query.sample(((at % PEEKS) as f32 + 0.5) / PEEKS as f32, ((at / PEEKS) as f32 + 0.5) / PEEKS as f32)
            [0]
    })
}

fn add(sums: &mut Sums, seen: f32, asked: f32) {
    let products = [1.0, seen, asked, seen * seen, asked * asked, seen * asked];
    sums.iter_mut().zip(products).for_each(|(sum, product)| *sum += product);
}

/// The correlation of what is seen and what is asked.
fn correlation([n, a, b, aa, bb, ab]: Sums, grain: f32) -> f32 {
    let spread = |sum: f32, squares: f32| squares - sum * sum / n + grain * n;
    (ab - a * b / n) / (spread(a, aa) * spread(b, bb)).sqrt()
}

/// The cover under which the correlation is best; leaving something out has to be worth it.
fn best_cover(sums: &[Sums; BLOCKS * BLOCKS], places: usize) -> (f32, &'static Blocks) {
    let covers = COVERS.iter().enumerate().map(|(number, cover)| {
        let mut all = [0.0; 6];
        for (sums, kept) in sums.iter().zip(cover) {
            all.iter_mut().zip(sums).for_each(|(all, sum)| *all += sum * kept);
        }
        let shown = all[0] >= LEAST_SHOWN * places as f32;
        let price = if number == 0 { 0.0 } else { 0.03 };
        (if shown { correlation(all, GRAIN) - price } else { -1.0 }, cover)
    });
    covers.max_by(|(a, _), (b, _)| a.total_cmp(b)).expect("there are covers")
}

/// Measures all that counts.
pub(crate) fn measure(query: &Plate, query_fine: &Cells, picture: &Plate, quad: Quad) -> Fit {
    let places = quad.places();
    let asked = query.cells();
    let mut seen = [0.0f32; GRID * GRID];
    let mut shown = [0.0f32; GRID * GRID];
    let mut sums = [[0.0f32; 6]; BLOCKS * BLOCKS];
    for at in 0..GRID * GRID {
        let place =
            places(((at % GRID) as f32 + 0.5) / GRID as f32, ((at / GRID) as f32 + 0.5) / GRID as f32);
        if is_inside(place) {
            seen[at] = picture.sample(place[0], place[1])[0];
            shown[at] = 1.0;
            add(&mut sums[block(at, GRID)], seen[at], asked[at]);
        }
    }
    let (score, cover) = best_cover(&sums, GRID * GRID);
    if score <= 0.0 {
        return Fit::NONE;
    }
    for (at, shown) in shown.iter_mut().enumerate() {
        *shown *= cover[block(at, GRID)];
    }
    let triples = asked.iter().zip(&seen).zip(&shown).map(|((asked, seen), shown)| (*seen, *asked, *shown));
    let Some((gain, offset)) = light(triples) else { return Fit::NONE };
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
        detail: alike(query_fine, &fine(&seen), &shown),
        parts: parts(&sums, cover, gain),
        color: color(query, picture, quad),
    }
}

/// The mean of the blocks' own correlations, weighed by how much there is to see in them on either side.
fn parts(sums: &[Sums; BLOCKS * BLOCKS], cover: &Blocks, gain: f32) -> f32 {
    let (mut alike, mut all) = (0.0, 0.0);
    for (sums, kept) in sums.iter().zip(cover) {
        let [n, a, b, aa, bb, _] = *sums;
        if *kept > 0.0 && n >= 20.0 {
            let (there, here) = ((aa / n - (a / n).powi(2)) * gain * gain, bb / n - (b / n).powi(2));
            let weight = there.max(here).max(0.0).sqrt() * n;
            alike += weight * correlation(*sums, GRAIN * 2.0);
            all += weight;
        }
    }
    if all > 0.0 { alike / all } else { 0.0 }
}

/// What differs from the mean of the five by five cells around.
pub(crate) fn fine(cells: &Cells) -> Cells {
    let around = |at: usize| at.saturating_sub(2)..=(at + 2).min(GRID - 1);
    let along: Cells = std::array::from_fn(|at| {
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
fn alike(a: &Cells, b: &Cells, shown: &Cells) -> f32 {
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
    let places = quad.places();
    let [mut apart, mut asked, mut seen, mut count] = [0.0f32; 4];
    for at in 0..PLACES * PLACES {
        let (x, y) = ((at % PLACES) as f32 + 0.5, (at / PLACES) as f32 + 0.5);
        let (x, y) = (x / PLACES as f32, y / PLACES as f32);
        let place = places(x, y);
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
        let asked = fine(plate(0.5).cells());
        let same = measure(&plate(0.5), &asked, &plate(0.5), full);
        assert!(same.shade > 0.97 && same.detail > 0.8 && same.parts > 0.9 && same.color < 1e-6, "{same:?}");
        let other = measure(&plate(0.5), &asked, &plate(0.83), full);
        assert!(other.detail < 0.4 && other.evidence() < 0.0, "{other:?}");
        let (score, cover) = glimpse(&plate(0.5).samples(), &plate(0.5), full);
        assert!(
            score > 0.95 && cover.iter().all(|kept| *kept > 0.5),
            "nothing lies over it: {score} {cover:?}"
        );
    }

    #[test]
    fn an_even_picture_fits_nothing() {
        let full = Quad::of(Rect::FULL, Rect::FULL);
        let even = Plate::new(&[9.0; GRID * GRID], &[0.0; 128]);
        assert!(measure(&even, &fine(even.cells()), &even, full).evidence() < -5.0);
    }
}
