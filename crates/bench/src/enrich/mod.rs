//! Enriching: one title from nine sources whose answers are kept, the same with nothing kept, and all works from
//! what is stored of them.

use std::time::{Duration, Instant};

use app::{App, Config, EnrichLevel, EnrichRequest, EnrichTarget, ImportRequest, Overrides};
use bench::{Better, Context, Measure, forget_peak, peak_mb};
use model::WorkId;
use testkit::{
    lanterns::{self, TITLE, nine},
    replay::{Fault, Replay},
};

/// Warm titles that are timed, after some that are not.
const WARM: usize = 200;
/// Fresh installations that are timed.
const COLD: usize = 7;
/// How late each answer of the server comes.
const LATENCY: Duration = Duration::from_millis(20);

/// All of it; what needs the real catalog is left out where there is none.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let mut measures = vec![
        Box::pin(warm(context)).await?,
        Box::pin(kept_pages(context)).await?,
        Box::pin(cold(context)).await?,
    ];
    measures.push(Box::pin(basic(context)).await?);
    measures.append(&mut everything(context).await?);
    Ok(measures)
}

/// An app that asks the server, with the works imported.
async fn installed(context: &Context, name: &str, replay: &Replay) -> anyhow::Result<App> {
    let folder = context.folder(name);
    let overrides = Overrides { data_dir: Some(folder.clone()), ..Overrides::default() };
    let mut config = Config::load(&overrides)?;
    config.database_url = format!("sqlite:{}", folder.join("catalog.sqlite").display());
    config.cache_url = format!("sqlite:{}", folder.join("cache.sqlite").display());
    for (source, setting, value) in lanterns::settings(replay) {
        let settings = config.sources.entry(source.to_owned()).or_default();
        match setting {
            "base_url" => settings.base_url = Some(value),
            "web_url" => settings.web_url = Some(value),
            "client_id" => settings.client_id = Some(value),
            "client_version" => settings.client_version = value.parse().ok(),
            _ => settings.enabled = true,
        }
    }
    let app = App::open(config).await?;
    let list = folder.join("offline-db.json");
    std::fs::write(&list, lanterns::OFFLINE_DB)?;
    let request = ImportRequest { inputs: vec![list.display().to_string()], ..ImportRequest::default() };
    app.import(&request, &|_| ()).await?;
    app.sync_index(&|_| ()).await?;
    Ok(app)
}

fn request(level: EnrichLevel) -> EnrichRequest {
    EnrichRequest { level: Some(level), ..EnrichRequest::default() }
}

async fn titled(app: &App, title: &str) -> anyhow::Result<WorkId> {
    Ok(app.enrich_target(&EnrichTarget::Title(title.to_owned()), None).await?)
}

/// Milliseconds of a title whose nine sources were asked lately.
async fn warm(context: &Context) -> anyhow::Result<Measure> {
    let replay = nine();
    let app = installed(context, "enrich-warm", &replay).await?;
    let request = request(EnrichLevel::Comprehensive);
    let first = app.enrich(titled(&app, TITLE).await?, &request).await?;
    anyhow::ensure!(first.missing_sources.is_empty(), "{:?}", first.missing_sources);
    replay.forget();
    let mut times = Vec::with_capacity(WARM);
    for at in 0..WARM + 10 {
        let began = Instant::now();
        let work = titled(&app, TITLE).await?;
        let enrichment = app.enrich(work, &request).await?;
        if at >= 10 {
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
        anyhow::ensure!(enrichment.sources.len() >= 9 && enrichment.degradation_level == 1, "it was warm");
    }
    anyhow::ensure!(replay.total() == 0, "a warm title asked a source");
    let measure = Measure::new("enrich.warm.nine_sources", "ms", Better::Lower, times);
    Ok(measure.goal(15.0).peer("the older program", 500.0))
}

/// Milliseconds of one page that was fetched and read before.
async fn kept_pages(context: &Context) -> anyhow::Result<Measure> {
    let replay = nine();
    let app = installed(context, "enrich-page", &replay).await?;
    let ask = || app::Ask::new("anime").with("id", "harbor-of-paper-lanterns");
    let how = app::How::default();
    let mut times = Vec::with_capacity(1_000);
    for at in 0..1_050 {
        let began = Instant::now();
        let answer = app.source_ask("anime_planet", ask(), false, &how).await?;
        anyhow::ensure!(answer.records.len() == 1, "one page is one work");
        if at >= 50 {
            times.push(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    anyhow::ensure!(replay.count("/anime_planet/anime/harbor-of-paper-lanterns") == 1, "it was kept");
    let measure = Measure::new("enrich.kept_page", "ms", Better::Lower, times);
    Ok(measure.goal(0.2).peer("the older program", 1.0))
}

/// Seconds of a title that nobody was asked about yet, each answer taking 20 ms.
async fn cold(context: &Context) -> anyhow::Result<Measure> {
    let mut times = Vec::with_capacity(COLD);
    for at in 0..COLD {
        let replay = nine();
        replay.fault(Fault::Delay(LATENCY));
        let app = installed(context, &format!("enrich-cold-{at}"), &replay).await?;
        let began = Instant::now();
        let work = titled(&app, TITLE).await?;
        let enrichment = app.enrich(work, &request(EnrichLevel::Detailed)).await?;
        times.push(began.elapsed().as_secs_f64());
        anyhow::ensure!(enrichment.missing_sources.is_empty(), "{:?}", enrichment.missing_sources);
    }
    Ok(Measure::new("enrich.cold.detailed", "s", Better::Lower, times).goal(0.5))
}

/// Milliseconds of the basic level, which asks nobody.
async fn basic(context: &Context) -> anyhow::Result<Measure> {
    let replay = nine();
    let app = installed(context, "enrich-basic", &replay).await?;
    let mut times = Vec::with_capacity(WARM);
    for _ in 0..WARM {
        let began = Instant::now();
        let work = titled(&app, TITLE).await?;
        app.enrich(work, &request(EnrichLevel::Basic)).await?;
        times.push(began.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Measure::new("enrich.basic", "ms", Better::Lower, times).goal(50.0))
}

/// Seconds and megabytes of all works of the real catalog, from what is stored of them.
async fn everything(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let Some(folder) = context.data.as_ref().map(|data| data.join("catalog")) else {
        eprintln!("skipped: 2 checks (EMAKI_TEST_DATA is not set)");
        return Ok(Vec::new());
    };
    let mut inputs: Vec<String> = std::fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            ["anime-offline-database.jsonl", "synopses", "id-map"].iter().any(|part| name.starts_with(part))
        })
        .map(|path| path.display().to_string())
        .collect();
    inputs.sort();
    anyhow::ensure!(!inputs.is_empty(), "there is no list of works in {}", folder.display());
    let app = context.app("enrich-all").await?;
    app.import(&ImportRequest { inputs, ..ImportRequest::default() }, &|_| ()).await?;
    let offline = EnrichRequest { offline: true, ..EnrichRequest::default() };
    forget_peak();
    let began = Instant::now();
    let many = app.enrich_many(None, &offline, None, &|_| ()).await?;
    let took = began.elapsed().as_secs_f64();
    eprintln!("{} works from what is stored of them", many.works);
    let mut measures = vec![Measure::single("enrich.all.offline", "s", Better::Lower, took).goal(60.0)];
    if let Some(peak) = peak_mb() {
        measures.push(Measure::single("enrich.all.offline.peak", "MB", Better::Lower, peak).goal(600.0));
    }
    Ok(measures)
}
