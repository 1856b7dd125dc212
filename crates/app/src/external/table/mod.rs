//! Every route under `/api/external/…`, a file a site. Adding one takes its row there; the router, the description of
//! the API and the command line follow.

mod anidb;
mod anilist;
mod anime_planet;
mod animecountdown;
mod animeschedule;
mod anisearch;
mod kitsu;
mod mal;

use super::{ExternalParameter, ExternalRoute, Takes};

/// The sites, as paths have them.
pub const EXTERNAL_SERVICES: [&str; 8] =
    ["mal", "anilist", "kitsu", "anidb", "animeplanet", "anisearch", "animeschedule", "animecountdown"];

const COUNT: usize = mal::ROUTES.len()
    + anilist::ROUTES.len()
    + kitsu::ROUTES.len()
    + anidb::ROUTES.len()
    + anime_planet::ROUTES.len()
    + anisearch::ROUTES.len()
    + animeschedule::ROUTES.len()
    + animecountdown::ROUTES.len();

/// Every route, site by site.
pub static EXTERNAL: std::sync::LazyLock<Vec<&'static ExternalRoute>> = std::sync::LazyLock::new(|| {
    let sites = [
        mal::ROUTES,
        anilist::ROUTES,
        kitsu::ROUTES,
        anidb::ROUTES,
        anime_planet::ROUTES,
        anisearch::ROUTES,
        animeschedule::ROUTES,
        animecountdown::ROUTES,
    ];
    let mut all = Vec::with_capacity(COUNT);
    all.extend(sites.into_iter().flatten());
    all
});

/// The route of a path, with or without `/api/external/` before it: `mal/seasons/{year}/{season}`.
pub fn external_route(path: &str) -> Option<&'static ExternalRoute> {
    let path = path.strip_prefix("/api/external/").unwrap_or(path);
    EXTERNAL.iter().copied().find(|route| route.path.strip_prefix("/api/external/") == Some(path))
}

/// The route that a path is of, such as `mal/seasons/2014/fall`, with what stands in its variable parts. Where several
/// fit, the one with the fewest of these.
pub fn external_at(path: &str) -> Option<(&'static ExternalRoute, Vec<(String, String)>)> {
    let path = path.trim_start_matches("/api/external/").trim_matches('/');
    let given: Vec<&str> = path.split('/').collect();
    let fits = EXTERNAL.iter().copied().filter_map(|route| {
        let wanted: Vec<&str> = route.path.trim_start_matches("/api/external/").split('/').collect();
        let mut parts = Vec::new();
        let is_it = wanted.len() == given.len()
            && wanted.iter().zip(&given).all(|(wanted, given)| {
                match wanted.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
                    Some(name) => {
                        parts.push((name.to_owned(), (*given).to_owned()));
                        !given.is_empty()
                    }
                    None => wanted == given,
                }
            });
        is_it.then_some((route, parts))
    });
    fits.min_by_key(|(_, parts)| parts.len())
}

const NUMBER: Takes = Takes::Whole(1, 999_999_999);
const PAGE: ExternalParameter = ExternalParameter::new("page", Takes::Whole(1, 10_000), "the page, from 1");
const YEAR: Takes = Takes::Whole(1917, 2100);
const SEASON: Takes = Takes::Word(&[
    ("winter", "winter"),
    ("spring", "spring"),
    ("summer", "summer"),
    ("fall", "fall"),
    ("autumn", "fall"),
]);
const ZONE: ExternalParameter =
    ExternalParameter::new("timezone", Takes::Zone, "the zone of days and times, by its IANA name").or("UTC");

/// Words of a title, under the source's own name for them.
const fn query(to: &'static str) -> ExternalParameter {
    ExternalParameter::new("q", Takes::Text(200), "words of a title").named(to).required()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sources::{
        http::Secret,
        providers::{Facts, SourceSettings, provider_named},
    };

    use super::*;
    use crate::external::Given;

    #[test]
    fn every_path_is_there_once_and_below_its_site() {
        let mut seen = BTreeSet::new();
        for route in EXTERNAL.iter() {
            assert!(seen.insert(route.path), "{}", route.path);
            assert!(route.path.starts_with(&format!("/api/external/{}/", route.service)), "{}", route.path);
            assert!(EXTERNAL_SERVICES.contains(&route.service), "{}", route.path);
            assert!(!route.asks.is_empty(), "{}", route.path);
            let parts = route.path.split('{').skip(1).filter_map(|part| part.split_once('}'));
            for (name, _) in parts {
                let required = route.parameter(name).is_some_and(|parameter| parameter.required);
                assert!(required, "{} has no `{name}`", route.path);
            }
        }
    }

    #[test]
    fn a_path_leads_to_its_route() {
        let at = |path: &str| external_at(path).map(|(route, parts)| (route.operation(), parts.len()));
        assert_eq!(at("mal/recommendations/recent"), Some(("recommendations/recent", 0)));
        assert_eq!(at("mal/recommendations/7"), Some(("recommendations/{mal_id}", 1)));
        assert_eq!(at("/api/external/mal/seasons/2014/fall"), Some(("seasons/{year}/{season}", 2)));
        assert_eq!(at("mal/seasons/2014"), None);
    }

    fn example(takes: Takes) -> String {
        match takes {
            Takes::Whole(low, high) => low.max(2014).min(high).to_string(),
            Takes::Real(..) => "7.5".to_owned(),
            Takes::Word(words) => words[0].0.to_owned(),
            Takes::Flag | Takes::Bool => "true".to_owned(),
            Takes::Text(most) => "moonlit depot".chars().take(most).collect(),
            Takes::Slugs => "Slice of Life, Drama".to_owned(),
            Takes::Numbers => "1,8".to_owned(),
            Takes::Slug => "moonlit-depot".to_owned(),
            Takes::Date => "2014-10".to_owned(),
            Takes::Day | Takes::Week => "2014-10-05".to_owned(),
            Takes::Zone => "Asia/Tokyo".to_owned(),
            Takes::Fields => "title,airings".to_owned(),
        }
    }

    /// With everything given at once, each route is a request that its source takes.
    #[test]
    fn every_route_is_a_request_of_its_source() {
        let settings = SourceSettings {
            enabled: true,
            base_url: Some("http://h.example/api".into()),
            web_url: Some("http://h.example".into()),
            dump_url: Some("http://h.example/dump".into()),
            client_id: Some("mine".into()),
            client_version: Some(1),
            token: Some(Secret::new("t")),
            ..SourceSettings::default()
        };
        for route in EXTERNAL.iter() {
            let pairs: Vec<(String, String)> = route
                .parameters
                .iter()
                .map(|parameter| (parameter.name.to_owned(), example(parameter.takes)))
                .collect();
            let given = match Given::read(route, &pairs) {
                Ok(given) => given,
                Err(error) => panic!("{}: {error}", route.path),
            };
            for asking in route.asks {
                let provider = provider_named(asking.source).expect("a source that there is");
                let now = "2026-01-04T16:00:00Z".parse::<jiff::Timestamp>().expect("a moment").into();
                let ask = (asking.fit)(route.wish(asking, &given), &given, now).expect("it fits");
                let facts: &Facts = provider.facts();
                if let Err(error) = provider.request(&ask, &settings) {
                    panic!("{} at {}: {error}", route.path, facts.id);
                }
            }
        }
    }
}
