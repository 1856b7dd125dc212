//! The catalog as the models see it: works as numbered items, what they are about, what comes before what.
//!
//! Items that ratings speak of keep the numbers under which they were learned; works that nobody rated follow.

use std::collections::{BTreeMap, BTreeSet, HashMap, hash_map::Entry};

use model::{Format, Medium, RelationType, Status, WorkId};
use recommend::{Content, Franchises, Model};
use search::{Overview, OverviewWork};
use store::RatingsState;

use super::RecommendRequest;
use crate::watching::head_of;

/// The catalog as items.
pub(super) struct Shelf {
    /// The index's change and the ratings that it was made of.
    pub stamp: (i64, Option<RatingsState>),
    /// What each item is about: tags, then studios.
    pub content: Content,
    /// What comes before what.
    pub franchises: Franchises,
    /// How well known each item is, for picks by content.
    pub fame: Model,
    items: Vec<Option<Item>>,
    item_of: HashMap<WorkId, u32>,
    names: Vec<(FactorKind, String)>,
    /// The story that each item belongs to, by one of its items.
    stories: Vec<u32>,
}

/// What kind of thing two works share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FactorKind {
    Tag,
    Studio,
}

/// What is known of a work that is an item.
struct Item {
    id: WorkId,
    medium: Medium,
    format: Format,
    status: Status,
    adult: bool,
    /// The numbers of its tags.
    tags: Vec<u32>,
    /// The share of works that are less known.
    known: f32,
}

impl Shelf {
    /// Of all works, of the works that the first items are, and of how many users rated each of these.
    pub fn of(
        overview: &Overview,
        learned: &[Option<WorkId>],
        raters: &[u32],
        stamp: (i64, Option<RatingsState>),
    ) -> Self {
        let mut item_of: HashMap<WorkId, u32> = HashMap::new();
        let mut works: Vec<Option<WorkId>> = Vec::with_capacity(overview.works.len());
        for work in learned {
            // Of two rated ids of one work the first is meant: it is rated most.
            let first = work.filter(|work| !item_of.contains_key(work));
            if let Some(work) = first {
                item_of.insert(work, works.len() as u32);
            }
            works.push(first);
        }
        for work in &overview.works {
            if let Entry::Vacant(place) = item_of.entry(work.id) {
                place.insert(works.len() as u32);
                works.push(Some(work.id));
            }
        }
        let by_id: BTreeMap<WorkId, &OverviewWork> =
            overview.works.iter().map(|work| (work.id, work)).collect();
        let found = |work: &Option<WorkId>| work.and_then(|work| by_id.get(&work).copied());
        let known = known(
            &works.iter().map(|work| found(work).and_then(|work| work.popularity)).collect::<Vec<_>>(),
            raters,
        );
        let tags = overview.tags.len() as u32;
        let features = |work: &OverviewWork| -> Vec<u32> {
            work.tags.iter().copied().chain(work.studios.iter().map(|studio| tags + studio)).collect()
        };
        let features: Vec<Vec<u32>> =
            works.iter().map(|work| found(work).map(features).unwrap_or_default()).collect();
        let items = works.iter().zip(&known).map(|(work, known)| {
            found(work).map(|work| Item {
                id: work.id,
                medium: work.medium.clone(),
                format: work.format.clone(),
                status: work.status.clone(),
                adult: work.adult,
                tags: work.tags.clone(),
                known: *known,
            })
        });
        let pairs = before(overview);
        let pairs =
            pairs.iter().filter_map(|(work, first)| Some((*item_of.get(work)?, *item_of.get(first)?)));
        let names = (overview.tags.iter().map(|tag| (FactorKind::Tag, tag.clone())))
            .chain(overview.studios.iter().map(|studio| (FactorKind::Studio, studio.clone())));
        Self {
            stamp,
            content: Content::of(&features),
            franchises: Franchises::of(pairs),
            items: items.collect(),
            fame: Model::of_popularity(known),
            names: names.collect(),
            stories: stories(overview, &item_of, works.len()),
            item_of,
        }
    }

    /// How many items there are.
    pub fn items(&self) -> usize {
        self.items.len()
    }

    /// The item of a work.
    pub fn item(&self, work: WorkId) -> Option<u32> {
        self.item_of.get(&work).copied()
    }

    /// The work of an item.
    pub fn work(&self, item: u32) -> Option<WorkId> {
        self.items.get(item as usize)?.as_ref().map(|item| item.id)
    }

    /// The story that an item belongs to; works of one story have the same.
    pub fn story(&self, item: u32) -> u32 {
        self.stories.get(item as usize).copied().unwrap_or(item)
    }

    /// The medium of an item.
    pub fn medium(&self, item: u32) -> Option<&Medium> {
        self.items.get(item as usize)?.as_ref().map(|item| &item.medium)
    }

    /// How well known an item is.
    pub fn known(&self, item: u32) -> f32 {
        self.items.get(item as usize).and_then(Option::as_ref).map_or(0.0, |item| item.known)
    }

    /// What a feature is.
    pub fn name(&self, feature: u32) -> Option<(FactorKind, &str)> {
        self.names.get(feature as usize).map(|(kind, name)| (*kind, name.as_str()))
    }

    /// The numbers of tags by their names in lower case; `None` for one that no work bears.
    pub fn tags_named(&self, names: &[String]) -> Vec<Option<u32>> {
        let place_of = |wanted: &String| {
            let is_it = |(kind, name): &(FactorKind, String)| {
                *kind == FactorKind::Tag && name.to_lowercase() == *wanted
            };
            self.names.iter().position(is_it).map(|place| place as u32)
        };
        names.iter().map(place_of).collect()
    }

    /// Whether an item bears all of these tags.
    pub fn bears(&self, item: u32, tags: &[Option<u32>]) -> bool {
        let Some(Some(item)) = self.items.get(item as usize) else { return false };
        tags.iter().all(|tag| tag.is_some_and(|tag| item.tags.contains(&tag)))
    }

    /// Whether an item may be picked: it is a work, it can be seen already, and it is what was asked for.
    pub fn may(&self, item: u32, media: &BTreeSet<Medium>, request: &RecommendRequest) -> bool {
        let Some(Some(item)) = self.items.get(item as usize) else { return false };
        let out = !matches!(item.status, Status::Upcoming | Status::Cancelled);
        let is_work = !matches!(item.format, Format::Music | Format::Pv);
        let known = f64::from(item.known);
        out && is_work
            && media.contains(&item.medium)
            && (request.adult || !item.adult)
            && (request.popularity_min..=request.popularity_max).contains(&known)
    }
}

/// How well known each item is: the share of works with fewer followers, or of rated works with fewer users
/// where nobody counts followers.
fn known(popularity: &[Option<u32>], raters: &[u32]) -> Vec<f32> {
    let share = |counts: &[Option<u32>]| -> Vec<f32> {
        let mut sorted: Vec<u32> = counts.iter().flatten().copied().collect();
        sorted.sort_unstable();
        let all = sorted.len().max(1) as f32;
        let below = |count: u32| sorted.partition_point(|other| *other < count) as f32 / all;
        counts.iter().map(|count| count.map_or(0.0, below)).collect()
    };
    let followed = share(popularity);
    let rated = share(&raters.iter().map(|count| Some(*count)).collect::<Vec<_>>());
    let rated = rated.into_iter().chain(std::iter::repeat(0.0));
    let each = followed.into_iter().zip(rated).zip(popularity);
    each.map(|((followed, rated), popularity)| if popularity.is_some() { followed } else { rated }).collect()
}

/// For each item one of its story: items are of one story when ties lead from one to the other. A tie of which no
/// source says what it is counts where the titles begin alike.
fn stories(overview: &Overview, item_of: &HashMap<WorkId, u32>, items: usize) -> Vec<u32> {
    let mut of: Vec<u32> = (0..items as u32).collect();
    let heads: HashMap<WorkId, String> =
        overview.works.iter().map(|work| (work.id, head_of(&work.title))).collect();
    for work in &overview.works {
        for (other, kind) in &work.relations {
            let alike = || heads.get(&work.id).filter(|head| !head.is_empty()) == heads.get(other);
            let ties = match kind {
                RelationType::Related => alike(),
                RelationType::Character | RelationType::Miscellaneous | RelationType::Other(_) => false,
                _ => true,
            };
            if let (true, Some(one), Some(other)) = (ties, item_of.get(&work.id), item_of.get(other)) {
                let (one, other) = (root(&mut of, *one), root(&mut of, *other));
                of[one.max(other) as usize] = one.min(other);
            }
        }
    }
    (0..items as u32).map(|item| root(&mut of, item)).collect()
}

/// Where the ties of an item lead to; the way there is made shorter.
fn root(of: &mut [u32], item: u32) -> u32 {
    let mut at = item;
    while of[at as usize] != at {
        of[at as usize] = of[of[at as usize] as usize];
        at = of[at as usize];
    }
    at
}

/// Pairs of a work and one that has to be seen before it: what it continues, or what it is beside or retells.
///
/// Whoever watches in the order of release is never wrong, so a work never waits for a later one; a prequel that
/// came after keeps nobody from the story it leads to. Where the years do not tell, the tie does, and of two ties
/// that say the opposite the lower number comes first.
fn before(overview: &Overview) -> BTreeSet<(WorkId, WorkId)> {
    let years: HashMap<WorkId, Option<i16>> =
        overview.works.iter().map(|work| (work.id, work.year)).collect();
    let mut stated = BTreeSet::new();
    for work in &overview.works {
        for (other, kind) in &work.relations {
            match kind {
                RelationType::Prequel | RelationType::Parent | RelationType::FullStory => {
                    stated.insert((work.id, *other));
                }
                RelationType::Sequel | RelationType::SideStory | RelationType::Summary => {
                    stated.insert((*other, work.id));
                }
                _ => {}
            }
        }
    }
    let year = |work: &WorkId| years.get(work).copied().flatten();
    let holds = |(work, first): &(WorkId, WorkId)| match (year(work), year(first)) {
        (Some(own), Some(before)) if own != before => before < own,
        _ => !stated.contains(&(*first, *work)) || first < work,
    };
    stated.iter().filter(|pair| holds(pair)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: i64) -> WorkId {
        WorkId::new(number).expect("a positive number")
    }

    /// A number, a year, and ties to other numbers.
    type Told<'a> = (i64, Option<i16>, &'a [(i64, RelationType)]);

    fn overview(works: &[Told<'_>]) -> Overview {
        let works = works.iter().map(|(number, year, relations)| OverviewWork {
            id: id(*number),
            title: String::new(),
            medium: Medium::Anime,
            format: Format::Tv,
            status: Status::Finished,
            year: *year,
            adult: false,
            popularity: None,
            tags: Vec::new(),
            studios: Vec::new(),
            relations: relations.iter().map(|(other, kind)| (id(*other), kind.clone())).collect(),
        });
        Overview { works: works.collect(), ..Overview::default() }
    }

    fn pairs(works: &[Told<'_>]) -> Vec<(i64, i64)> {
        before(&overview(works)).into_iter().map(|(work, first)| (work.get(), first.get())).collect()
    }

    #[test]
    fn what_came_later_holds_nothing_up() {
        use RelationType::{Prequel, Sequel};
        assert_eq!(pairs(&[(1, Some(2014), &[(2, Sequel)]), (2, Some(2016), &[])]), [(2, 1)]);
        // A prequel made later.
        assert_eq!(pairs(&[(1, Some(2006), &[(2, Prequel)]), (2, Some(2011), &[(1, Sequel)])]), []);
    }

    #[test]
    fn ties_that_contradict_each_other_do_not_lock_both() {
        use RelationType::Sequel;
        assert_eq!(pairs(&[(1, None, &[(2, Sequel)]), (2, None, &[(1, Sequel)])]), [(2, 1)]);
        assert_eq!(pairs(&[(1, None, &[(2, Sequel)]), (2, None, &[])]), [(2, 1)]);
    }

    #[test]
    fn what_ties_join_is_one_story() {
        use RelationType::{Character, Related, Sequel};
        let mut told = overview(&[
            (1, None, &[(2, Sequel), (4, Character)]),
            (2, None, &[]),
            (3, None, &[(1, Related), (4, Related)]),
            (4, None, &[]),
        ]);
        for (work, title) in told.works.iter_mut().zip(["moon depot", "night", "the moon", "sun"]) {
            title.clone_into(&mut work.title);
        }
        let item_of = (1..=4).map(|number| (id(number), number as u32 - 1)).collect();
        assert_eq!(stories(&told, &item_of, 4), [0, 0, 0, 3]);
    }

    #[test]
    fn fame_is_a_share_of_works() {
        assert_eq!(
            known(&[Some(10), Some(5), None, Some(20)], &[1, 1, 7]),
            [1.0 / 3.0, 0.0, 2.0 / 3.0, 2.0 / 3.0]
        );
        assert_eq!(known(&[None, None], &[]), [0.0, 0.0]);
    }
}
