//! An address that is told when pictures end. It outlives whoever tells it, and remembers all that it was told.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use testkit::replay::{Answer, Replay};

/// A receiver that takes whatever it is told.
pub struct Hooked(Replay);

impl Hooked {
    /// Starts one on loopback.
    pub fn start() -> Self {
        let replay = Replay::start_blocking();
        replay.on("POST", "/hook", Answer::status(204));
        Self(replay)
    }

    /// Where it is.
    pub fn url(&self) -> String {
        format!("{}/hook", self.0.url())
    }

    /// Looks whether each of these jobs was told of with its end, and gives how often one was told of again.
    ///
    /// # Panics
    /// Where one was not, where another end was told of or one that did not happen, and where what was told twice was
    /// not the same delivery.
    pub fn heard_of(&self, ends: &BTreeMap<String, String>) -> usize {
        assert_eq!(self.0.unexpected().len(), 0, "all is told at one address");
        let requests = self.0.requests();
        let mut deliveries: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for request in &requests {
            let told = request.json();
            let text = |value: &Value| value.as_str().unwrap_or_else(|| panic!("{told}")).to_owned();
            let (job, event) = (text(&told["job"]["job_id"]), text(&told["event"]));
            assert_eq!(ends.get(&job), Some(&event), "told of another end: {told}");
            assert_eq!(told["job"]["status"], event.as_str(), "told before it was so: {told}");
            let delivery = text(&told["delivery_id"]);
            assert_eq!(request.header("emaki-delivery"), Some(delivery.as_str()), "{told}");
            deliveries.entry(job).or_default().insert(delivery);
        }
        for (job, end) in ends {
            let ids = deliveries.get(job).map_or(0, BTreeSet::len);
            assert_eq!(ids, 1, "deliveries of {job}, which is {end}");
        }
        requests.len() - ends.len()
    }
}
