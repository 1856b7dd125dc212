//! What somebody may like: from one work, several, or a list of theirs.
//!
//! `asked` reads what a door was told, `shelf` is the catalog as the models see it, `learned` the model of imported ratings and its file, `list`
//! brings what somebody names onto the shelf, `telling` says why each pick was picked. What picks are made by is
//! in the crate `recommend`.

mod asked;
mod companions;
mod learned;
mod list;
mod shelf;
mod telling;

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, atomic::AtomicBool},
};

use model::{Medium, WorkId};
use recommend::{Blend, Model, Options, Pick, Source, Taste};
use serde::Serialize;

use crate::{App, AppError, RelatedWork, WorkRef};
use learned::Learned;
pub use learned::RecommenderReport;
pub use list::UnmatchedLine;
use shelf::Shelf;
pub use telling::{RecommendFactor, RecommendReason};

/// The most picks of one answer.
pub const MAX_PICKS: usize = 100;

/// What speaks for picks where nobody has rated anything: what works are about, and a little how well known
/// they are, so that of equals the one is picked that can be had.
const BY_CONTENT: Blend = Blend { ease: 0.0, neighbors: 0.0, content: 1.0, popularity: 0.05 };

/// By which model picks are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RecommendBy {
    /// By ratings where they say anything of what was named, else by content.
    #[default]
    Auto,
    /// By ratings, content speaking softly.
    Ratings,
    /// By what works are about alone.
    Content,
}

impl RecommendBy {
    /// Every way with its published name.
    pub const ALL: [(&'static str, Self); 3] =
        [("auto", Self::Auto), ("ratings", Self::Ratings), ("content", Self::Content)];
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct RecommendRequest {
    /// Works that are liked.
    pub works: Vec<WorkRef>,
    /// Works that are not wanted, and nothing like them.
    pub not: Vec<WorkRef>,
    /// A list as its site gives it out, packed or not.
    pub list: Option<Vec<u8>>,
    /// How many picks, 1 to [`MAX_PICKS`].
    pub limit: usize,
    /// Media of the picks; those of the named works when empty.
    pub media: Vec<Medium>,
    /// Tags and genres, in lower case, that every pick bears: who is asked for another genre than their own is led
    /// into it by what they like.
    pub tags: Vec<String>,
    /// Whether what was disliked speaks against what is like it.
    pub dislikes: bool,
    /// How well known picks are at least: the share of works that are less known, 0 to 1.
    pub popularity_min: f64,
    /// And at most.
    pub popularity_max: f64,
    /// From 0, the best whatever they are, to 1, nothing that is about the same as a better pick.
    pub diversity: f64,
    /// Whether sequels may come whose first part was not seen.
    pub sequels: bool,
    /// Whether works for adults may come.
    pub adult: bool,
    /// By which model.
    pub by: RecommendBy,
}

impl Default for RecommendRequest {
    fn default() -> Self {
        Self {
            works: Vec::new(),
            not: Vec::new(),
            list: None,
            limit: 10,
            media: Vec::new(),
            tags: Vec::new(),
            dislikes: true,
            popularity_min: 0.0,
            popularity_max: 1.0,
            diversity: 0.2,
            sequels: false,
            adult: false,
            by: RecommendBy::Auto,
        }
    }
}

impl RecommendRequest {
    /// What is wished of the picks, without what they are made from: a list may be large.
    fn wish(&self) -> Self {
        Self {
            works: Vec::new(),
            not: Vec::new(),
            list: None,
            media: self.media.clone(),
            tags: self.tags.clone(),
            ..*self
        }
    }
}

/// Works that somebody may like.
#[derive(Debug, Clone, Serialize)]
pub struct Recommendations {
    /// The picks, the strongest first.
    pub picks: Vec<Recommended>,
    /// By which model they were made.
    pub by: RecommendBy,
    /// What is to be known about the model: that there are no ratings, or that they are still being learned.
    pub note: Option<String>,
    /// How many ratings the model was learned from; 0 by content.
    pub ratings: u64,
    /// In which form the list came, when there was one.
    pub list_form: Option<String>,
    /// How many works of those named were found.
    pub matched: usize,
    /// What was named and not found, each with why.
    pub unmatched: Vec<UnmatchedLine>,
}

/// One pick.
#[derive(Debug, Clone, Serialize)]
pub struct Recommended {
    /// The work.
    #[serde(flatten)]
    pub work: RelatedWork,
    /// How strongly it is meant; comparable within one answer.
    pub score: f64,
    /// How well known it is: the share of works that are less known.
    pub popularity: f64,
    /// Where the score comes from; the shares add up to it.
    pub reasons: Vec<RecommendReason>,
}

/// What is kept between questions.
#[derive(Default)]
pub(crate) struct Parts {
    shelf: Mutex<Option<Arc<Shelf>>>,
    learned: tokio::sync::Mutex<Option<Arc<Learned>>>,
    learning: AtomicBool,
}

impl App {
    /// Works that somebody may like who likes what is named.
    ///
    /// A model of imported ratings is used when it has been learned; where it has not, it is learned in the
    /// background, and until then picks are made by content and say so.
    ///
    /// # Errors
    /// `invalid_parameter` when nothing is named or a number is out of range, `not_found` for a work that is
    /// named alone and not there, `invalid_input` for a list that cannot be read, `busy` while the first index
    /// is being built.
    #[expect(clippy::similar_names, reason = "a shelf is a shelf")]
    pub async fn recommend(&self, request: &RecommendRequest) -> Result<Recommendations, AppError> {
        check(request)?;
        self.ready()?;
        let known = self.learned_ratings().await?;
        let shelf = self.shelf(known.learned.as_ref()).await?;
        let wished = list::bring(self, &shelf, request).await?;
        let by_ratings = known.learned.clone().filter(|learned| match request.by {
            RecommendBy::Ratings => true,
            RecommendBy::Content => false,
            RecommendBy::Auto => wished.taste.entries().iter().any(|entry| learned.model.knows(entry.item)),
        });
        let picks = {
            let (shelf, learned, request) = (Arc::clone(&shelf), by_ratings.clone(), request.wish());
            let (taste, media) = (wished.taste.clone(), wished.media(&request, &shelf));
            // Every work is scored, for which nobody else should wait.
            let picking = tokio::task::spawn_blocking(move || {
                picked(&shelf, learned.as_deref(), &taste, &media, &request)
            });
            picking.await.map_err(AppError::internal)?
        };
        let note = match (&by_ratings, request.by) {
            (Some(_), _) | (None, RecommendBy::Content) => None,
            (None, _) if known.learned.is_some() => {
                Some("the imported ratings say nothing of these works: picks are by content alone".to_owned())
            }
            (None, _) => known.note,
        };
        Ok(Recommendations {
            picks: telling::told(self, &shelf, picks).await?,
            by: if by_ratings.is_some() { RecommendBy::Ratings } else { RecommendBy::Content },
            note,
            ratings: by_ratings.as_ref().map_or(0, |learned| learned.state.count),
            list_form: wished.form.map(str::to_owned),
            matched: wished.taste.entries().len(),
            unmatched: wished.unmatched,
        })
    }

    /// The catalog as items, made anew when the index or the model has changed.
    #[expect(clippy::similar_names, reason = "a shelf is a shelf")]
    async fn shelf(&self, learned: Option<&Arc<Learned>>) -> Result<Arc<Shelf>, AppError> {
        let parts = self.recommending();
        let stamp = (self.index().seq(), learned.map(|learned| learned.state));
        let kept = parts.shelf.lock().expect("no panic while held").clone();
        if let Some(shelf) = kept.filter(|shelf| shelf.stamp == stamp) {
            return Ok(shelf);
        }
        let subjects = learned.map(|learned| learned.subjects.as_slice()).unwrap_or_default();
        let works = self.works_of_subjects(subjects).await?;
        let index = self.index().clone();
        let raters = learned.map(|learned| learned.raters.clone()).unwrap_or_default();
        let shelf = tokio::task::spawn_blocking(move || Shelf::of(&index.overview(), &works, &raters, stamp))
            .await
            .map_err(AppError::internal)?;
        let shelf = Arc::new(shelf);
        *parts.shelf.lock().expect("no panic while held") = Some(Arc::clone(&shelf));
        Ok(shelf)
    }

    /// The works that subjects of ratings are linked to, in their order.
    async fn works_of_subjects(
        &self,
        subjects: &[model::ExternalId],
    ) -> Result<Vec<Option<WorkId>>, AppError> {
        let found = self.store().find(subjects).await?;
        let work = |subject| match found.get(subject) {
            Some((model::EntityKind::Work, id)) => Some(WorkId::from(*id)),
            _ => None,
        };
        Ok(subjects.iter().map(work).collect())
    }
}

/// The picks, by ratings where a model of them is given, else by content.
fn picked(
    shelf: &Shelf,
    learned: Option<&Learned>,
    taste: &Taste,
    media: &BTreeSet<Medium>,
    request: &RecommendRequest,
) -> Vec<Pick> {
    let (model, blend): (&Model, Blend) = match learned {
        Some(learned) => (&learned.model, Blend::default()),
        None => (&shelf.fame, BY_CONTENT),
    };
    let options = Options {
        // Some may be left out again.
        limit: request.limit * if learned.is_some() { 3 } else { 8 },
        dislikes: request.dislikes,
        diversity: request.diversity as f32,
        sequels: request.sequels,
        ..Options::default()
    };
    let tags = shelf.tags_named(&request.tags);
    let may = |item: u32| shelf.may(item, media, request) && shelf.bears(item, &tags);
    let mut picks = recommend::picks(
        model,
        &shelf.content,
        &shelf.franchises,
        taste,
        (&blend, &options),
        &may,
        shelf.items(),
    );
    // What nothing that was named speaks for is no pick for anybody in particular.
    picks.retain(|pick| {
        let own = pick.reasons.iter().filter(|reason| reason.source != Source::Popularity);
        own.map(|reason| reason.share).sum::<f32>() > 0.0
    });
    if learned.is_none() && !request.sequels {
        // Nothing is more like a work than what belongs to it, and of that whoever likes the work knows.
        let mut stories = BTreeSet::new();
        picks.retain(|pick| stories.insert(shelf.story(pick.item)));
    }
    picks.truncate(request.limit);
    picks
}

fn check(request: &RecommendRequest) -> Result<(), AppError> {
    if request.works.is_empty() && request.list.is_none() {
        return Err(AppError::invalid_parameter("works", "nothing is named that picks could be made from")
            .hint("name works by their ids, or give a list"));
    }
    if !(1..=MAX_PICKS).contains(&request.limit) {
        return Err(AppError::invalid_parameter("limit", format!("`limit` is not 1 to {MAX_PICKS}")));
    }
    let shares = [
        ("popularity_min", request.popularity_min),
        ("popularity_max", request.popularity_max),
        ("diversity", request.diversity),
    ];
    for (name, share) in shares {
        if !(0.0..=1.0).contains(&share) {
            return Err(AppError::invalid_parameter(name, format!("`{name}` is {share}, not 0 to 1")));
        }
    }
    if request.popularity_min > request.popularity_max {
        let message = "`popularity_min` is above `popularity_max`: nothing can be picked";
        return Err(AppError::invalid_parameter("popularity_min", message));
    }
    Ok(())
}

/// The media that picks are of: those asked for, else those of what was named.
fn media_of(request: &RecommendRequest, named: impl Iterator<Item = Medium>) -> BTreeSet<Medium> {
    if request.media.is_empty() { named.collect() } else { request.media.iter().cloned().collect() }
}
