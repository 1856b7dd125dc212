//! What every engine keeps, run over each of them.

use std::sync::Mutex;

use model::Instant;

use crate::{Hundredths, Recipe, Reference, ReferenceRole, recipe::example};

use super::{Begin, Draft, Engine, EngineError, Event, Lost, Made, Order, Outcome, PromptId, finish, png};

/// Numbers out of a seed.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// A small recipe that asks for nothing special.
pub(super) fn recipe(seed: u64) -> Recipe {
    Recipe { width: 128, height: 192, steps: 4, seed, loras: Vec::new(), references: Vec::new(), ..example() }
}

/// A new id; the time is no matter.
pub(super) fn id() -> PromptId {
    PromptId::new(Instant::EPOCH)
}

/// Runs an order and gives what was told on the way.
pub(super) async fn run(
    engine: &dyn Engine,
    order: &Order,
    id: &PromptId,
    begin: Begin,
) -> (Vec<Event>, Result<Outcome, EngineError>) {
    let told = Mutex::new(Vec::new());
    let listener = |event| told.lock().expect("nobody panics with it").push(event);
    let outcome = engine.run(order, id, begin, &listener).await;
    (told.into_inner().expect("nobody panics with it"), outcome)
}

/// Runs an order to its pictures.
pub(super) async fn made(engine: &dyn Engine, recipe: &Recipe) -> Made {
    match run(engine, &Order::new(recipe.clone()), &id(), Begin::Submit).await {
        (_, Ok(Outcome::Done(made))) => made,
        (told, other) => panic!("{other:?} after {told:?}"),
    }
}

/// All of it.
pub(super) async fn contract(engine: &dyn Engine) {
    it_tells_what_it_can(engine).await;
    a_picture_has_the_size_that_was_asked_for(engine).await;
    progress_goes_up_to_the_end(engine).await;
    the_same_recipe_gives_the_same_pixels(engine).await;
    a_run_that_is_not_known_is_lost(engine).await;
    cancelling_what_is_not_there_is_no_error(engine).await;
    a_reference_is_used_and_a_broken_one_refused(engine).await;
    a_finished_file_holds_its_recipe(engine).await;
    engine.warm().await.expect("it makes a picture");
    engine.free().await.expect("it lets go");
}

async fn it_tells_what_it_can(engine: &dyn Engine) {
    let capabilities = engine.look().await.expect("it answers");
    assert!(!capabilities.version.is_empty());
    assert_eq!(capabilities.lack(&recipe(1)), None);
    assert_eq!(capabilities.unusable, Vec::<String>::new());
}

async fn a_picture_has_the_size_that_was_asked_for(engine: &dyn Engine) {
    for (width, height) in [(64, 64), (128, 192), (320, 200)] {
        let made = made(engine, &Recipe { width, height, ..recipe(3) }).await;
        assert_eq!(png::size(&made.files[0]), Ok((width, height)));
        assert_eq!(
            (made.made_by.engine.as_str(), made.made_by.kind.as_str()),
            (engine.name(), engine.kind().name())
        );
    }
}

async fn progress_goes_up_to_the_end(engine: &dyn Engine) {
    let (told, outcome) = run(engine, &Order::new(recipe(4)), &id(), Begin::Submit).await;
    assert!(matches!(outcome, Ok(Outcome::Done(_))), "{outcome:?}");
    assert_eq!(told.first(), Some(&Event::Accepted));
    assert_eq!(told.iter().filter(|event| **event == Event::Started).count(), 1, "{told:?}");
    let percents: Vec<u8> = told
        .iter()
        .filter_map(|event| match event {
            Event::Progress { percent, .. } => Some(*percent),
            _ => None,
        })
        .collect();
    assert!(
        percents.is_sorted() && percents.last().is_some_and(|last| (50..100).contains(last)),
        "{percents:?}"
    );
}

async fn the_same_recipe_gives_the_same_pixels(engine: &dyn Engine) {
    let pixels =
        |made: &Made| pictures::decode(&made.files[0], &pictures::Limits::default()).expect("a picture");
    let (first, other) = (made(engine, &recipe(5)).await, made(engine, &recipe(6)).await);
    let again = made(engine, &recipe(5)).await;
    assert_eq!(pixels(&first), pixels(&again));
    assert_ne!(pixels(&first), pixels(&other));
}

async fn a_run_that_is_not_known_is_lost(engine: &dyn Engine) {
    let (_, outcome) = run(engine, &Order::new(recipe(7)), &id(), Begin::Attach).await;
    assert!(matches!(outcome, Ok(Outcome::Lost(Lost::Removed | Lost::Restarted))), "{outcome:?}");
}

async fn cancelling_what_is_not_there_is_no_error(engine: &dyn Engine) {
    engine.cancel(&id()).await.expect("nothing to cancel");
}

async fn a_reference_is_used_and_a_broken_one_refused(engine: &dyn Engine) {
    let hash = "cd".repeat(32);
    let mut order = Order::new(recipe(8));
    order.recipe.references =
        vec![Reference { hash: hash.clone(), role: ReferenceRole::Start, weight: Hundredths(60) }];
    order.files.insert(hash.clone(), png::pack(8, 8, &[120; 8 * 8 * 3]));
    let (_, outcome) = run(engine, &order, &id(), Begin::Submit).await;
    assert!(matches!(outcome, Ok(Outcome::Done(_))), "{outcome:?}");
    order.files.insert(hash, b"no picture".to_vec());
    match run(engine, &order, &id(), Begin::Submit).await.1 {
        Err(EngineError::Refused { fields, .. }) => assert_eq!(fields[0].field, "references"),
        other => panic!("{other:?}"),
    }
}

async fn a_finished_file_holds_its_recipe(engine: &dyn Engine) {
    let recipe = recipe(9);
    let made = made(engine, &recipe).await;
    let finished = finish(&recipe, made.clone()).expect("a picture");
    let file = &finished.files[0];
    let read = png::read_recipe(&file.bytes).expect("a PNG").expect("there is one");
    assert_eq!(read, finished.recipe);
    assert_eq!(read.made_by.as_ref(), Some(&made.made_by));
    let texts = png::read_texts(&file.bytes).expect("a PNG");
    let parameters = texts.iter().find(|(key, _)| key == "parameters").map(|(_, text)| text.as_str());
    assert!(parameters.is_some_and(|text| text.contains("Seed: 9, Size: 128x192")), "{parameters:?}");
    assert_eq!(finish(&recipe, made).expect("a picture"), finished, "the same bytes again");
    assert_eq!(file.size, (128, 192));
}

#[tokio::test]
async fn the_draft_engine_keeps_the_contract() {
    contract(&Draft::new("draft")).await;
}
