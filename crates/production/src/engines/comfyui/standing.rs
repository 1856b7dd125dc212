//! Asking how a run stands.

use reqwest::StatusCode;
use serde_json::Value;

use crate::engines::{EngineError, PromptId};

use super::{
    answers::{Standing, in_history, in_job, in_queue},
    http::Http,
};

/// How a run stands, by whichever of its questions the engine answers.
pub(super) async fn standing(http: &Http, id: &PromptId, has_jobs: bool) -> Result<Standing, EngineError> {
    if has_jobs {
        // One answer, and none that another one could contradict.
        let answer = http.get(&format!("/api/jobs/{id}")).await?;
        if answer.status == StatusCode::OK
            && let Some(standing) = in_job(&http.read(&answer, "how a run stands")?)
            && !matches!(standing, Standing::Waiting { .. })
        {
            return Ok(standing);
        }
    }
    // A run goes from the queue into the history, never back: asked in this order, it cannot slip through.
    let queue = http.json("/queue", "what is in its queue").await?;
    let others = match in_queue(&queue, id.as_str()) {
        Ok(standing) => return Ok(standing),
        Err(others) => others,
    };
    let history = http.json(&format!("/history/{id}"), "what became of a run").await?;
    if let Some(standing) = in_history(&history, id.as_str()) {
        return Ok(standing);
    }
    // Nothing in either: an engine that was started anew has no history at all.
    let has_others = others > 0 || has_history(http).await?;
    Ok(Standing::Unknown { has_others })
}

async fn has_history(http: &Http) -> Result<bool, EngineError> {
    let mut url = http.at("/history");
    url.query_pairs_mut().append_pair("max_items", "1");
    let history = http.json_at(url, "what has run").await?;
    Ok(history.as_object().is_some_and(|history| !history.is_empty()))
}

/// Whether the engine has the questions about jobs of 2026.
pub(super) async fn has_jobs(http: &Http) -> Result<bool, EngineError> {
    let mut url = http.at("/api/jobs");
    url.query_pairs_mut().append_pair("limit", "1");
    match http.json_at(url, "about its jobs").await {
        Ok(answer) => Ok(answer.get("jobs").is_some_and(Value::is_array)),
        Err(EngineError::Answer { .. }) => Ok(false),
        Err(error) => Err(error),
    }
}
