//! AniDB's adapter on fixtures of its own.

use std::io::Write as _;

use flate2::{Compression, write::GzEncoder};
use proptest::prelude::*;

use super::*;
use crate::providers::read;

const ANIME: &str = include_str!("../../../fixtures/anidb/anime.xml");
const PAGE: &str = include_str!("../../../fixtures/anidb/page.html");
const TITLES: &str = include_str!("../../../fixtures/anidb/titles.xml");
const LINES: &str = include_str!("../../../fixtures/anidb/titles.dat");
const MAIN: &str = include_str!("../../../fixtures/anidb/main.xml");
const LATEST: &str = include_str!("../../../fixtures/anidb/latest.html");

fn parsed(body: impl AsRef<[u8]>) -> Result<Parsed, ParseError> {
    read(&AniDb, None, body.as_ref(), &Context::at("2020-01-01T00:00:00Z".parse().expect("a time")))
}

fn packed(text: &str) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(text.as_bytes()).expect("into memory");
    packed.finish().expect("into memory")
}

#[test]
fn a_work_in_normal_form() {
    let work = parsed(ANIME).expect("sound");
    assert!(work.single);
    insta::assert_json_snapshot!(work.records[0]);
    assert_eq!(parsed(packed(ANIME)), Ok(work));
}

#[test]
fn a_page_in_normal_form() {
    insta::assert_json_snapshot!(parsed(PAGE).expect("sound").records[0]);
}

#[test]
fn titles_in_both_forms_are_the_same() {
    let titles = parsed(TITLES).expect("sound");
    let told: Vec<String> = titles
        .records
        .iter()
        .flat_map(|record| record.titles.iter().map(move |title| (record, title)))
        .map(|(record, title)| {
            let language = title.language.as_ref().map_or("?", |language| language.as_str());
            format!("{} {} {language} {}", record.external_id, title.kind, title.text)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    anidb:990001 SHORT en TnE
    anidb:990001 MAIN ja-Latn Tsukiyo no Eki'in
    anidb:990001 SYNONYM nan 月夜 & 駅
    anidb:990002 MAIN ja-Latn Hi no Eki'in
    anidb:990002 OFFICIAL ja 日の駅員
    ");
    assert_eq!(titles.records[0].title.as_deref(), Some("Tsukiyo no Eki'in"));
    for same in [LINES.as_bytes(), &packed(LINES), &packed(TITLES)] {
        assert_eq!(parsed(same).map(|parsed| parsed.records), Ok(titles.records.clone()));
    }
}

#[test]
fn lists_name_each_work_once() {
    let list = parsed(MAIN).expect("sound");
    assert!(!list.single);
    let told: Vec<String> = list
        .records
        .iter()
        .map(|record| {
            let alike: Vec<String> =
                record.recommendations.iter().map(|r| r.external_id.to_string()).collect();
            let status = record.status.as_ref().map_or("?", model::Status::as_str);
            format!("{} {:?} {status} {:?} like {alike:?}", record.external_id, record.title, record.adult)
        })
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    anidb:990001 Some("Tsukiyo no Eki'in") ONGOING Some(false) like ["anidb:990003"]
    anidb:990003 Some("Rail Bird") ? Some(true) like []
    anidb:990004 Some("Shuuden") FINISHED Some(false) like []
    "#);
    let latest = parsed(LATEST).expect("sound").records;
    let told = latest.iter().map(|r| (r.title.as_deref(), r.episodes, r.year, r.format_word.as_deref()));
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(Some("Yuki's Rail"), Some(3), Some(2023), Some("Movie")), (Some("Rail 2"), None, None, None)]
    );
}

#[test]
fn refusals_come_with_status_200() {
    let refused = |body: &str| match parsed(body) {
        Err(ParseError::Refused(refusal)) => refusal,
        other => panic!("{body} was read as {other:?}"),
    };
    assert_eq!(refused("<error>Banned</error>"), Refusal::Banned("Banned".into()));
    assert_eq!(
        refused("<?xml version=\"1.0\"?>\n<error code=\"500\">banned</error>"),
        Refusal::Banned("banned".into())
    );
    assert_eq!(refused("<error>Anime not found</error>"), Refusal::NotFound);
    assert_eq!(
        refused("<error>aid Missing or Invalid</error>"),
        Refusal::Fault("aid Missing or Invalid".into())
    );
    let Refusal::Blocked(told) = refused("<error code=\"302\">client version missing or invalid</error>")
    else {
        panic!("it is blocked")
    };
    assert!(told.contains("client_version"), "{told}");
    assert!(matches!(refused(include_str!("../../../fixtures/anidb/robot.html")), Refusal::Blocked(_)));
    assert!(matches!(
        refused("<html>\n<head><title>403 Forbidden</title></head><h1>403</h1>"),
        Refusal::Blocked(_)
    ));
    let removed = include_str!("../../../fixtures/anidb/removed.html");
    assert_eq!(refused(removed), Refusal::Removed);
    for words in [
        "A request for the addition of this title to AniDB is currently pending.",
        "This anime is marked as 18+ restricted.",
    ] {
        assert_eq!(refused(&removed.replace("Unknown anime id.", words)), Refusal::Removed, "{words}");
    }
    let fault = refused(&removed.replace("Unknown anime id.", "Try later."));
    assert_eq!(
        fault,
        Refusal::Fault("Try later.\nThis entry may have been deleted from the database.".into())
    );
}

#[test]
fn a_work_may_quote_what_refusals_say() {
    let page = PAGE.replace("Night Porter", "Unknown anime id");
    assert!(parsed(page).is_ok());
}

#[test]
fn damage_is_told() {
    for broken in [
        &ANIME[..ANIME.len() / 2],
        &TITLES[..TITLES.len() / 2],
        &MAIN[..MAIN.len() / 2],
        "<anime></anime>",
        "<anime id=\"4\"></anime>",
        "<html><title>AniDB</title><p>Hello",
    ] {
        assert!(matches!(parsed(broken), Err(ParseError::Damaged(_))), "{broken:.30}");
    }
    let cut = packed(ANIME);
    assert!(matches!(
        parsed(&cut[..cut.len() / 2]),
        Err(ParseError::Damaged(_) | ParseError::Unrecognized(_))
    ));
    assert!(matches!(parsed("<other/>"), Err(ParseError::Unrecognized(_))));
}

#[test]
fn counts_of_a_page() {
    let read = |cell: &str| {
        let whole = "TV Series, <span itemprop=\"numberOfEpisodes\">2</span> episodes";
        let page = parsed(PAGE.replace(whole, cell)).expect("sound");
        (page.records[0].format.clone(), page.records[0].episodes)
    };
    assert_eq!(read("Movie"), (Some(model::Format::Movie), Some(1)));
    assert_eq!(read("Movie, 3 movies"), (Some(model::Format::Movie), Some(3)));
    assert_eq!(read("TV Series, unknown number of episodes"), (Some(model::Format::Tv), Some(1)));
    assert_eq!(read("unknown"), (None, Some(1)));
    // Too few votes are not shown, although the page holds a number.
    let few = "<span class=\"value\">N/A<meta itemprop=\"ratingValue\" content=\"4.14\"/></span>";
    let page = PAGE.replace("<span class=\"value\">7.35</span>", few);
    assert_eq!(parsed(page).expect("sound").records[0].score, None);
}

#[test]
fn requests_carry_the_registered_client() {
    let settings = SourceSettings {
        base_url: Some("http://api.example:9001".into()),
        dump_url: Some("http://dump.example/api".into()),
        client_id: Some("lantern".into()),
        client_version: Some(3),
        ..SourceSettings::default()
    };
    let asked = AniDb.request(&Ask::new("anime").with("aid", "990001"), &settings).expect("complete");
    assert_eq!(
        asked.url.as_str(),
        "http://api.example:9001/httpapi?aid=990001&request=anime&client=lantern&clientver=3&protover=1"
    );
    assert!(asked.once_a_day);
    let hot = AniDb.request(&Ask::new("hotanime"), &settings).expect("complete");
    assert!(hot.url.query().is_some_and(|query| query.starts_with("request=hotanime&")) && !hot.once_a_day);
    let dump = AniDb.request(&Ask::new("titles"), &settings).expect("complete");
    assert_eq!((dump.url.as_str(), dump.once_a_day), ("http://dump.example/api/anime-titles.xml.gz", true));
    for (ask, settings) in [
        (Ask::new("anime"), settings.clone()),
        (Ask::new("anime").with("aid", "x"), settings.clone()),
        (Ask::new("anime").with("aid", "1"), SourceSettings { client_id: None, ..settings.clone() }),
        (Ask::new("main"), SourceSettings { client_version: None, ..settings.clone() }),
        (Ask::new("page").with("id", "1"), settings),
    ] {
        assert!(AniDb.request(&ask, &settings).is_err(), "{ask:?}");
    }
}

#[test]
fn a_film_is_not_listed_again_in_pieces() {
    let listed = |titles: &[&str]| {
        let episode = |(at, title): (usize, &&str)| {
            let number = format!("<epno type=\"1\">{}</epno>", at + 1);
            format!("<episode id=\"{}\">{number}<title xml:lang=\"en\">{title}</title></episode>", at + 900)
        };
        let episodes: String = titles.iter().enumerate().map(episode).collect();
        let text = format!("<anime id=\"9\"><episodes>{episodes}</episodes></anime>");
        let anime = super::xml::Element::parse(text.as_bytes()).expect("a document");
        super::cast::episodes(&anime).len()
    };
    assert_eq!(listed(&["Complete Movie", "Part 1 of 2", "Part 2 of 2"]), 1);
    assert_eq!(listed(&["Part 1 of 2", "Part 2 of 2"]), 2, "a story in two parts");
}

proptest! {
    #[test]
    fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..300), xml in "(<[a-z]{1,6} id=\"1\">|</[a-z]{1,6}>|&[a-z#;]{1,4}|[|x]){0,30}") {
        let _ = (parsed(&body), parsed(xml));
    }

    #[test]
    fn spoilt_answers_are_read(which in 0_usize..6, cut in 0_usize..12_000, at in 0_usize..12_000, byte in any::<u8>()) {
        let mut body = [ANIME, PAGE, TITLES, LINES, MAIN, LATEST][which].as_bytes().to_vec();
        let at = at % body.len();
        body[at] = byte;
        body.truncate(body.len().saturating_sub(cut % body.len()));
        let _ = parsed(&body);
        for endpoint in FACTS.endpoints {
            let _ = read(&AniDb, Some(endpoint.name), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
