//! SIMKL's adapter on fixtures of its own.

use proptest::prelude::*;

use super::*;
use crate::providers::read;

const PAGE: &str = include_str!("../../../fixtures/simkl/anime.html");

fn parsed(body: impl AsRef<[u8]>) -> Result<Parsed, ParseError> {
    read(&Simkl, None, body.as_ref(), &Context::at("2020-01-01T00:00:00Z".parse().expect("a time")))
}

#[test]
fn a_page_in_normal_form() {
    let work = parsed(PAGE).expect("sound");
    assert!(work.single);
    insta::assert_json_snapshot!(work.records[0]);
}

#[test]
fn what_is_missing_is_unknown() {
    let begin = PAGE.find("<div id=\"tvShowInfoBlock\">").expect("it is there");
    let work = parsed(&PAGE[..begin]).expect("the head is enough").records.remove(0);
    assert_eq!(work.format_word.as_deref(), Some("TV"));
    assert_eq!(work.start_date.map(|date| date.to_string()).as_deref(), Some("2013-04-07"));
    assert_eq!((work.end_date, work.popularity, work.relations.len()), (None, None, 0));
    let unrated = PAGE.replace("content=\"228\"", "content=\"0\"");
    assert_eq!(parsed(unrated).expect("sound").records[0].score, None);
}

#[test]
fn refusals_and_damage() {
    let general = r#"<html><head><title>Simkl</title><meta property="og:title" content="Simkl - Watch and Track Movies, Anime, TV Shows"></head></html>"#;
    assert_eq!(parsed(general), Err(Refusal::NotFound.into()));
    let robot = "<html><head><title>Attention Required! | Cloudflare</title></head></html>";
    assert!(matches!(parsed(robot), Err(ParseError::Refused(Refusal::Blocked(_)))));
    assert!(matches!(parsed("<html><title>x</title></html>"), Err(ParseError::Unrecognized(_))));
    let nameless = PAGE.replace("<h1", "<p");
    assert!(matches!(parsed(nameless), Err(ParseError::Damaged(_))));
}

#[test]
fn a_request_needs_a_number() {
    let settings =
        SourceSettings { web_url: Some("http://simkl.example".into()), ..SourceSettings::default() };
    let asked = Simkl.request(&Ask::new("anime").with("id", "990001"), &settings).expect("complete");
    assert_eq!(asked.url.as_str(), "http://simkl.example/anime/990001");
    for ask in [Ask::new("anime"), Ask::new("anime").with("id", "1x"), Ask::new("show").with("id", "1")] {
        assert!(Simkl.request(&ask, &settings).is_err(), "{ask:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parsed(&body);
        let _ = read(&Simkl, Some("anime"), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn spoilt_pages_are_read(cut in 0_usize..7000, at in 0_usize..7000, byte in any::<u8>()) {
        let mut body = PAGE.as_bytes().to_vec();
        let at = at % body.len();
        body[at] = byte;
        body.truncate(body.len().saturating_sub(cut));
        let _ = read(&Simkl, Some("anime"), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
    }
}
