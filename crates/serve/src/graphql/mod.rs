//! The GraphQL door: a graph of works, characters and people, and what is found, rated, tied and shown.
//!
//! `http` speaks the protocol, `asked` reads a request, `limits` measures it before anything is done, `query` is the
//! root of the graph and `types` what hangs on it, `loads` reads many things with few statements, `told` writes answers
//! and failures. What does not belong here: use cases (`app`), and checks that every door shares (`safety`).

mod asked;
mod cursor;
pub mod http;
mod limits;
mod loads;
mod persisted;
mod query;
mod told;
mod types;

use app::App;
use async_graphql::{EmptyMutation, EmptySubscription, Schema};

use limits::Limits;
use persisted::Persisted;
use query::Query;

/// The library's own bound on nested selections. Ours are narrower and say more.
const NESTED: usize = 128;

type Graph = Schema<Query, EmptyMutation, EmptySubscription>;

/// What answers requests: the schema, its limits, and documents that clients name by their hash.
pub struct Door {
    graph: Graph,
    limits: Limits,
    persisted: Persisted,
    batch: usize,
}

impl Door {
    /// The door of an app, by its settings.
    pub fn new(app: &App) -> Self {
        let settings = &app.config().graphql;
        Self {
            graph: graph(),
            limits: Limits::of(settings),
            persisted: Persisted::default(),
            batch: settings.batch.max(1),
        }
    }
}

fn graph() -> Graph {
    Schema::build(Query, EmptyMutation, EmptySubscription).limit_recursive_depth(NESTED).finish()
}

/// The schema in GraphQL's own language, as docs/reference/schema.graphql has it.
pub fn graphql_sdl() -> String {
    graph().sdl()
}
