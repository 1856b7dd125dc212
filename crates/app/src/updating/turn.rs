//! Whose turn it is: one process at a time applies or undoes an update of a dataset, under a lease that it renews. A
//! process that was killed renews nothing, so that whoever comes next takes over what it left.

use std::time::Duration;

use model::Instant;
use store::{Store, UpdateState};

use crate::{App, AppError, ErrorCode};

/// How long a process is believed to be alive after its last sign.
const LEASE: Duration = Duration::from_mins(2);
/// How often it gives one.
const SIGN: Duration = Duration::from_secs(20);

/// The right to apply or undo an update of one dataset. Given back when it ends or is dropped.
pub(super) struct Turn {
    store: Store,
    name: String,
    owner: String,
    keeper: tokio::task::JoinHandle<()>,
    is_ended: bool,
}

impl App {
    /// Takes the turn of a dataset.
    ///
    /// # Errors
    /// `busy` while another process has it.
    pub(super) async fn take_turn(&self, dataset: &str) -> Result<Turn, AppError> {
        let name = lease_name(dataset);
        let owner = format!("{}-{:08x}", std::process::id(), rand::random::<u32>());
        if !self.sign(&name, &owner).await? {
            return Err(busy(dataset));
        }
        let (app, kept, signed) = (self.clone(), name.clone(), owner.clone());
        let keeper = tokio::spawn(async move {
            loop {
                tokio::time::sleep(SIGN).await;
                // A store that fails for a moment costs a sign; the next one is in time still.
                if let Ok(false) = app.sign(&kept, &signed).await {
                    return;
                }
            }
        });
        Ok(Turn { store: self.store().clone(), name, owner, keeper, is_ended: false })
    }

    /// Whether some process has the turn of a dataset.
    pub(super) async fn has_turn(&self, dataset: &str) -> Result<bool, AppError> {
        let until = self.store().lease_until(&lease_name(dataset)).await?;
        Ok(until.is_some_and(|until| until >= self.now()))
    }

    async fn sign(&self, name: &str, owner: &str) -> Result<bool, AppError> {
        let now = self.now();
        let until = Instant::from_micros(now.as_micros() + LEASE.as_micros() as i64);
        Ok(self.store().hold_lease(name, owner, now, until).await?)
    }
}

impl Turn {
    /// Works for as long as the turn is held.
    ///
    /// # Errors
    /// `busy` where another process took it over, as after a machine that slept; else what the work fails with.
    pub async fn hold<T>(mut self, work: impl Future<Output = Result<T, AppError>>) -> Result<T, AppError> {
        let done = tokio::select! {
            done = work => done,
            _ = &mut self.keeper => return Err(busy(self.name.trim_start_matches("update "))),
        };
        self.keeper.abort();
        self.is_ended = true;
        self.store.end_lease(&self.name, &self.owner).await?;
        done
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.keeper.abort();
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if !self.is_ended {
            // Who is given up in mid-work leaves at once; a kill leaves when the lease runs out.
            let (store, name, owner) = (self.store.clone(), self.name.clone(), self.owner.clone());
            runtime.spawn(async move { store.end_lease(&name, &owner).await });
        }
    }
}

fn lease_name(dataset: &str) -> String {
    format!("update {dataset}")
}

fn busy(dataset: &str) -> AppError {
    let text = format!("another process is updating {dataset}");
    AppError::new(ErrorCode::Busy, text)
        .detail("dataset", dataset)
        .hint("`emaki update status` tells how far it is; ask again when it is done")
}

/// Whether an update was begun and has not ended.
pub(super) fn is_begun(row: &store::UpdateRow) -> bool {
    match row.state {
        UpdateState::Running => row.applied_at.is_some(),
        UpdateState::Undoing => true,
        UpdateState::Waiting
        | UpdateState::Done
        | UpdateState::Refused
        | UpdateState::Outdated
        | UpdateState::Undone => false,
    }
}
