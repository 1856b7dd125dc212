//! From pairs to clusters: who is one over all sources.

use std::collections::{BTreeMap, BTreeSet};

use model::{CharacterRole, ExternalId, Gender, SourceId};

use crate::{
    Appearance, Cast, Matched, Signal, Weight, assign, block,
    matched::probability,
    rarity::Rarities,
    weigh::{Comparison, Setting, compare_in, prior},
};

/// How alike two appearances' pictures are, from 0 to 1 with one half for "cannot say"; `None` when one
/// has none.
pub type Pictures<'p> = dyn Fn(&Appearance, &Appearance) -> Option<f64> + 'p;

/// Two rows are taken for one from this probability on.
const ACCEPTED: f64 = 0.5;

/// Finds who is one across the casts of one work, or across its staff.
///
/// Each row is in exactly one cluster; those that nobody else has are clusters of their own. A cluster
/// holds at most one figure of a source: several rows of a source are one only where they carry one id.
/// The clusters come in the order of their first member and depend neither on the order of the casts nor
/// on that of the rows, but for the places in `members`. Two casts of one source are laid end to end,
/// and places count on.
pub fn match_casts(casts: &[Cast]) -> Vec<Matched> {
    match_casts_seeing(casts, &|_, _| None)
}

/// As [`match_casts`], with what the pictures say.
pub fn match_casts_seeing(casts: &[Cast], pictures: &Pictures<'_>) -> Vec<Matched> {
    let sides = sides(casts);
    let rarities: Vec<Rarities> = sides.iter().map(|side| Rarities::of(&side.cast)).collect();
    let table = Table { sides: &sides, rarities: &rarities, pictures };
    let mut ties = Vec::new();
    for a in 0..sides.len() {
        for b in a + 1..sides.len() {
            ties.extend(table.ties(a, b));
        }
    }
    ties.sort_by(|x, y| y.odds.total_cmp(&x.odds).then((x.a, x.b).cmp(&(y.a, y.b))));
    let found: BTreeMap<(Node, Node), &Tie> = ties.iter().map(|tie| ((tie.a, tie.b), tie)).collect();

    let mut clusters: Vec<Vec<Node>> = Vec::new();
    let mut place: BTreeMap<Node, usize> = BTreeMap::new();
    for (side, known) in sides.iter().enumerate() {
        for row in 0..known.rows.len() {
            place.insert((side, row), clusters.len());
            clusters.push(vec![(side, row)]);
        }
    }
    for tie in &ties {
        let (one, other) = (place[&tie.a], place[&tie.b]);
        if one == other || !disjoint(&clusters[one], &clusters[other]) {
            continue;
        }
        let cross = clusters[one].iter().flat_map(|a| clusters[other].iter().map(move |b| (*a, *b)));
        let odds: Vec<f64> = cross.map(|(a, b)| table.odds(&found, a, b)).collect();
        if odds.iter().sum::<f64>() > 0.0 {
            let moved = std::mem::take(&mut clusters[other]);
            for node in &moved {
                place.insert(*node, one);
            }
            clusters[one].extend(moved);
        }
    }
    let mut all: Vec<Matched> = clusters
        .into_iter()
        .filter(|cluster| !cluster.is_empty())
        .map(|cluster| table.matched(&found, cluster))
        .collect();
    all.sort_by(|a, b| a.members.cmp(&b.members));
    all
}

/// A figure of a source: the place of the source and its own.
type Node = (usize, usize);

/// One source, its figures in an order of their own.
struct Side {
    cast: Cast,
    /// The rows that each figure was read from.
    rows: Vec<Vec<usize>>,
}

/// The sources in order, each with its figures: rows of one id are one, and the order of the rows is
/// forgotten.
fn sides(casts: &[Cast]) -> Vec<Side> {
    let mut by_source: BTreeMap<&SourceId, Vec<&Appearance>> = BTreeMap::new();
    for cast in casts {
        by_source.entry(&cast.source).or_default().extend(&cast.appearances);
    }
    // One source alone is not compared with anything, so that the order of its rows cannot matter.
    let alone = by_source.len() < 2;
    let side = |(source, rows): (&SourceId, Vec<&Appearance>)| {
        let mut figures: Vec<(Appearance, Vec<usize>)> = Vec::new();
        let mut by_id: BTreeMap<&ExternalId, usize> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            let known = row.subject.as_ref().and_then(|id| by_id.get(id)).copied();
            if let Some((figure, places)) = known.and_then(|known| figures.get_mut(known)) {
                absorb(figure, row);
                places.push(place);
            } else {
                by_id.extend(row.subject.as_ref().map(|id| (id, figures.len())));
                figures.push(((*row).clone(), vec![place]));
            }
        }
        if !alone {
            figures.sort_by_cached_key(|(figure, places)| (format!("{figure:?}"), places[0]));
        }
        let (appearances, rows) = figures.into_iter().unzip();
        Side { cast: Cast { source: source.clone(), appearances }, rows }
    };
    by_source.into_iter().map(side).collect()
}

/// What another row of the same id adds.
fn absorb(figure: &mut Appearance, row: &Appearance) {
    for form in &row.names.forms {
        if !figure.names.forms.contains(form) {
            figure.names.forms.push(form.clone());
        }
    }
    for native in &row.names.natives {
        if !figure.names.natives.contains(native) {
            figure.names.natives.push(native.clone());
        }
    }
    figure.names.forms.sort_by(|a, b| a.tokens.cmp(&b.tokens));
    figure.names.remark &= row.names.remark;
    figure.did.extend(row.did.iter().cloned());
    for voice in &row.voices {
        if !figure.voices.contains(voice) {
            figure.voices.push(voice.clone());
        }
    }
    if row.role != CharacterRole::Unknown && row.role < figure.role {
        figure.role = row.role.clone();
    }
    if figure.gender == Gender::Unknown {
        figure.gender = row.gender.clone();
    }
    figure.birth = figure.birth.or(row.birth);
}

/// Two figures that are one as far as their two sources go.
struct Tie {
    a: Node,
    b: Node,
    odds: f64,
    weights: Vec<Weight>,
}

struct Table<'t> {
    sides: &'t [Side],
    rarities: &'t [Rarities],
    pictures: &'t Pictures<'t>,
}

impl Table<'_> {
    fn figure(&self, node: Node) -> &Appearance {
        &self.sides[node.0].cast.appearances[node.1]
    }

    fn compare(&self, a: Node, b: Node) -> Comparison {
        let size = |side: usize| self.sides[side].rows.len();
        let (one, other) = (self.figure(a), self.figure(b));
        let setting = Setting {
            prior: prior(size(a.0), size(b.0)),
            rare_a: &|key| self.rarities[a.0].of_word(key),
            rare_b: &|key| self.rarities[b.0].of_word(key),
            picture: (self.pictures)(one, other),
        };
        compare_in(one, other, &setting)
    }

    /// The one-to-one assignment between two sources, with what rivals take from each pair's odds.
    fn ties(&self, a: usize, b: usize) -> Vec<Tie> {
        let (left, right) = (&self.sides[a].cast.appearances, &self.sides[b].cast.appearances);
        let pairs = block::candidates(left, right);
        let compared: BTreeMap<(usize, usize), Comparison> =
            pairs.into_iter().map(|(i, j)| ((i, j), self.compare((a, i), (b, j)))).collect();
        let odds: BTreeMap<(usize, usize), f64> =
            compared.iter().map(|(pair, found)| (*pair, found.log_odds())).collect();
        let assigned = assign_parts(&odds);
        let partner_of_left: BTreeMap<usize, usize> = assigned.iter().copied().collect();
        let partner_of_right: BTreeMap<usize, usize> = assigned.iter().map(|&(i, j)| (j, i)).collect();
        let weight = |i: usize, j: usize| odds.get(&(i, j)).copied().unwrap_or(UNLIKELY);
        let (mut by_left, mut by_right) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
        for (&(i, j), &odds) in &odds {
            by_left.entry(i).or_default().push((j, odds));
            by_right.entry(j).or_default().push((i, odds));
        }
        let tie = |&(i, j): &(usize, usize)| {
            // Another partner for one of the two: it would give up its own, or take the other of the two
            // instead.
            let for_left = by_left[&i].iter().filter(|(other, _)| *other != j).map(|&(other, odds)| {
                let owner = partner_of_right.get(&other).copied();
                rival(odds, owner.map(|owner| (weight(owner, other), weight(owner, j))))
            });
            let for_right = by_right[&j].iter().filter(|(other, _)| *other != i).map(|&(other, odds)| {
                let owner = partner_of_left.get(&other).copied();
                rival(odds, owner.map(|owner| (weight(other, owner), weight(i, owner))))
            });
            let (rivals_left, rivals_right): (f64, f64) = (for_left.sum(), for_right.sum());
            let lost = rivals_left.max(rivals_right).ln_1p();
            let mut weights = compared[&(i, j)].weights.clone();
            if lost > 0.01 {
                weights.push(Weight { signal: Signal::Rivals, agreement: 0.0, weight: -lost });
            }
            let odds = odds[&(i, j)] - lost;
            (probability(odds) >= ACCEPTED).then_some(Tie { a: (a, i), b: (b, j), odds, weights })
        };
        assigned.iter().filter_map(tie).collect()
    }

    /// The odds that two figures are one, with rivals where they were assigned to each other.
    fn odds(&self, found: &BTreeMap<(Node, Node), &Tie>, a: Node, b: Node) -> f64 {
        let pair = if a < b { (a, b) } else { (b, a) };
        found.get(&pair).map_or_else(|| self.compare(pair.0, pair.1).log_odds(), |tie| tie.odds)
    }

    fn matched(&self, found: &BTreeMap<(Node, Node), &Tie>, mut cluster: Vec<Node>) -> Matched {
        cluster.sort_unstable();
        let (mut sums, mut pairs) = (BTreeMap::<Signal, (f64, f64)>::new(), 0.0);
        let mut closest = vec![f64::NEG_INFINITY; cluster.len()];
        for (i, &a) in cluster.iter().enumerate() {
            for (j, &b) in cluster.iter().enumerate().skip(i + 1) {
                let odds = self.odds(found, a, b);
                closest[i] = closest[i].max(odds);
                closest[j] = closest[j].max(odds);
                pairs += 1.0;
                let weights =
                    found.get(&(a, b)).map_or_else(|| self.compare(a, b).weights, |tie| tie.weights.clone());
                for weight in weights {
                    let sum = sums.entry(weight.signal).or_default();
                    *sum = (sum.0 + weight.agreement, sum.1 + weight.weight);
                }
            }
        }
        let loosest = closest.into_iter().fold(f64::INFINITY, f64::min);
        let source = |node: &Node| self.sides[node.0].cast.source.clone();
        let members = cluster
            .iter()
            .flat_map(|node| self.sides[node.0].rows[node.1].iter().map(|row| (source(node), *row)));
        let found_in: BTreeSet<SourceId> = cluster.iter().map(source).collect();
        Matched {
            members: members.collect(),
            probability: if cluster.len() == 1 { 1.0 } else { probability(loosest) },
            weights: sums
                .into_iter()
                .map(|(signal, (agreement, weight))| Weight {
                    signal,
                    agreement: agreement / pairs,
                    weight: weight / pairs,
                })
                .collect(),
            found_in: found_in.into_iter().collect(),
        }
    }
}

fn disjoint(one: &[Node], other: &[Node]) -> bool {
    one.iter().all(|a| other.iter().all(|b| a.0 != b.0))
}

/// The log-odds of a pair that shares no key.
const UNLIKELY: f64 = -8.0;

/// How likely another partner is, against none, by its `odds`. Where it has one already, that bond's
/// odds are lost, and those of the exchange that becomes possible may be won.
fn rival(odds: f64, bound: Option<(f64, f64)>) -> f64 {
    let (lost, won) = bound.unwrap_or((0.0, f64::NEG_INFINITY));
    (odds - lost.max(0.0)).exp() * (1.0 + won.exp())
}

/// The best one-to-one assignment, over each part of the table by itself that hangs together by pairs
/// that are likelier than not.
fn assign_parts(odds: &BTreeMap<(usize, usize), f64>) -> Vec<(usize, usize)> {
    let likely: Vec<(usize, usize)> =
        odds.iter().filter(|(_, odds)| **odds > 0.0).map(|(pair, _)| *pair).collect();
    let (mut by_left, mut by_right) = (BTreeMap::<_, Vec<_>>::new(), BTreeMap::<_, Vec<_>>::new());
    for &(i, j) in &likely {
        by_left.entry(i).or_default().push(j);
        by_right.entry(j).or_default().push(i);
    }
    let mut seen = BTreeSet::new();
    let mut assigned = Vec::new();
    for &start in by_left.keys() {
        if !seen.insert(start) {
            continue;
        }
        let (mut left, mut right) = (BTreeSet::from([start]), BTreeSet::new());
        let mut waiting = vec![start];
        while let Some(i) = waiting.pop() {
            for &j in &by_left[&i] {
                if right.insert(j) {
                    for &other in &by_right[&j] {
                        if seen.insert(other) {
                            left.insert(other);
                            waiting.push(other);
                        }
                    }
                }
            }
        }
        let (left, right): (Vec<usize>, Vec<usize>) =
            (left.into_iter().collect(), right.into_iter().collect());
        let weight = |i: &usize, j: &usize| odds.get(&(*i, *j)).copied().unwrap_or(-1.0);
        let weights: Vec<Vec<f64>> =
            left.iter().map(|i| right.iter().map(|j| weight(i, j)).collect()).collect();
        let pairs = assign::assign(&weights).into_iter().enumerate();
        assigned.extend(pairs.filter_map(|(row, column)| Some((left[row], right[column?]))));
    }
    assigned
}
