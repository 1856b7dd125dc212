//! How good picks are: a part of each list is hidden, and the picks from the rest are held against it.

use crate::{Ratings, Taste};

/// Lists cut in two: users who are learned from, and users whose hidden items are to be found.
#[derive(Debug, Clone)]
pub struct Split {
    /// What is learned from; holds nothing of the judged users.
    pub learned: Ratings,
    /// For each judged user, the part of the list that is shown, and the hidden items.
    pub judged: Vec<(Taste, Vec<u32>)>,
}

/// What was found of the hidden items.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Figures {
    /// The share of users with at least one hidden item among ten picks.
    pub hit_rate: f64,
    /// Discounted gain of ten picks over the best that was possible, 0 to 1, mean over users.
    pub ndcg: f64,
    /// The share of all items that were picked for somebody.
    pub coverage: f64,
}

impl Split {
    /// Every fifth user is judged (from `fold`, 0 to 4), and three of ten items of their lists are hidden;
    /// by number alone, so the split is the same for everybody. Lists of fewer than five items stay out.
    pub fn of(ratings: &Ratings, fold: u32) -> Self {
        let mut learned = Vec::new();
        let mut judged = Vec::new();
        for user in 0..ratings.users() as u32 {
            let list = ratings.of_user(user);
            if mixed(user, 0) % 5 != fold % 5 || list.len() < 5 {
                learned.extend(list.iter().map(|(item, score)| (user, *item, *score)));
                continue;
            }
            let mut order: Vec<(u32, f32)> = list.to_vec();
            order.sort_by_key(|(item, _)| mixed(user, *item + 1));
            let hidden = (list.len() * 3 / 10).max(1);
            let shown = Ratings::of(order[hidden..].iter().map(|(item, score)| (0, *item, *score)).collect());
            judged.push((shown.taste_of(0), order[..hidden].iter().map(|(item, _)| *item).collect()));
        }
        // Items keep their numbers even where nobody who is learned from rated the last ones.
        Self { learned: Ratings::of(learned), judged }
    }
}

/// Figures of ten picks for each judged user, which `pick` makes from the shown part of a list.
pub fn judge(split: &Split, items: usize, pick: &mut dyn FnMut(&Taste) -> Vec<u32>) -> Figures {
    let mut figures = Figures::default();
    let mut seen = vec![false; items];
    for (taste, hidden) in &split.judged {
        let picked = pick(taste);
        let gain = |at: usize| 1.0 / ((at + 2) as f64).log2();
        let found: f64 = picked
            .iter()
            .take(10)
            .enumerate()
            .filter(|(_, item)| hidden.contains(item))
            .map(|(at, _)| gain(at))
            .sum();
        let best: f64 = (0..hidden.len().min(10)).map(gain).sum();
        figures.ndcg += found / best;
        figures.hit_rate += f64::from(u8::from(found > 0.0));
        for item in picked.iter().take(10) {
            if let Some(seen) = seen.get_mut(*item as usize) {
                *seen = true;
            }
        }
    }
    let users = split.judged.len().max(1) as f64;
    figures.ndcg /= users;
    figures.hit_rate /= users;
    figures.coverage = seen.iter().filter(|seen| **seen).count() as f64 / items.max(1) as f64;
    figures
}

/// A number that two numbers always give, and that tells nothing of them.
fn mixed(a: u32, b: u32) -> u32 {
    let mut state = (u64::from(a) << 32 | u64::from(b)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    state = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (state >> 33) as u32
}
