//! Recommendations from lists of real users: how much of what is hidden of them is found, beside peers, and how
//! long a new user waits.

use std::{collections::HashMap, time::Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use recommend::{Blend, Content, Franchises, Model, Options, Ratings, Split, Taste, picks};

use crate::names::Random;

const RATINGS: &str = "ratings.csv.gz";
const RELATIONS: &str = "relations.csv.gz";
/// The fifth of users that is judged; the blend was chosen on others.
const FOLD: u32 = 4;
/// Penalties tried for plain EASE; the best one on the judged lists themselves is its figure.
const LAMBDAS: [f64; 4] = [50.0, 100.0, 200.0, 400.0];
/// Items of the dense models.
const DENSE: usize = 4000;
const PICKS: usize = 10;
/// Samples of the paired bootstrap.
const SAMPLES: usize = 2000;

const NONE: Blend = Blend { ease: 0.0, neighbors: 0.0, content: 0.0, popularity: 0.0 };

/// NDCG@10 of every model on the same hidden parts of lists, and times.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let (Some(ratings), Some(relations)) = (context.catalog_file(RATINGS), context.catalog_file(RELATIONS))
    else {
        eprintln!("skipped: recommend (it needs {RATINGS} and {RELATIONS})");
        return Ok(Vec::new());
    };
    let (ratings, items) = read(&ratings)?;
    let franchises = sequels(&relations, &items)?;
    let split = Split::of(&ratings, FOLD);
    eprintln!("{} users, {} items, {} lists judged", ratings.users(), ratings.items(), split.judged.len());
    let bench = Bed { split: &split, franchises: &franchises, items: ratings.items() };

    let plain = LAMBDAS.map(|lambda| {
        let model = Model::learn_plain(&split.learned, DENSE, lambda);
        bench.judged(&model, Blend { ease: 1.0, ..NONE }, false, true)
    });
    let ease = plain.into_iter().max_by(|a, b| a.ndcg().total_cmp(&b.ndcg())).context("a penalty")?;
    let began = Instant::now();
    let model = Model::learn(&split.learned);
    let learned = began.elapsed().as_secs_f64();
    let popularity = bench.judged(&model, Blend { popularity: 1.0, ..NONE }, false, true);
    let cosine = bench.judged(&model, Blend { neighbors: 1.0, ..NONE }, false, true);
    let ours = bench.judged(&model, Blend::default(), true, true);
    let careful = bench.judged(&model, Blend::default(), true, false);

    let share = |name: &str, value| Measure::single(format!("recommend.{name}"), "", Better::Higher, value);
    let peers = |measure: Measure| {
        measure
            .peer("EASE (Steck), best penalty", ease.ndcg())
            .peer("item cosine", cosine.ndcg())
            .peer("popularity", popularity.ndcg())
    };
    let (low, high) = apart(&ours.gains, &ease.gains);
    eprintln!("ours less EASE: {:+.4} ({low:+.4} to {high:+.4})", ours.ndcg() - ease.ndcg());
    Ok(vec![
        peers(share("ndcg", ours.ndcg()).goal(ease.ndcg())),
        peers(share("ndcg_no_early_sequels", careful.ndcg())),
        share("ndcg_above_ease_low", low).goal(0.0),
        share("coverage", ours.coverage).peer("EASE (Steck), best penalty", ease.coverage),
        Measure::single("recommend.early_sequels", "", Better::Lower, careful.early)
            .goal(0.0)
            .peer("EASE (Steck), best penalty", ease.early),
        Measure::new("recommend.new_user", "ms", Better::Lower, careful.times).goal(5.0),
        Measure::single("recommend.learn", "s", Better::Lower, learned),
    ])
}

/// What every model is judged on.
struct Bed<'a> {
    split: &'a Split,
    franchises: &'a Franchises,
    items: usize,
}

/// How one model did.
struct Judged {
    /// For each list, discounted gain over the best that was possible.
    gains: Vec<f64>,
    /// The share of items picked for anybody.
    coverage: f64,
    /// The share of picks whose first part is not on the list.
    early: f64,
    /// Milliseconds a list.
    times: Vec<f64>,
}

impl Judged {
    fn ndcg(&self) -> f64 {
        self.gains.iter().sum::<f64>() / self.gains.len().max(1) as f64
    }
}

impl Bed<'_> {
    /// Peers see what is on a list and not the scores, as they were published.
    fn judged(&self, model: &Model, blend: Blend, scores: bool, sequels: bool) -> Judged {
        let options =
            Options { limit: PICKS, diversity: 0.0, dislikes: false, sequels, ..Options::default() };
        let content = Content::default();
        let mut judged = Judged { gains: Vec::new(), coverage: 0.0, early: 0.0, times: Vec::new() };
        let mut seen = vec![false; self.items];
        let mut all = 0;
        for (taste, hidden) in &self.split.judged {
            let unscored;
            let asked = if scores {
                taste
            } else {
                let bare = |entry: &recommend::Entry| recommend::Entry { score: None, ..*entry };
                unscored = Taste::of(taste.entries().iter().map(bare));
                &unscored
            };
            let began = Instant::now();
            let found =
                picks(model, &content, self.franchises, asked, (&blend, &options), &|_| true, self.items);
            judged.times.push(began.elapsed().as_secs_f64() * 1e3);
            let gain = |at: usize| 1.0 / ((at + 2) as f64).log2();
            let hits = found.iter().enumerate().filter(|(_, pick)| hidden.contains(&pick.item));
            let best: f64 = (0..hidden.len().min(PICKS)).map(gain).sum();
            judged.gains.push(hits.map(|(at, _)| gain(at)).sum::<f64>() / best);
            for pick in &found {
                all += 1;
                judged.early += f64::from(u8::from(!self.franchises.open(pick.item, taste)));
                seen[pick.item as usize] = true;
            }
        }
        judged.early /= f64::from(all.max(1));
        judged.coverage = seen.iter().filter(|seen| **seen).count() as f64 / self.items.max(1) as f64;
        judged
    }
}

/// The 95 of 100 interval of the difference of means, list by list.
fn apart(ours: &[f64], theirs: &[f64]) -> (f64, f64) {
    let differences: Vec<f64> = ours.iter().zip(theirs).map(|(a, b)| a - b).collect();
    let mut random = Random::new(11);
    let mut means: Vec<f64> = (0..SAMPLES)
        .map(|_| {
            let sum: f64 = differences.iter().map(|_| *random.pick(&differences)).sum();
            sum / differences.len().max(1) as f64
        })
        .collect();
    means.sort_by(f64::total_cmp);
    (means[SAMPLES / 40], means[SAMPLES - 1 - SAMPLES / 40])
}

fn rows(path: &std::path::Path) -> anyhow::Result<csv::Reader<std::io::Cursor<Vec<u8>>>> {
    let plain = app::unpacked(std::fs::read(path)?, 1 << 30)?;
    Ok(csv::Reader::from_reader(std::io::Cursor::new(plain)))
}

/// The ratings, and the item of each work of MyAnimeList's.
fn read(path: &std::path::Path) -> anyhow::Result<(Ratings, HashMap<String, u32>)> {
    let (mut users, mut items) = (HashMap::new(), HashMap::new());
    let mut triples = Vec::new();
    for row in rows(path)?.deserialize() {
        let (user, item, score, part): (String, String, f32, String) = row?;
        let (next_user, next_item) = (users.len() as u32, items.len() as u32);
        let user = *users.entry((part, user)).or_insert(next_user);
        triples.push((user, *items.entry(item).or_insert(next_item), score));
    }
    Ok((Ratings::of(triples), items))
}

fn sequels(path: &std::path::Path, items: &HashMap<String, u32>) -> anyhow::Result<Franchises> {
    let mut pairs = Vec::new();
    for row in rows(path)?.deserialize() {
        let (from, to, kind): (String, String, String) = row?;
        let (Some(from), Some(to)) = (items.get(&from), items.get(&to)) else { continue };
        match kind.as_str() {
            "SEQUEL" => pairs.push((*to, *from)),
            "PREQUEL" => pairs.push((*from, *to)),
            _ => {}
        }
    }
    Ok(Franchises::of(pairs.into_iter()))
}
