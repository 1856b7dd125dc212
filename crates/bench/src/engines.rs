//! Engines: how many drafts a second, and how much more three engines make than one; and the queue in front of them.
//!
//! Drafts are drawn and packed whole, with their recipe inside, on two threads. The servers are scripted ones that
//! take 4 seconds for a picture, so that what is measured is ours: choosing, handing in, following, fetching.

use std::{sync::Arc, thread, time::Instant};

use anyhow::Context as _;
use bench::{Better, Context, Measure};
use model::Instant as Moment;
use production::{
    Recipe,
    engines::{
        Begin, ComfyUi, ComfyUiSettings, Draft, Engine, Made, Order, Outcome, Pool, PromptId, Templates,
        finish,
    },
};
use serde_json::json;
use testkit::comfyui::ComfyUi as Server;

use super::queue;

/// Threads that draw.
const THREADS: usize = 2;
/// Drafts for each of them.
const DRAFTS: u64 = 60;
/// Steps of a picture, and how long each takes.
const STEPS: u32 = 20;
const STEP: std::time::Duration = std::time::Duration::from_millis(200);
/// Pictures for each engine.
const PICTURES: u64 = 2;

/// What is drawn: near and far, all styles, somebody and nobody.
const PROMPTS: [(&str, &str); 6] = [
    ("1girl, long silver hair, green eyes, red coat, lantern in hand, harbor at night", "manga"),
    ("1boy, spiky black hair, blue jacket, city street at sunset, rain", "cyberpunk"),
    ("2girls, forest, morning, dress, long hair", "studio_ghibli"),
    ("a lighthouse by the sea at dusk, scenery, wide shot", "steampunk"),
    ("knight in armor, sword, castle, full body", "fantasy"),
    ("close-up, 1girl, ponytail, laughing, meadow", "our own"),
];

/// Drafts first, then the queue, then servers.
pub async fn run(context: &Context) -> anyhow::Result<Vec<Measure>> {
    let mut measures = vec![drafts()?];
    measures.extend(queue::run(context).await?);
    let one = pictures(1).await?;
    let three = pictures(3).await?;
    measures.push(Measure::single("engines.comfyui.4s.1_engine", "1/s", Better::Higher, one));
    measures.push(Measure::single("engines.comfyui.4s.3_engines", "1/s", Better::Higher, three));
    let times = three / one;
    measures.push(Measure::single("engines.comfyui.3_over_1", "", Better::Higher, times).goal(2.9));
    Ok(measures)
}

/// A recipe of its own for each number.
pub fn recipe(number: u64) -> anyhow::Result<Recipe> {
    let (prompt, preset) = PROMPTS[number as usize % PROMPTS.len()];
    Ok(serde_json::from_value(json!({
        "version": 1, "prompt": prompt, "negative_prompt": "", "words": prompt, "negative_words": "",
        "width": 512, "height": 768, "seed": number, "steps": STEPS, "guidance": 7.0,
        "sampler": "dpmpp_2m", "scheduler": "karras", "presets": [{ "name": preset, "version": 1 }],
    }))?)
}

fn drafts() -> anyhow::Result<Measure> {
    let begun = Instant::now();
    thread::scope(|scope| {
        let draw = |thread: u64| {
            let draft = Draft::new("draft");
            for number in 0..DRAFTS {
                let order = Order::new(recipe(number + thread * DRAFTS)?);
                let made = Made { files: vec![draft.draw(&order)?], made_by: draft.made_by() };
                finish(&order.recipe, made)?;
            }
            anyhow::Ok(())
        };
        let threads: Vec<_> = (0..THREADS as u64).map(|thread| scope.spawn(move || draw(thread))).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_| anyhow::anyhow!("a thread failed"))?)
    })?;
    let rate = (THREADS as u64 * DRAFTS) as f64 / begun.elapsed().as_secs_f64();
    Ok(Measure::single("engines.draft.512x768.2_threads", "1/s", Better::Higher, rate).goal(50.0))
}

/// Pictures a second on so many servers, each with an order for as many pictures as the others.
async fn pictures(engines: u64) -> anyhow::Result<f64> {
    let servers: Vec<Server> = (0..engines).map(|_| Server::start()).collect();
    let mut seats: Vec<(Arc<dyn Engine>, u32, usize)> = Vec::new();
    for (at, server) in servers.iter().enumerate() {
        server.script(|script| script.step = STEP);
        let settings = ComfyUiSettings::new(format!("studio-{at}"), server.url().parse()?);
        seats.push((Arc::new(ComfyUi::new(settings, Templates::default())?), 1, 1));
    }
    let pool = Arc::new(Pool::new(seats));
    pool.look().await;
    let begun = Instant::now();
    let workers = (0..engines).map(|worker| {
        let pool = Arc::clone(&pool);
        tokio::spawn(async move {
            for number in 0..PICTURES {
                let order = Order::new(recipe(worker * PICTURES + number)?);
                let held = pool.hold(&order.recipe, None)?;
                let id = PromptId::new(Moment::EPOCH);
                let outcome = held.engine().run(&order, &id, Begin::Submit, &|_| ()).await?;
                anyhow::ensure!(matches!(outcome, Outcome::Done(_)), "{outcome:?}");
            }
            anyhow::Ok(())
        })
    });
    for worker in workers.collect::<Vec<_>>() {
        worker.await.context("a worker failed")??;
    }
    Ok((engines * PICTURES) as f64 / begun.elapsed().as_secs_f64())
}
