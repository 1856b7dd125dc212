//! `kill -9` in the middle of an import: run again, the state is that of an undisturbed run.
//!
//! `EMAKI_FAULT_ROUNDS` sets how many times (3 when not set), `EMAKI_FAULT_SEED` the moments.

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use crate::{emaki::Emaki, fixtures};

/// Enough for several batches.
const WORKS: usize = 4_000;

pub(crate) fn number(variable: &str, default: u64) -> u64 {
    match std::env::var(variable) {
        Ok(text) => text.parse().unwrap_or_else(|_| panic!("{variable}={text} is no number")),
        Err(_) => default,
    }
}

/// A small generator with good bits: the same seed gives the same moments on every machine.
pub(crate) fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Starts the import and kills it when it has printed `lines` log lines; whether it was still running.
fn import_and_kill(emaki: &Emaki, lines: u64) -> bool {
    let mut command = emaki.command(&["-vv", "--log-format", "json", "import", "works.jsonl"]);
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the binary starts");
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let seen = stderr.lines().take(usize::try_from(lines).expect("a small number")).count() as u64;
    let _ = child.kill();
    let status = child.wait().expect("the binary ends");
    assert_eq!(seen == lines && status.code().is_none(), status.code().is_none(), "{status}");
    status.code().is_none()
}

/// How many log lines a whole import prints, and the state it leaves.
fn undisturbed(text: &str) -> (u64, String) {
    let emaki = Emaki::new();
    emaki.write("works.jsonl", text);
    let ran = emaki.run(&["-vv", "--log-format", "json", "import", "works.jsonl"]);
    assert_eq!(ran.code, Some(0), "{ran}");
    (ran.stderr.lines().count() as u64, emaki.export())
}

#[test]
fn an_import_survives_kill_9_at_any_moment() {
    let (rounds, seed) = (number("EMAKI_FAULT_ROUNDS", 3), number("EMAKI_FAULT_SEED", 20_141_018));
    let text = fixtures::many_works(WORKS);
    let (lines, expected) = undisturbed(&text);
    assert!(lines >= 4, "an import of {WORKS} works tells of its batches: {lines} lines");
    let mut state = seed;
    let mut killed = 0;
    for round in 0..rounds {
        let emaki = Emaki::new();
        emaki.write("works.jsonl", &text);
        // One to three kills in a row, each at a line of its own.
        for _ in 0..=next(&mut state) % 3 {
            killed += u64::from(import_and_kill(&emaki, 1 + next(&mut state) % lines));
        }
        let ran = emaki.run(&["import", "works.jsonl"]);
        assert_eq!(ran.code, Some(0), "round {round} of seed {seed}: {ran}");
        assert!(emaki.export() == expected, "round {round} of seed {seed}: the states differ");
        assert_eq!(emaki.run(&["db", "verify"]).code, Some(0), "round {round} of seed {seed}");
        let found = emaki.json(&["search", "depot number 1234"]);
        assert_eq!(found["results"][0]["title"], "Depot Number 1234", "round {round} of seed {seed}");
    }
    assert!(killed > 0, "seed {seed} killed nothing");
}
