//! The encyclopedia's adapter on fixtures of its own.

use proptest::prelude::*;

use super::*;
use crate::providers::read;

const PAGE: &str = include_str!("../../../fixtures/ann/anime.html");

fn parsed(body: impl AsRef<[u8]>) -> Result<Parsed, ParseError> {
    read(&Ann, None, body.as_ref(), &Context::at("2020-01-01T00:00:00Z".parse().expect("a time")))
}

#[test]
fn a_page_in_normal_form() {
    let work = parsed(PAGE).expect("sound");
    assert!(work.single);
    insta::assert_json_snapshot!(work.records[0]);
}

#[test]
fn vintages_in_every_dress() {
    let tabs = "<div class=\"tab\">2013-03-20 (Advance screening)</div>\n<div class=\"tab\">2013-04-07 to 2013-06-30 (Japan)</div>";
    let read = |vintage: &str, kind: &str| {
        let page = PAGE.replace(tabs, vintage).replace("(TV 2)", kind);
        let work = parsed(page).expect("sound").records.remove(0);
        let season = work.season.map_or("?", model::Season::as_str);
        let status = work.status.as_ref().map_or("?", model::Status::as_str);
        format!("{:?} {season} {:?} {status}", work.start_date.map(|date| date.to_string()), work.year)
    };
    assert_eq!(read("<span>2012 (Summer)</span>", "(OAV)"), "Some(\"2012\") SUMMER Some(2012) FINISHED");
    assert_eq!(read("<span>1999-10-20</span>", "(TV)"), "Some(\"1999-10-20\") FALL Some(1999) ONGOING");
    assert_eq!(
        read("<span>2013-04-07 to ?</span>", "(TV)"),
        "Some(\"2013-04-07\") SPRING Some(2013) ONGOING"
    );
    assert_eq!(read("<span>2031</span>", "(movie)"), "Some(\"2031\") ? Some(2031) UPCOMING");
    assert_eq!(read("<span>?</span>", "(TV)"), "None ? None ?");
}

#[test]
fn kinds_stand_in_brackets_or_in_the_title() {
    let read = |head: &str| {
        let page = PAGE.replace("Moonlit Depot (TV 2)\n</h1>", &format!("{head}\n</h1>"));
        let work = parsed(page).expect("sound").records.remove(0);
        (work.title.unwrap_or_default(), work.format.map(|format| format.to_string()))
    };
    assert_eq!(read("Moonlit Depot (OAV)"), ("Moonlit Depot".into(), Some("OVA".into())));
    assert_eq!(read("Depot: The Motion Picture"), ("Depot: The Motion Picture".into(), Some("MOVIE".into())));
    assert_eq!(read("Depot (Uncut)"), ("Depot (Uncut)".into(), None));
}

#[test]
fn refusals_and_damage() {
    let robot = "<html><head><title>Just a moment...</title></head><body></body></html>";
    assert!(matches!(parsed(robot), Err(ParseError::Refused(Refusal::Blocked(_)))));
    assert!(matches!(parsed("<html><title>x</title></html>"), Err(ParseError::Unrecognized(_))));
    let bare = "<link rel=canonical href='https://www.animenewsnetwork.com/encyclopedia/anime.php?id=9'><h1 id=page_header>x</h1>";
    assert!(matches!(parsed(bare), Err(ParseError::Damaged(_))));
    let nameless = PAGE.replace("encyclopedia/anime.php?id=99001", "news/");
    assert!(matches!(parsed(nameless), Err(ParseError::Damaged(_))));
}

#[test]
fn a_request_needs_a_number() {
    let settings = SourceSettings { web_url: Some("http://ann.example".into()), ..SourceSettings::default() };
    let asked = Ann.request(&Ask::new("anime").with("id", "99001"), &settings).expect("complete");
    assert_eq!(asked.url.as_str(), "http://ann.example/encyclopedia/anime.php?id=99001");
    for ask in [
        Ask::new("anime"),
        Ask::new("anime").with("id", "x"),
        Ask::new("anime").with("id", "1").with("q", "2"),
    ] {
        assert!(Ann.request(&ask, &settings).is_err(), "{ask:?}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read(body in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = parsed(&body);
        let _ = read(&Ann, Some("anime"), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
    }

    #[test]
    fn spoilt_pages_are_read(cut in 0_usize..9000, at in 0_usize..9000, byte in any::<u8>()) {
        let mut body = PAGE.as_bytes().to_vec();
        let at = at % body.len();
        body[at] = byte;
        body.truncate(body.len().saturating_sub(cut));
        let _ = read(&Ann, Some("anime"), &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
    }
}
