//! Productions as use cases: projects, characters and their bibles, presets, pictures and takes.
//!
//! What may be written and how a prompt is compiled is known to `production`; here it is read, checked, kept and told.
//! Whatever changes something writes its line in the audit log in the same transaction.

mod again;
mod book;
mod catalog;
mod characters;
mod clearing;
mod engines;
mod failures;
mod files;
mod fsck;
mod job;
mod looks;
mod lost_books;
mod objects;
mod odd_books;
mod pages;
mod parts;
mod presets;
mod previews;
mod projects;
mod queue;
mod rebuild;
mod references;
mod rows;
mod stream;
mod takes;
mod views;
mod webhooks;
mod wishes;

pub use characters::{CharacterChange, NewCharacter, NewRelationship};
pub use engines::EngineView;
pub use fsck::FsckReport;
pub(crate) use job::Withdrawal;
pub use looks::{FoundTake, FoundTakes};
pub use pages::Listing;
pub use parts::{NewPart, PartChange};
pub use projects::{ProjectQuestion, Purge};
pub use queue::PictureQuestion;
pub use rebuild::RebuildReport;
pub use references::{KeptPicture, NewReference};
pub use stream::{PictureEventView, ProjectEventView};
pub use takes::TakeQuestion;
pub use views::{
    BatchCell, BatchView, BibleView, CharacterView, Compared, PartView, PictureJobView, PresetVersionView,
    PresetView, ProjectView, TakeView, VersionView,
};
pub(crate) use webhooks::Telling;
pub use webhooks::{NewWebhook, WebhookDelivery, WebhookView};
pub use wishes::{Compiled, Wished};

use std::sync::Arc;

use model::Instant;
use serde_json::Value;
use store::AuditEntry;
use tokio::sync::{Mutex, OnceCell};

use crate::{App, AppError, ErrorCode};

/// What productions need between questions.
#[derive(Default)]
pub(crate) struct Parts {
    /// The engines, opened when the first one is asked.
    pub engines: OnceCell<Arc<engines::Engines>>,
    /// Whether this process warms its engines.
    pub warms: std::sync::atomic::AtomicBool,
    /// The place of kept pictures, opened when it is asked first.
    pub kept: OnceCell<objects::Kept>,
    /// When books were written last.
    pub pacing: book::Pacing,
    /// What is found of takes by words and by pictures.
    pub looks: looks::Looks,
    /// Held by whoever writes a project's file, so that an older view never replaces a newer one.
    pub writing: Mutex<()>,
    /// Who listens to which project.
    pub listeners: stream::Listeners,
}

impl App {
    /// Whether productions are open in this installation.
    fn produces(&self) -> Result<(), AppError> {
        if self.config().production.enabled {
            return Ok(());
        }
        Err(AppError::new(ErrorCode::NotConfigured, "productions are turned off in this installation")
            .hint("`enabled = true` under [production], or EMAKI_PRODUCTION__ENABLED=true, turns them on"))
    }
}

/// A line of the audit log about a production.
fn line(author: &str, action: &str, details: Value, at: Instant) -> AuditEntry {
    AuditEntry {
        id: 0,
        at,
        author: author.to_owned(),
        action: format!("production.{action}"),
        subjects: Vec::new(),
        details,
    }
}

/// What somebody stored in our own shape, read back.
fn stored<T: serde::de::DeserializeOwned>(what: &str, text: &str) -> Result<T, AppError> {
    serde_json::from_str(text).map_err(|error| {
        AppError::new(ErrorCode::Damaged, format!("a stored {what} cannot be read"))
            .caused_by(error)
            .hint("`emaki db verify` checks the whole store; `emaki db restore` brings back a backup")
    })
}

/// Whether a thing is still the one that somebody saw who wants to change it.
fn unchanged(what: &str, expected: Option<u32>, version: u32) -> Result<(), AppError> {
    match expected {
        Some(expected) if expected != version => Err(AppError::new(
            ErrorCode::Conflict,
            format!("the {what} has changed meanwhile: its version is {version}, and not {expected}"),
        )
        .detail("version", version)
        .hint("read it again, and make the change anew")),
        _ => Ok(()),
    }
}

/// The version that a change expects, taken out of the change.
fn expected_version(change: &mut Value) -> Result<Option<u32>, AppError> {
    let Some(fields) = change.as_object_mut() else { return Ok(None) };
    match fields.remove("expected_version") {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
            let told = || AppError::invalid_parameter("expected_version", "`expected_version` is a number");
            number.map(Some).ok_or_else(told)
        }
    }
}

/// A value in our own shape, to be stored.
fn text_of(value: &impl serde::Serialize) -> Result<String, AppError> {
    serde_json::to_string(value).map_err(AppError::internal)
}

/// A value with the fields of another one laid over it; a `null` stands for the default.
fn laid_over<T>(below: &T, change: &Value) -> Result<T, AppError>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
{
    let Value::Object(change) = change else {
        return Err(AppError::new(
            ErrorCode::InvalidInput,
            "a change is an object of the fields that change",
        ));
    };
    let mut whole = serde_json::to_value(below).map_err(AppError::internal)?;
    let fields = whole.as_object_mut().ok_or_else(|| AppError::internal("what changes is an object"))?;
    for (name, value) in change {
        if value.is_null() {
            fields.remove(name);
        } else {
            fields.insert(name.clone(), value.clone());
        }
    }
    read(whole)
}

/// An object that came from outside, in one of our own shapes. What is derived to be read takes an array of its fields
/// as well; here that is another shape.
fn read<T: serde::de::DeserializeOwned>(value: Value) -> Result<T, AppError> {
    if !value.is_object() {
        return Err(AppError::new(ErrorCode::InvalidInput, "an object is wanted here"));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let (place, told) = (error.path().to_string(), error.inner().to_string());
        let names_it = place == "." || told.contains(&format!("`{place}`"));
        let told = if names_it { told } else { format!("`{place}`: {told}") };
        let wrong = AppError::new(ErrorCode::InvalidInput, told);
        if place == "." { wrong } else { wrong.detail("parameter", place) }
    })
}
