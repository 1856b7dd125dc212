//! Sources: what there is, reading recorded answers, asking, and logging in.

mod ask;
mod list;
mod login;
mod parse;

use serde_json::Value;
use testkit::replay::{Answer, Replay};

use crate::emaki::{Emaki, Ran};

/// A work as Jikan answers, and a page of a search.
pub const WORK: &str = include_str!("../../../../sources/fixtures/jikan/anime-full.json");
pub const SEARCH: &str = include_str!("../../../../sources/fixtures/jikan/search.json");

/// A server that speaks as Jikan does, and an installation that takes it for Jikan.
pub fn jikan() -> (Replay, Emaki) {
    let replay = Replay::start_blocking();
    replay.on("GET", "/anime/{id}/full", Answer::json(WORK));
    replay.on("GET", "/anime", Answer::json(SEARCH));
    let emaki = Emaki::new().with("EMAKI_SOURCES__JIKAN__BASE_URL", &replay.url());
    (replay, emaki)
}

/// The envelope on stderr of a run that failed under `--json`: wrong usage ends with 2, the rest with 1.
pub fn failure(ran: &Ran) -> Value {
    assert_eq!(ran.stdout, "", "{ran}");
    let envelope: Value = serde_json::from_str(&ran.stderr).unwrap_or_else(|error| panic!("{error}: {ran}"));
    let code = if envelope["error_code"] == "invalid_parameter" { 2 } else { 1 };
    assert_eq!(ran.code, Some(code), "{ran}");
    envelope
}
