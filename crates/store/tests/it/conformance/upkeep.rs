//! Backup, restore, export, verify and prune.

use std::path::Path;

use model::{CharacterRole, EntityKind, NegativeLink, RelationType, SourceId};
use serde_json::json;
use store::{
    Couple, IdMapRow, NewToken, Position, PruneOptions, RatingRow, RejectRow, RelationRow, Store, StoreError,
    verify_backup,
};

use crate::scene::{
    Checked, add_work, at, character, conflict, entity, evidence, export, id, ids, record, sqlite,
};

/// A store with something in every table.
pub async fn furnish(store: &Store) -> Checked {
    let import = store.begin_import("f1", "lantern", "lantern.jsonl", at(1)).await?;
    let tx = store.begin().await?;
    for (title, subjects) in [
        ("Moonlit Depot", "mal:1 anilist:10"),
        ("Paper Lighthouse", "mal:2"),
        ("Glass Orchard", "mal:3 kitsu:30"),
        ("硝子の果樹園", "mal:4"),
    ] {
        let number = add_work(&tx, title, subjects).await?;
        let mut said = record(&format!("mal:{number}"), number, title);
        said.ids = ids(subjects);
        tx.save_records(&[said.clone()], at(2)).await?;
        said.raw.extend_from_slice(b", said again");
        tx.save_records(&[said], at(3)).await?;
    }
    tx.new_ids(&EntityKind::Character, 1).await?;
    tx.save_characters(&[character(1, "Leonore", &[("mal:1", CharacterRole::Main)])]).await?;
    tx.save_relations(&[RelationRow {
        source: SourceId::known("lantern"),
        from: id("mal:1"),
        to: id("mal:2"),
        kind: RelationType::Sequel,
        file: "f2".to_owned(),
        line: 2,
    }])
    .await?;
    let ratings: Vec<RatingRow> = (1..=3u32)
        .map(|user| RatingRow {
            source: SourceId::known("lantern"),
            part: "a".to_owned(),
            user: user.to_string(),
            subject: id("mal:1"),
            score: 7.0 + f64::from(user % 2),
            file: "f3".to_owned(),
            line: 1 + u64::from(user),
        })
        .collect();
    assert_eq!(tx.save_ratings(&ratings).await?, 3);
    tx.save_id_map(&[IdMapRow {
        source: SourceId::known("lantern"),
        key: id("mal:1"),
        ids: ids("mal:1 anidb:5"),
        title_known: true,
        file: "f4".to_owned(),
        line: 1,
    }])
    .await?;
    let reject = RejectRow {
        file: "f1".to_owned(),
        line: 9,
        offset: Some(400),
        code: "bad_year".to_owned(),
        message: "year 12".to_owned(),
    };
    tx.add_rejects(&[RejectRow { line: 10, offset: None, ..reject.clone() }, reject]).await?;
    tx.add_conflicts(&[conflict("mal:2", 2, 3)], at(4)).await?;
    tx.merge(&EntityKind::Work, entity(3), entity(2), &evidence("one film")).await?;
    tx.remove(&EntityKind::Work, entity(4), "a hoax", "keeper", at(5)).await?;
    tx.unlink(&NegativeLink {
        subject: id("anilist:10"),
        kind: EntityKind::Work,
        target: entity(1),
        evidence: evidence("a remake"),
    })
    .await?;
    let edit = tx.save_edit(&super::edits::edit(1, "EPISODES", json!(13), 6)).await?;
    tx.take_edits_back((&EntityKind::Work, entity(1)), &[edit], "ben", "", at(7)).await?;
    tx.save_edit(&super::edits::edit(3, "TITLE", json!("Glass Orchard: The Film"), 8)).await?;
    tx.save_turn("c1", "session:a", &super::asked::turn("dark trains", 6)).await?;
    let likes = [
        super::asked::verdict(store::Subject::Work(crate::scene::work_id(1)), true, 6),
        super::asked::verdict(store::Subject::tag("gore"), false, 6),
    ];
    tx.save_preferences("session:a", &likes).await?;
    let asked = store::AskedFor { subject: store::Subject::tag("trains"), times: 2 };
    tx.count_queries(&[asked], at(6)).await?;
    let picture = tx.keep_picture(&super::pictures::picture(b"a lamp", 6)).await?;
    tx.note_picture_address(&super::pictures::kept(1, "https://pictures.example/lamp.jpg", picture, 6))
        .await?;
    tx.note_picture_address(&super::pictures::failed(2, "https://pictures.example/gone.png", 7)).await?;
    super::production::furnish(&tx).await?;
    super::people::furnish(&tx).await?;
    tx.checkpoint(import.id, &Position { row: 4, offset: 512 }, &json!({"new": 4}), at(6)).await?;
    tx.commit().await?;
    let couple =
        Couple { source_type: "mal".to_owned(), source_id: "007".to_owned(), name: "Leonore".to_owned() };
    store.assign("main", "character", &[couple], at(7)).await?;
    let token =
        NewToken { name: "t".to_owned(), hash: [7; 32], scopes: vec!["read".to_owned()], expires_at: None };
    store.save_token(&token, at(8)).await?;
    store.enqueue_pictures(super::production::batch("p1", 2, 4), at(9)).await?;
    store.save_engine_pace(&super::production::pace(2.0, 9)).await?;
    store.keep_look(&"ab".repeat(32), b"a look").await?;
    Ok(())
}

pub async fn a_furnished_store_is_sound(store: &Store) -> Checked {
    furnish(store).await?;
    let report = store.verify().await?;
    assert!(report.is_sound(), "{report:#?}");
    Ok(())
}

pub async fn an_export_names_everything(store: &Store) -> Checked {
    furnish(store).await?;
    let text = export(store, false).await?;
    for kind in [
        "work",
        "character",
        "link",
        "negative_link",
        "record",
        "relation",
        "rating",
        "id_map",
        "registry",
        "conflict",
        "reject",
        "edit",
        "preference",
        "picture_address",
        "tombstone",
        "redirect",
    ] {
        assert!(text.contains(&format!("{{\"kind\":\"{kind}\",")), "{kind} is missing");
    }
    for line in text.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("every line is JSON");
    }
    assert!(text.contains(&at(3).to_string()));
    let timeless = export(store, true).await?;
    assert!(!timeless.contains(&at(3).to_string()) && timeless.contains("said again"));
    Ok(())
}

pub async fn a_backup_goes_from_engine_to_engine(store: &Store) -> Checked {
    furnish(store).await?;
    let (folder, other) = sqlite().await;
    let (there, back) = (folder.path().join("there.backup"), folder.path().join("back.backup"));
    let made = store.backup(&there, at(9)).await?;
    assert_eq!(verify_backup(&there).await?, made);
    let epoch = other.epoch().await?;
    assert_eq!(other.restore(&there).await?, made);
    assert_ne!(other.epoch().await?, epoch);
    assert_eq!(export(&other, false).await?, export(store, false).await?);
    assert!(other.verify().await?.is_sound());

    // What came after the backup goes, and the numbers go on where they were.
    let tx = store.begin().await?;
    add_work(&tx, "Late", "mal:99").await?;
    tx.commit().await?;
    other.backup(&back, at(9)).await?;
    store.restore(&back).await?;
    assert_eq!(export(&other, false).await?, export(store, false).await?);
    assert_eq!(store.tokens().await?, other.tokens().await?);
    assert_eq!(store.imports().await?, other.imports().await?);
    assert_eq!(store.audit_log(99).await?, other.audit_log(99).await?);
    assert_eq!(store.conversation("c1", at(0)).await?, other.conversation("c1", at(0)).await?);
    assert_eq!(store.pictures_after(0, 9).await?, other.pictures_after(0, 9).await?);
    assert_eq!(store.failed_pictures(9).await?, other.failed_pictures(9).await?);
    assert_eq!(store.query_counts("tag", at(0)).await?, other.query_counts("tag", at(0)).await?);
    let tx = store.begin().await?;
    assert_eq!(tx.new_ids(&EntityKind::Work, 1).await?, 5);
    Ok(())
}

async fn is_refused(path: &Path) -> bool {
    matches!(verify_backup(path).await, Err(StoreError::Backup { .. }))
}

pub async fn a_damaged_backup_is_refused(store: &Store) -> Checked {
    furnish(store).await?;
    let folder = tempfile::tempdir().expect("a folder for the test");
    let (sound, bad) = (folder.path().join("sound"), folder.path().join("bad"));
    store.backup(&sound, at(9)).await?;
    let bytes = std::fs::read(&sound).expect("it was written");
    let told = zstd::decode_all(bytes.as_slice()).expect("it is sound");
    let before = export(store, false).await?;

    for length in [0, 1, 10, bytes.len() / 2, bytes.len() - 5, bytes.len() - 1] {
        std::fs::write(&bad, &bytes[..length]).expect("a file of the test's own");
        assert!(is_refused(&bad).await, "cut to {length}");
    }
    for place in (0..bytes.len()).step_by(97) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        std::fs::write(&bad, &damaged).expect("a file of the test's own");
        // A flip may name another place where the same bytes stand: what is told is as before, and nothing is damaged.
        let is_same = || zstd::decode_all(damaged.as_slice()).is_ok_and(|other| other == told);
        assert!(verify_backup(&bad).await.is_err() || is_same(), "byte {place} of {}", bytes.len());
    }
    let foreign = zstd::encode_all(&b"{\"title\":\"no backup\"}\n"[..], 3).expect("zstd works");
    for content in [b"SQLite format 3\0".to_vec(), foreign, [bytes.as_slice(), b"more"].concat()] {
        std::fs::write(&bad, content).expect("a file of the test's own");
        assert!(is_refused(&bad).await);
        assert!(matches!(store.restore(&bad).await, Err(StoreError::Backup { .. })));
    }
    assert!(matches!(store.restore(&folder.path().join("none")).await, Err(StoreError::File { .. })));
    assert_eq!(export(store, false).await?, before);
    Ok(())
}

pub async fn prune_keeps_the_newest(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let number = add_work(&tx, "Moonlit Depot", "mal:1").await?;
    for text in ["one", "two", "three", "four"] {
        tx.save_records(&[record("mal:1", number, text)], at(1)).await?;
        let mut work = crate::scene::work(number, text);
        work.external_ids = ids("mal:1");
        tx.save_works(&[work]).await?;
    }
    tx.commit().await?;
    let before = export(store, false).await?;

    let options = PruneOptions { superseded_per_record: 1, ..PruneOptions::default() };
    let report = store.prune(&options).await?;
    assert_eq!((report.superseded, report.changes), (2, 4));
    assert_eq!(store.prune(&options).await?.superseded, 0);
    assert_eq!(store.changes_since(0, 9).await?.iter().map(|change| change.seq).collect::<Vec<_>>(), [5]);
    assert_eq!(store.last_change().await?, 5);
    assert_eq!(export(store, false).await?, before);
    assert!(store.verify().await?.is_sound());
    Ok(())
}
