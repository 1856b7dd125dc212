//! From scores to picks: what may not be picked, what is too like a better pick, and why each was picked.

use std::collections::BTreeMap;

use crate::{Blend, Content, Franchises, Model, Scored, Taste};

/// What somebody wants of their picks.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// How many.
    pub limit: usize,
    /// Whether what was given up, refused or scored low speaks against what is like it.
    pub dislikes: bool,
    /// Picks are rated by at least this share of all users, 0 to 1.
    pub popularity_min: f32,
    /// And by at most this share.
    pub popularity_max: f32,
    /// From 0, the best whatever they are, to 1, none that is about the same as a better one. In between, a
    /// pick loses this share of its score for each pick before it that is of its kind.
    pub diversity: f32,
    /// Whether the second of a franchise may come before the first.
    pub sequels: bool,
    /// How many reasons each pick names at most.
    pub reasons: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limit: 10,
            dislikes: true,
            popularity_min: 0.0,
            popularity_max: 1.0,
            diversity: 0.2,
            sequels: false,
            reasons: 3,
        }
    }
}

/// Where a part of a score comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// An item of the list, liked by those who like the pick.
    SharedUsers(u32),
    /// An item of the list that the pick is like in what it is about.
    Content(u32),
    /// All other items of the list together.
    Others,
    /// How many users rated the pick.
    Popularity,
}

/// A part of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reason {
    /// Where it comes from.
    pub source: Source,
    /// How much of the score; the reasons of a pick add up to its score.
    pub share: f32,
}

/// An item for somebody.
#[derive(Debug, Clone, PartialEq)]
pub struct Pick {
    /// The item.
    pub item: u32,
    /// How strongly it is meant; comparable within one answer.
    pub score: f32,
    /// Why, the largest share first; `Others` and `Popularity` stand last.
    pub reasons: Vec<Reason>,
}

/// The best items for a list that are not on it. `may` keeps back whatever else is not wanted.
pub fn picks(
    model: &Model,
    content: &Content,
    franchises: &Franchises,
    taste: &Taste,
    (blend, options): (&Blend, &Options),
    may: &dyn Fn(u32) -> bool,
    items: usize,
) -> Vec<Pick> {
    let scored = model.score(taste, content, blend, options.dislikes, items);
    let allowed = |item: &u32| {
        let popularity = model.popularity(*item);
        !taste.has(*item)
            && (options.popularity_min..=options.popularity_max).contains(&popularity)
            && (options.sequels || franchises.open(*item, taste))
            && may(*item)
    };
    let mut order: Vec<u32> = (0..scored.scores.len() as u32).filter(|item| scored.of(*item) > 0.0).collect();
    order.sort_unstable_by(|a, b| scored.of(*b).total_cmp(&scored.of(*a)).then(a.cmp(b)));
    // Diversity looks among the best only: what is far down does not come up because it is different.
    let best: Vec<u32> = order.into_iter().filter(allowed).take(options.limit * 8 + 40).collect();
    let chosen = spread(&best, &scored, content, franchises, options);
    let weights: Vec<(u32, f32)> = taste.weights(options.dislikes).collect();
    chosen
        .into_iter()
        .map(|item| {
            let score = scored.of(item);
            Pick { item, score, reasons: reasons(model, content, &weights, item, score, blend, options) }
        })
        .collect()
}

/// The best first; each next one is the best after what it loses for being like those before it.
fn spread(
    best: &[u32],
    scored: &Scored,
    content: &Content,
    franchises: &Franchises,
    options: &Options,
) -> Vec<u32> {
    let mut left: Vec<(u32, f32)> = best.iter().map(|item| (*item, scored.of(*item))).collect();
    let mut chosen = Vec::new();
    while chosen.len() < options.limit && !left.is_empty() {
        let first = |a: &(usize, &(u32, f32)), b: &(usize, &(u32, f32))| {
            a.1.1.total_cmp(&b.1.1).then(b.1.0.cmp(&a.1.0))
        };
        let Some((at, _)) = left.iter().enumerate().max_by(first) else { break };
        let (item, _) = left.remove(at);
        for (other, score) in &mut left {
            let same_row = franchises.root(*other) == franchises.root(item);
            let alike = if same_row { 1.0 } else { content.alike(item, *other) };
            *score *= 1.0 - options.diversity.clamp(0.0, 1.0) * alike;
        }
        chosen.push(item);
    }
    chosen
}

fn reasons(
    model: &Model,
    content: &Content,
    weights: &[(u32, f32)],
    item: u32,
    score: f32,
    blend: &Blend,
    options: &Options,
) -> Vec<Reason> {
    let mut shares: BTreeMap<Source, f32> = BTreeMap::new();
    for weighed in weights {
        let (by_users, by_content) = model.said(*weighed, item, content, blend, weights.len());
        for (source, share) in
            [(Source::SharedUsers(weighed.0), by_users), (Source::Content(weighed.0), by_content)]
        {
            if share != 0.0 {
                shares.insert(source, share);
            }
        }
    }
    let mut named: Vec<Reason> = shares
        .into_iter()
        .map(|(source, share)| Reason { source, share })
        .filter(|it| it.share > 0.0)
        .collect();
    named.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.source.cmp(&b.source)));
    named.truncate(options.reasons);
    let popularity = blend.popularity * model.popularity(item);
    let others = score - popularity - named.iter().map(|reason| reason.share).sum::<f32>();
    named.push(Reason { source: Source::Others, share: others });
    named.push(Reason { source: Source::Popularity, share: popularity });
    named
}
