//! The façade itself: what it holds, and how it is opened.

use std::{
    any::Any,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use search::{Opened, SearchIndex};
use sources::client::Sources;
use store::Store;

use crate::{AppError, Clock, Config, ErrorCode, rights, secrets::SecretKey};

/// Every use case of Emaki. Cheap to clone; all clones share one store and one index.
///
/// What it holds is hidden from its type: every future of every door holds an `App`, and the compiler would look
/// through all of its parts anew for each of them before it believed that the future may go to another thread.
#[derive(Clone)]
pub struct App(Arc<dyn Any + Send + Sync>);

struct Parts {
    config: Config,
    store: Store,
    index: SearchIndex,
    clock: Clock,
    sources: Sources,
    secret_key: SecretKey,
    renewing: tokio::sync::Mutex<()>,
    building: AtomicBool,
    copies: crate::grid::Copies,
    working: crate::working::Parts,
    asking: crate::asking::Parts,
    recommending: crate::recommending::Parts,
    scheduling: crate::scheduling::Parts,
    picturing: crate::picturing::Parts,
    modeling: crate::modeling::Parts,
    vectors: crate::vectors::Parts,
    watching: crate::watching::Parts,
    producing: crate::producing::Parts,
    opened: std::time::Instant,
}

impl App {
    /// Opens the store and the index that belongs to it, making both where they are missing.
    ///
    /// # Errors
    /// `not_configured` or `invalid_input` when the store's address is no good, `damaged` when what is
    /// there cannot be read, `conflict` when it was written by a newer version.
    pub async fn open(config: Config) -> Result<Self, AppError> {
        Box::pin(Self::open_at(config, Clock::system())).await
    }

    /// Like [`App::open`], with a clock of the caller's.
    pub async fn open_at(config: Config, clock: Clock) -> Result<Self, AppError> {
        let folder = config.data_dir.clone();
        // Whichever part it is that fails first for want of rights, it is told as what it is.
        Box::pin(Self::open_parts(config, clock))
            .await
            .map_err(|error| rights::denied(&folder).unwrap_or(error))
    }

    async fn open_parts(config: Config, clock: Clock) -> Result<Self, AppError> {
        make_folder(&config.data_dir)?;
        let store = Store::open(&config.database_url).await?;
        let folder = index_folder(&config, &store).await?;
        let (index, opened) = tokio::task::spawn_blocking(move || SearchIndex::open(&folder))
            .await
            .map_err(AppError::internal)??;
        match opened {
            Opened::Rebuilt { reason } => tracing::warn!(reason, "the search index is made anew: {reason}"),
            Opened::Fresh if store.last_change().await? > 0 => {
                tracing::warn!("there is no search index for this store; it is made anew");
            }
            Opened::Fresh | Opened::Ready => {}
        }
        let vectors = crate::vectors::Parts::open(&config, &store.epoch().await?, &index)?;
        let opened = std::time::Instant::now();
        let building = AtomicBool::new(false);
        let secret_key = SecretKey::load(&config.data_dir)?;
        let sources =
            crate::sources::open(&config, secret_key.derive("accounts in the cache"), clock.for_sources())?;
        let renewing = tokio::sync::Mutex::default();
        Ok(Self(Arc::new(Parts {
            config,
            store,
            index,
            clock,
            sources,
            secret_key,
            renewing,
            building,
            copies: crate::grid::Copies::default(),
            working: crate::working::Parts::default(),
            asking: crate::asking::Parts::default(),
            recommending: crate::recommending::Parts::default(),
            scheduling: crate::scheduling::Parts::default(),
            picturing: crate::picturing::Parts::default(),
            modeling: crate::modeling::Parts::default(),
            vectors,
            watching: crate::watching::Parts::default(),
            producing: crate::producing::Parts::default(),
            opened,
        })))
    }

    fn parts(&self) -> &Parts {
        self.0.downcast_ref().expect("an app is opened with its parts and nothing else")
    }

    /// The settings in force.
    pub fn config(&self) -> &Config {
        &self.parts().config
    }

    /// The time, as this app's clock says it.
    pub fn now(&self) -> model::Instant {
        self.parts().clock.now()
    }

    /// Every source behind one fetcher.
    pub fn sources(&self) -> &Sources {
        &self.parts().sources
    }

    pub(crate) fn secret_key(&self) -> &SecretKey {
        &self.parts().secret_key
    }

    /// Held while a login is renewed, so that one request does so.
    pub(crate) fn renewing(&self) -> &tokio::sync::Mutex<()> {
        &self.parts().renewing
    }

    /// The clock by which somebody upstream is waited for.
    pub(crate) fn waiting_clock(&self) -> sources::http::Clock {
        self.parts().clock.for_sources()
    }

    pub(crate) fn store(&self) -> &Store {
        &self.parts().store
    }

    /// Copies of registries' rows.
    pub(crate) fn copies(&self) -> &crate::grid::Copies {
        &self.parts().copies
    }

    /// Told when this process makes a job.
    pub(crate) fn nudge(&self) -> &Arc<tokio::sync::Notify> {
        &self.parts().working.nudge
    }

    /// Who listens to which job.
    pub(crate) fn listeners(&self) -> &crate::working::Listeners {
        &self.parts().working.listeners
    }

    /// Works that were asked for since the store was told.
    pub(crate) fn asks(&self) -> &crate::refreshing::Asks {
        &self.parts().working.asks
    }

    /// What recommending keeps between questions.
    pub(crate) fn recommending(&self) -> &crate::recommending::Parts {
        &self.parts().recommending
    }

    /// What questions need.
    pub(crate) fn asking(&self) -> &crate::asking::Parts {
        &self.parts().asking
    }

    /// What schedules keep between questions.
    pub(crate) fn scheduling(&self) -> &crate::scheduling::Parts {
        &self.parts().scheduling
    }

    /// What the orders of stories keep between questions.
    pub(crate) fn watching(&self) -> &crate::watching::Parts {
        &self.parts().watching
    }

    /// What pictures need between questions.
    pub(crate) fn picturing(&self) -> &crate::picturing::Parts {
        &self.parts().picturing
    }

    /// What models need between questions.
    pub(crate) fn modeling(&self) -> &crate::modeling::Parts {
        &self.parts().modeling
    }

    /// What vectors beside the index need between two looks.
    pub(crate) fn vector_parts(&self) -> &crate::vectors::Parts {
        &self.parts().vectors
    }

    /// What productions need between questions.
    pub(crate) fn producing(&self) -> &crate::producing::Parts {
        &self.parts().producing
    }

    pub(crate) fn index(&self) -> &SearchIndex {
        &self.parts().index
    }

    pub(crate) fn uptime(&self) -> Duration {
        self.parts().opened.elapsed()
    }

    /// Whether the index holds nothing yet while the store does.
    pub(crate) fn is_building(&self) -> bool {
        self.parts().building.load(Ordering::Acquire)
    }

    pub(crate) fn set_building(&self, building: bool) {
        self.parts().building.store(building, Ordering::Release);
    }
}

/// Each store has an index of its own, so that another database in the same folder, or a restored
/// one, never answers from the wrong index.
async fn index_folder(config: &Config, store: &Store) -> Result<PathBuf, AppError> {
    let folder = config.index_dir().join(store.epoch().await?);
    make_folder(&folder)?;
    Ok(folder)
}

fn make_folder(folder: &Path) -> Result<(), AppError> {
    std::fs::create_dir_all(folder).map_err(|error| {
        let message = format!("the folder `{}` cannot be made", folder.display());
        AppError::new(ErrorCode::NotConfigured, message)
            .caused_by(error)
            .hint("choose another with --data-dir or EMAKI_DATA_DIR")
    })
}
