//! GraphQL over HTTP at `/graphql`: `GET` and `POST`, one request or several, in the media type that is asked for.

use std::sync::Arc;

use app::{AppError, ErrorCode};
use async_graphql::{Request as GraphRequest, Variables, parser::parse_query};
use axum::{
    extract::{RawQuery, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use serde_json::Value;

use super::{
    asked::{Asked, Body},
    limits::Size,
    loads::{Loads, loader},
    told::Told,
};
use crate::{
    problem::{self, Problem},
    safety::{bodies, correlation::Correlation},
    site::Site,
};

/// Where the page is that helps to write requests.
const PAGE: &str = "/graphql/playground";

/// The media types of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Media {
    /// GraphQL's own, under which statuses mean something.
    Graph,
    /// The older one, under which everything that was understood is a success.
    Json,
}

impl Media {
    fn text(self) -> &'static str {
        match self {
            Self::Graph => "application/graphql-response+json; charset=utf-8",
            Self::Json => "application/json; charset=utf-8",
        }
    }

    /// The best of what a client accepts; `None` where it accepts neither.
    fn of(headers: &HeaderMap) -> Option<Self> {
        let accepts: Vec<&str> =
            headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
        let accepts = accepts.join(",");
        if accepts.trim().is_empty() {
            return Some(Self::Graph);
        }
        let mut best: Option<(f32, Self)> = None;
        for range in accepts.split(',') {
            let mut parts = range.split(';').map(str::trim);
            let media = match parts.next().unwrap_or_default().to_ascii_lowercase().as_str() {
                // A browser shows the older type and offers the newer one as a file.
                "application/json" | "text/html" => Self::Json,
                "application/graphql-response+json" | "application/*" | "*/*" => Self::Graph,
                _ => continue,
            };
            let weight =
                parts.find_map(|part| part.strip_prefix("q=")).and_then(|q| q.parse().ok()).unwrap_or(1.0);
            if weight > 0.0 && best.is_none_or(|(known, _)| weight > known) {
                best = Some((weight, media));
            }
        }
        best.map(|(_, media)| media)
    }
}

/// `GET /graphql`: a request in the address. A browser without one is led to the page that helps to write it.
pub async fn by_address(
    State(site): State<Arc<Site>>,
    RawQuery(query): RawQuery,
    request: Request,
) -> Result<Response, Problem> {
    let headers = request.headers();
    let asked = Asked::of_address(query.as_deref().unwrap_or_default());
    if matches!(asked, Ok(None)) && wants_page(headers) {
        return Ok(Redirect::to(PAGE).into_response());
    }
    let media = Media::of(headers).ok_or_else(not_acceptable)?;
    let correlation = correlation_of(&request);
    let asked = asked.and_then(|asked| {
        let error = AppError::new(ErrorCode::InvalidInput, "there is no `query` in the address");
        asked.ok_or_else(|| error.hint(format!("POST a request, or open {PAGE} in a browser")))
    });
    let told = match asked {
        Ok(asked) => one(&site, &asked, &correlation).await,
        Err(error) => Told::refused(&error, &correlation),
    };
    Ok(sent(told, media))
}

/// `POST /graphql`: a request in the body, or a list of them.
pub async fn by_body(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let media = Media::of(request.headers()).ok_or_else(not_acceptable)?;
    if !is_json(request.headers()) {
        let problem = Problem::new(
            ErrorCode::UnsupportedMediaType,
            "the body is of a type that this door does not read",
        );
        return Err(problem
            .detail("accepts", "application/json")
            .hint("send `Content-Type: application/json`, in UTF-8"));
    }
    let correlation = correlation_of(&request);
    let bytes = bodies::whole(&site, request).await?;
    match Body::read(&bytes) {
        Ok(Body::One(asked)) => Ok(sent(one(&site, &asked, &correlation).await, media)),
        Ok(Body::Many(asked)) => Ok(match many(&site, &asked, &correlation).await {
            Ok(told) => {
                let bodies: Vec<String> = told.into_iter().map(|told| told.body).collect();
                let body = format!("[{}]", bodies.join(","));
                sent(Told { body, is_executed: true, status: 200 }, media)
            }
            Err(error) => unsound(&error, &correlation, media),
        }),
        Err(error) => Ok(unsound(&error, &correlation, media)),
    }
}

/// One request, whatever comes of it.
async fn one(site: &Arc<Site>, asked: &Asked, correlation: &str) -> Told {
    let prepared = prepare(site, asked).and_then(|(request, measured)| {
        site.graphql.limits.check_cost(measured.cost)?;
        Ok((request, measured))
    });
    match prepared {
        Ok((request, measured)) => execute(site, request, measured, correlation).await,
        Err(error) => Told::refused(&error, correlation),
    }
}

/// Several at once. Those that are not sound fail alone; what they cost counts together.
async fn many(site: &Arc<Site>, asked: &[Asked], correlation: &str) -> Result<Vec<Told>, AppError> {
    let most = site.graphql.batch;
    if asked.is_empty() || asked.len() > most || most == 1 {
        let message = format!("the body holds {} requests, not 1 to {most}", asked.len());
        return Err(AppError::new(ErrorCode::InvalidInput, message)
            .detail("limit", most)
            .hint("send them one by one; `graphql.batch` sets how many may come together"));
    }
    let prepared: Vec<_> = asked.iter().map(|asked| prepare(site, asked)).collect();
    let costs = prepared.iter().flatten().map(|(_, measured)| measured.cost);
    site.graphql.limits.check_cost(costs.fold(0, u64::saturating_add))?;
    let answers = prepared.into_iter().map(|prepared| async {
        match prepared {
            Ok((request, measured)) => execute(site, request, measured, correlation).await,
            Err(error) => Told::refused(&error, correlation),
        }
    });
    Ok(futures::future::join_all(answers).await)
}

/// Looks a document up, parses and measures it.
fn prepare(site: &Site, asked: &Asked) -> Result<(GraphRequest, Size), AppError> {
    let door = &site.graphql;
    let text = door.persisted.document(asked)?;
    door.limits.check_text(&text)?;
    let document = parse_query(&*text).map_err(|error| {
        let at = error.positions().next().map(|place| format!("line {} column {}", place.line, place.column));
        let message =
            format!("the document is not GraphQL{}", at.map(|at| format!(" at {at}")).unwrap_or_default());
        AppError::new(ErrorCode::InvalidInput, message)
            .detail("parser", error.to_string().trim())
            .hint("/graphql/playground shows requests that work")
    })?;
    let measured = door.limits.measure(&document, &asked.variables)?;
    let mut request = GraphRequest::new(&*text);
    request.set_parsed_query(document);
    if let Some(name) = &asked.operation_name {
        request = request.operation_name(name);
    }
    Ok((request.variables(Variables::from_json(Value::Object(asked.variables.clone()))), measured))
}

async fn execute(site: &Arc<Site>, request: GraphRequest, measured: Size, correlation: &str) -> Told {
    let request = request.data(Arc::clone(site)).data(loader(Loads::new(site.app.clone())));
    let response = site.graphql.graph.execute(request).await;
    Told::answered(&response, (measured.cost, site.graphql.limits.cost), correlation)
}

/// An answer in its media type. Under the older one a request that was understood is answered with 200.
fn sent(told: Told, media: Media) -> Response {
    let status = if told.is_executed || media == Media::Json { 200 } else { told.status };
    written(told.body, status, media)
}

/// The refusal of what is no request at all: a bad one under both types.
fn unsound(error: &AppError, correlation: &str, media: Media) -> Response {
    let told = Told::refused(error, correlation);
    written(told.body, told.status, media)
}

fn written(body: String, status: u16, media: Media) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media.text())),
        (header::VARY, HeaderValue::from_static("accept")),
    ];
    // The body tells what is wrong in GraphQL's own form.
    problem::kept((status, headers, body).into_response())
}

fn not_acceptable() -> Problem {
    let problem = Problem::new(ErrorCode::InvalidParameter, "no media type of ours is accepted");
    problem
        .detail("parameter", "Accept")
        .hint("accept application/graphql-response+json or application/json")
        .with_status(StatusCode::NOT_ACCEPTABLE)
}

fn correlation_of(request: &Request) -> String {
    request.extensions().get::<Correlation>().map(|correlation| correlation.id.clone()).unwrap_or_default()
}

fn wants_page(headers: &HeaderMap) -> bool {
    let accepts = headers.get(header::ACCEPT).and_then(|accepts| accepts.to_str().ok());
    accepts.is_some_and(|accepts| accepts.contains("text/html"))
}

/// Whether a body is JSON, in UTF-8 where it says so.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()) else {
        return false;
    };
    let mut parts = kind.split(';').map(|part| part.trim().to_ascii_lowercase());
    let is_json = parts.next().is_some_and(|essence| essence == "application/json");
    let charset =
        parts.find_map(|part| part.strip_prefix("charset=").map(|set| set.trim_matches('"').to_owned()));
    is_json && charset.is_none_or(|set| set == "utf-8")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_what_a_client_accepts_is_sent() {
        let media = |accept: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            Media::of(&headers)
        };
        for (accept, best) in [
            ("application/graphql-response+json", Some(Media::Graph)),
            ("application/json", Some(Media::Json)),
            ("application/json, application/graphql-response+json;q=0.9", Some(Media::Json)),
            ("application/json;q=0.5, application/graphql-response+json", Some(Media::Graph)),
            ("*/*", Some(Media::Graph)),
            ("text/html,application/xhtml+xml,*/*;q=0.8", Some(Media::Json)),
            ("text/plain", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(media(accept), best, "{accept}");
        }
        assert_eq!(Media::of(&HeaderMap::new()), Some(Media::Graph));
    }

    #[test]
    fn bodies_are_json_in_utf_8() {
        let json = |kind: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            is_json(&headers)
        };
        assert!(json("application/json") && json("Application/JSON; charset=UTF-8"));
        assert!(!json("text/plain") && !json("application/json; charset=iso-8859-1"));
        assert!(!is_json(&HeaderMap::new()));
    }
}
