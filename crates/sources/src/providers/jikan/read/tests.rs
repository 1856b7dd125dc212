//! Answers in their true form, with invented works.

use model::ImageKind;
use proptest::prelude::*;

use super::*;
use crate::providers::{Refusal, jikan::Jikan, read};

macro_rules! fixtures {
    ($($name:literal),+ $(,)?) => {
        const FIXTURES: &[(&str, &str)] =
            &[$(($name, include_str!(concat!("../../../../fixtures/jikan/", $name, ".json")))),+];
    };
}

fixtures! {
    "anime-full", "anime-dirty", "anime-characters", "anime-staff", "anime-episodes", "anime-episode", "anime-videos",
    "anime-pictures", "anime-recommendations", "anime-statistics", "manga-full", "character-full", "person-full",
    "producer-full", "search", "recent-recommendations", "genres", "seasons", "not-found",
}

fn fixture(name: &str) -> &'static str {
    FIXTURES.iter().find(|(known, _)| *known == name).expect("a fixture of this name").1
}

fn context() -> Context {
    Context::at("2020-01-01T00:00:00Z".parse().expect("a time"))
}

fn told(endpoint: &str, body: &str) -> Result<Parsed, ParseError> {
    read(&Jikan, Some(endpoint), body.as_bytes(), &context())
}

fn parsed(name: &str) -> Parsed {
    read(&Jikan, None, fixture(name).as_bytes(), &context()).expect("sound")
}

/// Only what is known, so that snapshots stay short.
fn known(record: &Record) -> Value {
    let mut value = serde_json::to_value(record).expect("records are JSON");
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty()));
    }
    value
}

#[test]
fn works_in_normal_form() {
    insta::assert_json_snapshot!("anime_full", known(&parsed("anime-full").records[0]));
    insta::assert_json_snapshot!("manga_full", known(&parsed("manga-full").records[0]));
}

#[test]
fn what_says_nothing_is_unknown() {
    let dirty = parsed("anime-dirty");
    insta::assert_json_snapshot!("anime_dirty", known(&dirty.records[0]));
}

#[test]
fn people_in_normal_form() {
    insta::assert_json_snapshot!("character_full", known(&parsed("character-full").records[0]));
    insta::assert_json_snapshot!("person_full", known(&parsed("person-full").records[0]));
    insta::assert_json_snapshot!("producer_full", known(&parsed("producer-full").records[0]));
}

#[test]
fn parts_of_a_work() {
    let characters = &parsed("anime-characters").records[0];
    insta::assert_json_snapshot!("anime_characters", characters.characters);
    assert_eq!(parsed("anime-staff").records[0].staff[0].roles, ["Director", "Storyboard"]);
    let videos = &parsed("anime-videos").records[0];
    assert_eq!(
        videos.videos.iter().filter_map(|video| video.title.as_deref()).collect::<Vec<_>>(),
        ["PV 1", "OP 1"]
    );
    assert_eq!(videos.episodes_list.iter().map(|episode| &*episode.number).collect::<Vec<_>>(), ["1", "2"]);
    let pictures = &parsed("anime-pictures").records[0].images;
    let posters = pictures.iter().filter(|image| image.kind == ImageKind::Poster);
    assert_eq!((posters.count(), pictures.len()), (2, 4));
    assert_eq!(parsed("anime-statistics").records[0].popularity, Some(100));
}

#[test]
fn parts_belong_to_what_was_asked_for() {
    let staff = fixture("anime-staff").as_bytes();
    let (unknown, again) = (parsed("anime-staff"), parsed("anime-staff"));
    assert!(unknown.records[0].external_id.id().starts_with('~'));
    assert_eq!(unknown, again);
    let subject = Some(ExternalId::new(ANIME, "9001").expect("an id"));
    let asked = read(&Jikan, None, staff, &Context { subject, ..context() }).expect("sound");
    assert_eq!(asked.records[0].external_id.to_string(), "mal:9001");
    assert_eq!(parsed("anime-recommendations").records[0].external_id.to_string(), "mal:9001");
}

#[test]
fn episodes_go_on_with_the_next_page() {
    let page = parsed("anime-episodes");
    insta::assert_json_snapshot!("anime_episodes", known(&page.records[0]));
    assert_eq!(page.next, Some(Next::With("page", "2".into())));
    let second = Context { page: Some(2), ..context() };
    let page = read(&Jikan, None, fixture("anime-episodes").as_bytes(), &second).expect("sound");
    assert_eq!(page.next, Some(Next::With("page", "3".into())));
    let one = parsed("anime-episode");
    assert_eq!((one.single, one.records[0].episodes_list[0].duration_s), (true, Some(1440)));
    assert_eq!(one.records[0].external_id.to_string(), "mal:9001");
}

#[test]
fn rows_are_hits_or_rows_as_the_endpoint_says() {
    let hits = parsed("search");
    assert_eq!((hits.records.len(), hits.total, hits.single), (2, Some(212), false));
    assert_eq!(hits.next, Some(Next::With("page", "4".into())));
    assert!(hits.records.iter().all(|hit| hit.kind == RecordKind::Search));
    let special = &hits.records[1];
    assert_eq!(
        (special.format.as_ref().map(model::Format::as_str), special.format_word.as_deref()),
        (Some("SPECIAL"), Some("TV Special"))
    );
    assert_eq!((special.year, special.end_date), (Some(2015), None));
    for (endpoint, kind) in
        [("top_anime", RecordKind::List), ("schedules", RecordKind::Airings), ("season", RecordKind::List)]
    {
        let rows = told(endpoint, fixture("search")).expect("sound");
        assert!(rows.records.iter().all(|row| row.kind == kind), "{endpoint}");
    }
}

#[test]
fn lists_of_other_things() {
    let pairs = parsed("recent-recommendations");
    insta::assert_json_snapshot!("recent_recommendations", known(&pairs.records[0]));
    assert_eq!((pairs.single, pairs.next), (false, None));
    let genres = parsed("genres");
    assert_eq!(genres.records[0].external_id.to_string(), "mal_genre:1");
    let seasons: Vec<String> =
        parsed("seasons").records.iter().map(|season| season.external_id.to_string()).collect();
    assert_eq!(seasons, ["mal_season:2014-winter", "mal_season:2014-spring"]);
}

#[test]
fn small_answers() {
    let links = r#"{"data":[{"name":"Railstream","url":"https://r.example/1"},{"name":null,"url":"x"}]}"#;
    assert_eq!(told("anime_streaming", links).expect("sound").records[0].streams.len(), 1);
    let info = told("manga_moreinfo", r#"{"data":{"moreinfo":"Read the first one first."}}"#).expect("sound");
    assert_eq!(info.records[0].background.as_deref(), Some("Read the first one first."));
    let voices = r#"{"data":[{"language":"Korean","person":{"mal_id":601,"name":"Depot, Ann"}}]}"#;
    let voices = told("character_voices", voices).expect("sound").records.remove(0);
    assert_eq!(
        (voices.kind, &*voices.characters[0].voice_actors[0].name),
        (RecordKind::Character, "Depot, Ann")
    );
    assert_eq!(voices.characters[0].voice_actors[0].language.as_deref(), Some("ko"));
    let empty = told("anime_search", r#"{"pagination":{"has_next_page":true},"data":[]}"#).expect("sound");
    assert_eq!((empty.records.len(), empty.next), (0, None));
}

#[test]
fn refusals_and_damage() {
    assert_eq!(told("anime", fixture("not-found")), Err(Refusal::NotFound.into()));
    let full = fixture("anime-full");
    let cut: String = full.chars().take(full.chars().count() / 2).collect();
    for (endpoint, body) in [
        (None, &*cut),
        (Some("anime_full"), &cut),
        (Some("anime"), r#"{"data":{}}"#),
        (Some("anime"), r#"{"data":[]}"#),
        (Some("anime"), r#"{"data":{"mal_id":5,"url":"https://myanimelist.net/people/5/X"}}"#),
        (Some("anime_staff"), r#"{"data":{"a":1}}"#),
        (Some("anime_search"), r#"{"data":[1,{"mal_id":null}]}"#),
        (Some("anime_themes"), r#"{"data":{"a":1}}"#),
        (Some("anime"), r#"{"other":1}"#),
        (Some("seasons"), r#"{"data":[{"year":null}]}"#),
    ] {
        let answer = read(&Jikan, endpoint, body.as_bytes(), &context());
        assert!(matches!(answer, Err(ParseError::Damaged(_))), "{endpoint:?} {answer:?}");
    }
    assert!(matches!(read(&Jikan, None, b"{\"other\":1}", &context()), Err(ParseError::Unrecognized(_))));
}

#[test]
fn every_endpoint_is_read() {
    for endpoint in FACTS.endpoints {
        for (_, body) in FIXTURES {
            let answer = told(endpoint.name, body);
            let unread = matches!(&answer, Err(ParseError::Damaged(why)) if why.ends_with("is not read"));
            assert!(!unread, "{}", endpoint.name);
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(body in prop::collection::vec(any::<u8>(), 0..300), at in 0..FACTS.endpoints.len()) {
        let endpoint = FACTS.endpoints.get(at).map(|endpoint| endpoint.name);
        let _ = (read(&Jikan, endpoint, &body, &context()), read(&Jikan, None, &body, &context()));
    }

    #[test]
    fn broken_answers_are_read(
        fixture in prop::sample::select(FIXTURES),
        cut in 0.0..1.2f64,
        flips in prop::collection::vec((0.0..1.0f64, any::<u8>()), 0..6),
        at in 0..FACTS.endpoints.len(),
    ) {
        let mut body = fixture.1.as_bytes().to_vec();
        let place = |share: f64, len: usize| (share * len as f64) as usize;
        for (share, byte) in flips {
            let at = place(share, body.len());
            if let Some(place) = body.get_mut(at) {
                *place = byte;
            }
        }
        body.truncate(place(cut, body.len()));
        let endpoint = FACTS.endpoints.get(at).map(|endpoint| endpoint.name);
        let _ = (read(&Jikan, endpoint, &body, &context()), read(&Jikan, None, &body, &context()));
    }
}
