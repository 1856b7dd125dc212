//! Settings of collecting: `[collect]`.

use std::collections::BTreeMap;

use keeping::rules::Game;
use serde::{Deserialize, Serialize};
use sources::wiki::Selectors;

/// Settings of collecting. `config/default.toml` says what each means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CollectConfig {
    /// Whose lists at MyAnimeList are collected; `@me` for whoever is logged in.
    pub mal_user: String,
    /// The table of names and their sex; empty for none.
    pub gender_table: String,
    /// How often an item that fails is tried, a run each.
    pub attempts: u32,
    /// What is collected of MangaDex besides `sources.mangadex.ids`.
    pub mangadex: MangaDexConfig,
    /// Games whose tables are written by hand, by short name.
    pub games: BTreeMap<String, GameConfig>,
    /// Games whose characters a wiki lists, by short name.
    pub wikis: BTreeMap<String, WikiConfig>,
}

/// What is collected of MangaDex besides the ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MangaDexConfig {
    /// The title to search for; empty for no search.
    pub search: String,
    /// How many hits are taken at most.
    pub limit: usize,
}

/// A game, or any other series, whose tables are written by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GameConfig {
    /// Its own name.
    pub name: String,
    /// The code behind its characters' names, without brackets; empty for none.
    pub suffix: String,
    /// The id space of its rows in the registry.
    pub source_type: String,
    /// What its series are made in.
    #[serde(default = "game")]
    pub medium: String,
    /// The table of series; empty: `manual/<short name>_series.csv` in the data folder.
    #[serde(default)]
    pub series_csv: String,
    /// The table of characters; empty: `manual/<short name>_characters.csv` in the data folder.
    #[serde(default)]
    pub characters_csv: String,
}

/// A game whose characters a wiki lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WikiConfig {
    /// The source that is asked; its settings say where it lies.
    pub source: String,
    /// Another wiki in its place; empty: the source's own.
    #[serde(default)]
    pub base_url: String,
    /// The page that lists the characters.
    pub list_page: String,
    /// The code behind its characters' names, without brackets; empty for none.
    pub suffix: String,
    /// The id space of its rows in the registry.
    pub source_type: String,
    /// Characters written by hand, who are added and whose words win; empty:
    /// `manual/<short name>_manual_data.json` in the data folder, where there is one.
    #[serde(default)]
    pub manual_json: String,
    /// The one series that all of them belong to.
    pub series: WikiSeries,
    /// Where things stand on the wiki's pages.
    #[serde(default)]
    pub selectors: Selectors,
}

/// The series of a wiki's characters, which no page of it tells of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WikiSeries {
    /// Its id.
    pub source_id: String,
    /// Its name, which is the game's.
    pub name: String,
    /// Its English name.
    #[serde(default)]
    pub english_name: String,
    /// Who develops it.
    #[serde(default)]
    pub developer: String,
    /// Who publishes it.
    #[serde(default)]
    pub publisher: String,
    /// Its genres.
    #[serde(default)]
    pub genres: Vec<String>,
    /// The address of a picture.
    #[serde(default)]
    pub image: String,
    /// What it is about.
    #[serde(default)]
    pub synopsis: String,
}

fn game() -> String {
    "game".to_owned()
}

/// The games of the settings, as rules know them: those of tables, then those of wikis.
pub fn games_of(config: &CollectConfig) -> Vec<Game> {
    let tables = config.games.iter().map(|(short, game)| Game {
        short: short.clone(),
        name: game.name.clone(),
        suffix: game.suffix.clone(),
        source_type: game.source_type.clone(),
    });
    let wikis = config.wikis.iter().map(|(short, wiki)| Game {
        short: short.clone(),
        name: wiki.series.name.clone(),
        suffix: wiki.suffix.clone(),
        source_type: wiki.source_type.clone(),
    });
    tables.chain(wikis).collect()
}
