//! Relations, ratings, the id map, rejects, conflicts, imports, tokens and the audit log.

use model::{CharacterRole, EntityKind, RelationType, SourceId};
use serde_json::json;
use store::{AuditEntry, IdMapRow, NewToken, Position, RatingRow, RejectRow, RelationRow, Store, StoreError};

use crate::scene::{Checked, at, character, conflict, entity, id, ids, link, work_id};

const LANTERN: SourceId = SourceId::known("lantern");

pub async fn relations_are_found_from_both_ends(store: &Store) -> Checked {
    let row = |from: &str, to: &str, line| RelationRow {
        source: LANTERN,
        from: id(from),
        to: id(to),
        kind: RelationType::Sequel,
        file: "f1".to_owned(),
        line,
    };
    let rows = [row("mal:1", "mal:2", 2), row("mal:2", "mal:3", 3), row("mal:4", "mal:5", 4)];
    let tx = store.begin().await?;
    assert_eq!(tx.save_relations(&rows).await?, 3);
    assert_eq!(tx.save_relations(&[row("mal:1", "mal:2", 9), row("mal:1", "mal:2", 9)]).await?, 0);
    tx.commit().await?;
    assert_eq!(store.relations_touching(&ids("mal:2")).await?, rows[..2]);
    Ok(())
}

pub async fn a_new_score_replaces_the_old(store: &Store) -> Checked {
    let row = |user: &str, score, line| RatingRow {
        source: LANTERN,
        part: "a".to_owned(),
        user: user.to_owned(),
        subject: id("mal:1"),
        score,
        file: "f1".to_owned(),
        line,
    };
    let tx = store.begin().await?;
    assert_eq!(tx.save_ratings(&[row("1", 8.0, 1), row("2", 10.0, 2), row("01", 6.0, 3)]).await?, 3);
    tx.commit().await?;
    let tx = store.begin().await?;
    assert_eq!(tx.save_ratings(&[row("1", 9.0, 7), row("2", 10.0, 8)]).await?, 1);
    tx.commit().await?;

    let summary = &store.ratings_summary(&ids("mal:1 mal:2")).await?[&id("mal:1")];
    assert_eq!((summary.count, summary.sum.round() as i64), (3, 25));
    assert_eq!(summary.histogram, [0, 0, 0, 0, 0, 1, 0, 0, 1, 1]);
    Ok(())
}

pub async fn all_ratings_are_read_user_by_user(store: &Store) -> Checked {
    assert_eq!(store.ratings_state().await?, store::RatingsState::default());
    assert!(store.ratings_after(None, 10).await?.is_empty());
    let row = |part: &str, user: &str, subject: &str, score| RatingRow {
        source: LANTERN,
        part: part.to_owned(),
        user: user.to_owned(),
        subject: id(subject),
        score,
        file: "f1".to_owned(),
        line: 1,
    };
    let rows = [
        row("a", "1", "mal:1", 8.0),
        row("a", "1", "mal:10", 6.0),
        row("a", "2", "mal:1", 9.0),
        row("b", "1", "mal:1", 4.0),
    ];
    let tx = store.begin().await?;
    tx.save_ratings(&rows).await?;
    tx.commit().await?;
    let state = store.ratings_state().await?;
    assert_eq!((state.count, state.subjects, state.sum.round() as i64), (4, 2, 27));
    let mut read = Vec::new();
    while let Some(cell) = store.ratings_after(read.last(), 1).await?.pop() {
        read.push(cell);
    }
    let read: Vec<_> =
        read.iter().map(|cell| (cell.user[1..].concat(), cell.subject.to_string(), cell.score)).collect();
    let known =
        rows.iter().map(|row| (format!("{}{}", row.part, row.user), row.subject.to_string(), row.score));
    assert_eq!(read, known.collect::<Vec<_>>());
    Ok(())
}

pub async fn a_row_of_the_id_map_is_replaced_whole(store: &Store) -> Checked {
    let row = |listed: &str, line| IdMapRow {
        source: LANTERN,
        key: id("mal:1"),
        ids: ids(listed),
        title_known: true,
        file: "f1".to_owned(),
        line,
    };
    let tx = store.begin().await?;
    assert_eq!(tx.save_id_map(&[row("anidb:5 mal:1", 1)]).await?, 1);
    assert_eq!(tx.save_id_map(&[row("mal:1 anidb:5", 2)]).await?, 0);
    assert_eq!(tx.save_id_map(&[row("kitsu:8 mal:1", 3)]).await?, 1);
    tx.commit().await?;
    assert!(store.id_map_of(&ids("anidb:5")).await?.is_empty());
    assert_eq!(store.id_map_of(&ids("kitsu:8 mal:1")).await?, [row("kitsu:8 mal:1", 3)]);
    Ok(())
}

pub async fn rejects_and_conflicts_are_noted_once(store: &Store) -> Checked {
    let reject = |line, offset| RejectRow {
        file: "f1".to_owned(),
        line,
        offset,
        code: "bad_year".to_owned(),
        message: "year 12 \u{0}".to_owned(),
    };
    let tx = store.begin().await?;
    assert_eq!(tx.add_rejects(&[reject(3, None), reject(1, Some(0))]).await?, 2);
    assert_eq!(tx.add_rejects(&[reject(3, None)]).await?, 0);
    tx.new_ids(&EntityKind::Work, 3).await?;
    let conflicts = [conflict("mal:1", 1, 2), conflict("mal:1", 1, 3), conflict("mal:1", 1, 2)];
    assert_eq!(tx.add_conflicts(&conflicts, at(1)).await?, 2);
    assert_eq!(tx.settle_conflicts(entity(3), entity(1)).await?, 1);
    assert_eq!(tx.add_conflicts(&conflicts, at(2)).await?, 0);
    tx.commit().await?;

    let rejects = store.rejects(Some("f1"), 10).await?;
    assert_eq!(
        rejects.iter().map(|row| (row.line, row.offset)).collect::<Vec<_>>(),
        [(1, Some(0)), (3, None)]
    );
    assert_eq!(store.rejects(Some("f2"), 10).await?.len(), 0);
    assert_eq!(store.rejects(None, 1).await?.len(), 1);
    let open = store.conflicts(true).await?;
    assert_eq!((open.len(), open[0].conflict.clone(), open[0].at), (1, conflict("mal:1", 1, 2), at(1)));
    assert_eq!(store.conflicts(false).await?.len(), 2);
    Ok(())
}

pub async fn an_import_goes_on_where_it_stopped(store: &Store) -> Checked {
    let first = store.begin_import("f1", "lantern", "a.jsonl", at(1)).await?;
    assert_eq!((first.resume_from, first.finished_before), (None, false));
    let tx = store.begin().await?;
    let position = Position { row: 500, offset: 90_000 };
    tx.checkpoint(first.id, &position, &json!({"new": 500}), at(2)).await?;
    tx.commit().await?;

    let again = store.begin_import("f1", "lantern", "b.jsonl", at(3)).await?;
    assert_eq!((again.id, again.resume_from, again.counts), (first.id, Some(position), json!({"new": 500})));
    assert_eq!(store.imports().await?[0].finished_at, None);
    store.finish_import(first.id, &json!({"new": 900}), at(4)).await?;

    let third = store.begin_import("f1", "lantern", "b.jsonl", at(5)).await?;
    assert_eq!((third.resume_from, third.finished_before), (None, true));
    assert_eq!(store.imports().await?[0].finished_at, Some(at(4)));
    assert_ne!(store.begin_import("f1", "other", "b.jsonl", at(6)).await?.id, first.id);
    assert!(matches!(store.finish_import(99, &json!(null), at(7)).await, Err(StoreError::Missing(_))));
    Ok(())
}

pub async fn a_token_is_known_by_its_hash_until_revoked(store: &Store) -> Checked {
    let token = NewToken {
        name: "reader".to_owned(),
        hash: [1; 32],
        scopes: vec!["read".to_owned(), "write".to_owned()],
        expires_at: Some(at(100)),
    };
    let number = store.save_token(&token, at(1)).await?;
    assert!(matches!(store.save_token(&token, at(2)).await, Err(StoreError::Conflict(_))));
    let found = store.token_by_hash(&[1; 32]).await?.expect("it was saved");
    assert_eq!((found.id, found.scopes.len()), (number, 2));
    assert!(found.is_good(at(99)) && !found.is_good(at(100)));
    assert_eq!(store.token_by_hash(&[2; 32]).await?, None);
    assert!(store.revoke_token(number, at(3)).await?);
    assert!(!store.revoke_token(number, at(4)).await?);
    assert!(!store.tokens().await?[0].is_good(at(5)));
    Ok(())
}

pub async fn the_audit_log_tells_of_its_subjects(store: &Store) -> Checked {
    let entry = |action: &str, subjects: &[i64]| AuditEntry {
        id: 0,
        at: at(1),
        author: "keeper".to_owned(),
        action: action.to_owned(),
        subjects: subjects.iter().map(|id| (EntityKind::Work, entity(*id))).collect(),
        details: json!({"why": action}),
    };
    store.audit(&entry("first", &[1, 2])).await?;
    store.audit(&entry("second", &[2])).await?;
    store.audit(&entry("third", &[])).await?;
    let actions = |log: Vec<AuditEntry>| log.into_iter().map(|entry| entry.action).collect::<Vec<_>>();
    assert_eq!(actions(store.audit_log(2).await?), ["third", "second"]);
    let history = store.history_of(&EntityKind::Work, entity(2)).await?;
    assert_eq!(history[0].subjects.len(), 2);
    assert_eq!(actions(history), ["first", "second"]);
    Ok(())
}

pub async fn a_cast_follows_its_characters(store: &Store) -> Checked {
    let (main, background) = (CharacterRole::Main, CharacterRole::Background);
    let tx = store.begin().await?;
    tx.new_ids(&EntityKind::Character, 2).await?;
    let cast = [
        character(1, "Leonore", &[("mal:1", background.clone()), ("anilist:1", main.clone())]),
        character(2, "Ishmael", &[("mal:1", main.clone()), ("mal:2", main.clone())]),
    ];
    assert_eq!(tx.save_characters(&cast).await?, 2);
    tx.commit().await?;
    let names = |cast: Vec<(model::Character, CharacterRole)>| {
        cast.into_iter().map(|(character, role)| format!("{} {role}", character.name)).collect::<Vec<_>>()
    };
    assert_eq!(names(store.characters_of(&ids("mal:1 anilist:1")).await?), ["Leonore MAIN", "Ishmael MAIN"]);
    assert_eq!(names(store.characters_of(&ids("mal:1")).await?), ["Ishmael MAIN", "Leonore BACKGROUND"]);

    let tx = store.begin().await?;
    assert_eq!(tx.save_characters(&[character(2, "Ishmael", &[("mal:2", background)])]).await?, 1);
    tx.commit().await?;
    assert_eq!(names(store.characters_of(&ids("mal:1")).await?), ["Leonore BACKGROUND"]);
    Ok(())
}

pub async fn many_works_are_read_at_once(store: &Store) -> Checked {
    let (main, background) = (CharacterRole::Main, CharacterRole::Background);
    let tx = store.begin().await?;
    tx.new_ids(&EntityKind::Work, 2).await?;
    tx.new_ids(&EntityKind::Character, 2).await?;
    tx.save_links(&[link("mal:1", 1), link("anilist:1", 1), link("mal:2", 2)]).await?;
    let cast = [
        character(1, "Leonore", &[("mal:1", background.clone()), ("anilist:1", main.clone())]),
        character(2, "Ishmael", &[("mal:1", main.clone()), ("mal:2", background)]),
    ];
    tx.save_characters(&cast).await?;
    tx.commit().await?;
    let works = [1, 2, 3].map(work_id);
    let casts = store.casts_of(&works).await?;
    let names = |work: usize| -> Vec<String> {
        let cast = casts.get(&works[work]).into_iter().flatten();
        cast.map(|(character, role)| format!("{} {role}", character.name)).collect()
    };
    assert_eq!(names(0), ["Leonore MAIN", "Ishmael MAIN"]);
    assert_eq!(names(1), ["Ishmael BACKGROUND"]);
    assert!(names(2).is_empty() && store.records_of_many(&EntityKind::Work, &[entity(3)]).await?.is_empty());
    assert!(store.redirects_of(&EntityKind::Work, &[entity(1), entity(9)]).await?.is_empty());
    Ok(())
}
