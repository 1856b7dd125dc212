//! Training: phrases towards the teacher, pairs of texts towards each other.

use ndarray::Array2;

use super::{Corpus, Draft, Lesson, Recipe, corpus::sentences, random::Random};
use crate::embedder::dot;

/// Keeps the first steps of a row from being endless.
const EPSILON: f32 = 1e-8;

/// A text's pieces and how much each counts.
type Bag = Vec<(u32, f32)>;

/// What one pass came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Progress {
    /// The pass, from 1.
    pub epoch: usize,
    /// Mean of 1 minus the cosine between a phrase and the teacher's vector for it.
    pub teacher: f32,
    /// Mean loss of telling pairs apart, in nats; the logarithm of the batch is knowing nothing.
    pub field: f32,
}

/// What training came to, pass by pass.
pub type Trained = Vec<Progress>;

impl Draft {
    /// Trains on the lesson's phrases and on the corpus's pairs, one batch of each in turn. The lesson must be
    /// the one the draft was distilled from; a draft made of a table takes none.
    pub fn train(
        &mut self,
        lesson: Option<&Lesson>,
        corpus: &Corpus,
        recipe: &Recipe,
        told: &dyn Fn(Progress),
    ) -> Trained {
        let mut random = Random::new(recipe.seed ^ 0x5EED);
        let phrases = lesson.map_or(&[][..], |lesson| lesson.phrases.as_slice());
        let phrases: Vec<Bag> = phrases.iter().map(|phrase| self.cut(phrase)).collect();
        let works: Vec<Facets> = corpus.works.iter().map(|work| Facets::of(self, work, corpus)).collect();
        let mut steps = vec![0.0f32; self.pieces.len()];
        let mut phrase_order: Vec<usize> = (0..phrases.len()).collect();
        let mut work_order: Vec<usize> = (0..works.len()).collect();
        let mut passes = Trained::new();
        for epoch in 1..=recipe.epochs {
            // The steps shrink to nothing towards the end, so that the last batches do not decide.
            let rate = |done: f32| recipe.rate * (1.0 - (epoch as f32 - 1.0 + done) / recipe.epochs as f32);
            random.shuffle(&mut phrase_order);
            random.shuffle(&mut work_order);
            let pairs: Vec<(&Bag, &Bag)> =
                work_order.iter().filter_map(|at| works[*at].pair(&works, &mut random)).collect();
            let batches = (phrases.len().div_ceil(recipe.batch)).max(pairs.len().div_ceil(recipe.batch));
            let (mut teacher, mut field) = (Mean::default(), Mean::default());
            for at in 0..batches {
                let rate = rate(at as f32 / batches as f32);
                let mut pull = Pull::new(self.dimensions);
                for phrase in phrase_order.iter().skip(at * recipe.batch).take(recipe.batch) {
                    self.follow(&phrases[*phrase], *phrase, &mut pull, &mut teacher);
                }
                self.step(&mut steps, &pull, rate);
                let from = (at * recipe.batch).min(pairs.len());
                let batch = &pairs[from..(from + recipe.batch).min(pairs.len())];
                if batch.len() > 1 {
                    let mut pull = Pull::new(self.dimensions);
                    self.tell_apart(batch, recipe, &mut pull, &mut field);
                    self.step(&mut steps, &pull, rate);
                }
            }
            let progress = Progress { epoch, teacher: teacher.value(), field: field.value() };
            told(progress);
            passes.push(progress);
        }
        passes
    }

    fn cut(&self, text: &str) -> Bag {
        self.tokenizer.bag(text)
    }

    /// A text's direction and its length before scaling; `None` when it has none.
    fn direction(&self, pieces: &Bag) -> Option<(Vec<f32>, f32)> {
        let mut sum = vec![0.0; self.dimensions];
        for (piece, count) in pieces {
            sum.iter_mut().zip(self.row(*piece)).for_each(|(sum, x)| *sum += x * count);
        }
        let length = dot(&sum, &sum).sqrt();
        (length > 1e-6).then(|| {
            for x in &mut sum {
                *x /= length;
            }
            (sum, length)
        })
    }

    /// The slope of `1 - cos(phrase, answer)`.
    fn follow(&self, pieces: &Bag, phrase: usize, pull: &mut Pull, mean: &mut Mean) {
        let answer = &self.answers[phrase * self.dimensions..(phrase + 1) * self.dimensions];
        let Some((own, length)) = self.direction(pieces) else { return };
        let cosine = dot(&own, answer);
        if dot(answer, answer) < 0.5 {
            return;
        }
        mean.add(1.0 - cosine);
        let slope: Vec<f32> =
            answer.iter().zip(&own).map(|(answer, own)| -(answer - cosine * own) / length).collect();
        pull.add(pieces, &slope);
    }

    /// The slope of the cross entropy of finding each pair's other side among all of the batch (van den
    /// Oord, Li and Vinyals, 2018), both ways.
    fn tell_apart(&self, batch: &[(&Bag, &Bag)], recipe: &Recipe, pull: &mut Pull, mean: &mut Mean) {
        let sides: Vec<_> = batch
            .iter()
            .filter_map(|(left, right)| Some((*left, *right, self.direction(left)?, self.direction(right)?)))
            .collect();
        let count = sides.len();
        if count < 2 {
            return;
        }
        let flat = |side: &dyn Fn(usize) -> Vec<f32>| {
            let rows = (0..count).flat_map(side).collect();
            Array2::from_shape_vec((count, self.dimensions), rows).expect("rows of one length")
        };
        let left = flat(&|at| sides[at].2.0.clone());
        let right = flat(&|at| sides[at].3.0.clone());
        let mut logits = left.dot(&right.t());
        logits /= recipe.temperature;
        let rows = shares(&logits, mean);
        let columns = shares(&logits.t().to_owned(), mean);
        // How far each share is from the truth, both ways together.
        let mut error = rows + columns.t();
        for at in 0..count {
            error[[at, at]] -= 2.0;
        }
        error *= recipe.field / (2.0 * recipe.temperature);
        let left_slope = error.dot(&right);
        let right_slope = error.t().dot(&left);
        for (at, (left_pieces, right_pieces, (left, left_length), (right, right_length))) in
            sides.iter().enumerate()
        {
            for (pieces, own, length, slope) in [
                (left_pieces, left, left_length, left_slope.row(at)),
                (right_pieces, right, right_length, right_slope.row(at)),
            ] {
                let along = slope.iter().zip(own).map(|(slope, own)| slope * own).sum::<f32>();
                let across: Vec<f32> =
                    slope.iter().zip(own).map(|(slope, own)| (slope - along * own) / length).collect();
                pull.add(pieces, &across);
            }
        }
    }

    /// Moves every row against its slope, the less the further it has been moved (Duchi, Hazan and Singer,
    /// JMLR 2011, with one sum for a row).
    fn step(&mut self, steps: &mut [f32], pull: &Pull, rate: f32) {
        for (piece, slope) in pull.slopes() {
            let piece = piece as usize;
            steps[piece] += dot(slope, slope) / self.dimensions as f32;
            let pace = rate / (steps[piece].sqrt() + EPSILON) / (self.dimensions as f32).sqrt();
            let row = &mut self.rows[piece * self.dimensions..(piece + 1) * self.dimensions];
            row.iter_mut().zip(slope).for_each(|(x, slope)| *x -= pace * slope);
        }
    }
}

/// Each row's shares of one, and the loss of the places on the diagonal.
fn shares(logits: &Array2<f32>, mean: &mut Mean) -> Array2<f32> {
    let mut shares = logits.clone();
    for (at, mut row) in shares.rows_mut().into_iter().enumerate() {
        let most = row.iter().fold(f32::NEG_INFINITY, |most, x| most.max(*x));
        row.mapv_inplace(|x| (x - most).exp());
        let sum = row.sum();
        row /= sum;
        mean.add(-row[at].max(f32::MIN_POSITIVE).ln());
    }
    shares
}

/// The texts of a work as pieces.
struct Facets {
    titles: Vec<Bag>,
    tags: Bag,
    synopsis: Bag,
    halves: Option<(Bag, Bag)>,
    /// Tags and synopsis together, for related works.
    whole: Bag,
    related: Vec<u32>,
}

impl Facets {
    fn of(draft: &Draft, work: &super::WorkTexts, corpus: &Corpus) -> Self {
        let titles =
            work.titles.iter().map(|title| draft.cut(title)).filter(|title| !title.is_empty()).collect();
        let tags = draft.cut(&work.tags.join(" "));
        let synopsis = draft.cut(&work.synopsis);
        let parts: Vec<&str> = sentences(&work.synopsis).collect();
        let halves = (parts.len() > 1).then(|| {
            let (first, second) = parts.split_at(parts.len() / 2);
            (draft.cut(&first.join(" ")), draft.cut(&second.join(" ")))
        });
        let whole = draft.cut(&format!("{} {}", work.tags.join(" "), work.synopsis));
        let related = work.related.iter().copied().filter(|at| (*at as usize) < corpus.works.len()).collect();
        Self { titles, tags, synopsis, halves, whole, related }
    }

    /// Two texts that belong together, of a kind drawn among those the work has.
    fn pair<'a>(&'a self, works: &'a [Self], random: &mut Random) -> Option<(&'a Bag, &'a Bag)> {
        let mut kinds: Vec<u8> = Vec::new();
        let both = |left: &Bag, right: &Bag| !left.is_empty() && !right.is_empty();
        let titled = !self.titles.is_empty();
        if self.titles.len() > 1 {
            kinds.push(0);
        }
        if titled && !self.tags.is_empty() {
            kinds.push(1);
        }
        if titled && !self.synopsis.is_empty() {
            kinds.push(2);
        }
        if both(&self.tags, &self.synopsis) {
            kinds.push(3);
        }
        if self.halves.as_ref().is_some_and(|(left, right)| both(left, right)) {
            // The pair most like a question and its answer.
            kinds.extend([4, 4]);
        }
        if !self.whole.is_empty() && !self.related.is_empty() {
            kinds.push(5);
        }
        if kinds.is_empty() {
            return None;
        }
        let title = |random: &mut Random| random.pick(&self.titles);
        let (left, right) = match random.pick(&kinds) {
            0 => {
                let first = random.below(self.titles.len());
                let step = 1 + random.below(self.titles.len() - 1);
                (&self.titles[first], &self.titles[(first + step) % self.titles.len()])
            }
            1 => (title(random), &self.tags),
            2 => (title(random), &self.synopsis),
            3 => (&self.tags, &self.synopsis),
            4 => self.halves.as_ref().map(|(left, right)| (left, right))?,
            _ => (&self.whole, &works[*random.pick(&self.related) as usize].whole),
        };
        // Two titles of one spelling teach nothing.
        (both(left, right) && left != right).then_some((left, right))
    }
}

/// Slopes by piece, in the order the pieces came: sums in a fixed order are the same sums.
struct Pull {
    dimensions: usize,
    places: rustc_hash::FxHashMap<u32, usize>,
    order: Vec<u32>,
    slopes: Vec<f32>,
}

impl Pull {
    fn new(dimensions: usize) -> Self {
        Self { dimensions, places: rustc_hash::FxHashMap::default(), order: Vec::new(), slopes: Vec::new() }
    }

    fn add(&mut self, pieces: &Bag, slope: &[f32]) {
        for (piece, count) in pieces {
            let place = *self.places.entry(*piece).or_insert_with(|| {
                self.order.push(*piece);
                self.slopes.resize(self.slopes.len() + self.dimensions, 0.0);
                self.order.len() - 1
            });
            let at = place * self.dimensions;
            self.slopes[at..at + self.dimensions]
                .iter_mut()
                .zip(slope)
                .for_each(|(sum, x)| *sum += x * count);
        }
    }

    fn slopes(&self) -> impl Iterator<Item = (u32, &[f32])> {
        self.order.iter().copied().zip(self.slopes.chunks_exact(self.dimensions))
    }
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, value: f32) {
        self.sum += f64::from(value);
        self.count += 1;
    }

    fn value(&self) -> f32 {
        (self.sum / self.count.max(1) as f64) as f32
    }
}
