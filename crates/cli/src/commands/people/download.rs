//! `emaki people download`: a session of downloads.

use app::{DownloadReport, DownloadRequest, FileOrigin};

use crate::{
    exit::Exit,
    output::{Block, Output, bytes, grouped, one_of_many},
    session::Session,
};

/// Download what people's rows and documents point at
///
/// Each file is kept as soon as it is there, together with its row, so that a run may be broken off and goes on where
/// it was. What fails is kept with its reason; what may come back is tried again after a pause that grows.
#[derive(Debug, clap::Args)]
pub struct Download {
    /// Only files of this person, by key, such as 151 or 151#2
    #[arg(long, value_name = "KEY")]
    person: Option<String>,
    /// Only files from there
    #[arg(long, value_name = "WHERE")]
    only: Option<Only>,
    /// At most so many files, playlists and folders
    #[arg(long, value_name = "N")]
    limit: Option<u64>,
    /// How many are taken from the list at a time [default: 100]
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Go on with the session that was broken off last
    #[arg(long)]
    resume: bool,
    /// Also what failed and is not due again or was given up, but for what was removed
    #[arg(long)]
    retry_failed: bool,
}

/// Where files come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    Youtube,
    Drive,
}

impl Download {
    /// Whether what failed is tried again.
    pub fn retries(&self) -> bool {
        self.retry_failed
    }

    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let only = self.only.map(|only| match only {
            Only::Youtube => FileOrigin::Youtube,
            Only::Drive => FileOrigin::Drive,
        });
        let request = DownloadRequest {
            person: self.person,
            only,
            limit: self.limit,
            batch_size: self.batch_size,
            resume: self.resume,
            retry_failed: self.retry_failed,
        };
        let report = {
            let bar = session.out.bar("files");
            app.download_people(&request, &|progress| bar.update(&progress)).await?
        };
        print(&session.out, &report)?;
        Ok(if report.is_partial() { Exit::Partly } else { Exit::Done })
    }
}

/// Prints what came of a session.
pub fn print(out: &Output, report: &DownloadReport) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(report);
    }
    let session = &report.session;
    if session.completed_assets + session.failed_assets + report.left == 0 {
        out.note("nothing is to be downloaded");
    }
    let why: Vec<String> = report.failed.iter().map(|(code, count)| format!("{count} {code}")).collect();
    let failed = grouped(session.failed_assets);
    let failed = if why.is_empty() { failed } else { format!("{failed} ({})", why.join(", ")) };
    let block = Block::new()
        .row("session", &session.id)
        .row("new", &grouped(report.files))
        .row("kept already", &grouped(report.same))
        .row("listed", &grouped(report.listed))
        .row("found in them", &grouped(report.found))
        .row("failed", &failed)
        .row("left", &grouped(report.left))
        .row("received", &bytes(session.bytes));
    out.block(&block)?;
    if report.mended > 0 {
        let many = one_of_many(report.mended, "file");
        out.note(format_args!("{many} of an earlier session that broke off ended first"));
    }
    if let Some(reason) = &report.stopped {
        out.note(format_args!("stopped early: {reason}"));
    }
    if report.left > 0 {
        out.note("what is left waits for its host or for another process; run it again later");
    }
    Ok(())
}
