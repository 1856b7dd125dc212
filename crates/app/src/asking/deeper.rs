//! Asking the sources about the first results, as jobs.

use search::AskAnswer;
use serde::Serialize;
use store::{JobId, JobState};

use super::{QueryRequest, request::Deeper};
use crate::{App, EnrichLevel, EnrichTarget, WorkRef};

/// A job that asks the sources about one result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DeeperJob {
    /// The work.
    pub work: model::WorkId,
    /// To which level.
    pub level: EnrichLevel,
    /// The job; `emaki jobs show` and `/api/jobs/{job_id}` tell how far it is.
    pub job_id: JobId,
    /// How far it was when it was asked for.
    pub status: JobState,
}

/// The jobs, and what kept further ones from being made.
#[derive(Default)]
pub(super) struct DeeperJobs {
    pub jobs: Vec<DeeperJob>,
    pub trouble: Option<String>,
}

impl App {
    /// Makes a job for each of the first results, where that was wished. The answer does not wait for them: the same
    /// question, asked again, shows what they brought.
    pub(super) async fn ask_deeper(&self, request: &QueryRequest, answer: &AskAnswer) -> DeeperJobs {
        let mut made = DeeperJobs::default();
        let Some(wanted) = request.options.enhance else { return made };
        let level = match wanted {
            Deeper::Usual => self.config().enrich.level,
            Deeper::To(level) => level,
        };
        for hit in answer.results.iter().take(self.config().asking.enhance_most) {
            let target = EnrichTarget::Work(WorkRef::Id(hit.id));
            match self.enqueue_enrich(&target, Some(level)).await {
                Ok(job) => {
                    made.jobs.push(DeeperJob { work: hit.id, level, job_id: job.job_id, status: job.status });
                }
                Err(error) => {
                    made.trouble = Some(format!("not all results are asked about: {}", error.message));
                    break;
                }
            }
        }
        made
    }
}
