//! Rows that have no number get one, in an order that is always the same.

use keeping::{
    forms::{Couple, Form},
    numbers::{self, Merging, Numbered},
    rules::Rules,
};

use crate::scene::{Checked, at, collected, exclude, numbers as told, sqlite, unique};

const ROWS: [&str; 9] = [
    "series mal:9 Moonlit Depot",
    "series mal:10 Moonlit Depot II",
    "series mal:3 Paper Comet",
    "series ss:ss Star Ferry",
    "character mal:90 Ruri of 9",
    "character mal:30 Aki of 3",
    "character mal:91 Sora of 10",
    "character mal:99 Nobody of 0",
    "character ss:ss_tide Tide of ss",
];

#[tokio::test]
async fn series_by_their_lists_and_characters_by_their_series() -> Checked {
    let (_folder, store) = sqlite().await;
    collected(&store, &ROWS).await?;
    exclude(&store, Form::Series, "mal", "10").await?;
    exclude(&store, Form::Character, "mal", "30").await?;
    let rules = Rules::default();
    let given = numbers::identify(&store, "main", &rules, at(1)).await?;
    assert_eq!(given.series, Numbered { new: 3, excluded: 1, next: 4, ..Numbered::default() });
    let characters = Numbered { new: 4, excluded: 1, homeless: 2, next: 5, ..Numbered::default() };
    assert_eq!(given.characters, characters);
    let series = ["1 mal:9 Moonlit Depot", "2 mal:3 Paper Comet", "3 ss:ss Star Ferry"];
    assert_eq!(told(&store, Form::Series).await?, series);
    let characters = ["1 mal:90 Ruri in 1", "2 ss:ss_tide Tide in 3", "3 mal:91 Sora", "4 mal:99 Nobody"];
    assert_eq!(told(&store, Form::Character).await?, characters);

    let again = numbers::identify(&store, "main", &rules, at(2)).await?;
    assert!(!again.is_change());
    assert_eq!(again.characters, Numbered { known: 4, excluded: 1, next: 5, ..Numbered::default() });

    // A merge gives a character its series after the fact, and new rows go on behind.
    let merging = Merging {
        registry: "main",
        form: Form::Series,
        couple: Couple::new("mal", "10"),
        number: unique(1),
        author: "ann",
        reason: "second season",
        at: at(3),
    };
    numbers::merge(&store, &merging).await?;
    collected(&store, &["series mal:1 Lantern Row", "character mal:11 Eri of 9"]).await?;
    let given = numbers::identify(&store, "main", &rules, at(4)).await?;
    assert_eq!((given.series.new, given.series.merged, given.characters.new), (1, 1, 1));
    let characters = told(&store, Form::Character).await?;
    assert_eq!(characters[2..], ["3 mal:91 Sora in 1", "4 mal:99 Nobody", "5 mal:11 Eri in 1"]);
    Ok(())
}

#[tokio::test]
async fn a_row_that_only_hands_made_gets_its_number_too() -> Checked {
    let (_folder, store) = sqlite().await;
    let edit = store::Edit {
        kind: "series".to_owned(),
        source_type: "game".to_owned(),
        source_id: "own".to_owned(),
        field: "name".to_owned(),
        value: Some("\"Ferry House\"".to_owned()),
        base: "null".to_owned(),
    };
    let tx = store.begin().await?;
    tx.curate("main", &[edit], "ann", "test", at(0)).await?;
    tx.commit().await?;
    numbers::identify(&store, "main", &Rules::default(), at(1)).await?;
    assert_eq!(told(&store, Form::Series).await?, ["1 game:own Ferry House"]);
    Ok(())
}
