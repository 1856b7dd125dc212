//! What the server knows.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_tungstenite::tungstenite::Message;

use super::script::Script;

/// The nodes that there are.
const OBJECT_INFO: &str = include_str!("../../fixtures/comfyui/object_info.json");

/// Where a file lies: its place, such as `output`, its folder and its name.
pub(super) type FileKey = (String, String, String);

/// What all parts of the server share.
pub(super) type Hall = crate::hall::Hall<State>;

/// What it knows at a moment.
#[derive(Default)]
pub(super) struct State {
    pub(super) script: Script,
    /// Counts how often it was started.
    pub(super) epoch: u64,
    /// Whether nobody is at home.
    pub(super) is_down: bool,
    pub(super) number: i64,
    pub(super) pending: Vec<Order>,
    pub(super) running: Option<Order>,
    pub(super) is_interrupted: bool,
    pub(super) history: Vec<(String, Value)>,
    pub(super) files: BTreeMap<FileKey, Vec<u8>>,
    /// What the last run computed, by signature, with what its nodes gave.
    pub(super) cached: HashMap<String, Option<Value>>,
    pub(super) sockets: HashMap<String, Client>,
    pub(super) sockets_opened: usize,
    /// Bodies of all orders, whether they were taken or not.
    pub(super) orders: Vec<Value>,
    /// The step of a sampler before which it stops.
    pub(super) hold_before: Option<u64>,
    /// The step that the run has reached.
    pub(super) step: u64,
    pub(super) saved: u64,
    pub(super) frees: usize,
}

/// A run that was handed in.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) number: f64,
    pub(super) id: String,
    pub(super) graph: Value,
    pub(super) extra: Value,
    pub(super) outputs: Vec<String>,
}

/// Who listens.
pub(super) struct Client {
    pub(super) serial: usize,
    pub(super) sender: mpsc::UnboundedSender<Message>,
    pub(super) wants_metadata: bool,
}

impl Order {
    /// Who handed it in, where that was said.
    pub(super) fn client(&self) -> Option<&str> {
        self.extra.get("client_id").and_then(Value::as_str)
    }

    /// As it is listed.
    pub(super) fn item(&self) -> Value {
        json!([self.number, self.id, self.graph, self.extra, self.outputs])
    }
}

impl State {
    /// Says something to a client, or to all.
    pub(super) fn say(&self, client: Option<&str>, kind: &str, data: &Value) {
        let text = Message::text(json!({"type": kind, "data": data}).to_string());
        for (sid, socket) in &self.sockets {
            if client.is_none_or(|client| client == sid) {
                let _ = socket.sender.send(text.clone()); // who is gone hears nothing
            }
        }
    }

    /// Sends a preview, in the form that each client wants.
    pub(super) fn preview(&self, order: &Order, node: &str, image: &[u8]) {
        let told =
            json!({"node_id": node, "prompt_id": order.id, "display_node_id": node, "parent_node_id": null,
            "real_node_id": node, "image_type": "image/jpeg"})
            .to_string();
        for (sid, socket) in &self.sockets {
            if order.client().is_some_and(|client| client != sid) {
                continue;
            }
            let bytes = if socket.wants_metadata {
                [&4u32.to_be_bytes()[..], &(told.len() as u32).to_be_bytes(), told.as_bytes(), image].concat()
            } else {
                [&1u32.to_be_bytes()[..], &1u32.to_be_bytes(), image].concat()
            };
            let _ = socket.sender.send(Message::binary(bytes));
        }
    }

    /// Tells all how long the queue is.
    pub(super) fn say_status(&self) {
        self.say(None, "status", &self.status());
    }

    pub(super) fn status(&self) -> Value {
        json!({"status": {"exec_info": {"queue_remaining": self.remaining()}}})
    }

    pub(super) fn remaining(&self) -> usize {
        self.pending.len() + usize::from(self.running.is_some())
    }

    pub(super) fn entry(&self, id: &str) -> Option<&Value> {
        self.history.iter().find(|(known, _)| known == id).map(|(_, entry)| entry)
    }

    /// The nodes, with the files that can be loaded.
    pub(super) fn object_info(&self) -> Value {
        let mut info: Value = serde_json::from_str(OBJECT_INFO).expect("the fixture is JSON");
        let nodes = info.as_object_mut().expect("an object");
        if !self.script.has_ip_adapter {
            nodes.retain(|class, _| !class.starts_with("IPAdapter"));
        }
        info
    }

    /// Forgets all that lives in memory. Files stay.
    pub(super) fn forget(&mut self) {
        self.epoch += 1;
        self.number = 0;
        self.pending.clear();
        self.running = None;
        self.is_interrupted = false;
        self.history.clear();
        self.cached.clear();
        self.sockets.clear();
        self.step = 0;
    }
}
