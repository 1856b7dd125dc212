//! The anime-offline-database: single entries and small files of it, in the same form as `emaki import` reads
//! whole releases.
//!
//! The reading itself is that of the dataset format, so that one entry means the same by either way.

use model::{Record, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, ParseError, Parsed, Proof, Provider, Refusal,
    SourceSettings,
};
use crate::{
    datasets::{Format, OPENING_BYTES, Opening, Shape, format_named, split::Splitter},
    http::{Breaking, Lifetime, Request},
};

/// The anime-offline-database.
pub struct OfflineDatabase;

static FACTS: Facts = Facts {
    id: SourceId::OFFLINE_DATABASE,
    name: "anime-offline-database",
    about: "anime with the addresses of every site that lists them",
    kind: Kind::Files,
    endpoints: &[
        Endpoint::new("entry", "", Gives::Work, "one entry")
            .lasting(Lifetime::Instant)
            .known_by(Proof::Captured),
        Endpoint::new("file", "", Gives::List, "a file of entries: JSON, minified, or one a line")
            .lasting(Lifetime::Instant)
            .known_by(Proof::Captured),
    ],
    needs: &[],
    limits: &[],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "Under ODbL and DbCL. Whole releases are taken with `emaki import`, which goes on after a bad entry; here \
              one ends the reading.",
};

impl Provider for OfflineDatabase {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, _: &[u8]) -> Option<Refusal> {
        None
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        let opening = opening(body)?;
        let about_release = opening.has(&["lastUpdate"]) || opening.has(&["license", "repository"]);
        match opening.shape {
            Shape::Document(_) => Some("file"),
            Shape::Lines if opening.has(&["sources", "title"]) && !about_release && is_one(body) => {
                Some("entry")
            }
            Shape::Lines if opening.has(&["sources", "title"]) || about_release => Some("file"),
            Shape::Lines | Shape::Table => None,
        }
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], _: &Context) -> Result<Parsed, ParseError> {
        let format = format_named("offline-db").ok_or_else(|| ParseError::damaged("its reader is gone"))?;
        let body = without_mark(body);
        if endpoint.gives == Gives::Work {
            let mut records = format.read(body).map_err(ParseError::damaged)?;
            let record =
                records.pop().ok_or_else(|| ParseError::damaged("it tells about a release, not a work"))?;
            return Ok(Parsed::one(record));
        }
        file(format, body).map(Parsed::list)
    }

    fn request(&self, ask: &Ask, _: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?.name;
        let reason = "it is read, not asked for: `emaki source parse offline_database FILE`".to_owned();
        Err(AskError::Value { endpoint, parameter: "file", reason })
    }
}

/// Every entry of a file, be it one document or a line each.
fn file(format: &dyn Format, body: &[u8]) -> Result<Vec<Record>, ParseError> {
    let shape = opening(body).map_or(Shape::Lines, |opening| opening.shape);
    let what = if matches!(shape, Shape::Document(_)) { "entry" } else { "line" };
    let shape = if shape == Shape::Table { Shape::Lines } else { shape };
    let mut rows = Splitter::new(body, shape).map_err(ParseError::damaged)?;
    let mut records = Vec::new();
    while let Some(piece) = rows.next_row().map_err(ParseError::damaged)? {
        let read = piece.text.and_then(|text| format.read(text.as_bytes()));
        records.extend(
            read.map_err(|reject| ParseError::damaged(format!("{what} {}: {reject}", piece.place.number)))?,
        );
    }
    Ok(records)
}

/// What the first bytes show; a release is too large to be read as a whole only to be known.
fn opening(body: &[u8]) -> Option<Opening> {
    let first = body.get(..OPENING_BYTES).unwrap_or(body);
    Opening::read(first, first.len() == body.len()).ok()
}

/// Whether it is one JSON value and no more.
fn is_one(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(without_mark(body)).is_ok()
}

/// The bytes without a mark of their order.
fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::providers::read;

    const ENTRY: &str = include_str!("../../../fixtures/offline-db/entry.json");

    fn parsed(endpoint: Option<&str>, body: &str) -> Result<Parsed, ParseError> {
        read(&OfflineDatabase, endpoint, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn an_entry_comes_out_as_an_import_takes_it() {
        let entry = parsed(None, ENTRY).expect("sound");
        let imported = format_named("offline-db").expect("a format").read(ENTRY.as_bytes()).expect("sound");
        assert_eq!((entry.single, &entry.records), (true, &imported));
        assert_eq!(entry.records[0].external_id.to_string(), "anidb:9001");
        let pretty: Value = serde_json::from_str(ENTRY).expect("sound");
        let pretty = serde_json::to_string_pretty(&pretty).expect("plain");
        assert_eq!(parsed(None, &format!("\u{feff}{pretty}")).map(|entry| entry.records), Ok(imported));
    }

    #[test]
    fn files_in_three_forms() {
        let entry = ENTRY.trim_end();
        let other = r#"{"sources":["https://myanimelist.net/anime/2"],"title":"B"}"#;
        let about = r#""license":{"name":"x"},"repository":"r","lastUpdate":"2030-01-01""#;
        let spaced: Value =
            serde_json::from_str(&format!("{{{about},\"data\":[{entry},{other}]}}")).expect("sound");
        for file in [
            format!("{{{about},\"data\":[{entry},{other}]}}"),
            serde_json::to_string_pretty(&spaced).expect("plain"),
            format!("{{{about}}}\n{entry}\n\n{other}\n"),
            format!("{entry}\r\n{other}"),
        ] {
            assert_eq!(OfflineDatabase.recognize(file.as_bytes()), Some("file"), "{file}");
            let ids = parsed(None, &file)
                .map(|p| p.records.iter().map(|r| r.external_id.to_string()).collect::<Vec<_>>());
            assert_eq!(ids, Ok(vec!["anidb:9001".to_owned(), "mal:2".to_owned()]), "{file}");
        }
    }

    #[test]
    fn faults_are_named_by_their_place() {
        let bad = r#"{"sources":["https://films.example/1"],"title":"B"}"#;
        let told = |body: &str| parsed(None, body).expect_err("a fault").to_string();
        let unknown = "`sources` has an address of no known site: https://films.example/1";
        assert_eq!(told(bad), format!("the answer is damaged: {unknown}"));
        assert_eq!(
            told(&format!("{}\n{bad}\n", ENTRY.trim_end())),
            format!("the answer is damaged: line 2: {unknown}")
        );
        assert_eq!(
            told(&format!("{{\"data\":[{bad}]}}")),
            format!("the answer is damaged: entry 1: {unknown}")
        );
        for cut in [r#"{"data":[{"sources":["#, r#"{"sources":["https://anidb"#] {
            assert!(matches!(parsed(None, cut), Err(ParseError::Damaged(_))), "{cut}");
            assert!(matches!(parsed(Some("file"), cut), Err(ParseError::Damaged(_))), "{cut}");
        }
        assert!(matches!(parsed(None, r#"{"x":1}"#), Err(ParseError::Unrecognized(_))));
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(cut in 0..1200usize, at in 0..1200usize, byte: u8) {
            let mut body = format!("{{\"data\":[{ENTRY}]}}\n").into_bytes();
            if let Some(hit) = body.get_mut(at) { *hit = byte; }
            for endpoint in [None, Some("entry"), Some("file")] {
                let _ = read(&OfflineDatabase, endpoint, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
            body.truncate(cut);
            let _ = read(&OfflineDatabase, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
