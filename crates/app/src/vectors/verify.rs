//! Engines held against the store: every work's number, and all that is kept of a sample.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use model::WorkId;
use search::{VectorEngine, VectorPoint};
use serde::Serialize;

use crate::{App, AppError};

/// Numbers read at a time.
const PAGE: usize = 1_000;
/// Works of the sample that are held against each other at a time.
const BATCH: usize = 200;
/// Examples of missing works that are named.
const EXAMPLES: usize = 20;
/// Vectors of the same text are kept exactly enough to be nearer than this.
const SAME: f32 = 0.999;

/// How much to look at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyRequest {
    /// Works whose payload and vectors are compared; all of them where there are fewer.
    pub sample: usize,
    /// Which works those are: the same for the same number.
    pub seed: u64,
}

impl Default for VerifyRequest {
    fn default() -> Self {
        Self { sample: 500, seed: 1 }
    }
}

/// What an engine holds beside what it should.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct EngineVerdict {
    /// `built_in` or `qdrant`.
    pub engine: String,
    /// Changes of the store that it does not know yet.
    pub behind: i64,
    /// Works in the store.
    pub stored: usize,
    /// Works that it holds.
    pub works: usize,
    /// How many of the store's works it lacks.
    pub missing: usize,
    /// The first of them.
    pub missing_works: Vec<WorkId>,
    /// How many works it holds that the store does not have.
    pub extra: usize,
    /// The first of them.
    pub extra_works: Vec<WorkId>,
    /// How many works were compared.
    pub sampled: usize,
    /// Those that differ.
    pub differing: Vec<DifferingWork>,
    /// What the model of its vectors is, where it is not the one that should answer.
    pub other_model: Option<String>,
}

/// A work of which something else is kept than the store says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DifferingWork {
    /// The work.
    pub work: WorkId,
    /// What differs: fields of the payload, and `vector <space>`.
    pub what: Vec<String>,
}

impl EngineVerdict {
    /// Whether nothing differs.
    pub fn is_sound(&self) -> bool {
        self.behind == 0
            && self.missing == 0
            && self.extra == 0
            && self.differing.is_empty()
            && self.other_model.is_none()
    }
}

impl App {
    /// Holds the index's own columns and vectors, and those of an engine beside it, against the store.
    ///
    /// # Errors
    /// A store that fails; an engine that cannot be asked.
    pub async fn verify_index(&self, request: &VerifyRequest) -> Result<Vec<EngineVerdict>, AppError> {
        let mut verdicts = vec![self.verify_engine(self.index(), request).await?];
        if let Some(engine) = self.vectors() {
            engine.refresh().await?;
            verdicts.push(self.verify_engine(engine, request).await?);
        }
        Ok(verdicts)
    }

    async fn verify_engine(
        &self,
        engine: &dyn VectorEngine,
        request: &VerifyRequest,
    ) -> Result<EngineVerdict, AppError> {
        let standing = tokio::task::block_in_place(|| engine.standing())?;
        let (model, _) = self.index().vector_model();
        let other = standing.model.filter(|held| *held != model);
        let mut verdict = EngineVerdict {
            engine: engine.name().to_owned(),
            behind: (self.store().last_change().await? - standing.seq).max(0),
            other_model: other.map(|held| held.to_string()),
            ..EngineVerdict::default()
        };
        let sample = self.compare_numbers(engine, &mut verdict, request).await?;
        // Vectors of another model differ in every number; a switch under way is told once.
        let with_vectors = verdict.other_model.is_none() && self.holds_vectors(engine);
        for batch in sample.chunks(BATCH) {
            self.compare_works(engine, batch, with_vectors, &mut verdict).await?;
        }
        verdict.sampled = sample.len();
        Ok(verdict)
    }

    /// Whether an engine is where vectors are kept: while they lie beside the index it may hold none.
    fn holds_vectors(&self, engine: &dyn VectorEngine) -> bool {
        self.vectors().is_none_or(|outside| outside.name() == engine.name())
    }

    /// Numbers of works on both sides, page by page; gives the sample of those that both have.
    async fn compare_numbers(
        &self,
        engine: &dyn VectorEngine,
        verdict: &mut EngineVerdict,
        request: &VerifyRequest,
    ) -> Result<Vec<WorkId>, AppError> {
        let mut held: BTreeSet<u32> = BTreeSet::new();
        let mut after = 0;
        loop {
            let page = tokio::task::block_in_place(|| engine.works(after, PAGE))?;
            let Some(last) = page.last().copied() else { break };
            held.extend(page);
            after = last;
        }
        verdict.works = held.len();
        let mut sample: BinaryHeap<(u64, i64)> = BinaryHeap::new();
        let mut after = 0;
        loop {
            let ids = self.store().work_ids_after(after, PAGE).await?;
            let Some(last) = ids.last().copied() else { break };
            after = last.get();
            verdict.stored += ids.len();
            for id in ids {
                if !u32::try_from(id.get()).is_ok_and(|number| held.remove(&number)) {
                    verdict.missing += 1;
                    if verdict.missing_works.len() < EXAMPLES {
                        verdict.missing_works.push(id);
                    }
                    continue;
                }
                sample.push((lot(request.seed, id.get() as u64), id.get()));
                if sample.len() > request.sample {
                    sample.pop();
                }
            }
        }
        verdict.extra = held.len();
        let extra = held.into_iter().take(EXAMPLES);
        verdict.extra_works = extra.filter_map(|number| WorkId::new(i64::from(number))).collect();
        let mut sample: Vec<WorkId> = sample.into_iter().filter_map(|(_, id)| WorkId::new(id)).collect();
        sample.sort_unstable();
        Ok(sample)
    }

    async fn compare_works(
        &self,
        engine: &dyn VectorEngine,
        ids: &[WorkId],
        with_vectors: bool,
        verdict: &mut EngineVerdict,
    ) -> Result<(), AppError> {
        let documents = self.documents(ids).await?;
        let numbers: Vec<u32> = ids.iter().filter_map(|id| u32::try_from(id.get()).ok()).collect();
        let (wanted, held) = tokio::task::block_in_place(|| {
            let (_, wanted) = self.index().points_of(&documents);
            engine.points(&numbers).map(|held| (wanted, held))
        })?;
        let held: BTreeMap<u32, VectorPoint> = held.into_iter().map(|point| (point.work, point)).collect();
        for point in wanted {
            let what = match held.get(&point.work) {
                Some(held) => differences(&point, held, with_vectors),
                None => vec!["the work itself".to_owned()],
            };
            if let (false, Some(work)) = (what.is_empty(), WorkId::new(i64::from(point.work))) {
                verdict.differing.push(DifferingWork { work, what });
            }
        }
        Ok(())
    }
}

/// What differs between a work as it should be kept and as it is.
fn differences(wanted: &VectorPoint, held: &VectorPoint, with_vectors: bool) -> Vec<String> {
    let mut what = Vec::new();
    let mut check = |name: &str, same: bool| {
        if !same {
            what.push(name.to_owned());
        }
    };
    check("title", wanted.payload.title == held.payload.title);
    check("adult", wanted.payload.adult == held.payload.adult);
    let words: BTreeSet<&String> = wanted.payload.words.keys().chain(held.payload.words.keys()).collect();
    for field in words {
        check(field, wanted.payload.words.get(field) == held.payload.words.get(field));
    }
    let numbers: BTreeSet<&String> =
        wanted.payload.numbers.keys().chain(held.payload.numbers.keys()).collect();
    for field in numbers {
        check(field, wanted.payload.numbers.get(field) == held.payload.numbers.get(field));
    }
    if with_vectors {
        let spaces: BTreeSet<&String> = wanted.vectors.keys().chain(held.vectors.keys()).collect();
        for space in spaces {
            let same = match (wanted.vectors.get(space), held.vectors.get(space)) {
                (Some(wanted), Some(held)) => cosine(wanted, held) >= SAME,
                _ => false,
            };
            check(&format!("vector {space}"), same);
        }
    }
    what
}

fn cosine(one: &[f32], other: &[f32]) -> f32 {
    if one.len() != other.len() {
        return 0.0;
    }
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    dot(one, other) / (dot(one, one) * dot(other, other)).sqrt().max(f32::MIN_POSITIVE)
}

/// A work's lot for a seed: Vigna's splitmix64.
fn lot(seed: u64, work: u64) -> u64 {
    let mut z =
        seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(work.wrapping_mul(0xd1b5_4a32_d192_ed03));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_named() {
        let mut point =
            VectorPoint { work: 1, vectors: BTreeMap::new(), payload: search::Payload::default() };
        point.payload.title = "Moonlit Depot".to_owned();
        point.payload.numbers.insert("year".to_owned(), 1999);
        point.vectors.insert("title".to_owned(), vec![0.6, 0.8]);
        assert!(differences(&point, &point, true).is_empty());
        let mut other = point.clone();
        other.payload.numbers.remove("year");
        other.payload.words.insert("tags".to_owned(), vec!["drama".to_owned()]);
        other.vectors.insert("title".to_owned(), vec![0.8, 0.6]);
        assert_eq!(differences(&point, &other, true), ["tags", "year", "vector title"]);
        assert_eq!(differences(&point, &other, false), ["tags", "year"]);
        assert_ne!(lot(1, 2), lot(2, 1));
    }
}
