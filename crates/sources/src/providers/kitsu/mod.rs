//! Kitsu: anime and manga with episodes, characters, voices, streaming links and ids at other sites, and users'
//! libraries, over its JSON:API.

mod credits;
mod document;
mod mapping;
mod parts;
mod query;
mod read;
mod refusal;
#[cfg(test)]
mod tests;
mod work;

use model::{Namespace, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Gives, Kind, Parameter, ParseError, Parsed, Proof, Provider,
    Refusal, SourceSettings, query::Mapping,
};
use crate::http::{Breaking, Lifetime, Limit, Request};

/// Kitsu.
pub struct Kitsu;

const ANIME: Namespace = Namespace::known("kitsu");
const MANGA: Namespace = Namespace::known("kitsu_manga");
const CHARACTER: Namespace = Namespace::known("kitsu_character");
const PERSON: Namespace = Namespace::known("kitsu_person");
const PRODUCER: Namespace = Namespace::known("kitsu_producer");
const CATEGORY: Namespace = Namespace::known("kitsu_category");
const USER: Namespace = Namespace::known("kitsu_user");

const LIMIT: Parameter = Parameter::or("page[limit]", "20");
const OFFSET: Parameter = Parameter::or("page[offset]", "0");
const PAGED: &[Parameter] = &[LIMIT, OFFSET];
/// What comes with a work only when it is asked for.
const WITH_ANIME: Parameter = Parameter::or(
    "include",
    "categories,genres,animeProductions.producer,mediaRelationships.destination,mappings,streamingLinks.streamer",
);
const WITH_MANGA: Parameter =
    Parameter::or("include", "categories,genres,mediaRelationships.destination,mappings");
const WITH_HITS: Parameter = Parameter::or("include", "categories,mappings");

static FACTS: Facts = Facts {
    id: SourceId::known("kitsu"),
    name: "Kitsu",
    about: "anime and manga with episodes, characters, voices, streaming links, ids at other sites and libraries",
    kind: Kind::Api,
    endpoints: &[
        Endpoint::new("anime", "/anime/{id}", Gives::Work, "an anime by its number").with(&[WITH_ANIME]),
        Endpoint::new("anime_by_slug", "/anime", Gives::Work, "an anime by the name in its address")
            .with(&[Parameter::new("filter[slug]"), WITH_ANIME]),
        Endpoint::new("manga", "/manga/{id}", Gives::Work, "a manga or novel by its number")
            .with(&[WITH_MANGA])
            .known_by(Proof::Specified),
        Endpoint::new("manga_by_slug", "/manga", Gives::Work, "a manga or novel by the name in its address")
            .with(&[Parameter::new("filter[slug]"), WITH_MANGA])
            .known_by(Proof::Specified),
        Endpoint::new("episodes", "/anime/{id}/episodes", Gives::Episodes, "a page of an anime's episodes")
            .with(&[LIMIT, OFFSET, Parameter::or("sort", "number")])
            .known_by(Proof::Specified),
        Endpoint::new("chapters", "/manga/{id}/chapters", Gives::Episodes, "a page of a manga's chapters")
            .with(&[LIMIT, OFFSET, Parameter::or("sort", "number")])
            .known_by(Proof::Specified),
        Endpoint::new(
            "characters",
            "/anime/{id}/anime-characters",
            Gives::Credits,
            "a page of an anime's characters",
        )
        .with(&[LIMIT, OFFSET, Parameter::or("include", "character,castings.person")])
        .known_by(Proof::Specified),
        Endpoint::new(
            "manga_characters",
            "/manga/{id}/manga-characters",
            Gives::Credits,
            "a page of a manga's characters",
        )
        .with(&[LIMIT, OFFSET, Parameter::or("include", "character")])
        .known_by(Proof::Specified),
        Endpoint::new(
            "castings",
            "/anime/{id}/castings",
            Gives::Credits,
            "a page of an anime's voices and staff",
        )
        .with(&[
            LIMIT,
            OFFSET,
            Parameter::new("filter[isCharacter]"),
            Parameter::new("filter[language]"),
            Parameter::or("include", "character,person"),
        ])
        .known_by(Proof::Specified),
        Endpoint::new("staff", "/anime/{id}/anime-staff", Gives::Credits, "a page of an anime's staff")
            .with(&[LIMIT, OFFSET, Parameter::or("include", "person")])
            .known_by(Proof::Specified),
        Endpoint::new(
            "manga_staff",
            "/manga/{id}/manga-staff",
            Gives::Credits,
            "a page of a manga's authors",
        )
        .with(&[LIMIT, OFFSET, Parameter::or("include", "person")])
        .known_by(Proof::Specified),
        Endpoint::new(
            "anime_categories",
            "/anime/{id}/categories",
            Gives::Work,
            "a page of an anime's categories",
        )
        .with(PAGED)
        .known_by(Proof::Specified),
        Endpoint::new("categories", "/categories", Gives::List, "all categories there are")
            .with(&[Parameter::or("page[limit]", "500"), OFFSET])
            .lasting(Lifetime::Long)
            .known_by(Proof::Specified),
        Endpoint::new(
            "streaming_links",
            "/anime/{id}/streaming-links",
            Gives::Work,
            "where an anime may be watched",
        )
        .with(&[LIMIT, OFFSET, Parameter::or("include", "streamer")])
        .lasting(Lifetime::Streaming)
        .known_by(Proof::Specified),
        Endpoint::new("mappings", "/anime/{id}/mappings", Gives::Work, "an anime's ids at other sites")
            .with(PAGED)
            .known_by(Proof::Specified),
        Endpoint::new("manga_mappings", "/manga/{id}/mappings", Gives::Work, "a manga's ids at other sites")
            .with(PAGED)
            .known_by(Proof::Specified),
        Endpoint::new("mapped", "/mappings", Gives::Search, "works by their id at another site")
            .with(&[
                Parameter::new("filter[externalSite]"),
                Parameter::new("filter[externalId]"),
                Parameter::or("include", "item"),
            ])
            .known_by(Proof::Specified),
        Endpoint::new("search", "/anime", Gives::Search, "anime by title and filters")
            .with(&[
                Parameter::new("filter[text]"),
                LIMIT,
                OFFSET,
                Parameter::new("filter[status]"),
                Parameter::new("filter[subtype]"),
                Parameter::new("filter[averageRating]"),
                Parameter::new("filter[episodeCount]"),
                Parameter::new("filter[episodeLength]"),
                Parameter::new("filter[categories]"),
                Parameter::new("filter[season]"),
                Parameter::new("filter[seasonYear]"),
                Parameter::new("filter[ageRating]"),
                Parameter::new("filter[streamers]"),
                Parameter::new("filter[id]"),
                Parameter::new("sort"),
                WITH_HITS,
            ])
            .lasting(Lifetime::Medium),
        Endpoint::new("manga_search", "/manga", Gives::Search, "manga and novels by title and filters")
            .with(&[
                Parameter::new("filter[text]"),
                LIMIT,
                OFFSET,
                Parameter::new("filter[status]"),
                Parameter::new("filter[subtype]"),
                Parameter::new("filter[averageRating]"),
                Parameter::new("filter[categories]"),
                Parameter::new("filter[ageRating]"),
                Parameter::new("filter[id]"),
                Parameter::new("sort"),
                WITH_HITS,
            ])
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("newest", "/anime", Gives::List, "anime by when they were entered, the newest first")
            .with(&[LIMIT, OFFSET, Parameter::or("sort", "-created_at")])
            .lasting(Lifetime::Medium),
        Endpoint::new("trending", "/trending/anime", Gives::List, "anime that users take up just now")
            .with(&[Parameter::or("limit", "20")])
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("manga_trending", "/trending/manga", Gives::List, "manga that users take up just now")
            .with(&[Parameter::or("limit", "20")])
            .lasting(Lifetime::Medium)
            .known_by(Proof::Specified),
        Endpoint::new("character", "/characters/{id}", Gives::Character, "a character")
            .with(&[Parameter::or("include", "primaryMedia,castings.media")])
            .known_by(Proof::Specified),
        Endpoint::new("person", "/people/{id}", Gives::Person, "a person")
            .with(&[Parameter::or("include", "castings.media")])
            .known_by(Proof::Specified),
        Endpoint::new("producer", "/producers/{id}", Gives::Studio, "a studio, producer or licensor")
            .with(&[Parameter::or("include", "animeProductions.anime")])
            .known_by(Proof::Specified),
        Endpoint::new("user", "/users", Gives::Person, "a user by the name in their address")
            .with(&[Parameter::new("filter[slug]"), Parameter::new("filter[self]")])
            .lasting(Lifetime::Fast)
            .known_by(Proof::Unproven),
        Endpoint::new("library", "/library-entries", Gives::List, "a page of a user's list")
            .with(&[
                Parameter::new("filter[userId]"),
                Parameter::or("filter[kind]", "anime"),
                Parameter::new("filter[status]"),
                Parameter::new("filter[since]"),
                Parameter::or("page[limit]", "500"),
                OFFSET,
                Parameter::new("include"),
            ])
            .lasting(Lifetime::Fast),
    ],
    needs: &[],
    // Nothing is published; its own pages ask some ten times a second.
    limits: &[Limit::per_seconds(8, 1)],
    breaking: Breaking::new(8, 60),
    version: 1,
    remarks: "Works for adults are hidden from who is not logged in. Characters, castings, episodes, mappings and people \
              are read as its description of 2020 has them; no answer was recorded. How several categories are joined \
              in a search is not described.",
};

impl Provider for Kitsu {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refusal::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        read::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        let needs: &[&[&'static str]] = match endpoint.name {
            "anime_by_slug" | "manga_by_slug" => &[&["filter[slug]"]],
            "mapped" => &[&["filter[externalSite]"], &["filter[externalId]"]],
            "user" => &[&["filter[slug]", "filter[self]"]],
            "library" => &[&["filter[userId]"]],
            _ => &[],
        };
        for group in needs {
            if group.iter().all(|name| ask.get(name).is_none_or(|value| value.trim().is_empty())) {
                let parameter = group.first().copied().unwrap_or_default();
                return Err(AskError::Missing { endpoint: endpoint.name, parameter });
            }
        }
        let mut ask = ask.clone();
        if endpoint.name == "library" && ask.get("include").is_none() {
            let kind = ask.get("filter[kind]").unwrap_or("anime").to_owned();
            let parts: Vec<String> = kind.split(',').map(|kind| format!("{kind},{kind}.mappings")).collect();
            ask = ask.with("include", parts.join(","));
        }
        let request = endpoint.get(&FACTS.id, &ask, settings)?;
        let mut request = request
            .header("Accept", "application/vnd.api+json")
            .header("Content-Type", "application/vnd.api+json");
        request.account.clone_from(&ask.account);
        Ok(request)
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}
