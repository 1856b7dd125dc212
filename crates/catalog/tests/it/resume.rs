//! Imports that were broken off: the same call again ends where an undisturbed one does.

use std::sync::atomic::{AtomicUsize, Ordering};

use testkit::death;

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(broken_off_at_every_batch, another_import_in_between);

fn first() -> String {
    let entries: Vec<_> =
        (1..=24).map(|n| entry(&format!("Depot {n}"), &format!("mal:{n} anidb:{n}"))).collect();
    bed::lines(&entries)
}

fn second() -> String {
    let mut entries: Vec<_> = (1..=20)
        .map(|n| entry(&format!("Depot {n}"), &format!("mal:{n} anidb:{}", n * 5 % 24 + 1)))
        .collect();
    entries.push(entry("Depot 1", "mal:1 anidb:6"));
    entries.push(serde_json::json!({"sources": [], "title": "nowhere"}));
    entries.push(entry("Depot Zero", "mal:0"));
    bed::lines(&entries)
}

/// Imports and drops the import when it reports progress for the `after`-th time.
async fn break_off(bed: &Bed, path: &std::path::Path, after: usize) -> bool {
    let calls = AtomicUsize::new(0);
    let progress = |_| {
        if calls.fetch_add(1, Ordering::SeqCst) + 1 == after {
            death::die();
        }
    };
    let input = catalog::Input::File(path.to_owned());
    let options = bed.options();
    let import = catalog::import_in_batches(&bed.store, &input, &options, &progress, 3);
    let ended = death::until_death(import).await;
    ended.map(|done| done.expect("the import succeeds")).is_none()
}

async fn broken_off_at_every_batch(engine: Engine) {
    let Some(whole) = Bed::new(engine).await else { return };
    whole.import(&whole.file("n.jsonl", first())).await;
    let undisturbed = whole.import(&whole.file("n1.jsonl", second())).await;
    let export = whole.export().await;

    let mut after = 1;
    loop {
        let Some(bed) = Bed::new(engine).await else { return };
        bed.import(&bed.file("n.jsonl", first())).await;
        let path = bed.file("n1.jsonl", second());
        let broken_off = break_off(&bed, &path, after).await;
        let report = bed.import(&path).await;
        assert_eq!(bed.export().await, export, "broken off after {after}");
        if !broken_off {
            assert!(after > 8, "every batch was tried");
            return;
        }
        // The batch in flight may have been committed all the same; after the last one nothing is left.
        assert!(report.resumed || report.is_noop() || after == 1, "{after}");
        if report.resumed {
            // A resumed import counts as if it had never stopped.
            assert_eq!(report.counts, undisturbed.counts, "broken off after {after}");
        }
        after += 1;
    }
}

async fn another_import_in_between(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let (one, two) = (bed.file("n.jsonl", first()), bed.file("n1.jsonl", second()));
    assert!(break_off(&bed, &one, 3).await);
    bed.import(&two).await;
    // Its finished batches were written over since, so it begins anew.
    let report = bed.import(&one).await;
    assert!(!report.resumed);
    let titles = bed.export().await;
    assert!(titles.contains("Depot 24"), "the rest of the first file was read");
    assert!(bed.import(&one).await.is_noop());
}
