//! `cargo xtask bench --compare` finds a slowdown that was put in on purpose.

use std::{
    path::Path,
    process::{Command, Output},
};

fn bench(folder: &Path, inject_ms: u32, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["bench", "--only", "harness.", "--runs", "5"])
        .args(arguments)
        .env("CARGO_TARGET_DIR", folder)
        .env("EMAKI_BENCH_INJECT_MS", inject_ms.to_string())
        .output()
        .expect("xtask was just built")
}

/// A base that is far slower than the machine's noise stands in for "before" or "after".
#[test]
fn an_injected_slowdown_fails_and_its_end_does_not() {
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    assert!(bench(folder.path(), 0, &["--label", "fast"]).status.success());

    let slower = bench(folder.path(), 400, &["--label", "slow", "--compare", "fast"]);
    assert_eq!(slower.status.code(), Some(1));
    let told = String::from_utf8_lossy(&slower.stderr);
    assert!(told.contains("a proven slowdown since `fast`: harness.spawn"), "{told}");

    let faster = bench(folder.path(), 0, &["--label", "again", "--compare", "slow"]);
    let told = String::from_utf8_lossy(&faster.stdout).into_owned();
    assert!(faster.status.success() && told.contains("harness.spawn") && told.contains("better"), "{told}");
}

#[test]
fn a_base_that_is_not_there_is_told_before_measuring() {
    let folder = tempfile::tempdir().expect("a temp folder can be made");
    let missing = bench(folder.path(), 0, &["--compare", "never"]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&missing.stderr).contains("no earlier run `never`"));
    assert!(missing.stdout.is_empty());
}
