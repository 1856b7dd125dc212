//! How many pages a second each source's reader reads: our fixtures and, where they are, recorded answers.

use std::{
    fs,
    path::Path,
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use sources::{
    http::Clock,
    providers::{self, PROVIDERS, Provider},
};

/// Folders of recorded answers that are named otherwise than their source.
const FOLDERS: [(&str, &str); 5] = [
    ("anime_planet", "anime-planet"),
    ("ann", "animenewsnetwork"),
    ("mal_web", "myanimelist"),
    ("mal", "myanimelist-api"),
    ("offline_database", "offline-database"),
];
/// No page is larger, unpacked.
const LARGEST: u64 = 64 << 20;
/// How long each source's pages are read, over and over.
const SPAN: Duration = Duration::from_millis(500);

/// Each source that has pages here.
pub fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let fixtures = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../sources/fixtures"));
    let as_of = providers::Context::at(Clock::system().now().into());
    let mut measures = Vec::new();
    for provider in PROVIDERS {
        let name = provider.facts().id.as_str();
        let mut pages = Vec::new();
        collect(&fixtures.join(name), &mut pages)?;
        if let Some(data) = &context.data {
            let folder =
                FOLDERS.iter().find(|(source, _)| *source == name).map_or(name, |(_, folder)| folder);
            let samples = data.join("upstreams").join(folder).join("samples");
            collect(&samples, &mut pages)?;
            collect(&samples.join("pages"), &mut pages)?;
        }
        // Refusals and what only its endpoint tells apart are no pages to read.
        pages.retain(|page| providers::read(*provider, None, page, &as_of).is_ok());
        if !pages.is_empty() {
            measures.extend(measure(*provider, &pages, &as_of)?);
        }
    }
    Ok(measures)
}

fn measure(
    provider: &dyn Provider,
    pages: &[Vec<u8>],
    as_of: &providers::Context,
) -> anyhow::Result<[Measure; 2]> {
    let name = &provider.facts().id;
    let mut rates = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < SPAN || rates.len() < 3 {
        let round = Instant::now();
        for page in pages {
            let read = providers::read(provider, None, page, as_of)?;
            std::hint::black_box(read);
        }
        rates.push(pages.len() as f64 / round.elapsed().as_secs_f64());
    }
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let mean = bytes as f64 / pages.len() as f64 / 1e3;
    Ok([
        Measure::new(format!("parse.{name}"), "pages/s", Better::Higher, rates),
        Measure::single(format!("parse.{name}.mean_size"), "KB", Better::Lower, mean),
    ])
}

/// Every file of a folder, unpacked; a folder that is missing has none.
fn collect(folder: &Path, pages: &mut Vec<Vec<u8>>) -> anyhow::Result<()> {
    let Ok(files) = fs::read_dir(folder) else { return Ok(()) };
    for file in files {
        let path = file?.path();
        if path.is_file() && path.file_name().is_none_or(|name| name != "expected.json") {
            let body = fs::read(&path).with_context(|| format!("cannot read `{}`", path.display()))?;
            pages.push(sources::unpacked(body, LARGEST)?);
        }
    }
    Ok(())
}
