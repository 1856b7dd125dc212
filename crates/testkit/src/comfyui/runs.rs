//! Handing runs in, listing and removing them.

use serde_json::{Map, Value, json};

use super::{
    state::{Order, State},
    validate::{Verdict, validate},
};

/// What is answered: a status and a body.
pub(super) type Answer = (u16, Value);

/// `POST /prompt`.
pub(super) fn submit(state: &mut State, body: &Value) -> Answer {
    state.orders.push(body.clone());
    let info = state.object_info();
    let has_file = |name: &str| {
        let (folder, name) = name.rsplit_once('/').unwrap_or(("", name));
        state.files.contains_key(&("input".to_owned(), folder.to_owned(), name.to_owned()))
    };
    let (outputs, node_errors) = match validate(body, &info, has_file) {
        Verdict::Good { outputs, node_errors } => (outputs, node_errors),
        Verdict::Bad(body) => return (400, body),
    };
    let turn = state.number;
    state.number += 1;
    let front = if body["front"] == true { -turn } else { turn };
    let number = body["number"].as_f64().unwrap_or(front as f64);
    let id = body["prompt_id"]
        .as_str()
        .map_or_else(|| format!("00000000-0000-4000-8000-{turn:012}"), str::to_owned);
    let mut extra = body["extra_data"].as_object().cloned().unwrap_or_default();
    if let Some(client) = body.get("client_id") {
        extra.insert("client_id".to_owned(), client.clone());
    }
    let graph = body["prompt"].clone();
    state.pending.push(Order { number, id: id.clone(), graph, extra: Value::Object(extra), outputs });
    state.say_status();
    (200, json!({"prompt_id": id, "number": number, "node_errors": node_errors}))
}

/// `GET /queue`. What waits is told in no order that anybody could use.
pub(super) fn queue(state: &State) -> Value {
    let running: Vec<Value> = state.running.iter().map(Order::item).collect();
    let pending: Vec<Value> = state.pending.iter().rev().map(Order::item).collect();
    json!({"queue_running": running, "queue_pending": pending})
}

/// `POST /queue`.
pub(super) fn remove(state: &mut State, body: &Value) {
    let before = state.pending.len();
    if body["clear"] == true {
        state.pending.clear();
    }
    for id in body["delete"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        state.pending.retain(|order| order.id != id);
    }
    if state.pending.len() != before {
        state.say_status();
    }
}

/// `POST /interrupt`.
pub(super) fn interrupt(state: &mut State, id: Option<&str>) {
    if state.running.as_ref().is_some_and(|order| id.is_none_or(|id| order.id == id)) {
        state.is_interrupted = true;
    }
}

/// `GET /history`.
pub(super) fn history(state: &State, most: usize) -> Value {
    let from = state.history.len().saturating_sub(most);
    Value::Object(state.history[from..].iter().cloned().collect::<Map<_, _>>())
}
