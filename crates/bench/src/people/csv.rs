//! One status written: a row of the database, beside the CSV file that the old pipeline wrote anew for it.

use std::{fs, io::Write as _, path::Path, time::Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use people::layouts::{COLUMNS, CsvFile, column};
use store::{AssetFilter, Store};

use super::crowd;

/// Rows of the file, and people of the store.
const ROWS: usize = 10_000;
/// Letters of a document's text and of the links in it, where a row has one: some 60 links, as real ones have.
const TEXT: usize = 3_000;
const LINKS: usize = 60;
const REWRITES: usize = 7;
const UPDATES: usize = 200;

/// Both ways, and how many times as fast the row is.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let folder = context.folder("people-csv");
    fs::create_dir_all(&folder)?;
    let file = folder.join("output.csv");
    fs::write(&file, written().render())?;
    let rewrites = rewrites(&file)?;
    let updates = updates(&folder).await?;
    let csv = Measure::new("people.status_update.csv", "ms", Better::Lower, rewrites);
    let database = Measure::new("people.status_update.database", "ms", Better::Lower, updates);
    let gain = csv.median / database.median;
    let gain = Measure::single("people.status_update.gain", "", Better::Higher, gain).goal(100.0);
    Ok(vec![csv, database, gain])
}

/// A file of the old pipeline: 42 of 100 rows have a document.
fn written() -> CsvFile {
    let mut file = CsvFile::empty();
    for at in 0..ROWS {
        let mut cells = vec![String::new(); COLUMNS.len()];
        let mut set = |name: &str, text: String| {
            if let Some(at) = column(name) {
                cells[at] = text;
            }
        };
        set("row_id", crowd::key(at));
        set("name", format!("Row {at}"));
        set("email", format!("person{at}@example.org"));
        set("type", crowd::kind(at));
        set("processed", "yes".to_owned());
        set("youtube_status", "pending".to_owned());
        if at % 100 < 42 {
            set("document_text", "quiet lanterns, at night. ".repeat(TEXT / 26));
            let links = (0..LINKS).map(|link| format!("https://fonts.gstatic.com/s/{at}/{link}.css"));
            set("extracted_links", links.collect::<Vec<_>>().join("|"));
        }
        file.records.push(cells);
    }
    file
}

/// Milliseconds of reading, changing one cell, writing beside, flushing and putting in place.
fn rewrites(path: &Path) -> anyhow::Result<Vec<f64>> {
    let status = column("youtube_status").context("a column")?;
    let mut times = Vec::with_capacity(REWRITES);
    for turn in 0..REWRITES {
        let begun = Instant::now();
        let mut file = CsvFile::parse(&fs::read(path)?)?;
        file.records[turn * 1_000][status] = "completed".into();
        let temp = path.with_extension("new");
        let mut written = fs::File::create(&temp)?;
        written.write_all(&file.render())?;
        written.sync_all()?;
        fs::rename(&temp, path)?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(times)
}

/// Milliseconds of one status in a store of as many people, durable as every commit is.
async fn updates(folder: &Path) -> anyhow::Result<Vec<f64>> {
    let store = Store::open(&format!("sqlite:{}", folder.join("catalog.sqlite").display())).await?;
    crowd::fill(&store, ROWS).await?;
    let filter = AssetFilter { status: Some("pending".to_owned()), ..AssetFilter::default() };
    let mut rows = store.assets(&filter, UPDATES).await?;
    let mut times = Vec::with_capacity(UPDATES);
    for row in &mut rows {
        row.status = "downloaded".into();
        let begun = Instant::now();
        let tx = store.begin().await?;
        tx.save_assets(std::slice::from_mut(row)).await?;
        tx.commit().await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    anyhow::ensure!(times.len() == UPDATES, "{} rows were to be written", times.len());
    store.close().await?;
    Ok(times)
}
