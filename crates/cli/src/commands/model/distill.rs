//! `emaki model distill`: makes a table of this catalog's own texts.

use std::path::PathBuf;

use app::{DistillProgress, DistillRequest, Distilled, Progress, Unit};

use crate::{
    exit::Exit,
    output::{Block, Output, bytes, grouped},
    session::Session,
};

/// Make a table that embeds this catalog in seconds, trained on its own texts
///
/// With a teacher, a BERT folder: distilled from it, then trained on titles, tags, synopses and on works that belong
/// together. Without one the built-in table is trained further, in about a minute. The same inputs give the same
/// bytes. The card beside the table names every input with its license; synopses belong to their sources, so such a
/// table is for this installation.
#[derive(Debug, clap::Args)]
pub struct Distill {
    /// The teacher: a BERT folder, or its name under `models`
    teacher: Option<String>,
    /// The folder's name under `models`
    #[arg(long, value_name = "NAME", default_value = "own")]
    name: String,
    /// Judged queries, whose works stay out of training, so that they can measure the table
    #[arg(long, value_name = "FILE")]
    held_out: Vec<PathBuf>,
    /// Numbers in a vector
    #[arg(long, value_name = "N")]
    dimensions: Option<usize>,
    /// The most pieces of text that it may know
    #[arg(long, value_name = "N")]
    pieces: Option<usize>,
    /// Phrases that the teacher is asked about
    #[arg(long, value_name = "N")]
    phrases: Option<usize>,
    /// How often everything is gone through
    #[arg(long, value_name = "N")]
    epochs: Option<usize>,
    /// Where chance begins
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Leave synopses out, so that the table may be passed on as far as titles and tags may
    #[arg(long)]
    no_synopses: bool,
    /// Make a table of this name anew
    #[arg(long)]
    force: bool,
}

impl Distill {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let usual = DistillRequest::default();
        let request = DistillRequest {
            teacher: self.teacher,
            name: self.name,
            held_out: self.held_out,
            dimensions: self.dimensions.unwrap_or(usual.dimensions),
            pieces: self.pieces.unwrap_or(usual.pieces),
            phrases: self.phrases.unwrap_or(usual.phrases),
            epochs: self.epochs.unwrap_or(usual.epochs),
            seed: self.seed.unwrap_or(usual.seed),
            synopses: !self.no_synopses,
            force: self.force,
        };
        let app = session.app().await?;
        let made = {
            let bar = session.out.bar("making a table");
            let told = |progress| match progress {
                DistillProgress::Asked(done, total) => {
                    bar.update(&Progress { done, total: Some(total), unit: Unit::Rows });
                }
                DistillProgress::Trained { pass, passes, .. } => {
                    bar.update(&Progress { done: pass, total: Some(passes), unit: Unit::Rows });
                }
            };
            app.distill_model(&request, &told).await?
        };
        print(&session.out, &made)?;
        Ok(Exit::Done)
    }
}

fn print(out: &Output, made: &Distilled) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(made);
    }
    let losses = [("teacher", made.teacher_loss), ("pairs", made.field_loss)];
    let losses: Vec<String> =
        losses.iter().filter_map(|(name, loss)| Some(format!("{name} {:.4}", (*loss)?))).collect();
    let block = Block::new()
        .row("model", &made.model)
        .row("from", &made.teacher)
        .row("size", &bytes(made.bytes))
        .row("sha256", &made.sha256)
        .row("corpus", &made.corpus)
        .row("works", &grouped(made.works as u64))
        .row("synopses", &grouped(made.synopses as u64))
        .row("ties", &grouped(made.ties as u64))
        .row("held out", &grouped(made.held_out as u64))
        .row("left to learn", &losses.join(", "));
    out.block(&block)?;
    for (name, license) in &made.ingredients {
        out.note(format_args!("made from {name}: {license}"));
    }
    out.note(format_args!("`text = \"{}\"` under [model] lets it answer", made.name));
    Ok(())
}
