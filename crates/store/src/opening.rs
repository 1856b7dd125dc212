//! Opening one SQLite file from several processes at once.

use std::time::Duration;

/// How long to wait before the next try.
const PAUSE: Duration = Duration::from_millis(20);

/// Calls `open` until it succeeds, fails for another reason than being busy, or `patience` is over.
///
/// The switch to the write-ahead log needs the file for itself, and SQLite's own wait for a lock does not
/// cover it: of several processes that open a new file at once, all but one may be told "busy" at once.
pub(crate) async fn while_busy<T, E, F>(
    patience: Duration,
    is_busy: impl Fn(&E) -> bool,
    mut open: impl FnMut() -> F,
) -> Result<T, E>
where
    F: Future<Output = Result<T, E>>,
{
    let tries = patience.as_millis() / PAUSE.as_millis();
    for _ in 0..tries {
        match open().await {
            Err(error) if is_busy(&error) => tokio::time::sleep(PAUSE).await,
            outcome => return outcome,
        }
    }
    open().await
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use super::*;

    #[tokio::test]
    async fn waits_for_the_lock_and_for_nothing_else() {
        let patience = PAUSE * 5;
        let mut calls = 0;
        let opened = while_busy(
            patience,
            |busy| *busy,
            || {
                calls += 1;
                ready(if calls < 3 { Err(true) } else { Ok(calls) })
            },
        );
        assert_eq!(opened.await, Ok(3));
        assert_eq!(while_busy(patience, |busy| *busy, || ready(Err::<(), _>(false))).await, Err(false));
        assert_eq!(while_busy(patience, |busy| *busy, || ready(Err::<(), _>(true))).await, Err(true));
    }
}
