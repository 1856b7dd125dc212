//! One request to a source, before it is made. A plain value: building it asks nobody.

use model::SourceId;
use serde_json::Value;
use url::Url;

use super::{Lifetime, Secret};

/// The methods that sources are asked with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Asks with a body, or changes something.
    Post,
    /// Changes something.
    Patch,
    /// Takes something away.
    Delete,
}

impl Method {
    /// As it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A body, in a form whose meaning is known, so that equal ones are found equal.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A JSON value.
    Json(Value),
    /// A GraphQL query with its variables.
    GraphQl {
        /// The query's text.
        query: String,
        /// Its variables, an object.
        variables: Value,
    },
    /// A form.
    Form(Vec<(String, String)>),
}

/// One request to a source.
#[derive(Debug, Clone)]
pub struct Request {
    /// The source it goes to; pace and breaker are kept by it.
    pub source: SourceId,
    /// The endpoint's name, for traces and listings.
    pub endpoint: &'static str,
    /// The method.
    pub method: Method,
    /// Where to.
    pub url: Url,
    /// Headers that anybody may see, in the order in which they are sent.
    pub headers: Vec<(&'static str, String)>,
    /// Headers that nobody may see: keys of the installation, the same for all its users.
    pub secrets: Vec<(&'static str, Secret)>,
    /// A user's token. Answers to such a request are this user's own.
    pub account: Option<Secret>,
    /// The body.
    pub body: Option<Body>,
    /// How long an answer stays good.
    pub lifetime: Lifetime,
    /// Whether asking twice does no harm. A search by POST is safe; a change is not.
    pub safe: bool,
    /// Whether the source forbids asking for this same thing twice within a day.
    pub once_a_day: bool,
    /// Whether the source says `private` out of habit on what everybody may see.
    pub private_is_habit: bool,
}

impl Request {
    /// A safe GET that asks for what everybody may see.
    pub fn get(source: SourceId, endpoint: &'static str, url: Url, lifetime: Lifetime) -> Self {
        Self {
            source,
            endpoint,
            method: Method::Get,
            url,
            headers: Vec::new(),
            secrets: Vec::new(),
            account: None,
            body: None,
            lifetime,
            safe: true,
            once_a_day: false,
            private_is_habit: false,
        }
    }

    /// The same request with a header that anybody may see.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The same request with a header that nobody may see; an empty one is left out.
    #[must_use]
    pub fn secret(mut self, name: &'static str, value: Secret) -> Self {
        if !value.is_empty() {
            self.secrets.push((name, value));
        }
        self
    }

    /// The same request as a POST that only asks.
    #[must_use]
    pub fn asking(mut self, body: Body) -> Self {
        self.method = Method::Post;
        self.body = Some(body);
        self
    }
}
