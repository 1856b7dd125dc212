//! What is written comes back letter by letter.

use sheets::workbook::{Builder, Cell, Column, Kind, Mark, Workbook};

const ROWS: [[Option<&str>; 4]; 5] = [
    [Some("007"), Some("Lantern Keeper"), Some("12"), Some("line one_x000D_\nline two")],
    [Some("12345678901234567890"), Some("1/2"), Some("7.5"), None],
    [Some("c64"), Some("=1+1"), Some("012"), Some("https://h.example/a b")],
    [Some("1e5"), Some(" padded "), Some("1000000000000000000"), Some("tab\there")],
    [Some("TRUE"), Some("é 日本 🎴"), None, Some("_x0041_ stays")],
];

pub fn workbook() -> Vec<u8> {
    let columns = [
        Column { name: "id", locked: true, width: 12.0, note: "Never edit it.", ..Column::default() },
        Column { name: "name", ..Column::default() },
        Column { name: "count", kind: Kind::Number, ..Column::default() },
        Column { name: "about", choices: vec!["a".into(), "b".into()], ..Column::default() },
    ];
    let mut book = Builder::new(1_700_000_000).expect("a plain time");
    let rows = ROWS.map(|row| row.map(|text| Cell { text, mark: Mark::Changed }));
    book.table("Rows", &columns, rows).expect("a plain table");
    book.notes("Notes", &[10.0, 50.0], [vec!["column", "meaning"], vec!["id", "what it is"]]).expect("plain");
    book.hidden("carried", [vec!["key", "value"], vec!["base", "007"]]).expect("plain");
    book.finish().expect("memory takes it")
}

#[test]
fn every_cell_comes_back() {
    let bytes = workbook();
    let mut book = Workbook::open(&bytes).expect("what is written can be read");
    assert_eq!(book.names(), ["Rows", "Notes", "carried"]);
    assert_eq!(book.visible(), ["Rows", "Notes"]);
    let sheet = book.sheet("Rows").expect("it is there");
    assert_eq!(sheet.faults, []);
    assert_eq!(sheet.table.header, ["id", "name", "count", "about"]);
    let back: Vec<Vec<Option<&str>>> =
        sheet.table.rows.iter().map(|row| row.cells.iter().map(Option::as_deref).collect()).collect();
    assert_eq!(back, ROWS.map(|row| row.to_vec()));
    let numbers: Vec<u64> = sheet.table.rows.iter().map(|row| row.number).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6]);
    let carried = book.sheet("carried").expect("it is hidden, not gone");
    assert_eq!(carried.table.rows[0].get(1), Some("007"));
    assert!(book.sheet("gone").expect_err("there is none").to_string().contains("Rows, Notes, carried"));
}

#[test]
fn the_same_is_written_the_same() {
    assert_eq!(workbook(), workbook());
}
