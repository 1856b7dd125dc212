//! The processors, one file each, and which of them are ready under the settings.

mod games;
mod mal;
mod mangadex;
mod vndb;
mod wiki;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use model::SourceId;
use sources::providers::SourceSettings;

use crate::{About, CollectConfig, Missing, Processor};

/// What processors depend on besides their own settings.
#[derive(Debug, Clone, Copy)]
pub struct Surroundings<'a> {
    /// Every source's settings.
    pub sources: &'a BTreeMap<String, SourceSettings>,
    /// Where tables written by hand lie when no setting says so.
    pub data_dir: &'a Path,
    /// Whether somebody is logged in at MyAnimeList.
    pub logged_in: bool,
    /// Whether only what is kept is read; then nothing has to be turned on.
    pub offline: bool,
}

/// A processor, and what keeps it from being asked.
pub struct Choice {
    /// What is known of it.
    pub about: About,
    /// What is missing; nothing when it is ready.
    pub missing: Vec<Missing>,
    /// The processor.
    pub processor: Box<dyn Processor>,
}

/// Every processor, in the order in which numbers are given out within a run's list.
pub fn choices(config: &CollectConfig, around: Surroundings<'_>) -> Vec<Choice> {
    let mut all = vec![
        mal::anime(config, around),
        mal::manga(config, around),
        mangadex::choice(config, around),
        vndb::choice(around),
    ];
    all.extend(config.games.iter().map(|(short, game)| games::choice(short, game, around)));
    all.extend(config.wikis.iter().map(|(short, wiki)| wiki::choice(short, wiki, around)));
    all
}

impl Surroundings<'_> {
    /// What a source lacks to be asked.
    fn lacks(&self, source: &SourceId, settings: &[(&str, &str)]) -> Vec<Missing> {
        let known = self.sources.get(source.as_str());
        let mut missing = Vec::new();
        let variable = |name: &str| {
            format!("EMAKI_SOURCES__{}__{}", source.as_str().to_uppercase(), name.to_uppercase())
        };
        if !self.offline && !known.is_some_and(|settings| settings.enabled) {
            missing.push(Missing {
                what: format!("{source} is turned off"),
                fix: format!("`enabled = true` under [sources.{source}], or {}=true", variable("enabled")),
            });
        }
        for (name, why) in settings {
            if !known.is_some_and(|settings| settings.has(name)) {
                missing.push(Missing {
                    what: (*why).to_owned(),
                    fix: format!("`{name}` under [sources.{source}], or {}", variable(name)),
                });
            }
        }
        missing
    }

    /// The file that a setting names, or the usual one in the data folder.
    fn file(&self, setting: &str, usual: &str) -> PathBuf {
        match setting.trim() {
            "" => self.data_dir.join("manual").join(usual),
            given => PathBuf::from(given),
        }
    }
}
