//! People and their files at a size that nobody has so far: 100,000 people with 400,000 assets listed and mapped; and
//! one status written, beside the CSV file that is written anew for it.

mod crowd;
mod csv;

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    time::Instant,
};

use app::{App, PeopleMapQuery, PeopleQuery};
use bench::{Better, Context, Measure};
use store::{AssetFilter, Store};
use testkit::PrivateDatabase;

/// The size that the aims are about; each has four assets.
const PEOPLE: usize = 100_000;
/// How often each listing is asked for.
const TIMES: usize = 20;
/// What a listing may take, in milliseconds.
const LISTING: f64 = 50.0;

/// Both engines; `PostgreSQL` only where there is a server.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let url = format!("sqlite:{}", context.folder("people").join("catalog.sqlite").display());
    let mut measures = on(context, "people", &url, "sqlite").await?;
    if let Some(database) = PrivateDatabase::create(1).await {
        measures.append(&mut on(context, "people-postgres", &database.url(), "postgres").await?);
    }
    measures.append(&mut csv::run(context).await?);
    Ok(measures)
}

async fn on(context: &Context, folder: &str, url: &str, engine: &str) -> anyhow::Result<Vec<Measure>> {
    let app = context
        .app_with(folder, |config| {
            config.people.enabled = true;
            url.clone_into(&mut config.database_url);
        })
        .await?;
    let store = Store::open(url).await?;
    crowd::fill(&store, PEOPLE).await?;
    // As after an import of as many.
    store.count_people_anew().await?;
    let mut measures = people(&app, engine).await?;
    measures.append(&mut assets(&store, engine).await?);

    let begun = Instant::now();
    let path = context.folder("map.json");
    let mut file = BufWriter::new(File::create(&path)?);
    let query = PeopleMapQuery { plain: true, ..PeopleMapQuery::default() };
    let lines = app.write_people_map(&query, &path, &mut file).await?;
    file.flush()?;
    anyhow::ensure!(lines == (PEOPLE * crowd::EACH) as u64, "the mapping has {lines} lines");
    let seconds = begun.elapsed().as_secs_f64();
    let name = format!("people.map.export.{engine}");
    measures.push(Measure::single(name, "s", Better::Lower, seconds).goal(5.0));
    store.close().await?;
    Ok(measures)
}

/// Pages of people: the first one, one in the middle, and by everything that can be asked for.
async fn people(app: &App, engine: &str) -> anyhow::Result<Vec<Measure>> {
    let page = || PeopleQuery { limit: 50, plain: true, ..PeopleQuery::default() };
    let (_, cursor) = app.list_people(&page()).await?;
    let cursor = cursor.unwrap_or_default();
    // The cursor of a page is its last row's place and key.
    let middle = format!("{}:{}", PEOPLE / 2, crowd::key(PEOPLE / 2 - 1));
    anyhow::ensure!(cursor == format!("50:{}", crowd::key(49)), "a cursor is `{cursor}`");
    let queries = [
        ("first", page()),
        ("middle", PeopleQuery { cursor: Some(middle), ..page() }),
        ("type", PeopleQuery { personality_type: Some(crowd::kind(7)), ..page() }),
        ("row_id", PeopleQuery { row_id: Some("77777".to_owned()), ..page() }),
        ("link", PeopleQuery { link_kind: Some("drive_folder".to_owned()), ..page() }),
        ("text", PeopleQuery { text: Some("lantern".to_owned()), ..page() }),
        // Nobody has it, so that everybody is looked at.
        ("text_of_nobody", PeopleQuery { text: Some("zzzz".to_owned()), ..page() }),
    ];
    let mut measures = Vec::new();
    for (what, query) in queries {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let begun = Instant::now();
            let (found, _) = app.list_people(&query).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(found.is_empty() == (what == "text_of_nobody"), "{what}: {}", found.len());
        }
        measures.push(listing(&format!("people.{what}"), engine, times));
    }
    let mut times = Vec::with_capacity(TIMES);
    for at in 0..TIMES {
        let begun = Instant::now();
        let shown = app.show_person(&crowd::key(at * 4_999), true).await?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        anyhow::ensure!(shown.assets.len() == crowd::EACH, "{} assets", shown.assets.len());
    }
    measures.push(listing("person", engine, times));
    Ok(measures)
}

/// Pages of assets: what failed, what is due, and whose a file is.
async fn assets(store: &Store, engine: &str) -> anyhow::Result<Vec<Measure>> {
    let filter = AssetFilter::default;
    let queries = [
        ("first", filter()),
        ("failed", AssetFilter { status: Some("failed".to_owned()), ..filter() }),
        ("gone", AssetFilter { failure_category: Some("gone".to_owned()), ..filter() }),
        // Few of them, so that all are looked at where no index leads there.
        ("quota", AssetFilter { failure_category: Some("quota".to_owned()), ..filter() }),
        ("kind", AssetFilter { kind: Some("drive_file".to_owned()), ..filter() }),
        ("due", AssetFilter { due_at: Some(crowd::now()), ..filter() }),
        ("file", AssetFilter { file: Some(crowd::media(4_321, 0)), ..filter() }),
    ];
    let mut measures = Vec::new();
    for (what, filter) in queries {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let begun = Instant::now();
            let found = store.assets(&filter, 100).await?;
            times.push(begun.elapsed().as_secs_f64() * 1e3);
            anyhow::ensure!(!found.is_empty(), "no assets: {what}");
        }
        measures.push(listing(&format!("assets.{what}"), engine, times));
    }
    Ok(measures)
}

fn listing(what: &str, engine: &str, times: Vec<f64>) -> Measure {
    Measure::new(format!("people.list.{what}.{engine}"), "ms", Better::Lower, times).goal_p95(LISTING)
}
