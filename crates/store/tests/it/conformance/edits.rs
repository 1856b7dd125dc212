//! Edits by hand: which stand, where they go when things are merged, and how they are taken back.

use model::{CurationEntry, EntityKind, Field};
use serde_json::{Value, json};
use store::{Edit, Store};

use crate::scene::{Checked, add_work, at, entity, evidence, id, ids};

const WORK: EntityKind = EntityKind::Work;

/// An edit of a work.
pub fn edit(work: i64, field: &str, value: Value, second: i64) -> CurationEntry {
    CurationEntry {
        kind: WORK,
        target: entity(work),
        field: Field::parse(field),
        value,
        author: "ann".to_owned(),
        at: at(second),
        note: "counted again".to_owned(),
    }
}

async fn two_works(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    add_work(&tx, "Paper Lighthouse", "mal:2").await?;
    tx.commit().await
}

/// What stands of a work: fields and values.
async fn standing(store: &Store, work: i64) -> Result<Vec<(String, Value)>, store::StoreError> {
    let edits = store.standing_edits(&WORK, entity(work)).await?;
    Ok(edits.into_iter().map(|edit| (edit.field.as_str().to_owned(), edit.value)).collect())
}

pub async fn the_newest_edit_of_a_field_stands(store: &Store) -> Checked {
    two_works(store).await?;
    let tx = store.begin().await?;
    assert_eq!(tx.save_edit(&edit(1, "EPISODES", json!(12), 5)).await?, 1);
    // The clock was set back; the later edit counts all the same.
    assert_eq!(tx.save_edit(&edit(1, "EPISODES", json!(13), 3)).await?, 2);
    tx.save_edit(&edit(1, "TITLE", json!("月影の駅"), 6)).await?;
    tx.save_edit(&edit(2, "YEAR", Value::Null, 6)).await?;
    let both = tx.standing_edits_of_many(&WORK, &[entity(1), entity(2), entity(9)]).await?;
    assert_eq!((both.len(), both[&entity(1)].len()), (2, 2));
    tx.commit().await?;

    let expected = [("EPISODES".to_owned(), json!(13)), ("TITLE".to_owned(), json!("月影の駅"))];
    assert_eq!(standing(store, 1).await?, expected);
    let all = store.edits_of(&WORK, entity(1)).await?;
    assert_eq!(all.iter().map(|stored| stored.id).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(all[2].edit, edit(1, "EPISODES", json!(12), 5));
    assert!(all.iter().all(store::StoredEdit::counts));
    let told = store.history_of(&WORK, entity(1)).await?;
    assert_eq!(told.iter().filter(|entry| entry.action == "edit").count(), 3);
    Ok(())
}

pub async fn an_edit_goes_where_its_work_goes(store: &Store) -> Checked {
    two_works(store).await?;
    let tx = store.begin().await?;
    tx.save_edit(&edit(1, "EPISODES", json!(12), 1)).await?;
    tx.save_edit(&edit(2, "EPISODES", json!(13), 2)).await?;
    tx.save_edit(&edit(2, "YEAR", json!(2014), 3)).await?;
    tx.merge(&WORK, entity(2), entity(1), &evidence("one film")).await?;
    tx.commit().await?;
    let expected = [("EPISODES".to_owned(), json!(13)), ("YEAR".to_owned(), json!(2014))];
    assert_eq!(standing(store, 1).await?, expected);
    assert_eq!(standing(store, 2).await?, []);
    // Each still knows what it was made on.
    let made_on: Vec<_> =
        store.edits_of(&WORK, entity(1)).await?.iter().map(|s| s.edit.target.get()).collect();
    assert_eq!(made_on, [2, 2, 1]);
    Ok(())
}

pub async fn an_edit_is_taken_back_once(store: &Store) -> Checked {
    two_works(store).await?;
    let of_first = (&WORK, entity(1));
    let tx = store.begin().await?;
    let first = tx.save_edit(&edit(1, "EPISODES", json!(12), 1)).await?;
    let second = tx.save_edit(&edit(1, "EPISODES", json!(13), 2)).await?;
    assert_eq!(tx.take_edits_back(of_first, &[second], "ben", "a typing error", at(4)).await?, 1);
    assert_eq!(tx.take_edits_back(of_first, &[second, 99], "cleo", "", at(5)).await?, 0);
    tx.commit().await?;
    // The one before it stands again.
    assert_eq!(standing(store, 1).await?, [("EPISODES".to_owned(), json!(12))]);
    let all = store.edits_of(&WORK, entity(1)).await?;
    assert_eq!(all[0].taken_back, Some((at(4), "ben".to_owned())));

    let tx = store.begin().await?;
    assert_eq!(tx.take_edits_back(of_first, &[first, second], "ben", "", at(6)).await?, 1);
    tx.commit().await?;
    assert_eq!(standing(store, 1).await?, []);
    Ok(())
}

pub async fn edits_of_series_are_followed_once(store: &Store) -> Checked {
    assert!(!store.is_curation_ahead().await?);
    let set = |kind: &str, field: &str, value: Option<&str>| Edit {
        kind: kind.to_owned(),
        source_type: "mal".to_owned(),
        source_id: "1".to_owned(),
        field: field.to_owned(),
        value: value.map(str::to_owned),
        base: "null".to_owned(),
    };
    let tx = store.begin().await?;
    tx.curate("main", &[set("character", "name", Some("\"Nao\""))], "ann", "web", at(1)).await?;
    tx.commit().await?;
    assert!(!store.is_curation_ahead().await?, "a character says nothing of a work");

    let tx = store.begin().await?;
    tx.curate("main", &[set("series", "name", Some("\"Depot\""))], "ann", "web", at(2)).await?;
    tx.commit().await?;
    assert!(store.is_curation_ahead().await?);
    let said = store.curated_series(&ids("mal:1 anilist:10")).await?;
    let short: Vec<_> = said[&id("mal:1")].iter().map(|v| (v.field.as_str(), v.value.as_str())).collect();
    assert_eq!((said.len(), short), (1, vec![("name", "\"Depot\"")]));

    let tx = store.begin().await?;
    assert_eq!(tx.follow_curation().await?, [("mal".to_owned(), "1".to_owned())]);
    tx.commit().await?;
    assert!(!store.is_curation_ahead().await?);

    // What is taken back is followed as well.
    let tx = store.begin().await?;
    tx.curate("main", &[set("series", "name", None)], "ann", "web", at(3)).await?;
    assert_eq!(tx.follow_curation().await?.len(), 1);
    tx.commit().await?;
    Ok(())
}
