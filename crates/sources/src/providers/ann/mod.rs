//! Anime News Network: the encyclopedia's pages of anime, with titles in many languages, staff, cast and
//! companies of every country that a work was published in.

mod credits;
mod facts;
mod page;
mod related;
mod words;

use model::SourceId;

use super::{
    Ask, AskError, Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Provider,
    Refusal, SourceSettings,
};
use crate::{
    http::{Breaking, Lifetime, Limit, Request},
    parts::refused,
};

/// Anime News Network.
pub struct Ann;

static FACTS: Facts = Facts {
    id: SourceId::known("ann"),
    name: "Anime News Network",
    about: "the encyclopedia's anime with titles, staff, cast and companies by country",
    kind: Kind::Pages,
    endpoints: &[Endpoint::new("anime", "/encyclopedia/anime.php", Gives::Work, "a work's page")
        .with(&[Parameter::new("id")])
        .under(Base::Web)
        .lasting(Lifetime::Page)],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Pages only; how the site answers for an id that it does not have was not recorded.",
};

impl Provider for Ann {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refused::by_title(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        page::is_page(body).then_some("anime")
    }

    fn parse(&self, _: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        page::parse(body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        let id = ask.get("id").ok_or(AskError::Missing { endpoint: endpoint.name, parameter: "id" })?;
        if id.is_empty() || !id.bytes().all(|byte| byte.is_ascii_digit()) {
            let reason = "it is a number".to_owned();
            return Err(AskError::Value { endpoint: endpoint.name, parameter: "id", reason });
        }
        endpoint.get(&FACTS.id, ask, settings)
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "13")
    }
}

#[cfg(test)]
mod tests;
