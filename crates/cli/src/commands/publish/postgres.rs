//! `emaki publish postgres`: the game's own tables.

use app::{PostgresReport, PublishPostgres};

use super::Common;
use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// How many changed rows are listed after a publish; a dry run and --json list all.
const MOST: usize = 100;

/// Write series and characters into the game's own PostgreSQL
///
/// All in one transaction: rows are added and changed in the tables `series` and `waifus`, and what players
/// own is never touched. Rows that the tables cannot hold are listed and left out (exit 3). What stood there
/// before is kept for `emaki publish rollback`. Rows without a number get one before.
#[derive(Debug, clap::Args)]
pub struct Postgres {
    /// The database, `postgres://user:password@host/database`; `EMAKI_PUBLISH_URL` or the settings when not given
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Delete rows that are not published, unless a player or anything else holds them
    #[arg(long)]
    delete_missing: bool,
    /// Replace the constraint that keeps names apart by one over name and medium
    #[arg(long)]
    alter_target: bool,
    #[command(flatten)]
    common: Common,
}

impl Postgres {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let request = PublishPostgres {
            settings: self.common.settings(&app),
            url: self.url,
            delete_missing: self.delete_missing,
            alter_target: self.alter_target,
        };
        let report = app.publish_postgres(request).await?;
        if session.out.is_json() {
            session.out.json(&report)?;
        } else {
            print(&session.out, &report)?;
        }
        Ok(if report.refused.is_empty() { Exit::Done } else { Exit::Partly })
    }
}

fn print(out: &Output, report: &PostgresReport) -> anyhow::Result<()> {
    if report.dry_run {
        for change in &report.changes {
            out.line(change)?;
        }
    } else {
        for change in report.changes.iter().take(MOST) {
            let columns: Vec<&str> = change.columns.iter().map(|column| column.column).collect();
            let columns =
                if columns.is_empty() { String::new() } else { format!(": {}", columns.join(", ")) };
            let (action, table, id, name) = (change.action.word(), change.table, change.id, &change.name);
            out.line(format_args!("{action} {table} {id} ({name}){columns}"))?;
        }
        if report.changes.len() > MOST {
            let more = one_of_many((report.changes.len() - MOST) as u64, "more row");
            out.line(format_args!("and {more}; --json lists all"))?;
        }
    }
    for renamed in &report.renamed {
        let (id, name, published) = (renamed.id, &renamed.name, &renamed.published);
        out.line(format_args!(
            "series {id} ({name}) is called `{published}` there: another one has its name"
        ))?;
    }
    for refused in &report.refused {
        out.line(format_args!("refused: {refused}"))?;
    }
    let right = ["inserted", "updated", "unchanged", "refused", "deleted"].map(|name| (name, Align::Right));
    let mut table = Table::new([("table", Align::Left)].into_iter().chain(right).collect::<Vec<_>>());
    for (name, counts) in [("series", report.series), ("waifus", report.waifus)] {
        let counts = [counts.inserted, counts.updated, counts.unchanged, counts.refused, counts.deleted];
        table.row([name.to_owned()].into_iter().chain(counts.map(|count| count.to_string())));
    }
    out.table(&table)?;
    for settled in &report.settled {
        let (id, state) = (settled.publish, settled.state);
        out.note(format_args!("publish {id} had been broken off and is {state}"));
    }
    if let Some(altered) = &report.altered {
        let would = if report.dry_run { "would keep" } else { "keeps" };
        out.note(format_args!("{altered} {would} names apart there from now on"));
    }
    if report.warnings > 0 && !report.dry_run {
        let warnings = one_of_many(report.warnings as u64, "warning");
        out.note(format_args!("{warnings} accepted; `emaki publish check` lists them"));
    }
    let target = &report.target;
    match report.publish {
        Some(id) => {
            out.note(format_args!("publish {id} to {target}; `emaki publish rollback {id}` takes it back"));
        }
        None if report.dry_run => out.note(format_args!("dry run, nothing was written to {target}")),
        None => out.note(format_args!("nothing to publish to {target}")),
    }
    Ok(())
}
