//! `/graphql/playground`: requests written, sent and explained, with nothing from elsewhere.

use std::sync::Arc;

use askama::Template;
use axum::{Extension, extract::State, response::Response};

use super::{Frame, frame};
use crate::{problem::Problem, site::Site};

/// What stands in the editor at first: a request that any catalog answers.
const FIRST: &str = "\
query Found($words: String!, $first: Int = 5) {
  search(query: $words, first: $first, filters: { sort: relevance }) {
    totalCount
    edges {
      relevance
      node {
        id
        title
        year
        characters(first: 3) {
          edges { role node { name } }
        }
        relations(first: 3) {
          edges { kind node { id title } }
        }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}
";

/// And its variables.
const VARIABLES: &str = "{ \"words\": \"moon\" }";

#[derive(Template)]
#[template(path = "playground.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    first: &'static str,
    variables: &'static str,
    /// Whether requests need a token here.
    needs_token: bool,
    /// Whether the schema is told.
    is_explained: bool,
    depth: usize,
    cost: u64,
}

/// `GET /graphql/playground`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let settings = &site.app.config().graphql;
    frame::answer(&Page {
        frame: &frame,
        query: "",
        first: FIRST,
        variables: VARIABLES,
        needs_token: !site.is_local,
        is_explained: settings.introspection,
        depth: settings.depth,
        cost: settings.cost,
    })
}
