//! AniList's answers on fixtures of our own, each quirk once.

use model::{Record, RecordKind};

use super::AniList;
use crate::providers::{Context, Next, ParseError, Parsed, Refusal, read};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../fixtures/anilist/", $name))
    };
}

/// Everything that a fixture shows, for tests that go through all of them.
const ALL: &[&[u8]] = &[
    fixture!("media.json"),
    fixture!("manhwa.json"),
    fixture!("characters.json"),
    fixture!("staff.json"),
    fixture!("airing.json"),
    fixture!("schedule.json"),
    fixture!("list.json"),
    fixture!("search.json"),
    fixture!("recommendations.json"),
    fixture!("character.json"),
    fixture!("person.json"),
    fixture!("studio.json"),
    fixture!("viewer.json"),
    fixture!("partly.json"),
    fixture!("shell.html"),
];

fn context() -> Context {
    Context { page: Some(1), ..Context::at(jiff::Timestamp::UNIX_EPOCH) }
}

fn parsed(body: &[u8]) -> Result<Parsed, ParseError> {
    read(&AniList, None, body, &context())
}

fn one(body: &[u8]) -> Record {
    let parsed = parsed(body).expect("sound");
    assert!(parsed.single);
    parsed.records.into_iter().next().expect("one record")
}

#[test]
fn a_work_in_normal_form() {
    insta::assert_json_snapshot!(one(fixture!("media.json")));
}

#[test]
fn a_manhwa_in_normal_form() {
    insta::assert_json_snapshot!(shown(&one(fixture!("manhwa.json"))));
}

#[test]
fn characters_and_staff_come_in_pages() {
    let characters = parsed(fixture!("characters.json")).expect("sound");
    assert_eq!(characters.next, Some(Next::With("page", "2".into())));
    let record = &characters.records[0];
    assert_eq!(
        (record.kind.clone(), record.external_id.to_string()),
        (RecordKind::Work, "anilist:42".into())
    );
    assert_eq!(record.characters.len(), 2);
    let staff = parsed(fixture!("staff.json")).expect("sound");
    assert_eq!(staff.next, None);
    assert_eq!(staff.records[0].staff[0].roles, ["Director", "Storyboard (eps 1, 3)"]);
}

#[test]
fn broadcasts_of_one_and_of_all() {
    let airings = |record: &Record| {
        let told = record.airings.iter().map(|airing| format!("{} at {}", airing.episode, airing.at));
        format!("{} {:?}: {}", record.external_id, record.kind, told.collect::<Vec<_>>().join(", "))
    };
    let of_one = one(fixture!("airing.json"));
    assert_eq!(airings(&of_one), "anilist:42 Airings: 1 at 2013-04-04T14:30:00Z");
    let all = parsed(fixture!("schedule.json")).expect("sound");
    let told: Vec<String> = all.records.iter().map(airings).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    anilist:42 Airings: 1 at 2013-04-04T14:30:00Z, 2 at 2013-04-11T14:30:00Z
    anilist:43 Airings: 9 at 2013-04-04T14:31:40Z
    ");
    assert_eq!(all.next, Some(Next::With("page", "2".into())));
}

#[test]
fn a_list_is_flattened_without_repeats() {
    let list = parsed(fixture!("list.json")).expect("sound");
    assert_eq!(list.next, Some(Next::With("chunk", "2".into())));
    let rows = list.records.iter().map(|record| {
        let entry = record.list_entry.clone().unwrap_or_default();
        assert_eq!(record.kind, RecordKind::List);
        format!(
            "{} {} {:?} {:?} {:?}",
            record.external_id, entry.status, entry.score, entry.progress, entry.notes
        )
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @r#"
    anilist:42 CURRENT Some(8.5) Some(3) Some("slow,\nlovely")
    anilist:43 ON_HOLD None Some(3) Some("slow,\nlovely")
    anilist:44 PLANNED None Some(3) Some("slow,\nlovely")
    "#);
}

#[test]
fn hits_of_a_search() {
    let hits = parsed(fixture!("search.json")).expect("sound");
    let titles: Vec<_> = hits.records.iter().map(|hit| hit.title.as_deref()).collect();
    assert_eq!(titles, [Some("Tsukiyo no Soko"), Some("倉庫")]);
    assert_eq!((hits.single, hits.total, hits.next), (false, None, Some(Next::With("page", "3".into()))));
    assert!(hits.records.iter().all(|hit| hit.kind == RecordKind::Search));
    let ranked = read(&AniList, Some("trending"), fixture!("search.json"), &context()).expect("sound");
    assert_eq!(ranked.records[0].kind, RecordKind::List);
}

#[test]
fn recommendations_without_a_work_are_passed_over() {
    let parsed = parsed(fixture!("recommendations.json")).expect("sound");
    let told = &parsed.records[0].recommendations;
    assert_eq!((told.len(), told[0].votes), (1, Some(-2)));
    assert_eq!(told[0].external_id.to_string(), "anilist_manga:91");
    assert_eq!(parsed.next, Some(Next::With("page", "2".into())));
}

#[test]
fn a_character_a_person_a_studio_and_a_user() {
    insta::assert_json_snapshot!("a_character", shown(&one(fixture!("character.json"))));
    insta::assert_json_snapshot!("a_person", shown(&one(fixture!("person.json"))));
    insta::assert_json_snapshot!("a_studio", shown(&one(fixture!("studio.json"))));
    insta::assert_json_snapshot!("a_user", shown(&one(fixture!("viewer.json"))));
}

/// What a record says, without what it does not.
fn shown(record: &Record) -> serde_json::Value {
    let mut value = serde_json::to_value(record).expect("it can be written");
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    value
}

#[test]
fn an_answer_without_an_id_is_of_its_subject() {
    let body = br#"{"data":{"Media":{"relations":{"edges":[]}}}}"#;
    let subject: model::ExternalId = "anilist:42".parse().expect("an id");
    let known = Context { subject: Some(subject.clone()), ..context() };
    assert_eq!(
        read(&AniList, None, body, &known).map(|parsed| parsed.records[0].external_id.clone()),
        Ok(subject)
    );
    assert!(one(body).external_id.id().starts_with('~'));
}

#[test]
fn errors_beside_data_and_damage() {
    assert_eq!(one(fixture!("partly.json")).title.as_deref(), Some("Asa no Soko"));
    let nothing =
        br#"{"errors":[{"message":"Not Found.","status":404}],"data":{"Page":{"pageInfo":{},"media":null}}}"#;
    assert_eq!(read(&AniList, Some("search"), nothing, &context()), Err(Refusal::NotFound.into()));
    assert!(matches!(parsed(fixture!("shell.html")), Err(ParseError::Refused(Refusal::Blocked(_)))));
    assert!(matches!(parsed(br#"{"data":{"Media":{"id":4"#), Err(ParseError::Damaged(_))));
    assert!(matches!(parsed(br#"{"other":1}"#), Err(ParseError::Unrecognized(_))));
    let other = read(&AniList, Some("character"), fixture!("media.json"), &context());
    assert!(matches!(other, Err(ParseError::Damaged(_))), "{other:?}");
    let empty = read(&AniList, Some("media"), br#"{"data":{"Media":{"x":1}}}"#, &context());
    assert!(matches!(empty, Err(ParseError::Damaged(_))), "{empty:?}");
}

proptest::proptest! {
    #[test]
    fn nothing_brings_a_reading_down(
        which in 0..ALL.len(),
        cut in 0.0..1.0f64,
        flips in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 0..4),
        noise in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..60),
    ) {
        let mut body = ALL[which].to_vec();
        for (at, byte) in flips {
            let at = usize::from(at) % body.len();
            body[at] = byte;
        }
        for endpoint in super::FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name)).chain([None]) {
            let _ = read(&AniList, endpoint, &body, &context());
        }
        body.truncate((body.len() as f64 * cut) as usize);
        let _ = (read(&AniList, None, &body, &context()), read(&AniList, None, &noise, &context()));
    }
}
