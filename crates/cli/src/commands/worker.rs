//! `emaki worker`: runs queued jobs until told to stop.

use app::WorkRequest;

use crate::{exit::Exit, session::Session};

/// Run queued jobs, and refresh what is airing and what is asked for most
///
/// Any number of workers may run at once, on any machines that reach the store. A worker that is lost is
/// replaced by the others. Told to stop, it finishes or gives back what it runs within 20 seconds.
#[derive(Debug, clap::Args)]
pub struct Worker {
    /// Only jobs of these kinds, separated by commas; all of them when omitted
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    kinds: Vec<String>,
    /// Jobs to run at once [default: `at_once` under `[jobs]`]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    workers: Option<u32>,
    /// Stop after one job, or when there is none
    #[arg(long, conflicts_with = "drain")]
    once: bool,
    /// Stop when no job is waiting or running any more
    #[arg(long)]
    drain: bool,
}

impl Worker {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let told_to_stop = serve::terminated();
        let app = session.app().await?;
        let stays = !self.once && !self.drain;
        let request = WorkRequest {
            kinds: self.kinds,
            at_once: self.workers.map(|count| count as usize),
            drain: self.drain,
            once: self.once,
            schedules: stays,
        };
        // What jobs change is to be found by searches, also where no server runs.
        let indexing = stays.then(|| app.spawn_indexing());
        if stays {
            session.out.note("waiting for jobs");
        }
        let ran = app.work_jobs(&request, told_to_stop).await;
        if let Some(indexing) = indexing {
            indexing.abort();
        }
        let report = ran?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            session.out.line(report.runs)?;
        }
        Ok(Exit::Done)
    }
}
