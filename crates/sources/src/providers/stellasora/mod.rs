//! The wiki of Stella Sora: the characters of the game, from its pages.
//!
//! How its pages are read is the matter of `wiki`; what it is by default stands here.

use std::sync::LazyLock;

use model::{ExternalId, Image, ImageKind, Namespace, Record, RecordKind, SourceId, Title, TitleKind};
use url::Url;

use super::{Ask, Context, Endpoint, Facts, Gives, Kind, ParseError, Parsed, Proof, Provider, Refusal};
use crate::{
    http::{Breaking, Lifetime, Limit},
    wiki::{Selectors, Wiki, slug},
};

/// The wiki of Stella Sora.
pub struct StellaSora;

/// The keepers' own word for the game, as the old pipeline wrote it.
const NAMESPACE: Namespace = Namespace::known("ss");

static READER: LazyLock<Wiki> =
    LazyLock::new(|| Wiki::new(&Selectors::default()).expect("a test reads with these selectors"));

/// Stands in for the address of a page that is read by itself; links on it are taken relative to this.
static NOWHERE: LazyLock<Url> =
    LazyLock::new(|| Url::parse("https://stellasora.invalid/wiki/page").expect("it is an address"));

static FACTS: Facts = Facts {
    id: SourceId::known("stellasora"),
    name: "Stella Sora Wiki",
    about: "the characters of the game Stella Sora",
    kind: Kind::Pages,
    endpoints: &[
        page("characters", "/Characters", Gives::List, "the list of characters"),
        page("page", "/{page}", Gives::Character, "a character's page"),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 1)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Nothing of it is proven: no page was ever recorded, and its fixtures are rebuilt from a description. \
              Where things stand on its pages is a setting of the collection, under `[collect.wikis.stellasora]`.",
};

const fn page(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).lasting(Lifetime::Page).known_by(Proof::Unproven)
}

impl Provider for StellaSora {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        crate::parts::refused::by_title(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        if !READER.list(body, &NOWHERE).is_empty() {
            return Some("characters");
        }
        let told = READER.page(body, &NOWHERE);
        (told.title.is_some() && (told.image.is_some() || told.profile.is_some())).then_some("page")
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], _: &Context) -> Result<Parsed, ParseError> {
        if endpoint.name == "characters" {
            let listed = READER.list(body, &NOWHERE);
            if listed.is_empty() {
                return Err(ParseError::damaged("there is no list of characters in it"));
            }
            let records = listed.iter().filter_map(|entry| character(&entry.name, RecordKind::List));
            return Ok(Parsed::list(records.collect()));
        }
        let told = READER.page(body, &NOWHERE);
        let mut record = told
            .title
            .as_deref()
            .and_then(|title| character(title, RecordKind::Character))
            .ok_or_else(|| ParseError::damaged("there is no character in it"))?;
        record.synopsis = told.profile;
        record.background = told.birthday.map(|day| format!("Birthday: {day}"));
        record.images.extend(told.image.map(|url| Image { url, kind: ImageKind::Poster }));
        Ok(Parsed::one(record))
    }

    fn probe(&self) -> Ask {
        Ask::new("characters")
    }
}

fn character(name: &str, kind: RecordKind) -> Option<Record> {
    let id = ExternalId::new(NAMESPACE, &format!("ss_{}", slug(name))).ok()?;
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.title = Some(name.to_owned());
    record.titles.push(Title::new(name.to_owned(), TitleKind::Main));
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::read;

    fn parsed(body: &[u8]) -> Result<Parsed, ParseError> {
        read(&StellaSora, None, body, &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn lists_and_pages() {
        let list = parsed(include_bytes!("../../../fixtures/stellasora/characters.html")).expect("sound");
        let ids: Vec<String> = list.records.iter().map(|record| record.external_id.to_string()).collect();
        assert_eq!(ids, ["ss:ss_wren", "ss:ss_odile", "ss:ss_mira_vale", "ss:ss_café_noël"]);
        let page = parsed(include_bytes!("../../../fixtures/stellasora/character.html")).expect("sound");
        let record = &page.records[0];
        assert_eq!((record.title.as_deref(), record.kind.clone()), (Some("Wren"), RecordKind::Character));
        assert!(record.synopsis.as_deref().is_some_and(|text| text.starts_with("Keeper of")));
        assert!(matches!(parsed(b"<title>Wiki</title><p>x"), Err(ParseError::Unrecognized(_))));
    }
}
