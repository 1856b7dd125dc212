//! People: a sheet taken in twice, listed, mapped and erased, and the move away from the CSV file and back.

use testkit::people::{Tail, legacy_csv, page, people};

use crate::emaki::{Emaki, snapshot};

fn open() -> Emaki {
    Emaki::new().with("EMAKI_PEOPLE__ENABLED", "true")
}

#[test]
fn people_are_off_until_they_are_turned_on() {
    snapshot!("people_off", Emaki::new().run(&["people", "status"]));
}

#[test]
fn a_bucket_gets_rules_by_age() {
    let rules = ["people", "lifecycle", "--move", "30=STANDARD_IA", "--move", "90=GLACIER_IR"];
    snapshot!("people_lifecycle_folder", open().run(&rules));
    let emaki = open().with("EMAKI_STORAGE_URL", "s3://shelf/people");
    snapshot!("people_lifecycle", emaki.run(&rules));
    snapshot!("people_lifecycle_wrong", emaki.run(&["people", "lifecycle", "--move", "30:standard"]));
}

#[test]
fn a_sheet_is_taken_in_once_and_shown() {
    let emaki = open();
    let sheet = &people(1)[..6];
    emaki.write("sheet.html", page(sheet, Tail::Whole));
    snapshot!("people_import", emaki.run(&["people", "import", "sheet.html"]));
    let again = emaki.json(&["people", "import", "sheet.html"]);
    assert_eq!((again["unchanged"].as_u64(), again["new"].as_array().map(Vec::len)), (Some(6), Some(0)));
    let found = emaki.json(&["people", "extract", "--offline"]);
    assert_eq!(found["people"], 6);
    snapshot!("people_list", emaki.run(&["people", "list"]));
    let plain = emaki.json(&["people", "list", "--plain", "--limit", "1"]);
    assert_eq!(plain["people"][0]["name"], sheet[0].name.as_str());
    assert_eq!(plain["people"][0]["type"], sheet[0].kind.as_str());
    assert!(plain["next_cursor"].is_string());
    let shown = emaki.json(&["people", "show", &sheet[1].row_id.to_string()]);
    assert!(!shown.to_string().contains(&sheet[1].email), "masked: {shown}");
    let map = emaki.json(&["people", "map", "--row-id", &sheet[1].row_id.to_string()]);
    assert!(map.is_array());
    emaki.write("short.html", page(&sheet[..2], Tail::Whole));
    snapshot!("people_lost_half", emaki.run(&["people", "import", "short.html"]));
    let erased = emaki.json(&["people", "erase", "--row-id", &sheet[2].row_id.to_string(), "--yes"]);
    assert_eq!(erased[0]["left"].as_array().map(Vec::len), Some(0), "{erased}");
    assert_eq!(emaki.json(&["people", "status"])["people"], 5);
}

#[test]
fn the_csv_file_is_left_and_comes_back() {
    let emaki = open();
    let sheet = &people(2)[..8];
    let path = emaki.write("output.csv", legacy_csv(sheet));
    let original = std::fs::read(&path).expect("the file");
    snapshot!("migrate_csv_look", emaki.run(&["migrate", "csv", "output.csv"]));
    let set_up = emaki.json(&["migrate", "csv", "output.csv", "--setup"]);
    assert_eq!(set_up["set_up"]["new_people"], 8);
    snapshot!("migrate_csv_too_far", emaki.run(&["migrate", "csv", "--to", "retired"]));
    for phase in ["dual", "database", "retired"] {
        emaki.json(&["migrate", "csv", "--to", phase]);
        assert_eq!(emaki.json(&["migrate", "csv", "verify"])["verified"]["phase"], phase);
    }
    emaki.json(&["people", "export", "--csv", "again.csv"]);
    assert_eq!(std::fs::read(emaki.path("again.csv")).expect("the export"), original);
    let back = emaki.json(&["migrate", "csv", "--rollback"]);
    assert_eq!(back["rolled_back"]["byte_for_byte"], true);
    assert_eq!(std::fs::read(&path).expect("the file"), original);
}

#[cfg(unix)]
#[test]
fn an_export_is_its_owners_and_takes_away_what_a_killed_one_left() {
    use std::os::unix::fs::PermissionsExt as _;
    let emaki = open();
    let sheet = &people(3)[..6];
    emaki.write("sheet.html", page(sheet, Tail::Whole));
    emaki.json(&["people", "import", "sheet.html"]);
    for (kind, name) in [("--map", "map.json"), ("--csv", "all.csv")] {
        let dead = emaki.write(&format!("{name}.4711.part"), format!("{{\"name\":\"{}\"", sheet[0].name));
        let living = emaki.write(&format!("{name}.4712.part"), "somebody else's, who is not done");
        let held = std::fs::File::options().write(true).open(&living).expect("it is there");
        held.lock().expect("nobody else holds it");
        let rights = || {
            let about = std::fs::metadata(emaki.path(name)).expect("the export");
            about.permissions().mode() & 0o777
        };
        emaki.json(&["people", "export", kind, name, "--plain"]);
        assert!(!dead.exists() && living.exists(), "{name}");
        assert_eq!(rights(), 0o600, "{name}");
        // Who was let in stays so, and what nobody holds any more goes.
        std::fs::set_permissions(emaki.path(name), std::fs::Permissions::from_mode(0o640)).expect("ours");
        drop(held);
        emaki.json(&["people", "export", kind, name, "--plain"]);
        assert!(!living.exists(), "{name}");
        assert_eq!(rights(), 0o640, "{name}");
    }
}

#[test]
fn links_behind_the_cells_of_a_workbook_are_read() {
    let emaki = open();
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, name) in ["#", "Name", "Email", "Type", "Link"].into_iter().enumerate() {
        sheet.write(0, column as u16, name).expect("a cell");
    }
    let document = "https://docs.google.com/document/d/1behindbehindbehindbehindbehindbehind/edit";
    let folder = "https://drive.google.com/drive/folders/1behindbehindbehindbehind";
    for (row, id) in [(1, 7), (2, 8)] {
        sheet.write(row, 0, id).expect("a cell");
        sheet.write(row, 2, format!("row{id}@example.org")).expect("a cell");
    }
    // One behind the word of the column of links, and one on the name, as of old.
    sheet.write(1, 1, "Ada Lantern").expect("a cell");
    sheet.write_url_with_text(1, 4, document, "her notes").expect("a link");
    sheet.write_url_with_text(2, 1, folder, "Ben Harbor").expect("a link");
    emaki.write("sheet.xlsx", book.save_to_buffer().expect("a workbook"));
    emaki.json(&["people", "import", "sheet.xlsx"]);
    for (key, name, link) in [("7", "Ada Lantern", document), ("8", "Ben Harbor", folder)] {
        let shown = emaki.json(&["people", "show", key, "--plain"]);
        assert_eq!((&shown["name"], &shown["link"]), (&name.into(), &link.into()), "{shown}");
    }
}
