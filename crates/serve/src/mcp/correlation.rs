//! Correlation over the protocol: one id from the caller to the last log line, and back in `_meta`.

use rmcp::{RoleServer, service::RequestContext};

use crate::safety::correlation::{self, Correlation};

/// Where callers give an id, and where they find it in answers.
pub const KEY: &str = "emaki/correlation_id";

/// The chain that what is done for a call belongs to, by the id of the call.
pub fn chain_of(context: &RequestContext<RoleServer>, id: &str) -> app::Correlation {
    let parts = context.extensions.get::<axum::http::request::Parts>();
    let carried = parts.and_then(|parts| parts.extensions.get::<Correlation>());
    app::Correlation { id: Some(id.to_owned()), depth: carried.map_or(0, |carried| carried.depth) }
}

/// The id that the caller gave beside its request, else the one of the HTTP request, else a fresh one.
pub fn id_of(context: &RequestContext<RoleServer>) -> String {
    let given = context.meta.0.0.get(KEY).and_then(|id| id.as_str()).filter(|id| correlation::is_sound(id));
    let parts = context.extensions.get::<axum::http::request::Parts>();
    let carried = parts.and_then(|parts| parts.extensions.get::<Correlation>());
    match (given, carried) {
        (Some(given), _) => given.to_owned(),
        (None, Some(carried)) => carried.id.clone(),
        (None, None) => correlation::fresh_id(),
    }
}
