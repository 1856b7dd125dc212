//! How far a run is: words about nodes in, one percentage for the whole out. Pure.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::engines::{Event, Fault};

use super::{
    answers::Image,
    wire::{NodeState, Word},
};

/// Follows one run by what is said of it.
pub(super) struct Tracker {
    prompt: String,
    nodes: BTreeMap<String, Node>,
    /// Whether it is under way, as far as was heard.
    pub(super) is_started: bool,
    /// The last percentage told; it never falls.
    percent: u8,
    /// What was said last, so that nothing is said twice.
    last: Option<(u8, Option<String>, u32, u32)>,
    /// The pictures that nodes gave.
    pub(super) outputs: Vec<(String, Vec<Image>)>,
}

struct Node {
    class: String,
    /// Its share of the whole.
    weight: u32,
    /// How much of it is done, of 1,000.
    done: u32,
}

/// What a word meant for the run.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Heard {
    /// Nothing.
    Nothing,
    /// Tell this.
    Tell(Vec<Event>),
    /// It may have moved in the queue.
    QueueMoved,
    Success,
    Error(Fault),
    Interrupted,
}

impl Tracker {
    /// Of a run with this graph.
    pub(super) fn new(prompt: &str, graph: &Value) -> Self {
        let node = |(id, node): (&String, &Value)| {
            let class = node.get("class_type").and_then(Value::as_str).unwrap_or_default().to_owned();
            let steps = node.get("inputs").and_then(|inputs| inputs.get("steps")).and_then(Value::as_u64);
            // A sampler's step costs about as much as any other node.
            let weight = steps.map_or(1, |steps| steps.clamp(1, 10_000) as u32);
            (id.clone(), Node { class, weight, done: 0 })
        };
        Self {
            prompt: prompt.to_owned(),
            nodes: graph.as_object().into_iter().flatten().map(node).collect(),
            is_started: false,
            percent: 0,
            last: None,
            outputs: Vec::new(),
        }
    }

    /// Takes up what was said.
    pub(super) fn hear(&mut self, word: Word) -> Heard {
        if matches!(word, Word::Status) {
            return if self.is_started { Heard::Nothing } else { Heard::QueueMoved };
        }
        if !self.is_ours(&word) {
            return Heard::Nothing;
        }
        match word {
            Word::Start { .. } => self.start(),
            Word::Cached { nodes, .. } => {
                for node in nodes {
                    self.reach(&node, 1000);
                }
                self.tell(None, 0, 0)
            }
            Word::Executing { node: Some(node), .. } => {
                let mut events = self.starting();
                events.extend(self.progress(Some(&node), 0, 1));
                Heard::Tell(events)
            }
            Word::Progress { node, value, max, .. } => {
                if let Some(node) = &node {
                    self.reach(node, thousandths(value, max));
                }
                self.tell(node.as_deref(), value as u32, max as u32)
            }
            Word::State { nodes, .. } => self.states(&nodes),
            Word::Executed { node, images, .. } => {
                self.reach(&node, 1000);
                self.outputs.push((node, images));
                Heard::Nothing
            }
            Word::Preview { mime, bytes, .. } if self.is_started => {
                Heard::Tell(vec![Event::Preview { mime, bytes }])
            }
            Word::Success { .. } => Heard::Success,
            Word::Error { fault, .. } => Heard::Error(fault),
            Word::Interrupted { .. } => Heard::Interrupted,
            Word::Executing { node: None, .. } | Word::Preview { .. } | Word::Status | Word::Other => {
                Heard::Nothing
            }
        }
    }

    /// It is under way, by what else is known.
    pub(super) fn start(&mut self) -> Heard {
        match self.starting() {
            events if events.is_empty() => Heard::Nothing,
            events => Heard::Tell(events),
        }
    }

    fn starting(&mut self) -> Vec<Event> {
        if std::mem::replace(&mut self.is_started, true) { Vec::new() } else { vec![Event::Started] }
    }

    /// Runs of others are told to all who listen when they came without a client's id. What names no run is ours
    /// only while ours is under way, as an engine runs one at a time.
    fn is_ours(&self, word: &Word) -> bool {
        match word {
            Word::Start { prompt }
            | Word::Cached { prompt, .. }
            | Word::Executed { prompt, .. }
            | Word::Success { prompt }
            | Word::Error { prompt, .. }
            | Word::Interrupted { prompt } => *prompt == self.prompt,
            Word::Executing { prompt, .. }
            | Word::Progress { prompt, .. }
            | Word::State { prompt, .. }
            | Word::Preview { prompt, .. } => match prompt {
                Some(prompt) => *prompt == self.prompt,
                None => self.is_started,
            },
            Word::Status | Word::Other => false,
        }
    }

    fn reach(&mut self, node: &str, done: u32) {
        if let Some(known) = self.nodes.get_mut(node) {
            known.done = known.done.max(done.min(1000));
        }
    }

    fn states(&mut self, states: &[NodeState]) -> Heard {
        let mut at = None;
        for state in states {
            let done = if state.is_finished { 1000 } else { thousandths(state.value, state.max) };
            self.reach(&state.node, done);
            if !state.is_finished {
                at = Some(state);
            }
        }
        let Some(at) = at else { return self.tell(None, 0, 0) };
        self.tell(Some(&at.node), at.value as u32, at.max as u32)
    }

    fn tell(&mut self, node: Option<&str>, step: u32, steps: u32) -> Heard {
        let mut events = self.starting();
        events.extend(self.progress(node, step, steps));
        if events.is_empty() { Heard::Nothing } else { Heard::Tell(events) }
    }

    fn progress(&mut self, node: Option<&str>, step: u32, steps: u32) -> Option<Event> {
        let whole: u64 = self.nodes.values().map(|node| u64::from(node.weight)).sum();
        let done: u64 = self.nodes.values().map(|node| u64::from(node.weight) * u64::from(node.done)).sum();
        let percent = done.checked_div(whole * 10).unwrap_or(0).min(99) as u8;
        self.percent = self.percent.max(percent);
        let node = node.and_then(|id| self.nodes.get(id)).map(|node| node.class.clone());
        let told = (self.percent, node.clone(), step, steps);
        // The same is said by `progress` and by `progress_state`, and again at each change of another node.
        if self.last.as_ref() == Some(&told) {
            return None;
        }
        self.last = Some(told);
        Some(Event::Progress { percent: self.percent, node, step, steps })
    }
}

fn thousandths(value: f64, max: f64) -> u32 {
    if max > 0.0 { (value / max * 1000.0).clamp(0.0, 1000.0) as u32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::engines::comfyui::wire;

    fn graph() -> Value {
        json!({
            "3": {"class_type": "KSampler", "inputs": {"steps": 6}},
            "4": {"class_type": "CheckpointLoaderSimple", "inputs": {}},
            "5": {"class_type": "EmptyLatentImage", "inputs": {}},
            "8": {"class_type": "VAEDecode", "inputs": {}},
            "9": {"class_type": "SaveImage", "inputs": {}},
        })
    }

    fn heard(tracker: &mut Tracker, words: &[&str]) -> Vec<String> {
        let mut told = Vec::new();
        for word in words {
            match tracker.hear(wire::text(word)) {
                Heard::Nothing => {}
                Heard::Tell(events) => told.extend(events.iter().map(|event| match event {
                    Event::Progress { percent, node, step, steps } => {
                        format!("{percent} {} {step}/{steps}", node.as_deref().unwrap_or("-"))
                    }
                    other => format!("{other:?}"),
                })),
                other => told.push(format!("{other:?}")),
            }
        }
        told
    }

    #[test]
    fn a_percentage_is_of_all_nodes_and_never_falls() {
        let mut tracker = Tracker::new("p", &graph());
        let told = heard(
            &mut tracker,
            &[
                r#"{"type":"status","data":{"status":{"exec_info":{"queue_remaining":1}}}}"#,
                r#"{"type":"execution_start","data":{"prompt_id":"p","timestamp":1}}"#,
                r#"{"type":"execution_cached","data":{"nodes":["4","5"],"prompt_id":"p"}}"#,
                r#"{"type":"progress_state","data":{"prompt_id":"p","nodes":{"3":{"value":3,"max":6,"state":"running","node_id":"3","display_node_id":"3"}}}}"#,
                r#"{"type":"progress","data":{"value":3,"max":6,"prompt_id":"p","node":"3"}}"#,
                r#"{"type":"progress","data":{"value":1,"max":6,"prompt_id":"p","node":"3"}}"#,
                r#"{"type":"progress_state","data":{"prompt_id":"p","nodes":{"3":{"value":6,"max":6,"state":"finished"},"8":{"value":0.0,"max":1.0,"state":"running"}}}}"#,
                r#"{"type":"executed","data":{"node":"9","output":{"images":[{"filename":"a.png","subfolder":"","type":"output"}]},"prompt_id":"p"}}"#,
                r#"{"type":"execution_success","data":{"prompt_id":"p"}}"#,
                r#"{"type":"executing","data":{"node":null,"prompt_id":"p"}}"#,
            ],
        );
        assert_eq!(
            told,
            [
                "QueueMoved",
                "Started",
                "20 - 0/0",
                "50 KSampler 3/6",
                "50 KSampler 1/6",
                "80 VAEDecode 0/1",
                "Success"
            ]
        );
        assert_eq!(tracker.outputs[0].1[0].filename, "a.png");
    }

    #[test]
    fn what_is_said_of_others_is_not_ours() {
        let mut tracker = Tracker::new("p", &graph());
        let told = heard(
            &mut tracker,
            &[
                r#"{"type":"progress","data":{"value":3,"max":6,"prompt_id":"q","node":"3"}}"#,
                r#"{"type":"executing","data":{"node":"3"}}"#,
                r#"{"type":"execution_success","data":{"prompt_id":"q"}}"#,
            ],
        );
        assert!(told.is_empty(), "{told:?}");
        let preview = [&[0, 0, 0, 1, 0, 0, 0, 1][..], &[0xff, 0xd8, 0xff, 0xe0]].concat();
        assert_eq!(tracker.hear(wire::binary(&preview)), Heard::Nothing, "ours is not under way");
    }
}
