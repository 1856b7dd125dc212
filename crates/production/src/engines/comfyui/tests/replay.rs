//! What a real server said, as it was captured, read again. The captures are no part of the project.

use std::path::PathBuf;

use serde_json::Value;

use super::super::{
    answers::{End, Standing, in_history, in_queue},
    tracker::{Heard, Tracker},
    wire::{self, Word},
};
use crate::engines::Event;

/// Where the captures lie beside the data of `EMAKI_TEST_DATA`.
fn captures(checks: usize) -> Option<PathBuf> {
    let data = testkit::data_dir(checks)?;
    let folder = [data.join("reference/comfyui-wire"), data.join("comfyui-wire")]
        .into_iter()
        .find(|path| path.is_dir());
    if folder.is_none() {
        eprintln!("{}", testkit::skipped(checks, "there is no folder `comfyui-wire`"));
    }
    folder
}

fn read(folder: &std::path::Path, name: &str) -> Value {
    let text = std::fs::read_to_string(folder.join(name)).expect("the capture can be read");
    serde_json::from_str(&text).expect("the capture is JSON")
}

/// Lets a tracker hear a capture; gives what it made of it.
fn replay(capture: &Value) -> (Vec<Event>, Vec<Heard>, Tracker) {
    let id = capture["prompt"]["body"]["prompt_id"].as_str().expect("an id");
    let mut tracker = Tracker::new(id, &capture["prompt"]["request"]["body"]["prompt"]);
    let (mut told, mut ends) = (Vec::new(), Vec::new());
    for message in capture["ws"].as_array().expect("messages") {
        let word = match (message.get("text"), message.get("binary")) {
            (Some(text), _) => wire::text(&text.to_string()),
            (_, Some(binary)) => wire::binary(&bytes(binary)),
            _ => continue,
        };
        match tracker.hear(word) {
            Heard::Tell(events) => told.extend(events),
            Heard::Nothing | Heard::QueueMoved => {}
            end => ends.push(end),
        }
    }
    (told, ends, tracker)
}

/// A binary message in the form that was captured: its head, with a picture of no content.
fn bytes(binary: &Value) -> Vec<u8> {
    let event = binary["event"].as_u64().expect("a kind") as u32;
    let middle = match binary.get("metadata") {
        Some(told) => {
            let told = told.to_string();
            [&(told.len() as u32).to_be_bytes()[..], told.as_bytes()].concat()
        }
        None => 1u32.to_be_bytes().to_vec(),
    };
    [&event.to_be_bytes()[..], &middle, &[0xff, 0xd8, 0xff, 0xe0]].concat()
}

#[test]
fn captured_runs_are_followed_to_their_end() {
    let Some(folder) = captures(7) else { return };
    for (name, steps) in [
        ("01-weightfree-ok.json", 0),
        ("03-weightfree-cached.json", 0),
        ("10-sd15-tiny-ok.json", 6),
        ("11-sd15-tiny-warm-noflags.json", 6),
        ("12-sd15-tiny-onlyseedchange-20steps-256.json", 20),
        ("23-client-prompt-id.json", 0),
        ("40-micro-64px-4steps.json", 4),
    ] {
        let capture = read(&folder, name);
        let (told, ends, tracker) = replay(&capture);
        assert_eq!(ends, [Heard::Success], "{name}");
        assert!(tracker.outputs.iter().any(|(_, images)| !images.is_empty()), "{name}");
        let previews = told.iter().filter(|event| matches!(event, Event::Preview { .. })).count();
        assert_eq!(previews, steps, "{name}");
        let percents = told.iter().filter_map(|event| match event {
            Event::Progress { percent, .. } => Some(*percent),
            _ => None,
        });
        assert!(
            percents.clone().is_sorted() && percents.clone().max().is_some_and(|last| last >= 90),
            "{name}: {told:?}"
        );
        let id = capture["prompt"]["body"]["prompt_id"].as_str().expect("an id");
        let standing = in_history(&capture["history"]["body"], id);
        assert!(
            matches!(&standing, Some(Standing::Ended { end: End::Success(images), .. }) if *images == tracker.outputs),
            "{name}: {standing:?}"
        );
    }
}

#[test]
fn captured_faults_and_interruptions_are_told_apart() {
    let Some(folder) = captures(2) else { return };
    let (_, ends, _) = replay(&read(&folder, "22-runtime-error.json"));
    assert!(
        matches!(&ends[..], [Heard::Error(fault)] if fault.node.as_deref() == Some("VAEDecode")),
        "{ends:?}"
    );
    let capture = read(&folder, "30-queue-interrupt.json");
    let ids: Vec<&str> = capture["ids"].as_array().expect("ids").iter().filter_map(Value::as_str).collect();
    let history = in_history(&capture["history interrupted"], ids[0]);
    assert!(matches!(history, Some(Standing::Ended { end: End::Interrupted, .. })), "{history:?}");
    let queue = &capture["queue_running_and_pending"];
    let ahead = |id: &str| match in_queue(queue, id) {
        Ok(Standing::Waiting { ahead, .. }) => Some(ahead),
        _ => None,
    };
    // Handed in as -50.5, -23 and 22 behind the one that runs.
    assert_eq!([ahead(ids[3]), ahead(ids[2]), ahead(ids[1])], [Some(1), Some(2), Some(3)]);
}

#[test]
fn captured_refusals_name_what_is_wrong() {
    let Some(folder) = captures(1) else { return };
    let capture = read(&folder, "20-validation-errors.json");
    let told = |name: &str, slots: &[(&str, &str, &str)]| {
        let graph =
            super::super::graph::Graph::of(capture[name]["request"]["body"]["prompt"].clone(), "9", slots);
        let errors = super::super::refusal::errors(&capture[name]["body"], &graph);
        errors.iter().map(|error| format!("{} {}", error.field, error.kind)).collect::<Vec<_>>()
    };
    let slots = [
        ("3", "seed", "seed"),
        ("3", "steps", "steps"),
        ("3", "sampler_name", "sampler"),
        ("4", "ckpt_name", "model"),
    ];
    assert_eq!(told("unknown checkpoint", &slots), ["model value_not_in_list"]);
    assert_eq!(
        told("missing seed, steps 0, bad sampler", &slots),
        ["seed required_input_missing", "steps value_smaller_than_min", "sampler value_not_in_list"]
    );
    assert_eq!(told("unknown class_type", &slots), [" invalid_prompt"]);
    assert_eq!(told("type mismatch", &slots), [" return_type_mismatch"]);
    // The output that we want is not the one that was dropped.
    assert!(told("one good output one bad -> 200 with node_errors", &slots).is_empty());
    assert_eq!(wire::text("{}"), Word::Other);
}
