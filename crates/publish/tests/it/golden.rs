//! The old pipeline's files come out byte for byte under its own rules, and differ under ours by named
//! rules only.

use std::collections::{BTreeMap, HashMap};

use keeping::{
    Entry, Keeping,
    forms::Form,
    rules::{self, Profile, Rules},
};
use publish::{
    check::{Checked, look},
    files::{File, contents_of},
    finish::{by_part, differences, finish},
};

use crate::real;

fn checked(
    keeping: Keeping,
    stats: HashMap<keeping::forms::Couple, stats::Stats>,
    profile: Profile,
) -> Checked {
    let finished = finish(&keeping, &stats, profile);
    let report = look(&keeping, &stats, &finished, &Rules::default().with(profile));
    Checked { keeping, stats, finished, report }
}

/// Fails with the first line that differs, which says more than two files do.
fn assert_same(file: &str, made: &[u8], wanted: &[u8]) {
    if made == wanted {
        return;
    }
    let (made, wanted) = (String::from_utf8_lossy(made), String::from_utf8_lossy(wanted));
    let differs = made.lines().zip(wanted.lines()).enumerate().find(|(_, (made, wanted))| made != wanted);
    match differs {
        Some((at, (made, wanted))) => panic!("{file}, line {}\nmade:   {made}\nwanted: {wanted}", at + 1),
        None => panic!("{file}: {} lines in place of {}", made.lines().count(), wanted.lines().count()),
    }
}

#[test]
fn the_old_final_files_come_out_byte_for_byte() {
    let Some(folder) = real::folder(3) else { return };
    let checked = checked(real::keeping(&folder, Profile::Legacy), real::stats(&folder), Profile::Legacy);
    let files = [
        (File::SeriesFinal, "final/series_final.csv.gz"),
        (File::CharactersFinal, "final/characters_final.csv.gz"),
        (File::CharactersWithStats, "final/characters_with_stats.csv.gz"),
    ];
    for (file, name) in files {
        let made = contents_of(file, &checked, Profile::Legacy, &[]);
        assert_same(name, &made, &real::bytes(&folder, name));
    }
}

#[test]
fn the_old_workbooks_come_out_cell_by_cell() {
    let Some(folder) = real::folder(2) else { return };
    let checked = checked(real::keeping(&folder, Profile::Legacy), real::stats(&folder), Profile::Legacy);
    let files = [
        (File::SeriesCleaned, "final/series_cleaned.xlsx"),
        (File::CharactersCleaned, "final/characters_cleaned.xlsx"),
    ];
    for (file, name) in files {
        let bytes = contents_of(file, &checked, Profile::Legacy, &[]);
        let mut book = sheets::workbook::Workbook::open(&bytes).expect("a workbook");
        let made = book.sheet("Sheet1").expect("its sheet").table;
        let wanted = real::table(&folder, name);
        assert_eq!(made.header, wanted.header);
        assert_eq!(made.rows.len(), wanted.rows.len());
        for (made, wanted) in made.rows.iter().zip(&wanted.rows) {
            assert_eq!(made.cells, wanted.cells, "{name}, row {}", wanted.number);
        }
    }
}

#[test]
fn the_old_processed_files_come_out_byte_for_byte() {
    let Some(folder) = real::folder(4) else { return };
    let entries = |form, names: [&str; 2]| -> Vec<Entry> {
        let rows = names.map(|name| real::rows(&real::table(&folder, name), form, Profile::Legacy));
        rows.into_iter()
            .flatten()
            .enumerate()
            .map(|(place, row)| Entry {
                auto: Some(row.clone()),
                row,
                unique_id: None,
                excluded: None,
                series: None,
                place,
                merged: false,
            })
            .collect()
    };
    let names = [
        ["intermediate/series_processed.csv.gz", "intermediate/series_recrawl.csv"],
        ["intermediate/characters_processed.csv.gz", "intermediate/characters_recrawl.csv"],
    ];
    let keeping =
        Keeping { series: entries(Form::Series, names[0]), characters: entries(Form::Character, names[1]) };
    let checked = checked(keeping, HashMap::new(), Profile::Legacy);
    let files =
        [File::SeriesProcessed, File::SeriesRecrawl, File::CharactersProcessed, File::CharactersRecrawl];
    for (file, name) in files.into_iter().zip(names.concat()) {
        let made = contents_of(file, &checked, Profile::Legacy, &["ss".to_owned()]);
        assert_same(name, &made, &real::bytes(&folder, name));
    }
}

#[test]
fn our_final_rows_differ_by_named_rules_only() {
    let Some(folder) = real::folder(1) else { return };
    let stats = real::stats(&folder);
    let legacy = finish(&real::keeping(&folder, Profile::Legacy), &stats, Profile::Legacy);
    let default = finish(&real::keeping(&folder, Profile::Default), &stats, Profile::Default);
    assert_eq!((legacy.left_out.len(), default.left_out.len()), (0, 0), "{:?}", default.left_out);
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for difference in differences(&legacy, &default) {
        assert!(rules::RULES.iter().any(|rule| rule.id == difference.rule), "{difference:?}");
        *counts.entry((difference.rule, difference.column)).or_default() += 1;
    }
    assert_eq!(counts.remove(&("text.nan", "english_name")), Some(21));
    assert_eq!(counts.remove(&("text.x000d", "synopsis")), Some(184));
    assert_eq!(counts.remove(&("gifts.whole_word", "favorite_gifts")), Some(387));
    assert_eq!(counts, BTreeMap::new());
}

#[test]
fn the_old_rules_explain_the_old_values() {
    let Some(folder) = real::folder(3) else { return };
    let collected = real::table(&folder, "intermediate/characters_processed.csv.gz");
    let rows = real::rows(&collected, Form::Character, Profile::Legacy);
    let mut checked = 0;
    for row in rows.iter().filter(|row| row.couple.source_type.starts_with("mal")) {
        let favorites = rules::whole(row.get("favorites").expect("it has some")).expect("a number");
        assert_eq!(row.get("rarity"), Some(&*rules::by_favorites(favorites).to_string()), "{}", row.couple);
        checked += 1;
    }
    assert_eq!(checked, 3540);
    let defaults = Rules::default();
    for row in &rows {
        let medium = match &*row.couple.source_type {
            "mal_manga" => "manga",
            "vndb" => "visual_novel",
            _ => "anime",
        };
        // Three rows of unknown series were labeled by hand.
        if row.get("series_source_id") != Some("0") {
            let label = rules::genre_label(medium, &row.couple.source_type, "", &defaults);
            assert_eq!(row.get("genre"), Some(label), "{}", row.couple);
            let suffix = rules::suffix(medium, &row.couple.source_type, &defaults);
            let name = row.get("name").expect("it has one");
            assert!(suffix.is_none_or(|suffix| rules::suffixed(name, suffix).is_none()), "{name}");
        }
    }
    let finals = real::table(&folder, "final/characters_final.csv.gz");
    let [about, gifts] = ["about", "favorite_gifts"].map(|name| finals.position(name).expect("a column"));
    for row in &finals.rows {
        let liked = by_part(row.get(about).unwrap_or_default());
        assert_eq!(row.get(gifts), Some(&*rules::json::list(liked)), "row {}", row.number);
    }
    assert_eq!(finals.rows.len(), 2457);
}
