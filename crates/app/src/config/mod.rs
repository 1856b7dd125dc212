//! Settings: the embedded default file, then a file, then the environment, then flags.

mod asking;
mod enrich;
mod graphql;
mod http;
mod jobs;
mod mcp;
mod model;
mod older;
mod pictures;
mod publish;
mod registry;
mod stats;
mod texts;
mod updates;
mod vectors;
mod wrong;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use figment::{
    Figment,
    providers::{Env, Format, Serialized, Toml},
};
use serde::{Deserialize, Serialize};

use sources::{
    http::Secret,
    llm::LlmSettings,
    providers::{SETTINGS, SourceSettings},
};

pub use asking::AskingConfig;
pub use enrich::EnrichConfig;
pub use graphql::GraphqlConfig;
pub use http::{CommunityConfig, HttpConfig};
pub use jobs::{JobsConfig, RefreshConfig};
pub use mcp::McpConfig;
pub use model::ModelConfig;
pub(crate) use model::is_plain;
pub use pictures::PicturesConfig;
pub use publish::PublishConfig;
pub use registry::RegistryConfig;
pub use stats::StatsConfig;
pub use updates::{DatasetConfig, UpdatesConfig};
pub use vectors::VectorsConfig;

use crate::{AppError, ErrorCode};

/// Every setting with its default, commented: the default file, then each source's own. Also the
/// reference of all settings.
pub static DEFAULT: LazyLock<String> =
    LazyLock::new(|| format!("{}\n{}", include_str!("../../../../config/default.toml"), *SETTINGS));

/// The settings in force. `config/default.toml` says what each means.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder that holds everything kept.
    pub data_dir: PathBuf,
    /// The store's address.
    pub database_url: String,
    /// The address of the cache of answers.
    pub cache_url: String,
    /// The address of the engine that holds the vectors.
    pub vector_url: String,
    /// Its key. Only ever from the environment.
    pub vector_token: Secret,
    /// A file that holds the key in its first line; empty for none.
    pub vector_token_file: PathBuf,
    /// What is asked of that engine.
    pub vectors: VectorsConfig,
    /// Where people's files are kept; empty for the data folder.
    pub storage_url: String,
    /// The key of Drive's API. Only ever from the environment.
    pub drive_key: Secret,
    /// Whether other people's addresses may lead to private networks.
    pub allow_private: bool,
    /// The web page and the APIs.
    pub serve: ServeConfig,
    /// The door for assistants.
    pub mcp: McpConfig,
    /// What texts and pictures mean.
    pub model: ModelConfig,
    /// The GraphQL door.
    pub graphql: GraphqlConfig,
    /// Questions.
    pub asking: AskingConfig,
    /// Imports.
    pub import: ImportConfig,
    /// Enriching.
    pub enrich: EnrichConfig,
    /// Edits of series and characters by hand.
    pub curation: CurationConfig,
    /// Asking sources.
    pub http: HttpConfig,
    /// The language model.
    pub llm: LlmSettings,
    /// Stats of characters.
    pub stats: StatsConfig,
    /// Publishing.
    pub publish: PublishConfig,
    /// The keepers' numbers.
    pub keepers: KeepersConfig,
    /// Registries.
    pub registry: RegistryConfig,
    /// Collecting.
    pub collect: collect::CollectConfig,
    /// Jobs.
    pub jobs: JobsConfig,
    /// Refreshing.
    pub refresh: RefreshConfig,
    /// Updates of datasets.
    pub updates: UpdatesConfig,
    /// Pictures.
    pub pictures: PicturesConfig,
    /// Logs.
    pub log: LogConfig,
    /// People and their files.
    pub people: people::PeopleConfig,
    /// Projects and picture jobs.
    pub production: production::ProductionConfig,
    /// Every source, by its published name.
    pub sources: BTreeMap<String, SourceSettings>,
}

/// Settings of the web page and the APIs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServeConfig {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// Host names that requests may name besides loopback ones.
    pub allowed_hosts: Vec<String>,
    /// Web origins that may call the API from a browser.
    pub cors_origins: Vec<String>,
    /// The largest request body, in bytes.
    pub body_limit_bytes: usize,
    /// Requests a client may make in a minute; 0 is no limit.
    pub requests_per_minute: u32,
    /// Seconds after which a request is given up.
    pub request_timeout_s: u64,
}

/// Settings of imports.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportConfig {
    /// The largest file that is downloaded, in bytes.
    pub max_download_bytes: u64,
}

/// Settings of edits by hand.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CurationConfig {
    /// Who edits, where nobody says so.
    pub author: String,
}

/// Settings of the keepers' numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeepersConfig {
    /// When rows get their numbers.
    pub ids: IdsWhen,
}

/// When rows get their permanent numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IdsWhen {
    /// At the end of each collecting.
    Collect,
    /// Before anything is published.
    Publish,
}

/// Settings of logs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// How lines look.
    pub format: LogFormat,
    /// What is logged: a level or a filter.
    pub level: String,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// Human on a terminal, JSON otherwise.
    Auto,
    /// For eyes.
    Human,
    /// One JSON object a line.
    Json,
}

/// What flags say; each one given wins over files and environment.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Overrides {
    /// A settings file to read in place of `emaki.toml`.
    #[serde(skip)]
    pub config_file: Option<PathBuf>,
    /// Folder that holds everything kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_dir: Option<PathBuf>,
    /// The store's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub database_url: Option<String>,
    /// Address to listen on.
    #[serde(skip)]
    pub listen: Option<SocketAddr>,
}

impl Config {
    /// Every setting as it is where nobody set anything.
    ///
    /// # Errors
    /// Never, as a test of the default file proves.
    pub fn of_defaults() -> Result<Self, AppError> {
        toml::from_str(&DEFAULT).map_err(AppError::internal)
    }

    /// Reads all layers and fills in the places that depend on the platform.
    ///
    /// # Errors
    /// `invalid_input` when a file or variable cannot be read as settings; it names the key.
    pub fn load(overrides: &Overrides) -> Result<Self, AppError> {
        if let Some(file) = &overrides.config_file
            && !file.is_file()
        {
            let message = format!("there is no settings file `{}`", file.display());
            return Err(AppError::new(ErrorCode::InvalidInput, message).hint(
                "look at the path; without --config the file `emaki.toml` of the working folder is read",
            ));
        }
        let file = overrides.config_file.clone().unwrap_or_else(|| "emaki.toml".into());
        // A variable that names no setting is left alone: `unused_environment` tells of it.
        let environment = Env::prefixed("EMAKI_").filter(|key| names_a_setting(key.as_str())).split("__");
        let mut layers = Figment::from(Toml::string(&DEFAULT))
            .merge(Toml::file(file))
            .merge(older::variables()?)
            .merge(environment)
            .merge(texts::variables())
            .merge(Serialized::defaults(overrides));
        if let Some(url) = publish::variable() {
            layers = layers.merge(("publish.url", url));
        }
        if let Some(token) = vectors::token() {
            layers = layers.merge(("vector_token", token));
        }
        if let Some(listen) = overrides.listen {
            layers = layers.merge(("serve.listen", listen));
        }
        let mut config: Self = layers.extract().map_err(|error| wrong::told(&error))?;
        config.settle()?;
        Ok(config)
    }

    /// Empty folder and address become the platform's data folder and the file in it.
    fn settle(&mut self) -> Result<(), AppError> {
        if self.data_dir.as_os_str().is_empty() {
            self.data_dir = platform_data_dir().ok_or_else(|| {
                AppError::new(ErrorCode::NotConfigured, "the home folder is not known")
                    .hint("say where to keep things with --data-dir or EMAKI_DATA_DIR")
            })?;
        }
        if self.database_url.is_empty() {
            self.database_url = format!("sqlite:{}", self.data_dir.join("catalog.sqlite").display());
        }
        if self.cache_url.is_empty() {
            self.cache_url = format!("sqlite:{}", self.data_dir.join("cache.sqlite").display());
        }
        if self.sources.values().any(|source| source.base_url.is_some() && source.web_url.is_some()) {
            self.settle_addresses(&Self::of_defaults()?);
        }
        Ok(())
    }

    /// A source that has pages only is found at its `base_url` as well: that is what every source's address is
    /// called first, and one that would be taken and not used would send questions to the real site.
    fn settle_addresses(&mut self, defaults: &Self) {
        for (name, source) in &mut self.sources {
            let Some(usual) = defaults.sources.get(name) else { continue };
            if usual.base_url.is_none() && usual.web_url.is_some() {
                let given = source.base_url.take();
                if source.web_url == usual.web_url && given.is_some() {
                    source.web_url = given;
                }
            }
        }
    }

    /// Whether the store is the embedded one.
    pub fn is_embedded(&self) -> bool {
        self.database_url.starts_with("sqlite:")
    }

    /// The same settings with passwords blotted out, for printing.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mut shown = self.clone();
        for address in [
            &mut shown.database_url,
            &mut shown.cache_url,
            &mut shown.vector_url,
            &mut shown.storage_url,
            &mut shown.http.community.url,
            &mut shown.llm.base_url,
            &mut shown.publish.url,
        ] {
            if let Ok(mut url) = url::Url::parse(address)
                && url.password().is_some()
                && url.set_password(Some("redacted")).is_ok()
            {
                *address = url.into();
            }
        }
        shown
    }

    /// The folder of search indexes.
    pub fn index_dir(&self) -> PathBuf {
        self.data_dir.join("index")
    }
}

/// The variables of our prefix that are set and name no setting, for `emaki doctor`.
pub fn unused_environment() -> Vec<String> {
    let names = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut unused: Vec<String> = names
        .filter(|name| name.strip_prefix("EMAKI_").is_some_and(|key| !names_a_setting(key)))
        .filter(|name| name != crate::secrets::VARIABLE && name != publish::VARIABLE)
        .filter(|name| !["EMAKI_TEST_", "EMAKI_BENCH_", "EMAKI_FAULT_"].iter().any(|p| name.starts_with(p)))
        .collect();
    unused.sort();
    unused
}

/// Whether the first part of a variable's name is a key of the default file.
fn names_a_setting(key: &str) -> bool {
    let first = key.split("__").next().unwrap_or_default().to_ascii_lowercase();
    DEFAULT.parse::<toml::Table>().is_ok_and(|table| table.contains_key(&first))
}

/// Where programs keep their data on this platform, by the environment's own words for it.
fn platform_data_dir() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = || variable("HOME");
    if cfg!(target_os = "windows") {
        return variable("LOCALAPPDATA").map(|dir| dir.join("emaki"));
    }
    if cfg!(target_os = "macos") {
        return home().map(|dir| dir.join("Library/Application Support/emaki"));
    }
    let named = variable("XDG_DATA_HOME").filter(|dir| Path::new(dir).is_absolute());
    named.or_else(|| home().map(|dir| dir.join(".local/share"))).map(|dir| dir.join("emaki"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(table: &toml::Table, prefix: &str, found: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                toml::Value::Table(inner) => keys(inner, &format!("{prefix}{key}."), found),
                _ => found.push(format!("{prefix}{key}")),
            }
        }
    }

    #[test]
    fn every_key_is_in_the_default_file() {
        let file: toml::Table = DEFAULT.parse().expect("the default file is TOML");
        let config: Config = file.clone().try_into().expect("the default file holds exactly the settings");
        let typed = toml::Table::try_from(config).expect("settings are a table");
        let (mut written, mut known) = (Vec::new(), Vec::new());
        keys(&file, "", &mut written);
        keys(&typed, "", &mut known);
        written.sort();
        known.sort();
        assert_eq!(written, known);
    }

    #[test]
    fn a_source_of_pages_lies_where_its_base_url_says() {
        let defaults = Config::of_defaults().expect("the default file is sound");
        let settled = |base: Option<&str>, web: Option<&str>| {
            let mut config = defaults.clone();
            let source = config.sources.get_mut("anisearch").expect("a source of pages");
            source.base_url = base.map(str::to_owned);
            source.web_url = web.map(str::to_owned).or(source.web_url.take());
            config.settle_addresses(&defaults);
            let source = config.sources.remove("anisearch").expect("it is still there");
            (source.base_url, source.web_url.unwrap_or_default())
        };
        assert_eq!(settled(Some("http://here"), None), (None, "http://here".to_owned()));
        assert_eq!(settled(Some("http://a"), Some("http://b")), (None, "http://b".to_owned()));
        assert_eq!(settled(None, None), (None, "https://www.anisearch.com".to_owned()));
        let mut config = defaults.clone();
        config.settle_addresses(&defaults);
        assert_eq!(config.sources, defaults.sources, "one with an interface keeps both");
    }

    #[test]
    fn passwords_are_blotted_out() {
        let mut config: Config = toml::from_str(&DEFAULT).expect("the default file is TOML");
        config.database_url = "postgres://me:hunter2@127.0.0.1/x".into();
        config.cache_url = "redis://:hunter2@127.0.0.1/0".into();
        config.publish.url = "postgres://ann:hunter2@db.example/game".into();
        let shown = config.redacted();
        assert_eq!(shown.database_url, "postgres://me:redacted@127.0.0.1/x");
        assert_eq!(shown.cache_url, "redis://:redacted@127.0.0.1/0");
        assert_eq!(shown.publish.url, "postgres://ann:redacted@db.example/game");
    }

    #[test]
    fn flags_win() {
        let overrides = Overrides {
            data_dir: Some("/tmp/somewhere".into()),
            listen: "127.0.0.1:9".parse().ok(),
            ..Overrides::default()
        };
        let config = Config::load(&overrides).expect("the layers fit together");
        assert_eq!(config.serve.listen.port(), 9);
        assert_eq!(config.data_dir, Path::new("/tmp/somewhere"));
    }
}
