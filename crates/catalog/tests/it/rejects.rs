//! Rows that are wrong by themselves are listed with place and reason; the rest goes on.

use crate::bed::{self, Bed, Engine, entry, on_each_engine};

on_each_engine!(lines_have_numbers, entries_have_offsets, table_rows_have_lines);

fn faulty() -> Vec<(&'static str, String)> {
    let with = |key: &str, value: serde_json::Value| {
        let mut entry = entry("Moonlit Depot", "mal:1");
        entry[key] = value;
        entry.to_string()
    };
    let surrogate = entry("X", "mal:1").to_string().replace("\"X\"", "\"\\ud800\"");
    vec![
        ("wrong_type", with("episodes", "twelve".into())),
        ("impossible_date", with("animeSeason", serde_json::json!({"season": "FALL", "year": 20310}))),
        ("unknown_host", with("sources", vec!["https://films.example/anime/1"].into())),
        ("too_long", with("title", "A".repeat(2_000_000).into())),
        ("control_characters", with("title", "Moon\u{7}lit".into())),
        ("unpaired_surrogate", surrogate),
        ("missing_field", with("sources", serde_json::Value::Null)),
    ]
}

async fn lines_have_numbers(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let mut text = bed::lines(&[entry("Paper Harbor", "mal:2")]).into_bytes();
    let mut expected = Vec::new();
    for (at, (reason, line)) in faulty().into_iter().enumerate() {
        text.extend(format!("{line}\n").bytes());
        expected.push((reason.to_owned(), at as u64 + 3));
    }
    for (reason, line) in
        [("bad_json", &b"{\"sources\":[}"[..]), ("bad_utf8", b"{\"title\":\"\xff\"}"), ("wrong_type", b"[]")]
    {
        expected.push((reason.to_owned(), expected.len() as u64 + 3));
        text.extend([line, b"\n"].concat());
    }
    text.extend([b"x".repeat(5 << 20), b"\n".to_vec()].concat());
    expected.push(("row_too_long".to_owned(), expected.len() as u64 + 3));
    text.extend(format!("{}\n", entry("Glass Orchard", "mal:3")).bytes());

    let report = bed.import(&bed.file("a.jsonl", text)).await;
    assert_eq!((report.works_new, report.rejected, report.rows), (2, 11, 13));
    let rejects = bed.store.rejects(Some(&report.file), 100).await.expect("rejects");
    let found: Vec<(String, u64)> = rejects.iter().map(|reject| (reject.code.clone(), reject.line)).collect();
    assert_eq!(found, expected);
    assert!(rejects.iter().all(|reject| reject.offset.is_none() && reject.message.len() < 400));
    assert!(report.to_string().ends_with("; 11 rows rejected"), "{report}");
}

async fn entries_have_offsets(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let mut parts = vec![entry("Paper Harbor", "mal:2").to_string()];
    parts.extend(faulty().into_iter().map(|(_, entry)| entry));
    parts.push("{\"sources\":[\"a\"}".to_owned());
    parts.push(entry("Glass Orchard", "mal:3").to_string());
    let text = format!("{{\"data\":[{}],\"license\":{{}}}}", parts.join(", \n"));
    let options = catalog::ImportOptions { format: Some("offline-db".to_owned()), ..bed.options() };
    let input = catalog::Input::File(bed.file("a.json", &text));
    let report = catalog::import(&bed.store, &input, &options, &|_| ()).await.expect("the import succeeds");
    assert_eq!((report.works_new, report.rejected), (2, 8));
    let rejects = bed.store.rejects(Some(&report.file), 100).await.expect("rejects");
    let expected: Vec<&str> = faulty().into_iter().map(|(reason, _)| reason).chain(["bad_json"]).collect();
    assert_eq!(rejects.iter().map(|reject| reject.code.as_str()).collect::<Vec<_>>(), expected);
    for (at, reject) in rejects.iter().enumerate() {
        let offset = usize::try_from(reject.offset.expect("documents have offsets")).expect("small");
        assert_eq!(reject.line, at as u64 + 2);
        assert!(text[offset..].starts_with(&parts[at + 1]), "entry {}", at + 2);
    }
}

async fn table_rows_have_lines(engine: Engine) {
    let Some(bed) = Bed::new(engine).await else { return };
    let table = "vndb_id,title,description\nv1,\"Moonlit\nDepot\",\nv2,Paper Harbor,\"two\nlines\"\nv3,\"Glass\nv4,Quiet Signal,\n\
                 v5,Fifth Bell\n5,Bell,\n";
    let report = bed.import(&bed.file("vn.csv", table)).await;
    assert_eq!((report.format, report.works_new), ("vn", 2), "{report:?}");
    let rejects = bed.store.rejects(None, 100).await.expect("rejects");
    let found: Vec<(u64, &str)> = rejects.iter().map(|reject| (reject.line, reject.code.as_str())).collect();
    // A name has one line; a stray quote costs its own row.
    assert_eq!(
        found,
        [(2, "control_characters"), (6, "bad_quoting"), (8, "wrong_columns"), (9, "bad_value")]
    );
}
