//! What a refusal of `production` means to a caller.

use production::{IdError, Invalid, request::PlanError};

use crate::{AppError, ErrorCode};

impl From<Invalid> for AppError {
    fn from(error: Invalid) -> Self {
        Self::invalid_parameter(&error.field, error.to_string())
    }
}

impl From<PlanError> for AppError {
    fn from(error: PlanError) -> Self {
        let message = error.to_string();
        match error {
            PlanError::Invalid(error) => error.into(),
            PlanError::Prompt(_) => Self::invalid_parameter("prompt", message),
            PlanError::Preset { known, .. } => Self::invalid_parameter("style_preset", message)
                .detail("known", known)
                .hint("`emaki production preset list` tells what each does"),
            PlanError::Character(id) => unknown_character(id.as_str()),
        }
    }
}

/// A text of a path or a list that is no id.
pub(super) fn no_id(parameter: &str, error: IdError) -> AppError {
    let refused = AppError::invalid_parameter(parameter, error.to_string());
    let list = match parameter {
        "project_id" => "emaki production project list",
        "character_id" => "emaki production character list",
        "take_id" => "emaki production take list",
        "job_id" => "emaki production jobs list",
        "batch_id" => "emaki production jobs list --json",
        "webhook_id" => "emaki production webhook list",
        _ => return refused,
    };
    refused.hint(format!("`{list}` prints the ids"))
}

pub(super) fn unknown_project(id: &str) -> AppError {
    AppError::not_found("project", id)
        .hint("`emaki production project list` lists them, with --bin those in the bin")
}

pub(super) fn unknown_character(id: &str) -> AppError {
    AppError::not_found("character", id).hint("`emaki production character list` lists them")
}

pub(super) fn unknown_take(id: &str) -> AppError {
    AppError::not_found("take", id).hint("`emaki production take list` lists them")
}

/// Something that lies in the bin.
pub(super) fn binned(kind: &str, id: &str) -> AppError {
    AppError::new(ErrorCode::Conflict, format!("the {kind} {id} lies in the bin"))
        .detail("id", id)
        .hint("take it out first: `restore`")
}
