//! Random sequences of operations end in the same visible state: on both engines, and whether or not
//! every batch was first tried and taken back, as by a process that was killed in the middle of it.

use model::{EntityKind, ExternalId, NegativeLink, RelationType, SourceId};
use proptest::{collection::vec, prelude::*, test_runner::TestRunner};
use store::{Couple, IdMapRow, RatingRow, RejectRow, RelationRow, Store, StoreError, WriteTx};

use crate::scene::{
    add_work, at, conflict, entity, evidence, export, id, link, postgres, record, sqlite, work,
};

const LANTERN: SourceId = SourceId::known("lantern");
const SPACES: [&str; 3] = ["mal", "anilist", "kitsu"];

#[derive(Debug, Clone)]
enum Operation {
    Add { title: String, subjects: Vec<u8> },
    Retitle { work: u8, title: String },
    Record { key: u8, work: u8, text: String, ids: Vec<u8> },
    Link { subject: u8, work: u8 },
    Unlink { subject: u8, work: u8 },
    Merge { loser: u8, keeper: u8 },
    Split { work: u8, subject: u8 },
    Remove { work: u8 },
    Relate { from: u8, to: u8, line: u8 },
    Rate { user: u8, subject: u8, score: u8 },
    Map { key: u8, ids: Vec<u8> },
    Reject { line: u8 },
    Dispute { record: u8, kept: u8, other: u8 },
}

#[derive(Debug, Clone)]
struct Batch {
    operations: Vec<Operation>,
    commit: bool,
    couples: Vec<u8>,
}

fn operation() -> impl Strategy<Value = Operation> {
    let number = 0u8..12;
    let numbers = || vec(0u8..12, 1..4);
    // Letters outside ASCII, because the engines could order or compare them differently.
    let text = "[a-cÄß月 '\"\\\\]{1,8}";
    prop_oneof![
        4 => (text, numbers()).prop_map(|(title, subjects)| Operation::Add { title, subjects }),
        2 => (number.clone(), text).prop_map(|(work, title)| Operation::Retitle { work, title }),
        4 => (number.clone(), number.clone(), text, numbers())
            .prop_map(|(key, work, text, ids)| Operation::Record { key, work, text, ids }),
        2 => (number.clone(), number.clone()).prop_map(|(subject, work)| Operation::Link { subject, work }),
        2 => (number.clone(), number.clone()).prop_map(|(subject, work)| Operation::Unlink { subject, work }),
        2 => (number.clone(), number.clone()).prop_map(|(loser, keeper)| Operation::Merge { loser, keeper }),
        2 => (number.clone(), number.clone()).prop_map(|(work, subject)| Operation::Split { work, subject }),
        1 => number.clone().prop_map(|work| Operation::Remove { work }),
        1 => (number.clone(), number.clone(), number.clone())
            .prop_map(|(from, to, line)| Operation::Relate { from, to, line }),
        2 => (number.clone(), number.clone(), 1u8..=10)
            .prop_map(|(user, subject, score)| Operation::Rate { user, subject, score }),
        1 => (number.clone(), numbers()).prop_map(|(key, ids)| Operation::Map { key, ids }),
        1 => number.clone().prop_map(|line| Operation::Reject { line }),
        1 => (number.clone(), number.clone(), number)
            .prop_map(|(record, kept, other)| Operation::Dispute { record, kept, other }),
    ]
}

fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let batch = (vec(operation(), 1..6), prop::bool::weighted(0.8), vec(0u8..12, 0..4))
        .prop_map(|(operations, commit, couples)| Batch { operations, commit, couples });
    vec(batch, 1..8)
}

fn subject(number: u8) -> ExternalId {
    id(&format!("{}:{number}", SPACES[usize::from(number) % SPACES.len()]))
}

fn subjects(numbers: &[u8]) -> Vec<ExternalId> {
    numbers.iter().map(|number| subject(*number)).collect()
}

/// One of the works there are, or one that is not.
fn number(work: u8) -> i64 {
    i64::from(work) + 1
}

/// Does one thing and tells how it ended, refusals included.
async fn apply(tx: &WriteTx, operation: &Operation) -> Result<String, StoreError> {
    let done = match operation {
        Operation::Add { title, subjects } => {
            // As an import does: what is linked elsewhere stays there.
            let known = tx.find(&self::subjects(subjects)).await?;
            let free: Vec<String> = self::subjects(subjects)
                .into_iter()
                .filter(|subject| !known.contains_key(subject))
                .map(|subject| subject.to_string())
                .collect();
            add_work(tx, title, &free.join(" ")).await?.to_string()
        }
        Operation::Retitle { work, title } => {
            let ids = [crate::scene::work_id(number(*work))];
            let mut works = tx.works(&ids).await?;
            for work in &mut works {
                work.title.clone_from(title);
            }
            tx.save_works(&works).await?.to_string()
        }
        Operation::Record { key, work, text, ids } => {
            let mut said = record(&subject(*key).to_string(), number(*work), text);
            said.ids = subjects(ids);
            said.line = Some(u64::from(*key));
            tx.save_records(&[said], at(i64::from(*key))).await?.len().to_string()
        }
        Operation::Link { subject: id, work: to } => {
            if tx.works(&[crate::scene::work_id(number(*to))]).await?.is_empty() {
                return Ok("no such work".to_owned());
            }
            format!("{:?}", tx.link(&link(&subject(*id).to_string(), number(*to))).await?)
        }
        Operation::Unlink { subject: id, work } => {
            let decision = NegativeLink {
                subject: subject(*id),
                kind: EntityKind::Work,
                target: entity(number(*work)),
                evidence: evidence("not this one"),
            };
            tx.unlink(&decision).await?.to_string()
        }
        Operation::Merge { loser, keeper } => {
            let (loser, keeper) = (entity(number(*loser)), entity(number(*keeper)));
            format!("{:?}", tx.merge(&EntityKind::Work, loser, keeper, &evidence("one")).await?)
        }
        Operation::Split { work: from, subject: id } => {
            let ids = [subject(*id)];
            let new = tx.split(&EntityKind::Work, entity(number(*from)), &ids, &evidence("two")).await?;
            tx.save_works(&[work(new.get(), "split off")]).await?;
            new.to_string()
        }
        Operation::Remove { work } => {
            tx.remove(&EntityKind::Work, entity(number(*work)), "gone", "keeper", at(0)).await?;
            "removed".to_owned()
        }
        rows => apply_row(tx, rows).await?.to_string(),
    };
    Ok(done)
}

/// Saves one row of a typed table; gives how many were new.
async fn apply_row(tx: &WriteTx, operation: &Operation) -> Result<usize, StoreError> {
    let new = match operation {
        Operation::Relate { from, to, line } => {
            let row = RelationRow {
                source: LANTERN,
                from: subject(*from),
                to: subject(*to),
                kind: RelationType::Sequel,
                file: "f2".to_owned(),
                line: u64::from(*line),
            };
            tx.save_relations(&[row]).await?
        }
        Operation::Rate { user, subject: id, score } => {
            let row = RatingRow {
                source: LANTERN,
                part: "a".to_owned(),
                user: user.to_string(),
                subject: subject(*id),
                score: f64::from(*score),
                file: "f3".to_owned(),
                line: 1,
            };
            tx.save_ratings(&[row]).await?
        }
        Operation::Map { key, ids } => {
            let row = IdMapRow {
                source: LANTERN,
                key: subject(*key),
                ids: subjects(ids),
                title_known: true,
                file: "f4".to_owned(),
                line: 1,
            };
            tx.save_id_map(&[row]).await?
        }
        Operation::Reject { line } => {
            let row = RejectRow {
                file: "f5".to_owned(),
                line: u64::from(*line),
                offset: None,
                code: "bad".to_owned(),
                message: "bad row".to_owned(),
            };
            tx.add_rejects(&[row]).await?
        }
        Operation::Dispute { record, kept, other } => {
            let found = conflict(&subject(*record).to_string(), number(*kept), number(*other));
            tx.add_conflicts(&[found], at(1)).await?
        }
        other => unreachable!("{other:?} is no row"),
    };
    Ok(new)
}

async fn apply_all(tx: &WriteTx, batch: &Batch) -> Result<Vec<String>, StoreError> {
    let mut outcomes = Vec::new();
    for operation in &batch.operations {
        outcomes.push(match apply(tx, operation).await {
            Ok(done) => done,
            Err(refused @ (StoreError::Missing(_) | StoreError::Conflict(_))) => refused.to_string(),
            Err(failed) => return Err(failed),
        });
    }
    Ok(outcomes)
}

/// Runs the batches and gives all that can be seen afterwards.
async fn run(store: &Store, batches: &[Batch], try_first: bool) -> Result<String, StoreError> {
    let mut seen = Vec::new();
    for batch in batches {
        if try_first {
            let tx = store.begin().await?;
            apply_all(&tx, batch).await?;
            drop(tx);
        }
        let tx = store.begin().await?;
        seen.append(&mut apply_all(&tx, batch).await?);
        if batch.commit {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        let couple = |number: &u8| Couple {
            source_type: "mal".to_owned(),
            source_id: format!("{number:03}"),
            name: number.to_string(),
        };
        let couples: Vec<Couple> = batch.couples.iter().map(couple).collect();
        seen.push(format!("{:?}", store.assign("main", "series", &couples, at(2)).await?));
    }
    for change in store.changes_since(0, 10_000).await? {
        seen.push(format!("{change:?}"));
    }
    let report = store.verify().await?;
    for check in report.checks.iter().filter(|check| !check.name.starts_with("records belong")) {
        // A random record may name a work that never was; every other promise holds.
        assert_eq!(check.wrong, 0, "{check:?}");
    }
    seen.push(export(store, false).await?);
    Ok(seen.join("\n"))
}

#[test]
fn every_way_leads_to_the_same_state() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime for the test");
    let config = ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() };
    let check = |batches: Vec<Batch>| {
        runtime.block_on(async {
            let (_folder, plain) = sqlite().await;
            let (_folder, tried) = sqlite().await;
            let expected = run(&plain, &batches, false).await.expect("the store works");
            assert_eq!(run(&tried, &batches, true).await.expect("the store works"), expected);
            if let Some((_database, other)) = postgres().await {
                let found = run(&other, &batches, false).await.expect("the store works");
                other.close().await.expect("the store closes");
                assert_eq!(found, expected);
            }
        });
        Ok(())
    };
    TestRunner::new(config).run(&batches(), check).expect("the states agree");
}
