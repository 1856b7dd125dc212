//! How often works are asked for: counted in memory, and added to the store now and then.

use std::{collections::HashMap, sync::Mutex};

use model::WorkId;

use crate::{App, AppError};

/// So many works are counted at most between two visits to the store.
const MOST: usize = 10_000;

/// What was asked for since the last visit to the store.
#[derive(Debug, Default)]
pub(crate) struct Asks(Mutex<HashMap<WorkId, u64>>);

impl App {
    /// Counts that somebody asked for a work.
    pub(crate) fn count_ask(&self, work: WorkId) {
        let mut asks = self.asks().0.lock().expect("no panic while held");
        if asks.len() < MOST || asks.contains_key(&work) {
            *asks.entry(work).or_default() += 1;
        }
    }

    /// Adds what was counted to the store.
    pub(crate) async fn save_asks(&self) -> Result<(), AppError> {
        let counted: Vec<(WorkId, u64)> = {
            let mut asks = self.asks().0.lock().expect("no panic while held");
            std::mem::take(&mut *asks).into_iter().collect()
        };
        if !counted.is_empty() {
            self.store().add_asks(&counted, self.now()).await?;
        }
        Ok(())
    }
}
