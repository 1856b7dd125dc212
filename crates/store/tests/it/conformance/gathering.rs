//! The journal of gathering, and the works of a file.

use model::{EntityKind, SourceId};
use store::{GatheredItem, Join, RejectRow, Store};

use crate::scene::{Checked, add_work, at, entity, record};

const WORK: EntityKind = EntityKind::Work;

fn line(work: i64, source: &'static str, endpoint: &str, asked: i64) -> GatheredItem {
    GatheredItem {
        work: entity(work),
        source: SourceId::known(source),
        endpoint: endpoint.to_owned(),
        subject: format!("{source}:{work}"),
        state: "done".to_owned(),
        reason: String::new(),
        pages: 1,
        whole: true,
        asked_at: at(asked),
        fresh_until: at(asked + 60),
    }
}

async fn save(store: &Store, lines: &[GatheredItem]) -> Checked {
    let tx = store.begin().await?;
    tx.save_gathered(lines).await?;
    tx.commit().await
}

pub async fn what_was_asked_is_noted_once(store: &Store) -> Checked {
    let lines =
        [line(1, "anilist", "media", 5), line(1, "anilist", "airing", 6), line(2, "kitsu", "anime", 7)];
    save(store, &lines).await?;
    save(store, &lines).await?;
    let found = store.gathered(&[entity(1), entity(2), entity(3)]).await?;
    assert_eq!(found.len(), 2, "nothing was asked about the third");
    assert_eq!(found[&entity(1)], [lines[1].clone(), lines[0].clone()], "by source and endpoint");

    // Asked again, the newer word stands, whatever it is.
    let nothing = GatheredItem {
        state: "nothing".to_owned(),
        reason: "it says there is\0 none".to_owned(),
        whole: false,
        ..line(1, "anilist", "media", 90)
    };
    save(store, std::slice::from_ref(&nothing)).await?;
    let found = store.gathered(&[entity(1)]).await?.remove(&entity(1)).unwrap_or_default();
    assert_eq!(found.len(), 2);
    assert_eq!((found[1].state.as_str(), found[1].whole, found[1].asked_at), ("nothing", false, at(90)));
    assert_eq!(found[1].reason, "it says there is\u{fffd} none");

    let tx = store.begin().await?;
    tx.save_gathered(&[line(9, "jikan", "anime_full", 1)]).await?;
    tx.rollback().await?;
    assert!(store.gathered(&[entity(9)]).await?.is_empty(), "what is rolled back was never asked");
    Ok(())
}

pub async fn a_work_goes_on_where_those_that_went_into_it_were(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    add_work(&tx, "Moonlit Depot", "anilist:2").await?;
    tx.save_gathered(&[
        line(1, "jikan", "anime_full", 1),
        line(2, "jikan", "anime_full", 8),
        line(2, "anilist", "media", 3),
    ])
    .await?;
    let join = Join { loser: entity(2), keeper: entity(1), confidence: 0.97, note: "one day".to_owned() };
    tx.join(&WORK, &[join], ("SIMILARITY", "linking/1"), at(9)).await?;
    tx.commit().await?;
    let found = store.gathered(&[entity(1), entity(2)]).await?;
    let lines: Vec<(&str, i64)> =
        found[&entity(1)].iter().map(|line| (line.source.as_str(), line.asked_at.as_micros())).collect();
    assert_eq!(lines, [("anilist", at(3).as_micros()), ("jikan", at(1).as_micros())], "its own word stands");
    assert_eq!(found[&entity(2)].len(), 2, "what is taken apart again finds its lines");
    Ok(())
}

pub async fn the_works_of_a_file_stand_in_its_order(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let mut records = Vec::new();
    for (title, subject, row) in [("B", "mal:2", 4), ("A", "mal:1", 2), ("C", "mal:3", 5)] {
        let work = add_work(&tx, title, subject).await?;
        let mut said = record(subject, work, title);
        (said.file, said.line) = (Some("list.jsonl".to_owned()), Some(row));
        records.push(said);
    }
    // The same work once more, further down.
    let mut again = record("anilist:20", 1, "B once more");
    (again.file, again.line) = (Some("list.jsonl".to_owned()), Some(6));
    records.push(again);
    records.push(record("kitsu:5", 3, "from elsewhere"));
    tx.save_records(&records, at(1)).await?;
    tx.add_rejects(&[RejectRow {
        file: "list.jsonl".to_owned(),
        line: 3,
        offset: None,
        code: "title".to_owned(),
        message: "a work without a title".to_owned(),
    }])
    .await?;
    tx.commit().await?;
    let rows = store.rows_of_file(&WORK, "list.jsonl").await?;
    let numbers: Vec<Option<i64>> = rows.iter().map(|row| row.map(model::EntityId::get)).collect();
    assert_eq!(
        numbers,
        [Some(2), None, Some(1), Some(3), Some(1)],
        "a row that was not taken keeps its place"
    );
    assert!(store.rows_of_file(&WORK, "other.jsonl").await?.is_empty());
    assert!(store.rows_of_file(&EntityKind::Character, "list.jsonl").await?.iter().all(Option::is_none));

    let many = store.records_of_many(&WORK, &[entity(1), entity(3), entity(7)]).await?;
    let keys = |work: i64| -> Vec<String> {
        many.get(&entity(work)).into_iter().flatten().map(|record| record.key.to_string()).collect()
    };
    assert_eq!((keys(1).len(), keys(3).len(), keys(7).len()), (2, 2, 0));
    Ok(())
}
