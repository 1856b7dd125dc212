//! Taking jobs, telling of them and cancelling them.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::{
    about::LORAS,
    state::{Job, State, Status, THEN},
};

/// What is answered: a status and a body.
pub(super) type Answer = (u16, Value);

/// `POST /sdcpp/v1/img_gen`.
pub(super) fn submit(state: &mut State, body: &[u8]) -> Answer {
    if body.is_empty() {
        return (400, json!({"error": "empty body"}));
    }
    if state.script.makes_videos {
        return (400, json!({"error": "loaded model does not support img_gen"}));
    }
    let Ok(request) = serde_json::from_slice::<Value>(body) else {
        return (400, json!({"error": "invalid json", "message": "syntax error while parsing value"}));
    };
    state.orders.push(request.clone());
    if let Err(error) = check(&request) {
        return (400, json!({ "error": error }));
    }
    if state.pending() >= state.script.max_queue_size {
        return (429, json!({"error": "job queue is full"}));
    }
    let name = format!("job_{:x}_{:08x}", THEN + state.epoch, state.number);
    state.number += 1;
    state.taken.push(request.clone());
    state.jobs.insert(name.clone(), Job::new(request));
    state.queue.push_back(name.clone());
    let told = state.script.instead_of_id.clone().unwrap_or_else(|| name.clone());
    let mut told = json!({"id": told, "kind": "img_gen", "status": "queued", "created": THEN,
        "poll_url": format!("/sdcpp/v1/jobs/{name}")});
    if state.script.says_more {
        say_more(&mut told);
    }
    (202, told)
}

/// What the real one has against a request. Of most it says no more than that something is wrong.
fn check(request: &Value) -> Result<(), &'static str> {
    const WRONG: &str = "invalid generation parameters";
    for lora in request["lora"].as_array().into_iter().flatten() {
        if !LORAS.iter().any(|(_, path)| lora["path"] == *path) {
            return Err(WRONG);
        }
    }
    let start = &request["init_image"];
    let is_picture = |text: &str| BASE64_STANDARD.decode(text).is_ok_and(|bytes| !bytes.is_empty());
    if !start.is_null() && !start.as_str().is_some_and(is_picture) {
        return Err(WRONG);
    }
    let is_share = |value: &Value| value.as_f64().is_none_or(|share| (0.0..=1.0).contains(&share));
    let guidance = request["sample_params"]["guidance"]["txt_cfg"].as_f64();
    if !is_share(&request["strength"]) || guidance.is_some_and(|guidance| guidance < 0.0) {
        return Err(WRONG);
    }
    if request["output_format"].as_str().is_some_and(|format| !matches!(format, "png" | "jpeg")) {
        return Err("invalid output_format, must be one of [png, jpeg]");
    }
    Ok(())
}

/// `GET /sdcpp/v1/jobs/{id}`.
pub(super) fn tell(state: &State, name: &str) -> Answer {
    let Some(job) = state.jobs.get(name) else { return unknown(state, name) };
    let place = state.queue.iter().position(|queued| queued == name).map_or(0, |place| place + 1);
    let started = !matches!(job.status, Status::Queued) && job.step > 0;
    let result = (job.status == Status::Completed).then(|| {
        let images = job.images.iter().enumerate();
        let images: Vec<Value> =
            images.map(|(index, image)| json!({"index": index, "b64_json": image})).collect();
        json!({"output_format": "png", "images": images})
    });
    let error = job.error.as_ref().map(|(code, message)| json!({"code": code, "message": message}));
    let mut told = json!({"id": name, "kind": "img_gen", "status": job.status.name(), "created": THEN,
        "started": started.then_some(THEN + 1), "completed": job.status.is_over().then_some(THEN + 2),
        "queue_position": place, "result": result, "error": error});
    if state.script.counts_steps {
        told["progress_step"] = json!(job.step);
        told["progress_steps"] = json!(if job.status == Status::Queued { 0 } else { job.steps() });
    }
    if state.script.says_more {
        say_more(&mut told);
    }
    (200, told)
}

/// `POST /sdcpp/v1/jobs/{id}/cancel`.
pub(super) fn cancel(state: &mut State, name: &str) -> Answer {
    let can_stop = state.script.can_stop;
    let Some(job) = state.jobs.get_mut(name) else { return unknown(state, name) };
    match job.status {
        Status::Queued => {
            job.status = Status::Cancelled;
            job.error = Some(("cancelled", "job cancelled by client".to_owned()));
            state.queue.retain(|queued| queued != name);
        }
        Status::Generating if can_stop => job.is_to_stop = true,
        Status::Generating => {
            return (409, json!({"error": "job is currently generating and cannot be interrupted yet"}));
        }
        Status::Completed | Status::Failed | Status::Cancelled => {}
    }
    tell(state, name)
}

fn unknown(state: &State, name: &str) -> Answer {
    if state.expired.contains(name) {
        (410, json!({"error": "job expired"}))
    } else {
        (404, json!({"error": "job not found"}))
    }
}

/// Adds what no version has said yet.
pub(super) fn say_more(told: &mut Value) {
    told["tomorrow"] = json!({"progress": "much", "of": [1, null, {"deep": []}]});
    told["version"] = json!(7);
}
