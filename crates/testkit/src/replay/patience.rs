//! The end of waiting: a test that waits for what never comes fails and says for what.

use std::{pin::pin, sync::mpsc, thread, time::Duration};

use tokio::sync::oneshot;

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// Waits for `future`, though not forever.
///
/// A thread holds the watch and no timer of the test's runtime, whose clock may be paused and would then jump.
pub(crate) async fn patiently<T>(what: &str, future: impl Future<Output = T>) -> T {
    let (done, running) = mpsc::channel::<()>();
    let (over, mut timeout) = oneshot::channel();
    thread::spawn(move || {
        if running.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
            let _ = over.send(()); // nobody waits any more: all the better
        }
    });
    let mut future = pin!(future);
    let out = tokio::select! {
        biased;
        out = &mut future => out,
        Ok(()) = &mut timeout => panic!("waited {PATIENCE:?} for {what}"),
    };
    drop(done);
    out
}
