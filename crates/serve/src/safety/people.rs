//! The doors to people and their files: closed until a setting opens them, and then only for tokens that say so, on
//! loopback as well.

use app::{AppError, ErrorCode, Scope};
use axum::http::Method;

use crate::{problem::Problem, routes::Route, site::Site};

/// Whether a route shows people.
pub fn is_theirs(route: &Route) -> bool {
    route.scope == Scope::People
}

/// Whether even this machine needs a token for a request. While the doors are closed there is nothing to guard.
pub fn wants_token(site: &Site, route: &Route, method: &Method) -> bool {
    is_theirs(route) && site.app.config().people.enabled && is_answered(route, method)
}

/// Refuses whatever leads to people while they are turned off. It says so to those only who got past the checks before
/// it.
///
/// # Errors
/// `not_found`, with the setting that opens it.
pub fn check(site: &Site, route: &Route, method: &Method) -> Result<(), Problem> {
    if !is_theirs(route) || site.app.config().people.enabled || !is_answered(route, method) {
        return Ok(());
    }
    let error = AppError::new(ErrorCode::NotFound, "people and their files are turned off")
        .detail("setting", "people.enabled")
        .hint("set `enabled = true` under [people], or EMAKI_PEOPLE__ENABLED=true");
    Err(error.into())
}

/// What a token gets that may not see people.
pub fn not_allowed() -> Problem {
    AppError::new(ErrorCode::Forbidden, "the token does not allow this")
        .detail("scope", "people")
        .hint("make a token with `--scope read,people`")
        .into()
}

/// Other methods are told that they are none, as everywhere. `HEAD` is a `GET` of which less is sent.
fn is_answered(route: &Route, method: &Method) -> bool {
    route.answers(method) || method == Method::HEAD
}
