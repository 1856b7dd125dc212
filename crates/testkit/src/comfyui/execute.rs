//! Running graphs, one at a time, and telling of it.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{
    graph::{class, order, signature},
    picture,
    state::{Hall, Order, State},
};

/// Milliseconds that stand in every message; no test hangs on the time.
const THEN: u64 = 1_795_212_718_200;

/// Why a run goes no further.
enum Stop {
    /// It is not there any more.
    Restarted,
    Interrupted,
    Failed(String, String),
}

/// Takes runs by their number for as long as the server lives.
pub(super) async fn work(hall: Arc<Hall>) {
    loop {
        let (epoch, next) = hall.wait(next).await;
        run(&hall, epoch, &next).await;
    }
}

fn next(state: &mut State) -> Option<(u64, Order)> {
    let first = state.pending.iter().enumerate().min_by(|(_, a), (_, b)| a.number.total_cmp(&b.number))?.0;
    let order = state.pending.remove(first);
    state.running = Some(order.clone());
    state.is_interrupted = false;
    state.step = 0;
    state.say_status();
    Some((state.epoch, order))
}

/// One run as far as it got.
struct Run<'a> {
    hall: &'a Hall,
    epoch: u64,
    order: &'a Order,
    /// How far each node is: value, most, state.
    nodes: Map<String, Value>,
    messages: Vec<Value>,
    outputs: Map<String, Value>,
    executed: Vec<String>,
}

async fn run(hall: &Hall, epoch: u64, order: &Order) {
    let mut run = Run {
        hall,
        epoch,
        order,
        nodes: Map::new(),
        messages: Vec::new(),
        outputs: Map::new(),
        executed: Vec::new(),
    };
    let (mut at, mut reached) = (String::new(), Ok(()));
    run.tell("execution_start", &json!({"prompt_id": order.id, "timestamp": THEN}));
    for node in run.uncached() {
        at.clone_from(&node);
        reached = run.node(&node).await;
        if reached.is_err() {
            break;
        }
    }
    run.end(&at, reached);
}

impl Run<'_> {
    /// Says something of the run that is kept in the history as well.
    fn tell(&mut self, kind: &str, data: &Value) {
        self.say(kind, data);
        self.messages.push(json!([kind, data]));
    }

    fn say(&self, kind: &str, data: &Value) {
        self.hall.read(|state| {
            if state.epoch == self.epoch && self.order.client().is_some() {
                state.say(self.order.client(), kind, data);
            }
        });
    }

    /// Says something that goes to all where nobody is known to have asked for it.
    fn say_widely(&self, kind: &str, data: &Value) {
        self.hall.read(|state| {
            if state.epoch == self.epoch {
                state.say(self.order.client(), kind, data);
            }
        });
    }

    /// Tells what need not run, and gives what must.
    fn uncached(&mut self) -> Vec<String> {
        let graph = &self.order.graph;
        let all = order(graph, &self.order.outputs);
        let cached = self.hall.read(|state| state.cached.clone());
        let kept = |id: &String| cached.get(&signature(graph, id));
        let (old, new): (Vec<String>, Vec<String>) = all.into_iter().partition(|id| kept(id).is_some());
        self.tell("execution_cached", &json!({"nodes": old, "prompt_id": self.order.id, "timestamp": THEN}));
        for id in &old {
            if let Some(Some(output)) = kept(id) {
                self.give(id, output.clone());
            }
        }
        new
    }

    async fn node(&mut self, id: &str) -> Result<(), Stop> {
        let node = &self.order.graph[id];
        let class = class(node).to_owned();
        self.reach(id, 0, 1, "running");
        self.say("executing", &json!({"node": id, "display_node": id, "prompt_id": self.order.id}));
        if class == "KSampler" {
            let steps = node["inputs"]["steps"].as_u64().unwrap_or(1);
            for step in 1..=steps {
                self.step(id, step, steps).await?;
            }
        } else {
            self.heed(None).await?;
        }
        if let Some((_, kind, message)) =
            self.hall.read(|state| state.script.fails_at.clone().filter(|f| f.0 == class))
        {
            return Err(Stop::Failed(kind, message));
        }
        if matches!(class.as_str(), "SaveImage" | "PreviewImage") {
            let output = self.save(id, if class == "SaveImage" { "output" } else { "temp" });
            self.give(id, output);
        }
        self.reach(id, 1, 1, "finished");
        self.executed.push(id.to_owned());
        Ok(())
    }

    async fn step(&mut self, id: &str, step: u64, steps: u64) -> Result<(), Stop> {
        self.heed(Some(step)).await?;
        let pause = self.hall.read(|state| state.script.step);
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        self.heed(None).await?;
        self.hall.change(|state| state.step = step);
        self.reach(id, step, steps, "running");
        self.hall.read(|state| {
            if state.script.previews && state.epoch == self.epoch {
                state.preview(self.order, id, &picture::preview(step));
            }
        });
        let data = json!({"value": step, "max": steps, "prompt_id": self.order.id, "node": id});
        self.say_widely("progress", &data);
        Ok(())
    }

    /// Waits while it is held before this step; says when it has to stop.
    async fn heed(&self, step: Option<u64>) -> Result<(), Stop> {
        let epoch = self.epoch;
        self.hall
            .wait(|state| {
                if state.epoch != epoch {
                    Some(Err(Stop::Restarted))
                } else if state.is_interrupted {
                    Some(Err(Stop::Interrupted))
                } else if step.is_some() && state.hold_before == step {
                    None
                } else {
                    Some(Ok(()))
                }
            })
            .await
    }

    fn reach(&mut self, id: &str, value: u64, max: u64, state: &str) {
        let node = json!({"value": value, "max": max, "state": state, "node_id": id, "prompt_id": self.order.id,
            "display_node_id": id, "parent_node_id": null, "real_node_id": id});
        self.nodes.insert(id.to_owned(), node);
        self.say_widely("progress_state", &json!({"prompt_id": self.order.id, "nodes": self.nodes}));
    }

    fn give(&mut self, id: &str, output: Value) {
        let data = json!({"node": id, "display_node": id, "output": output, "prompt_id": self.order.id});
        self.say("executed", &data);
        self.outputs.insert(id.to_owned(), output);
    }

    /// Saves a picture in the size that the graph asks for.
    fn save(&self, id: &str, place: &str) -> Value {
        let graph = self.order.graph.as_object().cloned().unwrap_or_default();
        let number = |class_name: &str, input: &str| {
            let mut found = graph.values().filter(|node| class(node) == class_name);
            found.find_map(|node| node["inputs"][input].as_u64())
        };
        let size = |input: &str| {
            let latent = number("EmptyLatentImage", input).or_else(|| number("ImageScale", input));
            latent.or_else(|| number("EmptyImage", input)).unwrap_or(64) as u32
        };
        let seed = number("KSampler", "seed").or_else(|| number("EmptyImage", "color")).unwrap_or(0);
        let mut texts = vec![("prompt".to_owned(), self.order.graph.to_string())];
        let extra = self.order.extra.get("extra_pnginfo").and_then(Value::as_object).into_iter().flatten();
        texts.extend(extra.map(|(key, value)| (key.clone(), value.to_string())));
        let prefix = graph[id]["inputs"]["filename_prefix"].as_str().unwrap_or("ComfyUI_temp").to_owned();
        let (folder, stem) = prefix.rsplit_once('/').unwrap_or(("", &prefix));
        self.hall.change(|state| {
            state.saved += 1;
            let name = format!("{stem}_{:05}_.png", state.saved);
            let file = state.script.instead_of_picture.clone();
            let file = file.unwrap_or_else(|| picture::png(size("width"), size("height"), seed, &texts));
            state.files.insert((place.to_owned(), folder.to_owned(), name.clone()), file);
            json!({"images": [{"filename": name, "subfolder": folder, "type": place}]})
        })
    }

    /// The last words, and the entry in the history, which comes a moment after them.
    fn end(mut self, at: &str, reached: Result<(), Stop>) {
        let id = self.order.id.clone();
        if self.hall.read(|state| state.script.drops_last_words) {
            let client = self.order.client().map(str::to_owned);
            self.hall.change(|state| state.sockets.retain(|sid, _| Some(sid) != client.as_ref()));
        }
        let node_type = class(&self.order.graph[at]).to_owned();
        let is_well = reached.is_ok();
        match reached {
            Ok(()) => self.tell("execution_success", &json!({"prompt_id": id, "timestamp": THEN})),
            Err(Stop::Restarted) => return,
            Err(Stop::Interrupted) => self.tell(
                "execution_interrupted", 
                &json!({"prompt_id": id, "node_id": at, "node_type": node_type, "executed": self.executed, "timestamp": THEN}),
            ),
            Err(Stop::Failed(kind, message)) => self.tell(
                "execution_error", 
                &json!({"prompt_id": id, "node_id": at, "node_type": node_type, "executed": self.executed,
                    "exception_message": message, "exception_type": kind, "traceback": ["  File \"nodes.py\"\n"],
                    "current_inputs": {}, "current_outputs": [], "timestamp": THEN}),
            ),
        }
        let outputs = if is_well { self.outputs.clone() } else { Map::new() };
        let entry = json!({"prompt": self.order.item(), "outputs": outputs,
            "status": {"status_str": if is_well { "success" } else { "error" }, "completed": is_well,
                "messages": self.messages}, "meta": {}});
        self.hall.change(|state| {
            if state.epoch != self.epoch {
                return;
            }
            state.history.retain(|(known, _)| *known != id);
            state.history.push((id.clone(), entry));
            state.running = None;
            if is_well {
                let all = order(&self.order.graph, &self.order.outputs);
                let kept = all
                    .iter()
                    .map(|node| (signature(&self.order.graph, node), self.outputs.get(node).cloned()));
                state.cached = kept.collect();
            }
            state.say_status();
        });
        self.say("executing", &json!({"node": null, "prompt_id": id}));
    }
}
