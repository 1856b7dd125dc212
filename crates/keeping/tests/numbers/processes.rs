//! Many processes give numbers at once, mirror included: continuous, none twice.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use keeping::{
    forms::Form,
    numbers::{self, Mirror},
    rules::Rules,
};
use store::Store;

use crate::scene::{Checked, at, collected, numbers as told, sqlite};

const PROCESSES: usize = 16;
const SERIES: usize = 5;
const CHARACTERS: usize = 20;
/// How a child learns which store to work on, and where the mirror lies.
const STORE: &str = "EMAKI_TEST_STORE_OF_PARENT";
const MIRROR: &str = "EMAKI_TEST_MIRROR_OF_PARENT";

/// What each child does; the parent starts it by name. On its own it has no store to work on.
#[tokio::test]
#[ignore = "a part of the tests beside it, which start it in processes of its own"]
async fn child() -> Checked {
    let store = Store::open(&std::env::var(STORE).expect("only the parent starts this")).await?;
    let mirror =
        Mirror::of(Path::new(&std::env::var(MIRROR).expect("only the parent starts this")), "main", 3);
    let me = std::process::id();
    let mut rows: Vec<String> = (0..SERIES).map(|n| format!("series mal:{me}s{n} Series {n}")).collect();
    rows.extend((0..CHARACTERS).map(|n| format!("character mal:{me}c{n} Girl {n} of {me}s{}", n % SERIES)));
    collected(&store, &rows.iter().map(String::as_str).collect::<Vec<_>>()).await?;
    numbers::identify(&store, "main", &Rules::default(), at(1)).await?;
    mirror.write(&store, "main", at(1)).await?;
    Ok(())
}

async fn children_agree(store: &Store, url: &str) -> Checked {
    let program = std::env::current_exe().expect("the test knows its own program");
    let folder = tempfile::tempdir().expect("a folder for the mirror");
    let start = || {
        Command::new(&program)
            .args(["--exact", "processes::child", "--ignored", "--nocapture"])
            .env(STORE, url)
            .env(MIRROR, folder.path())
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
    for (form, count) in [(Form::Series, SERIES), (Form::Character, CHARACTERS)] {
        let rows = store.registry_rows("main", form.word()).await?;
        let numbers: Vec<i64> = rows.iter().map(|row| row.unique_id.get()).collect();
        assert_eq!(numbers, (1..=(PROCESSES * count) as i64).collect::<Vec<_>>());
        let file = folder.path().join(numbers::file_name(form));
        let mirrored = std::fs::read(&file).expect("the last one wrote it");
        assert_eq!(mirrored, numbers::write_file(form, &rows), "the mirror shows another state");
    }
    assert!(told(store, Form::Character).await?.iter().all(|row| row.contains(" in ")));
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
    let Some(database) = testkit::PrivateDatabase::create(1).await else { return Ok(()) };
    let store = Store::open(&database.url()).await?;
    let outcome = children_agree(&store, &database.url()).await;
    store.close().await?;
    outcome
}
