//! Standard output, whose reader may have gone: `emaki search … | head`.

use std::{
    fmt,
    io::{self, Write},
};

/// Standard output. A write that nobody reads any more fails with [`ReaderGone`] below it, which tells it
/// from a pipe or a connection that broke elsewhere.
#[derive(Debug)]
pub struct Stdout(io::Stdout);

/// Whoever read standard output has closed its end.
#[derive(Debug)]
struct ReaderGone;

impl Stdout {
    /// This process's own.
    pub fn new() -> Self {
        Self(io::stdout())
    }
}

impl Write for Stdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(marked)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(marked)
    }
}

impl fmt::Display for ReaderGone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody reads the output any more")
    }
}

impl std::error::Error for ReaderGone {}

/// Whether a write failed because nobody reads standard output any more.
pub fn is_reader_gone(error: &io::Error) -> bool {
    error.get_ref().is_some_and(
        <dyn std::error::Error + std::marker::Send + std::marker::Sync + 'static>::is::<ReaderGone>,
    )
}

fn marked(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, ReaderGone),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_is_gone_is_told_from_other_broken_pipes() {
        let elsewhere = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(!is_reader_gone(&elsewhere()) && is_reader_gone(&marked(elsewhere())));
    }
}
