//! Two people's files from one base, and files whose base is gone.

use curation::{BaseState, File, Missing, Options, Take};
use keeping::forms::Form;

use crate::bed::{Bed, at, cell, edited, told};

#[tokio::test]
async fn two_files_of_one_base_merge_cell_by_cell() {
    let bed = Bed::new().await;
    let base = bed.export().await.bytes;
    let ann = edited(&base, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "rarity") = Some("2".to_owned());
            *cell(cells, "101", "name") = Some("Toma Kuroda".to_owned());
            *cell(cells, "c64", "rarity") = Some("3".to_owned());
        }
    });
    let bo = edited(&base, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "rarity") = Some("3".to_owned());
            *cell(cells, "101", "image_url") = Some("https://h.example/t.png".to_owned());
            *cell(cells, "c64", "rarity") = Some("3".to_owned());
        }
    });
    bed.import(&ann).await;
    let plan = bed.import(&bo).await;
    assert_eq!(
        told(&plan),
        "set character mal:101 image_url: - -> https://h.example/t.png\n\
         conflict character mal:101 rarity: base 1, ours 2 by ann, theirs 3"
    );
    assert_eq!((plan.counts.agreed, plan.is_whole()), (1, false));
    assert_eq!(bed.value(Form::Character, "mal:101", "rarity").await, "2");
    assert_eq!(bed.value(Form::Character, "mal:101", "name").await, "Toma Kuroda");
    let ours = Options { take: Some(Take::Ours), ..Options::default() };
    assert_eq!(told(&bed.diff(&bo, &ours).await), "");
    let theirs = Options { take: Some(Take::Theirs), ..Options::default() };
    let plan = bed.try_import(&bo, &theirs).await.expect("an import");
    assert_eq!(told(&plan), "set character mal:101 rarity: 2 -> 3");
}

#[tokio::test]
async fn a_row_left_out_by_one_and_edited_by_another_asks() {
    let bed = Bed::new().await;
    let base = bed.export().await.bytes;
    let edit = edited(&base, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "rarity") = Some("2".to_owned());
        }
    });
    let gone = edited(&base, |name, cells| {
        if name == "Characters" {
            cells.retain(|row| row[1].as_deref() != Some("101"));
        }
    });
    bed.import(&edit).await;
    let plan = bed.import(&gone).await;
    assert_eq!(
        told(&plan),
        "conflict character mal:101 excluded: base -, ours kept, and changed since by nobody, \
         theirs removed in sheet.xlsx by ann"
    );
    let theirs = Options { take: Some(Take::Theirs), reason: Some("twice".to_owned()), ..Options::default() };
    bed.try_import(&gone, &theirs).await.expect("an import");
    assert_eq!(bed.entry(Form::Character, "mal:101").await.excluded.as_deref(), Some("twice"));
}

#[tokio::test]
async fn a_new_automatic_value_is_no_edit_and_outlives_none() {
    let bed = Bed::new().await;
    let base = bed.export().await.bytes;
    bed.collect(Form::Character, "mal,101,Toma,Lantern Harbor,007,Anime,2,,,900\n").await;
    let plan = bed.import(&base).await;
    assert_eq!(told(&plan), "", "the file did not touch it");
    let edit = edited(&base, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "favorites") = Some("5".to_owned());
        }
    });
    assert_eq!(
        told(&bed.import(&edit).await),
        "conflict character mal:101 favorites: base 4, ours 900 by nobody, theirs 5"
    );
}

#[tokio::test]
async fn without_its_base_a_file_merges_by_rows() {
    let bed = Bed::new().await;
    let exported = bed.export().await;
    let edit = edited(&exported.bytes, |name, cells| {
        if name == "Characters" {
            *cell(cells, "101", "rarity") = Some("2".to_owned());
            *cell(cells, "c64", "rarity") = Some("3".to_owned());
        }
    });
    // The base goes with the fiftieth export after it.
    for second in 100..150 {
        let forms = [Form::Series];
        curation::export_workbook(&bed.store, "main", &bed.rules, &forms, at(second))
            .await
            .expect("a workbook");
    }
    assert!(bed.store.curation_base(&exported.base).await.expect("a look").is_none());
    let hand = curation::Hand { registry: "main", author: "bo", origin: "test", at: at(200) };
    let name = Some("Ciel of the Orchard");
    let ciel = crate::bed::couple("vndb:c64");
    curation::set(&bed.store, &bed.rules, hand, Form::Character, &ciel, "name", name, None)
        .await
        .expect("set");
    let plan = bed.import(&edit).await;
    assert_eq!(plan.base_state, BaseState::Lost);
    assert_eq!(
        told(&plan),
        "set character mal:101 rarity: 1 -> 2\n\
         conflict character vndb:c64 name: base -, ours Ciel of the Orchard by bo, theirs Ciel\n\
         conflict character vndb:c64 rarity: base -, ours 5 by nobody, theirs 3"
    );
}

#[tokio::test]
async fn a_file_of_other_hands_is_compared_with_what_holds_now() {
    let bed = Bed::new().await;
    let csv = "source_type,source_id,name,series,rarity,comment\nmal,101.0,Toma,Lantern Harbor,3.0,x\n";
    let file = File { name: "old.csv", bytes: csv.as_bytes() };
    let options = Options::default();
    let plan = curation::diff(&bed.store, "main", &bed.rules, file, &options).await.expect("a plan");
    assert_eq!(told(&plan), "set character mal:101 rarity: 1 -> 3");
    assert_eq!(plan.base_state, BaseState::None);
    let warnings = plan.warnings.join("\n");
    for wanted in
        ["compared with what holds now", "`comment` is unknown", "4 of 5 rows of characters are not in it"]
    {
        assert!(warnings.contains(wanted), "{wanted} in {warnings}");
    }
    let exclude = Options { missing: Missing::Exclude, ..Options::default() };
    let plan = curation::diff(&bed.store, "main", &bed.rules, file, &exclude).await.expect("a plan");
    assert_eq!(plan.counts.excluded, 4);
}

#[tokio::test]
async fn rows_cut_off_are_not_taken_as_removed() {
    let bed = Bed::empty().await;
    let line = |id: usize| format!("mal,{id},Sailor {id},Lantern Harbor,7,Anime,1,,,1");
    let lines: Vec<String> = (1..=20).map(line).collect();
    bed.collect(Form::Character, &lines.join("\n")).await;
    let cut = edited(&bed.export().await.bytes, |name, cells| {
        if name == "Characters" {
            cells.truncate(9);
        }
    });
    let plan = bed.import(&cut).await;
    assert!(plan.changes.is_empty() && plan.faults[0].problem.contains("12 of 20 rows"), "{plan:?}");
    let exclude = Options { missing: Missing::Exclude, ..Options::default() };
    assert_eq!(bed.try_import(&cut, &exclude).await.expect("an import").counts.excluded, 12);
}
