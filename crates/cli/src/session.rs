//! What a command works with: the settings, the printer, and the app behind them, opened when asked for.

use std::sync::Mutex;

use app::{App, Config, Outcome, Overrides};

use crate::{args::Globals, exit::Exit, output::Output};

/// One run of the program.
pub struct Session {
    /// Where results and notes go.
    pub out: Output,
    config: Config,
    /// What was opened, so that its books can be kept at the end.
    opened: Mutex<Vec<App>>,
}

impl Session {
    /// Reads the settings: defaults, then `emaki.toml`, then `EMAKI_…`, then flags.
    pub fn new(globals: &Globals, out: Output) -> anyhow::Result<Self> {
        let overrides = Overrides {
            data_dir: globals.data_dir.clone(),
            database_url: globals.database_url.clone(),
            config_file: globals.config.clone(),
            ..Overrides::default()
        };
        Ok(Self { out, config: Config::load(&overrides)?, opened: Mutex::default() })
    }

    /// The settings of this run.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Opens store and index; the first use of a data folder makes both.
    pub async fn app(&self) -> anyhow::Result<App> {
        let app = App::open(self.config.clone()).await?;
        self.opened.lock().expect("no panic while held").push(app.clone());
        Ok(app)
    }

    /// Keeps the books of what was opened: what was asked for and how sources fared, whatever came of it.
    pub async fn end(&self) {
        let opened = std::mem::take(&mut *self.opened.lock().expect("no panic while held"));
        for app in opened {
            app.save_books().await;
        }
    }

    /// Like [`Session::app`], and with the index brought up to what the store holds, unless a running
    /// `emaki serve` is about to do so.
    pub async fn app_with_index(&self) -> anyhow::Result<App> {
        let app = self.app().await?;
        self.sync_index(&app).await?;
        Ok(app)
    }

    /// Brings the index up to the store, with a bar where that takes long.
    pub async fn sync_index(&self, app: &App) -> anyhow::Result<()> {
        {
            let bar = self.out.bar("indexing");
            app.sync_index(&|progress| bar.update(&progress)).await?;
        }
        let synced = {
            let bar = self.out.bar("vectors");
            app.sync_vectors(&|progress| bar.update(&progress)).await
        };
        if let Err(error) = synced {
            // What was asked for is done, and `emaki serve` takes the rest in when it can.
            self.out.note(format_args!("the vectors are not up to date: {error}"));
        }
        Ok(())
    }

    /// Prints what a decision by hand did, and brings the index up to it.
    pub async fn report(&self, app: &App, outcome: &Outcome) -> anyhow::Result<Exit> {
        self.sync_index(app).await?;
        if self.out.is_json() {
            self.out.json(outcome)?;
        } else {
            self.out.line(sentence(outcome))?;
        }
        Ok(Exit::Done)
    }
}

/// What a decision by hand did, in a sentence.
fn sentence(outcome: &Outcome) -> String {
    let kind = outcome.kind.as_str().to_lowercase();
    let moved: Vec<String> = outcome.moved.iter().map(ToString::to_string).collect();
    let moved = if moved.is_empty() { "nothing".to_owned() } else { moved.join(", ") };
    match (outcome.before, outcome.target) {
        (Some(before), Some(target)) if before != target => {
            format!("{moved} moved from {kind} {before} to {kind} {target}")
        }
        (_, Some(target)) => format!("{moved} linked to {kind} {target}"),
        (Some(before), None) => format!("{moved} no longer linked to {kind} {before}"),
        (None, None) => format!("{moved} changed"),
    }
}
