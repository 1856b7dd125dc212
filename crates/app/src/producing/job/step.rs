//! Where an engine is within a picture: which of its nodes works, and at which of its steps. It stands in the data of a
//! job's events of progress, beside the percentage.

use jobs::{Failure, Run};
use production::engines::Event;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::JobProgress;

/// Where an engine is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Whereabouts {
    /// The node that works, by its class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// The step of that node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<u32>,
    /// Of so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
}

impl Whereabouts {
    /// What an engine says.
    pub(super) fn of(event: &Event) -> Option<Self> {
        let Event::Progress { node, step, steps, .. } = event else { return None };
        let has_steps = *steps > 0;
        Some(Self {
            node: node.clone(),
            step: has_steps.then_some(*step),
            steps: has_steps.then_some(*steps),
        })
    }

    /// What an event of a job says; nothing where it is none of progress.
    pub(in crate::producing) fn told(event: &str, data: &Value) -> Self {
        let is_progress = event == "progress" && data.is_object();
        if is_progress { Self::deserialize(data).unwrap_or_default() } else { Self::default() }
    }
}

/// Tells how far a picture is, and where its engine is.
pub(super) async fn tell(
    run: &Run,
    progress: &JobProgress,
    step: Option<&Whereabouts>,
) -> Result<(), Failure> {
    match step {
        Some(step) => run.progress_with(progress, step).await,
        None => run.progress(progress).await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_engine_says_is_told_again() {
        let event = Event::Progress { percent: 12, node: Some("KSampler".to_owned()), step: 3, steps: 20 };
        let step = Whereabouts::of(&event).expect("it is progress");
        let data = serde_json::to_value(&step).expect("it is JSON");
        assert_eq!(data, serde_json::json!({ "node": "KSampler", "step": 3, "steps": 20 }));
        assert_eq!(Whereabouts::told("progress", &data), step);
        assert_eq!(Whereabouts::told("engine", &data), Whereabouts::default());
    }

    #[test]
    fn a_node_without_steps_has_none() {
        let event = Event::Progress { percent: 90, node: Some("VAEDecode".to_owned()), step: 0, steps: 0 };
        let step = Whereabouts::of(&event).expect("it is progress");
        assert_eq!((step.node.as_deref(), step.step, step.steps), (Some("VAEDecode"), None, None));
        assert_eq!(Whereabouts::of(&Event::Started), None);
    }
}
