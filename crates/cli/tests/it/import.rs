//! Imports: what is said of each file, what a bad row does, what a bad file does.

use std::process::Stdio;

use crate::{
    emaki::{Emaki, snapshot},
    fixtures,
};

#[test]
fn each_file_says_what_changed() {
    let emaki = Emaki::new();
    let files = fixtures::write(&emaki);
    let files = [&["import"], files.as_slice()].concat();
    snapshot!("import_first_time", emaki.run(&files));
    let once = emaki.export();
    snapshot!("import_second_time", emaki.run(&files));
    assert_eq!(emaki.export(), once, "the same files again change nothing");
}

#[test]
fn the_report_as_json() {
    let emaki = Emaki::new();
    fixtures::write(&emaki);
    snapshot!(emaki.run(&["--json", "--quiet", "import", "offline-db.jsonl"]));
}

#[test]
fn every_packing_and_standard_input_give_the_same_state() {
    let text = fixtures::FILES[0].1;
    let plain = Emaki::new();
    plain.write("works.jsonl", text);
    assert_eq!(plain.run(&["import", "works.jsonl"]).code, Some(0));

    let piped = Emaki::new();
    let ran = piped.run_with(&["import", "-"], text);
    assert_eq!(ran.code, Some(0), "{ran}");
    let without_names = |export: String| {
        // Records remember the file's name, which is not the same here by design.
        export.replace("works.jsonl", "-")
    };
    assert_eq!(without_names(piped.export()), without_names(plain.export()));
}

#[test]
fn bad_rows_are_set_aside_with_a_reason() {
    let emaki = Emaki::new();
    emaki.write("damaged.jsonl", fixtures::DAMAGED);
    snapshot!("rejects_import", emaki.run(&["import", "damaged.jsonl"]));
    snapshot!("rejects_list", emaki.run(&["db", "rejects"]));
    snapshot!("rejects_json", emaki.run(&["--json", "db", "rejects", "--limit", "1"]));
}

#[test]
fn atomic_takes_all_or_nothing() {
    let emaki = Emaki::new();
    let empty = emaki.export();
    let text = fixtures::FILES[0].1;
    emaki.write("cut.jsonl.gz", b"\x1f\x8b\x08\x00broken");
    assert_eq!(emaki.run(&["import", "--atomic", "cut.jsonl.gz"]).code, Some(1));
    assert_eq!(emaki.export(), empty);
    emaki.write("whole.jsonl", text);
    assert_eq!(emaki.run(&["import", "--atomic", "whole.jsonl"]).code, Some(0));
    assert_ne!(emaki.export(), empty);
}

#[test]
fn files_that_cannot_be_imported() {
    let emaki = Emaki::new();
    emaki.write("poem.txt", "shallow water\nthe lantern leans toward it\n");
    emaki.write("broken.jsonl.gz", b"\x1f\x8b\x08\x00broken");
    emaki.write("broken.jsonl.zst", b"\x28\xb5\x2f\xfdbroken");
    emaki.write("empty.jsonl", "");
    let cases: [(&str, &[&str]); 7] = [
        ("no such file", &["import", "missing.jsonl"]),
        ("unknown format", &["import", "poem.txt"]),
        ("no such format", &["import", "--format", "poems", "poem.txt"]),
        ("broken gzip", &["import", "broken.jsonl.gz"]),
        ("broken zstd", &["import", "broken.jsonl.zst"]),
        ("empty", &["import", "empty.jsonl"]),
        ("nobody there", &["import", "http://127.0.0.1:9/works.jsonl"]),
    ];
    let mut pages = Vec::new();
    for (what, arguments) in cases {
        let ran = emaki.run(arguments);
        assert_ne!(ran.code, Some(0), "{what}: {ran}");
        pages.push(format!("# {what}: emaki {}\n{ran}\n", arguments.join(" ")));
        let envelope = emaki.run(&[&["--json"], arguments].concat());
        let envelope: serde_json::Value =
            serde_json::from_str(envelope.stderr.lines().last().unwrap_or_default()).expect("the envelope");
        pages.push(format!("as JSON: {}\n\n", envelope["error_code"]));
    }
    insta::assert_snapshot!(pages.concat());
}

#[test]
fn the_starter_catalog_on_demand() {
    let emaki = Emaki::new();
    let ran = emaki.run(&["--quiet", "import", "--starter"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    assert!(emaki.json(&["search"])["total"].as_u64() >= Some(100), "the starter catalog is of some size");
    let again = emaki.run(&["--quiet", "import", "--starter"]);
    assert_eq!(again.code, Some(0), "{again}");
    let both = emaki.run(&["import", "--starter", "x.jsonl"]);
    assert_eq!(both.code, Some(2), "{both}");
}

#[test]
fn quiet_means_results_only() {
    let emaki = Emaki::new();
    fixtures::write(&emaki);
    let ran = emaki.run(&["--quiet", "import", "offline-db.jsonl"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran}");
    assert_eq!(ran.stdout.lines().count(), 1, "{ran}");
}

#[test]
fn a_reader_that_leaves_does_not_stop_an_import() {
    let emaki = Emaki::new();
    fixtures::write(&emaki);
    let mut command = emaki.command(&["import", "offline-db.jsonl", "manga.csv"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the binary starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("the binary ends").code(), Some(0));
    assert_eq!(emaki.json(&["db", "imports"]).as_array().map(Vec::len), Some(2));
}
