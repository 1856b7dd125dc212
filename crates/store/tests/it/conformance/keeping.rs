//! The keepers' books: collected rows, journal, values by hand, aliases, stats, publishes.

use model::UniqueId;
use store::{
    Alias, Collected, Couple, CurationBase, Edit, FiledNumber, JournalItem, Publish, PublishRow, Saved,
    Spending, StatRow, Store,
};

use crate::scene::{Checked, at};

fn collected(id: &str, position: i64, body: &str, run: i64) -> Collected {
    Collected {
        source_type: "mal".to_owned(),
        kind: "character".to_owned(),
        source_id: id.to_owned(),
        parent: ("mal".to_owned(), "7".to_owned()),
        position,
        body: body.to_owned(),
        run,
        at: at(run),
    }
}

pub async fn what_is_collected_again_keeps_its_time(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let first = [collected("9", 1, "{}", 1), collected("009", 0, "{\"a\":1}", 1)];
    assert_eq!(tx.save_collected(&first).await?, Saved { new: 2, ..Saved::default() });
    let again = [collected("9", 1, "{}", 2), collected("009", 0, "{\"a\":2}", 2)];
    assert_eq!(tx.save_collected(&again).await?, Saved { changed: 1, unchanged: 1, ..Saved::default() });
    tx.commit().await?;

    let stored = store.collected("character", Some("mal")).await?;
    let seen: Vec<_> = stored.iter().map(|row| (row.source_id.as_str(), row.at, row.run)).collect();
    assert_eq!(seen, [("009", at(2), 2), ("9", at(1), 2)]);

    let tx = store.begin().await?;
    tx.save_collected(&[collected("9", 0, "{}", 3)]).await?;
    assert_eq!(tx.drop_unseen("mal", "character", 3).await?, 1);
    tx.commit().await?;
    assert_eq!(store.collected("character", None).await?.len(), 1);
    assert_eq!(store.collected("series", None).await?, []);

    let tx = store.begin().await?;
    let told = collected("9", 0, "{\"birthday\":\"2 May\"}", 4);
    tx.save_collected(&[told.clone(), collected("10", 1, "{\"birthday\":null}", 4)]).await?;
    tx.commit().await?;
    assert_eq!(store.collected_telling("character", "birthday").await?, [told]);
    assert_eq!(store.collected_telling("series", "birthday").await?, []);
    Ok(())
}

pub async fn the_books_tell_when_they_change(store: &Store) -> Checked {
    let save = async |id: &str, body: &str| -> Checked {
        let tx = store.begin().await?;
        tx.save_collected(&[collected(id, 0, body, 1)]).await?;
        tx.commit().await
    };
    assert!(!store.has_kept_rows().await? && !store.holds_anything().await?);
    let mut known = store.books_mark("main").await?;
    let mut moved = async || -> Result<bool, store::StoreError> {
        let now = store.books_mark("main").await?;
        let equal = now.is_same_but_edits(&known);
        known = now;
        Ok(!equal)
    };
    save("9", "{}").await?;
    assert!(moved().await? && store.has_kept_rows().await? && store.holds_anything().await?);
    save("9", "{}").await?;
    assert!(!moved().await?, "it says the same as before");
    save("9", "{\"a\":1}").await?;
    assert!(moved().await?);
    let couple = store::Couple { source_type: "mal".into(), source_id: "9".into(), name: String::new() };
    store.assign("main", "character", std::slice::from_ref(&couple), at(1)).await?;
    assert!(moved().await?, "a number was given out");
    store.assign("other", "character", &[couple], at(1)).await?;
    assert!(!moved().await?, "another registry is another book");
    assert_eq!(store.kept_registries().await?, ["main", "other"]);

    let before = store.books_mark("main").await?;
    let edit = Edit {
        kind: "character".to_owned(),
        source_type: "mal".to_owned(),
        source_id: "9".to_owned(),
        field: "rarity".to_owned(),
        value: Some("\"3\"".to_owned()),
        base: "null".to_owned(),
    };
    let tx = store.begin().await?;
    tx.curate("third", std::slice::from_ref(&edit), "ann", "web", at(2)).await?;
    tx.curate("main", &[edit], "ann", "web", at(2)).await?;
    tx.commit().await?;
    let after = store.books_mark("main").await?;
    assert!(after.is_same_but_edits(&before) && after.last_edit == before.last_edit + 2);
    let edits = store.edits_after("main", before.last_edit, 10).await?;
    assert_eq!(edits.iter().map(|edit| edit.field.as_str()).collect::<Vec<_>>(), ["rarity"]);
    assert!(store.edits_after("main", after.last_edit, 10).await?.is_empty());
    assert_eq!(store.kept_registries().await?, ["main", "other", "third"]);
    Ok(())
}

pub async fn the_journal_has_one_line_for_an_item(store: &Store) -> Checked {
    let line = |state: &str, attempts| JournalItem {
        source_type: "vndb".to_owned(),
        kind: "series".to_owned(),
        source_id: "v1".to_owned(),
        parent_id: String::new(),
        position: 0,
        state: state.to_owned(),
        reason: String::new(),
        attempts,
        run: 1,
        at: at(attempts),
    };
    let tx = store.begin().await?;
    let run = tx.begin_run("collect", "{}", at(1)).await?;
    tx.save_journal(&[line("failed", 1)]).await?;
    tx.save_journal(&[line("done", 2)]).await?;
    tx.finish_run(run, "{\"done\":1}", at(2)).await?;
    tx.commit().await?;
    assert_eq!(store.journal(Some("vndb")).await?, [line("done", 2)]);
    assert_eq!(store.journal(Some("mal")).await?, []);
    let runs = store.runs(5).await?;
    assert_eq!((runs.len(), runs[0].id, runs[0].finished_at), (1, 1, Some(at(2))));
    Ok(())
}

pub async fn a_value_by_hand_is_logged_and_taken_back(store: &Store) -> Checked {
    let edit = |value: Option<&str>| Edit {
        kind: "series".to_owned(),
        source_type: "mal".to_owned(),
        source_id: "007".to_owned(),
        field: "name".to_owned(),
        value: value.map(str::to_owned),
        base: "\"Depot\"".to_owned(),
    };
    let tx = store.begin().await?;
    assert_eq!(tx.curate("main", &[edit(Some("\"Moonlit Depot\""))], "ann", "web", at(1)).await?, 1);
    assert_eq!(tx.curate("main", &[edit(Some("\"Moonlit Depot\""))], "bob", "web", at(2)).await?, 0);
    assert_eq!(tx.curate("other", &[edit(None)], "bob", "web", at(2)).await?, 0);
    tx.commit().await?;
    let values = store.hand_values("main").await?;
    assert_eq!((values.len(), values[0].author.as_str(), values[0].at), (1, "ann", at(1)));

    let tx = store.begin().await?;
    assert_eq!(tx.curate("main", &[edit(None)], "bob", "web", at(3)).await?, 1);
    tx.commit().await?;
    assert_eq!(store.hand_values("main").await?, []);
    let log = store.curation_log("main", Some(("series", "mal", "007")), 9).await?;
    let changes: Vec<_> = log.iter().map(|line| (line.before.as_deref(), line.after.as_deref())).collect();
    let name = Some("\"Moonlit Depot\"");
    assert_eq!(changes, [(name, None), (None, name)]);
    assert_eq!(store.curation_log("main", Some(("series", "mal", "7")), 9).await?, []);
    Ok(())
}

pub async fn the_oldest_bases_of_workbooks_go(store: &Store) -> Checked {
    for (id, time) in [("a", 1), ("b", 2), ("c", 3)] {
        let tx = store.begin().await?;
        let base = CurationBase { id: id.to_owned(), body: vec![0, 1, 255], at: at(time) };
        tx.save_curation_base("main", &base, 2).await?;
        tx.commit().await?;
    }
    assert_eq!(store.curation_base("a").await?, None);
    assert_eq!(store.curation_base("c").await?.map(|base| base.body), Some(vec![0, 1, 255]));
    Ok(())
}

pub async fn an_alias_leads_to_one_number(store: &Store) -> Checked {
    let alias = |number| Alias {
        kind: "series".to_owned(),
        source_type: "mal".to_owned(),
        source_id: "2".to_owned(),
        unique_id: UniqueId::new(number).expect("a number from 1"),
        author: "ann".to_owned(),
        reason: "second season".to_owned(),
        at: at(1),
    };
    let tx = store.begin().await?;
    assert_eq!(tx.save_aliases("main", &[alias(1)]).await?, 1);
    assert_eq!(tx.save_aliases("main", &[alias(1)]).await?, 0);
    assert_eq!(tx.save_aliases("main", &[alias(5)]).await?, 1);
    tx.commit().await?;
    assert_eq!(store.aliases("main").await?, [alias(5)]);
    let tx = store.begin().await?;
    assert!(tx.remove_alias("main", "series", "mal", "2").await?);
    assert!(!tx.remove_alias("main", "series", "mal", "2").await?);
    tx.commit().await?;
    Ok(())
}

pub async fn stats_and_their_price_are_kept(store: &Store) -> Checked {
    let row = |body: &str| StatRow {
        source_type: "mal".to_owned(),
        source_id: "1".to_owned(),
        body: body.to_owned(),
        origin: "offline".to_owned(),
        author: "ann".to_owned(),
        at: at(1),
    };
    let call = Spending {
        purpose: "stats".to_owned(),
        model: "small".to_owned(),
        tokens_in: 100,
        tokens_out: 20,
        cost: 0.25,
        outcome: "done".to_owned(),
        at: at(4),
    };
    let tx = store.begin().await?;
    assert_eq!(tx.save_stats("main", &[row("{}")]).await?, 1);
    assert_eq!(tx.save_stats("main", &[row("{}")]).await?, 0);
    tx.spend(&call).await?;
    tx.commit().await?;
    assert_eq!(store.stats("main").await?, [row("{}")]);
    assert_eq!(store.stats("other").await?, []);
    assert_eq!(store.spending(Some("stats"), at(4)).await?, [call]);
    assert_eq!(store.spending(None, at(5)).await?, []);
    Ok(())
}

pub async fn a_publish_remembers_what_stood_there(store: &Store) -> Checked {
    let publish = Publish {
        id: 0,
        registry: "main".to_owned(),
        what: "files".to_owned(),
        target: "out".to_owned(),
        profile: "default".to_owned(),
        state: "begun".to_owned(),
        author: "ann".to_owned(),
        report: "{}".to_owned(),
        at: at(1),
    };
    let row = PublishRow {
        place: "file".to_owned(),
        key: "a.csv".to_owned(),
        before: Vec::new(),
        after: vec![1, 0, 2],
    };
    let mut ids = Vec::new();
    for _ in 0..3 {
        let tx = store.begin().await?;
        let id = tx.begin_publish(&publish).await?;
        tx.save_publish_rows(id, std::slice::from_ref(&row)).await?;
        tx.set_publish(id, "done", "{\"files\":1}").await?;
        tx.commit().await?;
        ids.push(id);
    }
    let tx = store.begin().await?;
    assert_eq!(tx.prune_publishes("main", 2).await?, 1);
    tx.commit().await?;
    let kept = store.publishes("main").await?;
    assert_eq!(kept.iter().map(|line| line.id).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!(
        kept[0],
        Publish { id: 3, state: "done".to_owned(), report: "{\"files\":1}".to_owned(), ..publish }
    );
    assert_eq!(store.publish_rows(ids[0]).await?, []);
    assert_eq!(store.publish_rows(ids[2]).await?, [row]);
    Ok(())
}

pub async fn what_a_run_brought_in_can_be_taken_back(store: &Store) -> Checked {
    let couple =
        |id: &str| Couple { source_type: "legacy".into(), source_id: id.into(), name: String::new() };
    let filed = |number: i64| FiledNumber {
        unique_id: UniqueId::new(number).expect("from 1"),
        couple: couple(&number.to_string()),
        parent: None,
        created_at: at(1),
        written_at: String::new(),
    };
    store.assign("main", "character", &[couple("a")], at(1)).await?;
    let before = store.next_number("main", "character").await?;
    let stats = StatRow {
        source_type: "legacy".into(),
        source_id: "7".into(),
        body: "{}".into(),
        origin: "legacy-db:4".into(),
        author: "ann".into(),
        at: at(4),
    };
    let tx = store.begin().await?;
    tx.import_numbers("main", "character", &[filed(7), filed(9)]).await?;
    tx.save_collected(&[collected("7", 0, "{}", 4), collected("8", 0, "{}", 3)]).await?;
    tx.save_stats("main", &[stats]).await?;
    tx.commit().await?;
    assert_eq!(store.next_number("main", "character").await?, 10);

    let both = ["7", "9"].map(|id| ("legacy".to_owned(), id.to_owned()));
    let tx = store.begin().await?;
    assert_eq!(tx.take_back_numbers("main", "character", &both, before).await?, 2);
    assert_eq!(tx.drop_collected_of(4).await?, 1);
    assert_eq!(tx.drop_stats_of("main", "legacy-db:4").await?, 1);
    tx.commit().await?;
    assert_eq!(store.next_number("main", "character").await?, before);
    assert_eq!(store.registry_rows("main", "character").await?.len(), 1);
    assert_eq!(store.number_gaps("main", "character").await?, []);

    // A number that was given out since stays, and so does the sequence.
    let tx = store.begin().await?;
    tx.import_numbers("main", "character", &[filed(7)]).await?;
    tx.commit().await?;
    assert_eq!(store.assign("main", "character", &[couple("b")], at(5)).await?[0].get(), 8);
    let tx = store.begin().await?;
    tx.take_back_numbers("main", "character", &both, before).await?;
    tx.commit().await?;
    assert_eq!(store.next_number("main", "character").await?, 9);
    assert_eq!(store.number_gaps("main", "character").await?, [(2, 7)]);
    assert!(store.verify().await?.is_sound());
    Ok(())
}
