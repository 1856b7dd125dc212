//! The same release in every form, twice and mixed: one and the same state.

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(every_form_gives_the_same_store, a_second_time_nothing_changes, all_or_nothing);

fn release() -> Vec<serde_json::Value> {
    vec![
        entry("Moonlit Depot", "anidb:1 mal:1 simkl:9"),
        entry("Paper Harbor", "mal:2"),
        entry("Glass Orchard", "anilist:3 mal:3"),
        entry("Moonlit Depot 2", "anidb:4 mal:4"),
        entry("Harbor of Two", "mal:2 kitsu:5"),
    ]
}

async fn every_form_gives_the_same_store(engine: Engine) {
    let entries = release();
    let document = bed::document(&entries);
    let lines = bed::lines(&entries);
    let pretty = serde_json::to_string_pretty(&document).expect("plain values");
    let forms: [(&str, Vec<u8>); 6] = [
        ("a.jsonl", lines.clone().into_bytes()),
        ("a.json", document.to_string().into_bytes()),
        ("pretty.json", pretty.into_bytes()),
        ("a.jsonl.gz", bed::gzip(&lines)),
        ("a.jsonl.zst", bed::zstd(&lines)),
        ("a.json.zst", bed::zstd(&document.to_string())),
    ];
    let mut first: Option<String> = None;
    for (at, (name, bytes)) in forms.into_iter().enumerate() {
        let Some(bed) = Bed::new(engine).await else { return };
        // Any size of batches will do.
        let report = bed.try_import(&bed.file(name, bytes), at + 1).await.expect("the import succeeds");
        assert_eq!((report.works_new, report.rows, report.format), (4, 5, "offline-db"), "{name}");
        let export = bed.export_without_places().await;
        assert_eq!(*first.get_or_insert_with(|| export.clone()), export, "{name}");
    }
}

async fn a_second_time_nothing_changes(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let lines = bed::lines(&release());
    let path = bed.file("a.jsonl", &lines);
    assert!(!bed.import(&path).await.is_noop());
    let (export, seq) = (bed.export().await, bed.store.last_change().await.expect("a number"));

    let again = bed.import(&path).await;
    assert!(again.is_noop(), "{again}");
    assert!(again.to_string().contains("nothing changed"), "{again}");
    assert_eq!(bed.export().await, export);

    // A copy packed otherwise is another file that says the same.
    let copy = bed.import(&bed.file("a.jsonl.gz", bed::gzip(&lines))).await;
    assert!(copy.is_noop(), "{copy}");
    let document = bed.import(&bed.file("a.json", bed::document(&release()).to_string())).await;
    assert!(document.is_noop(), "{document}");
    assert_eq!(bed.store.last_change().await.expect("a number"), seq);
}

async fn all_or_nothing(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let mut options = bed.options();
    options.atomic = true;
    let mut broken = bed::document(&release()).to_string();
    broken.truncate(broken.len() - 20);
    let (broken, whole) = (bed.file("a.json", broken), bed.file("b.jsonl", bed::lines(&release())));
    let before = bed.export().await;
    let input = catalog::Input::File(broken);
    let failed = catalog::import_in_batches(&bed.store, &input, &options, &|_| (), 2).await;
    assert!(matches!(failed, Err(catalog::ImportError::Damaged { .. })), "{failed:?}");
    assert_eq!(bed.export().await, before);

    let input = catalog::Input::File(whole);
    let report = catalog::import_in_batches(&bed.store, &input, &options, &|_| (), 2).await;
    assert_eq!(report.expect("the import succeeds").works_new, 4);
}
