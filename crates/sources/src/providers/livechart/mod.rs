//! LiveChart.me: anime by season, with studios, tags, franchises, countdowns and ids at other sites, from
//! its pages.

mod anime;
mod cards;
mod charts;
mod hits;
mod query;
mod read;
mod schedule;
mod words;

use model::{Namespace, SourceId};

use super::{
    Ask, Base, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider,
    Refusal, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit};

/// LiveChart.me.
pub struct LiveChart;

const NAMESPACE: Namespace = Namespace::known("livechart");

/// Season charts by their address, such as `winter-2026`.
const SEASONS: Namespace = Namespace::known("livechart_season");

static FACTS: Facts = Facts {
    id: SourceId::known("livechart"),
    name: "LiveChart.me",
    about: "anime by season with studios, tags, franchises, countdowns and ids at other sites",
    kind: Kind::Pages,
    endpoints: &[
        page("anime", "/anime/{id}", Gives::Work, "an anime with its franchise"),
        page(
            "season",
            "/{season}-{year}/{format}",
            Gives::List,
            "the anime of a season; tv, movies, ovas or all",
        )
        .with(&[Parameter::new("ongoing"), Parameter::new("sortby"), Parameter::new("titles")])
        .known_by(Proof::Specified),
        page("charts", "/charts", Gives::List, "the seasons that there are charts of"),
        page("search", "/search", Gives::Search, "anime by title")
            .with(&[Parameter::new("q")])
            .known_by(Proof::Unproven),
        page("schedule", "/schedule", Gives::Airings, "the broadcasts of a week")
            .with(&[Parameter::new("date")])
            .known_by(Proof::Unproven),
    ],
    needs: &[],
    limits: &[Limit::per_seconds(1, 2)],
    breaking: Breaking::PAGES,
    version: 1,
    remarks: "Slow; no API. Of a season's chart only an empty one was recorded, of the search and the schedule \
              nothing: these are read by what public descriptions say. A franchise's works are listed without \
              saying how they are tied. Days are those of Japan.",
};

const fn page(name: &'static str, path: &'static str, gives: Gives, about: &'static str) -> Endpoint {
    Endpoint::new(name, path, gives, about).under(Base::Web).lasting(Lifetime::Page)
}

impl Provider for LiveChart {
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

    fn probe(&self) -> Ask {
        Ask::new("anime").with("id", "3418")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
