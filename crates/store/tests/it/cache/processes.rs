//! Four processes at once: each thing is done by one, and no window holds more than it may.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use model::Instant;
use store::cache::{Cache, Lease, Reservation};

use super::{
    pace::is_within,
    scene::{Checked, Room, ask, at, ms},
};

const PROCESSES: usize = 4;
const NAMES: usize = 60;
const TURNS: i64 = 60;
const LIMITS: &str = "4/600 10/2500";
/// How a child learns which cache to work on.
const CACHE: &str = "EMAKI_TEST_CACHE_OF_PARENT";

/// What each child does; the parent starts it by name. On its own it has no cache to work on.
#[tokio::test]
#[ignore = "a part of the tests beside it, which start it in processes of its own"]
async fn child() -> Checked {
    let url = std::env::var(CACHE).expect("only the parent starts this");
    let cache = Cache::open(&url).await?;
    let me = std::process::id();
    let mut lines = Vec::new();
    for name in 0..NAMES {
        let name = format!("works/{name}");
        if cache.lease(&name, &me.to_string(), at(0), at(10)).await? == Lease::Taken {
            lines.push(format!("took {name}"));
        }
    }
    for turn in 0..TURNS {
        let now = ms(turn * 100 + i64::from(me % 50));
        if cache.reserve(&ask("lantern", LIMITS, now, &me.to_string())).await? == Reservation::Go {
            lines.push(format!("went {}", now.as_micros()));
        }
    }
    writeln!(std::io::stdout(), "{}", lines.join("\n")).expect("the parent reads it");
    Ok(())
}

/// Starts all children at once, also on making the tables, and looks at what they tell.
pub async fn processes_share_leases_and_pace(room: &Room) -> Checked {
    let program = std::env::current_exe().expect("the test knows its own program");
    let start = || {
        Command::new(&program)
            .args(["--exact", "cache::processes::child", "--ignored", "--nocapture"])
            .env(CACHE, &room.url)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the test's program starts")
    };
    let children: Vec<_> = (0..PROCESSES).map(|_| start()).collect();
    let (mut taken, mut gone) = (Vec::new(), Vec::new());
    for child in children {
        let output = child.wait_with_output().expect("the child ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            if let Some((_, name)) = line.split_once("took ") {
                taken.push(name.to_owned());
            } else if let Some((_, micros)) = line.split_once("went ") {
                gone.push(Instant::from_micros(micros.parse().expect("a number")));
            }
        }
    }
    taken.sort_unstable();
    let mut names: Vec<_> = (0..NAMES).map(|name| format!("works/{name}")).collect();
    names.sort_unstable();
    assert_eq!(taken, names, "each is taken once");
    assert!(gone.len() >= 10, "{}", gone.len());
    is_within(&mut gone, LIMITS);
    Ok(())
}
