//! Empty stores on both engines, and a sheet of invented people.

use std::path::PathBuf;

use model::Instant;
use people::sheet::{self, Reading};
use store::Store;
use testkit::{PrivateDatabase, people::Invented};

/// An instant some way into the test's own time.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
}

/// What a published page of these people says.
pub fn reading(people: &[Invented]) -> Reading {
    let page = testkit::people::page(people, testkit::people::Tail::Blank);
    sheet::people(&sheet::published(&page).grids)
}

/// A store with a folder beside it; the database of a server lives as long as this does.
pub struct Scene {
    pub store: Store,
    pub folder: tempfile::TempDir,
    _database: Option<PrivateDatabase>,
}

impl Scene {
    /// On a file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder for the test");
        let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
        Self { store: Store::open(&url).await.expect("a new file opens"), folder, _database: None }
    }

    /// On a server; none where there is none.
    pub async fn postgres() -> Option<Self> {
        let database = PrivateDatabase::create(1).await?;
        let folder = tempfile::tempdir().expect("a folder for the test");
        let store = Store::open(&database.url()).await.expect("a new database opens");
        Some(Self { store, folder, _database: Some(database) })
    }

    /// Writes the old pipeline's file of these people.
    pub fn csv(&self, people: &[Invented]) -> PathBuf {
        let path = self.folder.path().join("output.csv");
        std::fs::write(&path, testkit::people::legacy_csv(people)).expect("the folder takes a file");
        path
    }
}

/// Runs a check on both engines.
#[macro_export]
macro_rules! on_both_engines {
    ($($check:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                super::$check($crate::scene::Scene::sqlite().await).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                if let Some(scene) = $crate::scene::Scene::postgres().await {
                    super::$check(scene).await;
                }
            })+
        }
    };
}
