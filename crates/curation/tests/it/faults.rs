//! What is wrong with a file is told by row, column, value and fix, and the rest goes on.

use curation::{File, Options};
use keeping::{KeepingError, forms::Form};

use crate::bed::{Bed, at, cell, edited, told};

#[tokio::test]
async fn faulty_cells_are_told_of_and_the_rest_goes_on() {
    let bed = Bed::new().await;
    let bytes = edited(&bed.export().await.bytes, |name, cells| match name {
        "Characters" => {
            *cell(cells, "100", "rarity") = Some("4".to_owned());
            *cell(cells, "101", "rarity") = Some("3".to_owned());
            *cell(cells, "101", "name") = None;
            *cell(cells, "102", "status") = Some("perhaps".to_owned());
            *cell(cells, "c64", "image_url") = Some("a picture".to_owned());
            cells.push(vec![Some("mal".to_owned()), Some("901".to_owned()), Some("Nameless".to_owned())]);
            cells.push(vec![Some("mal".to_owned()), None, Some("No Id".to_owned())]);
            cells.push(vec![Some("mal".to_owned()), Some("101".to_owned()), Some("Toma".to_owned())]);
        }
        "Series" => {
            *cell(cells, "007", "media_type") = Some("film".to_owned());
            *cell(cells, "007", "creator") = Some("Inkwell".to_owned());
        }
        _ => {}
    });
    let plan = bed.import(&bytes).await;
    let wanted = "\
set character mal:101 rarity: 1 -> 3
fault sheet.xlsx [Characters], row 4, column status, `perhaps`: it is no word for that; write `leave out` or `bring back`, or leave it empty
fault sheet.xlsx [Characters], row 8, column source_id: the row has none; fill it in";
    let mut lines: Vec<String> = told(&plan).lines().map(str::to_owned).collect();
    for line in wanted.lines() {
        let at = lines.iter().position(|told| told == line).unwrap_or_else(|| panic!("{line} in {lines:#?}"));
        lines.remove(at);
    }
    let rest = [
        "fault sheet.xlsx [Series], row 2, column creator, `Inkwell`: it is no JSON",
        "fault sheet.xlsx [Series], row 2, column media_type, `film`: it is none of the words allowed; write anime, manga",
        "fault sheet.xlsx [Characters], row 2, column rarity, `4`: it is out of range; write a whole number, 1 to 3",
        "fault sheet.xlsx [Characters], row 3, column name: a row cannot be without it; fill it in",
        "fault sheet.xlsx [Characters], row 6, column image_url, `a picture`: it is no address",
        "fault sheet.xlsx [Characters], row 7, column series: a row cannot be without it",
        "fault sheet.xlsx [Characters], row 7, column genre: a row cannot be without it",
        "fault sheet.xlsx [Characters], row 7, column rarity: a row cannot be without it",
        "fault sheet.xlsx [Characters], row 9, column source_id, `101`: character mal:101 stands in row 3 already",
    ];
    for begin in rest {
        let at = lines.iter().position(|told| told.starts_with(begin));
        lines.remove(at.unwrap_or_else(|| panic!("{begin} in {lines:#?}")));
    }
    assert_eq!(lines, [""; 0]);
    let strict = Options { strict: true, ..Options::default() };
    let Err(KeepingError::Faulty { faults, .. }) = bed.try_import(&bytes, &strict).await else {
        panic!("a strict import refuses")
    };
    assert_eq!(faults.len(), 11);
}

#[tokio::test]
async fn rows_sorted_apart_from_their_ids_are_refused() {
    let bed = Bed::new().await;
    let bytes = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            let (first, second) = (cells[1][1].clone(), cells[2][1].clone());
            cells[1][1] = second;
            cells[2][1] = first;
        }
    });
    let plan = bed.import(&bytes).await;
    assert!(plan.changes.is_empty(), "{plan:?}");
    assert_eq!(plan.faults.len(), 2);
    assert!(plan.faults[0].problem.ends_with("has the number 2"), "{:?}", plan.faults);
    // An id typed over: the row is no new one, and the old one is not removed unasked.
    let bytes = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "source_id") = Some("999".to_owned());
        }
    });
    let plan = bed.import(&bytes).await;
    assert!(plan.faults[0].problem.contains("mal:999 has no number"), "{plan:?}");
}

#[tokio::test]
async fn files_that_are_no_tables_are_refused() {
    let bed = Bed::new().await;
    let lost = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            cells.remove(0);
        }
    });
    let cases: [(&[u8], &str); 6] = [
        (b"a,b\n1,2\n", "no table of series or characters"),
        (b"source_id,series,rarity\n1,x,2\n", "the column `source_type` is missing"),
        (b"source_type,source_id,rarity,Rarity\nmal,1,2,3\n", "two columns are named"),
        (b"source_type,source_id,rarity\nmal,1\n", "it has 2 cells where the header has 3"),
        (b"PK\x03\x04 nothing", "workbook"),
        (b"", "it is empty"),
    ];
    for (bytes, wanted) in cases {
        let error = bed.try_import(bytes, &Options::default()).await.expect_err("no table");
        assert!(error.to_string().contains(wanted), "{error}");
    }
    let plan = bed.import(&lost).await;
    assert!(plan.changes.is_empty() && plan.warnings[0].contains("[Characters]"), "{plan:?}");
}

#[tokio::test]
async fn a_file_of_another_registry_is_refused() {
    let bed = Bed::new().await;
    let bytes = bed.export().await.bytes;
    let file = File { name: "sheet.xlsx", bytes: &bytes };
    let options = Options::default();
    let error = curation::import(&bed.store, "other", &bed.rules, file, &options, "ann", at(20))
        .await
        .expect_err("another registry");
    assert!(error.to_string().contains("`--registry main`"), "{error}");
    let error = curation::import(&bed.store, "main", &bed.rules, file, &options, " ", at(20))
        .await
        .expect_err("no author");
    assert!(matches!(error, KeepingError::Parameter { name: "by", .. }), "{error}");
    assert_eq!(bed.value(Form::Character, "mal:101", "rarity").await, "1");
}
