//! What `ComfyUI` answers over HTTP about runs: bytes to values.

use serde_json::Value;

use crate::engines::Fault;

use super::wire;

/// A picture that lies with the engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Image {
    pub(super) filename: String,
    pub(super) subfolder: String,
    /// `output`, `temp` or `input`.
    pub(super) place: String,
}

/// Where a run stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Standing {
    /// In the engine's queue, behind so many others.
    Waiting { ahead: usize, graph: Value },
    /// Under way.
    Running { graph: Value },
    /// Over.
    Ended { end: End, graph: Value },
    /// Not known; `has_others` when the engine knows of any other run.
    Unknown { has_others: bool },
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum End {
    /// Well, with the pictures of each node.
    Success(Vec<(String, Vec<Image>)>),
    Error(Fault),
    Interrupted,
}

/// The pictures in an output of a node.
pub(super) fn images(output: &Value) -> Vec<Image> {
    let image = |image: &Value| {
        let field = |name: &str| image.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(Image {
            filename: field("filename")?,
            subfolder: field("subfolder").unwrap_or_default(),
            place: field("type").unwrap_or_else(|| "output".to_owned()),
        })
    };
    output.get("images").and_then(Value::as_array).into_iter().flatten().filter_map(image).collect()
}

/// Finds a run in an answer to `GET /queue`; `None` when it is not in there, then with the number of those that are.
pub(super) fn in_queue(queue: &Value, id: &str) -> Result<Standing, usize> {
    let items = |name: &str| queue.get(name).and_then(Value::as_array).cloned().unwrap_or_default();
    let is_ours = |item: &Value| item.get(1).and_then(Value::as_str) == Some(id);
    let graph = |item: &Value| item.get(2).cloned().unwrap_or_default();
    let (running, mut waiting) = (items("queue_running"), items("queue_pending"));
    if let Some(ours) = running.iter().find(|item| is_ours(item)) {
        return Ok(Standing::Running { graph: graph(ours) });
    }
    // It answers in the order of its heap, so the numbers tell who comes first.
    let number = |item: &Value| item.get(0).and_then(Value::as_f64).unwrap_or(f64::MAX);
    waiting.sort_by(|a, b| number(a).total_cmp(&number(b)));
    match waiting.iter().position(is_ours) {
        Some(at) => Ok(Standing::Waiting { ahead: running.len() + at, graph: graph(&waiting[at]) }),
        None => Err(running.len() + waiting.len()),
    }
}

/// Finds a run in an answer to `GET /history/{id}`.
pub(super) fn in_history(history: &Value, id: &str) -> Option<Standing> {
    let entry = history.get(id)?;
    let graph = entry.get("prompt").and_then(|prompt| prompt.get(2)).cloned().unwrap_or_default();
    Some(Standing::Ended { end: end(entry.get("outputs"), entry.get("status")), graph })
}

fn end(outputs: Option<&Value>, status: Option<&Value>) -> End {
    let field = |name: &str| status.and_then(|status| status.get(name));
    if field("status_str").and_then(Value::as_str) == Some("error") {
        let messages = field("messages").and_then(Value::as_array).into_iter().flatten();
        let said = |name: &str| {
            let mut found =
                messages.clone().filter(|message| message.get(0).and_then(Value::as_str) == Some(name));
            found.next().and_then(|message| message.get(1)).cloned()
        };
        if said("execution_interrupted").is_some() {
            return End::Interrupted;
        }
        return End::Error(wire::fault(&said("execution_error").unwrap_or_default()));
    }
    let nodes = outputs.and_then(Value::as_object).into_iter().flatten();
    End::Success(nodes.map(|(node, output)| (node.clone(), images(output))).collect())
}

/// A run by an answer to `GET /api/jobs/{id}`, which engines of 2026 have.
pub(super) fn in_job(job: &Value) -> Option<Standing> {
    let graph = job.get("workflow").and_then(|workflow| workflow.get("prompt")).cloned().unwrap_or_default();
    let over = |end| Some(Standing::Ended { end, graph: graph.clone() });
    match job.get("status")?.as_str()? {
        // How many are before it is not told there.
        "pending" => Some(Standing::Waiting { ahead: 0, graph }),
        "in_progress" => Some(Standing::Running { graph }),
        "completed" => over(end(job.get("outputs"), None)),
        "cancelled" => over(End::Interrupted),
        "failed" => over(End::Error(wire::fault(job.get("execution_error").unwrap_or(&Value::Null)))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_queue_is_read_by_number_and_not_by_place() {
        let item = |number: f64, id: &str| json!([number, id, {"1": {}}, {"client_id": "c"}, ["9"]]);
        let queue = json!({
            "queue_running": [item(21.0, "a")],
            "queue_pending": [item(-50.5, "d"), item(22.0, "b"), item(-23.0, "c")],
        });
        let ahead = |id: &str| match in_queue(&queue, id) {
            Ok(Standing::Waiting { ahead, .. }) => Some(ahead),
            _ => None,
        };
        assert!(matches!(in_queue(&queue, "a"), Ok(Standing::Running { .. })));
        assert_eq!([ahead("d"), ahead("c"), ahead("b")], [Some(1), Some(2), Some(3)]);
        assert_eq!(in_queue(&queue, "e"), Err(4));
        assert_eq!(in_queue(&json!({}), "e"), Err(0));
    }

    #[test]
    fn an_interruption_is_an_error_to_the_engine_and_none_to_us() {
        let history = |messages: Value| {
            json!({"p": {"prompt": [1, "p", {"9": {}}, {}, ["9"]], "outputs": {},
                "status": {"status_str": "error", "completed": false, "messages": messages}, "meta": {}}})
        };
        let end_of = |history: Value| match in_history(&history, "p") {
            Some(Standing::Ended { end, graph }) => (end, graph),
            other => panic!("{other:?}"),
        };
        let (end, graph) = end_of(history(json!([["execution_interrupted", {"prompt_id": "p"}]])));
        assert_eq!((end, graph), (End::Interrupted, json!({"9": {}})));
        let (end, _) = end_of(history(json!([["execution_error", {"exception_type": "KeyError"}]])));
        assert!(matches!(end, End::Error(fault) if fault.kind == "KeyError"));
        assert_eq!(in_history(&json!({}), "p"), None);
    }
}
