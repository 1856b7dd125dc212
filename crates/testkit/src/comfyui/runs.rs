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

/// `GET /api/jobs/{id}`, as of 2026.
pub(super) fn job(state: &State, id: &str) -> Option<Value> {
    let live = |order: &Order, status: &str| {
        json!({"id": order.id, "status": status, "priority": order.number, "outputs_count": 0,
            "workflow": {"prompt": order.graph, "extra_data": order.extra}})
    };
    if let Some(entry) = state.entry(id) {
        let messages = entry["status"]["messages"].as_array().cloned().unwrap_or_default();
        let said =
            |kind: &str| messages.iter().find(|message| message[0] == kind).map(|message| message[1].clone());
        let status = if entry["status"]["status_str"] == "success" {
            "completed"
        } else if said("execution_interrupted").is_some() {
            "cancelled"
        } else {
            "failed"
        };
        return Some(json!({"id": id, "status": status, "outputs": entry["outputs"],
            "execution_error": said("execution_error"), "execution_status": entry["status"],
            "workflow": {"prompt": entry["prompt"][2], "extra_data": entry["prompt"][3]}}));
    }
    let running = state.running.iter().find(|order| order.id == id).map(|order| live(order, "in_progress"));
    running.or_else(|| state.pending.iter().find(|order| order.id == id).map(|order| live(order, "pending")))
}

/// `POST /api/jobs/{id}/cancel`.
pub(super) fn cancel(state: &mut State, id: &str) -> Answer {
    if job(state, id).is_none() {
        return (404, json!({"error": "Job not found"}));
    }
    remove(state, &json!({"delete": [id]}));
    interrupt(state, Some(id));
    (200, json!({"cancelled": true}))
}
