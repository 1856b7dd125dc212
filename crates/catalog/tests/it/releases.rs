//! From one release to the next: ids stay, links stay, conflicts are listed.

use model::{SourceId, WorkId};

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(ids_do_not_move, what_another_source_said_stays, a_shared_id_is_one_conflict);

async fn ids_do_not_move(engine: Engine) {
    let mut exports = Vec::new();
    for batch in [1, 2, 100] {
        let Some(bed) = Bed::new(engine).await else { return };
        let first = bed::lines(&[
            entry("Moonlit Depot", "anidb:1 mal:1"),
            entry("Paper Harbor", "anidb:2 mal:2"),
            entry("Glass Orchard", "anidb:3 mal:3 anilist:3 kitsu:3"),
            entry("Quiet Signal", "mal:4 anilist:4"),
        ]);
        bed.try_import(&bed.file("n.jsonl", first), batch).await.expect("release N");
        assert_eq!(bed.conflicts().await, Vec::<String>::new());

        // Works 1 and 2 were merged, 3 was split, 4 lost an address and has a new title.
        let second = bed::lines(&[
            entry("Moonlit Depot", "anidb:1 mal:1 anidb:2 mal:2"),
            entry("Glass Orchard", "anidb:3 mal:3"),
            entry("Glass Orchard: After", "anilist:3 kitsu:3"),
            entry("Silent Signal", "mal:4"),
            entry("Fifth Bell", "mal:5"),
        ]);
        let report = bed.try_import(&bed.file("n1.jsonl", second), batch).await.expect("release N+1");
        assert_eq!((report.works_new, report.conflicts), (1, 2), "{report:?}");
        for (id, work) in [
            ("mal:1", 1),
            ("mal:2", 2),
            ("mal:3", 3),
            ("kitsu:3", 3),
            ("mal:4", 4),
            ("anilist:4", 4),
            ("mal:5", 5),
        ] {
            assert_eq!(bed.meaning(id).await, work, "{id}");
        }
        assert_eq!(
            bed.conflicts().await,
            ["ENTRY_SPANS_WORKS 1 2 anidb:2 line 2", "WORK_SPANS_ENTRIES 3 3 anilist:3 line 4"]
        );
        let listed = catalog::registry::check(&bed.store).await.expect("a report");
        assert_eq!(listed.conflicts.len(), 2);
        let four = bed.store.work(WorkId::new(4).expect("4")).await.expect("a read").expect("work 4").value;
        assert_eq!(four.title, "Silent Signal");
        // What the merged-away entry said is still there.
        let two = bed.store.work(WorkId::new(2).expect("2")).await.expect("a read").expect("work 2").value;
        assert_eq!(two.title, "Paper Harbor");
        exports.push(bed.export().await);
    }
    assert!(exports.iter().all(|export| *export == exports[0]), "batches do not matter");
}

async fn what_another_source_said_stays(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let hand = r#"{"source":"manual","kind":"WORK","external_id":"mal:1","medium":"ANIME","title":"The Depot","episodes":13,"synopsis":"Trains at night."}"#;
    bed.import(&bed.file("hand.jsonl", hand)).await;
    bed.import(&bed.file("n.jsonl", bed::lines(&[entry("Moonlit Depot", "anidb:1 mal:1")]))).await;
    let again =
        bed.import(&bed.file("n1.jsonl", bed::lines(&[entry("Moonlit Depot TV", "anidb:1 mal:1")]))).await;
    assert_eq!((again.works_changed, again.records_changed, again.works_new), (1, 1, 0));
    let work = bed.store.work(WorkId::new(1).expect("1")).await.expect("a read").expect("work 1").value;
    assert_eq!((work.title.as_str(), work.episodes), ("The Depot", Some(13)));
    assert_eq!(work.synopses[0].source, SourceId::MANUAL);
    assert!(work.titles.iter().any(|title| title.text == "Moonlit Depot TV"));
    assert_eq!(work.tags, ["trains"]);
}

async fn a_shared_id_is_one_conflict(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let release = bed::lines(&[
        entry("Moonlit Depot", "anidb:1 mal:1"),
        entry("Depot of Moons", "mal:1 anilist:7"),
        entry("Moonlit Depot", "anidb:1 mal:1"),
    ]);
    let path = bed.file("n.jsonl", release);
    let report = bed.import(&path).await;
    assert_eq!((report.works_new, report.conflicts, report.rejected), (1, 1, 1), "{report:?}");
    assert_eq!(bed.conflicts().await, ["WORK_SPANS_ENTRIES 1 1 mal:1 line 3"]);
    let rejects = bed.store.rejects(None, 10).await.expect("rejects");
    assert_eq!((rejects[0].code.as_str(), rejects[0].line), ("duplicate", 4));
    assert!(bed.import(&path).await.is_noop());
}
