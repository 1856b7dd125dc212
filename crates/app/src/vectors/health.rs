//! How the engine beside the index is.

use search::VectorEngine as _;
use serde_json::json;

use crate::{App, Part, State};

impl App {
    /// Without the engine searches go on, by titles, words and filters alone. `None` where there is none beside the
    /// index.
    pub(crate) async fn vectors_health(&self, last_change: Option<i64>) -> Option<Part> {
        let engine = self.vectors()?;
        let asked = engine.refresh().await;
        let seq = engine.seq();
        let lag = last_change.zip(seq).map(|(last, seq)| (last - seq).max(0));
        let model = engine.model();
        let (state, reason) = match (asked, seq, lag) {
            (Err(error), ..) => (State::Degraded, Some(format!("searches go on without meaning: {error}"))),
            (Ok(()), None, _) => {
                let reason = "the vectors are being filled in; searches go on without meaning until then";
                (State::Degraded, Some(reason.to_owned()))
            }
            (Ok(()), _, Some(lag)) if lag > 0 => {
                (State::Degraded, Some(format!("the vectors are {lag} changes behind the store")))
            }
            _ => (State::Ok, None),
        };
        let details = json!({
            "engine": engine.name(),
            "collection": engine.collection(),
            "model": model.as_ref().map(ToString::to_string),
            "seq": seq,
            "lag": lag,
        });
        Some(Part { name: "vectors", state, reason, details })
    }
}
