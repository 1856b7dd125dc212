//! Every other format through the store, and the starter catalog.

use model::{CharacterRole, ExternalId, WorkId};

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(formats_meet_at_their_ids, typed_rows_have_their_places, the_starter_catalog);

/// The fixtures of the formats, in the true wire format.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../sources/fixtures/", $name))
    };
}

async fn formats_meet_at_their_ids(engine: Engine) {
    let orders: [&[usize]; 2] = [&[0, 1, 2, 3, 4, 5, 6], &[6, 5, 4, 3, 2, 1, 0]];
    for order in orders {
        let Some(bed) = Bed::new(engine).await else { return };
        let files = [
            ("offline-db.jsonl", format!("{}\n{}", bed::metadata(), fixture!("offline-db/entry.json"))),
            ("synopses.jsonl", fixture!("synopses/line.json").to_owned()),
            ("characters.csv", fixture!("characters/table.csv").to_owned()),
            ("manga.csv", fixture!("manga/table.csv").to_owned()),
            ("vn.csv", fixture!("vn/table.csv").to_owned()),
            ("games.csv", fixture!("games/table.csv").to_owned()),
            ("records.jsonl", fixture!("records/lines.jsonl").to_owned()),
        ];
        for at in order {
            let (name, text) = &files[*at];
            let report = bed.import(&bed.file(name, text)).await;
            assert!(name.starts_with(report.format) && report.rejected == 0, "{report}");
        }
        let counts = bed.store.counts().await.expect("counts");
        assert_eq!((counts.works, counts.characters), (1 + 4 + 1 + 1, 6), "{order:?}");

        let id = WorkId::new(bed.meaning("mal:90001").await).expect("linked");
        let work = bed.store.work(id).await.expect("a read").expect("a work").value;
        assert_eq!(bed.meaning("anilist:70001").await, id.get());
        let voices: Vec<&str> = work.synopses.iter().map(|synopsis| synopsis.source.as_str()).collect();
        assert_eq!(voices, ["mal", "anilist", "ann"]);
        assert_eq!(work.popularity, Some(1234));

        let cast = bed.store.characters_of(&work.external_ids).await.expect("a cast");
        let cast: Vec<(&str, &CharacterRole)> =
            cast.iter().map(|(c, role)| (c.name.as_str(), role)).collect();
        assert_eq!(cast.len(), 3, "{cast:?}");
        assert!(cast.contains(&("Mio Lantern", &CharacterRole::Main)), "{cast:?}");
        for (name, text) in &files {
            let again = bed.import(&bed.file(name, text)).await;
            assert!(again.is_noop(), "{name}: {again:?}");
        }
    }
}

async fn typed_rows_have_their_places(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let files = [
        ("relations.csv", fixture!("relations/table.csv"), 2),
        ("ratings.csv", fixture!("ratings/table.csv"), 1),
        ("id-map.csv", fixture!("id-map/table.csv"), 1),
    ];
    for (name, text, rows) in files {
        let path = bed.file(name, text);
        let report = bed.import(&path).await;
        assert!(name.starts_with(report.format), "{report}");
        assert_eq!((report.relations + report.ratings + report.id_maps, report.rows), (rows, rows), "{name}");
        assert!(bed.import(&path).await.is_noop(), "{name}");
        let copy = bed.import(&bed.file("copy.csv.gz", bed::gzip(text))).await;
        assert!(copy.is_noop(), "{name}: {copy:?}");
    }
    let mal: ExternalId = "mal:90001".parse().expect("an id");
    let ties = bed.store.relations_touching(std::slice::from_ref(&mal)).await.expect("ties");
    assert_eq!((ties.len(), ties[0].line, ties[0].file.len()), (1, 2, 64));
    let ratings = bed.store.ratings_summary(std::slice::from_ref(&mal)).await.expect("ratings");
    assert_eq!(ratings.get(&mal).map(|summary| summary.count), Some(1));
    // They link nothing.
    assert_eq!(bed.meaning("mal:90001").await, 0);
}

async fn the_starter_catalog(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let at = bed.options().at;
    let reports = catalog::import_starter(&bed.store, at, &|_| ()).await.expect("the starter catalog");
    for report in &reports {
        assert_eq!((report.rejected, report.conflicts), (0, 0), "{report}");
    }
    let counts = bed.store.counts().await.expect("counts");
    assert!(counts.works >= 150 && counts.characters >= 300, "{counts:?}");
    let again = catalog::import_starter(&bed.store, at, &|_| ()).await.expect("again");
    assert!(again.iter().all(|report| report.is_noop()), "{again:?}");
    // Each character appears in a work of the catalog.
    let seen = bed.export().await.lines().filter(|line| line.contains("\"kind\":\"character\"")).count();
    assert!(seen == 0 || seen as u64 == counts.characters);

    // A real release joins it by ids.
    let report =
        bed.import(&bed.file("n.jsonl", bed::lines(&[entry("Bebop of Cowboys", "mal:1 anidb:23")]))).await;
    assert_eq!(report.works_new, 0, "{report}");
}
