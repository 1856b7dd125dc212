//! What enriching prints.

use app::{AppError, EnrichedMany, Enrichment, FieldClaim, QualityReport};
use serde_json::Value;

use crate::output::{Align, Block, Output, Table, grouped};

/// The most characters of a value in a table.
const SHOWN: usize = 60;

/// One work: how each source stands and, where asked for, every claim.
pub fn one(out: &Output, enrichment: &Enrichment, explain: bool) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(enrichment);
    }
    out.heading(&format!("{} {}", enrichment.work, enrichment.title))?;
    out.table(&fields(enrichment))?;
    if !enrichment.sources.is_empty() {
        out.heading("sources")?;
        out.table(&sources(enrichment))?;
    }
    if explain {
        out.heading("who said what")?;
        out.table(&claims(enrichment))?;
    }
    for missing in &enrichment.missing_sources {
        out.note(format_args!("{}", missing.context.user_message));
    }
    out.note(told(enrichment.degradation_level));
    if let Some(folder) = &enrichment.folder {
        out.note(format_args!("the sources' answers lie in {}", folder.display()));
    }
    Ok(())
}

/// Each field's value, with the level and the first of the sources that it is from.
fn fields(enrichment: &Enrichment) -> Table {
    let columns =
        [("field", Align::Left), ("level", Align::Left), ("source", Align::Left), ("value", Align::Left)];
    let mut table = Table::new(columns);
    let mut last = None;
    for claim in enrichment.provenance.iter().filter(|claim| claim.chosen) {
        if last.replace(&claim.field) == Some(&claim.field) {
            continue;
        }
        let field = Enrichment::name_of(&claim.field);
        let level = enrichment.levels.get(&field).map_or_else(|| level(claim), |level| level.as_str());
        table.row([field, level.to_owned(), claim.source.to_string(), short(&claim.value)]);
    }
    table
}

fn sources(enrichment: &Enrichment) -> Table {
    let columns = [
        ("source", Align::Left),
        ("level", Align::Left),
        ("state", Align::Left),
        ("id", Align::Left),
        ("asked", Align::Left),
    ];
    let mut table = Table::new(columns);
    for source in &enrichment.sources {
        let state = serde_json::to_value(source.state).unwrap_or_default();
        table.row([
            source.source.to_string(),
            source.level.as_str().to_owned(),
            state.as_str().unwrap_or_default().replace('_', " "),
            source.external_id.as_ref().map(ToString::to_string).unwrap_or_default(),
            source.asked_at.map(|at| at.to_string()).unwrap_or_default(),
        ]);
    }
    table
}

fn claims(enrichment: &Enrichment) -> Table {
    let columns = [
        ("field", Align::Left),
        ("", Align::Left),
        ("source", Align::Left),
        ("level", Align::Left),
        ("rule", Align::Left),
        ("value", Align::Left),
    ];
    let mut table = Table::new(columns);
    for claim in &enrichment.provenance {
        table.row([
            Enrichment::name_of(&claim.field),
            if claim.chosen { "taken" } else { "" }.to_owned(),
            claim.source.to_string(),
            level(claim).to_owned(),
            claim.rule.to_owned(),
            short(&claim.value),
        ]);
    }
    table
}

fn level(claim: &FieldClaim) -> &'static str {
    app::EnrichLevel::of(&claim.source).as_str()
}

fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN - 1).chain(['…']).collect()
}

/// How far an answer is from what was wanted.
fn told(level: u8) -> &'static str {
    match level {
        1 => "all that was asked for is there and fresh",
        2 => "some of it is older than it should be",
        3 => "others stand in for what is missing",
        4 => "only what was imported is there",
        _ => "hardly more than the name is known",
    }
}

/// Many works: how many, and what was missing.
pub fn many(out: &Output, many: &EnrichedMany) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(many);
    }
    out.line(format_args!("{} works, {} changed", grouped(many.works), grouped(many.changed)))?;
    for failed in &many.missing_sources {
        let works = grouped(failed.works);
        out.note(format_args!(
            "{} ({}) for {works} works: {}",
            failed.source, failed.error_code, failed.message
        ));
    }
    Ok(())
}

/// The quality of all works.
pub fn report(out: &Output, report: &QualityReport) -> std::io::Result<()> {
    /// More than these are read in the JSON.
    const SHOWN: usize = 10;
    if out.is_json() {
        return out.json(report);
    }
    let share = |share: f64| format!("{share:.3}");
    let known = |value: Option<f64>| value.map_or_else(|| "unknown".to_owned(), share);
    let mut block = Block::new()
        .row("works", &grouped(report.works))
        .row("quality", &share(report.total))
        .row("completeness", &share(report.completeness));
    for (group, filled) in &report.groups {
        block = block.row(*group, &share(*filled));
    }
    let agreement = format!("{} over {} works", known(report.agreement), grouped(report.compared));
    let block = block.row("agreement", &agreement).row("freshness", &known(report.freshness));
    out.block(&block)?;
    for (heading, counts) in [("missing", &report.missing), ("disputed", &report.disputed)] {
        out.heading(heading)?;
        let mut table = Table::new([("field", Align::Left), ("works", Align::Right)]);
        for (field, works) in counts.iter().take(SHOWN) {
            table.row([field.clone(), grouped(*works)]);
        }
        out.table(&table)?;
    }
    out.heading("poorest")?;
    let mut table = Table::new([("id", Align::Right), ("quality", Align::Right), ("title", Align::Left)]);
    for work in report.poorest.iter().take(SHOWN) {
        table.row([work.id.to_string(), share(work.total), work.title.clone()]);
    }
    out.table(&table)
}

/// The works that a title may mean, for people; programs read them in the error.
pub fn candidates(out: &Output, error: &AppError) {
    if out.is_json() {
        return;
    }
    for candidate in error.details["candidates"].as_array().into_iter().flatten() {
        let year = candidate["year"].as_i64().map(|year| format!(", {year}")).unwrap_or_default();
        let text = |name: &str| candidate[name].as_str().unwrap_or_default();
        out.note(format_args!("{}: {} ({}{year})", candidate["id"], text("title"), text("format")));
    }
}
