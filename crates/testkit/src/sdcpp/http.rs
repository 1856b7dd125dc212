//! The routes.

use serde_json::Value;

use crate::replay::Request;

use super::{about, jobs, state::State};

/// What goes back.
pub(super) enum Reply {
    Whole {
        status: u16,
        body: Vec<u8>,
    },
    /// The connection ends without an answer.
    Silence,
}

impl Reply {
    fn json((status, body): (u16, Value)) -> Self {
        Self::Whole { status, body: body.to_string().into_bytes() }
    }

    fn text((status, body): (u16, String)) -> Self {
        Self::Whole { status, body: body.into_bytes() }
    }
}

/// Answers a request.
pub(super) fn answer(state: &mut State, request: &Request) -> Reply {
    state.token = request.header("authorization").map(str::to_owned);
    let path = request.path.clone();
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    match (request.method.as_str(), parts.as_slice()) {
        ("GET", ["sdcpp", "v1", "capabilities"]) => Reply::json((200, about::capabilities(state))),
        ("POST", ["sdcpp", "v1", "img_gen"]) => submit(state, request),
        ("GET", ["sdcpp", "v1", "jobs", name]) if is_name(name) => {
            state.looks += 1;
            match state.script.instead_of_job.clone() {
                Some(other) => Reply::text(other),
                None => Reply::json(jobs::tell(state, name)),
            }
        }
        ("POST", ["sdcpp", "v1", "jobs", name, "cancel"]) if is_name(name) => {
            Reply::json(jobs::cancel(state, name))
        }
        // What it has no route for has no body either.
        _ => Reply::Whole { status: 404, body: Vec::new() },
    }
}

fn submit(state: &mut State, request: &Request) -> Reply {
    if let Some(refusal) = state.script.refuses.clone() {
        return Reply::text(refusal);
    }
    let answer = jobs::submit(state, &request.body);
    if state.script.silent_orders > 0 {
        state.script.silent_orders -= 1;
        return Reply::Silence;
    }
    Reply::json(answer)
}

/// Whether its routes take this for the id of a job.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
}
