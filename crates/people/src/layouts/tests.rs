//! Files of all four layouts, with what spoiled them.

use proptest::prelude::*;

use super::*;
use crate::PersonKey;

fn record(cells: &[(&str, &str)]) -> Vec<String> {
    COLUMNS
        .iter()
        .map(|name| {
            cells
                .iter()
                .find(|(column, _)| column == name)
                .map_or(String::new(), |(_, text)| (*text).to_owned())
        })
        .collect()
}

#[test]
fn the_layouts_have_their_widths_and_are_told_apart() {
    for (layout, width) in Layout::ALL.into_iter().zip([7, 18, 19, 21]) {
        let header: Vec<String> = layout.columns().into_iter().map(str::to_owned).collect();
        assert_eq!(header.len(), width);
        assert_eq!(Layout::of(&header), Some(layout));
        let cells: Vec<String> = (0..width).map(|at| at.to_string()).collect();
        assert_eq!(layout.narrowed(&layout.widened(&cells)), cells);
    }
    assert_eq!(Layout::of(&["row_id".to_owned()]), None);
}

#[test]
fn sixteen_copies_are_one_person_and_a_shared_id_is_two() {
    let ada = |status: &str| {
        record(&[
            ("row_id", "7"),
            ("name", "Ada Lantern"),
            ("email", "a@example.org"),
            ("youtube_status", status),
        ])
    };
    let mut records: Vec<_> = (0..15).map(|_| ada("")).collect();
    records.insert(4, ada("completed"));
    records.push(record(&[("row_id", "7"), ("name", "Ben Harbor")]));
    records.push(record(&[("row_id", ""), ("name", "Cy Mill")]));
    let places = place(Layout::TwentyOne, &records, &[]);
    let key = |text: &str| text.parse::<PersonKey>().expect("a sound key");
    assert_eq!(places[4], Place::Of(key("7")));
    assert_eq!(places[0], Place::CopyOf(4));
    assert_eq!(places[16], Place::Of(key("7#2")));
    assert_eq!(places[17], Place::Nowhere("it has no id"));
    let file = CsvFile { records: records.clone(), ..CsvFile::empty() };
    let said = survey(&file, &records, &places);
    assert_eq!((said.people, said.copies, said.most_copies, said.unplaced.len()), (2, 15, 16, 1));
}

#[test]
fn a_record_without_id_is_whoever_says_the_same() {
    let known = |key: &str, name: &str| Known {
        key: key.parse().expect("a sound key"),
        says: [name.to_owned(), String::new(), String::new()],
    };
    let known = [known("1", "Ada"), known("2", "Ben"), known("3", "Ben")];
    let records: Vec<_> =
        ["Ada", "Ben", "Cy"].iter().map(|name| record(&[("name", name), ("email", "'-")])).collect();
    let places = place(Layout::Seven, &records, &known);
    assert_eq!(places[0], Place::Of("1".parse().expect("a sound key")));
    assert!(matches!(places[1], Place::Nowhere(why) if why.starts_with("several")));
    assert!(matches!(places[2], Place::Nowhere(why) if why.starts_with("nobody")));
}

#[test]
fn copies_are_told_also_where_nobody_could_be_placed() {
    let records: Vec<_> = (0..32)
        .map(|at| {
            record(&[("name", ["Ada", "Ben"][at % 2]), ("google_drive", if at > 20 { "-" } else { "" })])
        })
        .collect();
    let places = place(Layout::Seven, &records, &[]);
    let file = CsvFile { layout: Layout::Seven, records: records.clone(), ..CsvFile::empty() };
    let said = survey(&file, &records, &places);
    assert_eq!((said.people, said.unplaced.len(), said.unplaced_people, said.most_copies), (0, 32, 2, 16));
}

#[test]
fn a_survey_finds_what_was_spoiled() {
    let records = vec![
        record(&[
            ("row_id", "1"),
            ("name", "Ada"),
            ("email", "-"),
            ("link", "'-"),
            ("download_errors", "<!DOCTYPE html><html><head>"),
            ("file_uuids", r#"{"YouTube: x": "u1", "Drive file: y": "u2"}"#),
            ("s3_paths", r#"{"u1": "files/u1.mp4", "u3": "files/u3.bin"}"#),
        ]),
        record(&[("row_id", "2"), ("name", "Ben"), ("file_uuids", "{broken")]),
    ];
    let places = place(Layout::TwentyOne, &records, &[]);
    let file = CsvFile { records: records.clone(), ..CsvFile::empty() };
    let said = survey(&file, &records, &places);
    assert_eq!(
        said.dashes.into_iter().collect::<Vec<_>>(),
        [("email".to_owned(), 1), ("link".to_owned(), 1)]
    );
    assert_eq!(said.pages, [(1, "download_errors".to_owned())]);
    assert_eq!(said.broken_json, [(2, "file_uuids".to_owned())]);
    assert_eq!((said.without_path, said.without_description), (vec!["u2".to_owned()], vec!["u3".to_owned()]));
}

#[test]
fn other_files_are_refused_in_words() {
    assert!(matches!(CsvFile::parse(b"a,b\n1,2\n"), Err(CsvFault::Header { columns: 2, .. })));
    assert!(matches!(CsvFile::parse(b"\xff"), Err(CsvFault::Encoding(0))));
    let mut ragged = CsvFile::empty().render();
    ragged.extend_from_slice(b"1,2\n");
    assert!(matches!(CsvFile::parse(&ragged), Err(CsvFault::Ragged { line: 2, found: 2, expected: 21 })));
}

proptest! {
    #[test]
    fn what_is_written_is_read(cells in prop::collection::vec("(?s)[a,\"'\n é<-]{0,6}", 21), bom: bool, crlf: bool) {
        let file = CsvFile { bom, crlf, records: vec![cells], ..CsvFile::empty() };
        let bytes = file.render();
        prop_assert_eq!(&CsvFile::parse(&bytes), &Ok(file.clone()));
        prop_assert_eq!(CsvFile::parse(&bytes).map(|read| read.render()), Ok(bytes));
    }

    #[test]
    fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = CsvFile::parse(&bytes);
    }
}
