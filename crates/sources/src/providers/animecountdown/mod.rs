//! AnimeCountdown: when the next episodes are shown, from its pages. It counts in SIMKL's numbers.

mod cards;
mod page;
mod query;
mod read;

use model::{Namespace, SourceId};

use super::{
    Ask, Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider,
    Refusal, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit};

/// AnimeCountdown.
pub struct AnimeCountdown;

const NAMESPACE: Namespace = Namespace::known("simkl");

static FACTS: Facts = Facts {
    id: SourceId::known("animecountdown"),
    name: "AnimeCountdown",
    about: "when the next episode of an anime is shown",
    kind: Kind::Pages,
    endpoints: &[
        page_at("anime", "/{id}", Gives::Work, "an anime with its broadcasts"),
        page_at("countdown", "/{id}", Gives::Airings, "the broadcasts of an anime"),
        page_at("airing", "/soon", Gives::List, "what is shown next"),
        page_at("upcoming", "/upcoming", Gives::List, "what begins soon"),
        page_at("popular", "/trending", Gives::List, "what many wait for"),
        page_at("search", "/search", Gives::Search, "anime by title").with(&[Parameter::new("q")]),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Nothing of it is proven: no page was ever recorded. Addresses, the cards of lists and the moments \
              on an anime's page are read by what public descriptions say, the rest by what pages have in common \
              (structured data, og: tags, dates marked up as such). Lists tell only how many seconds are left; \
              these are counted from the moment of reading, so that a page kept for long gives wrong moments \
              unless it is read as of the time it was fetched.",
};

const fn page_at(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).under(Base::Web).lasting(Lifetime::Page).known_by(Proof::Unproven)
}

impl Provider for AnimeCountdown {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        crate::parts::refused::by_title(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "37089")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
