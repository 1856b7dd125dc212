//! What a failure of the parts means to a caller: one place decides what may be told.

use catalog::{ImportError, InputError, registry::DecisionError};
use keeping::KeepingError;
use search::{IndexError, SearchError, eval::JudgedError};
use sources::{
    client::SourceError,
    http::FetchError,
    providers::{AskError, ParseError, Refusal},
};
use store::StoreError;

use crate::{AppError, ErrorCode};

/// What to do about a full disk.
const MAKE_ROOM: &str = "make room on the disk, or name another; what was begun was taken back";

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let message = error.to_string();
        let (code, hint) = match &error {
            full if full.is_disk_full() => (ErrorCode::DiskFull, Some(MAKE_ROOM)),
            StoreError::Address { .. } => {
                (ErrorCode::InvalidInput, Some("set it with --database-url or EMAKI_DATABASE_URL"))
            }
            StoreError::Denied { .. } => (ErrorCode::NotConfigured, Some(crate::rights::CURE)),
            StoreError::Unreachable { engine: "SQLite", .. } => {
                (ErrorCode::Damaged, Some("is the file a database? `emaki db restore` brings back a backup"))
            }
            StoreError::Unreachable { .. } => (
                ErrorCode::NotConfigured,
                Some("is the server up, and the address right? `emaki doctor` looks"),
            ),
            StoreError::Busy => (ErrorCode::Busy, Some("try again in a moment")),
            StoreError::Query { .. } => (ErrorCode::Internal, Some("`emaki doctor` looks for the cause")),
            StoreError::Damaged(_) => (
                ErrorCode::Damaged,
                Some("`emaki db verify` checks the whole store; `emaki db restore` brings back a backup"),
            ),
            StoreError::Backup { .. } => {
                (ErrorCode::Damaged, Some("nothing was changed; take another backup file"))
            }
            StoreError::File { .. } => (ErrorCode::InvalidInput, Some("look at the path and its rights")),
            StoreError::Output(_) => (
                ErrorCode::InvalidInput,
                Some("look at where it is written to, and whether anybody reads it"),
            ),
            StoreError::Missing(_) => (ErrorCode::NotFound, None),
            StoreError::NewerSchema { .. } | StoreError::Conflict(_) => (ErrorCode::Conflict, None),
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<SearchError> for AppError {
    fn from(error: SearchError) -> Self {
        let message = error.to_string();
        match error {
            SearchError::Parameter(error) if error.near.is_empty() => {
                Self::invalid_parameter(&error.parameter, message)
            }
            SearchError::Parameter(error) => {
                Self::invalid_parameter(&error.parameter, message).detail("near", error.near)
            }
            SearchError::Cursor => {
                Self::invalid_parameter("cursor", message).hint("begin again without a cursor")
            }
            SearchError::NoSuchWork(id) => Self::not_found("work", &id.to_string()),
            SearchError::Index(error) => error.into(),
        }
    }
}

impl From<IndexError> for AppError {
    fn from(error: IndexError) -> Self {
        let code = match &error {
            IndexError::Folder { .. } => ErrorCode::NotConfigured,
            IndexError::Engine(_) => ErrorCode::Internal,
            IndexError::Damaged { .. } => ErrorCode::Damaged,
        };
        let message = error.to_string();
        Self::new(code, message).caused_by(error).hint(
            "the index can always be made again: remove the `index` folder in the data folder and start anew",
        )
    }
}

impl From<JudgedError> for AppError {
    fn from(error: JudgedError) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string()).caused_by(error)
    }
}

impl From<InputError> for AppError {
    fn from(error: InputError) -> Self {
        Self::new(ErrorCode::InvalidInput, error.to_string()).caused_by(error)
    }
}

impl From<ImportError> for AppError {
    fn from(error: ImportError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let code = match error {
            ImportError::Store(error) => return error.into(),
            // The command has to say which format it is; the file may be as it should.
            _ if error.is_usage() => ErrorCode::InvalidParameter,
            ImportError::Network { .. } | ImportError::Status { .. } => ErrorCode::SourceUnavailable,
            ImportError::TooLarge { .. } => ErrorCode::PayloadTooLarge,
            _ => ErrorCode::InvalidInput,
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

impl From<KeepingError> for AppError {
    fn from(error: KeepingError) -> Self {
        let message = error.to_string();
        match error {
            KeepingError::Store(error) => error.into(),
            KeepingError::Damaged(_) => Self::new(ErrorCode::Damaged, message)
                .hint("`emaki db verify` checks the whole store; `emaki db restore` brings back a backup"),
            KeepingError::Faulty { faults, .. } => Self::new(ErrorCode::InvalidInput, message)
                .detail("faults", serde_json::to_value(&faults).unwrap_or_default()),
            KeepingError::Parameter { name, .. } => Self::invalid_parameter(name, message),
            KeepingError::Missing { kind, asked } => Self::not_found(kind, &asked),
            KeepingError::Conflict { hint, places, .. } => {
                Self::new(ErrorCode::Conflict, message).detail("places", places).hint(hint)
            }
            KeepingError::File { ref source, .. } if store::has_no_room(source) => {
                Self::new(ErrorCode::DiskFull, message).caused_by(error).hint(MAKE_ROOM)
            }
            KeepingError::File { .. } => Self::new(ErrorCode::InvalidInput, message)
                .caused_by(error)
                .hint("look at the path, its rights and the space on its disk"),
            KeepingError::Target { hint, source, .. } => {
                Self::new(ErrorCode::TargetFailed, message).caused_by(source).hint(hint)
            }
            KeepingError::Upstream { hint, .. } => {
                Self::new(ErrorCode::SourceUnavailable, message).hint(hint)
            }
            KeepingError::NotConfigured { hint, .. } => {
                Self::new(ErrorCode::NotConfigured, message).hint(hint)
            }
            KeepingError::Busy(_) => Self::new(ErrorCode::Busy, message).hint("try again in a moment"),
        }
    }
}

impl From<DecisionError> for AppError {
    fn from(error: DecisionError) -> Self {
        let hint = error.hint();
        let message = error.to_string();
        let code = match error {
            DecisionError::Store(error) => return error.into(),
            DecisionError::WrongKind { .. } => ErrorCode::InvalidInput,
            DecisionError::Edit(_) => ErrorCode::InvalidParameter,
            DecisionError::NoEdit { .. } => ErrorCode::NotFound,
            DecisionError::LastLink { .. } | DecisionError::IdsUsedUp => ErrorCode::Conflict,
        };
        let told = Self::new(code, message).caused_by(error);
        match hint {
            Some(hint) => told.hint(hint),
            None => told,
        }
    }
}

/// What a refusal of a source means, whatever it came with.
fn of_refusal(source: &str, refusal: &Refusal) -> AppError {
    let message = format!("{source}: {refusal}");
    match refusal {
        Refusal::NotFound => AppError::new(ErrorCode::NotFound, message),
        Refusal::Removed => AppError::new(ErrorCode::Removed, message),
        Refusal::Blocked(_) => AppError::new(ErrorCode::Blocked, message)
            .hint("a source of pages may answer a browser: `browser = true` under its settings"),
        Refusal::RateLimited { retry_after } => {
            let told = AppError::new(ErrorCode::RateLimited, message);
            match retry_after {
                Some(wait) => told.detail("retry_after_s", wait.as_secs()),
                None => told,
            }
        }
        Refusal::Banned(_) => AppError::new(ErrorCode::Banned, message)
            .hint("it is left alone for a day; asking while banned makes a ban longer"),
        Refusal::Unauthorized(_) => AppError::new(ErrorCode::Unauthorized, message)
            .hint(format!("`emaki source login {source}` logs in again")),
        Refusal::Fault(_) => AppError::new(ErrorCode::SourceUnavailable, message),
    }
    .detail("source", source)
}

/// What an answer that cannot be read means. An error in place of an answer is told by the code of its
/// kind; what is no kind of its own is damage.
pub(crate) fn of_answer(source: &str, error: ParseError) -> AppError {
    match error {
        ParseError::Refused(refusal @ Refusal::Fault(_)) => {
            AppError::new(ErrorCode::Damaged, format!("{source}: {refusal}")).detail("source", source)
        }
        ParseError::Refused(refusal @ Refusal::Unauthorized(_)) => {
            AppError::new(ErrorCode::Blocked, format!("{source}: {refusal}")).detail("source", source)
        }
        ParseError::Refused(refusal) => of_refusal(source, &refusal),
        error @ ParseError::Damaged(_) => {
            AppError::new(ErrorCode::Damaged, format!("{source}: {error}")).detail("source", source)
        }
        error @ ParseError::Unrecognized(_) => {
            AppError::new(ErrorCode::Damaged, format!("{source}: {error}"))
                .detail("source", source)
                .hint(format!("name it with --endpoint; `emaki source list {source}` lists them"))
        }
        error @ ParseError::NoSuchEndpoint { .. } => {
            AppError::invalid_parameter("endpoint", format!("{source}: {error}")).detail("source", source)
        }
    }
}

/// What a failure to ask a source means.
pub(crate) fn of_source(error: SourceError) -> AppError {
    let message = error.to_string();
    match error {
        SourceError::NoSuchSource(source) => AppError::not_found("source", source.as_str()),
        SourceError::Disabled(source) => AppError::new(ErrorCode::NotConfigured, message)
            .detail("source", source.as_str())
            .hint(format!("`enabled = true` under [sources.{source}] turns it on")),
        SourceError::NoSearch(source) => {
            AppError::new(ErrorCode::InvalidParameter, message).detail("source", source.as_str())
        }
        SourceError::Ask(error) => of_ask(&error),
        SourceError::Query(_) => AppError::new(ErrorCode::InvalidParameter, message),
        SourceError::Parse { source_id, source, .. } => of_answer(source_id.as_str(), source),
        SourceError::Fetch(error) => of_fetch(&error),
    }
}

fn of_ask(error: &AskError) -> AppError {
    let message = error.to_string();
    match error {
        AskError::NotConfigured { source_id, setting, .. } => {
            AppError::new(ErrorCode::NotConfigured, message)
                .detail("source", source_id.as_str())
                .detail("setting", *setting)
                .hint(format!(
                    "set EMAKI_SOURCES__{}__{}",
                    source_id.as_str().to_uppercase(),
                    setting.to_uppercase()
                ))
        }
        AskError::NoSuchEndpoint { source_id, .. } => AppError::invalid_parameter("endpoint", message)
            .hint(format!("`emaki source list {source_id}` tells what each takes")),
        AskError::Missing { parameter, .. } | AskError::Value { parameter, .. } => {
            AppError::invalid_parameter(parameter, message)
        }
        AskError::Unknown { parameter, .. } => AppError::invalid_parameter(parameter, message),
    }
}

fn of_fetch(error: &FetchError) -> AppError {
    let message = error.to_string();
    match error {
        FetchError::Refused { source_id, refusal } => of_refusal(source_id.as_str(), refusal),
        FetchError::Unreachable { source_id, .. } | FetchError::Status { source_id, .. } => {
            AppError::new(ErrorCode::SourceUnavailable, message)
                .detail("source", source_id.as_str())
                .hint("try again later")
        }
        FetchError::Paced { source_id, wait } => AppError::new(ErrorCode::RateLimited, message)
            .detail("source", source_id.as_str())
            .detail("retry_after_s", wait.as_secs().max(1)),
        FetchError::Open { source_id, until } => AppError::new(ErrorCode::SourceUnavailable, message)
            .detail("source", source_id.as_str())
            .detail("until", until.to_string()),
        FetchError::TooLarge { source_id, .. } => {
            AppError::new(ErrorCode::SourceUnavailable, message).detail("source", source_id.as_str())
        }
        FetchError::Forbidden { .. } => AppError::new(ErrorCode::Forbidden, message),
        FetchError::NotKept { source_id } => AppError::new(ErrorCode::NotFound, message)
            .detail("source", source_id.as_str())
            .hint("ask without --from-cache"),
    }
}
