//! The fixtures, read.

use super::*;
use crate::providers::{mal::Mal, read};

macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../../../../fixtures/mal/", $name))
    };
}

const ALL: [&str; 8] = [
    fixture!("anime.json"),
    fixture!("manga.json"),
    fixture!("search.json"),
    fixture!("ranking.json"),
    fixture!("season.json"),
    fixture!("animelist.json"),
    fixture!("mangalist.json"),
    fixture!("me.json"),
];

fn parsed(endpoint: Option<&str>, body: &str) -> Result<Parsed, ParseError> {
    let as_of = "2030-01-01T00:00:00Z".parse().expect("a time");
    read(&Mal, endpoint, body.as_bytes(), &Context::at(as_of))
}

/// Records as JSON without what is unknown, so that the rest can be read at a glance.
fn told(parsed: &Parsed) -> String {
    let bare = |record| {
        let mut told = serde_json::to_value(record).expect("plain");
        told.as_object_mut()
            .expect("an object")
            .retain(|_, value| !value.is_null() && *value != serde_json::json!([]));
        told.to_string()
    };
    parsed.records.iter().map(bare).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_anime_in_normal_form() {
    insta::assert_json_snapshot!(parsed(None, fixture!("anime.json")).expect("sound").records[0]);
}

#[test]
fn a_novel_in_normal_form() {
    insta::assert_snapshot!(told(&parsed(None, fixture!("manga.json")).expect("sound")));
}

#[test]
fn lists_tell_what_they_are() {
    let mut seen = Vec::new();
    for body in &ALL[2..] {
        let read = parsed(None, body).expect("sound");
        seen.push(format!(
            "# {} {:?}\n{}",
            recognize(body.as_bytes()).unwrap_or("?"),
            read.next,
            told(&read)
        ));
    }
    insta::assert_snapshot!(seen.join("\n"));
}

#[test]
fn what_is_unknown_stays_unknown() {
    let read = parsed(
        None,
        r#"{"id":0,"title":"Moonlit Depot","start_date":"","synopsis":"","media_type":"unknown","status":"x","num_episodes":0,
        "average_episode_duration":0,"mean":0,"num_scoring_users":0,"genres":null,"studios":[{"name":"?"}],"source":"unknown",
        "main_picture":{"medium":"https://cdn.example/images/qm_50.gif"},"broadcast":{"day_of_the_week":"other"},
        "alternative_titles":{"synonyms":[],"en":"","ja":null}}"#,
    );
    let record = read.expect("sound").records.remove(0);
    assert!(record.external_id.id().starts_with('~'), "{}", record.external_id);
    let mut bare = model::Record::new(FACTS.id.clone(), RecordKind::Work, record.external_id.clone());
    (bare.title, bare.medium) = (Some("Moonlit Depot".into()), Some(model::Medium::Anime));
    bare.titles = vec![model::Title::new("Moonlit Depot", model::TitleKind::Main)];
    assert_eq!(record, bare);
}

#[test]
fn a_change_is_told_back() {
    let subject = model::ExternalId::new(MANGA, "7").expect("an id");
    let context = Context { subject: Some(subject), ..Context::at(jiff::Timestamp::UNIX_EPOCH) };
    let body = br#"{"status":"reading","is_rereading":true,"num_volumes_read":1,"num_chapters_read":5,"score":0,"comments":"on"}"#;
    let read = read(&Mal, None, body, &context).expect("sound");
    assert_eq!(read.records[0].external_id.to_string(), "mal_manga:7");
    let entry = read.records[0].list_entry.as_ref().expect("an entry");
    assert_eq!(
        (entry.progress, entry.score, entry.repeating, entry.notes.as_deref()),
        (Some(5), None, true, Some("on"))
    );
    assert_eq!(parsed(Some("delete_anime"), "[]").map(|read| read.records.len()), Ok(0));
}

#[test]
fn every_word_has_a_meaning() {
    let formats = [
        "tv",
        "tv_special",
        "ova",
        "movie",
        "special",
        "ona",
        "cm",
        "pv",
        "music",
        "manga",
        "novel",
        "light_novel",
        "one_shot",
        "doujinshi",
        "manhwa",
        "manhua",
        "oel",
    ];
    assert!(formats.iter().all(|word| words::format(word).is_some()));
    assert_eq!(words::format("hologram"), None);
    let read = parsed(None, r#"{"id":4,"title":"A","media_type":"tv_special"}"#).expect("sound");
    assert_eq!(
        (read.records[0].format.clone(), read.records[0].format_word.as_deref()),
        (Some(model::Format::Special), Some("tv_special"))
    );
    let read = parsed(None, r#"{"id":4,"title":"A","media_type":"light_novel"}"#).expect("sound");
    assert_eq!(read.records[0].external_id.to_string(), "mal_manga:4");
}

#[test]
fn refusals_and_damage() {
    let refused = |body: &str| match parsed(None, body) {
        Err(ParseError::Refused(refusal)) => refusal,
        other => panic!("no refusal but {other:?}"),
    };
    assert_eq!(refused(r#"{"message":"","error":"not_found"}"#), Refusal::NotFound);
    assert_eq!(
        refused(r#"{"error":"invalid_token","message":"token is invalid"}"#),
        Refusal::Unauthorized("token is invalid".into())
    );
    assert_eq!(
        refused(r#"{"error":"forbidden","message":"","hint":"wait"}"#),
        Refusal::Blocked("wait".into())
    );
    assert_eq!(
        refused(r#"{"error":"bad_request","message":"invalid q"}"#),
        Refusal::Fault("bad_request: invalid q".into())
    );
    assert!(matches!(refused("<html><title>403 Forbidden</title></html>"), Refusal::Blocked(_)));
    for cut in [r#"{"data":[{"node":{"id":1"#, r#"{"data":7}"#] {
        assert!(matches!(parsed(Some("search"), cut), Err(ParseError::Damaged(_))), "{cut}");
    }
    assert!(matches!(parsed(Some("anime"), r#"{"id":7}"#), Err(ParseError::Damaged(_))));
    assert!(matches!(parsed(Some("ranking"), r#"{"data":[{"x":1}]}"#), Err(ParseError::Damaged(_))));
    assert_eq!(parsed(None, r#"{"data":[],"paging":{}}"#).map(|read| read.records.len()), Ok(0));
    assert!(matches!(parsed(None, r#"{"x":1}"#), Err(ParseError::Unrecognized(_))));
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_panic(cut in 0..4000usize, at in 0..4000usize, byte: u8, which in 0..8usize) {
        let mut body = ALL[which].as_bytes().to_vec();
        if let Some(hit) = body.get_mut(at) { *hit = byte; }
        for endpoint in FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name)).chain([None]) {
            let _ = read(&Mal, endpoint, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
        body.truncate(cut);
        let _ = read(&Mal, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
    }
}
