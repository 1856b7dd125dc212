//! A small tree with every awkward case of the real one.

use keeping::{EXCLUDED, SeriesLinkBy, forms::Form};
use migrate::{Links, Records};
use store::Edit;

use crate::scene::{Checked, at, entry, load, migrate, old_tree, request, sqlite};

#[tokio::test]
async fn everything_comes_in_and_a_second_run_finds_nothing_new() -> Checked {
    let (_folder, store) = sqlite().await;
    let first = migrate(&store, &old_tree(), 1).await?;
    let read: Vec<String> = first.files.iter().map(|read| format!("{} {}", read.file, read.rows)).collect();
    assert_eq!(
        read,
        [
            "data/registries/series_id_registry.csv 5",
            "data/registries/character_id_registry.csv 8",
            "data/intermediate/series_processed.csv 8",
            "data/intermediate/series_recrawl.csv 1",
            "data/intermediate/characters_processed.csv 8",
            "data/intermediate/characters_recrawl.csv 1",
            "data/final/series_cleaned.xlsx 5",
            "data/final/characters_cleaned.xlsx 8",
            "data/final/characters_with_stats.csv 3",
        ]
    );
    assert_eq!((first.numbers.after.series.next, first.numbers.after.characters.next), (6, 9));
    assert_eq!(first.numbers.after.faults(), 0);
    assert_eq!(first.series, Records { new: 9, ..Records::default() });
    assert_eq!((first.series_by_hand.cells, first.series_by_hand.excluded), (3, 4));
    let characters = first.characters_by_hand;
    assert_eq!((characters.only_by_hand, characters.excluded, characters.decided_since), (1, 2, 0));
    assert_eq!((first.merges.new, first.merges.split.len(), first.merges.skipped.len()), (2, 1, 0));
    assert_eq!(first.merges.split, ["mal:9012 (Paper Comet & Moonlit Depot: The Movie)"]);
    assert_eq!(first.links, Links { couple: 3, hand_name: 5, ..Links::default() });
    assert_eq!(first.stats.as_ref().map(|stats| stats.new), Some(3));
    assert_eq!(first.notes, [""; 0]);

    let before = exported(&store).await?;
    let again = migrate(&store, &old_tree(), 2).await?;
    assert_eq!(again.changes(), 0, "{again:?}");
    assert_eq!(again.series, Records { unchanged: 9, ..Records::default() });
    assert_eq!((again.merges.new, again.merges.known), (0, 2));
    assert_eq!(exported(&store).await?, before);
    assert!(store.verify().await?.is_sound());
    Ok(())
}

/// Both engines hold the same afterwards, byte for byte.
#[tokio::test]
async fn the_other_engine_takes_it_the_same() -> Checked {
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return Ok(()) };
    let other = store::Store::open(&database.url()).await?;
    let (_folder, store) = sqlite().await;
    for second in [1, 2] {
        migrate(&store, &old_tree(), second).await?;
        let done = migrate(&other, &old_tree(), second).await?;
        assert_eq!(done.changes() == 0, second == 2, "{done:?}");
    }
    assert_eq!(exported(&other).await?, exported(&store).await?);
    other.close().await?;
    Ok(())
}

async fn exported(store: &store::Store) -> Result<String, keeping::KeepingError> {
    let mut out = Vec::new();
    store.export(&mut out, false).await?;
    Ok(String::from_utf8(out).expect("an export is text"))
}

#[tokio::test]
async fn a_cell_knows_what_was_collected_and_what_a_hand_made_of_it() -> Checked {
    let (_folder, store) = sqlite().await;
    migrate(&store, &old_tree(), 1).await?;
    let keeping = load(&store).await?;
    assert_eq!((keeping.kept(Form::Series).count(), keeping.kept(Form::Character).count()), (5, 8));
    assert!(keeping.kept(Form::Character).all(|entry| entry.series.is_some() && entry.unique_id.is_some()));

    let ruri = entry(&keeping, Form::Character, "mal:501");
    assert_eq!(ruri.auto.as_ref().and_then(|auto| auto.get("name")), Some(" Ruri"));
    assert_eq!(ruri.row.get("name"), Some("Ruri"));
    assert_eq!(ruri.row.get("about"), Some("She likes books.\n\nAnd comets."));
    let mio = entry(&keeping, Form::Character, "mal:504");
    assert_eq!(mio.row.get("about"), Some("Quiet, and_x000D_\nkind."));
    assert_eq!(mio.series.as_ref().map(|link| link.by), Some(SeriesLinkBy::HandName));
    let eri = entry(&keeping, Form::Character, "mal:505");
    assert_eq!(eri.row.get("series_source_id"), Some("0"));
    assert_eq!(eri.series.as_ref().map(|link| link.couple.to_string()), Some("mal:9050".to_owned()));
    let nao = entry(&keeping, Form::Character, "mal:c700_mal");
    assert!(nao.auto.is_none());
    assert_eq!(nao.row.get("name"), Some("Nao \"the Owl\""));
    let gone = entry(&keeping, Form::Character, "mal:590");
    assert_eq!((gone.excluded.as_deref(), gone.unique_id), (Some("not in the cleaned sheet"), None));
    assert_eq!(entry(&keeping, Form::Character, "mal:007").unique_id.map(model::UniqueId::get), Some(3));

    let depot = entry(&keeping, Form::Series, "mal:9001");
    assert_eq!(depot.row.get("english_name"), None);
    assert_eq!(depot.row.get("synopsis"), Some("Two friends keep_x000D_\na night depot."));
    // 8 in the workbook and 8.0 in the table are one number: nobody edited it.
    let values = store.hand_values("main").await?;
    assert!(!values.iter().any(|value| value.field == "score"));
    let name = values.iter().find(|value| value.source_id == "501" && value.field == "name").expect("edited");
    assert_eq!(
        (name.value.as_str(), name.base.as_str(), name.author.as_str()),
        ("\"Ruri\"", "\" Ruri\"", "legacy")
    );
    let aliases = store.aliases("main").await?;
    let told: Vec<String> = aliases
        .iter()
        .map(|alias| format!("{} {}: {}", alias.source_id, alias.unique_id, alias.reason))
        .collect();
    assert_eq!(
        told,
        [
            "9011 1: the cleaned sheet has all of its kept characters (1) under Moonlit Depot",
            "9051 4: the cleaned sheet has all of its kept characters (1) under Lantern, Saga",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn a_dry_run_writes_nothing() -> Checked {
    let (_folder, store) = sqlite().await;
    let before = exported(&store).await?;
    let mut request = request(&old_tree(), 1);
    request.dry_run = true;
    let tried = migrate::legacy_files(&store, &request).await?;
    assert_eq!((tried.series.new, tried.merges.new, tried.numbers.after.series.count), (9, 2, 5));
    assert_eq!(exported(&store).await?, before);
    Ok(())
}

#[tokio::test]
async fn what_was_decided_or_collected_since_stays() -> Checked {
    let (_folder, store) = sqlite().await;
    migrate(&store, &old_tree(), 1).await?;
    let edit = |id: &str, field: &str, value: Option<&str>| Edit {
        kind: "character".to_owned(),
        source_type: "mal".to_owned(),
        source_id: id.to_owned(),
        field: field.to_owned(),
        value: value.map(str::to_owned),
        base: "null".to_owned(),
    };
    let edits = [
        edit("501", "name", Some("\"Ruri Hoshino\"")),
        edit("502", "rarity", None),
        edit("590", EXCLUDED, None),
    ];
    let tx = store.begin().await?;
    tx.curate("main", &edits, "ann", "web", at(2)).await?;
    let mut collected = store.collected("series", Some("mal_manga")).await?;
    collected[0].body = r#"{"series":{"name":"Moonlit Depot"}}"#.to_owned();
    tx.save_collected(&collected).await?;
    assert!(tx.remove_alias("main", "series", "mal", "9011").await?);
    tx.audit(&store::AuditEntry {
        id: 0,
        at: at(2),
        author: "ann".to_owned(),
        action: "number.unmerge".to_owned(),
        subjects: Vec::new(),
        details: serde_json::json!({ "registry": "main", "kind": "series", "couple": "mal:9011" }),
    })
    .await?;
    tx.commit().await?;

    let again = migrate(&store, &old_tree(), 3).await?;
    assert_eq!(again.changes(), 0, "{again:?}");
    assert_eq!((again.characters_by_hand.decided_since, again.series.newer), (3, 1));
    assert_eq!(again.merges.skipped, ["mal:9011 (Moonlit Depot II): somebody took this merge back"]);
    let keeping = load(&store).await?;
    assert_eq!(entry(&keeping, Form::Character, "mal:501").row.get("name"), Some("Ruri Hoshino"));
    assert_eq!(entry(&keeping, Form::Character, "mal:590").excluded, None);
    Ok(())
}
