//! Decisions over a store made of plain maps, batch by batch.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

/// A store that does what a decision says.
#[derive(Debug, Default, Clone, PartialEq)]
struct Plain {
    next: i64,
    links: BTreeMap<ExternalId, i64>,
    forbidden: Vec<(ExternalId, i64)>,
    records: BTreeMap<ExternalId, Row>,
}

#[derive(Debug, Clone, PartialEq)]
struct Row {
    entity: i64,
    file: String,
    line: u64,
    hash: [u8; 32],
    ids: Vec<ExternalId>,
}

const WORK: EntityKind = EntityKind::Work;

fn source() -> SourceId {
    SourceId::OFFLINE_DATABASE
}

fn ids(text: &str) -> Vec<ExternalId> {
    text.split_whitespace().map(|id| format!("mal:{id}").parse().expect("an id")).collect()
}

fn entity(id: i64) -> EntityId {
    EntityId::new(id).expect("from 1")
}

impl Plain {
    fn known(&self) -> Known {
        let record = |(key, row): (&ExternalId, &Row)| KnownRecord {
            source: source(),
            key: key.clone(),
            kind: WORK,
            entity: entity(row.entity),
            file: Some(row.file.as_str().into()),
            line: Some(row.line),
            hash: Some(row.hash),
        };
        let mentions = |(key, row): (&ExternalId, &Row)| {
            row.ids.iter().map(|id| (source(), id.clone(), key.clone())).collect::<Vec<_>>()
        };
        let mut forbidden: HashMap<ExternalId, Vec<(EntityKind, EntityId)>> = HashMap::new();
        for (id, work) in &self.forbidden {
            forbidden.entry(id.clone()).or_default().push((WORK, entity(*work)));
        }
        Known {
            links: self.links.iter().map(|(id, work)| (id.clone(), (WORK, entity(*work)))).collect(),
            forbidden,
            records: self.records.iter().map(record).collect(),
            mentions: self.records.iter().flat_map(mentions).collect(),
        }
    }

    /// Imports rows as one file in batches of a size; gives the findings in words.
    fn import(&mut self, file: &str, rows: &[&str], batch: usize) -> Vec<String> {
        let mut words = Vec::new();
        for (at, rows) in rows.chunks(batch).enumerate() {
            let mut ledger = Ledger::new(file, self.known());
            let base = self.next;
            let number = |target: Target| match target {
                Target::Stored(id) => id.get(),
                Target::New(n) => base + i64::from(n) + 1,
            };
            for (n, row) in rows.iter().enumerate() {
                let line = (at * batch + n + 1) as u64;
                let ids = ids(row);
                let mut hash = [0; 32];
                hash[..row.len().min(32)].copy_from_slice(&row.as_bytes()[..row.len().min(32)]);
                let source = source();
                let entry =
                    Entry { source: &source, kind: &WORK, own_key: None, ids: &ids, file, line, hash };
                let decision = match ledger.decide(&entry) {
                    Ok(decision) => decision,
                    Err(refusal) => {
                        words.push(format!("{line}: {refusal}"));
                        continue;
                    }
                };
                let work = number(decision.target);
                for id in decision.links {
                    self.links.insert(id, work);
                }
                for finding in decision.findings {
                    let (kept, other) = (number(finding.kept), number(finding.other));
                    words.push(format!("{line}: {} {kept} {other} {}", finding.kind, finding.subject.id()));
                }
                let row = Row { entity: work, file: file.to_owned(), line, hash, ids };
                self.records.insert(decision.key, row);
            }
            self.next += i64::from(ledger.new_things(&WORK));
        }
        words
    }

    fn links(&self) -> String {
        let links: Vec<String> = self.links.iter().map(|(id, work)| format!("{}={work}", id.id())).collect();
        links.join(" ")
    }

    fn records(&self) -> String {
        let records =
            self.records.iter().map(|(key, row)| format!("{}:{}@{}", key.id(), row.entity, row.line));
        records.collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn new_entries_get_ids_in_row_order() {
    let mut store = Plain::default();
    assert!(store.import("f", &["b c", "a", "d e"], 2).is_empty());
    assert_eq!(store.links(), "a=2 b=1 c=1 d=3 e=3");
    assert_eq!(store.records(), "a:2@2 b:1@1 d:3@3");
}

#[test]
fn a_merged_entry_moves_no_id() {
    let mut store = Plain::default();
    store.import("f1", &["a b", "c d e"], 9);
    let found = store.import("f2", &["a b c d x"], 9);
    // Two against two, so the lowest work keeps it.
    assert_eq!(found, ["1: ENTRY_SPANS_WORKS 1 2 c"]);
    assert_eq!(store.links(), "a=1 b=1 c=2 d=2 e=2 x=1");
    assert_eq!(store.records(), "a:1@1 c:2@2");
    let found = store.import("f3", &["a b c d e x"], 9);
    assert_eq!(found, ["1: ENTRY_SPANS_WORKS 1 2 c"]);
}

#[test]
fn a_split_entry_moves_no_id() {
    for batch in [1, 2] {
        let mut store = Plain::default();
        store.import("f1", &["a b c d"], 9);
        let found = store.import("f2", &["a b", "c d"], batch);
        assert_eq!(found, ["2: WORK_SPANS_ENTRIES 1 1 c"]);
        assert_eq!((store.links().as_str(), store.records().as_str()), ("a=1 b=1 c=1 d=1", "a:1@1 c:1@2"));
        // The next release is not a new conflict, and the records keep their keys.
        assert!(store.import("f3", &["c d", "a b"], batch).is_empty());
        assert_eq!(store.records(), "a:1@2 c:1@1");
    }
}

#[test]
fn entries_that_share_an_id_stay_apart_as_records() {
    let mut store = Plain::default();
    let found = store.import("f", &["a b", "b c", "b", "b"], 1);
    assert_eq!(
        found,
        [
            "2: WORK_SPANS_ENTRIES 1 1 b",
            "3: line 2 of the same file is the record of mal:b already",
            "4: line 2 of the same file is the record of mal:b already"
        ]
    );
    assert_eq!(store.records(), "a:1@1 b:1@2");
    let before = store.clone();
    store.import("f", &["a b", "b c", "b", "b"], 3);
    assert_eq!(store, before);
}

#[test]
fn an_id_that_left_an_entry_keeps_its_link() {
    let mut store = Plain::default();
    store.import("f1", &["a b", "c"], 9);
    store.import("f2", &["b", "c a"], 9);
    assert_eq!(store.links(), "a=1 b=1 c=2");
    // One of each: the lowest work, and the free key of the two.
    assert_eq!(store.records(), "a:1@1 c:1@2");
}

#[test]
fn a_forbidden_link_is_not_made_again() {
    let mut store = Plain::default();
    store.import("f1", &["a b"], 9);
    store.links.remove(&ids("b")[0]);
    store.forbidden.push((ids("b").remove(0), 1));
    let found = store.import("f2", &["a b"], 9);
    assert_eq!(found, ["1: FORBIDDEN 1 1 b"]);
    assert_eq!(store.links(), "a=1");
    store.import("f3", &["a", "b"], 9);
    assert_eq!(store.links(), "a=1 b=2");
}

proptest! {
    #[test]
    fn batches_do_not_matter(
        first in prop::collection::vec(prop::collection::vec("[a-h]", 1..4), 1..8),
        second in prop::collection::vec(prop::collection::vec("[a-h]", 1..4), 1..8),
        batch in 1usize..5,
    ) {
        let rows = |rows: &[Vec<String>]| rows.iter().map(|ids| ids.join(" ")).collect::<Vec<_>>();
        let (first, second) = (rows(&first), rows(&second));
        let refs = |rows: &'static [String]| rows.iter().map(String::as_str).collect::<Vec<_>>();
        let (first, second): (Vec<&str>, Vec<&str>) = (
            refs(Box::leak(first.into_boxed_slice())),
            refs(Box::leak(second.into_boxed_slice())),
        );
        let run = |batch: usize| {
            let mut store = Plain::default();
            let mut words = store.import("f1", &first, batch);
            words.extend(store.import("f2", &second, batch));
            (store, words)
        };
        let (whole, words) = run(100);
        prop_assert_eq!((&whole, &words), (&run(batch).0, &run(batch).1));
        // Every work that was made is linked, so the ids have no gap.
        let works: BTreeSet<i64> = whole.links.values().copied().collect();
        prop_assert_eq!(works.into_iter().collect::<Vec<_>>(), (1..=whole.next).collect::<Vec<_>>());
    }

    #[test]
    fn the_same_file_twice_changes_nothing(
        rows in prop::collection::vec(prop::collection::vec("[a-h]", 1..4), 1..8),
        batch in 1usize..5,
    ) {
        let rows: Vec<String> = rows.iter().map(|ids| ids.join(" ")).collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let mut store = Plain::default();
        let refused = store.import("f", &rows, 100).iter().any(|word| word.contains("the record of"));
        let before = store.clone();
        store.import("f", &rows, batch);
        prop_assert_eq!(&store, &before);
        if refused {
            return Ok(()); // an entry all of whose ids are others' keys has no place to keep
        }
        // A copy under another name moves the records' places and nothing else.
        store.import("g", &rows, batch);
        prop_assert_eq!(&store.links, &before.links);
        let keys = |store: &Plain| store.records.iter().map(|(k, r)| (k.clone(), r.line, r.entity)).collect::<Vec<_>>();
        prop_assert_eq!(keys(&store), keys(&before));
    }
}
