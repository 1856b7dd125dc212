//! Recommendations in the terminal.

use std::fmt::Write as _;

use crate::emaki::{Emaki, snapshot};

/// Eight works of two circles, the fourth of each the sequel of the third.
fn circles() -> Emaki {
    let emaki = Emaki::new();
    let mut lines = String::new();
    for number in 0..8 {
        let (circle, place) = (number / 4, number % 4);
        let relations = if place == 3 {
            serde_json::json!([{ "kind": "PREQUEL", "external_id": format!("mal:{}", 100 + number - 1) }])
        } else {
            serde_json::json!([])
        };
        let tags = [["trains", "cooking"][circle], ["quiet", "loud"][place % 2]];
        let title = format!("{} {}", ["Depot", "Kitchen"][circle], place + 1);
        let record = serde_json::json!({
            "source": "manual",
            "kind": "work",
            "external_id": format!("mal:{}", 100 + number),
            "medium": "ANIME",
            "format": "TV",
            "title": title,
            "status": "FINISHED",
            "year": 2000 + place,
            "popularity": 500 - number * 50,
            "tags": tags,
            "relations": relations,
        });
        writeln!(lines, "{record}").expect("a text takes all");
    }
    emaki.write("works.jsonl", lines);
    assert_eq!(emaki.run(&["--quiet", "import", "works.jsonl"]).code, Some(0));
    emaki
}

const EXPORT: &str = r#"<?xml version="1.0" encoding="UTF-8" ?>
<myanimelist>
  <myinfo><user_name>night_porter</user_name><user_export_type>1</user_export_type></myinfo>
  <anime><series_animedb_id>100</series_animedb_id><series_title><![CDATA[Depot 1]]></series_title><my_score>9</my_score><my_status>Completed</my_status></anime>
  <anime><series_animedb_id>102</series_animedb_id><series_title><![CDATA[Depot 3]]></series_title><my_score>2</my_score><my_status>Dropped</my_status></anime>
  <anime><series_animedb_id>777</series_animedb_id><series_title><![CDATA[Far Lines]]></series_title><my_score>7</my_score><my_status>Completed</my_status></anime>
</myanimelist>
"#;

#[test]
fn picks_by_content_say_why() {
    let emaki = circles();
    snapshot!("recommend_by_content", emaki.run(&["recommend", "mal:100", "--limit", "3", "--explain"]));
}

#[test]
fn a_list_with_what_is_not_found() {
    let emaki = circles();
    emaki.write("list.xml", EXPORT);
    let ran = emaki.run(&["recommend", "--list", "list.xml", "--limit", "4"]);
    assert_eq!(ran.code, Some(3), "{ran}");
    assert!(!ran.stdout.contains("Depot 4"), "it continues what was dropped: {ran}");
    snapshot!("recommend_by_list", ran);
    let by_pipe = emaki.run_with(&["--json", "recommend", "--list", "-"], EXPORT);
    let answer: serde_json::Value = serde_json::from_str(&by_pipe.stdout).expect("JSON");
    assert_eq!(answer["unmatched"][0]["title"], "Far Lines");
}

#[test]
fn ratings_are_learned_once() {
    let emaki = circles();
    let mut table = "user_id,mal_anime_id,score,part\n".to_owned();
    for user in 0..24 {
        for place in (0..4).filter(|place| (user + place * 3) % 4 != 0) {
            writeln!(table, "{user},{},{},made-up", 100 + user % 2 * 4 + place, 6 + (user + place) % 5)
                .expect("a text takes all");
        }
    }
    emaki.write("ratings.csv", table);
    assert_eq!(emaki.run(&["--quiet", "import", "ratings.csv"]).code, Some(0));
    let first = emaki.run(&["recommend", "mal:100", "--limit", "2"]);
    assert!(first.stderr.contains("learning from the imported ratings, once"), "{first}");
    assert!(first.stdout.contains("who likes Depot 1 likes this"), "{first}");
    let second = emaki.run(&["recommend", "mal:100", "--limit", "2"]);
    assert_eq!(second.stdout, first.stdout);
    assert!(!second.stderr.contains("learning"), "{second}");
    let learned = emaki.json(&["recommend", "--learn"]);
    assert_eq!((learned["ratings"].as_u64(), learned["users"].as_u64()), (Some(72), Some(24)));
}

#[test]
fn what_cannot_be_answered() {
    let emaki = circles();
    let mut pages = String::new();
    for arguments in [
        vec!["recommend"],
        vec!["recommend", "mal:7"],
        vec!["recommend", "mal:100", "--by", "magic"],
        vec!["recommend", "mal:100", "--popularity-min", "2"],
        vec!["recommend", "--list", "missing.csv"],
        vec!["recommend", "--learn"],
    ] {
        let ran = emaki.run(&arguments);
        assert!(matches!(ran.code, Some(1 | 2)), "{ran}");
        writeln!(pages, "# emaki {} (exit {:?})\n{}", arguments.join(" "), ran.code, ran.stderr)
            .expect("a text takes all");
    }
    insta::assert_snapshot!("recommend_refusals", pages);
}

#[test]
fn the_order_of_a_story() {
    let emaki = circles();
    snapshot!("watch_order", emaki.run(&["watch-order", "mal:103"]));
    let order = emaki.json(&["watch-order", "mal:102"]);
    assert_eq!(order["story"][1]["after"], serde_json::json!([3]));
}
