//! `emaki production rebuild`, `fsck` and `purge`: the folder of pictures and the store, held against each other.

use app::FsckReport;
use model::Instant;

use super::AUTHOR;
use crate::{exit::Exit, output::one_of_many, session::Session};

/// Put back what the files beside the pictures tell of and the store does not know
#[derive(Debug, clap::Args)]
pub struct Rebuild {}

impl Rebuild {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.rebuild_productions(AUTHOR).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            session.out.line(format_args!(
                "{} projects, {} characters, {} parts and {} takes put back from {} files",
                report.projects, report.characters, report.parts, report.takes, report.books
            ))?;
            for unreadable in &report.unreadable {
                session.out.note(format_args!("cannot be read: {unreadable}"));
            }
        }
        Ok(if report.unreadable.is_empty() { Exit::Done } else { Exit::Partly })
    }
}

/// Hold the folder of pictures against the store
#[derive(Debug, clap::Args)]
pub struct Fsck {
    /// Bring into order what is not: take moved files over, put lost ones back
    #[arg(long)]
    repair: bool,
}

impl Fsck {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let report = session.app().await?.fsck(self.repair).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            print(session, &report)?;
        }
        Ok(if report.is_sound() { Exit::Done } else { Exit::Partly })
    }
}

fn print(session: &Session, report: &FsckReport) -> anyhow::Result<()> {
    for (from, to) in &report.moved {
        session.out.line(format_args!("moved\t{from}\t{to}"))?;
    }
    for (word, files) in [
        ("restored", &report.restored),
        ("set aside", &report.set_aside),
        ("kept anew", &report.kept_anew),
        ("lost", &report.lost),
        ("stray", &report.strays),
    ] {
        for file in files {
            session.out.line(format_args!("{word}\t{file}"))?;
        }
    }
    session.out.line(format_args!(
        "{} of {} where they belong",
        report.sound,
        one_of_many(report.takes, "take")
    ))?;
    if !report.repaired && !report.is_sound() {
        session.out.note("nothing was changed; --repair brings it into order");
    }
    Ok(())
}

/// Empty the bin of what lies in it for long enough, files included
#[derive(Debug, clap::Args)]
pub struct Purge {
    /// Days that it has to lie there; what the settings say when not given
    #[arg(long, value_name = "N")]
    days: Option<u32>,
}

impl Purge {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let days = self.days.unwrap_or(app.config().production.keep_binned_days);
        let before = app.now().as_micros() - i64::from(days) * 86_400_000_000;
        // What was thrown away this very moment lies there since before the next one.
        let purge = app.purge_bin(Instant::from_micros(before + 1), AUTHOR).await?;
        if session.out.is_json() {
            session.out.json(&purge)?;
        } else {
            session.out.line(format_args!(
                "{} projects, {} characters and {} files went",
                purge.projects.len(),
                purge.characters.len(),
                purge.files
            ))?;
        }
        Ok(Exit::Done)
    }
}
