//! The keepers' pipeline at its full size: 50,000 characters over 3,000 series, out to files, to a
//! `PostgreSQL` and to a workbook, and back.

mod crowd;

use std::{path::PathBuf, time::Instant};

use anyhow::Context as _;
use app::{
    App, CurationFile, Form, Profile, PublishFiles, PublishPostgres, PublishSettings, Stage,
    curation::Options,
};
use bench::{Better, Context, Measure};
use store::Store;
use testkit::PrivateDatabase;

/// The game's tables, as the publisher's own tests make them.
const OLD_SCHEMA: &str = include_str!("../../../publish/fixtures/old_schema.sql");
const REGISTRY: &str = "main";

/// How long each step takes, and how much memory all of them.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let app = context.app("keepers").await?;
    let url = format!("sqlite:{}", context.folder("keepers").join("catalog.sqlite").display());
    let store = Store::open(&url).await?;
    crowd::fill(&store).await?;
    store.close().await?;

    let mut measures = Vec::new();
    let out = context.folder("keepers-out");
    bench::forget_peak();
    measures.push(timed("files.first", 3.0, publish_files(&app, out.clone())).await?);
    if let Some(peak) = bench::peak_mb() {
        let memory = Measure::single("keepers.files.peak_rss", "MB", Better::Lower, peak);
        measures.push(memory.goal(300.0));
    }
    measures.push(timed("files.again", 3.0, publish_files(&app, out)).await?);

    measures.push(timed("curate.export", 15.0, export(&app, context)).await?);
    measures.push(timed("curate.import", 15.0, import(&app, context)).await?);
    if let Some(database) = PrivateDatabase::create(1).await {
        let game = sqlx::PgPool::connect(&database.url()).await?;
        sqlx::raw_sql(OLD_SCHEMA).execute(&game).await?;
        game.close().await;
        measures.push(timed("postgres.first", 8.0, Box::pin(publish_postgres(&app, database.url()))).await?);
        measures
            .push(timed("postgres.unchanged", 3.0, Box::pin(publish_postgres(&app, database.url()))).await?);
    }
    Ok(measures)
}

async fn timed(
    name: &str,
    goal: f64,
    step: impl Future<Output = anyhow::Result<()>>,
) -> anyhow::Result<Measure> {
    let begun = Instant::now();
    step.await.with_context(|| format!("keepers.{name}"))?;
    let seconds = begun.elapsed().as_secs_f64();
    Ok(Measure::single(format!("keepers.{name}"), "s", Better::Lower, seconds).goal(goal))
}

/// Standardize, identify, merge and publish to CSV.
async fn publish_files(app: &App, out: PathBuf) -> anyhow::Result<()> {
    let stages = vec![Stage::Final];
    let request = PublishFiles { settings: settings(), stages, out: Some(out.clone()), differences: false };
    app.publish_files(request).await?;
    let written = std::fs::read_to_string(out.join("data/final/characters_final.csv"))?;
    anyhow::ensure!(written.lines().count() > crowd::CHARACTERS, "not all characters were published");
    Ok(())
}

async fn publish_postgres(app: &App, url: String) -> anyhow::Result<()> {
    let request =
        PublishPostgres { settings: settings(), url: Some(url), delete_missing: false, alter_target: false };
    app.publish_postgres(request).await?;
    Ok(())
}

async fn export(app: &App, context: &Context) -> anyhow::Result<()> {
    let book = app.curate_export(REGISTRY, &[Form::Series, Form::Character]).await?;
    std::fs::write(context.folder("keepers.xlsx"), book.bytes)?;
    Ok(())
}

async fn import(app: &App, context: &Context) -> anyhow::Result<()> {
    let file = CurationFile::read(&context.folder("keepers.xlsx"))?;
    let plan = app.curate_import(REGISTRY, &file, &Options::default(), Some("bench")).await?;
    anyhow::ensure!(plan.changes.is_empty(), "a workbook that nobody edited changed {}", plan.changes.len());
    Ok(())
}

fn settings() -> PublishSettings {
    PublishSettings {
        registry: REGISTRY.to_owned(),
        profile: Profile::Default,
        dry_run: false,
        accept_warnings: true,
        author: "bench".to_owned(),
    }
}
