//! Updates of datasets: one at a time, remembered, and undone to what each batch found.

use std::collections::BTreeMap;

use model::{EntityKind, ExternalId, RecordId, SourceId};
use serde_json::json;
use store::{InUse, NewRecord, NewUpdate, Store, StoreError, UpdateCheck, UpdateMove, UpdateState};

use crate::scene::{Checked, add_work, at, entity, id, ids, link, record};

fn release(hash: &str, state: UpdateState) -> NewUpdate {
    NewUpdate {
        dataset: "lantern".to_owned(),
        state,
        mode: "incremental".to_owned(),
        address: "https://mirror.example/list".to_owned(),
        release: "2025-W40".to_owned(),
        file_hash: hash.to_owned(),
        body: json!({"lost": 2}),
        author: "worker".to_owned(),
    }
}

fn to(state: UpdateState, from: &[UpdateState], second: i64) -> UpdateMove<'_> {
    UpdateMove { from, to: state, by: None, report: None, at: at(second) }
}

pub async fn one_release_of_a_dataset_waits_or_runs_at_a_time(store: &Store) -> Checked {
    let first = store.new_update(&release("0a", UpdateState::Waiting), at(1)).await?;
    assert_eq!((first.id, first.state, first.applied_at), (1, UpdateState::Waiting, None));
    assert_eq!(
        store.new_update(&release("0a", UpdateState::Waiting), at(2)).await?,
        first,
        "it is the same file"
    );
    let second = store.new_update(&release("0b", UpdateState::Waiting), at(3)).await?;
    let states: Vec<_> =
        store.updates(Some("lantern"), 9).await?.iter().map(|row| (row.id, row.state)).collect();
    assert_eq!(states, [(2, UpdateState::Waiting), (1, UpdateState::Outdated)]);

    let yes = UpdateMove { by: Some("ann"), ..to(UpdateState::Running, &[UpdateState::Waiting], 4) };
    assert!(store.move_update(second.id, &yes).await?);
    assert!(!store.move_update(second.id, &yes).await?, "it waits no more");
    // Its word is not its beginning: what it writes bears the moment at which it does.
    assert_eq!(store.update(second.id).await?.and_then(|row| row.applied_at), None);
    assert_eq!(store.start_update(second.id, at(5)).await?, Some(at(5)));
    assert_eq!(store.start_update(second.id, at(6)).await?, Some(at(6)), "nothing was written yet");
    let tx = store.begin().await?;
    tx.add_update_step(second.id, vec![1]).await?;
    tx.commit().await?;
    assert_eq!(store.start_update(second.id, at(7)).await?, Some(at(6)));
    assert_eq!((store.update_step_count(second.id).await?, store.update_step_count(first.id).await?), (1, 0));
    assert_eq!(store.start_update(first.id, at(7)).await?, None, "it is outdated");
    let busy = store.new_update(&release("0c", UpdateState::Running), at(5)).await;
    assert!(
        matches!(busy, Err(StoreError::Conflict(text)) if text == "update 2 of lantern is running still")
    );

    let report = json!({"steps": 1});
    let done = UpdateMove { report: Some(&report), ..to(UpdateState::Done, &[UpdateState::Running], 6) };
    assert!(store.move_update(second.id, &done).await?);
    let row = store.update(second.id).await?.expect("it is there");
    assert_eq!((row.state, row.decided_by.as_str(), row.decided_at), (UpdateState::Done, "ann", Some(at(4))));
    assert_eq!((row.applied_at, row.report, row.body), (Some(at(6)), report, json!({"lost": 2})));
    assert_eq!(store.updates(Some("other"), 9).await?, []);
    assert_eq!(store.updates(None, 9).await?.len(), 2);
    Ok(())
}

pub async fn what_an_address_answered_is_remembered(store: &Store) -> Checked {
    let mut check = UpdateCheck {
        dataset: "lantern".to_owned(),
        address: "https://mirror.example/list".to_owned(),
        checked_at: at(1),
        outcome: "new".to_owned(),
        etag: "\"40\"".to_owned(),
        modified: String::new(),
        file_hash: "0a".to_owned(),
        release: "2025-W40".to_owned(),
    };
    store.save_update_check(&check).await?;
    "unchanged".clone_into(&mut check.outcome);
    check.checked_at = at(2);
    store.save_update_check(&check).await?;
    assert_eq!(store.update_checks("lantern").await?, [check]);
    assert_eq!(store.update_checks("other").await?, []);
    Ok(())
}

/// A batch replaces a text, adds an id to a work and brings a new work; undone, nothing of it is left but a number.
pub async fn a_batch_is_undone_to_what_it_found(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    let saved = tx.save_records(&[record("mal:1", 1, "as it was")], at(1)).await?;
    tx.commit().await?;
    let before = crate::scene::export(store, false).await?;

    let update = store.new_update(&release("0a", UpdateState::Running), at(2)).await?;
    let tx = store.begin().await?;
    let heads = tx.record_heads(&saved).await?;
    let listed = tx.ids_listed_by(&saved).await?;
    assert_eq!(listed[&saved[0]], ids("mal:1"));
    tx.save_links(&[link("anilist:10", 1)]).await?;
    let newer = NewRecord {
        ids: ids("anilist:10 mal:1"),
        file: Some("f2".to_owned()),
        ..record("mal:1", 1, "said again")
    };
    tx.save_records(&[newer], at(2)).await?;
    add_work(&tx, "Paper Lighthouse", "mal:2").await?;
    let new = tx.save_records(&[record("mal:2", 2, "new")], at(2)).await?;
    tx.add_update_step(update.id, vec![0, 255]).await?;
    tx.add_update_step(update.id, vec![1]).await?;
    tx.commit().await?;
    assert_eq!(store.update_steps(update.id).await?, [vec![0, 255], vec![1]]);
    assert_eq!(store.last_update_step(update.id).await?, Some((2, vec![1])));
    let source = SourceId::known("lantern");
    let newest: Vec<_> = store
        .records_of_newest_file(&source, "lantern")
        .await?
        .iter()
        .map(|record| record.key.clone())
        .collect();
    assert_eq!(newest, ids("mal:1"), "of two files with one record each, the later one");

    let tx = store.begin().await?;
    let hash = heads[&saved[0]].hash;
    assert_eq!(tx.bring_back_texts(&[(saved[0], hash), (new[0], hash)]).await?.len(), 1);
    tx.list_ids(&BTreeMap::from([(saved[0], listed[&saved[0]].clone())])).await?;
    tx.home_records(&[(saved[0], entity(1))]).await?;
    assert_eq!(tx.drop_records(&new).await?, 1);
    assert_eq!(tx.drop_links(&ids("anilist:10 mal:1"), "rule:test", at(5)).await?, 0, "of another time");
    assert_eq!(tx.drop_links(&ids("anilist:10"), "rule:test", at(0)).await?, 1);
    assert_eq!(tx.forget_figures(&source, &ids("mal:1"), at(2)).await?, 0);
    assert_eq!(tx.drop_conflicts(&ids("mal:1"), at(2)).await?, 0);
    assert_eq!(tx.with_records(&EntityKind::Work, &[entity(1), entity(2)]).await?, [entity(1)].into());
    assert_eq!(tx.retire(&EntityKind::Work, &[entity(2)], "update 1 was undone", "ann", at(3)).await?, 1);
    assert!(tx.drop_update_step(update.id, 2).await?);
    assert!(!tx.drop_update_step(update.id, 2).await?);
    tx.commit().await?;
    assert_eq!(store.last_update_step(update.id).await?, Some((1, vec![0, 255])));

    let tombstone = r#"{"kind":"tombstone","of":"WORK","id":2,"reason":"update 1 was undone","at":"2025-06-15T15:06:43Z"}"#;
    let after = crate::scene::export(store, false).await?;
    assert_eq!(after.replace(&format!("{tombstone}\n"), ""), before, "all is as it was, but for the number");
    assert_ne!(after, before);
    assert!(store.verify().await?.is_sound(), "{:?}", store.verify().await?);
    let history = store.history_of(&EntityKind::Work, entity(2)).await?;
    assert_eq!(history.iter().map(|line| line.action.as_str()).collect::<Vec<_>>(), ["retire"]);
    let tx = store.begin().await?;
    assert_eq!(add_work(&tx, "Glass Orchard", "mal:2").await?, 3, "numbers are not given again");
    tx.rollback().await?;
    Ok(())
}

pub async fn what_somebody_works_with_is_known(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for (title, subjects) in [("A", "mal:1"), ("B", "mal:2"), ("C", "mal:3"), ("D", "mal:4")] {
        add_work(&tx, title, subjects).await?;
    }
    let all: Vec<_> = (1..=4).map(entity).collect();
    assert!(tx.in_use(&EntityKind::Work, &all, "rule:test").await?.is_empty());
    let never = model::NegativeLink {
        subject: ExternalId::clone(&id("kitsu:9")),
        kind: EntityKind::Work,
        target: entity(2),
        evidence: crate::scene::evidence("no"),
    };
    tx.unlink(&never).await?;
    tx.merge(&EntityKind::Work, entity(4), entity(3), &crate::scene::evidence("one")).await?;
    let used = tx.in_use(&EntityKind::Work, &all, "rule:test").await?;
    let used: BTreeMap<i64, InUse> = used.into_iter().map(|(id, why)| (id.get(), why)).collect();
    assert_eq!(used, [(2, InUse::Decided), (3, InUse::Merged)].into());
    let others = tx.in_use(&EntityKind::Work, &all[..1], "somebody else").await?;
    assert_eq!(others.get(&entity(1)), Some(&InUse::Decided));
    assert_eq!(tx.record_heads(&[RecordId::new(7).expect("from 1")]).await?.len(), 0);
    tx.rollback().await
}
