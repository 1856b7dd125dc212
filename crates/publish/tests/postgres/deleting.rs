//! Rows of the target that we do not publish.

use publish::postgres::PostgresRequest;

use crate::scene::{Scene, small};

#[tokio::test]
async fn nothing_is_deleted_unless_asked() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    rows.characters.truncate(1);
    scene.publish(&rows).await;
    assert_eq!(scene.ask("SELECT count(*)::text FROM waifus").await, "3");
}

#[tokio::test]
async fn what_a_player_owns_is_never_deleted() {
    let Some(mut scene) = Scene::new().await else { return };
    let mut rows = small();
    scene.publish(&rows).await;
    // Any table that refers to it counts, also one that nobody here has heard of.
    scene
        .sql(
            "INSERT INTO user_waifus (user_id, waifu_id) VALUES (1, 3); \
             CREATE TABLE \"Odd Trades\" (id serial, \"What\" integer REFERENCES waifus (waifu_id)); \
             INSERT INTO \"Odd Trades\" (\"What\") VALUES (2), (2)",
        )
        .await;
    let gone = rows.characters.split_off(1);
    rows.series.truncate(1);
    let request = PostgresRequest { delete_missing: true, ..scene.request() };
    let dry = PostgresRequest { dry_run: true, ..request.clone() };
    let looked = scene.publish_as(&rows, &dry).await.expect("looked");
    let report = scene.publish_as(&rows, &request).await.expect("published");
    assert_eq!(looked.refused, report.refused);
    let told: Vec<String> = report.refused.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(
        told[0].contains("waifus 2 (Rin): is not deleted: it is held by 2 rows of public.\"Odd Trades\""),
        "{told:?}"
    );
    assert!(
        told[1].contains("waifus 3 (Toru): is not deleted: it is held by 1 row of public.user_waifus"),
        "{told:?}"
    );
    assert!(
        told[2].contains("series 2 (Paper Harbor): is not deleted: it is held by characters that stay (3)"),
        "{told:?}"
    );
    assert_eq!(scene.ask("SELECT count(*)::text FROM waifus").await, "3");

    scene.sql("DELETE FROM user_waifus; DELETE FROM \"Odd Trades\"").await;
    scene.sql("UPDATE waifus SET created_at = '2024-02-03 04:05:06', birthday = '1999-01-02' WHERE waifu_id = 3").await;
    let before = scene.checksum().await;
    let report = scene.publish_as(&rows, &request).await.expect("published");
    assert_eq!((report.waifus.deleted, report.series.deleted), (2, 1));
    assert_eq!(scene.ask("SELECT count(*)::text FROM waifus").await, "1");
    // And all of it comes back, columns that are not ours among it.
    let back = scene.rollback(None, false).await.expect("taken back");
    assert_eq!(back.restored, 3);
    assert_eq!(scene.checksum().await, before);
    drop(gone);
}
