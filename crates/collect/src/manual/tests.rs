//! Tables read back: what becomes of rows, and how faults are told.

use keeping::forms::Form;

use super::*;

const SERIES: &str =
    "source_id,name,creator,genres,score\nferry,Night Ferry,Lantern Works|Rail,Fantasy|Drama,8.5\n";

fn subject() -> Subject {
    Subject { source_type: "gi".into(), medium: "game".into() }
}

fn both(series: &[u8], characters: &[u8]) -> Result<(Vec<SeriesRow>, Vec<CharacterRow>), String> {
    let tables = Tables { series: ("s.csv", series), characters: ("c.csv", characters) };
    read(&tables, &subject())
        .map_err(|faults| faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

fn faults(series: &str, characters: &str) -> String {
    both(series.as_bytes(), characters.as_bytes()).expect_err("it has faults")
}

#[test]
fn rows_become_facts() {
    let characters = "# who\nname,series,rarity,about,genre,processed_at\nWren, night ferry ,3.0,\"Keeper,\nof lamps\",Game,\n,,,,,\nOdile,Night Ferry,,nan,,\n";
    let (series, characters) = both(SERIES.as_bytes(), characters.as_bytes()).expect("sound");
    assert_eq!(series[0].id, "ferry");
    assert_eq!(series[0].facts.creators[0].1, ["Lantern Works", "Rail"]);
    assert_eq!((series[0].facts.score, series[0].facts.media_type.as_str()), (Some(8.5), "game"));
    let wren = &characters[0];
    assert_eq!((wren.series.as_str(), wren.facts.rarity), ("ferry", Some(3)));
    assert_eq!(wren.facts.about.as_deref(), Some("Keeper,\nof lamps"));
    assert!(wren.id.starts_with('~') && wren.id.len() == 17, "{}", wren.id);
    assert_eq!(characters[1].facts.about, None);
    assert_eq!(characters.len(), 2);
}

#[test]
fn templates_are_read_back_as_nothing_until_they_are_filled_in() {
    for form in [Form::Series, Form::Character] {
        for series in [None, Some("Night Ferry".to_owned())] {
            let title = "Genshin Impact".to_owned();
            let text = template(&Template { form, subject: subject(), title, series });
            let read = match form {
                Form::Series => both(text.as_bytes(), b"name,series\n").map(|(series, _)| series.len()),
                Form::Character => both(SERIES.as_bytes(), text.as_bytes()).map(|(_, found)| found.len()),
            };
            assert_eq!(read, Ok(0), "{text}");
            let half = text.replace("pictures.example/example.png", "pictures.example/wren.png");
            let told = match form {
                Form::Series => faults(&half, "name,series\n"),
                Form::Character => faults(SERIES, &half),
            };
            assert!(told.contains("the example was filled in"), "{told}");
        }
    }
}

#[test]
fn a_template_as_a_spreadsheet_saves_it() {
    let title = "Genshin Impact".to_owned();
    let text = template(&Template { form: Form::Character, subject: subject(), title, series: None });
    // Comments in quotes with separators behind them, and a line end of two bytes.
    let saved: String = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(comment) => format!("\"# {}\",,,,,,,,\r\n", comment.replace('"', "\"\"")),
            None => format!("{line}\r\n"),
        })
        .collect();
    let filled = saved + "gi,wren,Wren,Night Ferry,,2,,,\r\n";
    let (_, characters) = both(SERIES.as_bytes(), filled.as_bytes()).expect("sound");
    assert_eq!((characters.len(), characters[0].id.as_str()), (1, "wren"));
}

#[test]
fn every_fault_is_named_by_row_column_value_and_fix() {
    let cases = [
        (SERIES.to_owned(), "name,series,rarity\nWren,Night Ferry,many\n".to_owned()),
        (SERIES.to_owned(), "name,series,rarity\nWren,Night Ferry,9\nOdile,Night Ferry,2.5\n".to_owned()),
        (SERIES.to_owned(), "name,series\n,Night Ferry\n".to_owned()),
        (SERIES.to_owned(), "source_id,name,series\n7,Wren,Night Ferry\n7,Odile,Night Ferry\n".to_owned()),
        (SERIES.to_owned(), "name,series\nWren,Night Ferry\nWren,Night Ferry\n".to_owned()),
        (SERIES.to_owned(), "name,series\nWren,Day Ferry\n".to_owned()),
        (SERIES.to_owned(), "name,series_source_id\nWren,tram\n".to_owned()),
        (
            SERIES.to_owned(),
            "source_id,name,series\n12.0,Wren,Night Ferry\n1.2E+05,Odile,Night Ferry\nx y,Mira,Night Ferry\n"
                .to_owned(),
        ),
        (SERIES.to_owned(), "name|series\nWren|Night Ferry\n".to_owned()),
        (SERIES.to_owned(), "name,series,colour,name\nWren,Night Ferry,red,x\n".to_owned()),
        (SERIES.to_owned(), "name,rarity\nWren,2\n".to_owned()),
        (SERIES.to_owned(), "name,series,image_url\nWren,Night Ferry,wren.png\n".to_owned()),
        (SERIES.to_owned(), "source_type,name,series\nhsr,Wren,Night Ferry\n".to_owned()),
        (SERIES.to_owned(), "# a\n# b\nname,series\nWren\n".to_owned()),
        (SERIES.to_owned(), String::new()),
        ("name,media_type\nNight Ferry,film\nNight Ferry,\n".to_owned(), "name,series\n".to_owned()),
        (
            "name,creator,score\nA,\"{x\",\"8,5\"\nB,\"{\"\"chef\"\": \"\"C\"\"}\",101\n".to_owned(),
            "name,series\n".to_owned(),
        ),
        ("name,score\nA,99\nB,10\n".to_owned(), "name,series\n".to_owned()),
        (
            SERIES.to_owned(),
            "name,series,about\nWr\u{1}en,Night Ferry,\nOdile\u{202e},Night Ferry,\"two\nlines\u{2066}\"\n"
                .to_owned(),
        ),
    ];
    let told: Vec<String> = cases.iter().map(|(series, characters)| faults(series, characters)).collect();
    insta::assert_snapshot!(told.join("\n\n"));
    let latin = both(SERIES.as_bytes(), b"name,series\nNo\xebl,Night Ferry\n").expect_err("it is no UTF-8");
    insta::assert_snapshot!(latin, @"c.csv, row 2, `No�l`: it is not in UTF-8; save the file as `CSV UTF-8`");
}

#[test]
fn a_row_without_an_id_has_the_same_one_each_time() {
    let table = "name,series\nWren,Night Ferry\n";
    let id = || both(SERIES.as_bytes(), table.as_bytes()).expect("sound").1[0].id.clone();
    assert_eq!(id(), id());
    let renamed =
        both(SERIES.as_bytes(), b"name,series\nWrenn,Night Ferry\n").expect("sound").1[0].id.clone();
    assert_ne!(id(), renamed);
}
