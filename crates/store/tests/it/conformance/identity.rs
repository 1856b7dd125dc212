//! Ids: continuous, permanent, and never moved by what comes later.

use model::{EntityKind, Justification, NegativeLink, SourceId};
use store::{Couple, NewRecord, Store, StoreError};

use crate::scene::{Checked, add_work, at, entity, evidence, id, ids, link, record, work, work_id};

pub async fn saving_twice_changes_nothing(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let number = tx.new_ids(&EntityKind::Work, 2).await?;
    assert_eq!(number, 1);
    let works = [work(1, "Moonlit Depot"), work(2, "Paper Lighthouse")];
    assert_eq!(tx.save_works(&works).await?, 2);
    tx.commit().await?;
    let seq = store.last_change().await?;

    let tx = store.begin().await?;
    assert_eq!(tx.save_works(&works).await?, 0);
    tx.commit().await?;

    assert_eq!(store.last_change().await?, seq);
    assert_eq!(store.changes_since(0, 10).await?.len(), 2);
    assert_eq!(store.works(&[work_id(2), work_id(1), work_id(9)]).await?, works);
    let found = store.work(work_id(1)).await?.expect("it was saved");
    assert_eq!((found.value.title.as_str(), found.redirected), ("Moonlit Depot", false));
    assert_eq!(store.work_ids_after(1, 10).await?, [work_id(2)]);
    Ok(())
}

pub async fn a_rollback_gives_numbers_back(store: &Store) -> Checked {
    let tx = store.begin().await?;
    assert_eq!(add_work(&tx, "Moonlit Depot", "mal:1").await?, 1);
    tx.rollback().await?;
    let tx = store.begin().await?;
    assert_eq!(add_work(&tx, "Paper Lighthouse", "mal:2").await?, 1);
    drop(tx); // a panic or an early return rolls back as well
    let tx = store.begin().await?;
    assert_eq!(add_work(&tx, "Glass Orchard", "mal:3").await?, 1);
    tx.commit().await?;

    assert_eq!(store.find(&ids("mal:1 mal:2")).await?.len(), 0);
    assert_eq!(store.last_change().await?, 1);
    Ok(())
}

pub async fn links_are_found_and_replaced(store: &Store) -> Checked {
    let tx = store.begin().await?;
    tx.new_ids(&EntityKind::Work, 2).await?;
    tx.save_links(&[link("mal:1", 1), link("mal:007", 1), link("mal:7", 2)]).await?;
    tx.commit().await?;

    let found = store.find(&ids("mal:1 mal:007 mal:7 anilist:1")).await?;
    assert_eq!(found.len(), 3);
    assert_eq!(found[&id("mal:007")], (EntityKind::Work, entity(1)));
    assert_eq!(found[&id("mal:7")], (EntityKind::Work, entity(2)));

    let tx = store.begin().await?;
    tx.save_links(&[link("mal:1", 2)]).await?;
    assert_eq!(tx.find(&ids("mal:1")).await?[&id("mal:1")].1, entity(2));
    tx.commit().await?;
    assert_eq!(store.links_of(&EntityKind::Work, entity(2)).await?, [link("mal:1", 2), link("mal:7", 2)]);
    Ok(())
}

pub async fn a_merge_leaves_a_redirect(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for (title, subject) in [("Moonlit Depot", "mal:1"), ("Moonlit Depot!", "mal:2"), ("Tsukiyo", "mal:3")] {
        let number = add_work(&tx, title, subject).await?;
        tx.save_records(&[record(subject, number, title)], at(0)).await?;
    }
    tx.commit().await?;

    for (loser, keeper) in [(3, 2), (2, 1)] {
        let tx = store.begin().await?;
        let moved = tx.merge(&EntityKind::Work, entity(loser), entity(keeper), &evidence("one film")).await?;
        assert!(!moved.is_empty());
        tx.commit().await?;
    }

    let found = store.work(work_id(3)).await?.expect("it redirects");
    assert_eq!((found.value.id, found.asked, found.redirected), (work_id(1), entity(3), true));
    assert_eq!(store.records_of(&EntityKind::Work, entity(1)).await?.len(), 3);
    let links = store.links_of(&EntityKind::Work, entity(1)).await?;
    assert_eq!(links.len(), 3);
    assert_eq!(links[2].evidence.justification, Justification::Merge);
    assert_eq!(store.history_of(&EntityKind::Work, entity(1)).await?.len(), 1);
    assert_eq!(store.history_of(&EntityKind::Work, entity(2)).await?.len(), 2);
    let tx = store.begin().await?;
    let again = tx.merge(&EntityKind::Work, entity(2), entity(1), &evidence("again")).await;
    assert!(matches!(again, Err(StoreError::Missing(_))));
    let tx_next = tx.new_ids(&EntityKind::Work, 1).await?;
    assert_eq!(tx_next, 4); // an id that was merged away is not used again
    Ok(())
}

pub async fn a_split_keeps_the_old_id(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let number = add_work(&tx, "Moonlit Depot", "mal:1 anilist:9 kitsu:4").await?;
    tx.save_records(&[record("mal:1", number, "one"), record("anilist:9", number, "two")], at(0)).await?;
    tx.commit().await?;

    let tx = store.begin().await?;
    let new = tx.split(&EntityKind::Work, entity(1), &ids("anilist:9"), &evidence("two films")).await?;
    tx.commit().await?;

    assert_eq!(new, entity(2));
    let found = store.find(&ids("mal:1 anilist:9 kitsu:4")).await?;
    assert_eq!(found[&id("mal:1")].1, entity(1));
    assert_eq!(found[&id("kitsu:4")].1, entity(1));
    assert_eq!(found[&id("anilist:9")].1, entity(2));
    let records = store.records_of(&EntityKind::Work, new).await?;
    assert_eq!(records.iter().map(|record| record.raw.as_slice()).collect::<Vec<_>>(), [b"two"]);
    let tx = store.begin().await?;
    let all = tx.split(&EntityKind::Work, new, &ids("anilist:9"), &evidence("nothing would stay")).await;
    assert!(matches!(all, Err(StoreError::Conflict(_))));
    let strange = tx.split(&EntityKind::Work, entity(1), &ids("mal:99"), &evidence("not its own")).await;
    assert!(matches!(strange, Err(StoreError::Conflict(_))));
    Ok(())
}

pub async fn a_negative_link_holds_until_it_is_lifted(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1 anilist:9").await?;
    let decision = NegativeLink {
        subject: id("anilist:9"),
        kind: EntityKind::Work,
        target: entity(1),
        evidence: evidence("a remake"),
    };
    assert!(tx.unlink(&decision).await?);
    assert!(!tx.unlink(&decision).await?);
    tx.commit().await?;

    assert_eq!(store.find(&ids("anilist:9")).await?.len(), 0);
    assert_eq!(store.negative_links_of(&EntityKind::Work, entity(1)).await?, [decision]);
    let tx = store.begin().await?;
    let forbidden = tx.forbidden(&ids("anilist:9 mal:1")).await?;
    assert_eq!(forbidden.len(), 1);
    assert_eq!(forbidden[&id("anilist:9")], [(EntityKind::Work, entity(1))]);
    assert_eq!(tx.link(&link("anilist:9", 1)).await?, None);
    assert!(tx.forbidden(&ids("anilist:9")).await?.is_empty());
    tx.commit().await
}

pub async fn a_removed_work_leaves_a_tombstone(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    tx.remove(&EntityKind::Work, entity(1), "a hoax", "keeper", at(5)).await?;
    tx.commit().await?;

    assert_eq!(store.work(work_id(1)).await?, None);
    let grave = store.tombstone(&EntityKind::Work, entity(1)).await?.expect("it was removed");
    assert_eq!((grave.reason.as_str(), grave.at), ("a hoax", at(5)));
    let tx = store.begin().await?;
    assert_eq!(tx.new_ids(&EntityKind::Work, 1).await?, 2);
    Ok(())
}

pub async fn assigned_numbers_are_continuous_and_text(store: &Store) -> Checked {
    let couple = |source_id: &str| Couple {
        source_type: "mal".to_owned(),
        source_id: source_id.to_owned(),
        name: "Leonore".to_owned(),
    };
    let plain = |given: Vec<model::UniqueId>| given.iter().map(|number| number.get()).collect::<Vec<_>>();
    let couples = [couple("7"), couple("007"), couple("7"), couple("1")];
    assert_eq!(plain(store.assign("main", "character", &couples, at(0)).await?), [1, 2, 1, 3]);
    assert!(store.remove_couple("main", "character", "mal", "007", at(1)).await?);
    let couples = [couple("9"), couple("007"), couple("8")];
    assert_eq!(plain(store.assign("main", "character", &couples, at(2)).await?), [4, 2, 5]);
    assert_eq!(plain(store.assign("main", "series", &couples, at(2)).await?), [1, 2, 3]);
    assert_eq!(plain(store.assign("other", "character", &couples, at(2)).await?), [1, 2, 3]);

    let rows = store.registry_rows("main", "character").await?;
    assert_eq!(rows.len(), 5);
    assert_eq!((rows[1].couple.source_id.as_str(), rows[1].removed_at), ("007", Some(at(1))));
    Ok(())
}

pub async fn two_files_of_one_record(store: &Store) -> Checked {
    let source = SourceId::known("lantern");
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    let mut first = record("mal:1", 1, "first text");
    first.ids = ids("mal:1 anilist:5");
    let saved = tx.save_records(&[first.clone()], at(0)).await?;
    tx.commit().await?;

    let mut second = NewRecord { file: Some("f2".to_owned()), line: Some(8), ..first };
    second.raw = b"second text".to_vec();
    second.ids = ids("mal:1 anilist:6");
    let tx = store.begin().await?;
    assert_eq!(tx.save_records(&[second], at(1)).await?, saved);
    assert!(tx.mentions(&source, "lantern", &ids("anilist:5")).await?.is_empty());
    let mentions = tx.mentions(&source, "lantern", &ids("anilist:6 mal:1")).await?;
    assert_eq!(mentions.len(), 2);
    assert_eq!((mentions[0].entity, mentions[0].file.as_deref()), (entity(1), Some("f2")));
    assert!(tx.mentions(&source, "other", &ids("mal:1")).await?.is_empty());
    let heads = tx.records_by_key(&source, "lantern", &ids("mal:1 mal:2")).await?;
    assert_eq!(heads.len(), 1);
    tx.commit().await?;

    let stored = store.records_of(&EntityKind::Work, entity(1)).await?;
    assert_eq!(stored.len(), 1);
    assert_eq!((stored[0].raw.as_slice(), stored[0].stored_at), (b"second text".as_slice(), at(1)));
    assert_eq!(store.counts().await?.superseded, 1);
    Ok(())
}
