//! `emaki collect`: the keepers' series and characters from all sources at once.

use app::{
    AppError, CollectReport, CollectRequest, CollectSource, CollectTally, CollectWhat, Collection, ErrorCode,
};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, grouped, one_of_many},
    session::Session,
};

/// Collect series and characters from all sources that are configured
///
/// All sources are asked at once, each at its own pace. What is finished is written down with its data, so
/// that a run that was broken off goes on where it was; what failed is tried again in the next run. A source
/// that fails leaves the others whole (exit 3). At the end new rows get their permanent numbers.
#[expect(clippy::struct_excessive_bools, reason = "flags, each on its own")]
#[derive(Debug, clap::Args)]
pub struct Collect {
    /// Sources to ask; all that are configured when omitted. `--list` shows them
    #[arg(value_name = "SOURCE")]
    sources: Vec<String>,
    /// Show which sources there are, and what each of them still needs
    #[arg(long, conflicts_with_all = ["sources", "from_cache", "dry_run", "recrawl", "retry_failed", "limit"])]
    list: bool,
    /// The registry whose numbers new rows get
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// Take only what is kept of answers, however old, and ask nobody
    #[arg(long)]
    from_cache: bool,
    /// Ask, and say what would change, but write nothing
    #[arg(long)]
    dry_run: bool,
    /// Ask for everything anew, finished things too
    #[arg(long)]
    recrawl: bool,
    /// Try also what has failed too often
    #[arg(long)]
    retry_failed: bool,
    /// Begin at most so many new series of each source
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
}

impl Collect {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        if self.list {
            return list(&session.out, &app.collect_sources().await?);
        }
        let request = CollectRequest {
            sources: self.sources,
            registry: self.registry,
            from_cache: self.from_cache,
            dry_run: self.dry_run,
            recrawl: self.recrawl,
            retry_failed: self.retry_failed,
            limit: self.limit,
        };
        let bars = session.out.bars();
        let collection = app.collect(&request, &|source, progress| bars.update(source, &progress)).await?;
        drop(bars);
        if session.out.is_json() && collection.report.is_nothing() {
            return Err(nothing(&collection).into());
        }
        print(&session.out, &collection)?;
        Ok(match () {
            () if collection.report.is_whole() && collection.numbers_failed.is_none() => Exit::Done,
            () if collection.report.is_nothing() => Exit::Failed,
            () => Exit::Partly,
        })
    }
}

/// The failure of a run in which no source gave anything, for programs.
fn nothing(collection: &Collection) -> AppError {
    let stopped =
        collection.report.sources.iter().filter_map(|source| Some((source, source.stopped.as_ref()?)));
    let stopped: Vec<_> = stopped.collect();
    let reasons: Vec<String> =
        stopped.iter().map(|(source, stopped)| format!("{}: {}", source.source, stopped.reason)).collect();
    let faults: Vec<_> = stopped.iter().flat_map(|(_, stopped)| &stopped.faults).collect();
    let code = if faults.is_empty() { ErrorCode::SourceUnavailable } else { ErrorCode::InvalidInput };
    let mut told = AppError::new(code, format!("nothing was collected: {}", reasons.join("; ")))
        .detail("report", serde_json::to_value(&collection.report).unwrap_or_default());
    if !faults.is_empty() {
        told = told.detail("faults", serde_json::to_value(&faults).unwrap_or_default());
    }
    match stopped.first() {
        Some((_, stopped)) => told.hint(&stopped.hint),
        None => told,
    }
}

fn list(out: &Output, sources: &[CollectSource]) -> anyhow::Result<Exit> {
    if out.is_json() {
        out.json(sources)?;
        return Ok(Exit::Done);
    }
    let columns =
        [("source", Align::Left), ("rows", Align::Left), ("state", Align::Left), ("about", Align::Left)];
    let mut table = Table::new(columns);
    for source in sources {
        let state = if source.configured { "ready" } else { "not configured" };
        let note = if source.note.is_empty() { String::new() } else { format!("; {}", source.note) };
        let about = format!("{}{note}", source.about);
        table.row([source.source.clone(), source.source_type.clone(), state.to_owned(), about]);
    }
    out.table(&table)?;
    for source in sources.iter().filter(|source| !source.configured) {
        out.heading(&format!("{} needs", source.source))?;
        for missing in &source.missing {
            out.line(format_args!("{}: {}", missing.what, missing.fix))?;
        }
    }
    Ok(Exit::Done)
}

fn print(out: &Output, collection: &Collection) -> anyhow::Result<()> {
    let report = &collection.report;
    if out.is_json() {
        // All that is told of beside it stands in it as well.
        out.json(collection)?;
        return Ok(());
    }
    if report.dry_run {
        changes(out, report)?;
    }
    out.table(&side_by_side(report))?;
    if let Some(numbers) = collection.numbers.as_ref().filter(|numbers| numbers.is_change()) {
        let series = one_of_many(numbers.series.new as u64, "number");
        let characters = one_of_many(numbers.characters.new as u64, "number");
        out.line(format_args!("{series} given to series, {characters} to characters"))?;
    }
    if report.dry_run {
        out.line("nothing was written")?;
    }
    tell(out, collection);
    Ok(())
}

/// What a dry run would do, item by item.
fn changes(out: &Output, report: &CollectReport) -> anyhow::Result<()> {
    let columns = [
        ("source", Align::Left),
        ("what", Align::Left),
        ("kind", Align::Left),
        ("id", Align::Left),
        ("name", Align::Left),
        ("why", Align::Left),
    ];
    let mut table = Table::new(columns);
    for source in &report.sources {
        for change in &source.changes {
            let what = match change.what {
                CollectWhat::New => "new",
                CollectWhat::Changed => "changed",
                CollectWhat::Filtered => "filtered",
            };
            table.row([
                source.source.clone(),
                what.to_owned(),
                change.kind.to_owned(),
                change.id.clone(),
                change.name.clone(),
                change.reason.clone(),
            ]);
        }
    }
    out.table(&table)?;
    out.line("")?;
    Ok(())
}

/// Before and after, side by side.
fn side_by_side(report: &CollectReport) -> Table {
    let numbers = [
        "before",
        "after",
        "new",
        "changed",
        "unchanged",
        "dropped",
        "filtered",
        "not found",
        "failed",
        "pending",
    ];
    let columns = [("source", Align::Left), ("kind", Align::Left)].into_iter();
    let mut table = Table::new(columns.chain(numbers.map(|name| (name, Align::Right))));
    for source in &report.sources {
        for (kind, tally) in [("series", source.series), ("characters", source.characters)] {
            table.row([source.source.clone(), kind.to_owned()].into_iter().chain(counts(tally)));
        }
    }
    table
}

fn counts(tally: CollectTally) -> impl Iterator<Item = String> {
    let all = [
        tally.before,
        tally.after,
        tally.new,
        tally.changed,
        tally.unchanged,
        tally.dropped,
        tally.filtered,
        tally.not_found,
        tally.failed,
        tally.pending,
    ];
    all.into_iter().map(grouped)
}

/// What whoever watches should know: what failed and why, and what was not asked.
fn tell(out: &Output, collection: &Collection) {
    /// More than these are read in the JSON.
    const SHOWN: usize = 20;
    for source in &collection.report.sources {
        let name = &source.source;
        if source.resumed {
            out.note(format_args!("{name}: went on with a run that was broken off"));
        }
        for note in &source.notes {
            out.note(format_args!("{name}: {note}"));
        }
        let of = &source.source_type;
        for gone in source.gone.iter().take(SHOWN) {
            let (kind, id, called) = (gone.kind, &gone.id, &gone.name);
            out.note(format_args!(
                "{name}: {kind} {of}:{id} {called} is no longer in the table, kept (`emaki curate exclude {kind} {of}:{id} \
                 --reason TEXT` leaves it out)"
            ));
        }
        if source.gone.len() > SHOWN {
            let rest = source.gone.len() - SHOWN;
            out.note(format_args!(
                "{name}: and {rest} more that are no longer in the table; `--json` lists all"
            ));
        }
        for item in source.failed.iter().take(SHOWN) {
            let named = if item.name.is_empty() { String::new() } else { format!(" {}", item.name) };
            let tries = one_of_many(item.attempts.unsigned_abs(), "attempt");
            out.note(format_args!(
                "{name}: {} {}{named} failed ({tries}): {}",
                item.kind, item.id, item.reason
            ));
        }
        if source.failed.len() > SHOWN {
            let rest = source.failed.len() - SHOWN;
            out.note(format_args!("{name}: and {rest} more; `--json` lists all"));
        }
        if let Some(stopped) = &source.stopped {
            out.note(format_args!("{name} ended early: {}", stopped.reason));
            for fault in &stopped.faults {
                out.note(format_args!("  {fault}"));
            }
            out.note(format_args!("  {}", stopped.hint));
        }
    }
    if let Some(failed) = &collection.numbers_failed {
        out.note(format_args!("no numbers were given: {}", failed.reason));
        out.note(format_args!("  {}", failed.hint));
    }
    if !collection.not_configured.is_empty() {
        let names = collection.not_configured.join(", ");
        out.note(format_args!("not configured: {names}; `emaki collect --list` says what they need"));
    }
}
