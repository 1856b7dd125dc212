//! The model of imported ratings: learned from the store, kept as a file in the data folder.
//!
//! The file names the ratings that it was made of; when these have changed, it is learned anew. What the model
//! speaks of are ids at providers, so that works may be merged and split without learning again. The file is
//! written beside and then put in place, so that a reader sees the old model or the new one.

use std::{
    collections::HashMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use model::ExternalId;
use recommend::{Model, Ratings};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use store::RatingsState;

use crate::{App, AppError, ErrorCode};

/// The first bytes of a file, the last of which is the version of its form.
const MAGIC: &[u8; 8] = b"emakirc\x02";
/// Ratings that are read from the store at once.
const PAGE: usize = 20_000;

/// What was learned from ratings.
pub(super) struct Learned {
    /// The ratings that it was learned from.
    pub state: RatingsState,
    /// How many users gave them.
    pub users: usize,
    /// The size of the file in bytes.
    pub bytes: u64,
    /// What each item is.
    pub subjects: Vec<ExternalId>,
    /// How many users rated each item.
    pub raters: Vec<u32>,
    /// The model.
    pub model: Model,
}

/// That somebody is learning; over when it is dropped, so that a call that was given up leaves no mark.
struct Learning<'a>(&'a AtomicBool);

impl<'a> Learning<'a> {
    /// `None` where somebody else is at it.
    fn begin(mark: &'a AtomicBool) -> Option<Self> {
        (!mark.swap(true, Ordering::AcqRel)).then_some(Self(mark))
    }
}

impl Drop for Learning<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Release);
    }
}

/// What is said before the model in its file.
#[derive(Serialize, Deserialize)]
struct Head {
    count: u64,
    subjects_rated: u64,
    sum: f64,
    users: usize,
    subjects: Vec<ExternalId>,
    raters: Vec<u32>,
}

/// What can be had of the ratings now.
#[derive(Default)]
pub(super) struct Known {
    /// The model, maybe of older ratings.
    pub learned: Option<Arc<Learned>>,
    /// Why there is none.
    pub note: Option<String>,
}

/// What learning brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecommenderReport {
    /// Whether it was learned now; `false` when the model was of these ratings already.
    pub learned: bool,
    /// How many ratings it was learned from.
    pub ratings: u64,
    /// How many users gave them.
    pub users: usize,
    /// How many works they are about.
    pub works: usize,
    /// The size of the file in bytes.
    pub bytes: u64,
}

impl App {
    /// Learns the model of imported ratings and keeps it, unless it is of these ratings already.
    ///
    /// Takes under a minute for 700,000 ratings on one processor, and some 500 MB of memory while it does.
    ///
    /// # Errors
    /// `not_found` when no ratings are imported, `busy` while this process is learning already, `disk_full`.
    pub async fn learn_recommender(&self, again: bool) -> Result<RecommenderReport, AppError> {
        let state = self.store().ratings_state().await?;
        if state.count == 0 {
            return Err(AppError::new(ErrorCode::NotFound, "there are no ratings to learn from")
                .hint("`emaki import ratings.csv` brings them in: user_id, mal_anime_id, score"));
        }
        let kept = self.kept_model(Some(state)).await?;
        if !again && let Some(kept) = kept.filter(|kept| kept.state == state) {
            return Ok(report(&kept, false));
        }
        let parts = self.recommending();
        let _learning = Learning::begin(&parts.learning).ok_or_else(|| {
            AppError::new(ErrorCode::Busy, "the ratings are being learned already")
                .hint("ask again in a minute")
        })?;
        let learned = Arc::new(self.learn(state).await?);
        *parts.learned.lock().await = Some(Arc::clone(&learned));
        Ok(report(&learned, true))
    }

    /// Whether there are ratings that no model at hand was learned from.
    pub async fn recommender_is_behind(&self) -> Result<bool, AppError> {
        let state = self.store().ratings_state().await?;
        let kept = self.kept_model(Some(state)).await?;
        Ok(state.count > 0 && kept.is_none_or(|kept| kept.state != state))
    }

    /// The model as far as there is one; a missing or older one is learned in the background.
    pub(super) async fn learned_ratings(&self) -> Result<Known, AppError> {
        let state = self.store().ratings_state().await?;
        if state.count == 0 {
            let note = "no ratings are imported: picks are by content alone".to_owned();
            return Ok(Known { learned: None, note: Some(note) });
        }
        let kept = self.kept_model(None).await?;
        if kept.as_ref().is_none_or(|kept| kept.state != state) {
            self.learn_in_background();
        }
        let note = kept.is_none().then(|| {
            format!(
                "{} ratings are being learned: until then, picks are by content alone; ask again in a minute",
                state.count
            )
        });
        Ok(Known { learned: kept, note })
    }

    fn learn_in_background(&self) {
        if self.recommending().learning.load(Ordering::Acquire) {
            return;
        }
        let app = self.clone();
        tokio::spawn(async move {
            match app.learn_recommender(false).await {
                Ok(report) => tracing::info!(ratings = report.ratings, "the ratings are learned"),
                Err(error) if error.code == ErrorCode::Busy => {}
                Err(error) => tracing::error!(error = ?error, "the ratings could not be learned"),
            }
        });
    }

    /// The model of this process, else that of the file; with `wanted`, the file is read again when the model
    /// at hand is of other ratings, since another process may have learned. A damaged file is as none.
    async fn kept_model(&self, wanted: Option<RatingsState>) -> Result<Option<Arc<Learned>>, AppError> {
        let parts = self.recommending();
        let mut held = parts.learned.lock().await;
        let other = |held: &Arc<Learned>| wanted.is_some_and(|wanted| held.state != wanted);
        if held.as_ref().is_none_or(other) {
            let path = self.model_path().await?;
            let read = tokio::task::spawn_blocking(move || match std::fs::read(&path) {
                Ok(bytes) => Some(read(&bytes).ok_or(path)),
                Err(_) => None,
            });
            match read.await.map_err(AppError::internal)? {
                Some(Ok(learned)) => *held = Some(Arc::new(learned)),
                Some(Err(path)) => {
                    tracing::warn!(path = %path.display(), "the model of ratings is damaged, and is learned anew");
                }
                None => {}
            }
        }
        Ok(held.clone())
    }

    async fn learn(&self, state: RatingsState) -> Result<Learned, AppError> {
        let mut users: HashMap<[String; 3], u32> = HashMap::new();
        let mut items: HashMap<ExternalId, u32> = HashMap::new();
        let mut triples = Vec::with_capacity(state.count as usize);
        let mut last = None;
        loop {
            let page = self.store().ratings_after(last.as_ref(), PAGE).await?;
            for cell in &page {
                let (next_user, next_item) = (users.len() as u32, items.len() as u32);
                let user = *users.entry(cell.user.clone()).or_insert(next_user);
                let item = *items.entry(cell.subject.clone()).or_insert(next_item);
                triples.push((user, item, cell.score as f32));
            }
            let Some(end) = page.into_iter().last() else { break };
            last = Some(end);
        }
        let path = self.model_path().await?;
        let learning = tokio::task::spawn_blocking(move || {
            let (subjects, triples) = by_raters(items, triples);
            let ratings = Ratings::of(triples);
            let raters = (0..subjects.len() as u32).map(|item| ratings.count(item) as u32).collect();
            let (users, model) = (ratings.users(), Model::learn(&ratings));
            let mut learned = Learned { state, users, bytes: 0, subjects, raters, model };
            learned.bytes = keep(&path, &learned)?;
            Ok(learned)
        });
        learning.await.map_err(AppError::internal)?
    }

    /// Where the model of this store lies.
    async fn model_path(&self) -> Result<PathBuf, AppError> {
        let name = format!("recommender-{}.bin", self.store().epoch().await?);
        Ok(self.config().data_dir.join("models").join(name))
    }
}

fn report(learned: &Learned, now: bool) -> RecommenderReport {
    RecommenderReport {
        learned: now,
        ratings: learned.state.count,
        users: learned.users,
        works: learned.subjects.len(),
        bytes: learned.bytes,
    }
}

/// Numbers items by how many rated them, the most first: of two ids of one work the first stands for it.
fn by_raters(
    items: HashMap<ExternalId, u32>,
    mut triples: Vec<(u32, u32, f32)>,
) -> (Vec<ExternalId>, Vec<(u32, u32, f32)>) {
    let mut counts = vec![0u32; items.len()];
    for (_, item, _) in &triples {
        counts[*item as usize] += 1;
    }
    let mut order: Vec<(ExternalId, u32)> = items.into_iter().collect();
    order.sort_by(|a, b| counts[b.1 as usize].cmp(&counts[a.1 as usize]).then(a.0.cmp(&b.0)));
    let mut place = vec![0u32; order.len()];
    for (at, (_, item)) in order.iter().enumerate() {
        place[*item as usize] = at as u32;
    }
    for (_, item, _) in &mut triples {
        *item = place[*item as usize];
    }
    (order.into_iter().map(|(subject, _)| subject).collect(), triples)
}

/// Magic, hash of all that follows, length of the head, head as JSON, model. Gives the size.
fn keep(path: &std::path::Path, learned: &Learned) -> Result<u64, AppError> {
    let head = Head {
        count: learned.state.count,
        subjects_rated: learned.state.subjects,
        sum: learned.state.sum,
        users: learned.users,
        subjects: learned.subjects.clone(),
        raters: learned.raters.clone(),
    };
    let head = serde_json::to_vec(&head).map_err(AppError::internal)?;
    let mut content = (head.len() as u64).to_le_bytes().to_vec();
    content.extend(head);
    content.extend(learned.model.to_bytes());
    let mut bytes = MAGIC.to_vec();
    bytes.extend(Sha256::digest(&content));
    bytes.extend(content);
    let failed = |error: std::io::Error| {
        let code = if store::has_no_room(&error) { ErrorCode::DiskFull } else { ErrorCode::Internal };
        AppError::new(code, format!("the model cannot be kept as `{}`", path.display())).caused_by(error)
    };
    assets::put_whole(path, &bytes).map_err(failed)?;
    Ok(bytes.len() as u64)
}

/// The head of a file and where the model begins; nothing when the file is not whole.
fn head(bytes: &[u8]) -> Option<(Head, usize)> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (hash, content) = rest.split_at_checked(32)?;
    if Sha256::digest(content).as_slice() != hash {
        return None;
    }
    let (length, body) = content.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let head = serde_json::from_slice(body.get(..length)?).ok()?;
    Some((head, MAGIC.len() + 32 + 8 + length))
}

fn read(bytes: &[u8]) -> Option<Learned> {
    let (head, model) = head(bytes)?;
    let model = Model::from_bytes(bytes.get(model..)?)?;
    let state = RatingsState { count: head.count, subjects: head.subjects_rated, sum: head.sum };
    let (users, bytes) = (head.users, bytes.len() as u64);
    Some(Learned { state, users, bytes, subjects: head.subjects, raters: head.raters, model })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kept_model_is_read_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("models").join("m.bin");
        let ratings = Ratings::of(vec![(0, 0, 8.0), (0, 1, 6.0), (1, 0, 7.0), (1, 1, 9.0)]);
        let learned = Learned {
            state: RatingsState { count: 4, subjects: 2, sum: 30.0 },
            users: 2,
            bytes: 0,
            subjects: vec!["mal:1".parse().expect("an id"), "mal:2".parse().expect("an id")],
            raters: vec![2, 2],
            model: Model::learn(&ratings),
        };
        keep(&path, &learned).expect("room");
        let bytes = std::fs::read(&path).expect("kept");
        let back = read(&bytes).expect("whole");
        assert_eq!((back.state, back.subjects), (learned.state, learned.subjects));
        assert_eq!(back.model, learned.model);
        for at in [0, 7, 20, bytes.len() / 2, bytes.len() - 1] {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert!(read(&broken).is_none(), "{at}");
            assert!(read(&bytes[..at]).is_none(), "{at}");
        }
    }

    #[test]
    fn who_gives_up_learning_lets_others_learn() {
        let mark = AtomicBool::new(false);
        let first = Learning::begin(&mark);
        assert!(first.is_some() && Learning::begin(&mark).is_none());
        drop(first);
        assert!(Learning::begin(&mark).is_some());
    }

    #[test]
    fn the_most_rated_comes_first() {
        let id = |text: &str| text.parse::<ExternalId>().expect("an id");
        let items = HashMap::from([(id("mal:1"), 0), (id("mal:2"), 1)]);
        let (subjects, triples) = by_raters(items, vec![(0, 0, 5.0), (0, 1, 6.0), (1, 1, 7.0)]);
        assert_eq!(subjects, [id("mal:2"), id("mal:1")]);
        assert_eq!(triples, [(0, 1, 5.0), (0, 0, 6.0), (1, 0, 7.0)]);
    }
}
