//! What `ComfyUI` says on its WebSocket: bytes to [`Word`]s.
//!
//! Text messages are JSON with `type` and `data`. Binary ones begin with four bytes that tell their kind: 1 is a
//! preview of whatever runs, 4 a preview that says of what it is; the second kind is sent to those who asked for it
//! with their first message, [`HELLO`].

use serde::Deserialize;
use serde_json::Value;

use crate::engines::{Fault, shortened::shortened};

use super::answers::{Image, images};

/// The first message of ours: previews may come with what they are of.
pub(super) const HELLO: &str = r#"{"type":"feature_flags","data":{"supports_preview_metadata":true}}"#;

/// Something that was said. `prompt` is the run that it is about, where that was said too.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Word {
    /// The queue has changed.
    Status,
    Start {
        prompt: String,
    },
    /// These nodes need not run.
    Cached {
        prompt: String,
        nodes: Vec<String>,
    },
    /// A node runs, or with `None` nothing does any more.
    Executing {
        prompt: Option<String>,
        node: Option<String>,
    },
    Progress {
        prompt: Option<String>,
        node: Option<String>,
        value: f64,
        max: f64,
    },
    /// How far all nodes are.
    State {
        prompt: Option<String>,
        nodes: Vec<NodeState>,
    },
    Executed {
        prompt: String,
        node: String,
        images: Vec<Image>,
    },
    Success {
        prompt: String,
    },
    Error {
        prompt: String,
        fault: Fault,
    },
    Interrupted {
        prompt: String,
    },
    Preview {
        prompt: Option<String>,
        mime: &'static str,
        bytes: Vec<u8>,
    },
    /// Anything else; there is much, and more with every version.
    Other,
}

/// How far a node is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct NodeState {
    pub(super) node: String,
    pub(super) value: f64,
    pub(super) max: f64,
    pub(super) is_finished: bool,
}

#[derive(Deserialize)]
struct Message {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    data: Value,
}

/// A text message. What is no JSON, or another one, is [`Word::Other`]: extensions send what they like.
pub(super) fn text(text: &str) -> Word {
    let Ok(Message { kind, data }) = serde_json::from_str(text) else { return Word::Other };
    read(&kind, &data).unwrap_or(Word::Other)
}

fn read(kind: &str, data: &Value) -> Option<Word> {
    let field = |name: &str| data.get(name).and_then(Value::as_str).map(str::to_owned);
    let number = |name: &str| data.get(name).and_then(Value::as_f64);
    let prompt = || field("prompt_id");
    Some(match kind {
        "status" => Word::Status,
        "execution_start" => Word::Start { prompt: prompt()? },
        "execution_cached" => Word::Cached { prompt: prompt()?, nodes: names(data.get("nodes")?) },
        "executing" => Word::Executing { prompt: prompt(), node: field("node") },
        "progress" => Word::Progress {
            prompt: prompt(),
            node: field("node"),
            value: number("value")?,
            max: number("max")?,
        },
        "progress_state" => Word::State { prompt: prompt(), nodes: states(data.get("nodes")?) },
        "executed" => Word::Executed {
            prompt: prompt()?,
            node: field("node")?,
            images: data.get("output").map(images).unwrap_or_default(),
        },
        "execution_success" => Word::Success { prompt: prompt()? },
        "execution_error" => Word::Error { prompt: prompt()?, fault: fault(data) },
        "execution_interrupted" => Word::Interrupted { prompt: prompt()? },
        _ => return None,
    })
}

fn names(list: &Value) -> Vec<String> {
    let names = list.as_array().into_iter().flatten().filter_map(Value::as_str);
    names.map(str::to_owned).collect()
}

fn states(nodes: &Value) -> Vec<NodeState> {
    let state = |(node, state): (&String, &Value)| NodeState {
        // A node that was unfolded from another counts for that one.
        node: state.get("display_node_id").and_then(Value::as_str).unwrap_or(node).to_owned(),
        value: state.get("value").and_then(Value::as_f64).unwrap_or(0.0),
        max: state.get("max").and_then(Value::as_f64).unwrap_or(1.0),
        is_finished: state.get("state").and_then(Value::as_str) == Some("finished"),
    };
    nodes.as_object().into_iter().flatten().map(state).collect()
}

/// The `data` of an `execution_error`, on the socket as in the history.
pub(super) fn fault(data: &Value) -> Fault {
    let field = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
    let (kind, message) = (field("exception_type"), field("exception_message"));
    let trace = match data.get("traceback") {
        Some(Value::Array(lines)) => lines.iter().filter_map(Value::as_str).collect::<String>(),
        Some(Value::String(text)) => text.clone(),
        _ => String::new(),
    };
    let lower = message.to_lowercase();
    let node = field("node_type");
    Fault {
        // Memory is a matter of what else was loaded.
        may_pass: kind.contains("OutOfMemory")
            || lower.contains("out of memory")
            || lower.contains("cuda error"),
        message: if message.is_empty() {
            format!("the engine failed with {kind}")
        } else {
            shortened(&message, 500)
        },
        node: (!node.is_empty()).then_some(node),
        detail: shortened(&format!("{kind}: {message}\n{trace}"), 8000),
        kind,
    }
}

/// A binary message.
pub(super) fn binary(bytes: &[u8]) -> Word {
    preview(bytes).unwrap_or(Word::Other)
}

fn preview(bytes: &[u8]) -> Option<Word> {
    let (kind, rest) = bytes.split_first_chunk::<4>()?;
    let (second, rest) = rest.split_first_chunk::<4>()?;
    let second = u32::from_be_bytes(*second);
    let (prompt, image) = match u32::from_be_bytes(*kind) {
        1 if matches!(second, 1 | 2) => (None, rest),
        4 => {
            let (told, image) = rest.split_at_checked(usize::try_from(second).ok()?)?;
            let told: Value = serde_json::from_slice(told).ok()?;
            (told.get("prompt_id").and_then(Value::as_str).map(str::to_owned), image)
        }
        _ => return None,
    };
    // What it says of its kind is not believed: it is shown in pages.
    let mime = match image {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', ..] => "image/png",
        _ => return None,
    };
    Some(Word::Preview { prompt, mime, bytes: image.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn previews_of_both_kinds_are_read() {
        let jpeg = [0xff, 0xd8, 0xff, 0xe0, 7];
        let old = [&[0, 0, 0, 1, 0, 0, 0, 1][..], &jpeg].concat();
        assert_eq!(binary(&old), Word::Preview { prompt: None, mime: "image/jpeg", bytes: jpeg.to_vec() });
        let told = br#"{"node_id":"3","prompt_id":"p","image_type":"image/jpeg"}"#;
        let new = [&[0, 0, 0, 4][..], &(told.len() as u32).to_be_bytes(), told, &jpeg].concat();
        assert_eq!(
            binary(&new),
            Word::Preview { prompt: Some("p".to_owned()), mime: "image/jpeg", bytes: jpeg.to_vec() }
        );
        let long = [&[0, 0, 0, 4, 0xff, 0xff, 0xff, 0xff][..], told].concat();
        let page = [&[0, 0, 0, 1, 0, 0, 0, 1][..], b"<script>"].concat();
        for odd in [&[][..], &[0, 0, 0], &[0; 9], &old[..8], &long, &page] {
            assert_eq!(binary(odd), Word::Other, "{odd:?}");
        }
    }

    #[test]
    fn what_is_not_known_is_let_go() {
        for odd in ["", "{", "[]", "{\"type\":7}", r#"{"type":"crystools.monitor","data":{"cpu":1}}"#] {
            assert_eq!(text(odd), Word::Other, "{odd}");
        }
        assert_eq!(text(r#"{"type":"execution_start","data":{}}"#), Word::Other, "of nothing");
        assert_eq!(
            text(r#"{"type":"executing","data":{"node":"3"}}"#),
            Word::Executing { prompt: None, node: Some("3".to_owned()) },
            "as it is said to those who come back"
        );
    }

    #[test]
    fn a_fault_is_told_short_and_kept_long() {
        let error = r#"{"type":"execution_error","data":{"prompt_id":"p","node_id":"8","node_type":"VAEDecode",
            "exception_message":"CUDA out of memory. Tried to allocate 20 MiB\n","exception_type":"torch.OutOfMemoryError",
            "traceback":["a\n","b\n"],"timestamp":1}}"#;
        let Word::Error { fault, .. } = text(error) else { panic!("an error") };
        assert!(fault.may_pass);
        assert_eq!(fault.node.as_deref(), Some("VAEDecode"));
        assert_eq!(fault.message, "CUDA out of memory. Tried to allocate 20 MiB");
        assert!(fault.detail.ends_with("a\nb\n"));
    }
}
