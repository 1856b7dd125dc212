//! Tables written by hand, after two templates: works, and characters.
//!
//! Nothing is fetched. A table is read strictly, since whoever wrote it can mend it: what is wrong is named by
//! line and column, and nothing of the table is taken until all of it is right.

mod characters;
mod table;
mod works;

use model::SourceId;

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, ParseError, Parsed, Proof, Provider, Refusal,
    SourceSettings,
};
use crate::http::{Breaking, Lifetime, Request};

/// Tables written by hand.
pub struct Manual;

/// The templates by the names of their endpoints: a header line each, to be filled in below.
pub const TEMPLATES: [(&str, &str); 2] = [
    ("works", include_str!("templates/works.csv")),
    ("characters", include_str!("templates/characters.csv")),
];

static FACTS: Facts = Facts {
    id: SourceId::MANUAL,
    name: "Tables by hand",
    about: "works and characters written into a table, after a template",
    kind: Kind::Files,
    endpoints: &[
        Endpoint::new("works", "", Gives::List, "a table of works")
            .lasting(Lifetime::Instant)
            .known_by(Proof::Specified),
        Endpoint::new("characters", "", Gives::List, "a table of characters")
            .lasting(Lifetime::Instant)
            .known_by(Proof::Specified),
    ],
    needs: &[],
    limits: &[],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "CSV in UTF-8, comma separated, quoted after RFC 4180; the columns in any order. Lists within a cell are \
              joined by `|`.",
};

impl Provider for Manual {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, _: &[u8]) -> Option<Refusal> {
        None
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        table::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], _: &Context) -> Result<Parsed, ParseError> {
        match endpoint.name {
            "characters" => table::read(body, &characters::COLUMNS, characters::row),
            _ => table::read(body, &works::COLUMNS, works::row),
        }
    }

    fn request(&self, ask: &Ask, _: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?.name;
        let reason = "it is read, not asked for: `emaki source parse manual FILE`".to_owned();
        Err(AskError::Value { endpoint, parameter: "file", reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::read;

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        read(&Manual, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

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
    fn works_in_normal_form() {
        insta::assert_snapshot!(told(
            &parsed(include_str!("../../../fixtures/manual/works.csv")).expect("sound")
        ));
    }

    #[test]
    fn characters_in_normal_form() {
        insta::assert_snapshot!(told(
            &parsed(include_str!("../../../fixtures/manual/characters.csv")).expect("sound")
        ));
    }

    #[test]
    fn templates_are_the_columns() {
        let columns = [works::COLUMNS.template(), characters::COLUMNS.template()];
        assert_eq!(TEMPLATES.map(|(_, text)| text.trim_end().to_owned()), columns);
        for (name, template) in TEMPLATES {
            assert_eq!(Manual.recognize(template.as_bytes()), Some(name));
            assert_eq!(parsed(template).map(|parsed| parsed.records.len()), Ok(0), "an empty table is sound");
        }
    }

    #[test]
    fn what_is_wrong_is_named_by_line_and_column() {
        let works =
            |row: &str| format!("source_type,name,media_type,score,favorites,image_link,creator\n{row}\n");
        for (body, told) in [
            (works("gi,A,game,much,,,"), "line 2: `score` is not a number: much"),
            (works("gi,A,game,11,,,"), "line 2: `score` is 11, not 0 to 10"),
            (
                works("gi,A,film,,,,"),
                "line 2: `media_type` is `film`; it is one of anime, manga, novel, light_novel, visual_novel, game",
            ),
            (works("gi,,game,,,,"), "line 2: `name` is empty"),
            (
                works("Gi 2,A,game,,,,"),
                "line 2: `source_type` is `Gi 2`; it is a short name of lower-case letters, digits and `_`",
            ),
            (works("gi,A,game,,many,,"), "line 2: `favorites` is not a whole number: many"),
            (works("gi,A,game,,,pic.jpg,"), "line 2: `image_link` is not a web address: pic.jpg"),
            (works("gi,A,game,,,,{\"developer\""), "line 2: a quote stands inside a cell"),
            (works("gi,A,game,,,,\"{x\""), "line 2: `creator` is no JSON object: {x"),
            (works("gi,A"), "line 2: 2 cells under 7 columns"),
            (
                works("gi,A,game,,,,\n\"gi\nx\",B,game,,,,\ngi,C,film,,,,"),
                "line 3: `source_type` is `gi�x`; it is a short name of lower-case letters, digits and `_`",
            ),
            (
                "source_type,name,media_type,colour\n".into(),
                "line 1: there is no column `colour`; the template has source_type, source_id, name, english_name, creator, media_type, image_link, genres, synopsis, favorites, members, score",
            ),
            ("source_type,name,name,media_type\n".into(), "line 1: the column `name` is there twice"),
            ("source_type,name,series,rarity\ngi,A,B,9\n".into(), "line 2: `rarity` is 9, not 1 to 6"),
        ] {
            assert_eq!(parsed(&body), Err(ParseError::Damaged(told.into())), "{body}");
        }
        let named =
            read(&Manual, Some("works"), b"source_type,name\n", &Context::at(jiff::Timestamp::UNIX_EPOCH));
        assert_eq!(named, Err(ParseError::Damaged("line 1: the column `media_type` is missing".into())));
        assert!(matches!(parsed("a,b\n1,2\n"), Err(ParseError::Unrecognized(_))));
        assert!(matches!(
            Manual.request(&Ask::new("works"), &SourceSettings::default()),
            Err(AskError::Value { .. })
        ));
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(cut in 0..900usize, at in 0..900usize, byte: u8) {
            for fixture in [include_str!("../../../fixtures/manual/works.csv"), include_str!("../../../fixtures/manual/characters.csv")] {
                let mut body = fixture.as_bytes().to_vec();
                if let Some(hit) = body.get_mut(at) { *hit = byte; }
                for endpoint in [None, Some("works"), Some("characters")] {
                    let _ = read(&Manual, endpoint, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
                }
                body.truncate(cut);
                let _ = read(&Manual, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
        }
    }
}
