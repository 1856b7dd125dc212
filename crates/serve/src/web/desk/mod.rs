//! `/desk`: the production desk. Projects, characters beside their pictures, what is asked for, the queue, and the
//! contact sheet where pictures are reviewed.
//!
//! It is all there without a script, and every change is a form of ours. With a script the queue moves by itself, the
//! prompt is compiled while it is written, and pictures are reviewed by keyboard.

pub mod act;
mod bible;
pub mod character;
mod fields;
pub mod grid;
mod lines;
pub mod list;
pub mod project;
mod shot;
pub(super) mod shown;
pub mod take;

use app::AppError;
use axum::http::StatusCode;

use crate::problem::Problem;

/// A refusal of a page: what is no id is not found.
fn refused(error: AppError) -> Problem {
    if error.message.contains("UUID") {
        return Problem::from(error).with_status(StatusCode::NOT_FOUND);
    }
    error.into()
}
