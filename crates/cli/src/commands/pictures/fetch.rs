//! `emaki pictures fetch`: fetches what is not kept yet.

use app::{PictureFetch, PictureReport};

use crate::{
    exit::Exit,
    output::{Block, Output, grouped, one_of_many},
    session::Session,
};

/// Fetch pictures that are not kept yet, the first poster of each work
///
/// Each host is asked at a steady pace. What is fetched is kept at once, so that a run may be broken off and goes on
/// where it was. What failed is tried again after a pause that grows.
#[derive(Debug, clap::Args)]
pub struct Fetch {
    /// Only pictures of these works: their numbers, or external ids such as mal:16498
    #[arg(value_name = "ID")]
    works: Vec<String>,
    /// Also further posters and banners
    #[arg(long)]
    all: bool,
    /// Also what failed and is not due again
    #[arg(long)]
    retry: bool,
    /// At most so many
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// Leave it to a worker, and print the job's id
    #[arg(long)]
    queue: bool,
}

impl Fetch {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = PictureFetch { works: self.works, all: self.all, retry: self.retry, limit: self.limit };
        if self.queue {
            let accepted = app.enqueue_pictures(&request).await?;
            if session.out.is_json() {
                session.out.json(&accepted)?;
            } else {
                session.out.line(accepted.job_id)?;
                session.out.note(if accepted.is_new { "queued" } else { "under way already" });
            }
            return Ok(Exit::Done);
        }
        let report = {
            let bar = session.out.bar("pictures");
            app.fetch_pictures(&request, &|progress| bar.update(&progress)).await?
        };
        print(&session.out, &report)?;
        Ok(if report.is_partial() { Exit::Partly } else { Exit::Done })
    }
}

fn print(out: &Output, report: &PictureReport) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(report);
    }
    if report.due == 0 {
        out.note("nothing is to be fetched");
    }
    let failed: u64 = report.failed.values().sum();
    let why: Vec<String> = report.failed.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let failed =
        if why.is_empty() { grouped(0) } else { format!("{} ({})", grouped(failed), why.join(", ")) };
    let block = Block::new()
        .row("new", &grouped(report.new))
        .row("kept already", &grouped(report.same))
        .row("failed", &failed)
        .row("left", &grouped(report.left));
    out.block(&block)?;
    if report.left > 0 {
        out.note(format_args!(
            "{} left: their host wants a rest or cannot be reached; run it again later",
            one_of_many(report.left, "picture")
        ));
    }
    if !report.failed.is_empty() {
        out.note("`emaki pictures status` tells what failed and when it is tried again");
    }
    Ok(())
}
