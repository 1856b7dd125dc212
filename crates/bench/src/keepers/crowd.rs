//! 50,000 invented characters of 3,000 invented series, as many, as long and as favoured as real ones.

use keeping::{CharacterFacts, Said, SeriesFacts, forms::Form};
use model::Instant;
use store::{Collected, Store};

use crate::names::{Random, names};

/// Of each.
pub const SERIES: usize = 3_000;
/// Of all series together.
pub const CHARACTERS: usize = 50_000;
const SEED: u64 = 24_571;
/// Rows of one transaction.
const BATCH: usize = 2_000;

/// Deciles of the old pipeline's final files: letters of a character's text and of a synopsis.
const ABOUT: [usize; 11] = [0, 0, 0, 74, 144, 218, 290, 379, 518, 812, 5035];
const SYNOPSIS: [usize; 11] = [0, 292, 584, 678, 767, 848, 904, 960, 1023, 1132, 1612];
/// Favourites of its processed characters, in steps of a twentieth.
const FAVORITES: [usize; 21] =
    [0, 1, 1, 1, 1, 2, 2, 3, 5, 7, 10, 16, 24, 36, 56, 92, 166, 320, 717, 2296, 46_340];
/// What texts are made of; some words call for a gift.
const WORDS: [&str; 12] = [
    "quiet", "lantern", "book", "keeper", "of", "the", "depot", "great", "flower", "sword", "studies",
    "night",
];

/// Fills a store with them, as a run of `collect` would.
pub async fn fill(store: &Store) -> anyhow::Result<()> {
    let mut random = Random::new(SEED);
    // What is called `nan` has lost its name in some table, as far as the rules know.
    let mut pool = names(SERIES + CHARACTERS + 1_000, &mut random);
    pool.retain(|name| name != "nan");
    let (titles, people) = pool.split_at(SERIES);
    // No two series of one medium bear one name.
    let titles: Vec<String> =
        titles.iter().zip(1..).map(|(title, number)| format!("{title} {number}")).collect();
    let series: Vec<Collected> = titles
        .iter()
        .enumerate()
        .map(|(at, title)| {
            let facts = SeriesFacts {
                name: title.clone(),
                english_name: at.is_multiple_of(3).then(|| format!("{title} in English")),
                media_type: "anime".to_owned(),
                creators: vec![("studio".to_owned(), vec!["Studio Lantern".to_owned()])],
                image: Some(format!("https://pictures.invalid/series/{at}.jpg")),
                genres: vec!["Drama".to_owned(), "Mystery".to_owned()],
                synopsis: Some(text(between(&SYNOPSIS, &mut random), &mut random)),
                favorites: Some(between(&FAVORITES, &mut random) as i64),
                members: Some(between(&FAVORITES, &mut random) as i64 * 40),
                score: Some(7.25),
                ..SeriesFacts::default()
            };
            collected(Form::Series, at, None, &Said::Series(Box::new(facts)))
        })
        .collect();
    let characters: Vec<Collected> = people
        .iter()
        .take(CHARACTERS)
        .enumerate()
        .map(|(at, name)| {
            let home = at * SERIES / CHARACTERS;
            let facts = CharacterFacts {
                name: name.clone(),
                series: titles[home].clone(),
                media_type: "anime".to_owned(),
                image: Some(format!("https://pictures.invalid/characters/{at}.jpg")),
                about: Some(text(between(&ABOUT, &mut random), &mut random)),
                favorites: Some(between(&FAVORITES, &mut random) as i64),
                ..CharacterFacts::default()
            };
            collected(Form::Character, at, Some(home), &Said::Character(Box::new(facts)))
        })
        .collect();
    for batch in series.chunks(BATCH).chain(characters.chunks(BATCH)) {
        let tx = store.begin().await?;
        tx.save_collected(batch).await?;
        tx.commit().await?;
    }
    Ok(())
}

fn collected(form: Form, at: usize, home: Option<usize>, said: &Said) -> Collected {
    Collected {
        source_type: "mal".to_owned(),
        kind: form.word().to_owned(),
        source_id: (at + 1).to_string(),
        parent: home.map(|home| ("mal".to_owned(), (home + 1).to_string())).unwrap_or_default(),
        position: at as i64,
        body: serde_json::to_string(said).unwrap_or_default(),
        run: 1,
        at: Instant::EPOCH,
    }
}

/// A number that is distributed as the steps say.
fn between(steps: &[usize], random: &mut Random) -> usize {
    let at = random.below(steps.len() - 1);
    steps[at] + random.below(steps[at + 1] - steps[at] + 1)
}

/// So many letters of text.
fn text(letters: usize, random: &mut Random) -> String {
    let mut text = String::with_capacity(letters + 12);
    while text.len() < letters {
        text.push_str(WORDS[random.below(WORDS.len())]);
        text.push(if random.below(12) == 0 { '\n' } else { ' ' });
    }
    text.truncate(letters);
    text
}
