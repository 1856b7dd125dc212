//! AniDB: anime with titles in every language, cast, staff, episodes and tags, over its HTTP interface
//! (XML), the daily file of all titles, and its pages.
//!
//! AniDB bans whoever asks too much: for a day, longer with each request made meanwhile. So a work is kept
//! for a week, and neither a work nor the file of titles is asked for twice within a day.

mod anime;
mod cast;
mod lists;
mod names;
mod page;
mod prose;
mod query;
mod refusal;
mod resources;
mod tags;
mod titles;
mod unpack;
mod words;
mod xml;

use model::{ExternalId, Namespace, SourceId};

use super::{
    Ask, AskError, Base, Context, Endpoint, Facts, Gives, Kind, Need, Parameter, ParseError, Parsed, Proof,
    Provider, Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// AniDB.
pub struct AniDb;

const NAMESPACE: Namespace = Namespace::known("anidb");

/// The endpoints of the HTTP interface; the published name is the word that the interface itself takes.
const INTERFACE: &[&str] = &["anime", "randomrecommendation", "randomsimilar", "hotanime", "main"];

static FACTS: Facts = Facts {
    id: SourceId::known("anidb"),
    name: "AniDB",
    about: "anime with titles in every language, cast, staff, episodes and tags",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("anime", "/httpapi", Gives::Work, "a work with its cast, staff and episodes")
            .with(&[Parameter::new("aid")])
            .lasting(Lifetime::Long),
        Endpoint::new("hotanime", "/httpapi", Gives::List, "works that many watch now")
            .known_by(Proof::Specified),
        Endpoint::new("main", "/httpapi", Gives::List, "what the three other lists hold, in one answer")
            .known_by(Proof::Specified),
        Endpoint::new(
            "randomrecommendation",
            "/httpapi",
            Gives::List,
            "works that users recommend, by chance",
        )
        .lasting(Lifetime::Instant)
        .known_by(Proof::Specified),
        Endpoint::new("randomsimilar", "/httpapi", Gives::List, "pairs of works that are alike, by chance")
            .lasting(Lifetime::Instant)
            .known_by(Proof::Specified),
        Endpoint::new("titles", "/anime-titles.xml.gz", Gives::List, "every title of every work, as XML")
            .under(Base::Dump),
        Endpoint::new(
            "titles_dat",
            "/anime-titles.dat.gz",
            Gives::List,
            "every title of every work, as lines",
        )
        .under(Base::Dump)
        .known_by(Proof::Specified),
        Endpoint::new("page", "/anime/{id}", Gives::Work, "a work's page")
            .under(Base::Web)
            .lasting(Lifetime::Long),
        Endpoint::new("latest", "/latest/anime", Gives::List, "the page of works added last")
            .under(Base::Web),
    ],
    needs: &[
        Need {
            setting: "client_id",
            why: "the name of a client registered at AniDB; its HTTP interface answers nobody else",
            only: INTERFACE,
        },
        Need {
            setting: "client_version",
            why: "the version that was registered with the client's name at AniDB",
            only: INTERFACE,
        },
    ],
    limits: &[Limit::per_seconds(1, 2), Limit::per_seconds(150, 24 * 3600)],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "For non-commercial use, and not for copying AniDB. Bans last from 15 minutes to a day, and each \
              request while banned prolongs them. No recorded answer of the lists of hot, random and similar \
              works was read; the file of titles as lines was read in a rebuilt form only.",
};

impl Provider for AniDb {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refusal::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        refusal::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        let body = unpack::whole(body)?;
        match endpoint.name {
            "anime" => anime::parse(&body, context),
            "titles" => titles::from_xml(&body),
            "titles_dat" => titles::from_lines(&body),
            "page" => page::work(&body, context),
            "latest" => page::latest(&body),
            _ => lists::parse(&body, context),
        }
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        let mut request = endpoint.get(&FACTS.id, ask, settings)?;
        request.once_a_day = matches!(endpoint.name, "anime" | "page") || endpoint.base == Base::Dump;
        if INTERFACE.contains(&endpoint.name) {
            interface(endpoint, ask, settings, &mut request)?;
        }
        Ok(request)
    }

    fn probe(&self) -> Ask {
        // The answer is kept for a week, so that probing again asks nobody.
        Ask::new("anime").with("aid", "1")
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}

/// What every request to the interface carries: what is asked, and by which registered client.
fn interface(
    endpoint: &'static Endpoint,
    ask: &Ask,
    settings: &SourceSettings,
    request: &mut Request,
) -> Result<(), AskError> {
    if endpoint.name == "anime" {
        let aid = ask.get("aid").ok_or(AskError::Missing { endpoint: endpoint.name, parameter: "aid" })?;
        if query::aid(aid).is_none() {
            let reason = "it is a number from 1".to_owned();
            return Err(AskError::Value { endpoint: endpoint.name, parameter: "aid", reason });
        }
    }
    let missing = |setting: &'static str| {
        let need = FACTS.needs.iter().find(|need| need.setting == setting);
        let why = need.map(|need| need.why).unwrap_or_default().to_owned();
        AskError::NotConfigured { source_id: FACTS.id.clone(), setting, why }
    };
    let client = settings.client_id.as_deref().filter(|client| !client.is_empty());
    let client = client.ok_or_else(|| missing("client_id"))?.to_owned();
    let version = settings
        .client_version
        .filter(|version| *version > 0)
        .ok_or_else(|| missing("client_version"))?
        .to_string();
    request.url.query_pairs_mut().extend_pairs([
        ("request", endpoint.name),
        ("client", client.as_str()),
        ("clientver", version.as_str()),
        ("protover", "1"),
    ]);
    Ok(())
}

/// The id of a work by its number.
fn work_id(number: &str) -> Option<ExternalId> {
    query::aid(number).and_then(|number| ExternalId::new(NAMESPACE, number).ok())
}

#[cfg(test)]
mod tests;
