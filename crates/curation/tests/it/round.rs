//! Out and back without an edit is no change, whatever program saved the file.

use curation::{BaseState, Options};
use keeping::forms::Form;
use sheets::workbook::Workbook;

use crate::bed::{BOTH, Bed, at, cell, edited, told};

#[tokio::test]
async fn without_an_edit_nothing_changes() {
    let bed = Bed::new().await;
    let exported = bed.export().await;
    assert_eq!(exported.rows, [(Form::Series, 2), (Form::Character, 5)]);
    for bytes in [exported.bytes.clone(), edited(&exported.bytes, |_, _| ())] {
        let plan = bed.import(&bytes).await;
        assert_eq!(told(&plan), "");
        assert_eq!((plan.rows, plan.base_state, plan.counts.agreed), (7, BaseState::Kept, 0));
        assert_eq!(plan.warnings, [""; 0]);
    }
    let (base, files) =
        curation::export_csv(&bed.store, "main", &bed.rules, &BOTH, at(11)).await.expect("files");
    assert_ne!(base, exported.base);
    for file in files {
        let plan = bed.import(&file.bytes).await;
        assert_eq!((told(&plan), plan.base_state), (String::new(), BaseState::Kept));
    }
}

#[tokio::test]
async fn the_workbook_is_made_for_people() {
    let bed = Bed::new().await;
    let bytes = bed.export().await.bytes;
    let mut book = Workbook::open(&bytes).expect("a workbook");
    assert_eq!(book.names(), ["Series", "Characters", "Notes", "emaki"]);
    assert_eq!(book.visible(), ["Series", "Characters", "Notes"]);
    let characters = book.sheet("Characters").expect("it is there").table;
    assert_eq!(
        characters.header.join(","),
        "source_type,source_id,name,series,series_source_id,genre,rarity,image_url,about,favorites,unique_id,status,note"
    );
    let notes = book.sheet("Notes").expect("it is there").table;
    let about: Vec<&str> = notes.rows.iter().filter_map(|row| row.get(1)).collect();
    for column in &characters.header {
        assert!(about.contains(&column.as_str()), "{column} is explained");
    }
    let carried = book.sheet("emaki").expect("it is there").table;
    assert_eq!(carried.rows.len(), 5 + 7);
}

#[tokio::test]
async fn edits_become_values_by_hand_once() {
    edits_become_values_by_hand(&Bed::new().await).await;
}

#[tokio::test]
async fn edits_become_values_by_hand_on_postgresql() {
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return };
    edits_become_values_by_hand(&Bed::on(&database.url()).await).await;
}

async fn edits_become_values_by_hand(bed: &Bed) {
    let exported = bed.export().await;
    let bytes = edited(&exported.bytes, |name, cells| match name {
        "Characters" => {
            *cell(cells, "101", "rarity") = Some("2".to_owned());
            *cell(cells, "c64", "rarity") = Some("3".to_owned());
            *cell(cells, "101", "about") = Some("Counts the boats.\nAnd the gulls.".to_owned());
            cells.retain(|row| row[1].as_deref() != Some("102"));
            let new = ["mal", "900", "Night Porter", "Lantern Harbor", "007", "Anime", "1"];
            cells.push(new.iter().map(|text| Some((*text).to_owned())).collect());
        }
        "Series" => {
            *cell(cells, "007", "score") = Some("8".to_owned());
            *cell(cells, "12", "english_name") = None;
        }
        _ => {}
    });
    let wanted = "\
set series mal:007 score: 7.5 -> 8
set series mal_manga:12 english_name: Orchard of Paper -> -
set character mal:101 rarity: 1 -> 2
set character mal:101 about: - -> Counts the boats.\nAnd the gulls.
set character vndb:c64 rarity: 5 -> 3
added character mal:900 name: - -> Night Porter
added character mal:900 series: - -> Lantern Harbor
added character mal:900 series_source_id: - -> 007
added character mal:900 genre: - -> Anime
added character mal:900 rarity: - -> 1
left out character mal:102 excluded: - -> removed in sheet.xlsx";
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&told(&bed.diff(&bytes, &Options::default()).await)), sorted(wanted));
    assert_eq!(bed.value(Form::Character, "mal:101", "rarity").await, "1", "a diff writes nothing");
    let plan = bed.import(&bytes).await;
    assert_eq!(sorted(&told(&plan)), sorted(&format!("{wanted} by ann")));
    assert_eq!(bed.value(Form::Character, "mal:101", "rarity").await, "2");
    assert_eq!(bed.value(Form::Character, "mal:900", "name").await, "Night Porter");
    let gull = bed.entry(Form::Character, "mal:102").await;
    assert_eq!(gull.excluded.as_deref(), Some("removed in sheet.xlsx by ann"));
    let again = bed.import(&bytes).await;
    assert_eq!((told(&again), again.counts.set), (String::new(), 0));
    let log = curation::history(&bed.store, "main", None, 100).await.expect("a log");
    assert_eq!(log.len(), 11);
    assert!(log.iter().all(|edit| edit.author == "ann" && edit.origin == format!("sheet {}", exported.base)));
}

#[tokio::test]
async fn a_row_left_out_comes_back() {
    let bed = Bed::new().await;
    let out = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            *cell(cells, "102", "status") = Some("Leave out".to_owned());
            *cell(cells, "102", "note") = Some("a bird".to_owned());
        }
    });
    bed.import(&out).await;
    assert_eq!(bed.entry(Form::Character, "mal:102").await.excluded.as_deref(), Some("a bird"));
    let exported = bed.export().await.bytes;
    assert_eq!(told(&bed.import(&exported).await), "");
    let mut book = Workbook::open(&exported).expect("a workbook");
    assert_eq!(book.visible(), ["Series", "Characters", "Characters left out", "Notes"]);
    assert_eq!(book.sheet("Characters left out").expect("it is there").table.rows.len(), 1);
    let back = edited(&exported, |name, cells| {
        if name == "Characters left out" {
            *cell(cells, "102", "status") = Some("bring back".to_owned());
        }
    });
    assert_eq!(told(&bed.import(&back).await), "brought back character mal:102 excluded: a bird -> -");
    assert_eq!(bed.entry(Form::Character, "mal:102").await.excluded, None);
    // A row copied back among the others counts, whatever the sheet of those left out says.
    bed.import(&out).await;
    let copied = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            let gull = ["mal", "102", "Old Gull", "Lantern Harbor", "007", "Anime", "1", "", "", "0"];
            cells.push(
                gull.iter().map(|text| Some((*text).to_owned()).filter(|text| !text.is_empty())).collect(),
            );
        }
    });
    assert_eq!(told(&bed.import(&copied).await), "brought back character mal:102 excluded: a bird -> -");
}

#[tokio::test]
async fn what_the_sources_say_takes_the_value_by_hand_back() {
    let bed = Bed::new().await;
    let rarity = |stars: &'static str| {
        move |name: &str, cells: &mut crate::bed::Cells| {
            if name == "Characters" {
                *cell(cells, "101", "rarity") = Some(stars.to_owned());
            }
        }
    };
    let first = bed.export().await.bytes;
    bed.import(&edited(&first, rarity("3"))).await;
    let second = bed.export().await.bytes;
    let plan = bed.import(&edited(&second, rarity("1"))).await;
    assert_eq!(told(&plan), "taken back character mal:101 rarity: 3 -> 1");
    assert!(bed.store.hand_values("main").await.expect("values").is_empty());
}

#[tokio::test]
async fn a_text_too_long_for_a_cell_is_cut_and_unharmed() {
    let bed = Bed::new().await;
    let long = "long ".repeat(9_000);
    bed.collect(Form::Character, &format!("mal,101,Toma,Lantern Harbor,007,Anime,1,,{long},4\n")).await;
    let exported = bed.export().await.bytes;
    assert_eq!(told(&bed.import(&exported).await), "");
    let touched = edited(&exported, |name, cells| {
        if name == "Characters" {
            let about = cell(cells, "101", "about");
            *about = about.take().map(|text| text.replacen("long", "LONG", 1));
        }
    });
    let plan = bed.import(&touched).await;
    assert!(plan.changes.is_empty() && plan.faults[0].problem.contains("longer than a cell"), "{plan:?}");
}
