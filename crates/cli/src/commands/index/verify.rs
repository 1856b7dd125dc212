//! `emaki index verify`: the index and its vectors, held against the store.

use app::{EngineVerdict, VerifyRequest};
use serde_json::json;

use crate::{
    exit::Exit,
    output::{Align, Output, Table, grouped},
    session::Session,
};

/// Hold the index and its vectors against the store: every work's number, and a sample in full
#[derive(Debug, clap::Args)]
pub struct Verify {
    /// Works whose payload and vectors are compared; at least one
    #[arg(long, value_name = "N", default_value_t = VerifyRequest::default().sample as u64,
          value_parser = clap::value_parser!(u64).range(1..))]
    sample: u64,
    /// Which works those are; the same number chooses the same ones
    #[arg(long, value_name = "N", default_value_t = VerifyRequest::default().seed)]
    seed: u64,
}

impl Verify {
    /// Ends with 3 when something differs.
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let request =
            VerifyRequest { sample: usize::try_from(self.sample).unwrap_or(usize::MAX), seed: self.seed };
        let verdicts = session.app().await?.verify_index(&request).await?;
        let is_sound = verdicts.iter().all(EngineVerdict::is_sound);
        print(&session.out, &verdicts, is_sound)?;
        Ok(if is_sound { Exit::Done } else { Exit::Partly })
    }
}

fn print(out: &Output, verdicts: &[EngineVerdict], is_sound: bool) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(&json!({ "sound": is_sound, "engines": verdicts }));
    }
    let columns = [
        ("engine", Align::Left),
        ("stored", Align::Right),
        ("works", Align::Right),
        ("missing", Align::Right),
        ("extra", Align::Right),
        ("behind", Align::Right),
        ("compared", Align::Right),
        ("different", Align::Right),
    ];
    let mut table = Table::new(columns);
    for verdict in verdicts {
        let counts = [verdict.stored, verdict.works, verdict.missing, verdict.extra];
        let [stored, works, missing, extra] = counts.map(|count| grouped(count as u64));
        table.row([
            verdict.engine.clone(),
            stored,
            works,
            missing,
            extra,
            grouped(verdict.behind.unsigned_abs()),
            grouped(verdict.sampled as u64),
            grouped(verdict.differing.len() as u64),
        ]);
    }
    out.table(&table)?;
    for verdict in verdicts {
        notes(out, verdict);
    }
    out.note(if is_sound {
        "nothing differs"
    } else {
        "`emaki serve` and `emaki worker` take changes in; `emaki index rebuild` makes everything anew"
    });
    Ok(())
}

fn notes(out: &Output, verdict: &EngineVerdict) {
    let engine = &verdict.engine;
    if let Some(model) = &verdict.other_model {
        out.note(format_args!("{engine}: its vectors are of {model}, which is not the model in force"));
    }
    let listed =
        |works: &[model::WorkId]| works.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    if !verdict.missing_works.is_empty() {
        out.note(format_args!("{engine}: missing are {}", listed(&verdict.missing_works)));
    }
    if !verdict.extra_works.is_empty() {
        out.note(format_args!("{engine}: nothing in the store are {}", listed(&verdict.extra_works)));
    }
    for work in verdict.differing.iter().take(20) {
        out.note(format_args!("{engine}: work {} differs in {}", work.work, work.what.join(", ")));
    }
}
