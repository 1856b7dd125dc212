//! Making pictures, one at a time.

use std::sync::Arc;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::Value;

use crate::comfyui::picture;

use super::state::{Hall, Job, State, Status};

/// Why a job goes no further.
enum Stop {
    /// It is not there any more.
    Restarted,
    Cancelled,
}

/// Takes jobs in their order for as long as the server lives.
pub(super) async fn work(hall: Arc<Hall>) {
    loop {
        let (epoch, name, steps) = hall.wait(next).await;
        // Outside of the wait, so that whoever waits for the beginning is woken.
        hall.change(|_| ());
        let reached = sample(&hall, epoch, &name, steps).await;
        hall.change(|state| end(state, epoch, &name, &reached));
    }
}

fn next(state: &mut State) -> Option<(u64, String, u64)> {
    let name = state.queue.pop_front()?;
    let job = state.jobs.get_mut(&name)?;
    job.status = Status::Generating;
    let steps = job.steps();
    Some((state.epoch, name, steps))
}

async fn sample(hall: &Hall, epoch: u64, name: &str, steps: u64) -> Result<(), Stop> {
    for step in 1..=steps {
        let may_go = |state: &mut State| {
            if state.epoch != epoch {
                return Some(Err(Stop::Restarted));
            }
            if state.jobs.get(name).is_some_and(|job| job.is_to_stop) {
                return Some(Err(Stop::Cancelled));
            }
            (state.hold_before != Some(step)).then_some(Ok(()))
        };
        hall.wait(may_go).await?;
        let pause = hall.read(|state| state.script.step);
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        hall.change(|state| {
            if let Some(job) = state.jobs.get_mut(name).filter(|_| state.epoch == epoch) {
                job.step = step;
            }
        });
    }
    Ok(())
}

fn end(state: &mut State, epoch: u64, name: &str, reached: &Result<(), Stop>) {
    if state.epoch != epoch || matches!(reached, Err(Stop::Restarted)) {
        return;
    }
    let script = state.script.clone();
    let Some(job) = state.jobs.get_mut(name) else { return };
    if reached.is_err() {
        job.status = Status::Cancelled;
        job.error = Some(("cancelled", "job cancelled by client".to_owned()));
        return;
    }
    if let Some(message) = script.fails {
        job.status = Status::Failed;
        job.error = Some(("generation_failed", message));
        return;
    }
    job.status = Status::Completed;
    if !script.loses_pictures {
        let file = script.instead_of_picture.unwrap_or_else(|| drawn(job));
        job.images = vec![script.instead_of_base64.unwrap_or_else(|| BASE64_STANDARD.encode(&file))];
    }
}

/// A picture of the size that was asked for, whose pixels hang on the seed and on what it begins from.
fn drawn(job: &Job) -> Vec<u8> {
    let request = &job.request;
    let side = |name: &str| request[name].as_u64().unwrap_or(512).clamp(1, 4096) as u32;
    let start = request["init_image"].as_str().unwrap_or_default();
    let start = start.bytes().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let seed = (request["seed"].as_i64().unwrap_or(-1) as u64).wrapping_add(start);
    let texts = match &request["embed_image_metadata"] {
        Value::Bool(false) => Vec::new(),
        _ => vec![("parameters".to_owned(), "as the server writes them".to_owned())],
    };
    picture::png(side("width"), side("height"), seed, &texts)
}
