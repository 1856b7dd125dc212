//! Stores, and a clock that stands still unless it is moved.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jobs::Clock;
use model::Instant;
use store::Store;
use testkit::PrivateDatabase;

/// An instant some way into the test's own time.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
}

/// A clock that a test moves.
#[derive(Clone)]
pub struct Hand(Arc<AtomicI64>);

impl Hand {
    pub fn new() -> Self {
        Self(Arc::new(AtomicI64::new(at(0).as_micros())))
    }

    pub fn set(&self, second: i64) {
        self.0.store(at(second).as_micros(), Ordering::SeqCst);
    }

    pub fn clock(&self) -> Clock {
        let micros = Arc::clone(&self.0);
        Clock::new(move || Instant::from_micros(micros.load(Ordering::SeqCst)))
    }
}

/// A store with what must outlive it.
pub struct Bed {
    pub store: Store,
    _folder: Option<tempfile::TempDir>,
    _database: Option<PrivateDatabase>,
}

/// An empty store on each engine that is there.
pub async fn beds() -> Vec<Bed> {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
    let store = Store::open(&url).await.expect("a new file opens");
    let mut beds = vec![Bed { store, _folder: Some(folder), _database: None }];
    if let Some(database) = PrivateDatabase::create(1).await {
        let store = Store::open(&database.url()).await.expect("a new database opens");
        beds.push(Bed { store, _folder: None, _database: Some(database) });
    }
    beds
}
