//! In which order works of one story are watched: pure, over dates and ties.
//!
//! Works that continue each other are one row. The row that nothing else leads away from is the main one. What is
//! beside it, retells it or tells it otherwise is optional where a source's tie or the format says so, never for want
//! of a tie, and neither is the row that was asked about. In the order of the story each work comes after those
//! it continues, and of several that could come next, the one that came out first; so side stories stand where they
//! were first told. Ties that contradict each other are taken out at the work that came out first, and named.

use std::collections::{BTreeMap, BTreeSet};

use model::{Format, FuzzyDate, RelationType, WorkId};
use serde::Serialize;

/// A work of a franchise, as far as its place depends on it.
#[derive(Debug, Clone)]
pub(crate) struct Member {
    pub id: WorkId,
    pub format: Format,
    /// When it came out.
    pub start: Option<FuzzyDate>,
    pub year: Option<i16>,
}

/// `from` has the tie to `to`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Tie {
    pub from: WorkId,
    pub to: WorkId,
    pub kind: RelationType,
}

/// What a work is to the main story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WatchRole {
    /// Part of it.
    Main,
    /// Beside it.
    SideStory,
    /// It, told in short.
    Summary,
    /// Told apart from it with its figures.
    SpinOff,
    /// It, told otherwise.
    Alternative,
    /// A song or a trailer.
    Extra,
    /// A source ties it to the others and does not say how.
    Related,
}

/// The places of all works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ordered {
    /// By the day they came out.
    pub release: Vec<WorkId>,
    /// By the story.
    pub story: Vec<WorkId>,
    /// What each is.
    pub roles: BTreeMap<WorkId, WatchRole>,
    /// The work by which each row of works that continue each other is told apart.
    pub rows: BTreeMap<WorkId, WorkId>,
    /// The tie that says what a row is, by its work.
    pub said: BTreeMap<WorkId, Tie>,
    /// The works that each one follows directly.
    pub after: BTreeMap<WorkId, BTreeSet<WorkId>>,
    /// Pairs of a work and one that was said to come before it, against what others say.
    pub broken: Vec<(WorkId, WorkId)>,
}

/// Puts the works of a franchise in order.
pub(crate) fn ordered(members: &[Member], ties: &[Tie]) -> Ordered {
    let works: BTreeMap<WorkId, &Member> = members.iter().map(|member| (member.id, member)).collect();
    let known =
        |tie: &&Tie| tie.from != tie.to && works.contains_key(&tie.from) && works.contains_key(&tie.to);
    let ties: Vec<&Tie> = ties.iter().filter(known).collect();
    let mut release: Vec<WorkId> = works.keys().copied().collect();
    release.sort_by_key(|id| when(works[id]));
    let place: BTreeMap<WorkId, usize> = release.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let (roles, rows, said) = roles(&works, &ties, &place);
    let mut before = before(&ties);
    let after = before.clone();
    let (story, broken) = sorted(&mut before, &place);
    let after = after.into_iter().map(|(work, first)| {
        let first = first.into_iter().filter(|first| !broken.contains(&(work, *first)));
        (work, first.collect())
    });
    Ordered { after: after.collect(), release, story, roles, rows, said, broken }
}

/// Unknown days stand at the end of what is known of them: of a year, and of all.
fn when(member: &Member) -> (i16, i8, i8, WorkId) {
    let year = member.start.map(FuzzyDate::year).or(member.year).unwrap_or(i16::MAX);
    let month = member.start.and_then(FuzzyDate::month).unwrap_or(99);
    let day = member.start.and_then(FuzzyDate::day).unwrap_or(99);
    (year, month, day, member.id)
}

/// For each work, those that come before it.
fn before(ties: &[&Tie]) -> BTreeMap<WorkId, BTreeSet<WorkId>> {
    let mut before: BTreeMap<WorkId, BTreeSet<WorkId>> = BTreeMap::new();
    for tie in ties {
        let (later, first) = match tie.kind {
            RelationType::Sequel
            | RelationType::SideStory
            | RelationType::Summary
            | RelationType::SpinOff => (tie.to, tie.from),
            RelationType::Prequel | RelationType::Parent | RelationType::FullStory => (tie.from, tie.to),
            _ => continue,
        };
        before.entry(later).or_default().insert(first);
    }
    before
}

/// Each work after all that come before it, of several the one that came out first.
fn sorted(
    before: &mut BTreeMap<WorkId, BTreeSet<WorkId>>,
    place: &BTreeMap<WorkId, usize>,
) -> (Vec<WorkId>, Vec<(WorkId, WorkId)>) {
    let mut waiting: BTreeSet<(usize, WorkId)> = place.iter().map(|(id, at)| (*at, *id)).collect();
    let mut story = Vec::with_capacity(waiting.len());
    let mut broken = Vec::new();
    while let Some(first) = waiting.first().copied() {
        let is_free = |(_, id): &&(usize, WorkId)| before.get(id).is_none_or(BTreeSet::is_empty);
        let Some(next) = waiting.iter().find(is_free).copied() else {
            let (work, others) = open(before, place, first.1);
            broken.extend(others.into_iter().map(|other| (work, other)));
            continue;
        };
        waiting.remove(&next);
        story.push(next.1);
        for others in before.values_mut() {
            others.remove(&next.1);
        }
    }
    (story, broken)
}

/// Opens a ring of works that all wait for each other at the one that came out first; gives it, and what it no
/// longer waits for.
fn open(
    before: &mut BTreeMap<WorkId, BTreeSet<WorkId>>,
    place: &BTreeMap<WorkId, usize>,
    from: WorkId,
) -> (WorkId, BTreeSet<WorkId>) {
    let mut path = vec![from];
    let mut ring = path.clone();
    // Nobody is free, so each work waits for another one, and the walk comes back to where it has been.
    while let Some(next) = path.last().and_then(|last| before.get(last)?.first().copied()) {
        if let Some(at) = path.iter().position(|seen| *seen == next) {
            ring = path.split_off(at);
            break;
        }
        path.push(next);
    }
    let work = ring.iter().copied().min_by_key(|id| place.get(id)).unwrap_or(from);
    let within: BTreeSet<WorkId> = ring.into_iter().collect();
    let waits = before.entry(work).or_default();
    let dropped: BTreeSet<WorkId> = waits.iter().copied().filter(|other| within.contains(other)).collect();
    waits.retain(|other| !dropped.contains(other));
    (work, dropped)
}

/// Roles by work, the row of each work, and the tie that says what a row is.
type Rows = (BTreeMap<WorkId, WatchRole>, BTreeMap<WorkId, WorkId>, BTreeMap<WorkId, Tie>);

/// What each work is: the role of its row, but a song or a trailer is one whatever its row.
fn roles(works: &BTreeMap<WorkId, &Member>, ties: &[&Tie], place: &BTreeMap<WorkId, usize>) -> Rows {
    let mut row: BTreeMap<WorkId, WorkId> = works.keys().map(|id| (*id, *id)).collect();
    for tie in ties.iter().filter(|tie| matches!(tie.kind, RelationType::Sequel | RelationType::Prequel)) {
        let (a, b) = (row[&tie.from], row[&tie.to]);
        let (keep, gone) = (a.min(b), a.max(b));
        row.values_mut().filter(|of| **of == gone).for_each(|of| *of = keep);
    }
    // What ties say of a row that is not the tie's other end's own.
    let mut said: BTreeMap<WorkId, (WatchRole, Tie)> = BTreeMap::new();
    let mut named = BTreeSet::new();
    let first = |of: WorkId| {
        let own = row.iter().filter(|(_, row)| **row == of).filter_map(|(id, _)| place.get(id));
        own.min().copied().unwrap_or(usize::MAX)
    };
    for tie in ties.iter().filter(|tie| row[&tie.from] != row[&tie.to]) {
        let (from, to) = (row[&tie.from], row[&tie.to]);
        let mut say = |of: WorkId, role: WatchRole| {
            let one = (role, (*tie).clone());
            let known = said.entry(of).or_insert_with(|| one.clone());
            if role < known.0 {
                *known = one;
            }
        };
        match tie.kind {
            RelationType::SideStory => say(to, WatchRole::SideStory),
            RelationType::Parent => say(from, WatchRole::SideStory),
            RelationType::Summary => say(to, WatchRole::Summary),
            RelationType::FullStory => say(from, WatchRole::Summary),
            RelationType::SpinOff => say(to, WatchRole::SpinOff),
            // Nobody says which of two is the other one told otherwise: the later one.
            RelationType::Alternative => {
                say(if first(from) < first(to) { to } else { from }, WatchRole::Alternative);
            }
            _ => continue,
        }
        named.extend([from, to]);
    }
    let rows: BTreeSet<WorkId> = row.values().copied().collect();
    let free = |of: &&WorkId| !said.contains_key(of);
    // Where every row leads to another one, the one that came out first is the story.
    let size = |of: &WorkId| row.values().filter(|row| *row == of).count();
    let belongs = |of: &WorkId| named.contains(of) || size(of) > 1;
    let main = rows.iter().filter(free).min_by_key(|of| (!belongs(of), first(**of)));
    let main = main.or(rows.iter().min_by_key(|of| first(**of))).copied();
    let role = |member: &&Member| {
        let of = row[&member.id];
        let role = match (Some(of) == main, said.get(&of)) {
            _ if matches!(member.format, Format::Music | Format::Pv) => WatchRole::Extra,
            (true, _) => WatchRole::Main,
            (false, Some((role, _))) => *role,
            (false, None) => WatchRole::Related,
        };
        (member.id, role)
    };
    let roles = works.values().map(role).collect();
    let said = said.into_iter().map(|(of, (_, tie))| (of, tie)).collect();
    (roles, row, said)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: i64) -> WorkId {
        WorkId::new(number).expect("a positive number")
    }

    /// `1@2014 2@2016` and `1 SEQUEL 2`, one a line.
    fn of(members: &str, ties: &str) -> Ordered {
        let members: Vec<Member> = members
            .split_whitespace()
            .map(|word| {
                let (number, year) = word.split_once('@').expect("a number and a year");
                let year = year.parse::<i16>().ok();
                Member { id: id(number.parse().expect("a number")), format: Format::Tv, start: None, year }
            })
            .collect();
        let ties: Vec<Tie> = ties
            .lines()
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let number = |at: usize| id(words[at].parse().expect("a number"));
                Tie { from: number(0), to: number(2), kind: RelationType::parse(words[1]) }
            })
            .collect();
        ordered(&members, &ties)
    }

    fn shown(ordered: &Ordered) -> String {
        let line = |ids: &[WorkId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let roles = ordered.story.iter().map(|id| format!("{id} {:?}", ordered.roles[id]));
        format!(
            "release {}\nstory {}\n{}\nbroken {:?}",
            line(&ordered.release),
            line(&ordered.story),
            roles.collect::<Vec<_>>().join(", "),
            ordered.broken.iter().map(|(work, first)| (work.get(), first.get())).collect::<Vec<_>>(),
        )
    }

    #[test]
    fn a_prequel_made_later_comes_first_in_the_story() {
        let ordered = of("1@2006 2@2011 3@2014 4@2008", "1 PREQUEL 2\n1 SEQUEL 3\n1 SIDE_STORY 4");
        let expected = "release 1 4 2 3\nstory 2 1 4 3\n2 Main, 1 Main, 4 SideStory, 3 Main\nbroken []";
        assert_eq!(shown(&ordered), expected);
        assert_eq!(ordered.after[&id(3)], BTreeSet::from([id(1)]));
    }

    #[test]
    fn a_ring_is_opened_where_it_came_out_first() {
        let ordered = of("1@2010 2@2012 3@2014", "1 SEQUEL 2\n2 SEQUEL 3\n3 SEQUEL 1");
        let expected = "release 1 2 3\nstory 1 2 3\n1 Main, 2 Main, 3 Main\nbroken [(1, 3)]";
        assert_eq!(shown(&ordered), expected);
        let both = of("1@2012 2@2010", "1 SEQUEL 2\n2 SEQUEL 1");
        assert_eq!(shown(&both), "release 2 1\nstory 2 1\n2 Main, 1 Main\nbroken [(2, 1)]");
    }

    #[test]
    fn recaps_told_in_two_parts_are_one_row() {
        let ordered = of(
            "1@2013 2@2014 3@2015 4@2017 5@2016",
            "1 SUMMARY 2\n2 SEQUEL 3\n1 SEQUEL 4\n1 ALTERNATIVE 5\n1 RELATED 3",
        );
        let expected = "release 1 2 3 5 4\nstory 1 2 3 5 4\n\
                        1 Main, 2 Summary, 3 Summary, 5 Alternative, 4 Main\nbroken []";
        assert_eq!(shown(&ordered), expected);
    }

    #[test]
    fn asked_from_a_side_story_the_main_row_is_the_same() {
        let ordered = of("7@2010 1@2012", "7 PARENT 1");
        assert_eq!(shown(&ordered), "release 7 1\nstory 1 7\n1 Main, 7 SideStory\nbroken []");
    }

    proptest! {
        #[test]
        fn every_work_has_its_place_and_ties_hold(
            years in proptest::collection::vec(proptest::option::of(1990i16..2030), 1..12),
            ties in proptest::collection::vec((0usize..12, 0usize..12, 0usize..13), 0..30),
        ) {
            let members: Vec<Member> = (1..)
                .zip(&years)
                .map(|(number, year)| Member { id: id(number), format: Format::Tv, start: None, year: *year })
                .collect();
            let all: Vec<Tie> = ties
                .iter()
                .map(|(from, to, kind)| Tie {
                    from: id(*from as i64 + 1),
                    to: id(*to as i64 + 1),
                    kind: RelationType::ALL[*kind].clone(),
                })
                .collect();
            let ordered = ordered(&members, &all);
            for order in [&ordered.release, &ordered.story] {
                let mut once = order.clone();
                once.sort_unstable();
                prop_assert_eq!(once, members.iter().map(|member| member.id).collect::<Vec<_>>());
            }
            let at = |id: &WorkId| ordered.story.iter().position(|other| other == id);
            for (work, first) in &ordered.after {
                for first in first {
                    prop_assert!(at(first) < at(work), "{first} before {work}: {ordered:?}");
                }
            }
            prop_assert!(ordered.roles.values().any(|role| *role == WatchRole::Main));
        }
    }
}
