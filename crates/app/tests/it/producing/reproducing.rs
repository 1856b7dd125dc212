//! A stored recipe makes the same bytes again: a hundred of them, with wildcards, choices, presets and references, after
//! all that they were compiled from has changed.

use std::collections::{BTreeMap, BTreeSet};

use app::{CharacterChange, PictureInput, WorkRequest, testing::TestApp};
use serde_json::{Value, json};

use super::{Studio, kept::pictures_as_png, studio};

/// How many.
const RECIPES: u64 = 100;

/// Dice that fall the same way each time (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides as u64) as usize
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }
}

fn wish(dice: &mut Dice, who: &str, references: &[String]) -> Value {
    let whom = ["1girl, {long|short} silver hair", "2boys", "an empty {pier|street}", "{3::knight|witch}"];
    let prompt = format!(
        "{}, {}, {}{}",
        dice.one(&whom),
        dice.one(&["in __weather__", "under __weather__ and __weather__", "at {dawn|dusk|}"]),
        dice.one(&["__mood__", "{__mood__|2::still}", "by a {lantern|{red|blue} candle}"]),
        dice.one(&["", ", close-up", ", ünïcode 灯籠 {é|ö}"]),
    );
    let presets: [&[&str]; 4] = [&[], &["manga"], &["lamps"], &["fantasy", "lamps"]];
    let mut wish = json!({
        "prompt": prompt,
        "width": dice.one(&[64, 72, 96]),
        "height": dice.one(&[64, 80, 104]),
        "steps": 1 + dice.below(40),
        "guidance": dice.below(300) as f64 / 10.0,
        "sampler": dice.one(&["euler", "heun", "dpmpp_2m"]),
        "style_preset": dice.one(&presets),
        "seed": dice.below(1 << 40),
    });
    if dice.below(2) == 0 {
        wish["character_id"] = who.into();
        wish["outfit"] = dice.one(&["winter", "a blue apron"]).into();
    }
    if dice.below(2) == 0 {
        let role = dice.one(&["style", "start", "likeness"]);
        let hash = &references[dice.below(references.len())];
        wish["references"] = json!([{ "hash": hash, "role": role, "weight": 0.5 }]);
    }
    wish
}

/// Two pictures that were handed in.
async fn handed_in(studio: &Studio) -> Vec<String> {
    let mut hashes = Vec::new();
    for color in [[200, 40, 40], [30, 90, 160]] {
        let file = PictureInput::File(pictures_as_png(48, 48, &color.repeat(48 * 48)));
        hashes.push(studio.test.app.keep_reference(file, "ben").await.expect("a picture").hash);
    }
    hashes
}

/// The hash of each job's take.
async fn made(studio: &Studio, jobs: &[String]) -> BTreeMap<String, String> {
    let question = app::TakeQuestion { limit: Some(500), ..app::TakeQuestion::default() };
    let takes = studio.test.app.takes(&question).await.expect("a sound store").items;
    let all: BTreeMap<String, String> = takes.into_iter().map(|take| (take.job_id, take.hash)).collect();
    jobs.iter().map(|job| (job.clone(), all.get(job).cloned().unwrap_or_default())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_random_recipes_make_the_same_bytes_again() {
    let studio = studio().await;
    let app = &studio.test.app;
    let references = handed_in(&studio).await;
    let words = json!({ "wildcards": {
        "weather": ["snow", "{warm|cold} rain", "fog"], "mood": ["calm", "__weather__ in the distance", "dread"],
    } });
    app.update_project(&studio.project.id, &words, "ben").await.expect("a sound change");
    app.save_style_preset("lamps", json!({ "positive": "lamp light, {gold|amber}" }), "ben")
        .await
        .expect("a sound preset");
    let bible = json!({
        "wardrobe": { "winter": "a {red|green} coat" },
        "references": [{ "hash": references[0], "role": "likeness", "weight": 0.8 }],
    });
    let change = CharacterChange { bible, ..CharacterChange::default() };
    app.update_character(&studio.mirei.id, &change, "ben").await.expect("a sound change");

    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut first = Vec::new();
    for _ in 0..RECIPES {
        let wished = studio.ask(wish(&mut dice, &studio.mirei.id, &references)).await;
        first.push(wished.job_id.to_string());
    }
    studio.work().await;
    let (mut with_choices, mut with_references) = (0, 0);
    for job in &first {
        let job = app.picture_job(job).await.expect("it is there");
        let recipe = job.recipe.expect("one job comes with its recipe");
        assert_eq!((job.status, job.error), ("completed", None), "{}", recipe.prompt);
        with_choices += usize::from(!recipe.choices.is_empty());
        with_references += usize::from(!recipe.references.is_empty());
    }
    assert!(with_choices > 60 && with_references > 40, "{with_choices} {with_references}");

    // All that they were compiled from says something else now.
    let words = json!({ "wildcards": { "weather": ["dust"], "mood": ["none"] }, "style": "ink" });
    app.update_project(&studio.project.id, &words, "ben").await.expect("a sound change");
    app.save_style_preset("lamps", json!({ "positive": "moonlight" }), "ben").await.expect("a sound preset");
    let change = json!({ "appearance": "bald", "wardrobe": {}, "references": [] });
    let change = CharacterChange { bible: change, ..CharacterChange::default() };
    app.update_character(&studio.mirei.id, &change, "ben").await.expect("a sound change");

    let mut second = Vec::new();
    for job in &first {
        second.push(app.reproduce(job, "ben").await.expect("it is there").job_id.to_string());
    }
    studio.work().await;
    let (before, after) = (made(&studio, &first).await, made(&studio, &second).await);
    for (one, other) in first.iter().zip(&second) {
        assert_eq!(before[one].len(), 64, "{one} has a picture");
        assert_eq!(before[one], after[other], "{one} again as {other}");
    }
    let different: BTreeSet<&String> = before.values().collect();
    assert!(different.len() > 95, "no two recipes are one: {}", different.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_picture_is_made_again_after_its_store_was_lost() {
    let studio = studio().await;
    studio.ask(json!({"prompt": "a {lamp|candle}", "character_id": studio.mirei.id})).await;
    studio.work().await;
    let [take] = studio.takes().await.try_into().expect("one take");
    let folder = studio.folder();
    let before = std::fs::read(folder.join(&take.file)).expect("it is there");
    let there = folder.clone();
    let fresh = TestApp::with(move |config| config.production.folder = Some(there)).await;
    fresh.app.rebuild_productions("ben").await.expect("sound books");
    let batch = fresh.app.picture_batch(&take.batch_id).await.expect("its picture is there");
    assert_eq!((batch.cells.len(), &batch.cells[0].takes[0].id, batch.counts["completed"]), (1, &take.id, 1));
    let again = fresh.app.reproduce(&take.job_id, "ben").await.expect("its recipe is there");
    let request = WorkRequest { kinds: vec!["generate".to_owned()], drain: true, ..WorkRequest::default() };
    fresh.app.work_jobs(&request, std::future::pending()).await.expect("a sound store");
    let job = fresh.app.picture_job(again.job_id.as_str()).await.expect("it is there");
    assert_eq!((job.status, job.reproduces.as_deref()), ("completed", Some(take.job_id.as_str())));
    let file = folder.join(job.output_path.expect("it is made"));
    assert!(std::fs::read(file).expect("it is there") == before, "byte for byte");
}
