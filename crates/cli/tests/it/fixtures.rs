//! A small catalog of invented titles in the true wire formats.

use crate::emaki::Emaki;

/// The files, in an order in which every reference finds its target.
pub const FILES: [(&str, &str); 9] = [
    ("offline-db.jsonl", include_str!("fixtures/offline-db.jsonl")),
    ("synopses.jsonl", include_str!("fixtures/synopses.jsonl")),
    ("characters.csv", include_str!("fixtures/characters.csv")),
    ("relations.csv", include_str!("fixtures/relations.csv")),
    ("ratings.csv", include_str!("fixtures/ratings.csv")),
    ("manga.csv", include_str!("fixtures/manga.csv")),
    ("vn.csv", include_str!("fixtures/vn.csv")),
    ("games.csv", include_str!("fixtures/games.csv")),
    ("id-map.csv", include_str!("fixtures/id-map.csv")),
];

/// A file with three rows that are no good.
pub const DAMAGED: &str = include_str!("fixtures/damaged.jsonl");

/// Writes every file into the installation's folder.
pub fn write(emaki: &Emaki) -> Vec<&'static str> {
    FILES.map(|(name, content)| (name, emaki.write(name, content)).0).into()
}

/// An installation that holds the catalog.
pub fn imported() -> Emaki {
    let emaki = Emaki::new();
    let files = write(&emaki);
    let ran = emaki.run(&[&["--quiet", "import"], files.as_slice()].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    emaki
}

/// An offline-database file of `count` works, for what takes a while.
pub fn many_works(count: usize) -> String {
    let mut lines = FILES[0].1.lines();
    let mut text = lines.next().expect("the metadata line").to_owned() + "\n";
    let pattern = lines.next().expect("a work");
    for number in 0..count {
        let line = pattern
            .replace("90042", &(100_000 + number).to_string())
            .replace("7042", &(200_000 + number).to_string())
            .replace("Moonlit Depot", &format!("Depot Number {number}"))
            .replace("90043", &(100_000 + (number * 7 + 1) % count).to_string());
        text += &line;
        text.push('\n');
    }
    text
}
