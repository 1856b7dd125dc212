//! `/`: the search page, whole or (for a script) only its panel.

use std::sync::Arc;

use app::{AppError, ErrorCode, SearchRequest};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};

use super::{
    Frame, frame,
    panel::{self, Panel},
};
use crate::{
    problem::{self, Problem},
    query,
    site::Site,
};

/// Hits on one page.
const PAGE: usize = 24;

#[derive(Template)]
#[template(path = "search.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'a str,
    panel: &'a Panel,
}

/// What a script gets to put in place of the old panel.
#[derive(Template)]
#[template(path = "search_part.html")]
struct Part<'a> {
    panel: &'a Panel,
}

/// Every state of the page has its address: a script is told it, a form makes it by itself.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (panel, status) = match find(&site, query.as_deref().unwrap_or_default()).await {
        Ok(panel) => (panel, StatusCode::OK),
        Err((request, error)) => {
            let status =
                StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            if !matches!(error.code, ErrorCode::InvalidParameter | ErrorCode::Busy) {
                return Err(error.into());
            }
            (Panel::failed(*request, error.message, error.hint), status)
        }
    };
    let mut response = if frame.is_partial {
        frame::answer(&Part { panel: &panel })?
    } else {
        frame::answer(&Page { frame: &frame, query: &panel.request.query, panel: &panel })?
    };
    *response.status_mut() = status;
    if frame.is_partial
        && let Ok(address) = HeaderValue::from_str(&panel::address(&panel.request))
    {
        response.headers_mut().insert(HeaderName::from_static("hx-replace-url"), address);
    }
    Ok(problem::kept(response))
}

/// The panel, or the request as far as it could be read and what is wrong with it.
async fn find(site: &Site, query: &str) -> Result<Panel, (Box<SearchRequest>, AppError)> {
    let request = query::from_query(query, true);
    let request = request.map_err(|error| (Box::new(SearchRequest::new(words_of(query))), error))?;
    let asked = SearchRequest { facets: true, limit: PAGE, ..request.clone() };
    let answer = site.app.search(asked).await.map_err(|error| (Box::new(request.clone()), error))?;
    site.metrics.observe_search(answer.took);
    Ok(Panel::of(request, &answer))
}

fn words_of(query: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "q").map(|(_, words)| words.into_owned()).unwrap_or_default()
}
