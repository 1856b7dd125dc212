//! Styles, scripts and icons, embedded in the binary.
//!
//! Pages name each by the hash of its content, so that browsers may keep it for ever.

use std::{fmt::Write as _, sync::LazyLock};

use app::AppError;
use axum::{
    extract::{Path, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};

use crate::problem::Problem;

struct Asset {
    name: &'static str,
    media_type: &'static str,
    body: &'static str,
}

static ASSETS: [Asset; 12] = [
    Asset {
        name: "emaki.css",
        media_type: "text/css; charset=utf-8",
        body: concat!(
            include_str!("../../assets/tokens.css"),
            include_str!("../../assets/layout.css"),
            include_str!("../../assets/components.css"),
            include_str!("../../assets/work.css"),
            include_str!("../../assets/curate.css"),
            include_str!("../../assets/review.css"),
            include_str!("../../assets/recommend.css"),
            include_str!("../../assets/schedule.css"),
            include_str!("../../assets/playground.css"),
            include_str!("../../assets/compare.css"),
            include_str!("../../assets/desk.css"),
            include_str!("../../assets/people.css"),
        ),
    },
    Asset {
        name: "emaki.js",
        media_type: "text/javascript; charset=utf-8",
        body: concat!(include_str!("../../assets/keys.js"), include_str!("../../assets/page.js")),
    },
    Asset {
        name: "curate.js",
        media_type: "text/javascript; charset=utf-8",
        body: concat!(include_str!("../../assets/cells.js"), include_str!("../../assets/curate.js")),
    },
    Asset {
        name: "desk.js",
        media_type: "text/javascript; charset=utf-8",
        body: concat!(include_str!("../../assets/desk.js"), include_str!("../../assets/desk_sheet.js")),
    },
    Asset {
        name: "people.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/people.js"),
    },
    Asset {
        name: "review.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/review.js"),
    },
    Asset {
        name: "recommend.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/recommend.js"),
    },
    Asset {
        name: "picture.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/picture.js"),
    },
    Asset {
        name: "schedule.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/schedule.js"),
    },
    Asset {
        name: "playground.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/playground.js"),
    },
    Asset {
        name: "htmx.min.js",
        media_type: "text/javascript; charset=utf-8",
        body: include_str!("../../assets/htmx.min.js"),
    },
    Asset { name: "emaki.svg", media_type: "image/svg+xml", body: include_str!("../../assets/emaki.svg") },
];

/// For each asset, its quoted content hash and its address.
static STAMPS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let stamp = |asset: &Asset| {
        let digest = Sha256::digest(asset.body.as_bytes());
        let hash = digest.iter().take(8).fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}"); // writing to a `String` cannot fail
            text
        });
        (format!("\"{hash}\""), format!("/assets/{}?v={hash}", asset.name))
    };
    ASSETS.iter().map(stamp).collect()
});

/// The address of an asset; of its bare name when there is none such, which answers 404.
pub fn address(name: &'static str) -> &'static str {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    place.map_or(name, |place| &STAMPS[place].1)
}

/// `GET /assets/{name}`.
pub async fn show(Path(name): Path<String>, request: Request) -> Result<Response, Problem> {
    let place = ASSETS.iter().position(|asset| asset.name == name);
    let place = place.ok_or_else(|| AppError::not_found("asset", &name))?;
    let (asset, (tag, address)) = (&ASSETS[place], &STAMPS[place]);
    // Only the address with the right hash names this very content for ever.
    let named = request.uri().path_and_query().is_some_and(|asked| asked.as_str() == address);
    let keep = if named { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type)),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
        (header::ETAG, HeaderValue::from_str(tag).unwrap_or(HeaderValue::from_static("\"\""))),
    ];
    let known =
        request.headers().get(header::IF_NONE_MATCH).is_some_and(|value| value.as_bytes() == tag.as_bytes());
    Ok(if known {
        (StatusCode::NOT_MODIFIED, headers).into_response()
    } else {
        (headers, asset.body).into_response()
    })
}

/// `GET /favicon.ico`: browsers ask for it unbidden.
pub async fn favicon() -> Response {
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, address("emaki.svg"))]).into_response()
}
