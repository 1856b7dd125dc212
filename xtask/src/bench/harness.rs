//! The bench measuring itself: what starting a program costs at least, and a slowdown on demand.

use std::{process::Command, thread, time::Duration};

use super::{Setting, measure::Measure, process};

/// The time that starting and ending the smallest program takes, which every other measure includes.
pub fn measure(setting: &Setting) -> anyhow::Result<Vec<Measure>> {
    let mut samples = Vec::new();
    for _ in 0..setting.runs {
        samples.push(process::finish(&mut Command::new("true"))?.seconds * 1e3);
    }
    Ok(vec![Measure::new("harness.spawn", "ms", samples)])
}

/// Waits as many milliseconds as `EMAKI_BENCH_INJECT_MS` says, inside of what is measured.
///
/// So it can be shown that `--compare` finds a slowdown. Only this harness reads the variable.
pub fn injected_slowdown() {
    let wait = std::env::var("EMAKI_BENCH_INJECT_MS").ok().and_then(|text| text.parse().ok());
    if let Some(ms) = wait {
        thread::sleep(Duration::from_millis(ms));
    }
}
