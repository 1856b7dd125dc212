//! MangaDex: series of manga, manhwa and manhua with their chapters, over its JSON interface.

mod query;
mod read;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Provider, Refusal,
    SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// MangaDex.
pub struct MangaDex;

const NAMESPACE: Namespace = Namespace::known("mangadex");

static FACTS: Facts = Facts {
    id: SourceId::known("mangadex"),
    name: "MangaDex",
    about: "manga, manhwa and manhua with authors, tags, covers and chapters",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("manga", "/manga/{id}", Gives::Work, "a series"),
        Endpoint::new("search", "/manga", Gives::Search, "series by title and filters")
            .with(&[
                Parameter::new("title"),
                Parameter::or("limit", "20"),
                Parameter::or("offset", "0"),
                Parameter::new("status[]"),
                Parameter::new("year"),
                Parameter::new("contentRating[]"),
                Parameter::new("order[relevance]"),
                Parameter::new("order[followedCount]"),
                Parameter::new("order[rating]"),
                Parameter::new("order[year]"),
                Parameter::new("order[title]"),
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("feed", "/manga/{id}/feed", Gives::Episodes, "the chapters of a series")
            .with(&[
                Parameter::or("limit", "100"),
                Parameter::or("offset", "0"),
                Parameter::new("translatedLanguage[]"),
                Parameter::or("order[chapter]", "asc"),
            ])
            .lasting(Lifetime::Medium),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(5, 1)],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "Series only; the pages of chapters are not fetched.",
};

impl Provider for MangaDex {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        read::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        let mut request = endpoint.get(&FACTS.id, ask, settings)?;
        // Covers and authors come with the series only when they are asked for.
        if endpoint.gives != Gives::Episodes {
            let parts = ["cover_art", "author", "artist"];
            request.url.query_pairs_mut().extend_pairs(parts.map(|part| ("includes[]", part)));
        }
        Ok(request)
    }

    fn probe(&self) -> Ask {
        Ask::new("search").with("title", "yotsuba").with("limit", "1")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
