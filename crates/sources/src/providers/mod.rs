//! Providers that are asked over the network: one folder each, one line in the list below.
//!
//! A provider is pure. It states what it can answer, turns a wish into a request, and turns the bytes of
//! an answer into records; the fetcher in `http` does all that touches the network. A folder holds the
//! provider's facts and requests, how its answers are read, how the universal query is put to it, and
//! its default settings.

mod ask;
mod confirm;
mod endpoint;
mod facts;
mod parsed;
mod provider;
pub mod query;
mod settings;

use model::SourceId;

pub use ask::{Ask, AskError};
pub use confirm::confirmed;
pub use endpoint::{Base, Endpoint, Gives, Parameter, Proof};
pub use facts::{Facts, Kind, Need};
pub(crate) use jikan::genres::is_listed as is_word_of_mal;
pub use manual::TEMPLATES;
pub use parsed::{Context, Next, ParseError, Parsed, Refusal};
pub use provider::{Provider, read};
pub use settings::{SETTINGS, SourceSettings};

/// Declares the provider modules and the list of them, so that a new provider is one line.
macro_rules! providers {
    ($($module:ident :: $provider:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every provider, in the order in which they are listed.
        pub const PROVIDERS: &[&dyn Provider] = &[$(&$module::$provider),+];

        /// Each provider's default settings as TOML, in the same order.
        const DEFAULTS: &[(&str, &str)] =
            &[$((stringify!($module), include_str!(concat!(stringify!($module), "/settings.toml")))),+];
    };
}

providers! {
    mal::Mal,
    mal_web::MalWeb,
    jikan::Jikan,
    anilist::AniList,
    kitsu::Kitsu,
    anidb::AniDb,
    animeschedule::AnimeSchedule,
    vndb::Vndb,
    mangadex::MangaDex,
    anisearch::AniSearch,
    anime_planet::AnimePlanet,
    livechart::LiveChart,
    animecountdown::AnimeCountdown,
    ann::Ann,
    simkl::Simkl,
    stellasora::StellaSora,
    manual::Manual,
    offline_database::OfflineDatabase,
}

/// The provider of a published name, such as `anilist`.
pub fn provider_named(name: &str) -> Option<&'static dyn Provider> {
    PROVIDERS.iter().copied().find(|provider| provider.facts().id.as_str() == name)
}

/// The provider of a source.
pub fn provider_of(source: &SourceId) -> Option<&'static dyn Provider> {
    provider_named(source.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        let mut seen = std::collections::BTreeSet::new();
        for provider in PROVIDERS {
            let facts = provider.facts();
            assert!(seen.insert(facts.id.as_str()), "{} is there twice", facts.id);
            assert_eq!(provider_named(facts.id.as_str()).map(|p| p.facts().name), Some(facts.name));
            let names: std::collections::BTreeSet<_> = facts.endpoints.iter().map(|e| e.name).collect();
            assert_eq!(names.len(), facts.endpoints.len(), "{}: an endpoint is there twice", facts.id);
        }
    }

    /// The paces and breakers at start are published; whoever changes one changes what sources see of us.
    #[test]
    fn sources_are_asked_as_promised() {
        const MINUTE: u64 = 60;
        const DAY: u64 = 86_400;
        type Promise = (&'static str, &'static [(u32, u64)], (u32, u64));
        let promised: [Promise; 18] = [
            ("mal", &[(60, MINUTE), (2, 1)], (5, 30)),
            ("anilist", &[(30, MINUTE)], (3, 20)),
            ("jikan", &[(60, MINUTE), (3, 1)], (5, 60)),
            ("kitsu", &[(8, 1)], (8, 60)),
            ("anidb", &[(1, 2), (150, DAY)], (5, 60)),
            ("animeschedule", &[(5, 1), (120, MINUTE)], (5, 60)),
            ("vndb", &[(2, 1), (200, 5 * MINUTE)], (5, 60)),
            ("mangadex", &[(5, 1)], (5, 60)),
            ("mal_web", &[(1, 2)], (10, 120)),
            ("anisearch", &[(1, 3)], (10, 120)),
            ("anime_planet", &[(1, 2)], (10, 120)),
            ("livechart", &[(1, 2)], (10, 120)),
            ("animecountdown", &[(1, 2)], (10, 120)),
            ("ann", &[(1, 2)], (10, 120)),
            ("simkl", &[(1, 2)], (10, 120)),
            ("stellasora", &[(1, 1)], (10, 120)),
            ("manual", &[], (5, 60)),
            ("offline_database", &[], (5, 60)),
        ];
        for (name, limits, breaking) in promised {
            let facts = provider_named(name).expect("it is there").facts();
            let mut own: Vec<_> =
                facts.limits.iter().map(|limit| (limit.count, limit.window.as_secs())).collect();
            let mut limits = limits.to_vec();
            own.sort_unstable();
            limits.sort_unstable();
            assert_eq!(own, limits, "{name}");
            assert_eq!((facts.breaking.failures, facts.breaking.open.as_secs()), breaking, "{name}");
        }
    }
}
