//! `emaki doctor`: whether everything that Emaki needs is there, and what to do where it is not.

use app::{App, FindingState};

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Check folders, engines, index, clock and disk, and say what to do
#[derive(Debug, clap::Args)]
pub struct Doctor {
    /// Install what is missing and may be installed: yt-dlp, where people's files are turned on
    #[arg(long)]
    fix: bool,
}

impl Doctor {
    /// Ends with 1 when there is a problem; warnings alone are no failure.
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        if self.fix {
            for done in App::doctor_fix(session.config()).await? {
                session.out.note(done);
            }
        }
        let findings = App::doctor(session.config()).await;
        let has_problem = findings.iter().any(|finding| finding.state == FindingState::Problem);
        let exit = if has_problem { Exit::Failed } else { Exit::Done };
        if session.out.is_json() {
            session.out.json(&findings)?;
            return Ok(exit);
        }
        let mut table = Table::new(["state", "check", "finding"].map(|name| (name, Align::Left))).folding();
        for finding in &findings {
            let state = word_of(finding.state).to_owned();
            table.row([state, finding.check.to_string(), finding.message.clone()]);
        }
        session.out.table(&table)?;
        for finding in &findings {
            if let Some(todo) = &finding.todo {
                session.out.note(format_args!(
                    "{} {}: {todo}",
                    session.out.paint_hint("to do:"),
                    finding.check
                ));
            }
        }
        Ok(exit)
    }
}

fn word_of(state: FindingState) -> &'static str {
    match state {
        FindingState::Ok => "ok",
        FindingState::Warning => "warning",
        FindingState::Problem => "problem",
    }
}
