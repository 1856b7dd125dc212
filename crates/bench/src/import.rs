//! Imports of the real offline database: store, links and index, and the same file a second time.

use std::time::Instant;

use app::{App, Config, ImportRequest, Overrides};
use bench::{Better, Context, Measure};
use testkit::PrivateDatabase;

const FILE: &str = "anime-offline-database.jsonl.zst";
const ROUNDS: usize = 3;

/// How long it takes on each engine until all works can be searched.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let Some(file) = context.catalog_file(FILE) else {
        eprintln!("skipped: import (no {FILE})");
        return Ok(Vec::new());
    };
    let request = ImportRequest { inputs: vec![file.display().to_string()], ..ImportRequest::default() };
    let mut measures = Vec::new();

    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        rounds.take(&context.app(&format!("import-sqlite-{round}")).await?, &request).await?;
    }
    measures.extend(rounds.measures("sqlite", 10.0));
    if let Some(peak) = bench::peak_mb() {
        measures.push(Measure::single("import.offline_db.peak_rss", "MB", Better::Lower, peak).goal(400.0));
    }

    let mut rounds = Rounds::default();
    for round in 0..ROUNDS {
        let Some(database) = PrivateDatabase::create(1).await else { return Ok(measures) };
        let overrides = Overrides {
            data_dir: Some(context.folder(&format!("import-postgres-{round}"))),
            ..Overrides::default()
        };
        let mut config = Config::load(&overrides)?;
        config.database_url = database.url();
        rounds.take(&App::open(config).await?, &request).await?;
    }
    measures.extend(rounds.measures("postgres", 20.0));
    Ok(measures)
}

/// Seconds of each round.
#[derive(Default)]
struct Rounds {
    first: Vec<f64>,
    stored: Vec<f64>,
    again: Vec<f64>,
}

impl Rounds {
    async fn take(&mut self, app: &App, request: &ImportRequest) -> anyhow::Result<()> {
        let begun = Instant::now();
        let reports = app.import(request, &|_| ()).await?;
        self.stored.push(begun.elapsed().as_secs_f64());
        app.sync_index(&|_| ()).await?;
        self.first.push(begun.elapsed().as_secs_f64());
        let new: u64 = reports.iter().map(|report| report.works_new).sum();
        anyhow::ensure!(new > 30_000, "{new} works");

        let begun = Instant::now();
        let again = app.import(request, &|_| ()).await?;
        self.again.push(begun.elapsed().as_secs_f64());
        anyhow::ensure!(again.iter().all(|report| report.is_noop()), "the second import changed something");
        Ok(())
    }

    fn measures(self, engine: &str, goal: f64) -> [Measure; 3] {
        let measure = |what: &str, samples| {
            Measure::new(format!("import.offline_db.{engine}{what}"), "s", Better::Lower, samples)
        };
        [measure("", self.first).goal(goal), measure(".store", self.stored), measure(".again", self.again)]
    }
}
