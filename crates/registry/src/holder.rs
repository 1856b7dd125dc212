//! Which thing an entry belongs to.

use std::collections::{BTreeMap, HashSet};

use model::{ConflictKind, EntityKind, ExternalId};

use crate::{Entry, Finding, Refusal, Target, ledger::Ledger};

/// The thing an entry belongs to, or that it is a new one.
pub(crate) struct Holding {
    /// `None`: it becomes a new thing.
    pub holder: Option<Target>,
    /// The ids to link to it.
    pub links: Vec<ExternalId>,
    /// Other things that hold some of its ids, and ids that must not be linked to the holder.
    pub findings: Vec<Finding>,
}

/// The holder of most of the ids, the lowest on a tie; ids that are linked stay as they are, and ids
/// that must not mean the holder are left alone.
pub(crate) fn hold(ledger: &Ledger, entry: &Entry<'_>) -> Result<Holding, Refusal> {
    let mut counts: BTreeMap<Target, (usize, &ExternalId)> = BTreeMap::new();
    let mut unlinked: Vec<&ExternalId> = Vec::new();
    let mut seen: HashSet<&ExternalId> = HashSet::new();
    for id in entry.ids {
        match ledger.link(id) {
            Some((kind, target)) if kind == entry.kind => counts.entry(*target).or_insert((0, id)).0 += 1,
            None if seen.insert(id) => unlinked.push(id),
            Some(_) | None => {}
        }
    }
    let holder = home_of(counts.iter().map(|(target, (count, _))| (*target, *count))).map(|home| home.target);
    let Some(holder) = holder else {
        if unlinked.is_empty() {
            return Err(Refusal::OtherKind(entry.ids[0].clone()));
        }
        let links = unlinked.into_iter().cloned().collect();
        return Ok(Holding { holder: None, links, findings: Vec::new() });
    };
    let spans = counts.iter().filter(|(other, _)| **other != holder).map(|(other, (_, id))| Finding {
        kind: ConflictKind::EntrySpansWorks,
        kept: holder,
        other: *other,
        subject: (*id).clone(),
    });
    let mut findings: Vec<Finding> = spans.collect();
    let (forbidden, links): (Vec<&ExternalId>, Vec<&ExternalId>) =
        unlinked.into_iter().partition(|id| is_forbidden(ledger, id, entry.kind, holder));
    if let Some(id) = forbidden.first() {
        let kind = ConflictKind::Forbidden;
        findings.push(Finding { kind, kept: holder, other: holder, subject: (*id).clone() });
    }
    Ok(Holding { holder: Some(holder), links: links.into_iter().cloned().collect(), findings })
}

/// Where a record belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Home {
    /// The thing.
    pub target: Target,
    /// How many of the record's ids it holds.
    pub count: usize,
}

/// The thing that holds most of a record's ids, the lowest on a tie.
pub fn home_of(held: impl IntoIterator<Item = (Target, usize)>) -> Option<Home> {
    let best = held.into_iter().max_by(|(a, a_count), (b, b_count)| a_count.cmp(b_count).then(b.cmp(a)));
    best.map(|(target, count)| Home { target, count })
}

fn is_forbidden(ledger: &Ledger, id: &ExternalId, kind: &EntityKind, holder: Target) -> bool {
    let Target::Stored(holder) = holder else { return false };
    ledger.forbidden(id).iter().any(|(k, target)| k == kind && *target == holder)
}
