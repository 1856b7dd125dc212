//! Works drawn by chance: well-liked ones of those that answer, in an order that a number decides.

use super::{gather::Gathered, narrative::rating};
use crate::{Order, Sort, index::state::State};

/// As many works as are drawn from at most.
const MOST: usize = 400;
/// As many as are always drawn from, where so many answer.
const LEAST: usize = 20;
/// From this score on a work was asked for by its name, and is no matter of chance.
const NAMED: f32 = 0.96;
/// What chance makes of the best score.
const LUCKY: f32 = 0.9;
/// The least weight of a work beside that of the best liked one.
const LIGHTEST: f32 = 0.1;

/// Puts works that are drawn before all others. Each has its chance by how well it answers and how well liked it is;
/// the same number draws the same works from the same catalog, whatever page is asked for.
pub(crate) fn draw(gathered: &mut Gathered, state: &State, seed: u32) {
    // The best rated first would be the same ones each time.
    if matches!(gathered.sort, Some(Sort::Score | Sort::Popularity)) && gathered.order != Some(Order::Asc) {
        gathered.sort = Some(Sort::Relevance);
    }
    let liked = |row: u32, score: f32| score * (0.1 + rating(state, row, 1.0));
    let mut pool: Vec<(f32, u32, usize)> = gathered
        .rows
        .iter()
        .enumerate()
        .filter(|(_, (_, score))| *score < NAMED)
        .map(|(at, (row, score))| (liked(*row, *score), state.columns.id(*row), at))
        .collect();
    pool.sort_unstable_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    let Some((best, ..)) = pool.first().copied() else { return };
    let drawn = (pool.len() / 2).clamp(LEAST, MOST);
    for (place, (liked, id, at)) in pool.into_iter().enumerate() {
        let score = &mut gathered.rows[at].1;
        *score = if place < drawn {
            let weight = (liked / best.max(f32::EPSILON)).max(LIGHTEST);
            // The largest of these keys are a draw by weight (Efraimidis and Spirakis, 2006).
            LUCKY * (0.5 + 0.5 * chance(seed, id).powf(1.0 / weight))
        } else {
            0.4 * score.min(1.0)
        };
    }
}

/// A number between 0 and 1 that a seed and a work always give (the mixer of splitmix64).
fn chance(seed: u32, id: u32) -> f32 {
    let mut bits = ((u64::from(seed) << 32) | u64::from(id)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^= bits >> 31;
    // 24 bits are what the fraction of an `f32` holds; never 0, of which no root tells anything.
    ((bits >> 40) as f32 + 0.5) / (1_u32 << 24) as f32
}

#[cfg(test)]
mod tests {
    use super::chance;

    #[test]
    fn chance_is_even_and_repeats() {
        let drawn: Vec<f32> = (0..10_000).map(|id| chance(7, id)).collect();
        assert!(drawn.iter().all(|one| *one > 0.0 && *one < 1.0));
        let mean = drawn.iter().sum::<f32>() / drawn.len() as f32;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        // Seeds are handed on, so what one draws stays the same.
        assert_eq!((chance(7, 3) * 16_777_216.0) as u32, 16_593_460);
        assert!((chance(7, 3) - chance(8, 3)).abs() > f32::EPSILON);
    }
}
