//! `emaki import`: files of any known format into the catalog.

use app::{App, AppError, ImportReport, ImportRequest};

use crate::{
    exit::Exit,
    output::{Output, one_of_many},
    session::Session,
};

/// Import files into the catalog
///
/// The format is found from the file's first bytes; plain, gzip and zstd are read alike. A row that is
/// no good is set aside and the rest goes on (exit 3); `emaki db rejects` lists such rows. Importing a
/// file again changes nothing, and an import that broke off goes on where it stopped.
#[derive(Debug, clap::Args)]
pub struct Import {
    /// Files, http(s) addresses, or - for standard input
    #[arg(value_name = "FILE|URL|-", required_unless_present = "starter", conflicts_with = "starter")]
    inputs: Vec<String>,
    /// The format, where it cannot be told from the file
    #[arg(long)]
    format: Option<String>,
    /// All of a file or nothing
    #[arg(long)]
    atomic: bool,
    /// Import the catalog that comes with the program
    #[arg(long)]
    starter: bool,
}

impl Import {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let mut reports: Vec<ImportReport> = Vec::new();
        if self.starter {
            let bar = session.out.bar("importing the starter catalog");
            reports = app.import_starter(&|progress| bar.update(&progress)).await?;
            drop(bar);
            print(&session.out, &reports);
        }
        for input in &self.inputs {
            match self.import(session, &app, input).await {
                Ok(new) => reports.extend(new),
                Err(error) => {
                    // What went before is stored, so it is to be found as well.
                    session.sync_index(&app).await?;
                    return Err(error.into());
                }
            }
        }
        session.sync_index(&app).await?;
        if session.out.is_json() {
            session.out.json(&reports)?;
        }
        let rejected: u64 = reports.iter().map(|report| report.rejected).sum();
        if rejected == 0 {
            return Ok(Exit::Done);
        }
        let rows = one_of_many(rejected, "row");
        session.out.note(format_args!("{rows} set aside; `emaki db rejects` lists them with the reason"));
        Ok(Exit::Partly)
    }

    async fn import(&self, session: &Session, app: &App, input: &str) -> Result<Vec<ImportReport>, AppError> {
        let request = ImportRequest {
            inputs: vec![input.to_owned()],
            format: self.format.clone(),
            atomic: self.atomic,
        };
        let bar = session.out.bar(&format!("importing {}", short(input)));
        let reports = app.import(&request, &|progress| bar.update(&progress)).await?;
        drop(bar);
        print(&session.out, &reports);
        Ok(reports)
    }
}

/// The lines that say what changed; under `--json` all reports come together at the end. A reader that
/// has left is no reason to leave the rest unimported.
fn print(out: &Output, reports: &[ImportReport]) {
    for report in reports.iter().filter(|_| !out.is_json()) {
        let _ = out.line(report);
    }
}

/// The last part of a path or an address, which is what tells files apart.
fn short(input: &str) -> &str {
    let path = input.split(['?', '#']).next().unwrap_or(input);
    path.trim_end_matches('/').rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or(input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_are_named_by_their_last_part() {
        let cases =
            [("a/b.jsonl.zst", "b.jsonl.zst"), ("https://h.example/d/x.json?key=1", "x.json"), ("-", "-")];
        for (input, name) in cases {
            assert_eq!(short(input), name);
        }
    }
}
