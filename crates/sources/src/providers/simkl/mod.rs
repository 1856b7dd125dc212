//! SIMKL: its pages of anime, with genres, tags, links to other sites and related works.

mod around;
mod facts;
mod page;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Base, Context, Endpoint, Facts, Gives, Kind, ParseError, Parsed, Provider, Refusal,
    SourceSettings,
};
use crate::{
    http::{Breaking, Lifetime, Limit, Request},
    parts::refused,
};

/// SIMKL.
pub struct Simkl;

const NAMESPACE: Namespace = Namespace::known("simkl");

static FACTS: Facts = Facts {
    id: SourceId::known("simkl"),
    name: "SIMKL",
    about: "anime with genres, tags, links to other sites and related works",
    kind: Kind::Pages,
    endpoints: &[Endpoint::new("anime", "/anime/{id}", Gives::Work, "a work's page")
        .under(Base::Web)
        .lasting(Lifetime::Page)],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Pages only. All recorded pages are of one work, so that films and works still airing are unproven.",
};

impl Provider for Simkl {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refused::by_title(body).or_else(|| page::is_general(body).then_some(Refusal::NotFound))
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
        if page::number(id).is_none_or(|number| number.len() != id.len()) {
            let reason = "it is a number".to_owned();
            return Err(AskError::Value { endpoint: endpoint.name, parameter: "id", reason });
        }
        endpoint.get(&FACTS.id, ask, settings)
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "37089")
    }
}

#[cfg(test)]
mod tests;
