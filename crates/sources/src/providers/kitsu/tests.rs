//! Kitsu's answers on fixtures of our own, each quirk once.

use model::{Record, RecordKind};

use super::{FACTS, Kitsu};
use crate::{
    http::Secret,
    providers::{Ask, AskError, Context, Next, ParseError, Parsed, Provider, Refusal, SourceSettings, read},
};

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!("../../../fixtures/kitsu/", $name))
    };
}

/// Everything that a fixture shows, for tests that go through all of them.
const ALL: &[&[u8]] = &[
    fixture!("anime.json"),
    fixture!("manga.json"),
    fixture!("episodes.json"),
    fixture!("characters.json"),
    fixture!("castings.json"),
    fixture!("staff.json"),
    fixture!("streaming-links.json"),
    fixture!("mappings.json"),
    fixture!("mapped.json"),
    fixture!("categories.json"),
    fixture!("search.json"),
    fixture!("library.json"),
    fixture!("character.json"),
    fixture!("person.json"),
    fixture!("producer.json"),
    fixture!("user.json"),
    fixture!("gone.json"),
];

fn context() -> Context {
    Context::at(jiff::Timestamp::UNIX_EPOCH)
}

fn parsed(body: &[u8]) -> Result<Parsed, ParseError> {
    read(&Kitsu, None, body, &context())
}

fn one(body: &[u8]) -> Record {
    let parsed = parsed(body).expect("sound");
    assert!(parsed.single);
    parsed.records.into_iter().next().expect("one record")
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
fn works_in_normal_form() {
    insta::assert_json_snapshot!("an_anime", shown(&one(fixture!("anime.json"))));
    insta::assert_json_snapshot!("a_novel", shown(&one(fixture!("manga.json"))));
}

#[test]
fn parts_of_a_work() {
    let episodes = parsed(fixture!("episodes.json")).expect("sound");
    assert_eq!((&episodes.next, episodes.total), (&Some(Next::With("page[offset]", "2".into())), Some(3)));
    insta::assert_json_snapshot!("episodes", shown(&episodes.records[0]));
    insta::assert_json_snapshot!("characters", shown(&one(fixture!("characters.json"))));
    insta::assert_json_snapshot!("castings", shown(&one(fixture!("castings.json"))));
    let staff = one(fixture!("staff.json"));
    assert_eq!(staff.staff[0].roles, ["Director", "Storyboard", "Script"]);
    let streams = one(fixture!("streaming-links.json")).streams;
    insta::assert_json_snapshot!("streams", streams);
    let ids = one(fixture!("mappings.json"));
    let told: Vec<String> = ids.external_ids.iter().map(ToString::to_string).collect();
    assert_eq!(
        (ids.external_id.to_string().as_str(), told.join(" ").as_str()),
        ("kitsu:10", "mal:77 anilist:42 tvdb:8")
    );
}

#[test]
fn characters_people_and_producers() {
    insta::assert_json_snapshot!("a_character", shown(&one(fixture!("character.json"))));
    insta::assert_json_snapshot!("a_person", shown(&one(fixture!("person.json"))));
    insta::assert_json_snapshot!("a_producer", shown(&one(fixture!("producer.json"))));
    let user = one(fixture!("user.json"));
    assert_eq!(
        (user.title.as_deref(), user.external_id.to_string()),
        (Some("porter"), "kitsu_user:3".into())
    );
}

#[test]
fn lists_and_hits() {
    let hits = parsed(fixture!("search.json")).expect("sound");
    assert_eq!((hits.records.len(), hits.single, hits.total), (2, false, Some(30)));
    assert_eq!(hits.next, Some(Next::With("page[offset]", "2".into())));
    assert!(hits.records.iter().all(|hit| hit.kind == RecordKind::Search));
    let found = parsed(fixture!("mapped.json")).expect("sound");
    assert_eq!(found.records[0].external_ids[0].to_string(), "mal:77");
    let words = parsed(fixture!("categories.json")).expect("sound");
    assert_eq!(words.records[0].title.as_deref(), Some("Time Travel"));
}

#[test]
fn rows_of_a_library() {
    let list = parsed(fixture!("library.json")).expect("sound");
    let rows = list.records.iter().map(|record| {
        let entry = record.list_entry.clone().unwrap_or_default();
        let ids: Vec<String> = record.external_ids.iter().map(ToString::to_string).collect();
        format!(
            "{} {:?} [{}] {} {:?} {:?} {}",
            record.external_id,
            record.title.as_deref().unwrap_or_default(),
            ids.join(" "),
            entry.status,
            entry.score,
            entry.progress,
            entry.repeating
        )
    });
    insta::assert_snapshot!(rows.collect::<Vec<_>>().join("\n"), @r#"
    kitsu:11 "Asa no Soko" [] COMPLETED Some(8.5) Some(3) false
    kitsu:10 "Tsukiyo no Soko" [mal:77] ON_HOLD None Some(3) false
    kitsu:12 "" [] CURRENT Some(7.0) Some(3) true
    "#);
}

#[test]
fn what_is_gone_and_what_is_damaged() {
    assert_eq!(parsed(fixture!("gone.json")), Err(Refusal::NotFound.into()));
    let nobody = read(&Kitsu, Some("anime_by_slug"), br#"{"data":[]}"#, &context());
    assert_eq!(nobody, Err(Refusal::NotFound.into()));
    assert_eq!(parsed(br#"{"data":[]}"#).map(|parsed| parsed.records.len()), Ok(0));
    assert!(matches!(parsed(br#"{"data":{"id":"4"#), Err(ParseError::Damaged(_))));
    assert!(matches!(parsed(br#"{"other":1}"#), Err(ParseError::Unrecognized(_))));
    let other = read(&Kitsu, Some("anime"), fixture!("character.json"), &context());
    assert!(matches!(other, Err(ParseError::Damaged(_))), "{other:?}");
    let nameless = read(&Kitsu, Some("anime"), br#"{"data":{"type":"anime"}}"#, &context());
    assert!(matches!(nameless, Err(ParseError::Damaged(_))), "{nameless:?}");
}

#[test]
fn requests() {
    let settings =
        SourceSettings { base_url: Some("http://h.example/api/edge".into()), ..SourceSettings::default() };
    let url = |ask: &Ask| Kitsu.request(ask, &settings).map(|request| request.url.to_string());
    let library = Ask::new("library").with("filter[userId]", "3").with("filter[kind]", "manga");
    assert_eq!(
        url(&library).as_deref(),
        Ok("http://h.example/api/edge/library-entries?filter%5BuserId%5D=3&filter%5Bkind%5D=manga\
            &page%5Blimit%5D=500&page%5Boffset%5D=0&include=manga%2Cmanga.mappings")
    );
    assert_eq!(
        url(&Ask::new("episodes").with("id", "10").with("page[offset]", "20")).as_deref(),
        Ok("http://h.example/api/edge/anime/10/episodes?page%5Blimit%5D=20&page%5Boffset%5D=20&sort=number")
    );
    assert!(matches!(
        url(&Ask::new("anime_by_slug")),
        Err(AskError::Missing { parameter: "filter[slug]", .. })
    ));
    let request = Kitsu.request(&library.on_behalf_of(Secret::new("hunter2")), &settings).expect("sound");
    assert!(
        request.headers.iter().any(|(name, value)| *name == "Accept" && value == "application/vnd.api+json")
    );
    assert!(request.account.is_some() && !format!("{request:?}").contains("hunter2"));
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
        for endpoint in FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name)).chain([None]) {
            let _ = read(&Kitsu, endpoint, &body, &context());
        }
        body.truncate((body.len() as f64 * cut) as usize);
        let _ = (read(&Kitsu, None, &body, &context()), read(&Kitsu, None, &noise, &context()));
    }
}
