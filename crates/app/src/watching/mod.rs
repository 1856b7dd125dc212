//! The order in which to watch or read what belongs to one story. `order` puts works in order; here they are
//! gathered, by the ties that sources state.

mod order;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
};

use model::{Format, FuzzyDate, Medium, RelationType, Work, WorkId};
use order::{Member, Ordered, Tie, ordered};
use search::Overview;
use serde::Serialize;

pub use self::order::WatchRole;
use crate::{App, AppError, RelatedWork, WorkRef};

/// Words that many titles begin with.
const ARTICLES: [&str; 9] = ["the", "a", "an", "gekijouban", "eiga", "shin", "movie", "anime", "new"];
/// The most works of one franchise.
const MAX_WORKS: usize = 200;

/// In which order to watch what belongs to a work.
#[derive(Debug, Clone, Serialize)]
pub struct WatchOrder {
    /// The work that was asked for.
    pub id: WorkId,
    /// The medium; what belongs to the story in others is not in the order.
    pub medium: Medium,
    /// By the day each came out: never wrong.
    pub release: Vec<WatchEntry>,
    /// By the story: each after those it continues.
    pub story: Vec<WatchEntry>,
    /// Pairs of a work and one that a source puts before it, against what others say; the later one of each ring
    /// gave way.
    pub contradictions: Vec<WatchContradiction>,
    /// Whether the franchise has more works than are listed.
    pub cut: bool,
}

/// A work in its place.
#[derive(Debug, Clone, Serialize)]
pub struct WatchEntry {
    /// Its place, from 1.
    pub place: usize,
    /// The work.
    #[serde(flatten)]
    pub work: RelatedWork,
    /// When it came out, as exactly as is known.
    pub start: Option<FuzzyDate>,
    /// How many episodes.
    pub episodes: Option<u32>,
    /// What it is to the main story.
    pub role: WatchRole,
    /// Whether the story is whole without it; only where a source's tie or the format says so.
    pub optional: bool,
    /// By what it is optional or not, in a sentence.
    pub evidence: String,
    /// The works that it follows directly.
    pub after: Vec<WorkId>,
    /// Why it stands there, in a sentence.
    pub why: String,
}

/// A tie that was left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WatchContradiction {
    /// The work.
    pub work: WorkId,
    /// The one that was said to come before it.
    pub before: WorkId,
}

impl App {
    /// The order in which to watch or read the story that a work belongs to.
    ///
    /// # Errors
    /// `not_found` when there is no such work, `busy` while the first index is being built.
    pub async fn watch_order(&self, work: &WorkRef) -> Result<WatchOrder, AppError> {
        let center = self.work(work).await?.work;
        let (id, medium) = (center.id, center.medium.clone());
        let (works, ties, cut) = self.franchise_around(center).await?;
        let members: Vec<Member> = works
            .values()
            .map(|work| Member {
                id: work.id,
                format: work.format.clone(),
                start: work.start_date,
                year: work.year,
            })
            .collect();
        let ties: Vec<Tie> = ties.into_iter().collect();
        let ordered = ordered(&members, &ties);
        let entries = |order: &[WorkId]| {
            let listed = (1..).zip(order).filter_map(|(place, id)| Some((place, works.get(id)?)));
            listed.map(|(place, work)| entry(place, work, id, &works, &ordered)).collect()
        };
        let contradictions =
            ordered.broken.iter().map(|(work, before)| WatchContradiction { work: *work, before: *before });
        Ok(WatchOrder {
            id,
            medium,
            release: entries(&ordered.release),
            story: entries(&ordered.story),
            contradictions: contradictions.collect(),
            cut,
        })
    }

    /// The works of a medium that hang together with one, the ties between them, and whether there are more.
    async fn franchise_around(
        &self,
        center: Work,
    ) -> Result<(BTreeMap<WorkId, Work>, BTreeSet<Tie>, bool), AppError> {
        let web = self.web().await?;
        let mut ids = BTreeSet::from([center.id]);
        let mut ties = BTreeSet::new();
        let mut frontier = vec![center.id];
        let mut cut = false;
        while let Some(id) = frontier.pop() {
            for tie in web.ties.get(&id).into_iter().flatten() {
                let other = if tie.from == id { tie.to } else { tie.from };
                if web.media.get(&other) != Some(&center.medium) {
                    continue;
                }
                // Where no source says how two are tied, it may be a crossover with everybody's figures in it.
                if tie.kind == RelationType::Related && id != center.id && !web.is_namesake(center.id, other)
                {
                    continue;
                }
                if ids.len() < MAX_WORKS && ids.insert(other) {
                    frontier.push(other);
                }
                cut |= !ids.contains(&other);
                ties.insert(tie.clone());
            }
        }
        ids.remove(&center.id);
        let others: Vec<WorkId> = ids.into_iter().collect();
        let mut works: BTreeMap<WorkId, Work> =
            self.store().works(&others).await?.into_iter().map(|work| (work.id, work)).collect();
        works.insert(center.id, center);
        Ok((works, named(ties), cut))
    }

    /// All ties of stories as the index knows them, from both ends; made anew when the index has changed.
    async fn web(&self) -> Result<Arc<Web>, AppError> {
        self.ready()?;
        let seq = self.index().seq();
        let kept = self.watching().web.lock().expect("no panic while held").clone();
        if let Some(web) = kept.filter(|web| web.seq == seq) {
            return Ok(web);
        }
        let index = self.index().clone();
        let web = tokio::task::spawn_blocking(move || Web::of(&index.overview()));
        let web = Arc::new(web.await.map_err(AppError::internal)?);
        *self.watching().web.lock().expect("no panic while held") = Some(Arc::clone(&web));
        Ok(web)
    }
}

/// What is kept between questions.
#[derive(Default)]
pub(crate) struct Parts {
    web: Mutex<Option<Arc<Web>>>,
}

/// The ties of all works.
struct Web {
    seq: i64,
    media: HashMap<WorkId, Medium>,
    /// How each title begins.
    heads: HashMap<WorkId, String>,
    /// For each work the ties that begin or end at it.
    ties: HashMap<WorkId, Vec<Tie>>,
}

impl Web {
    /// Whether two titles begin alike.
    fn is_namesake(&self, one: WorkId, other: WorkId) -> bool {
        let head = |id| self.heads.get(&id).filter(|head| !head.is_empty());
        head(one).is_some() && head(one) == head(other)
    }

    fn of(overview: &Overview) -> Self {
        let media = overview.works.iter().map(|work| (work.id, work.medium.clone())).collect();
        let mut ties: HashMap<WorkId, Vec<Tie>> = HashMap::new();
        for work in &overview.works {
            for (other, kind) in
                work.relations.iter().filter(|(other, kind)| *other != work.id && belongs(kind))
            {
                let tie = Tie { from: work.id, to: *other, kind: kind.clone() };
                ties.entry(work.id).or_default().push(tie.clone());
                ties.entry(*other).or_default().push(tie);
            }
        }
        let heads = overview.works.iter().map(|work| (work.id, head_of(&work.title))).collect();
        Self { seq: overview.seq, media, heads, ties }
    }
}

/// The first word of a title that says something, folded.
pub(crate) fn head_of(title: &str) -> String {
    let words = title.split(|letter: char| !letter.is_alphanumeric()).map(str::to_lowercase);
    let said = words.filter(|word| !ARTICLES.contains(&word.as_str()) && !word.is_empty());
    said.take(1).collect()
}

/// Whether a tie is one of the story: not a figure that looks in, not another medium.
fn belongs(kind: &RelationType) -> bool {
    use RelationType::{Adaptation, Character, Miscellaneous, Source};
    !matches!(kind, Adaptation | Source | Character | Miscellaneous | RelationType::Other(_))
}

/// A tie without a kind says nothing where another one of the same works has a kind.
fn named(ties: BTreeSet<Tie>) -> BTreeSet<Tie> {
    let pair = |tie: &Tie| (tie.from.min(tie.to), tie.from.max(tie.to));
    let told: BTreeSet<_> = ties.iter().filter(|tie| tie.kind != RelationType::Related).map(pair).collect();
    ties.into_iter().filter(|tie| tie.kind != RelationType::Related || !told.contains(&pair(tie))).collect()
}

/// Whether the story is whole without a work, and by what.
fn weighed(work: &Work, asked: WorkId, works: &BTreeMap<WorkId, Work>, ordered: &Ordered) -> (bool, String) {
    let role = ordered.roles.get(&work.id).copied().unwrap_or(WatchRole::Related);
    if work.id == asked {
        return (false, "it is the work that was asked for".to_owned());
    }
    if role == WatchRole::Extra {
        return (true, format!("its format is {}", work.format));
    }
    let row = |id: &WorkId| ordered.rows.get(id);
    if row(&work.id) == row(&asked) {
        return (
            false,
            "sources tie it to the work that was asked for as what comes before or after".to_owned(),
        );
    }
    match (role, row(&work.id).and_then(|row| ordered.said.get(row))) {
        (WatchRole::Main, _) => {
            (false, "no source names it as anything else than the story itself".to_owned())
        }
        (_, Some(tie)) => {
            let title =
                |id: &WorkId| works.get(id).map_or_else(|| format!("work {id}"), |work| work.title.clone());
            let kind = tie.kind.to_string().to_lowercase().replace('_', " ");
            (true, format!("a source ties “{}” to “{}” as its {kind}", title(&tie.from), title(&tie.to)))
        }
        (_, None) if work.format == Format::Special => {
            (true, "its format is SPECIAL, and no source says more".to_owned())
        }
        (_, None) => (false, "no source says that the story is whole without it".to_owned()),
    }
}

fn entry(
    place: usize,
    work: &Work,
    asked: WorkId,
    works: &BTreeMap<WorkId, Work>,
    ordered: &Ordered,
) -> WatchEntry {
    let role = ordered.roles.get(&work.id).copied().unwrap_or(WatchRole::Related);
    let after: Vec<WorkId> = ordered.after.get(&work.id).into_iter().flatten().copied().collect();
    let titles: Vec<&str> =
        after.iter().filter_map(|id| works.get(id)).map(|work| work.title.as_str()).collect();
    let of = if titles.is_empty() { String::new() } else { format!(" {}", titles.join(" and ")) };
    let why = match role {
        WatchRole::Main if titles.is_empty() => "begins the story".to_owned(),
        WatchRole::Main => format!("continues{of}"),
        WatchRole::SideStory if titles.is_empty() => "stands beside the story".to_owned(),
        WatchRole::SideStory => format!("stands beside{of}"),
        WatchRole::Summary if titles.is_empty() => "tells the story in short".to_owned(),
        WatchRole::Summary => format!("tells in short{of}"),
        WatchRole::SpinOff if titles.is_empty() => "is told apart from the story".to_owned(),
        WatchRole::SpinOff => format!("is told apart from{of}"),
        WatchRole::Alternative => "tells the story otherwise".to_owned(),
        WatchRole::Extra => "is a song or a trailer".to_owned(),
        WatchRole::Related => "belongs to it; no source says how".to_owned(),
    };
    let (optional, evidence) = weighed(work, asked, works, ordered);
    WatchEntry {
        place,
        work: RelatedWork::from(work),
        start: work.start_date,
        episodes: work.episodes,
        role,
        optional,
        evidence,
        after,
        why,
    }
}
