//! A piece of work that dies at a moment which it tells itself, and not at the next one at which somebody looks.

use std::panic::{self, AssertUnwindSafe};

use futures::FutureExt as _;

/// What a death leaves behind, to be told from a test that fails.
struct Death;

/// Ends the work that [`until_death`] runs, from within it: nothing of it runs after this call.
pub fn die() -> ! {
    // Unlike a panic it says nothing: it is what the test wants.
    panic::resume_unwind(Box::new(Death))
}

/// Runs work until it ends, which gives what it gave, or until somebody within it calls [`die`].
///
/// Whoever waits for a sign beside the work is too late where all the rest is ready at once.
pub async fn until_death<T>(work: impl Future<Output = T>) -> Option<T> {
    match AssertUnwindSafe(work).catch_unwind().await {
        Ok(done) => Some(done),
        Err(cause) if cause.is::<Death>() => None,
        Err(cause) => panic::resume_unwind(cause),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn work_ends_where_it_dies() {
        assert_eq!(until_death(async { 7 }).await, Some(7));
        let mut reached = 0;
        let died = until_death(async {
            reached = 1;
            if std::process::id() > 0 {
                die();
            }
            reached = 2;
        });
        assert_eq!(died.await, None);
        assert_eq!(reached, 1);
    }
}
