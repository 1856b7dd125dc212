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
    jikan::Jikan,
    animecountdown::AnimeCountdown,
    livechart::LiveChart,
    mal_web::MalWeb,
    anilist::AniList,
    kitsu::Kitsu,
    animeschedule::AnimeSchedule,
    mal::Mal,
    anime_planet::AnimePlanet,
    anisearch::AniSearch,
    mangadex::MangaDex,
    manual::Manual,
    offline_database::OfflineDatabase,
    vndb::Vndb,
    anidb::AniDb,
    ann::Ann,
    simkl::Simkl,
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
}
