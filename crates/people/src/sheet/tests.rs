//! Sheets with merged, blank, moved and frozen cells, and without a header.

use proptest::prelude::*;

use super::*;

fn read(table: &str) -> Reading {
    people(&published(&format!("<table class=\"waffle\">{table}</table>")).grids)
}

fn names(reading: &Reading) -> Vec<(String, String)> {
    reading.people.iter().map(|person| (person.key.to_string(), person.name.clone())).collect()
}

fn pair(key: &str, name: &str) -> (String, String) {
    (key.to_owned(), name.to_owned())
}

#[test]
fn columns_are_found_by_name_wherever_they_stand() {
    let reading = read(
        "<tr><td>Notes</td><td>Type</td><td>Name</td><td>ID</td><td>E-Mail</td></tr>\
         <tr><td></td><td> FF #4 </td><td> Ada\u{200b}</td><td>7</td><td>a@example.org</td></tr>",
    );
    assert_eq!(names(&reading), [pair("7", "Ada")]);
    assert_eq!(reading.people[0].personality_type.as_deref(), Some(" FF #4 "), "byte for byte");
    assert!(!reading.of_old);
}

#[test]
fn without_a_header_the_columns_are_those_of_old() {
    let reading = read(
        "<tr><td>8</td><td></td><td>Ben</td><td>b@example.org</td><td>MM</td><td>DONE</td></tr>\
         <tr><td>7</td><td></td><td>Ada</td></tr>",
    );
    assert_eq!(names(&reading), [pair("8", "Ben")]);
    assert_eq!(reading.skipped[0].reason, SkipReason::TooShort);
    assert!(reading.of_old);
}

#[test]
fn a_merged_cell_covers_its_places_only() {
    let head = "<tr><td>#</td><td>Name</td><td>Email</td><td>Type</td></tr>";
    let rows = "<tr><td>1</td><td rowspan=\"2\">Ada</td><td>a@example.org</td><td>T1</td></tr>\
                <tr><td>2</td><td>b@example.org</td><td>T2</td></tr>\
                <tr><td>3</td><td colspan=\"2\">Cleo</td><td>T3</td></tr>";
    let reading = read(&format!("{head}{rows}"));
    assert_eq!(names(&reading), [pair("1", "Ada"), pair("3", "Cleo")]);
    assert_eq!(reading.skipped.last().map(|skipped| skipped.reason), Some(SkipReason::NoName));
    assert_eq!(reading.people[1].personality_type.as_deref(), Some("T3"));
}

#[test]
fn frozen_bars_are_no_cells_and_redirects_are_taken_off() {
    let reading = read(
        "<tr><th>1</th><td>#</td><td class=\"freezebar-cell\"></td><td>Name</td><td>Email</td><td>Type</td></tr>\
         <tr><th class=\"freezebar-cell\"></th><td class=\"freezebar-cell\"></td></tr>\
         <tr><th>2</th><td>5</td><td class=\"freezebar-cell\"></td><td><a href=\"https://www.google.com/url?q=\
         https%3A%2F%2Fdocs.google.com%2Fdocument%2Fd%2F1x%2Fedit&amp;sa=D\">Ada</a></td><td></td><td></td></tr>",
    );
    assert_eq!(names(&reading), [pair("5", "Ada")]);
    assert_eq!(reading.people[0].link.as_deref(), Some("https://docs.google.com/document/d/1x/edit"));
    assert_eq!(reading.people[0].email, None);
}

#[test]
fn every_skipped_row_has_its_reason() {
    let reading = read(
        "<tr><td>#</td><td>Name</td><td>Email</td></tr><tr><td></td><td> </td><td></td></tr>\
         <tr><td></td><td>Ada</td><td></td></tr><tr><td>1#2</td><td>Ben</td><td></td></tr>",
    );
    let reasons: Vec<_> = reading.skipped.iter().map(|skipped| (skipped.row, skipped.reason)).collect();
    let expected = [
        (1, SkipReason::Header),
        (2, SkipReason::Blank),
        (3, SkipReason::NoRowId),
        (4, SkipReason::WrongRowId),
    ];
    assert_eq!(reasons, expected);
}

#[test]
fn a_title_and_blank_rows_stand_above_a_header() {
    let csv = b"Our people,,,\n\n#,Name,Email,Type\n,,,\n7,Ada,a@example.org, FF #4 \n";
    let reading = people(&[of_csv(sheets::csv::rows(csv).expect("sound quoting"))]);
    assert_eq!(names(&reading), [pair("7", "Ada")]);
    assert_eq!(reading.people[0].personality_type.as_deref(), Some(" FF #4 "));
    let rows: Vec<u64> = reading.skipped.iter().map(|skipped| skipped.row).collect();
    assert_eq!(rows, [1, 3, 4], "the row on which nothing stands is none");
}

#[test]
fn a_tab_without_a_header_beside_one_that_has_one_holds_nobody() {
    let grid = |name: &str, csv: &str| Grid {
        name: Some(name.to_owned()),
        ..of_csv(sheets::csv::rows(csv.as_bytes()).expect("sound quoting"))
    };
    let legend = grid("Legend", "FF,feeling,first,in,all\n,,,,\nMM,mind,first,in,most\n");
    let reading = people(&[grid("People", "#,Name,Email\n7,Ada,\n"), legend.clone()]);
    assert_eq!(names(&reading), [pair("7", "Ada")]);
    let reasons: Vec<_> = reading.skipped.iter().skip(1).map(|skipped| skipped.reason).collect();
    assert_eq!(reasons, [SkipReason::NoHeader, SkipReason::Blank, SkipReason::NoHeader]);
    assert!(!reading.of_old);
    assert!(people(&[legend]).of_old, "alone it is a sheet of old");
}

#[test]
fn a_row_with_a_separator_too_few_or_too_many_is_told_and_ends_nothing() {
    let csv = b"#,Name,Email,Type\n1,Ada\n2,Ben,b@example.org,MM,,\n3,Cleo, Jr,c@example.org,FF\n4,Dan,,\n";
    let reading = people(&[of_csv(sheets::csv::rows(csv).expect("sound quoting"))]);
    assert_eq!(names(&reading), [pair("4", "Dan")]);
    let told: Vec<_> =
        reading.skipped.iter().skip(1).map(|skipped| (skipped.row_id.as_deref(), skipped.reason)).collect();
    let too_long = |row_id| (Some(row_id), SkipReason::TooLong);
    assert_eq!(told, [(Some("1"), SkipReason::TooShort), too_long("2"), too_long("3")]);
}

#[test]
fn empty_cells_that_are_over_mean_nothing_where_most_rows_have_them() {
    let csv = b"#,Name,Email,Type\n1,Ada,a@example.org,FF,\n2,Ben,,,\n,,,,,,\n,,,,,,\n,,,,,,\n3,Cleo, Jr,c@example.org,,\n4,Dan,,\n";
    let reading = people(&[of_csv(sheets::csv::rows(csv).expect("sound quoting"))]);
    assert_eq!(names(&reading), [pair("1", "Ada"), pair("2", "Ben"), pair("4", "Dan")]);
    let last = reading.skipped.last().expect("a row is skipped");
    assert_eq!((last.row_id.as_deref(), last.reason), (Some("3"), SkipReason::TooLong), "no address of `Jr`");
}

#[test]
fn tabs_that_are_loaded_one_by_one_are_named() {
    let page = "<script>items.push({name: \"People \\u0026 more\", pageUrl: \"x\", gid: \"115\",initialSheet: true});\
                items.push({name: \"Old\", gid: \"0\"});items.push({name: \"evil\", gid: \"../x\"});</script>";
    let expected = vec![("People & more".to_owned(), "115".to_owned()), ("Old".to_owned(), "0".to_owned())];
    assert_eq!(published(page).elsewhere, expected);
}

proptest! {
    #[test]
    fn no_page_breaks_it(page in "(<(tr|td|th|table class=\"waffle\"|a href=\"x\")( (rowspan|colspan)=\"[0-9]{0,3}\")?>|[#a1 ]|Name|Email){0,60}") {
        let reading = people(&published(&page).grids);
        prop_assert!(reading.people.iter().all(|person| !person.name.is_empty()));
    }
}
