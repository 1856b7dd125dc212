//! The doors on `App`: REST, GraphQL, web pages and MCP, and the safety that all of them share.
//!
//! A handler unpacks, calls and packs. `routes` lists every path; `safety` stands before each of them.
//! What does not belong here: use cases (`app`), drawings (`assets`).

mod graphql;
pub mod mcp;
mod metrics;
mod next_step;
mod problem;
mod query;
mod rest;
mod routes;
mod run;
mod safety;
mod site;
mod web;

pub use graphql::graphql_sdl;
pub use rest::openapi_json;
pub use routes::{Door, Route, router, routes};
pub use run::{run, terminated};
pub use safety::headers::CONTENT_SECURITY_POLICY;
