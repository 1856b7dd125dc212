//! What leads to each error code, and what to do about it: the text of the errors page.

use crate::ErrorCode;

/// The cause of a code, its cure, and a command that helps with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// What leads to it, in a sentence or two.
    pub cause: &'static str,
    /// What to do, in a sentence or two.
    pub cure: &'static str,
    /// A command that can be run as it stands; empty where none helps.
    pub command: &'static str,
}

impl ErrorCode {
    /// Its cause and cure.
    #[expect(clippy::too_many_lines, reason = "it is one table")]
    pub fn remedy(self) -> Remedy {
        let (cause, cure, command) = match self {
            Self::NotFound => (
                "An id, a path, a registry's number or a source's entry was named that is not there.",
                "Search for it; an external id is written `mal:16498`, a couple of a registry `mal:38101`.",
                "emaki search \"moon depot\"",
            ),
            Self::InvalidParameter => (
                "A flag or a query parameter is unknown, has a bad value, or contradicts another, such as a minimum above its maximum.",
                "`details.parameter` names it; the reference lists what is allowed.",
                "emaki search --help",
            ),
            Self::InvalidInput => (
                "A file, a workbook or a body is not in the form it should be in. `details.faults` lists each place with row, column, value and fix.",
                "Mend those places and give the file again; what was right has been kept, unless the message says that nothing was changed.",
                "emaki db rejects",
            ),
            Self::PayloadTooLarge => (
                "A body or a file is larger than its bound, or unpacks to more than that.",
                "Send less at once, or raise the bound in the settings.",
                "emaki config show",
            ),
            Self::UnsupportedMediaType => (
                "A body came with a `Content-Type` that this path does not read.",
                "Send `application/json`; /docs names the types of each path.",
                "",
            ),
            Self::AmbiguousTitle => (
                "The title is that of several works, or a part of their titles.",
                "Name one of the listed works by its id.",
                "emaki enrich --id 12",
            ),
            Self::Conflict => (
                "Somebody changed the same thing meanwhile, a number would get a second meaning, or a target's rows are no longer what was published.",
                "`details.places` names the places. Look at what stands there now, decide, and say so: `--take` for a workbook, `--force` for a rollback.",
                "emaki registry check",
            ),
            Self::Unauthorized => (
                "No token was sent, or one that is unknown, expired or revoked.",
                "Make one and send it as `Authorization: Bearer …`.",
                "emaki token list",
            ),
            Self::Forbidden => (
                "The token's scope does not allow this, or a page of another origin asked.",
                "Use a token with the scope that the hint names.",
                "emaki token list",
            ),
            Self::RateLimited => (
                "A client asked too often, or a source told us to wait.",
                "Wait for as long as `Retry-After` says; a source is asked again by itself.",
                "emaki source list",
            ),
            Self::Removed => (
                "The source has taken the entry away, or does not show it to the public.",
                "Ask another source, or leave it out; what was collected before is kept.",
                "",
            ),
            Self::Blocked => (
                "The source takes us for a robot, or its robots.txt forbids the page.",
                "Leave it disabled, ask its interface instead of its pages, or enable browser mode where its owner allows that.",
                "emaki source list",
            ),
            Self::Banned => (
                "The source has banned this address. It is left alone for a day.",
                "Wait; do not restart to try again. Check that no other program uses the same source from here.",
                "emaki source list",
            ),
            Self::SourceUnavailable => (
                "A source, or the language model, does not answer or answers with a fault of its own.",
                "Run the same command again later: finished items are not asked for again.",
                "emaki source check manual",
            ),
            Self::TargetFailed => (
                "The database that you publish to, or migrate, refused, timed out or broke off. Its transaction was rolled back.",
                "Mend what the message names (a constraint, a right, a lock) and run the same command again; `--dry-run` shows what it would do.",
                "emaki publish list",
            ),
            Self::NotConfigured => (
                "The feature needs a setting that is missing: a source's token, an address, a model.",
                "The hint names the setting; every one is described in docs/reference/config.md.",
                "emaki config show",
            ),
            Self::Damaged => (
                "Something stored cannot be read back, or an answer of a source is broken off.",
                "Check the store; when it is damaged, restore the latest backup. A source's answer is fetched again by itself.",
                "emaki db verify",
            ),
            Self::DiskFull => (
                "A disk is full, or this user's share of it is used up. What was begun was taken back.",
                "Make room, or name another disk, and run the same command again.",
                "emaki doctor",
            ),
            Self::Busy => (
                "Another process holds the lock for longer than a writer waits, or the index is being built.",
                "Try again in a moment. If it stays, look for a process that hangs.",
                "emaki doctor",
            ),
            Self::MethodNotAllowed => (
                "The path is known, but not with this HTTP method.",
                "The `Allow` header names the methods.",
                "",
            ),
            Self::Internal => (
                "A fault of ours.",
                "Look the correlation id up in the log, and report it with the lines found there.",
                "emaki doctor",
            ),
        };
        Remedy { cause, cure, command }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_cause_and_a_cure() {
        for code in ErrorCode::ALL {
            let Remedy { cause, cure, command } = code.remedy();
            assert!(cause.ends_with('.') && cure.ends_with('.'), "{}", code.as_str());
            assert!(command.is_empty() || command.starts_with("emaki "), "{}", code.as_str());
        }
    }
}
