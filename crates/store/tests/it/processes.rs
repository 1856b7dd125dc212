//! Many processes at once: ids stay continuous, whoever comes first.

use std::process::{Command, Stdio};

use model::EntityKind;
use store::{Couple, Store};

use crate::scene::{Checked, add_work, at, postgres, sqlite};

const PROCESSES: usize = 16;
const TURNS: usize = 4;
/// How a child learns which store to work on.
const STORE: &str = "EMAKI_TEST_STORE_OF_PARENT";

/// What each child does; the parent starts it by name. On its own it has no store to work on.
#[tokio::test]
#[ignore = "a part of the tests beside it, which start it in processes of its own"]
async fn child() -> Checked {
    let url = std::env::var(STORE).expect("only the parent starts this");
    let store = Store::open(&url).await?;
    let me = std::process::id();
    for turn in 0..TURNS {
        // Some couples are everybody's, some are this process's own.
        let couple =
            |source_id: String| Couple { source_type: "mal".to_owned(), name: source_id.clone(), source_id };
        let shared = (0..20).map(|n| couple(format!("shared {turn} {n}")));
        let own = (0..20).map(|n| couple(format!("own {me} {turn} {n}")));
        let couples: Vec<Couple> = shared.chain(own).collect();
        let numbers = store.assign("main", "character", &couples, at(0)).await?;
        assert_eq!(numbers, store.assign("main", "character", &couples, at(0)).await?);
        let tx = store.begin().await?;
        let subject = format!("mal:{me}-{turn}");
        add_work(&tx, &subject, &subject).await?;
        if turn == 1 { tx.rollback().await? } else { tx.commit().await? }
    }
    Ok(())
}

/// Starts all children at once on one store and looks at what they left.
async fn children_agree(store: &Store, url: &str) -> Checked {
    let program = std::env::current_exe().expect("the test knows its own program");
    let start = || {
        Command::new(&program)
            .args(["--exact", "processes::child", "--ignored", "--nocapture"])
            .env(STORE, url)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the test's program starts")
    };
    let children: Vec<_> = (0..PROCESSES).map(|_| start()).collect();
    for child in children {
        let output = child.wait_with_output().expect("the child ends");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    let numbers: Vec<i64> =
        store.registry_rows("main", "character").await?.iter().map(|row| row.unique_id.get()).collect();
    let expected: Vec<i64> = (1..=(TURNS * 20 + PROCESSES * TURNS * 20) as i64).collect();
    assert_eq!(numbers, expected);
    let works = PROCESSES * (TURNS - 1);
    assert_eq!(store.counts().await?.works, works as u64);
    assert_eq!(store.last_change().await?, works as i64);
    let tx = store.begin().await?;
    assert_eq!(tx.new_ids(&EntityKind::Work, 1).await?, works as i64 + 1);
    drop(tx);
    assert!(store.verify().await?.is_sound());
    Ok(())
}

#[tokio::test]
async fn sixteen_processes_share_one_file() -> Checked {
    let (folder, store) = sqlite().await;
    let url = format!("sqlite:{}", folder.path().join("catalog.sqlite").display());
    children_agree(&store, &url).await
}

#[tokio::test]
async fn sixteen_processes_share_one_server() -> Checked {
    let Some((database, store)) = postgres().await else { return Ok(()) };
    let outcome = children_agree(&store, &database.url()).await;
    store.close().await?;
    outcome
}

/// Opening an empty store makes its schema; sixteen at once make it once.
#[tokio::test]
async fn an_empty_store_may_be_opened_by_all_at_once() -> Checked {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let mut urls = vec![format!("sqlite:{}", folder.path().join("catalog.sqlite").display())];
    let database = testkit::PrivateDatabase::create(1).await;
    urls.extend(database.as_ref().map(testkit::PrivateDatabase::url));
    for url in urls {
        let opening: Vec<_> = (0..8)
            .map(|_| {
                let url = url.clone();
                tokio::spawn(async move { Store::open(&url).await?.epoch().await })
            })
            .collect();
        let mut epochs = Vec::new();
        for open in opening {
            epochs.push(open.await.expect("opening does not panic")?);
        }
        epochs.dedup();
        assert_eq!(epochs.len(), 1);
    }
    Ok(())
}
