//! `/posters/{id}.svg`: the drawn placeholder of a work.

use std::sync::Arc;

use app::{AppError, WorkRef};
use assets::Placeholder;
use axum::{
    extract::{Path, State},
    http::header,
    response::{IntoResponse, Response},
};
use model::{Script, Work};

use crate::{problem::Problem, site::Site};

/// Draws the title, the Japanese or Chinese one where there is one. A day in the cache is enough: the
/// picture changes only when the title does.
pub async fn show(State(site): State<Arc<Site>>, Path(name): Path<String>) -> Result<Response, Problem> {
    let missing = || AppError::not_found("poster", &name).hint("posters are named <work id>.svg");
    let id = name.strip_suffix(".svg").ok_or_else(missing)?;
    let page = site.app.work(&id.parse::<WorkRef>()?).await?;
    let svg = Placeholder::new(lettering(&page.work)).svg();
    let headers =
        [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "private, max-age=86400")];
    Ok((headers, svg).into_response())
}

fn lettering(work: &Work) -> &str {
    let native = work.titles.iter().find(|title| {
        let japanese = title.language.as_ref().is_none_or(|language| language.as_str() == "ja");
        japanese && matches!(title.script(), Script::Kana | Script::Han)
    });
    native.map_or(&work.title, |title| &title.text)
}
