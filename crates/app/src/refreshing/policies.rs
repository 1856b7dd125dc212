//! How fast the fields of a work age: rules that are data, each with its id.

use gather::Level;

use crate::config::RefreshConfig;

/// When some fields of a work are asked for again, and from whom.
#[derive(Debug, PartialEq, Eq)]
pub struct Policy {
    /// Its id, told with each job.
    pub id: &'static str,
    /// Its name in the settings.
    pub setting: &'static str,
    /// The fields that age.
    pub fields: &'static [&'static str],
    /// Who is asked.
    pub sources: &'static [&'static str],
    /// How much is asked.
    pub level: Level,
    /// Whether only works that are airing now are worth it.
    pub only_airing: bool,
}

/// Every policy, the one that ages fastest first. Ages stand in `config/default.toml`, because they are what
/// people change: schedules less than an hour, streaming half an hour, pages two hours, interfaces six,
/// facts a week.
pub const POLICIES: &[Policy] = &[
    Policy {
        id: "refresh.streaming",
        setting: "streaming",
        fields: &["streaming"],
        sources: &["anilist"],
        level: Level::Detailed,
        only_airing: true,
    },
    Policy {
        id: "refresh.schedule",
        setting: "schedule",
        fields: &["airings", "broadcast", "delay"],
        sources: &["animeschedule"],
        level: Level::Detailed,
        only_airing: true,
    },
    Policy {
        id: "refresh.pages",
        setting: "pages",
        fields: &["statistics", "tags", "relations", "episodes_list"],
        sources: &["anime_planet", "anisearch", "livechart"],
        level: Level::Comprehensive,
        only_airing: true,
    },
    Policy {
        id: "refresh.api",
        setting: "api",
        fields: &["statistics", "episodes", "status", "titles", "images"],
        sources: &["anilist", "jikan", "kitsu"],
        level: Level::Detailed,
        only_airing: false,
    },
    Policy {
        id: "refresh.facts",
        setting: "facts",
        fields: &["characters", "staff", "studios", "synopsis", "dates"],
        sources: &[
            "anilist",
            "jikan",
            "kitsu",
            "anidb",
            "animeschedule",
            "anime_planet",
            "anisearch",
            "livechart",
        ],
        level: Level::Comprehensive,
        only_airing: false,
    },
];

impl Policy {
    /// The policy of an id.
    pub fn named(id: &str) -> Option<&'static Self> {
        POLICIES.iter().find(|policy| policy.id == id)
    }

    /// After how many seconds it asks again; none when it is turned off.
    pub fn max_age_s(&self, settings: &RefreshConfig) -> Option<u64> {
        settings.max_age_s.get(self.setting).copied().filter(|age| *age > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;

    #[test]
    fn every_policy_has_its_age_and_sources_that_there_are() {
        let settings = Config::of_defaults().expect("the default file is sound").refresh;
        let age = |id: &str| Policy::named(id).and_then(|policy| policy.max_age_s(&settings));
        assert!(age("refresh.schedule").is_some_and(|age| age < 3600));
        assert_eq!(age("refresh.streaming"), Some(30 * 60));
        assert_eq!(age("refresh.pages"), Some(2 * 3600));
        assert_eq!(age("refresh.api"), Some(6 * 3600));
        assert_eq!(age("refresh.facts"), Some(7 * 86_400));
        let names: Vec<&str> = POLICIES.iter().map(|policy| policy.setting).collect();
        assert!(settings.max_age_s.keys().all(|name| names.contains(&name.as_str())));
        for policy in POLICIES {
            for source in policy.sources {
                assert!(crate::known_source(source).is_ok(), "{} asks {source}", policy.id);
            }
        }
    }
}
