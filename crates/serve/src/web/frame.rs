//! What every page has around its content: theme, form seal, addresses of styles and scripts.

use std::sync::Arc;

use app::{Envelope, ErrorCode};
use askama::Template;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};

use super::{theme::Theme, ways::Ways};
use crate::{problem::Problem, safety::csrf::Visitor, site::Site};

/// The frame of one answer.
pub struct Frame {
    /// Light, dark, or as the system has it.
    pub theme: Theme,
    /// The seal for our forms.
    pub seal: String,
    /// The address of this page, to come back to.
    pub here: String,
    /// Who edits, as the visitor once said.
    pub author: Option<String>,
    /// Whether a script asks for a part of the page only.
    pub is_partial: bool,
    /// The ways that lead on from here.
    pub ways: Ways,
    visitor: Visitor,
}

impl Frame {
    /// The frame of the answer to a request.
    pub fn of(site: &Site, request: &Request) -> Arc<Self> {
        let headers = request.headers();
        let visitor = Visitor::of(headers);
        let here = request.uri().path_and_query().map_or("/", |address| address.as_str());
        // A failed form is no place to come back to.
        let here = if request.method().is_safe() { here } else { "/" };
        Arc::new(Self {
            theme: Theme::of(headers),
            seal: site.seals.seal(&visitor),
            here: here.to_owned(),
            author: super::curate::author::of(headers),
            is_partial: is_partial(headers),
            ways: site.ways.known(),
            visitor,
        })
    }

    /// Looks for what the page's frame leads to. Only for those who may look: the checks come first.
    pub async fn look_around(&self, site: &Site) {
        self.ways.look(&site.app, &site.ways).await;
    }

    /// Each theme, and whether it is the visitor's.
    pub fn themes(&self) -> [(Theme, bool); 3] {
        Theme::ALL.map(|theme| (theme, theme == self.theme))
    }

    /// The cookie that a new visitor gets.
    pub fn visitor_cookie(&self) -> Option<HeaderValue> {
        self.visitor.cookie()
    }

    /// A failure as a page.
    pub fn error_page(&self, envelope: &Envelope, status: StatusCode) -> Response {
        let headline = match status {
            StatusCode::NOT_FOUND => "Nothing is painted here",
            StatusCode::TOO_MANY_REQUESTS => "A little slower, please",
            StatusCode::UNAUTHORIZED => "A token is needed",
            status if status.is_server_error() => "Something went wrong",
            _ => "That cannot be answered",
        };
        let page = ErrorPage { frame: self, query: "", headline, status: status.as_u16(), envelope };
        match page.render() {
            Ok(html) => Html(html).into_response(),
            Err(_) => envelope.message.clone().into_response(),
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    frame: &'a Frame,
    query: &'static str,
    headline: &'static str,
    status: u16,
    envelope: &'a Envelope,
}

/// A page as an answer. It may be kept by the visitor's own browser, which asks before using it again.
pub fn answer(page: &impl Template) -> Result<Response, Problem> {
    let html = page
        .render()
        .map_err(|error| Problem::new(ErrorCode::Internal, format!("the page cannot be drawn: {error}")))?;
    let headers = [(header::CACHE_CONTROL, "private, no-cache"), (header::VARY, "cookie, hx-request")];
    Ok((headers, Html(html)).into_response())
}

fn is_partial(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request") && !headers.contains_key("hx-history-restore-request")
}
