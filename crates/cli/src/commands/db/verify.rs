//! `emaki db verify`: checks the store, or a backup file.

use std::path::PathBuf;

use app::App;
use serde_json::json;

use super::backup::Summary;
use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Check the store from the ground up, or a backup file
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// A backup to check instead of the store
    file: Option<PathBuf>,
}

impl Verify {
    /// Ends with 1 when something is wrong.
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match &self.file {
            Some(file) => {
                let report = App::verify_backup(file).await?;
                let summary = Summary::of(file, &report);
                if session.out.is_json() {
                    session.out.json(&summary)?;
                } else {
                    session.out.line(format_args!("whole: {summary}"))?;
                }
                Ok(Exit::Done)
            }
            None => verify_store(session).await,
        }
    }
}

async fn verify_store(session: &Session) -> anyhow::Result<Exit> {
    let report = session.app().await?.verify().await?;
    let exit = if report.is_sound() { Exit::Done } else { Exit::Failed };
    if session.out.is_json() {
        let checks = report.checks.iter();
        let checks = checks.map(|c| json!({ "check": c.name, "wrong": c.wrong, "examples": c.examples }));
        session.out.json(&json!({ "sound": report.is_sound(), "checks": checks.collect::<Vec<_>>() }))?;
        return Ok(exit);
    }
    let mut table = Table::new([("check", Align::Left), ("wrong", Align::Right), ("examples", Align::Left)]);
    for check in &report.checks {
        table.row([check.name.to_owned(), check.wrong.to_string(), check.examples.join(", ")]);
    }
    session.out.table(&table)?;
    session.out.note(if report.is_sound() {
        "everything is in order"
    } else {
        "the store is damaged; restore a backup"
    });
    Ok(exit)
}
