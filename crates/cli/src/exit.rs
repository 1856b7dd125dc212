//! How a command ends, as the shell sees it.

use std::process::ExitCode;

/// The exit codes, published: scripts depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: all that was asked is done.
    Done,
    /// 1: it failed; stderr says why and what to do next.
    Failed,
    /// 2: wrong usage; nothing was begun.
    Usage,
    /// 3: done in part, rejects included.
    Partly,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Failed => 1,
            Exit::Usage => 2,
            Exit::Partly => 3,
        })
    }
}
