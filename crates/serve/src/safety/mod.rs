//! The guard that every route goes through, whatever door it belongs to.
//!
//! The router puts it around each route of the table and around the answer for unknown paths, so that
//! no route can be added without it. Each file holds one check. What does not belong here: what a
//! route does.

pub mod bodies;
pub mod cookies;
pub mod correlation;
pub mod csrf;
pub mod forms;
pub mod headers;
pub mod hosts;
pub mod limits;
pub mod origins;
pub mod people;
pub mod tokens;

use std::{
    net::{IpAddr, SocketAddr},
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use app::{Correlation as Chain, ErrorCode};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{Extensions, HeaderValue, Method, StatusCode, header, request::Parts, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;
use tracing::Instrument;

use crate::{
    problem::{self, Problem},
    routes::{Door, Route},
    site::Site,
    web::Frame,
};
use correlation::Correlation;
use limits::Client;
use tokens::Holder;
pub use tokens::Standing;

/// The guard's state: the site, and the route that it stands before.
#[derive(Clone)]
pub struct Post {
    /// Everything shared.
    pub site: Arc<Site>,
    /// The route's row of the table.
    pub route: &'static Route,
}

/// The name of the token that a request came with, if any.
#[derive(Debug, Clone)]
pub struct TokenName(pub Option<String>);

/// Checks a request, runs its handler and finishes the answer: envelope, headers, metrics, log line.
pub async fn guard(State(Post { site, route }): State<Post>, mut request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (correlation, chain) = Correlation::read(request.headers());
    let span = tracing::info_span!("request", correlation_id = %correlation.id);
    let line = LogLine::of(&request);
    let origin = request.headers().get(header::ORIGIN).and_then(|o| site.origins.allowed_value(o)).cloned();
    let frame = route.wants_page(request.headers()).then(|| Frame::of(&site, &request));
    if let Some(frame) = &frame {
        request.extensions_mut().insert(Arc::clone(frame));
    }
    let run = async {
        chain?;
        if request.method() == Method::OPTIONS && origin.is_some() {
            return Ok((preflight(route), None)); // a browser asks first, and never with a token
        }
        let (parts, body) = request.into_parts();
        let holder = admit(&site, route, &parts).await?;
        let standing = Standing::of(holder.as_ref());
        let author = holder.map(|holder| holder.name);
        let mut request = bodies::check(&site, route, Request::from_parts(parts, body)).await?;
        people::check(&site, route, request.method())?;
        request.extensions_mut().insert(TokenName(author.clone()));
        request.extensions_mut().insert(standing);
        request.extensions_mut().insert(correlation.clone());
        if let Some(frame) = &frame {
            frame.look_around(&site).await;
        }
        let chain = Chain { id: Some(correlation.id.clone()), depth: correlation.depth };
        let answer = chain.around(AssertUnwindSafe(next.run(request)).catch_unwind());
        match tokio::time::timeout(site.timeout, answer).await {
            Ok(Ok(response)) => Ok((response, author)),
            Ok(Err(_)) => Err(Problem::new(ErrorCode::Internal, "something went wrong inside")),
            Err(_) => Err(Problem::new(ErrorCode::Busy, "the answer took too long").hint("try again later")),
        }
    };
    let outcome = run.instrument(span.clone()).await;
    let _in_span = span.enter();
    let (answer, author) = outcome.unwrap_or_else(|problem: Problem| (problem.into_response(), None));
    let page = frame.as_ref().map(|frame| |envelope: &_, status| frame.error_page(envelope, status));
    let mut response = problem::dress(answer, &correlation.id, page.as_ref().map(|page| page as _));
    headers::write(response.headers_mut());
    correlation.write(response.headers_mut());
    if let Some(origin) = origin {
        headers::write_cors(response.headers_mut(), &origin);
    }
    if let Some(cookie) = frame.and_then(|frame| frame.visitor_cookie()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    let took = began.elapsed();
    site.metrics.observe(route, response.status(), took);
    line.write(&response, took, &correlation, author.as_deref());
    response
}

/// The checks that need no body: host, origin, token, limit. Gives the token, if any.
async fn admit(site: &Site, route: &Route, request: &Parts) -> Result<Option<Holder>, Problem> {
    let headers = &request.headers;
    let host = request.uri.authority().map(Authority::as_str);
    let host = host.or_else(|| headers.get(header::HOST).and_then(|host| host.to_str().ok()));
    site.hosts.check(host)?;
    site.origins.check(&request.method, headers, host)?;
    let admitted = tokens::check(site, route, &request.method, headers).await;
    // Failed tries count against the address, so that tokens cannot be guessed at leisure.
    let client = match &admitted {
        Ok(Some(holder)) => Client::Token(holder.name.clone()),
        _ => Client::at(peer(&request.extensions)),
    };
    if let Err(wait) = site.limiter.take(client, route.cost(), Instant::now()) {
        return Err(slow_down(wait));
    }
    admitted
}

fn slow_down(wait: Duration) -> Problem {
    let seconds = wait.as_secs_f64().ceil().max(1.0) as u64;
    Problem::new(ErrorCode::RateLimited, "too many requests from this client")
        .detail("retry_after_s", seconds)
        .hint(format!("wait {seconds} s; `serve.requests_per_minute` sets the limit"))
        .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
}

/// The answer to a configured page that asks what it may send.
fn preflight(route: &Route) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static(route.methods));
    headers.insert(
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        HeaderValue::from_static(
            "authorization, content-type, x-correlation-id, x-parent-correlation-id, x-request-chain-depth, \
             mcp-session-id, mcp-protocol-version, mcp-method, mcp-name, last-event-id",
        ),
    );
    headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    response
}

fn peer(extensions: &Extensions) -> Option<IpAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip())
}

/// What the log line says about a request, taken before the handler consumes it.
struct LogLine {
    method: Method,
    path: String,
    query: Option<String>,
    peer: Option<IpAddr>,
    user_agent: Option<String>,
}

impl LogLine {
    fn of(request: &Request) -> Self {
        let agent = request.headers().get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Self {
            method: request.method().clone(),
            path: request.uri().path().to_owned(),
            query: request.uri().query().map(told),
            peer: peer(request.extensions()),
            user_agent: agent.map(|agent| agent.chars().take(200).collect()),
        }
    }

    fn write(&self, response: &Response, took: Duration, correlation: &Correlation, author: Option<&str>) {
        tracing::info!(
            method = %self.method,
            path = self.path,
            query = self.query,
            status = response.status().as_u16(),
            took_ms = took.as_secs_f64() * 1000.0,
            peer = self.peer.map(tracing::field::display),
            user_agent = self.user_agent,
            author,
            parent = correlation.parent,
            depth = correlation.depth,
            "answered {} {} with {}",
            self.method,
            self.path,
            response.status().as_u16(),
        );
    }
}

/// What is asked for, who asks, and what opens a talk: nobody's business but theirs.
const PRIVATE: [&str; 15] = [
    "q",
    "name",
    "email",
    "file",
    "query",
    "variables",
    "extensions",
    "a",
    "b",
    "user_id",
    "session_id",
    "sessionId",
    "conversation_id",
    "works",
    "list",
];

/// A query string as the log tells it: which names came, and the values of those that tell nothing of anybody.
fn told(query: &str) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, value)) if !value.is_empty() && is_private(name) => format!("{name}=…"),
        _ => pair.to_owned(),
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Whether a name of a query, however it is written (`%71` is `q`), is one whose value is not told.
fn is_private(name: &str) -> bool {
    url::form_urlencoded::parse(name.as_bytes()).any(|(name, _)| PRIVATE.contains(&&*name))
}

impl Route {
    /// Tokens that a request takes from its client's bucket: pictures and styles come by the dozen.
    fn cost(&self) -> f64 {
        match self.door {
            Door::Asset => 0.05,
            Door::Api | Door::Assistant | Door::Graph | Door::Page | Door::Operations => 1.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::told;

    #[test]
    fn the_log_tells_no_words_and_no_names() {
        assert_eq!(told("q=my+secret&year_min=1990&user_id=ann"), "q=…&year_min=1990&user_id=…");
        assert_eq!(told("sessionId=0a1b"), "sessionId=…");
        assert_eq!(told("email=a%40example.org&status=lost&file=a.mp4"), "email=…&status=lost&file=…");
        assert_eq!(told("q=&facets"), "q=&facets");
        // Another spelling of a name hides nothing less.
        assert_eq!(told("%71=ann&user%5Fid=ann&year%5Fmin=1990"), "%71=…&user%5Fid=…&year%5Fmin=1990");
    }
}
