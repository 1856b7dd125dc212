//! How long a publish to PostgreSQL takes. No promise is tested here: the figures are printed, and mean
//! something in a release build.
//!
//! `cargo test -p publish --release --test postgres -- --ignored --nocapture measure`

use std::time::Instant;

use crate::scene::{Scene, character, series, small};

const SERIES: i64 = 3_000;
const CHARACTERS: i64 = 50_000;
/// About as long as the texts of the real sheets.
const SENTENCE: &str =
    "She keeps a quiet garden behind the depot, reads by lamplight, and never forgets a name. ";

#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measure, for a release build"]
async fn fifty_thousand_characters() {
    let Some(scene) = Scene::new().await else { return };
    let mut rows = small();
    rows.series = (1..=SERIES).map(|id| series(id, &format!("Lantern Line {id}"), "anime")).collect();
    rows.characters = (1..=CHARACTERS)
        .map(|id| {
            let of = &rows.series[(id % SERIES) as usize];
            let mut row = character(id, &format!("Mira Sato {id}"), of, 1 + id % 3);
            row.about = (id % 5 > 0).then(|| SENTENCE.repeat(3 + id as usize % 9).into());
            row
        })
        .collect();
    for what in ["first", "unchanged"] {
        let begun = Instant::now();
        scene.publish(&rows).await;
        eprintln!("publish to PostgreSQL, {what}: {:.2} s", begun.elapsed().as_secs_f64());
    }
    for row in rows.characters.iter_mut().step_by(10) {
        row.rarity = 1 + row.rarity % 3;
    }
    let begun = Instant::now();
    scene.publish(&rows).await;
    eprintln!("publish to PostgreSQL, a tenth changed: {:.2} s", begun.elapsed().as_secs_f64());
}
