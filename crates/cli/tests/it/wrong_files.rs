//! Files handed to the wrong command, or damaged: what is told of them is true, and leads on.

use std::io::Write as _;

use rust_xlsxwriter::Workbook;

use crate::{
    emaki::{Emaki, Ran},
    fixtures,
};

/// Runs a command that is to fail, and gives what it told.
fn told(emaki: &Emaki, arguments: &[&str]) -> String {
    let Ran { code, stdout, stderr } = emaki.run(arguments);
    assert!(matches!(code, Some(1 | 2)) && stdout.is_empty(), "{arguments:?}: {code:?} {stdout} {stderr}");
    stderr
}

#[test]
fn a_file_of_another_kind_is_told_what_it_is() {
    let emaki = Emaki::new();
    let mut book = Workbook::new();
    book.add_worksheet().write_string(0, 0, "name").expect("it fits");
    book.save(emaki.path("numbers.xlsx")).expect("it can be written");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(b"source_type,source_id,name\nmal,1,Wren\n").expect("memory");
    emaki.write("rows.csv.gz", packed.finish().expect("memory"));
    emaki.write("random.xlsx", [7, 200, b'"', b'x', b'"', 3, 0, 1, b'\n', 9]);
    emaki.write("half.xlsx", "a \"quoted\" word\n");

    let numbers = told(&emaki, &["registry", "import", "numbers.xlsx"]);
    assert!(
        numbers.contains("it is a workbook") && numbers.contains("save the sheet as `CSV UTF-8`"),
        "{numbers}"
    );
    let packed = told(&emaki, &["curate", "import", "rows.csv.gz", "--by", "ann"]);
    assert!(packed.contains("it is packed with gzip; unpack it first"), "{packed}");
    for name in ["random.xlsx", "half.xlsx"] {
        let random = told(&emaki, &["curate", "import", name, "--by", "ann"]);
        assert!(random.contains("it is named as a workbook, and is none that can be read"), "{random}");
    }
}

#[test]
fn a_template_is_sent_to_the_command_that_reads_it() {
    let emaki = Emaki::new();
    for kind in ["series", "characters"] {
        let template = emaki.run(&["template", kind, "--game", "genshin"]).stdout;
        emaki.write("template.csv", template);
        for command in [&["curate", "import", "template.csv", "--by", "ann"][..], &["import", "template.csv"]]
        {
            let told = told(&emaki, command);
            assert!(told.contains("`emaki template`") && told.contains("`emaki collect`"), "{told}");
        }
    }
}

#[test]
fn a_title_above_the_header_is_one_fault() {
    let emaki = Emaki::new();
    for sheet in ["Characters", "Sheet1"] {
        let mut book = Workbook::new();
        let out = book.add_worksheet();
        out.set_name(sheet).expect("a name");
        out.write_string(0, 0, "Characters of the autumn").expect("it fits");
        for row in 1..1_500 {
            for col in 0..9 {
                out.write_string(row, col, format!("{row}/{col}")).expect("it fits");
            }
        }
        book.save(emaki.path("titled.xlsx")).expect("it can be written");
        let told = told(&emaki, &["curate", "import", "titled.xlsx", "--by", "ann"]);
        assert!(told.contains("row 1, `Characters of the autumn`: row 2 has more cells"), "{told}");
        assert!(told.contains("delete the rows above the one that names the columns"), "{told}");
        assert!(told.lines().count() < 5, "{told}");
    }
}

#[test]
fn stats_of_nobody_are_not_offered() {
    let emaki = Emaki::new();
    emaki.write(
        "characters.csv",
        "source_type,source_id,name,series,genre,rarity\nmal,7,Wren,Night Ferry,Anime,2\n",
    );
    let ran = emaki.run(&["curate", "import", "characters.csv", "--by", "ann"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    let known = told(&emaki, &["stats", "show", "mal:7"]);
    assert!(known.contains("has no stats") && known.contains("stats generate"), "{known}");
    let unknown = told(&emaki, &["stats", "show", "mal:0"]);
    assert!(unknown.contains("there is no character `mal:0`") && !unknown.contains("generate"), "{unknown}");
}

/// `/dev/full` takes nothing, as a full disk does.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_the_file() {
    let emaki = Emaki::new();
    emaki.write("many.jsonl", fixtures::many_works(600));
    let ran = emaki.run(&["--quiet", "import", "many.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    std::os::unix::fs::symlink("/dev/full", emaki.path("keepers.partial")).expect("our folder");
    let told = told(&emaki, &["--json", "db", "backup", "keepers.backup"]);
    let envelope: serde_json::Value = serde_json::from_str(&told).expect("an envelope");
    assert_eq!(envelope["error_code"], "disk_full", "{told}");
    assert!(envelope["message"].as_str().is_some_and(|told| told.contains("`keepers.backup`")), "{told}");
    let causes = envelope["details"]["causes"].as_array().expect("causes");
    assert!(
        causes.iter().any(|cause| cause.as_str().is_some_and(|cause| cause.contains("No space left"))),
        "{told}"
    );
    assert!(!emaki.path("keepers.backup").exists());
}

#[test]
fn a_cause_stands_in_the_envelope() {
    let emaki = Emaki::new();
    let told = told(&emaki, &["--json", "curate", "import", "absent.csv", "--by", "ann"]);
    let envelope: serde_json::Value = serde_json::from_str(&told).expect("an envelope");
    let cause = envelope["details"]["causes"][0].as_str().unwrap_or_default();
    assert!(cause.contains("No such file"), "{told}");
}
