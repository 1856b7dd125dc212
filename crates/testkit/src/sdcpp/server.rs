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
    generate,
    http::{Reply, answer},
    jobs,
    script::Script,
    state::{Hall, State, Status},
};

/// A server on a free port of 127.0.0.1, on a thread of its own. It stops when this value is dropped.
pub struct SdCpp {
    loopback: Loopback,
    hall: Arc<Hall>,
}

impl SdCpp {
    /// Starts a quick and healthy one.
    ///
    /// # Panics
    /// When loopback has no free port.
    pub fn start() -> Self {
        let hall = Arc::new(Hall::new());
        let shared = Arc::clone(&hall);
        let loopback = Loopback::start(move |listener| {
            tokio::spawn(generate::work(Arc::clone(&shared)));
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

    /// Stops each picture before a step, counted from 1, until [`release`](Self::release).
    pub fn hold(&self, step: u64) {
        self.hall.change(|state| state.hold_before = Some(step));
    }

    /// Lets pictures go on.
    pub fn release(&self) {
        self.hall.change(|state| state.hold_before = None);
    }

    /// Forgets all jobs, as one that was killed and started again.
    pub fn restart(&self) {
        self.hall.change(State::forget);
    }

    /// Is not at home until [`up`](Self::up): connections end at once. Jobs go on.
    pub fn down(&self) {
        self.hall.change(|state| state.is_down = true);
    }

    /// Is at home again.
    pub fn up(&self) {
        self.hall.change(|state| state.is_down = false);
    }

    /// Drops all jobs that are over, as it does ten minutes after their end.
    pub fn expire(&self) {
        self.hall.change(|state| {
            let over: Vec<String> = state
                .jobs
                .iter()
                .filter(|(_, job)| job.status.is_over())
                .map(|(name, _)| name.clone())
                .collect();
            for name in over {
                state.jobs.remove(&name);
                state.expired.insert(name);
            }
        });
    }

    /// Puts somebody else's job into the queue and gives its name; nothing where the queue is full.
    pub fn foreign(&self, steps: u64) -> Option<String> {
        let body = json!({"prompt": "not ours", "width": 64, "height": 64, "seed": 1_000_001,
            "sample_params": {"sample_steps": steps}});
        let (status, told) = self.hall.change(|state| {
            let answer = jobs::submit(state, body.to_string().as_bytes());
            // Orders are ours alone.
            state.orders.pop();
            answer
        });
        (status == 202).then(|| told["id"].as_str().unwrap_or_default().to_owned())
    }

    /// The bodies of all orders so far, refused ones included.
    pub fn orders(&self) -> Vec<Value> {
        self.hall.read(|state| state.orders.clone())
    }

    /// The bodies of the orders that were taken, somebody else's included.
    pub fn taken(&self) -> Vec<Value> {
        self.hall.read(|state| state.taken.clone())
    }

    /// How each job that it still knows stands, by name.
    pub fn jobs(&self) -> Vec<(String, &'static str)> {
        self.hall
            .read(|state| state.jobs.iter().map(|(name, job)| (name.clone(), job.status.name())).collect())
    }

    /// How many questions about jobs were answered.
    pub fn looks(&self) -> usize {
        self.hall.read(|state| state.looks)
    }

    /// What stood in `Authorization` of the last request.
    pub fn token(&self) -> Option<String> {
        self.hall.read(|state| state.token.clone())
    }

    /// Comes back when this many orders were handed in.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_orders(&self, count: usize) {
        patiently("orders", self.hall.wait(|state| (state.orders.len() >= count).then_some(()))).await;
    }

    /// Comes back when this many questions about jobs were answered.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_looks(&self, count: usize) {
        patiently("questions", self.hall.wait(|state| (state.looks >= count).then_some(()))).await;
    }

    /// Comes back when the job of the last order is under way and has done this many steps.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_step(&self, step: u64) {
        let reached = self.hall.wait(|state| {
            let last = state.jobs.values().next_back()?;
            (last.status == Status::Generating && last.step >= step).then_some(())
        });
        patiently("a step", reached).await;
    }

    /// Comes back when nothing waits and nothing is under way.
    ///
    /// # Panics
    /// After a minute.
    pub async fn until_idle(&self) {
        patiently("the end of all jobs", self.hall.wait(|state| (state.pending() == 0).then_some(()))).await;
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
        let Reply::Whole { status, body } = hall.change(|state| answer(state, &request)) else {
            return;
        };
        let head = format!(
            "HTTP/1.1 {status} told\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        if stream.write_all(&[head.as_bytes(), &body].concat()).await.is_err() {
            return;
        }
    }
}
