//! Productions: projects, characters and their bibles, presets, pictures and takes.

pub mod characters;
pub mod generate;
pub mod jobs;
pub mod parts;
pub mod presets;
pub mod projects;
pub mod references;
pub mod socket;
pub mod sse;
pub mod takes;
pub mod webhooks;

use app::AppError;
use axum::http::{HeaderValue, StatusCode, header};

use crate::{problem::Problem, query, safety::TokenName, site::Site};

/// The parameters that name something by its UUID.
const IDS: [&str; 10] = [
    "webhook_id",
    "delivery_id",
    "job_id",
    "project_id",
    "character_id",
    "take_id",
    "part_id",
    "cut_id",
    "batch_id",
    "other",
];

/// A refusal on its way out: a text that is no id at all is a bad request, and who is held back is told for how long.
pub fn refused(error: AppError) -> Problem {
    let is_id = error.details["parameter"].as_str().is_some_and(|name| IDS.contains(&name))
        && error.message.contains("UUID");
    let seconds = error.details["retry_after_s"].as_u64();
    let problem = Problem::from(error);
    let problem = if is_id { problem.with_status(StatusCode::BAD_REQUEST) } else { problem };
    match seconds {
        Some(seconds) => problem.with_header(header::RETRY_AFTER, HeaderValue::from(seconds)),
        None => problem,
    }
}

/// Who changes something: the token's name, or whom the settings name.
pub fn author(site: &Site, TokenName(token): &TokenName) -> String {
    let named = token.clone().unwrap_or_else(|| site.app.config().curation.author.clone());
    if named.is_empty() { "maker".to_owned() } else { named }
}

/// Gives each parameter of a query to `take`, which says whether it knows it.
pub fn each(
    text: Option<&str>,
    known: &str,
    mut take: impl FnMut(&str, String) -> Result<bool, AppError>,
) -> Result<(), Problem> {
    for (name, value) in query::pairs(text.unwrap_or_default(), false) {
        if value.contains('\0') {
            let told = format!("`{name}` holds a NUL character, which stands in no text that is kept");
            let error = AppError::invalid_parameter(&name, told);
            return Err(Problem::from(error).with_status(StatusCode::BAD_REQUEST));
        }
        if !take(&name, value)? {
            return Err(AppError::invalid_parameter(&name, format!("there is no parameter `{name}`"))
                .hint(format!("parameters are {known}"))
                .into());
        }
    }
    Ok(())
}

/// A number of a query.
pub fn number<T: std::str::FromStr>(name: &str, value: &str) -> Result<T, AppError> {
    value.parse().map_err(|_| AppError::invalid_parameter(name, format!("`{name}` is a number")))
}

/// Yes or no.
pub fn flag(name: &str, value: &str) -> Result<bool, AppError> {
    match value {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(AppError::invalid_parameter(name, format!("`{name}` is true or false"))),
    }
}
