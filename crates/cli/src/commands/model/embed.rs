//! `emaki model embed`: makes the vectors that the models of the settings lack.

use app::{EmbedReport, EmbedWhat};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, grouped},
    session::Session,
};

/// Make the vectors that the models of the settings lack, of works and of kept pictures
///
/// `emaki serve` and `emaki worker` do so by themselves. It may be broken off and goes on where it was; until it is
/// done, what answered before goes on answering.
#[derive(Debug, clap::Args)]
pub struct Embed {
    /// Leave it to a worker, and print the jobs' ids
    #[arg(long)]
    queue: bool,
}

impl Embed {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let config = &session.config().model;
        let wanted: Vec<EmbedWhat> =
            [(!config.is_builtin()).then_some(EmbedWhat::Works), config.clip().map(|_| EmbedWhat::Pictures)]
                .into_iter()
                .flatten()
                .collect();
        if wanted.is_empty() {
            session
                .out
                .note("the built-in table embeds works as they come, and no CLIP is set up: nothing to do");
            return Ok(Exit::Done);
        }
        let mut reports = Vec::new();
        for what in wanted {
            if self.queue {
                let accepted = app.enqueue_embedding(what).await?;
                if session.out.is_json() {
                    session.out.json_line(&accepted)?;
                } else {
                    session.out.line(accepted.job_id)?;
                }
                continue;
            }
            let name = match what {
                EmbedWhat::Works => "works",
                EmbedWhat::Pictures => "pictures",
            };
            let bar = session.out.bar(&format!("embedding {name}"));
            let report = match what {
                EmbedWhat::Works => app.embed_works(&|progress| bar.update(&progress)).await?,
                EmbedWhat::Pictures => app.embed_pictures(&|progress| bar.update(&progress)).await?,
            };
            reports.push((name, report));
        }
        if !self.queue {
            print(&session.out, &reports)?;
        }
        let elsewhere = reports.iter().any(|(_, report)| report.is_elsewhere);
        Ok(if elsewhere { Exit::Partly } else { Exit::Done })
    }
}

fn print(out: &Output, reports: &[(&'static str, EmbedReport)]) -> std::io::Result<()> {
    if out.is_json() {
        let reports: serde_json::Map<String, serde_json::Value> =
            reports.iter().map(|(name, report)| ((*name).to_owned(), serde_json::json!(report))).collect();
        return out.json(&reports);
    }
    let columns = [
        ("what", Align::Left),
        ("model", Align::Left),
        ("embedded", Align::Right),
        ("unchanged", Align::Right),
    ];
    let mut table = Table::new(columns);
    for (name, report) in reports {
        let (embedded, unchanged) = (grouped(report.embedded), grouped(report.unchanged));
        table.row([(*name).to_owned(), report.model.clone(), embedded, unchanged]);
        if report.is_elsewhere {
            out.note(format_args!("another process is embedding {name} already"));
        }
    }
    out.table(&table)
}
