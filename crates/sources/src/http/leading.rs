//! The right of one process to ask on behalf of all that share a cache.

use std::time::Duration;

use super::{Fetcher, clock::later, fetcher::Parts};

/// How long a leader may be silent before others take over.
pub const LEASE: Duration = Duration::from_secs(10);

/// The right to ask; renewed while it is held, and left to end by itself when its holder breaks off.
pub struct Leading {
    fetcher: Fetcher,
    name: String,
    renewing: tokio::task::JoinHandle<()>,
}

impl Leading {
    /// Holds a lease that was just taken.
    pub fn begin(fetcher: &Fetcher, name: String) -> Self {
        let (own, lease) = (fetcher.clone(), name.clone());
        let renewing = tokio::spawn(async move {
            let parts = &own.0;
            let Some(shared) = &parts.shared else { return };
            loop {
                // Real time, also where the clock is made up: those who wait are other processes.
                tokio::time::sleep(LEASE / 3).await;
                let now = parts.clock.now();
                shared
                    .call(|cache| {
                        let (lease, owner) = (lease.clone(), parts.owner.clone());
                        async move { cache.lease(&lease, &owner, now, later(now, LEASE)).await }
                    })
                    .await;
            }
        });
        Self { fetcher: fetcher.clone(), name, renewing }
    }

    /// Gives the right back, so that nobody waits for the lease to end.
    pub async fn end(self) {
        self.renewing.abort();
        release(&self.fetcher.0, &self.name).await;
    }
}

/// A holder that panics or is dropped must not go on renewing: others would wait for it for ever.
impl Drop for Leading {
    fn drop(&mut self) {
        self.renewing.abort();
    }
}

/// Gives a lease back.
pub async fn release(parts: &Parts, name: &str) {
    if let Some(shared) = &parts.shared {
        shared.call(|cache| async move { cache.release(name, &parts.owner).await }).await;
    }
}
