//! Answers and failures as they are sent: each failure with our code, a hint and the id under which the log has more.

use std::sync::Arc;

use app::{AppError, Envelope, ErrorCode};
use async_graphql::{Name, PathSegment, Response, ServerError, indexmap::IndexMap};
use serde_json::{Value, json};

use crate::problem;

/// What came of one request.
pub struct Told {
    /// The body, as JSON.
    pub body: String,
    /// Whether it was executed: its data are there, be they empty.
    pub is_executed: bool,
    /// The status of the failure that kept it from being executed.
    pub status: u16,
}

impl Told {
    /// A request that was refused before it was executed, under the status that GraphQL over HTTP has for it.
    pub fn refused(error: &AppError, correlation_id: &str) -> Self {
        let status = match error.code {
            // GraphQL calls a document that is not valid a bad request.
            ErrorCode::InvalidInput | ErrorCode::InvalidParameter => 400,
            code => code.http_status(),
        };
        let body = json!({ "errors": [failure(error, correlation_id)] }).to_string();
        Self { body, is_executed: false, status }
    }

    /// What the graph answered.
    pub fn answered(response: &Response, cost: (u64, u64), correlation_id: &str) -> Self {
        // A failure without a path came before the first field was looked up.
        let has_data = response.data != async_graphql::Value::Null;
        let is_executed = has_data || response.errors.iter().any(|error| !error.path.is_empty());
        let errors: Vec<Value> = response.errors.iter().map(|error| told(error, correlation_id)).collect();
        let mut parts: Vec<String> = Vec::new();
        if !errors.is_empty() {
            parts.push(format!("\"errors\":{}", Value::from(errors)));
        }
        if is_executed {
            let mut data = response.data.clone();
            if !has_data {
                data = async_graphql::Value::Object(IndexMap::new());
            }
            for error in &response.errors {
                null_at(&mut data, &error.path);
            }
            let data = serde_json::to_string(&data).unwrap_or_else(|_| "null".to_owned());
            let cost = json!({ "asked": cost.0, "limit": cost.1 });
            let extensions = json!({ "correlation_id": correlation_id, "cost": cost });
            parts.extend([format!("\"data\":{data}"), format!("\"extensions\":{extensions}")]);
        }
        let body = format!("{{{}}}", parts.join(","));
        Self { body, is_executed, status: if is_executed { 200 } else { 400 } }
    }
}

/// A field that failed is null: the specification wants it told, where the library leaves it out.
fn null_at(data: &mut async_graphql::Value, path: &[PathSegment]) {
    match (data, path) {
        (async_graphql::Value::Object(fields), [PathSegment::Field(name), rest @ ..]) => {
            let field = fields.entry(Name::new(name)).or_insert(async_graphql::Value::Null);
            null_at(field, rest);
        }
        (async_graphql::Value::List(items), [PathSegment::Index(at), rest @ ..]) => {
            if let Some(item) = items.get_mut(*at) {
                null_at(item, rest);
            }
        }
        _ => {}
    }
}

/// A failure of ours.
fn failure(error: &AppError, correlation_id: &str) -> Value {
    let envelope = Envelope::new(error, correlation_id);
    if error.code.http_status() >= 500 {
        let (code, causes) = (envelope.error_code, problem::causes(error));
        tracing::error!(error_code = code, causes, "a field failed: {error}");
    }
    json!({
        "message": envelope.message,
        "extensions": {
            "code": envelope.error_code,
            "details": envelope.details,
            "hint": envelope.hint,
            "correlation_id": envelope.correlation_id,
        },
    })
}

/// A failure of one field, or of the document.
fn told(error: &ServerError, correlation_id: &str) -> Value {
    let ours = error.source::<AppError>().or_else(|| error.source::<Arc<AppError>>().map(Arc::as_ref));
    let mut told = match ours {
        Some(ours) => failure(ours, correlation_id),
        None => failure(&of_library(error), correlation_id),
    };
    if !error.locations.is_empty() {
        let place = |place: &async_graphql::Pos| json!({ "line": place.line, "column": place.column });
        told["locations"] = error.locations.iter().map(place).collect();
    }
    if !error.path.is_empty() {
        let step = |step: &PathSegment| match step {
            PathSegment::Field(name) => Value::from(name.as_str()),
            PathSegment::Index(place) => Value::from(*place),
        };
        told["path"] = error.path.iter().map(step).collect();
    }
    told
}

/// What the library says of a document that is not valid, or of an argument that cannot be read.
fn of_library(error: &ServerError) -> AppError {
    let code = if error.path.is_empty() { ErrorCode::InvalidInput } else { ErrorCode::InvalidParameter };
    AppError::new(code, error.message.trim())
        .hint("docs/reference/schema.graphql has every field and argument, /graphql/playground explains them")
}
