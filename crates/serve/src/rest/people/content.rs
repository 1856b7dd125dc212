//! `/api/assets/{asset_id}/content`: a file's bytes, in constant memory and in ranges.
//!
//! What comes from strangers is shown only where a browser can do no more with it than play or paint it; all else is for
//! saving.

use std::{fmt::Write as _, sync::Arc};

use app::{AppError, AssetContent, ErrorCode};
use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{
    range::{Wanted, wanted},
    refused,
};
use crate::{
    problem::Problem,
    rest::{
        production::{each, flag},
        schemas,
    },
    site::Site,
};

/// A file's bytes
///
/// Answers one range with 206. With `redirect=true` a storage that gives links (S3, Google Cloud Storage) is named in
/// place of the bytes; such a link opens the file for a quarter of an hour, without a token.
#[utoipa::path(
    get,
    path = "/api/assets/{asset_id}/content",
    tag = "People",
    params(
        ("asset_id" = String, Path, description = "The asset's UUID"),
        ("redirect" = Option<bool>, Query, description = "Rather a link to the storage, where it gives links"),
        ("Range" = Option<String>, Header, description = "Such as `bytes=0-1023`"),
    ),
    responses(
        (status = 200, description = "The file", body = String, content_type = "application/octet-stream"),
        (status = 206, description = "The range", body = String, content_type = "application/octet-stream"),
        (status = 304, description = "The client has it already"),
        (status = 307, description = "`Location` opens the file for a while"),
        (status = 400, description = "No UUID", body = schemas::Problem),
        (status = 403, description = "The token does not allow this", body = schemas::Problem),
        (status = 404, description = "No such asset, its file is not here, or people are turned off", body = schemas::Problem),
        (status = 416, description = "The file is shorter", body = schemas::Problem),
    )
)]
pub async fn show(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
    method: Method,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let mut elsewhere = false;
    each(query.as_deref(), "redirect", |name, value| {
        match name {
            "redirect" => elsewhere = flag(name, &value)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if elsewhere && let Some(link) = site.app.asset_link(&id).await.map_err(refused)? {
        let place =
            HeaderValue::from_str(&link.url).map_err(|error| Problem::from(AppError::internal(error)))?;
        return Ok((StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, place)]).into_response());
    }
    let content = site.app.asset_content(&id).await.map_err(refused)?;
    answer(&content, &method, &headers).await
}

async fn answer(content: &AssetContent, method: &Method, asked: &HeaderMap) -> Result<Response, Problem> {
    let tag = content.sha256.as_ref().map(|hash| format!("\"{hash}\""));
    let mut headers = HeaderMap::new();
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Some(tag) = tag.as_deref().and_then(|tag| HeaderValue::from_str(tag).ok()) {
        headers.insert(header::ETAG, tag);
    }
    let known = asked.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok());
    if known
        .is_some_and(|known| tag.as_deref().is_some_and(|tag| known.split(',').any(|one| one.trim() == tag)))
    {
        return Ok((StatusCode::NOT_MODIFIED, headers).into_response());
    }
    let (status, range) = match wanted(asked, content.bytes, tag.as_deref()) {
        Wanted::Whole => (StatusCode::OK, 0..content.bytes),
        Wanted::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Wanted::Beyond => return Err(beyond(content.bytes)),
    };
    if status == StatusCode::PARTIAL_CONTENT {
        let told = format!("bytes {}-{}/{}", range.start, range.end - 1, content.bytes);
        headers.insert(header::CONTENT_RANGE, value(&told)?);
    }
    let (media_type, is_shown) = shown(&content.content_type);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(&content.filename, is_shown))?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(range.end - range.start));
    let body = if method == Method::HEAD || range.is_empty() {
        Body::empty()
    } else {
        Body::from_stream(content.pieces(range).await.map_err(refused)?)
    };
    Ok((status, headers, body).into_response())
}

fn value(text: &str) -> Result<HeaderValue, Problem> {
    HeaderValue::from_str(text).map_err(|error| AppError::internal(error).into())
}

fn beyond(bytes: u64) -> Problem {
    let whole =
        HeaderValue::from_str(&format!("bytes */{bytes}")).unwrap_or(HeaderValue::from_static("bytes */*"));
    Problem::new(ErrorCode::InvalidParameter, format!("the file has {bytes} bytes, and none of those"))
        .detail("bytes", bytes)
        .with_header(header::CONTENT_RANGE, whole)
        .with_status(StatusCode::RANGE_NOT_SATISFIABLE)
}

/// The media types that a browser plays or paints and can do nothing else with.
const SHOWN: [&str; 22] = [
    "video/mp4",
    "video/webm",
    "video/ogg",
    "video/quicktime",
    "video/x-matroska",
    "video/mpeg",
    "video/3gpp",
    "audio/mpeg",
    "audio/mp4",
    "audio/aac",
    "audio/flac",
    "audio/ogg",
    "audio/wav",
    "audio/webm",
    "audio/x-m4a",
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "application/pdf",
    "text/vtt",
    "text/plain",
];

/// The type under which a file is sent, and whether a browser may show it. A page or a drawing with scripts in it would
/// act in our name.
fn shown(content_type: &str) -> (&'static str, bool) {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    match SHOWN.iter().find(|known| known.eq_ignore_ascii_case(essence)) {
        Some(&"text/plain") => ("text/plain; charset=utf-8", true),
        Some(&"text/vtt") => ("text/vtt; charset=utf-8", true),
        Some(known) => (known, true),
        None => ("application/octet-stream", false),
    }
}

/// The header that names a file, whatever letters are in its name (RFC 6266).
fn disposition(name: &str, is_shown: bool) -> String {
    let kind = if is_shown { "inline" } else { "attachment" };
    let plain: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' })
        .take(120)
        .collect();
    let mut told = format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''");
    for byte in name.chars().take(120).collect::<String>().bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_') {
            told.push(char::from(byte));
        } else {
            let _ = write!(told, "%{byte:02X}"); // writing to a `String` cannot fail
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_act_in_our_name_is_only_saved() {
        for bad in ["text/html", "image/svg+xml", "text/javascript", "application/xhtml+xml", "", "VIDEO"] {
            assert_eq!(shown(bad), ("application/octet-stream", false), "{bad}");
        }
        assert_eq!(shown("Video/MP4"), ("video/mp4", true));
        assert_eq!(shown("text/plain; charset=latin1"), ("text/plain; charset=utf-8", true));
    }

    #[test]
    fn a_name_cannot_break_out_of_its_header() {
        let told = disposition("a\"b\r\nSet-Cookie: é.mp4", true);
        assert_eq!(
            told,
            "inline; filename=\"a_b__Set-Cookie_ _.mp4\"; filename*=UTF-8''a%22b%0D%0ASet-Cookie%3A%20%C3%A9.mp4"
        );
        assert!(disposition("x", false).starts_with("attachment; "));
    }
}
