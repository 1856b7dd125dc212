//! Sheets taken in, and what they point at.

use people::{
    desk::{self, PeopleError, map_lines},
    sheet::{SkipReason, of_csv},
};
use store::{AssetFilter, MapFilter, PersonFilter};
use testkit::people::{PEOPLE, people};

use crate::scene::{Scene, at, reading};

crate::on_both_engines! {
    a_sheet_is_taken_in_once,
    three_edited_rows_are_exactly_those,
    half_a_sheet_asks_first,
    whose_row_is_broken_is_not_gone,
    who_shares_an_id_with_a_broken_row_takes_no_key_of_it,
    links_become_assets_and_are_mapped_both_ways,
}

async fn a_sheet_is_taken_in_once(scene: Scene) {
    let sheet = people(1);
    let first =
        desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    assert_eq!((first.people, first.new.len()), (PEOPLE, PEOPLE));
    assert!(first.new.iter().any(|key| key.as_str() == "151#2"));
    // A blank row and the header above, two blank ones below it, and 25 without a name.
    let reasons = |wanted| first.skipped.iter().filter(|skipped| skipped.reason == wanted).count();
    assert_eq!(
        (reasons(SkipReason::Header), reasons(SkipReason::Blank), reasons(SkipReason::NoName)),
        (2, 2, 25)
    );
    let again =
        desk::import(&scene.store, reading(&sheet), "the sheet", false, at(2)).await.expect("the same sheet");
    assert_eq!((again.new.len(), again.edited.len(), again.moved, again.unchanged), (0, 0, 0, PEOPLE));
    // Every type is kept byte for byte.
    let rows = scene.store.people(&PersonFilter::default(), 1_000).await.expect("a list");
    let types: Vec<_> = rows.iter().map(|row| row.personality_type.clone().unwrap_or_default()).collect();
    assert_eq!(types, sheet.iter().map(|one| one.kind.clone()).collect::<Vec<_>>());
}

async fn three_edited_rows_are_exactly_those(scene: Scene) {
    let mut sheet = people(2);
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    sheet[10].email.insert_str(0, "new.");
    sheet[20].kind.push_str(" ?");
    sheet[30].name.push_str(" the Younger");
    // Two rows change places: that is no edit.
    sheet.swap(40, 41);
    let report = desk::import(&scene.store, reading(&sheet), "the sheet", false, at(2))
        .await
        .expect("an edited sheet");
    let edited: Vec<_> =
        report.edited.iter().map(|row| (row.key.row_id().to_owned(), row.fields.join(","))).collect();
    let id = |at: usize| sheet[at].row_id.to_string();
    let expected = [(id(10), "email".to_owned()), (id(20), "type".to_owned()), (id(30), "name".to_owned())];
    assert_eq!(edited, expected);
    assert_eq!((report.moved, report.gone.len(), report.unchanged), (2, 0, PEOPLE - 5));
    // The first of two rows with one id goes: the other one keeps its key.
    let first = sheet.iter().position(|one| one.row_id == 151).expect("151 is there");
    sheet.remove(first);
    let report = desk::import(&scene.store, reading(&sheet), "the sheet", false, at(3))
        .await
        .expect("a shorter sheet");
    assert_eq!(report.gone.iter().map(ToString::to_string).collect::<Vec<_>>(), ["151"]);
    assert!(report.edited.is_empty());
}

async fn half_a_sheet_asks_first(scene: Scene) {
    let sheet = people(3);
    desk::import(&scene.store, reading(&sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let half = &sheet[..255];
    let asked = desk::import(&scene.store, reading(half), "the sheet", false, at(2)).await;
    assert!(matches!(asked, Err(PeopleError::LostHalf { gone: 255, before: PEOPLE })), "{asked:?}");
    assert_eq!(scene.store.people_counts().await.expect("counts").gone, 0);
    let told =
        desk::import(&scene.store, reading(half), "the sheet", true, at(3)).await.expect("somebody looked");
    assert_eq!(told.gone.len(), 255);
    let back = desk::import(&scene.store, reading(&sheet), "the sheet", false, at(4))
        .await
        .expect("the whole sheet");
    assert_eq!((back.back.len(), back.new.len()), (255, 0));
}

/// Two people, and whoever else.
fn read(rows: &str) -> people::sheet::Reading {
    let csv = format!("#,Name,Email,Type\n1,Ada,,\n2,Ben,,\n{rows}");
    people::sheet::people(&[of_csv(sheets::csv::rows(csv.as_bytes()).expect("sound quoting"))])
}

async fn whose_row_is_broken_is_not_gone(scene: Scene) {
    desk::import(&scene.store, read("3,Cleo,,\n4,Dan,,\n"), "the sheet", false, at(1))
        .await
        .expect("a sheet");
    let told =
        desk::import(&scene.store, read("3,Cleo\n"), "the sheet", false, at(2)).await.expect("a sheet");
    assert_eq!(told.gone.iter().map(ToString::to_string).collect::<Vec<_>>(), ["4"]);
    assert_eq!(told.skipped.iter().filter(|row| row.reason == SkipReason::TooShort).count(), 1);
}

async fn who_shares_an_id_with_a_broken_row_takes_no_key_of_it(scene: Scene) {
    let import = async |rows: &str, second| {
        desk::import(&scene.store, read(rows), "the sheet", false, at(second)).await.expect("a sheet")
    };
    import("7,Cleo,c@example.org,FF\n", 1).await;
    let told = import("7,Cleo, Jr,c@example.org,FF\n7,Dan,,\n", 2).await;
    assert_eq!(told.new.iter().map(ToString::to_string).collect::<Vec<_>>(), ["7#2"]);
    assert!(told.edited.is_empty() && told.gone.is_empty(), "{told:?}");
    let told = import("7,Cleo,c@example.org,FF\n7,Dan,,\n", 3).await;
    assert!(told.new.is_empty() && told.edited.is_empty() && told.gone.is_empty(), "{told:?}");
}

async fn links_become_assets_and_are_mapped_both_ways(scene: Scene) {
    let sheet = &people(4)[..120];
    desk::import(&scene.store, reading(sheet), "the sheet", false, at(1)).await.expect("a sound sheet");
    let found = desk::extract(&scene.store, at(2)).await.expect("links");
    let with = |part: &str| {
        sheet.iter().filter(|one| one.link.as_ref().is_some_and(|link| link.contains(part))).count()
    };
    assert_eq!((found.people, found.new_documents), (120, with("/document/")));
    // A video is two assets.
    assert_eq!(found.new_assets as usize, 2 * with("youtube") + with("/file/") + with("/folders/"));
    let someone = sheet.iter().find(|one| one.link.as_ref().is_some_and(|link| link.contains("/document/")));
    let someone = someone.expect("217 have a document");
    let key = someone.row_id.to_string();
    let (page, [videos, lists, files, folders]) = testkit::people::document(9);
    let mut document = scene.store.person_documents(&key).await.expect("documents").remove(0);
    (document.state, document.html) = ("fetched".to_owned(), page);
    let tx = scene.store.begin().await.expect("a transaction");
    tx.save_document(&mut document).await.expect("a document is kept");
    tx.commit().await.expect("it is kept");
    let found = desk::extract(&scene.store, at(3)).await.expect("links");
    let expected = 2 * videos.len() + lists.len() + files.len() + folders.len();
    assert_eq!(found.new_assets as usize, expected, "{found:?}");
    assert!(found.noise["infrastructure"] >= 60, "{found:?}");
    assert_eq!(desk::extract(&scene.store, at(4)).await.expect("links").new_assets, 0);
    // From the person to the files, and from a file to the person.
    let of = MapFilter { person: Some(key.clone()), ..MapFilter::default() };
    let lines = map_lines(&scene.store, &of, true).await.expect("a map");
    assert_eq!(lines.len(), expected);
    let whose = MapFilter { file: Some(videos[2].clone()), ..MapFilter::default() };
    let lines = map_lines(&scene.store, &whose, true).await.expect("a map");
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line.person == key && line.name == someone.name));
    // What the document does not name any more is gone, and comes back with it.
    document.html = String::new();
    let tx = scene.store.begin().await.expect("a transaction");
    tx.save_document(&mut document).await.expect("a document is kept");
    tx.commit().await.expect("it is kept");
    assert_eq!(desk::extract(&scene.store, at(5)).await.expect("links").gone_assets, expected);
    let left = AssetFilter { person: Some(key), ..AssetFilter::default() };
    assert!(scene.store.assets(&left, 100).await.expect("a list").is_empty());
}
