//! What follows from what linking found. Pure.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use linking::{Contradiction, Linked, Model, Verdict};
use model::{EntityId, ExternalId};
use store::{Join, NewPair, Undo};

use super::{Joined, Weighed, hands::Hands, shelf::Shelf};

/// What is to be done.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Plan {
    /// Works that become one, cluster by cluster, in the order of the works that stay.
    pub joins: Vec<Vec<PlannedJoin>>,
    /// Joins by rule that do not hold any more, with the numbers of their pairs; they go before all else.
    pub parted: Vec<(i64, Undo)>,
    /// Pairs that a person should look at.
    pub review: Vec<NewPair>,
    /// Where decisions and evidence go against each other.
    pub contradictions: Vec<Contradiction>,
}

/// One work into another, with the pair of records that says so loudest.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PlannedJoin {
    pub join: Join,
    pub pair: NewPair,
}

impl PlannedJoin {
    pub fn shown(&self) -> Joined {
        Joined {
            kept: self.join.keeper,
            dropped: self.join.loser,
            a: self.pair.a.clone(),
            b: self.pair.b.clone(),
            probability: self.pair.probability,
        }
    }
}

impl Plan {
    /// Clusters that hold several works join them, unless a person keeps two of them apart.
    pub fn of(shelf: &Shelf, hands: &Hands, model: &Model, linked: Linked) -> Self {
        let mut plan = Self { contradictions: linked.contradictions, ..Self::default() };
        let homes = Homes::of(shelf, &linked.clusters);
        plan.parted = shelf.joins.iter().filter(|(_, undo)| homes.strays(shelf, undo)).cloned().collect();
        let mut joined: BTreeMap<EntityId, EntityId> = BTreeMap::new();
        let mut clusters = Vec::new();
        for cluster in &linked.clusters {
            let at_home = cluster.iter().filter(|at| homes.is_home(shelf, **at));
            let cluster: Vec<usize> = at_home.copied().collect();
            let works: BTreeSet<EntityId> = cluster.iter().map(|at| shelf.works[*at]).collect();
            if works.len() < 2 || !shelf.seeks(works.iter().copied()) {
                continue;
            }
            if let Some((a, b)) = hands.torn(&works) {
                let id_of = |work: EntityId| {
                    let at = cluster.iter().find(|at| shelf.works[**at] == work).expect("it is in there");
                    shelf.subjects[*at].external_id.clone()
                };
                let apart = Contradiction::KeptApart { a: id_of(a), b: id_of(b) };
                if !plan.contradictions.contains(&apart) {
                    plan.contradictions.push(apart);
                }
                continue;
            }
            for (cluster, works) in bonded(shelf, model, &cluster) {
                let keeper = *works.first().expect("two at least");
                joined.extend(works.iter().skip(1).map(|loser| (*loser, keeper)));
                clusters.push((keeper, cluster, works));
            }
        }
        clusters.sort_unstable();
        for (keeper, cluster, works) in clusters {
            let losers = works.into_iter().skip(1);
            plan.joins.push(losers.map(|loser| planned(shelf, model, keeper, loser, &cluster)).collect());
        }
        let now = |work: EntityId| joined.get(&work).copied().unwrap_or(work);
        for item in linked.review {
            let (a, b) = (now(shelf.works[item.a]), now(shelf.works[item.b]));
            let sought = shelf.seeks([shelf.works[item.a], shelf.works[item.b]]);
            if a != b && sought && !hands.keep_apart(shelf.works[item.a], shelf.works[item.b]) {
                plan.review.push(pair(shelf, item.a, item.b, &item.verdict, item.value));
            }
        }
        plan
    }
}

/// In which cluster each work's own part stands.
struct Homes {
    cluster_of: Vec<usize>,
    home: HashMap<EntityId, usize>,
}

impl Homes {
    fn of(shelf: &Shelf, clusters: &[Vec<usize>]) -> Self {
        let mut cluster_of = vec![0; shelf.subjects.len()];
        for (cluster, places) in clusters.iter().enumerate() {
            for place in places {
                cluster_of[*place] = cluster;
            }
        }
        // The own part decides; where none of its records can be read, the part that came first.
        let mut first: HashMap<EntityId, (bool, EntityId, usize)> = HashMap::new();
        for (place, cluster) in cluster_of.iter().enumerate() {
            let (work, part) = (shelf.works[place], shelf.parts[place]);
            let this = (part != work, part, *cluster);
            first.entry(work).and_modify(|known| *known = (*known).min(this)).or_insert(this);
        }
        Self { cluster_of, home: first.into_iter().map(|(work, (.., cluster))| (work, cluster)).collect() }
    }

    fn is_home(&self, all: &Shelf, place: usize) -> bool {
        self.home.get(&all.works[place]) == Some(&self.cluster_of[place])
    }

    /// Whether something that a join brought into a work belongs elsewhere.
    fn strays(&self, all: &Shelf, undo: &Undo) -> bool {
        let came: HashSet<&ExternalId> = undo.links.iter().map(|link| &link.subject).collect();
        let places = (0..all.subjects.len()).filter(|place| {
            all.works[*place] == undo.kept && came.contains(&all.subjects[*place].external_id)
        });
        let mut places = places.peekable();
        places.peek().is_some() && places.any(|place| !self.is_home(all, place))
    }
}

/// The least probability at which two records, taken by themselves, hold two works together.
const BOND: f64 = 0.5;

/// The parts of a cluster that hold together, those of two works and more.
///
/// A cluster is found with all records in view, which makes what is rare in them weigh more. Over rows that hardly
/// ever mean one work, such as those of a dataset that is merged already, that may chain strangers who share a
/// studio and a season. So each work that is joined needs a record that is more likely than not one with another's
/// where nothing but the two is looked at.
fn bonded(shelf: &Shelf, model: &Model, cluster: &[usize]) -> Vec<(Vec<usize>, BTreeSet<EntityId>)> {
    let mut records: BTreeMap<EntityId, Vec<usize>> = BTreeMap::new();
    for at in cluster {
        records.entry(shelf.works[*at]).or_default().push(*at);
    }
    let is_bond = |a: &[usize], b: &[usize]| {
        let alike =
            |a: usize, b: usize| model.compare(&shelf.subjects[a], &shelf.subjects[b]).probability >= BOND;
        a.iter().any(|a| b.iter().any(|b| alike(*a, *b)))
    };
    let mut parts: Vec<Vec<(EntityId, Vec<usize>)>> = Vec::new();
    for (work, own) in records {
        let (near, mut far): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.iter().any(|(_, others)| is_bond(&own, others)));
        let mut part: Vec<_> = near.into_iter().flatten().collect();
        part.push((work, own));
        far.push(part);
        parts = far;
    }
    let several = parts.into_iter().filter(|part| part.len() > 1).map(|part| {
        let works = part.iter().map(|(work, _)| *work).collect();
        let mut places: Vec<usize> = part.into_iter().flat_map(|(_, own)| own).collect();
        places.sort_unstable();
        (places, works)
    });
    several.collect()
}

/// The join of one work of a cluster, over its record that is most like one of a work with a smaller id. So
/// no two joins are noted over one pair, and each can be taken back by itself.
fn planned(
    shelf: &Shelf,
    model: &Model,
    keeper: EntityId,
    loser: EntityId,
    cluster: &[usize],
) -> PlannedJoin {
    let of = |fits: fn(&EntityId, &EntityId) -> bool| -> Vec<usize> {
        cluster.iter().copied().filter(|at| fits(&shelf.works[*at], &loser)).collect()
    };
    let (mine, others) = (of(EntityId::eq), of(EntityId::lt));
    let mut best: Option<(usize, usize, Verdict)> = None;
    for a in &mine {
        for b in &others {
            let verdict = model.compare(&shelf.subjects[*a], &shelf.subjects[*b]);
            let ids = |a: usize, b: usize| (&shelf.subjects[a].external_id, &shelf.subjects[b].external_id);
            let better = best.as_ref().is_none_or(|(x, y, known)| {
                let order = verdict.probability.total_cmp(&known.probability);
                order.then_with(|| ids(*x, *y).cmp(&ids(*a, *b))).is_gt()
            });
            if better {
                best = Some((*a, *b, verdict));
            }
        }
    }
    let (a, b, verdict) = best.expect("a cluster of two works has a record of each");
    let pair = pair(shelf, a, b, &verdict, 0.0);
    let note = format!("{} and {}: {}", pair.a, pair.b, in_words(&verdict));
    PlannedJoin { join: Join { loser, keeper, confidence: verdict.probability, note }, pair }
}

fn pair(shelf: &Shelf, a: usize, b: usize, verdict: &Verdict, value: f64) -> NewPair {
    NewPair {
        a: shelf.subjects[a].external_id.clone(),
        b: shelf.subjects[b].external_id.clone(),
        probability: verdict.probability,
        value,
        weights: Weighed::of(verdict),
    }
}

/// `title same, date near`: what spoke for it, the loudest first.
fn in_words(verdict: &Verdict) -> String {
    let mut loud: Vec<_> = verdict.weights.iter().filter(|weight| weight.weight > 0.0).collect();
    loud.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let word = |value: serde_json::Value| value.as_str().unwrap_or_default().replace('_', " ");
    let said = loud.iter().map(|weight| {
        let field = serde_json::to_value(weight.field).map(word).unwrap_or_default();
        let agreement = serde_json::to_value(weight.agreement).map(word).unwrap_or_default();
        format!("{field} {agreement}")
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use linking::{Agreement, Field, FieldWeight, ReviewItem, Subject};
    use model::{SourceId, Title, TitleKind};

    use super::*;

    /// Records by `id work title`.
    fn shelf(records: &[(&str, i64, &str)]) -> Shelf {
        let mut shelf = Shelf::default();
        for (id, work, title) in records {
            let id: model::ExternalId = id.parse().expect("an id");
            let source = SourceId::parse(id.namespace().as_str()).expect("a source");
            let mut subject = Subject::new(source, id);
            subject.titles.push(Title::new(*title, TitleKind::Main));
            subject.year = Some(2031);
            shelf.subjects.push(subject);
            shelf.works.push(entity(*work));
            shelf.parts.push(entity(*work));
        }
        shelf
    }

    fn entity(number: i64) -> EntityId {
        EntityId::new(number).expect("from 1")
    }

    fn clusters(clusters: &[&[usize]]) -> Linked {
        Linked { clusters: clusters.iter().map(|cluster| cluster.to_vec()).collect(), ..Linked::default() }
    }

    fn three() -> Shelf {
        shelf(&[
            ("kitsu:1", 9, "Moonlit Depot"),
            ("anilist:1", 4, "Moonlit Depot"),
            ("anidb:1", 7, "Moonlit Depot"),
        ])
    }

    #[test]
    fn strangers_in_a_cluster_stay_apart() {
        let shelf = shelf(&[
            ("kitsu:1", 9, "Moonlit Depot"),
            ("anilist:1", 4, "Moonlit Depot"),
            ("anidb:1", 7, "Paper Lighthouse"),
        ]);
        let plan = Plan::of(&shelf, &Hands::default(), &Model::default(), clusters(&[&[0, 1, 2]]));
        let joins: Vec<(i64, i64)> =
            plan.joins.iter().flatten().map(|one| (one.join.loser.get(), one.join.keeper.get())).collect();
        assert_eq!(joins, [(9, 4)], "a lighthouse is no depot, whatever else is in the store");
    }

    #[test]
    fn the_smallest_number_stays() {
        let plan = Plan::of(&three(), &Hands::default(), &Model::default(), clusters(&[&[0, 1, 2]]));
        let joins: Vec<(i64, i64)> =
            plan.joins.iter().flatten().map(|one| (one.join.loser.get(), one.join.keeper.get())).collect();
        assert_eq!(joins, [(7, 4), (9, 4)]);
        assert!(plan.joins[0].iter().all(|one| one.join.note.contains("title")), "{:?}", plan.joins);
        // Records of one work are no join.
        let one = shelf(&[("kitsu:1", 4, "Moonlit Depot"), ("anilist:1", 4, "Moonlit Depot")]);
        assert_eq!(
            Plan::of(&one, &Hands::default(), &Model::default(), clusters(&[&[0, 1]])),
            Plan::default()
        );
    }

    #[test]
    fn a_hand_between_two_works_stops_the_cluster() {
        let hands = Hands { apart: [(entity(7), entity(9))].into() };
        let plan = Plan::of(&three(), &hands, &Model::default(), clusters(&[&[0, 1, 2]]));
        assert!(plan.joins.is_empty());
        let apart = |id: &str| id.parse().expect("an id");
        assert_eq!(
            plan.contradictions,
            [Contradiction::KeptApart { a: apart("anidb:1"), b: apart("kitsu:1") }]
        );
    }

    #[test]
    fn what_belongs_elsewhere_is_parted() {
        let mut shelf = shelf(&[("kitsu:1", 4, "Moonlit Depot"), ("anilist:1", 4, "Moonlit Depot II")]);
        shelf.parts[1] = entity(9);
        let link = model::Link {
            subject: shelf.subjects[1].external_id.clone(),
            kind: model::EntityKind::Work,
            target: entity(9),
            evidence: model::Evidence {
                justification: model::Justification::Identity,
                confidence: 1.0,
                author: String::new(),
                at: model::Instant::EPOCH,
                note: String::new(),
            },
        };
        let undo = Undo {
            dropped: entity(9),
            kept: entity(4),
            links: vec![link],
            negative: Vec::new(),
            redirects: Vec::new(),
            records: Vec::new(),
            lifted: Vec::new(),
            numbers: Vec::new(),
        };
        shelf.joins.push((1, undo));
        let plan = |found: Linked| Plan::of(&shelf, &Hands::default(), &Model::default(), found);
        assert_eq!(plan(clusters(&[&[0, 1]])), Plan::default());
        let parted = plan(clusters(&[&[0], &[1]])).parted;
        assert_eq!(
            parted.iter().map(|(pair, undo)| (*pair, undo.dropped)).collect::<Vec<_>>(),
            [(1, entity(9))]
        );
    }

    #[test]
    fn what_a_join_answers_is_no_question() {
        let weight = FieldWeight { field: Field::Title, agreement: Agreement::Part, weight: 1.0 };
        let verdict = Verdict { probability: 0.5, weights: vec![weight], trap: None };
        let item =
            |a: usize, b: usize| ReviewItem { a, b, verdict: verdict.clone(), linked: false, value: 1.0 };
        let mut linked = clusters(&[&[0, 1], &[2]]);
        linked.review = vec![item(0, 1), item(2, 1)];
        let plan = Plan::of(&three(), &Hands::default(), &Model::default(), linked.clone());
        let asked: Vec<String> = plan.review.iter().map(|pair| format!("{} {}", pair.a, pair.b)).collect();
        assert_eq!(asked, ["anidb:1 anilist:1"]);
        let hands = Hands { apart: [(entity(4), entity(7))].into() };
        assert!(Plan::of(&three(), &hands, &Model::default(), linked).review.is_empty());
    }
}
