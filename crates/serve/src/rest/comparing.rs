//! `/api/compare`: two works side by side.

use std::sync::Arc;

use app::{AppError, Comparison, WorkRef};
use axum::{
    Json,
    extract::{RawQuery, State},
};

use super::schemas;
use crate::{problem::Problem, query, site::Site};

/// Two works side by side
///
/// Their facts, what audiences think of each, which tags, studios and staff both have, how they are tied, and how
/// alike they are, in parts that add up.
#[utoipa::path(
    get,
    path = "/api/compare",
    tag = "Works",
    params(
        ("a" = String, Query, description = "The one: Emaki's own id, or an external one", example = "mal:16498"),
        ("b" = String, Query, description = "The other", example = "mal:25777"),
    ),
    responses(
        (status = 200, description = "The comparison", body = schemas::Comparison),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 422, description = "A work is not named, or both are the same one", body = schemas::Problem),
    )
)]
pub async fn compare(
    State(site): State<Arc<Site>>,
    RawQuery(asked): RawQuery,
) -> Result<Json<Comparison>, Problem> {
    let (mut a, mut b): (Option<WorkRef>, Option<WorkRef>) = (None, None);
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), false) {
        let place = match name.as_str() {
            "a" => &mut a,
            "b" => &mut b,
            _ => {
                let error = AppError::invalid_parameter(&name, format!("there is no parameter `{name}`"));
                return Err(error.hint("parameters are `a` and `b`").into());
            }
        };
        if place.replace(value.parse()?).is_some() {
            return Err(AppError::invalid_parameter(&name, format!("`{name}` is given twice")).into());
        }
    }
    let missing = |name: &str| {
        AppError::invalid_parameter(name, format!("`{name}` is missing")).hint("name two works: `?a=1&b=2`")
    };
    let (a, b) = (a.ok_or_else(|| missing("a"))?, b.ok_or_else(|| missing("b"))?);
    Ok(Json(site.app.compare(&a, &b).await?))
}
