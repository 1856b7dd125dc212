//! The questions about jobs that servers of 2026 answer.

use serde_json::{Value, json};

use super::{
    runs::{Answer, interrupt, remove},
    state::{Order, State},
};

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
