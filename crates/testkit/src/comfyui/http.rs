//! The routes, which exist with and without `/api` before them.

use serde_json::{Value, json};

use crate::replay::Request;

use super::{about, jobs, runs, state::State, upload};

/// What goes back.
pub(super) enum Reply {
    Whole {
        status: u16,
        kind: &'static str,
        body: Vec<u8>,
    },
    /// The connection ends without an answer.
    Silence,
}

impl Reply {
    fn json(status: u16, body: &Value) -> Self {
        Self::Whole { status, kind: "application/json; charset=utf-8", body: body.to_string().into_bytes() }
    }

    fn empty(status: u16) -> Self {
        Self::Whole { status, kind: "application/octet-stream", body: Vec::new() }
    }
}

/// Answers a request.
pub(super) fn answer(state: &mut State, request: &Request) -> Reply {
    let path =
        request.path.strip_prefix("/api").filter(|rest| !rest.starts_with("/jobs")).unwrap_or(&request.path);
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let body = request.json();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["system_stats"]) => Reply::json(200, &about::system()),
        ("GET", ["features"]) => {
            Reply::json(200, &json!({"supports_preview_metadata": true, "max_upload_size": 104_857_600}))
        }
        ("GET", ["object_info"]) => Reply::json(200, &state.object_info()),
        ("GET", ["object_info", class]) => {
            let info = state.object_info();
            Reply::json(200, &info.get(*class).map_or_else(|| json!({}), |node| json!({ *class: node })))
        }
        ("GET", ["prompt"]) => {
            Reply::json(200, &json!({"exec_info": {"queue_remaining": state.remaining()}}))
        }
        ("POST", ["prompt"]) => submit(state, request),
        ("GET", ["queue"]) => Reply::json(200, &runs::queue(state)),
        ("POST", ["queue"]) => {
            runs::remove(state, &body);
            Reply::empty(200)
        }
        ("POST", ["interrupt"]) => {
            runs::interrupt(state, body["prompt_id"].as_str());
            Reply::empty(200)
        }
        ("POST", ["free"]) => {
            state.frees += 1;
            Reply::empty(200)
        }
        ("GET", ["history"]) => {
            let most = request.query_value("max_items").and_then(|most| most.parse().ok()).unwrap_or(10_000);
            Reply::json(200, &runs::history(state, most))
        }
        ("GET", ["history", id]) => {
            Reply::json(200, &state.entry(id).map_or_else(|| json!({}), |entry| json!({ *id: entry })))
        }
        ("GET", ["view"]) => view(state, request),
        ("POST", ["upload", "image"]) => match upload::take(state, request) {
            Some(told) => Reply::json(200, &told),
            None => Reply::empty(400),
        },
        ("GET", ["api", "jobs"]) if state.script.has_jobs => Reply::json(
            200,
            &json!({"jobs": [], "pagination": {"offset": 0, "limit": 1, "total": 0, "has_more": false}}),
        ),
        ("GET", ["api", "jobs", id]) if state.script.has_jobs => match jobs::job(state, id) {
            Some(job) => Reply::json(200, &job),
            None => Reply::json(404, &json!({"error": "Job not found"})),
        },
        ("POST", ["api", "jobs", id, "cancel"]) if state.script.has_jobs => {
            let (status, told) = jobs::cancel(state, id);
            Reply::json(status, &told)
        }
        _ => Reply::empty(404),
    }
}

fn submit(state: &mut State, request: &Request) -> Reply {
    if serde_json::from_slice::<Value>(&request.body).is_err() {
        let body = b"500 Internal Server Error\n\nServer got itself in trouble".to_vec();
        return Reply::Whole { status: 500, kind: "text/plain; charset=utf-8", body };
    }
    let (status, told) = runs::submit(state, &request.json());
    if state.script.silent_orders > 0 {
        state.script.silent_orders -= 1;
        return Reply::Silence;
    }
    Reply::json(status, &told)
}

fn view(state: &State, request: &Request) -> Reply {
    let value = |name: &str| request.query_value(name).unwrap_or_default();
    let place = request.query_value("type").unwrap_or_else(|| "output".to_owned());
    let (folder, name) = (value("subfolder"), value("filename"));
    if name.contains("..") || folder.contains("..") || !["output", "input", "temp"].contains(&place.as_str())
    {
        return Reply::empty(400);
    }
    match state.files.get(&(place, folder, name)).filter(|_| !state.script.loses_pictures) {
        Some(file) => Reply::Whole { status: 200, kind: "image/png", body: file.clone() },
        None => Reply::empty(404),
    }
}
