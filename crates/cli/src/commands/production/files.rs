//! `emaki production rebuild` and `fsck`: the folder of pictures and the store, held against each other.

use app::FsckReport;

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
    if report.books > 0 {
        session.out.line(format_args!("books\t{} behind, gone or damaged", report.books))?;
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
