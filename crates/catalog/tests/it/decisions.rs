//! Decisions by hand: golden records follow in the same moment, and imports respect them.

use catalog::registry::{Decision, check, explain, link, merge, split, unlink};
use model::{EntityId, EntityKind, ExternalId, Instant, WorkId};

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(
    a_split_stays_split,
    a_merge_leaves_a_redirect,
    a_forbidden_link_is_not_made_again,
    a_link_takes_its_record_along,
    rules_can_be_replayed
);

const WORK: EntityKind = EntityKind::Work;

fn by_hand() -> Decision {
    Decision { author: "mio".into(), note: "seen on the box".into(), at: Instant::EPOCH }
}

fn id(text: &str) -> ExternalId {
    text.parse().expect("an id")
}

fn entity(number: i64) -> EntityId {
    EntityId::new(number).expect("from 1")
}

async fn title(bed: &Bed, number: i64) -> String {
    let work = bed.store.work(WorkId::new(number).expect("from 1")).await.expect("a read");
    work.expect("a work").value.title
}

async fn two_works(engine: Engine) -> Option<(Bed, std::path::PathBuf)> {
    let bed = Bed::new(engine).await?;
    let release = bed::lines(&[
        entry("Moonlit Depot", "anidb:1 mal:1 kitsu:1"),
        entry("Paper Harbor", "anidb:2 mal:2"),
    ]);
    let path = bed.file("n.jsonl", release);
    bed.import(&path).await;
    Some((bed, path))
}

async fn a_split_stays_split(engine: Engine) {
    let Some((bed, path)) = two_works(engine).await else { return };
    let outcome = split(&bed.store, &WORK, entity(1), &[id("kitsu:1")], &by_hand()).await.expect("a split");
    assert_eq!(outcome.target, Some(entity(3)));
    assert_eq!((bed.meaning("kitsu:1").await, bed.meaning("mal:1").await), (3, 1));
    // Nobody says anything about the new work yet, so it is shown by its id.
    assert_eq!(title(&bed, 3).await, "kitsu:1");
    let export = bed.export().await;
    let report = bed.import(&path).await;
    assert_eq!((report.works_new, report.links_new, report.conflicts), (0, 0, 1), "{report:?}");
    assert_eq!(bed.meaning("kitsu:1").await, 3);
    assert_eq!(bed.export().await.lines().count(), export.lines().count() + 1);
}

async fn a_merge_leaves_a_redirect(engine: Engine) {
    let Some((bed, path)) = two_works(engine).await else { return };
    merge(&bed.store, &WORK, entity(1), entity(2), &by_hand()).await.expect("a merge");
    assert_eq!(bed.meaning("mal:2").await, 1);
    let found = bed.store.work(WorkId::new(2).expect("2")).await.expect("a read").expect("redirected");
    assert!(found.redirected);
    assert!(found.value.titles.iter().any(|title| title.text == "Paper Harbor"));
    let told = explain(&bed.store, &WORK, entity(2)).await.expect("an explanation");
    assert_eq!((told.id, told.links.len(), told.records.len()), (entity(1), 5, 2));
    assert!(told.history.iter().any(|line| line.author == "mio"));
    assert!(bed.import(&path).await.is_noop(), "imports follow the decision");
    assert!(merge(&bed.store, &WORK, entity(1), entity(1), &by_hand()).await.is_err());
    assert!(check(&bed.store).await.expect("a report").faults.is_empty());
}

async fn a_forbidden_link_is_not_made_again(engine: Engine) {
    let Some((bed, _)) = two_works(engine).await else { return };
    unlink(&bed.store, &id("kitsu:1"), &WORK, entity(1), &by_hand()).await.expect("unlinked");
    assert_eq!(bed.meaning("kitsu:1").await, 0);
    let next = bed::lines(&[entry("Moonlit Depot!", "anidb:1 mal:1 kitsu:1")]);
    let report = bed.import(&bed.file("n1.jsonl", next)).await;
    assert_eq!((bed.meaning("kitsu:1").await, report.conflicts), (0, 1));
    assert_eq!(title(&bed, 1).await, "Moonlit Depot!");
}

async fn a_link_takes_its_record_along(engine: Engine) {
    let Some((bed, _)) = two_works(engine).await else { return };
    let hand = r#"{"source":"manual","kind":"WORK","external_id":"mal:9","external_ids":["kitsu:9"],"title":"The Box","medium":"ANIME"}"#;
    bed.import(&bed.file("hand.jsonl", hand)).await;
    link(&bed.store, &id("mal:9"), &WORK, entity(2), &by_hand()).await.expect("linked");
    assert_eq!((bed.meaning("mal:9").await, bed.meaning("kitsu:9").await), (2, 3));
    assert_eq!(title(&bed, 2).await, "The Box");
    let told = explain(&bed.store, &WORK, entity(2)).await.expect("an explanation");
    let manual = told.links.iter().find(|link| link.subject == id("mal:9")).expect("the link");
    assert_eq!((manual.evidence.author.as_str(), manual.evidence.note.as_str()), ("mio", "seen on the box"));
    assert!(link(&bed.store, &id("mal:9"), &WORK, entity(99), &by_hand()).await.is_err());
}

async fn rules_can_be_replayed(engine: Engine) {
    let Some((bed, _)) = two_works(engine).await else { return };
    let export = bed.export().await;
    let rebuilt = catalog::rebuild(&bed.store).await.expect("rebuilt");
    assert_eq!(rebuilt, catalog::Rebuilt::default(), "the same rules give the same golden records");
    assert_eq!(bed.export().await, export);
}
