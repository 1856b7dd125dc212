//! Edits one at a time, as the web page and the commands make them.

use curation::{Hand, exclude, history, restore, set, take_back, undo};
use keeping::{KeepingError, forms::Form};

use crate::bed::{Bed, at, couple};

const HAND: fn(i64) -> Hand<'static> =
    |second| Hand { registry: "main", author: "ann", origin: "web", at: at(second) };

#[tokio::test]
async fn a_value_is_set_seen_and_undone() {
    let bed = Bed::new().await;
    let (toma, form) = (couple("mal:101"), Form::Character);
    let edit = async |second, value, seen| {
        set(&bed.store, &bed.rules, HAND(second), form, &toma, "rarity", Some(value), seen).await
    };
    assert!(edit(1, "3.0", Some(Some("1"))).await.expect("set"));
    assert!(!edit(2, "3", None).await.expect("set before"));
    let error = edit(3, "2", Some(Some("1"))).await.expect_err("it is 3 by now");
    assert!(matches!(error, KeepingError::Conflict { .. }), "{error}");
    assert!(edit(4, "2", Some(Some("3"))).await.expect("set"));
    let log = history(&bed.store, "main", Some((form, &toma)), 10).await.expect("a log");
    let shown: Vec<_> = log.iter().map(|past| (past.before.as_deref(), past.after.as_deref())).collect();
    assert_eq!(shown, [(Some("3"), Some("2")), (None, Some("3"))]);
    let (second, first) = (log[0].seq, log[1].seq);
    let error = undo(&bed.store, HAND(5), first).await.expect_err("it was edited again");
    assert!(error.to_string().contains("edited again since"), "{error}");
    undo(&bed.store, HAND(6), second).await.expect("undone");
    undo(&bed.store, HAND(7), first).await.expect("undone");
    assert_eq!(bed.value(form, "mal:101", "rarity").await, "1");
    assert!(bed.store.hand_values("main").await.expect("values").is_empty());
    let error = undo(&bed.store, HAND(8), 999).await.expect_err("no such edit");
    assert!(matches!(error, KeepingError::Missing { .. }), "{error}");
}

#[tokio::test]
async fn what_the_sources_say_is_no_value_by_hand() {
    let bed = Bed::new().await;
    let toma = couple("mal:101");
    let edit = async |value| {
        set(&bed.store, &bed.rules, HAND(1), Form::Character, &toma, "rarity", Some(value), None).await
    };
    assert!(!edit("1").await.expect("nothing to do"));
    assert!(edit("2").await.expect("set"));
    assert!(edit("1").await.expect("taken back"));
    assert!(bed.store.hand_values("main").await.expect("values").is_empty());
}

#[tokio::test]
async fn values_and_fields_are_checked() {
    let bed = Bed::new().await;
    let cases = [
        ("mal:101", "rarity", "9", "it is out of range; write a whole number, 1 to 3"),
        ("mal:101", "colour", "red", "a character has no field `colour`; it has name, series"),
        ("mal:101", "source_id", "5", "is never edited"),
        ("mal:5", "rarity", "1", "there is no character `mal:5`"),
    ];
    for (of, field, value, wanted) in cases {
        let of = couple(of);
        let error =
            set(&bed.store, &bed.rules, HAND(1), Form::Character, &of, field, Some(value), None).await;
        let error = error.expect_err(wanted);
        assert!(error.to_string().contains(wanted), "{error}");
    }
}

#[tokio::test]
async fn a_row_is_left_out_with_a_reason_and_brought_back() {
    let bed = Bed::new().await;
    let (gull, form) = (couple("mal:102"), Form::Character);
    let out = async |reason| exclude(&bed.store, &bed.rules, HAND(1), form, &gull, reason).await;
    assert!(out(" ").await.is_err());
    assert!(out("a bird").await.expect("left out"));
    assert!(!out("a bird").await.expect("left out before"));
    assert_eq!(bed.entry(form, "mal:102").await.excluded.as_deref(), Some("a bird"));
    assert!(restore(&bed.store, &bed.rules, HAND(2), form, &gull).await.expect("back"));
    assert!(!restore(&bed.store, &bed.rules, HAND(3), form, &gull).await.expect("back before"));
    let log = history(&bed.store, "main", None, 10).await.expect("a log");
    assert!(log[0].was_set && !log[0].is_set && log[0].field == "excluded");
}

#[tokio::test]
async fn a_value_is_taken_back_even_where_nobody_might_set_the_automatic_one() {
    let bed = Bed::new().await;
    let (ciel, form) = (couple("vndb:c64"), Form::Character);
    let back = async || take_back(&bed.store, &bed.rules, HAND(2), form, &ciel, "rarity").await;
    set(&bed.store, &bed.rules, HAND(1), form, &ciel, "rarity", Some("3"), None).await.expect("set");
    assert_eq!(bed.value(form, "vndb:c64", "rarity").await, "3");
    assert!(back().await.expect("taken back"));
    assert_eq!(bed.value(form, "vndb:c64", "rarity").await, "5");
    assert!(!back().await.expect("nothing to take back"));
}
