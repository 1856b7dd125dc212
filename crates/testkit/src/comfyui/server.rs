//! The server itself: started, told what to do, and asked what it has seen.

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::{
    io::AsyncWriteExt as _,
    net::{TcpListener, TcpStream},
};

use crate::{
    loopback::Loopback,
    replay::{patience::patiently, wire::Reader},
};

use super::{
    execute,
    http::{Reply, answer},
    runs,
    script::Script,
    sockets,
    state::Hall,
};

/// A server on a free port of 127.0.0.1, on a thread of its own. It stops when this value is dropped.
pub struct ComfyUi {
    loopback: Loopback,
    hall: Arc<Hall>,
}

impl ComfyUi {
    /// Starts a quick and healthy one.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub fn start() -> Self {
        let hall = Arc::new(Hall::new());
        let shared = Arc::clone(&hall);
        let loopback = Loopback::start(move |listener| {
            tokio::spawn(execute::work(Arc::clone(&shared)));
            accept(listener, shared)
        });
        Self { loopback, hall }
    }

    /// Where it is, without a slash at the end.
    pub fn url(&self) -> String {
        self.loopback.url()
    }

    /// Changes how it behaves from now on.
    pub fn script(&self, change: impl FnOnce(&mut Script)) {
        self.hall.change(|state| change(&mut state.script));
    }

    /// Stops each sampler before a step, counted from 1, until [`release`](Self::release).
    pub fn hold_before_step(&self, step: u64) {
        self.hall.change(|state| state.hold_before = Some(step));
    }

    /// Lets samplers go on.
    pub fn release(&self) {
        self.hall.change(|state| state.hold_before = None);
    }

    /// Forgets all runs and closes all sockets, as one that was killed and started again.
    pub fn restart(&self) {
        self.hall.change(super::state::State::forget);
    }

    /// Is not at home until [`up`](Self::up): connections end at once, sockets too. Runs go on.
    pub fn down(&self) {
        self.hall.change(|state| {
            state.is_down = true;
            state.sockets.clear();
        });
    }

    /// Is at home again.
    pub fn up(&self) {
        self.hall.change(|state| state.is_down = false);
    }

    /// Closes all sockets; runs go on.
    pub fn drop_sockets(&self) {
        self.hall.change(|state| state.sockets.clear());
    }

    /// Puts somebody else's run into the queue and gives its id. Without a client's id its progress is told to
    /// everybody.
    pub fn foreign(&self, client: Option<&str>, steps: u64) -> String {
        let mut body = json!({"prompt": {
            "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "quiet-harbor.safetensors"}},
            "2": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64, "batch_size": 1}},
            "5": {"class_type": "CLIPTextEncode", "inputs": {"text": "not ours", "clip": ["1", 1]}},
            "3": {"class_type": "KSampler", "inputs": {"seed": 1, "steps": steps, "cfg": 1, "sampler_name": "euler",
                "scheduler": "normal", "denoise": 1, "model": ["1", 0], "positive": ["5", 0], "negative": ["5", 0],
                "latent_image": ["2", 0]}},
            "4": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["1", 2]}},
            "9": {"class_type": "SaveImage", "inputs": {"filename_prefix": "theirs", "images": ["4", 0]}}}});
        if let Some(client) = client {
            body["client_id"] = json!(client);
        }
        let (_, told) = self.hall.change(|state| runs::submit(state, &body));
        told["prompt_id"].as_str().unwrap_or_default().to_owned()
    }

    /// Removes a run from the queue or from the history, as somebody at its page may.
    pub fn remove(&self, id: &str) {
        self.hall.change(|state| {
            runs::remove(state, &json!({ "delete": [id] }));
            state.history.retain(|(known, _)| known != id);
        });
    }

    /// The bodies of all orders so far, refused ones included.
    pub fn orders(&self) -> Vec<Value> {
        self.hall.read(|state| state.orders.clone())
    }

    /// How a run ended: `success`, `error`, or `None` when it has not.
    pub fn ended(&self, id: &str) -> Option<String> {
        self.hall.read(|state| state.entry(id)?["status"]["status_str"].as_str().map(str::to_owned))
    }

    /// The files that were handed in, by folder and name.
    pub fn uploads(&self) -> Vec<String> {
        let is_input = |(place, folder, name): &super::state::FileKey| {
            (place == "input").then(|| format!("{folder}/{name}"))
        };
        self.hall.read(|state| state.files.keys().filter_map(is_input).collect())
    }

    /// How many sockets were opened in all.
    pub fn sockets_opened(&self) -> usize {
        self.hall.read(|state| state.sockets_opened)
    }

    /// How often it was told to let its memory go.
    pub fn frees(&self) -> usize {
        self.hall.read(|state| state.frees)
    }

    /// How many runs wait, the one under way included.
    pub fn remaining(&self) -> usize {
        self.hall.read(super::state::State::remaining)
    }

    /// Comes back when a run is under way and its sampler has done this many steps.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_step(&self, id: &str, step: u64) {
        let reached = self.hall.wait(|state| {
            let is_running = state.running.as_ref().is_some_and(|order| order.id == id);
            (is_running && state.step >= step).then_some(())
        });
        patiently("a step of a run", reached).await;
    }

    /// Comes back when this many orders were handed in.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_orders(&self, count: usize) {
        patiently("orders", self.hall.wait(|state| (state.orders.len() >= count).then_some(()))).await;
    }

    /// Comes back when this many sockets were opened in all.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_sockets(&self, count: usize) {
        patiently("sockets", self.hall.wait(|state| (state.sockets_opened >= count).then_some(()))).await;
    }

    /// Comes back when nothing runs and nothing waits.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_idle(&self) {
        patiently("the end of all runs", self.hall.wait(|state| (state.remaining() == 0).then_some(())))
            .await;
    }
}

async fn accept(listener: TcpListener, hall: Arc<Hall>) {
    loop {
        if let Ok((stream, _)) = listener.accept().await
            && !hall.read(|state| state.is_down)
        {
            tokio::spawn(serve(stream, Arc::clone(&hall)));
        }
    }
}

/// Serves one connection.
async fn serve(mut stream: TcpStream, hall: Arc<Hall>) {
    let _ = stream.set_nodelay(true); // only a matter of speed
    let mut reader = Reader::new(0);
    while let Ok(Some(request)) = reader.next(&mut stream).await {
        if hall.read(|state| state.is_down) {
            return;
        }
        if matches!(request.path.as_str(), "/ws" | "/api/ws")
            && let Some(key) = request.header("sec-websocket-key")
            && !hall.read(|state| state.script.refuses_sockets)
        {
            let sid = request
                .query_value("clientId")
                .unwrap_or_else(|| format!("{:032x}", hall.read(|s| s.sockets_opened)));
            if stream.write_all(sockets::upgrade(key).as_bytes()).await.is_ok() {
                sockets::serve(stream, reader.into_rest(), sid, hall).await;
            }
            return;
        }
        let Reply::Whole { status, kind, body } = hall.change(|state| answer(state, &request)) else {
            return;
        };
        let head = format!(
            "HTTP/1.1 {status} told\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nServer: Python/3.11 aiohttp/3.14.5\r\n\r\n",
            body.len()
        );
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
    }
}
