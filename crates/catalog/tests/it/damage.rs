//! Files that are no sound files: a clear error, finished batches stay, and the right file mends it.

use catalog::ImportError;

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(
    cut_off_files_keep_their_finished_batches,
    what_is_no_import_says_so,
    formats_that_do_not_fit
);

fn release() -> Vec<serde_json::Value> {
    (1..=400).map(|n| entry(&format!("Depot {n}"), &format!("mal:{n} anidb:{}", n * 7 % 401))).collect()
}

async fn cut_off_files_keep_their_finished_batches(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let (lines, document) = (bed::lines(&release()), bed::document(&release()).to_string());
    let whole = bed.file("whole.jsonl", &lines);
    let cut = |mut bytes: Vec<u8>| {
        bytes.truncate(bytes.len() - 30);
        bytes
    };
    let cuts = [
        ("a.jsonl", cut(lines.clone().into_bytes())),
        ("a.json", cut(document.clone().into_bytes())),
        ("a.jsonl.gz", cut(bed::gzip(&lines))),
        ("a.json.zst", cut(bed::zstd(&document))),
    ];
    for (name, bytes) in cuts {
        let failed = bed.try_import(&bed.file(name, bytes), 10).await;
        let error = failed.expect_err(name);
        assert!(
            matches!(error, ImportError::Damaged { .. } | ImportError::CutOff { .. }),
            "{name}: {error:?}"
        );
        assert!(error.hint().is_some_and(|hint| hint.contains("finished batches are kept")), "{name}");
    }
    let counts = bed.store.counts().await.expect("counts");
    assert_eq!(counts.unfinished_imports, 4);
    assert!(counts.works >= 390, "{counts:?}");
    bed.import(&whole).await;

    let Some(other) = Bed::new(engine).await else { return };
    other.import(&other.file("whole.jsonl", &lines)).await;
    assert_eq!(bed.export_without_places().await, other.export_without_places().await);
}

async fn what_is_no_import_says_so(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let cases: [(&str, &[u8]); 6] = [
        ("empty", b""),
        ("picture", b"\x89PNG\r\n\x1a\n\x00\x00"),
        ("zip", b"PK\x03\x04rest"),
        ("garbage.gz", b"\x1f\x8b\x08\x00garbage"),
        ("garbage.zst", b"\x28\xb5\x2f\xfdgarbage"),
        ("list", b"[1,2]"),
    ];
    for (name, bytes) in cases {
        let error = bed.try_import(&bed.file(name, bytes), 10).await.expect_err(name);
        let known = matches!(error, ImportError::NotReadable { .. } | ImportError::Damaged { .. });
        assert!(known && error.hint().is_some() && !error.is_usage(), "{name}: {error:?}");
    }
    let missing = bed.try_import(&bed.path("nowhere"), 10).await.expect_err("no such file");
    assert!(matches!(missing, ImportError::Unreadable { .. }), "{missing:?}");
    assert_eq!(bed.store.counts().await.expect("counts").unfinished_imports, 0);
}

async fn formats_that_do_not_fit(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let unclear = bed.try_import(&bed.file("a.csv", "colour,shape\nred,round\n"), 10).await;
    let unclear = unclear.expect_err("no format has these columns");
    assert!(unclear.is_usage() && unclear.to_string().contains("manga"), "{unclear}");

    let input = catalog::Input::File(bed.file("a.jsonl", bed::lines(&release())));
    for (format, usage) in [("spreadsheet", true), ("manga", false), ("synopses", false)] {
        let options = catalog::ImportOptions { format: Some(format.to_owned()), ..bed.options() };
        let error = catalog::import(&bed.store, &input, &options, &|_| ()).await.expect_err(format);
        assert_eq!(error.is_usage(), usage, "{format}: {error}");
        let fits = matches!(error, ImportError::UnknownFormat { .. } | ImportError::WrongFormat { .. });
        assert!(fits, "{format}: {error:?}");
    }
}
