//! `/`: the search page, whole or (for a script) only its panel.

use std::sync::Arc;

use app::{AppError, ErrorCode, QueryRequest, SearchRequest, read_drop};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::{HeaderName, HeaderValue, StatusCode},
    response::Response,
};

use super::{
    Frame, frame,
    panel::{self, Made, Panel},
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
    let (panel, status) = match find(&site, query.as_deref().unwrap_or_default(), frame.is_partial).await {
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
        && let Ok(address) = HeaderValue::from_str(&panel::address_without(&panel.request, &panel.drops))
    {
        response.headers_mut().insert(HeaderName::from_static("hx-replace-url"), address);
    }
    Ok(problem::kept(response))
}

/// The page of a panel with nothing of its plan taken back.
pub fn address_of(panel: &Panel) -> String {
    panel::address(&SearchRequest { cursor: None, ..panel.request.clone() })
}

/// The panel, or the request as far as it could be read and what is wrong with it. While somebody types
/// (`is_typing`), no language model is asked and nothing is counted.
async fn find(site: &Site, query: &str, is_typing: bool) -> Result<Panel, (Box<SearchRequest>, AppError)> {
    let (query, drops) = parted(query);
    let request = query::from_query(&query, true);
    let request = request.map_err(|error| (Box::new(SearchRequest::new(words_of(&query))), error))?;
    let mut question = QueryRequest::from(SearchRequest { facets: true, ..request.clone() });
    question.options.corrections = drops.iter().filter_map(|drop| read_drop(drop)).collect();
    question.options.usual_limit = PAGE;
    question.options.lists_all = true;
    question.options.remember = false;
    question.options.sources = false;
    question.options.model = !is_typing;
    question.options.learn = !is_typing;
    let answer =
        Box::pin(site.app.query(&question)).await.map_err(|error| (Box::new(request.clone()), error))?;
    site.metrics.observe_search(std::time::Duration::from_secs_f64(answer.metadata.took_ms.search / 1000.0));
    let mut panel = Panel::of(request, drops, &answer);
    if panel.hits.is_empty() && !panel.is_start {
        // Whoever asks an empty catalog has spelled nothing wrong.
        panel.is_start =
            site.app.is_empty().await.map_err(|error| (Box::new(panel.request.clone()), error))?;
    }
    // What was made here stands beside the first page.
    if panel.request.cursor.is_none() {
        let takes = site.app.takes_beside(&panel.request.query).await;
        panel.takes =
            takes.into_iter().map(|found| Made { id: found.take.id, alt: found.take.prompt }).collect();
    }
    Ok(panel)
}

/// The query of a search, and the pieces of its plan that were taken back. A form says `of` which words they were
/// taken back; under other words they mean nothing.
fn parted(query: &str) -> (String, Vec<String>) {
    let (mut rest, mut drops, mut of) =
        (url::form_urlencoded::Serializer::new(String::new()), Vec::new(), None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match name.as_ref() {
            "drop" => drops.push(value.into_owned()),
            "of" => of = Some(value.into_owned()),
            _ => {
                rest.append_pair(&name, &value);
            }
        }
    }
    let rest = rest.finish();
    if of.is_some_and(|of| of != words_of(&rest)) {
        drops.clear();
    }
    drops.retain(|drop| read_drop(drop).is_some());
    drops.dedup();
    (rest, drops)
}

fn words_of(query: &str) -> String {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "q").map(|(_, words)| words.into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::parted;

    #[test]
    fn pieces_are_taken_back_of_the_words_they_were_read_from() {
        let drops = vec!["year_min:1990".to_owned()];
        let of = |query: &str| parted(query).1;
        assert_eq!(of("q=the+90s&drop=year_min%3A1990"), drops);
        assert_eq!(of("q=the+90s&drop=year_min%3A1990&of=the+90s"), drops);
        assert!(of("q=the+80s&drop=year_min%3A1990&of=the+90s").is_empty());
        assert!(of("q=x&drop=color%3Ared").is_empty());
        assert_eq!(parted("q=a+b&drop=x&medium=ANIME").0, "q=a+b&medium=ANIME");
    }
}
