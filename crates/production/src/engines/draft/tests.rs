//! What a draft keeps: equal bytes, its label, and good manners with odd recipes.

use sha2::{Digest, Sha256};

use super::Draft;
use crate::{
    Hundredths, PresetStamp, Recipe, Reference, ReferenceRole,
    engines::{EngineError, Made, Order, finish, png},
    recipe::example,
};

/// A recipe out of a number: words, presets, sizes and references that differ from one to the next.
fn any(number: u64) -> Order {
    const WORDS: [&str; 10] = [
        "1girl, long silver hair, green eyes, red coat, lantern, harbor at night, rain",
        "1boy, spiky black hair, jacket, city at sunset, serious, full body",
        "2girls, twintails, school uniform, park, petals, smile",
        "knight, armor, sword, castle, fantasy",
        "a lighthouse by the sea, scenery, dawn",
        "witch, cloak, hat, forest at night, cat ears, wings",
        "close-up, 1girl, braid, glasses, book, library, sad",
        "kimono, shrine, snow, hair bun, umbrella",
        "月あかりの停車場, long hair, space, planet",
        "",
    ];
    const STYLES: [&str; 6] = ["cyberpunk", "fantasy", "steampunk", "studio_ghibli", "manga", "our own"];
    let pick =
        |of: u64, shift: u32| (number.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(shift) % of) as usize;
    let recipe = Recipe {
        prompt: WORDS[pick(10, 7)].to_owned(),
        // Most are small, for the time's sake; a few have room for words.
        width: 64 + 8 * pick(10, 13) as u32 + if number.is_multiple_of(10) { 200 } else { 0 },
        height: 64 + 8 * pick(12, 19) as u32 + if number.is_multiple_of(10) { 200 } else { 0 },
        seed: number * 31,
        presets: vec![PresetStamp { name: STYLES[pick(6, 23)].to_owned(), version: 1 }],
        references: Vec::new(),
        ..example()
    };
    let mut order = Order::new(recipe);
    if number.is_multiple_of(3) {
        let hash = format!("{number:064x}");
        let role = if number.is_multiple_of(2) { ReferenceRole::Start } else { ReferenceRole::Likeness };
        order.recipe.references.push(Reference { hash: hash.clone(), role, weight: Hundredths(40) });
        order.files.insert(hash, png::pack(6, 4, &[(number % 251) as u8; 72]));
    }
    order
}

fn file(order: &Order) -> Vec<u8> {
    let draft = Draft::new("draft");
    let made = Made { files: vec![draft.draw(order).expect("it can be drawn")], made_by: draft.made_by() };
    finish(&order.recipe, made).expect("a picture").files.remove(0).bytes
}

#[test]
fn a_hundred_recipes_give_the_same_bytes_again() {
    for number in 0..100 {
        let order = any(number);
        let first = file(&order);
        // As a reader of the file would run it again: by what stands in the picture.
        let mut recipe = png::read_recipe(&first).expect("a PNG").expect("its recipe");
        assert!(recipe.made_by.take().is_some_and(|made| made.is_draft));
        let again = Order { recipe, files: order.files.clone() };
        assert!(file(&again) == first, "{number}: {}", order.recipe.prompt);
    }
}

#[test]
fn every_machine_draws_the_same() {
    let mut all = Sha256::new();
    for number in [1, 2, 3, 10, 20, 30, 40, 50, 60, 70, 80, 90] {
        all.update(Draft::new("draft").draw(&any(number)).expect("it can be drawn"));
    }
    let hash = pictures::ContentHash(all.finalize().into()).to_string();
    // A change of the drawing changes it, and is then another version of the drawing.
    insta::assert_snapshot!(hash);
}

#[test]
fn a_sheet_says_what_it_is() {
    for (width, height) in [(64, 64), (512, 768), (768, 512)] {
        let order = Order::new(Recipe { width, height, references: Vec::new(), ..example() });
        let drawn = Draft::new("draft").draw(&order).expect("it can be drawn");
        let picture = pictures::decode(&drawn, &pictures::Limits::default()).expect("a picture");
        let label = picture
            .rgb()
            .as_chunks::<3>()
            .0
            .iter()
            .filter(|pixel| pixel[0] > 180 && pixel[1] < 100 && pixel[2] < 80);
        assert!(label.count() > 100, "{width}×{height} has its label");
    }
}

#[test]
fn odd_recipes_are_drawn_or_refused_with_a_reason() {
    let draft = Draft::new("draft");
    let with = |change: &dyn Fn(&mut Recipe)| {
        let mut recipe = Recipe { references: Vec::new(), width: 128, height: 128, ..example() };
        change(&mut recipe);
        draft.draw(&Order::new(recipe))
    };
    let long = "lamp ".repeat(20_000);
    for prompt in ["", "\u{202e}\u{200b}\0\u{1}", "((((((", "🦊👩‍👩‍👧 ﷽ \u{1f3fb}", long.as_str()]
    {
        let drawn = with(&|recipe| recipe.prompt = prompt.to_owned()).expect("any words can be drawn");
        assert_eq!(png::size(&drawn), Ok((128, 128)));
    }
    with(&|recipe| (recipe.width, recipe.height) = (2048, 64)).expect("it is wide");
    with(&|recipe| (recipe.width, recipe.height) = (64, 2048)).expect("it is tall");
    match with(&|recipe| recipe.width = 1_000_000) {
        Err(EngineError::Refused { fields, .. }) => assert_eq!(fields[0].field, "width"),
        other => panic!("{:?}", other.map(|file| file.len())),
    }
}
