//! What a publish adds, changes and leaves alone.

use publish::postgres::{Action, Counts, PostgresRequest};

use crate::scene::{Scene, character, series, small};

#[tokio::test]
async fn a_second_publish_changes_nothing_and_a_pure_update_only_what_differs() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    let report = scene.publish(&rows).await;
    assert_eq!(report.series, Counts { inserted: 2, ..Counts::default() });
    assert_eq!(report.waifus, Counts { inserted: 3, ..Counts::default() });
    assert!(report.publish.is_some());
    assert_eq!(
        scene.ask("SELECT concat_ws(',', waifu_id, name, series_id, series, rarity, stats, birthday) FROM waifus ORDER BY 1").await,
        "1,Kana,1,Moonlit Depot,3,{\"hp\": 90}\n2,Rin,1,Moonlit Depot,1,{\"hp\": 90}\n3,Toru,2,Paper Harbor,2,{\"hp\": 90}"
    );
    assert_eq!(scene.ask("SELECT english_name FROM series WHERE series_id = 1").await, "NULL");

    scene.sql("UPDATE waifus SET created_at = '2024-02-03 04:05:06', birthday = '1999-05-31' WHERE waifu_id = 2").await;
    scene.sql("INSERT INTO user_waifus (user_id, waifu_id, bond_level) VALUES (1, 2, 7)").await;
    let report = scene.publish(&rows).await;
    assert_eq!(report.waifus, Counts { unchanged: 3, ..Counts::default() });
    assert_eq!(report.publish, None);

    rows.characters[1].rarity = 2;
    rows.characters[1].about = None;
    let report = scene.publish(&rows).await;
    assert_eq!(report.waifus, Counts { updated: 1, unchanged: 2, ..Counts::default() });
    let columns: Vec<&str> = report.changes[0].columns.iter().map(|change| change.column).collect();
    assert_eq!(columns, ["rarity", "about"]);
    assert_eq!(
        scene
            .ask("SELECT concat_ws(',', rarity, about, created_at, birthday) FROM waifus WHERE waifu_id = 2")
            .await,
        "2,2024-02-03 04:05:06,1999-05-31"
    );
    assert_eq!(scene.ask("SELECT concat_ws(',', waifu_id, bond_level) FROM user_waifus").await, "2,7");
}

#[tokio::test]
async fn a_dry_run_shows_old_and_new_and_writes_nothing_anywhere() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    let before = scene.checksum().await;
    rows.characters[0].rarity = 1;
    rows.characters.push(character(9, "Nagi", &rows.series[0].clone(), 1));
    let request = PostgresRequest { dry_run: true, ..scene.request() };
    let report = scene.publish_as(&rows, &request).await.expect("looked");
    assert_eq!((report.waifus.inserted, report.waifus.updated), (1, 1));
    let shown: Vec<String> = report.changes.iter().map(ToString::to_string).collect();
    assert!(shown[0].starts_with("INSERT INTO waifus (waifu_id, name, series_id, "), "{}", shown[0]);
    assert_eq!(shown[1], "UPDATE waifus SET -- Kana\n  rarity = 1 -- 3 -> 1\nWHERE waifu_id = 1;");
    assert_eq!(scene.checksum().await, before);
    assert_eq!(scene.states().await, ["done"]);
}

#[tokio::test]
async fn columns_of_others_and_other_types_are_understood() {
    let Some(mut scene) = Scene::new().await else { return };
    scene
        .sql(
            "ALTER TABLE waifus ALTER COLUMN stats TYPE jsonb USING stats::jsonb; \
             ALTER TABLE series ALTER COLUMN score TYPE numeric(4,1); \
             ALTER TABLE waifus ADD COLUMN \"Odd \"\"Name\" TEXT NOT NULL DEFAULT 'x'",
        )
        .await;
    let mut rows = small();
    rows.series[0].score = 7.63;
    scene.publish(&rows).await;
    let report = scene.publish(&rows).await;
    assert_eq!((report.series.unchanged, report.waifus.unchanged), (2, 3));
}

#[tokio::test]
async fn a_birthday_is_filled_only_where_the_target_knows_none() {
    let Some(mut scene) = Scene::new().await else { return };
    let said = |birthday: &str| format!(r#"{{"character":{{"name":"Kana","birthday":"{birthday}"}}}}"#);
    let collected = |id: &str, birthday: &str| store::Collected {
        source_type: "ss".into(),
        kind: "character".into(),
        source_id: id.into(),
        parent: ("ss".into(), "ss".into()),
        position: 0,
        body: said(birthday),
        run: 1,
        at: model::Instant::EPOCH,
    };
    let tx = scene.store.begin().await.expect("a store");
    tx.save_collected(&[collected("a", "02-29"), collected("b", "12/24"), collected("c", "soon")])
        .await
        .expect("saved");
    tx.commit().await.expect("saved");
    let couples = ["a", "b", "c"].map(|id| store::Couple {
        source_type: "ss".into(),
        source_id: id.into(),
        name: String::new(),
    });
    scene.store.assign("main", "character", &couples, model::Instant::EPOCH).await.expect("numbers");
    let rows = small();
    scene.publish(&rows).await;
    let birthdays = "SELECT birthday::text FROM waifus ORDER BY waifu_id";
    assert_eq!(scene.ask(birthdays).await, "2000-02-29\n2000-12-24\nNULL");
    scene.sql("UPDATE waifus SET birthday = NULL WHERE waifu_id = 1; UPDATE waifus SET birthday = '1990-01-01' WHERE waifu_id = 2").await;
    let report = scene.publish(&rows).await;
    assert_eq!((report.waifus.updated, report.waifus.unchanged), (1, 2));
    assert_eq!(report.changes[0].action, Action::Update);
    assert_eq!(scene.ask(birthdays).await, "2000-02-29\n1990-01-01\nNULL");
}

#[tokio::test]
async fn only_so_many_publishes_keep_what_stood_there() {
    let Some(scene) = Scene::new().await else { return };
    let mut rows = small();
    let request = PostgresRequest { keep: 2, ..scene.request() };
    for rarity in [1, 2, 3, 1] {
        rows.characters[1].rarity = rarity;
        rows.characters[0].rarity = rarity;
        scene.publish_as(&rows, &request).await.expect("published");
    }
    let mut kept = Vec::new();
    for id in 1..=4 {
        kept.push(!scene.store.publish_rows(id).await.expect("a store").is_empty());
    }
    assert_eq!(kept, [false, false, true, true]);
}

#[tokio::test]
async fn many_rows_go_in_at_once() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    rows.series = (1..=50).map(|id| series(id, &format!("Series {id}"), "anime")).collect();
    rows.characters = (1..=5_000)
        .map(|id| character(id, &format!("Name {id}"), &rows.series[(id % 50) as usize], 1 + id % 3))
        .collect();
    assert_eq!(scene.publish(&rows).await.waifus.inserted, 5_000);
    assert_eq!(scene.publish(&rows).await.waifus.unchanged, 5_000);
    assert_eq!(scene.ask("SELECT count(*)::text FROM waifus").await, "5000");
}
