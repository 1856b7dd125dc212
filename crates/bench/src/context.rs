//! What a measure may use: the real data, where there is any, and stores of its own.

use std::path::PathBuf;

use app::{App, AppError, Config, Overrides};

/// What a measure may use.
pub struct Context {
    /// The folder that holds `catalog/` with the real data; a measure that needs it is skipped without.
    pub data: Option<PathBuf>,
    /// A superuser's URL of a `PostgreSQL` server; a measure that needs it is skipped without.
    pub postgres: Option<String>,
    scratch: tempfile::TempDir,
}

impl Context {
    /// A context on a temporary folder, with data and server as the environment names them.
    pub fn new() -> std::io::Result<Self> {
        let named = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let data = named("EMAKI_TEST_DATA").map(PathBuf::from);
        let postgres = named("EMAKI_TEST_POSTGRES_URL").and_then(|url| url.into_string().ok());
        Ok(Self { data, postgres, scratch: tempfile::tempdir()? })
    }

    /// A file of the real catalog, if there is one of that name.
    pub fn catalog_file(&self, name: &str) -> Option<PathBuf> {
        self.data.as_ref().map(|data| data.join("catalog").join(name)).filter(|file| file.is_file())
    }

    /// A folder of this name that the measure may fill; it goes with the context.
    pub fn folder(&self, name: &str) -> PathBuf {
        self.scratch.path().join(name)
    }

    /// An app on an embedded store of this name; the same name opens the same store.
    pub async fn app(&self, name: &str) -> Result<App, AppError> {
        self.app_with(name, |_| ()).await
    }

    /// The same with settings of the measure's own.
    pub async fn app_with(&self, name: &str, change: impl FnOnce(&mut Config)) -> Result<App, AppError> {
        let overrides = Overrides { data_dir: Some(self.folder(name)), ..Overrides::default() };
        let mut config = Config::load(&overrides)?;
        config.database_url = format!("sqlite:{}", self.folder(name).join("catalog.sqlite").display());
        change(&mut config);
        App::open(config).await
    }
}
