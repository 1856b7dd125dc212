//! Numbers of a registry: given out in sequence, and brought along by files.

use model::UniqueId;
use store::{Clash, Couple, Filed, FiledNumber, NewNumber, Store};

use crate::scene::{Checked, at};

fn unique(number: i64) -> UniqueId {
    UniqueId::new(number).expect("tests count from 1")
}

fn couple(id: &str) -> Couple {
    Couple { source_type: "mal".to_owned(), source_id: id.to_owned(), name: format!("Depot {id}") }
}

fn filed(id: &str, number: i64) -> FiledNumber {
    FiledNumber {
        unique_id: unique(number),
        couple: couple(id),
        parent: UniqueId::new(number % 3),
        created_at: at(number),
        written_at: format!("2025-11-14T13:28:2{number}"),
    }
}

fn wanted(ids: &[&str]) -> Vec<NewNumber> {
    ids.iter().map(|id| NewNumber { couple: couple(id), parent: Some(unique(1)) }).collect()
}

pub async fn numbers_that_come_along_stay_as_they_are(store: &Store) -> Checked {
    let rows = [filed("7", 2), filed("007", 1), filed("x", 3)];
    let tx = store.begin().await?;
    assert_eq!(tx.import_numbers("main", "character", &rows).await?, Filed { new: 3, ..Filed::default() });
    tx.commit().await?;
    assert_eq!(store.next_number("main", "character").await?, 4);
    assert_eq!(store.next_number("main", "series").await?, 1);
    let stored = store.registry_rows("main", "character").await?;
    let seen: Vec<_> =
        stored.iter().map(|row| (row.couple.source_id.as_str(), row.parent, row.created_at)).collect();
    assert_eq!(seen, [("007", Some(unique(1)), at(1)), ("7", Some(unique(2)), at(2)), ("x", None, at(3))]);
    assert_eq!(stored[0].written_at, "2025-11-14T13:28:21");

    let tx = store.begin().await?;
    assert_eq!(tx.import_numbers("main", "character", &rows).await?, Filed { known: 3, ..Filed::default() });
    let (numbers, new) = tx.assign_numbers("main", "character", &wanted(&["new", "7", "new"]), at(9)).await?;
    assert_eq!((numbers, new), (vec![unique(4), unique(2), unique(4)], 1));
    tx.commit().await?;
    assert_eq!(store.registries().await?, ["main"]);
    assert!(store.verify().await?.is_sound());
    Ok(())
}

pub async fn contradictions_change_nothing(store: &Store) -> Checked {
    let tx = store.begin().await?;
    tx.import_numbers("main", "series", &[filed("1", 1), filed("2", 2)]).await?;
    tx.commit().await?;
    let rows = [filed("1", 2), filed("3", 1), filed("4", 4), filed("5", 4), filed("4", 5)];
    let tx = store.begin().await?;
    let answer = tx.import_numbers("main", "series", &rows).await?;
    tx.commit().await?;
    let clashes = [
        (0, Clash::CoupleHas(unique(1))),
        (1, Clash::NumberIs(couple("1"))),
        (3, Clash::NumberIs(couple("4"))),
        (4, Clash::CoupleHas(unique(4))),
    ];
    assert_eq!(answer, Filed { clashes: clashes.to_vec(), ..Filed::default() });
    assert_eq!(store.registry_rows("main", "series").await?.len(), 2);
    assert_eq!(store.next_number("main", "series").await?, 3);
    Ok(())
}

pub async fn numbers_that_a_file_left_out_stay_out(store: &Store) -> Checked {
    let tx = store.begin().await?;
    tx.import_numbers("main", "series", &[filed("2", 2), filed("5", 5)]).await?;
    tx.commit().await?;
    assert_eq!(store.number_gaps("main", "series").await?, [(1, 1), (3, 4)]);
    assert!(store.verify().await?.is_sound());
    let tx = store.begin().await?;
    let (numbers, _) = tx.assign_numbers("main", "series", &wanted(&["6"]), at(1)).await?;
    assert_eq!(numbers, [unique(6)]);
    // A later file may still bring one of them along.
    tx.import_numbers("main", "series", &[filed("3", 3)]).await?;
    tx.commit().await?;
    assert_eq!(store.number_gaps("main", "series").await?, [(1, 1), (4, 4)]);
    assert!(store.verify().await?.is_sound());
    Ok(())
}

pub async fn a_broken_off_run_burns_no_number(store: &Store) -> Checked {
    let tx = store.begin().await?;
    tx.assign_numbers("main", "series", &wanted(&["1", "2"]), at(1)).await?;
    tx.import_numbers("main", "character", &[filed("9", 9)]).await?;
    drop(tx);
    assert_eq!(store.next_number("main", "series").await?, 1);
    assert_eq!(store.next_number("main", "character").await?, 1);
    let tx = store.begin().await?;
    let (numbers, new) = tx.assign_numbers("main", "series", &wanted(&["2"]), at(2)).await?;
    tx.commit().await?;
    assert_eq!((numbers, new), (vec![unique(1)], 1));
    Ok(())
}

pub async fn what_was_given_here_learns_from_a_file(store: &Store) -> Checked {
    store.assign("main", "character", &[couple("1"), couple("2")], at(1)).await?;
    let tx = store.begin().await?;
    tx.import_numbers("main", "character", &[filed("1", 1)]).await?;
    tx.assign_numbers("main", "character", &wanted(&["1", "2"]), at(2)).await?;
    tx.commit().await?;
    let stored = store.registry_rows("main", "character").await?;
    let seen: Vec<_> =
        stored.iter().map(|row| (row.parent, row.written_at.as_str(), row.created_at)).collect();
    assert_eq!(seen, [(Some(unique(1)), "2025-11-14T13:28:21", at(1)), (Some(unique(1)), "", at(1))]);
    Ok(())
}
