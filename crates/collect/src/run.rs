//! A run: all processors at once, each at its own pace, none held up by another.

use futures::future;
use jobs::Progress;
use keeping::{KeepingError, rules::Rules};
use store::Store;

use crate::{Desk, Processor, Report, SourceReport, books::Books, crawl::crawl};

/// How a run is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Write nothing, and say what would change.
    pub dry_run: bool,
    /// Ask for everything anew, finished things too.
    pub recrawl: bool,
    /// Try also what has failed too often.
    pub retry_failed: bool,
    /// The most series of each source that are begun; none for all.
    pub limit: Option<usize>,
    /// How often an item that fails is tried, a run each.
    pub attempts: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { dry_run: false, recrawl: false, retry_failed: false, limit: None, attempts: 3 }
    }
}

/// Sees how far each source is, by its name.
pub type Watch<'a> = dyn Fn(&str, Progress) + Send + Sync + 'a;

/// Collects from every processor given. One that fails leaves the others alone; what came of each is in
/// the report.
///
/// # Errors
/// When the store fails; what was written before stays.
pub async fn collect(
    store: &Store,
    desk: &Desk,
    processors: &[Box<dyn Processor>],
    rules: &Rules,
    options: Options,
    watch: &Watch<'_>,
) -> Result<Report, KeepingError> {
    let runs = processors.iter().map(|processor| one(store, desk, processor.as_ref(), rules, options, watch));
    let outcomes = future::join_all(runs).await;
    let sources = outcomes.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(Report { dry_run: options.dry_run, sources })
}

async fn one(
    store: &Store,
    desk: &Desk,
    processor: &dyn Processor,
    rules: &Rules,
    options: Options,
    watch: &Watch<'_>,
) -> Result<SourceReport, KeepingError> {
    let about = processor.about();
    let mut books = Books::open(store, about, rules, options, desk.now()).await?;
    let step = |done: u64, total: u64| {
        let progress = Progress { done, total: Some(total), unit: jobs::Unit::Rows };
        watch(&about.name, progress);
    };
    crawl(processor, desk, &mut books, &step).await?;
    let report = books.close();
    let (series, characters) = (report.series, report.characters);
    tracing::info!(
        source = about.name,
        new = series.new + characters.new,
        failed = series.failed + characters.failed,
        "collected {}",
        about.name
    );
    Ok(report)
}
