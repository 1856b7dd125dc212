//! VNDB: visual novels with characters, releases and staff, over its API of the name Kana.
//!
//! Everything but three small things is asked by POST with a query in JSON; `request` composes it.

mod fields;
mod filters;
mod query;
mod read;
mod request;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Need, Parameter, ParseError, Parsed, Proof,
    Provider, Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// VNDB.
pub struct Vndb;

const NAMESPACE: Namespace = Namespace::known("vndb");
/// The most that comes in one answer.
const MOST: u64 = 100;

const ID: &[Parameter] = &[Parameter::new("id")];

/// Lists are cut into pages of fifty, because each entry is large.
const OF_VN: &[Parameter] = &[Parameter::new("vn"), Parameter::or("results", "50"), Parameter::new("page")];
const BY_NAME: &[Parameter] =
    &[Parameter::new("search"), Parameter::or("results", "50"), Parameter::new("page")];

static FACTS: Facts = Facts {
    id: SourceId::known("vndb"),
    name: "VNDB",
    about: "visual novels with titles in every language, characters, traits, tags, releases and staff",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("vn", "/vn", Gives::Work, "a visual novel, with staff and voices")
            .with(ID)
            .known_by(Proof::Specified),
        Endpoint::new("search", "/vn", Gives::Search, "visual novels by title and filters")
            .with(filters::PARAMETERS)
            .lasting(Lifetime::Medium),
        Endpoint::new("collection", "/vn", Gives::List, "the visual novels whose ids are in the settings")
            .with(&[Parameter::new("ids"), Parameter::or("results", "25"), Parameter::new("page")])
            .known_by(Proof::Specified),
        Endpoint::new("character", "/character", Gives::Character, "a character")
            .with(ID)
            .known_by(Proof::Specified),
        Endpoint::new(
            "characters",
            "/character",
            Gives::Credits,
            "a visual novel's characters, each in full",
        )
        .with(OF_VN)
        .known_by(Proof::Specified),
        Endpoint::new("character_search", "/character", Gives::Search, "characters by name")
            .with(BY_NAME)
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("release", "/release", Gives::List, "a release").with(ID).known_by(Proof::Specified),
        Endpoint::new("releases", "/release", Gives::List, "a visual novel's releases")
            .with(OF_VN)
            .known_by(Proof::Specified),
        Endpoint::new("producer", "/producer", Gives::Studio, "a developer or publisher").with(ID),
        Endpoint::new("staff", "/staff", Gives::Person, "a person").with(ID).known_by(Proof::Specified),
        Endpoint::new("tag", "/tag", Gives::List, "a tag").with(ID).known_by(Proof::Specified),
        Endpoint::new("tags", "/tag", Gives::List, "tags by name").with(BY_NAME).known_by(Proof::Specified),
        Endpoint::new("trait", "/trait", Gives::List, "a trait of characters")
            .with(ID)
            .known_by(Proof::Specified),
        Endpoint::new("traits", "/trait", Gives::List, "traits of characters by name")
            .with(BY_NAME)
            .known_by(Proof::Specified),
        Endpoint::new("quotes", "/quote", Gives::List, "lines from a visual novel")
            .with(OF_VN)
            .known_by(Proof::Specified),
        Endpoint::new("ulist", "/ulist", Gives::List, "a user's list")
            .with(&[
                Parameter::new("user"),
                Parameter::new("label"),
                Parameter::or("sort", "id"),
                Parameter::or("reverse", "false"),
                Parameter::or("results", "100"),
                Parameter::new("page"),
            ])
            .lasting(Lifetime::Fast)
            .known_by(Proof::Specified),
        Endpoint::new("user", "/user", Gives::List, "a user by name or id")
            .with(&[Parameter::new("q"), Parameter::new("fields")])
            .lasting(Lifetime::Medium),
        Endpoint::new("authinfo", "/authinfo", Gives::List, "whose token it is").lasting(Lifetime::Fast),
        Endpoint::new("stats", "/stats", Gives::List, "how many visual novels there are"),
        Endpoint::new("schema", "/schema", Gives::List, "the words of its vocabularies")
            .known_by(Proof::Unproven),
    ],
    needs: &[Need {
        setting: "ids",
        why: "the ids of the visual novels to collect, such as [\"v17\"]",
        only: &["collection"],
    }],
    limits: &[Limit::per_seconds(2, 1), Limit::per_seconds(200, 300)],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "Free for non-commercial use; its data are under the ODbL. Answers are proven by its published \
              description and few recorded ones.",
};

impl Provider for Vndb {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        crate::parts::refused::instead(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        request::compose(ask, settings)
    }

    fn probe(&self) -> Ask {
        Ask::new("vn").with("id", "v17")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
