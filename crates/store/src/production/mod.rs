//! Productions: projects, their characters and parts, presets, pictures that are asked for, and takes.
//!
//! What makers wrote lies here as JSON in the shape that `production` gives it. Whoever changes something in a project
//! raises its revision in the same transaction, so that the file beside its pictures can be found to be behind.
//!
//! What does not belong here: what may be written, prompts, engines, files.

mod announce;
mod batches;
mod cancel;
mod characters;
mod events;
mod looks;
mod paces;
mod parts;
mod pictures;
mod presets;
mod previews;
mod projects;
mod purge;
mod takes;
mod ties;
mod webhooks;
mod withdraw;

pub use announce::WEBHOOK;
pub(crate) use announce::announce;
pub(crate) use batches::PicturesTogether;
pub use batches::{Batched, GENERATE, NewBatch, NewPicture};
pub use characters::{CharacterFilter, CharacterRow, CharacterVersion, NewVersion};
pub use events::ProjectEvent;
pub(crate) use events::note_in_project;
pub use paces::Pace;
pub use parts::PartRow;
pub use pictures::{PictureFilter, PictureJob};
pub use presets::PresetRow;
pub use previews::PreviewRow;
pub use projects::{ProjectCounts, ProjectFilter, ProjectRow};
pub use purge::Purged;
pub use takes::{TakeFilter, TakeRow};
pub use ties::TieRow;
pub use webhooks::WebhookRow;
pub(crate) use withdraw::withdraw;
pub use withdraw::{RUN_BEGUN, RUN_LOST, WITHDRAW};

use crate::{StoreError, sql::Cells};

/// A list goes on after this row: its time and its id.
pub(crate) type After = Option<(model::Instant, String)>;

/// A number that is never negative.
fn count(cells: &Cells<'_>, at: usize) -> Result<u64, StoreError> {
    Ok(u64::try_from(cells.int(at)?).unwrap_or_default())
}

/// The number of a version, from 1.
fn version(cells: &Cells<'_>, at: usize) -> Result<u32, StoreError> {
    Ok(u32::try_from(cells.int(at)?).unwrap_or_default())
}

/// Where 0 means no.
fn flag(cells: &Cells<'_>, at: usize) -> Result<bool, StoreError> {
    Ok(cells.int(at)? != 0)
}

/// A text where an empty one means none.
fn some(cells: &Cells<'_>, at: usize) -> Result<Option<String>, StoreError> {
    Ok(Some(cells.text(at)?).filter(|text| !text.is_empty()))
}

/// A time where 0 means none.
fn moment(cells: &Cells<'_>, at: usize) -> Result<Option<model::Instant>, StoreError> {
    Ok(Some(cells.time(at)?).filter(|time| time.as_micros() != 0))
}

/// What is looked for, with the signs that `LIKE` takes for its own escaped by `!`.
fn like(text: &str) -> String {
    let folded = text.to_lowercase();
    let mut pattern = String::with_capacity(folded.len() + 2);
    pattern.push('%');
    for sign in folded.chars() {
        if matches!(sign, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(sign);
    }
    pattern.push('%');
    pattern
}

/// The bounds of a list that goes from the newest to the oldest.
fn before(after: &After) -> (i64, String) {
    after.as_ref().map_or((i64::MAX, String::new()), |(at, id)| (at.as_micros(), id.clone()))
}

/// A time where 0 would mean none.
fn never_zero(time: model::Instant) -> i64 {
    time.as_micros().max(1)
}
