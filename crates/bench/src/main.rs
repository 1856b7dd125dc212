//! `bench [GROUP]...`: takes the measures of the groups named, or of all, and prints one JSON line each.
//!
//! Run it through `cargo xtask bench`, which builds it for release, adds the measures that need a running
//! server, and compares. A group that lacks its data says so on stderr.

mod assign;
mod casting;
mod engines;
mod enrich;
mod fetch;
mod import;
mod jobs;
mod keepers;
mod linking;
mod manga;
mod models;
mod names;
mod pace;
mod parse;
mod people;
mod pictures;
mod queue;
mod recommend;
mod records;
mod relevance;
mod tally;
mod titles;

use std::io::Write;

use bench::{Context, Measure};

/// Every group of measures, in the order in which they run.
const GROUPS: &[&str] = &[
    "assign",
    "casting",
    "engines",
    "enrich",
    "fetch",
    "import",
    "jobs",
    "keepers",
    "linking",
    "manga",
    "models",
    "pace",
    "parse",
    "people",
    "pictures",
    "recommend",
    "relevance",
    "titles",
];

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    if let [group, folder, questions] = &asked[..]
        && group == "models-scale"
    {
        return models::child(folder.as_ref(), questions.as_ref());
    }
    let groups = if asked.is_empty() { GROUPS.iter().map(ToString::to_string).collect() } else { asked };
    let context = Context::new()?;
    for group in &groups {
        eprintln!("measuring {group}");
        for measure in Box::pin(run(group, &context)).await? {
            writeln!(std::io::stdout().lock(), "{}", serde_json::to_string(&measure)?)?;
        }
    }
    Ok(())
}

async fn run(group: &str, context: &Context) -> anyhow::Result<Vec<Measure>> {
    match group {
        "assign" => assign::run(context).await,
        "casting" => casting::run(context),
        "engines" => Box::pin(engines::run(context)).await,
        "enrich" => Box::pin(enrich::run(context)).await,
        "fetch" => fetch::run(context).await,
        "import" => Box::pin(import::run(context)).await,
        "jobs" => jobs::run(context).await,
        "keepers" => Box::pin(keepers::run(context)).await,
        "linking" => linking::run(context),
        "manga" => manga::run(context),
        "models" => Box::pin(models::run(context)).await,
        "pace" => pace::run(context).await,
        "parse" => parse::run(context),
        "people" => Box::pin(people::run(context)).await,
        "pictures" => Ok(pictures::run(context)),
        "recommend" => recommend::run(context),
        "relevance" => Box::pin(relevance::run(context)).await,
        "titles" => Ok(titles::run(context)),
        _ => Ok(Vec::new()),
    }
}
