//! Jikan: anime, manga, characters and people of MyAnimeList, over an unofficial JSON interface.
//!
//! Its answers are MyAnimeList's pages cut into fields, and its ids are MyAnimeList's. `endpoints` is the
//! table of what can be asked, `recognize` tells answers apart, `refusal` knows the errors, and `read`
//! makes records. `query` and `genres` put the universal query into its words.

mod endpoints;
pub(super) mod genres;
mod query;
mod read;
mod recognize;
mod refusal;

use model::{Namespace, Season, SourceId};

use super::{
    Ask, AskError, Context, Endpoint, Facts, Kind, ParseError, Parsed, Provider, Refusal, SourceSettings,
    query::Mapping,
};
use crate::http::{Breaking, Limit, Request};

/// Jikan.
pub struct Jikan;

const ANIME: Namespace = Namespace::known("mal");
const MANGA: Namespace = Namespace::known("mal_manga");
const CHARACTER: Namespace = Namespace::known("mal_character");
const PERSON: Namespace = Namespace::known("mal_person");

/// The most entries that it puts on a page.
const PAGE: u64 = 25;

static FACTS: Facts = Facts {
    id: SourceId::known("jikan"),
    name: "Jikan",
    about: "what MyAnimeList knows of anime, manga, characters and people, without an account",
    kind: Kind::Api,
    endpoints: endpoints::ENDPOINTS,
    needs: &[],
    limits: &[Limit::per_seconds(60, 60), Limit::per_seconds(3, 1)],
    breaking: Breaking::USUAL,
    version: 1,
    remarks: "The data is MyAnimeList's; heavy crawling is not wanted. A search's `end_date` looks at the \
              last day of a work, so that `year` leaves out what ran on into the next year.",
};

impl Provider for Jikan {
    fn facts(&self) -> &'static Facts {
        &FACTS
    }

    fn refusal(&self, body: &[u8]) -> Option<Refusal> {
        refusal::refusal(body)
    }

    fn recognize(&self, body: &[u8]) -> Option<&'static str> {
        recognize::recognize(body)
    }

    fn parse(&self, endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
        read::parse(endpoint, body, context)
    }

    fn request(&self, ask: &Ask, settings: &SourceSettings) -> Result<Request, AskError> {
        let endpoint = FACTS.endpoint(&ask.endpoint)?;
        check(endpoint, ask)?;
        endpoint.get(&FACTS.id, ask, settings)
    }

    fn search(&self) -> Option<&'static Mapping> {
        Some(&query::MAPPING)
    }
}

/// Refuses what Jikan would answer with an error, so that no request is spent on it.
fn check(endpoint: &Endpoint, ask: &Ask) -> Result<(), AskError> {
    let wrong = |parameter: &'static str, reason: &str| {
        Err(AskError::Value { endpoint: endpoint.name, parameter, reason: reason.to_owned() })
    };
    for parameter in ["id", "episode", "year", "page"] {
        let Some(value) = ask.get(parameter) else { continue };
        if !value.parse::<u32>().is_ok_and(|number| number > 0) {
            return wrong(parameter, "it is a number above 0");
        }
    }
    if ask.get("limit").is_some_and(|limit| !limit.parse().is_ok_and(|limit| (1..=PAGE).contains(&limit))) {
        return wrong("limit", "it is a number from 1 to 25");
    }
    let seasons = Season::ALL.map(|season| season.as_str().to_lowercase());
    if ask.get("season").is_some_and(|season| !seasons.iter().any(|known| known == season)) {
        return wrong("season", "it is one of winter, spring, summer, fall");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(ask: &Ask) -> Result<String, AskError> {
        let base_url = Some("http://h.example/v4".to_owned());
        Jikan.request(ask, &SourceSettings { base_url, ..SourceSettings::default() }).map(|r| r.url.into())
    }

    #[test]
    fn requests() {
        for (ask, written) in [
            (Ask::new("anime_full").with("id", "7"), "anime/7/full"),
            (Ask::new("anime_episodes").with("id", "7").with("page", "2"), "anime/7/episodes?page=2"),
            (Ask::new("anime_episode").with("id", "7").with("episode", "3"), "anime/7/episodes/3"),
            (Ask::new("season").with("year", "2013").with("season", "fall"), "seasons/2013/fall?limit=25"),
            (Ask::new("schedules").with("filter", "monday"), "schedules?filter=monday&limit=25"),
            (Ask::new("random_manga"), "random/manga"),
            (Ask::new("recent_anime_recommendations"), "recommendations/anime"),
        ] {
            assert_eq!(url(&ask).as_deref(), Ok(&*format!("http://h.example/v4/{written}")));
        }
    }

    #[test]
    fn what_cannot_be_is_not_asked() {
        for (name, value) in
            [("id", "seven"), ("id", "0"), ("page", "-1"), ("limit", "26"), ("season", "autumn")]
        {
            let ask = Ask::new("season").with("year", "2013").with("season", "fall").with(name, value);
            assert!(matches!(url(&ask), Err(AskError::Value { .. })), "{name}={value}");
        }
    }
}
