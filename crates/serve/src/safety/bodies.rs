//! Request bodies: bounded, of a type that the route reads, and sealed when a form of ours.

use app::ErrorCode;
use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, header},
};
use serde::de::DeserializeOwned;

use crate::{problem::Problem, routes::Route, safety::csrf, site::Site};

/// The largest body that the route of a request takes.
#[derive(Clone, Copy)]
struct Limit(usize);

/// Refuses a body that says it is too large, and a form without its seal. A form's body is read here
/// and put back for the handler.
pub async fn check(site: &Site, route: &Route, mut request: Request) -> Result<Request, Problem> {
    let limit = route.large.map_or(site.body_limit, |large| large.max(site.body_limit));
    request.extensions_mut().insert(Limit(limit));
    let length = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|text| text.parse::<u64>().ok()).is_some_and(|length| length > limit as u64) {
        return Err(too_large(limit));
    }
    if !route.form || request.method().is_safe() || !route.answers(request.method()) {
        return Ok(request);
    }
    let (parts, body) = request.into_parts();
    if !has_type(&parts.headers, "application/x-www-form-urlencoded") {
        return Err(unsupported("application/x-www-form-urlencoded"));
    }
    let bytes = read(body, limit).await?;
    let field = form_field(&bytes, csrf::FIELD);
    site.seals.check(&parts.headers, field.as_deref())?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// Reads a JSON body. 415 for another type, 413 over the limit, 400 for what is no JSON, 422 for JSON
/// of another shape.
pub async fn json<T: DeserializeOwned>(site: &Site, request: Request) -> Result<T, Problem> {
    if !has_type(request.headers(), "application/json") {
        return Err(unsupported("application/json"));
    }
    let bytes = whole(site, request).await?;
    let value: serde_json::Value = serde_json::from_slice(&bytes).map_err(|error| {
        let at = format!("line {} column {}", error.line(), error.column());
        Problem::bad_body(format!("the body is not JSON at {at}"))
    })?;
    // Only now, so that a value of another shape is not taken for broken JSON.
    shaped(value)
}

/// A value in the shape that a route reads; what is wrong is told with its place.
fn shaped<T: DeserializeOwned>(value: serde_json::Value) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let (place, told) = (error.path().to_string(), error.inner().to_string());
        let names_it = place == "." || told.contains(&format!("`{place}`"));
        let told = if names_it { told } else { format!("`{place}`: {told}") };
        Problem::new(ErrorCode::InvalidInput, format!("the body has another shape: {told}"))
    })
}

/// Reads a JSON object. What is derived to be read takes an array of its fields as well; here that is another shape.
pub async fn object<T: DeserializeOwned>(site: &Site, request: Request) -> Result<T, Problem> {
    let object: serde_json::Map<String, serde_json::Value> = json(site, request).await?;
    shaped(object.into())
}

/// Reads a body of whatever type. 413 over the limit of its route.
pub async fn whole(site: &Site, request: Request) -> Result<Bytes, Problem> {
    let limit = request.extensions().get::<Limit>().map_or(site.body_limit, |limit| limit.0);
    read(request.into_body(), limit).await
}

/// The value of a field of an urlencoded form; the first one when there are several.
pub fn form_field(bytes: &[u8], name: &str) -> Option<String> {
    url::form_urlencoded::parse(bytes).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

async fn read(body: Body, limit: usize) -> Result<Bytes, Problem> {
    use std::error::Error;
    axum::body::to_bytes(body, limit).await.map_err(|error| {
        // The limit's own error lies under the framework's; all else is a client that went away.
        let mut cause = error.source();
        while let Some(inner) = cause {
            if inner.to_string().contains("length limit exceeded") {
                return too_large(limit);
            }
            cause = inner.source();
        }
        Problem::bad_body("the body broke off")
    })
}

fn has_type(headers: &HeaderMap, wanted: &str) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    value.is_some_and(|value| {
        value.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(wanted))
    })
}

fn too_large(limit: usize) -> Problem {
    Problem::new(ErrorCode::PayloadTooLarge, "the body is larger than allowed")
        .detail("limit_bytes", limit)
        .hint("`serve.body_limit_bytes` sets the limit")
}

fn unsupported(wanted: &'static str) -> Problem {
    Problem::new(ErrorCode::UnsupportedMediaType, "the body is of a type that this door does not read")
        .detail("accepts", wanted)
        .hint(format!("send `Content-Type: {wanted}`"))
}
