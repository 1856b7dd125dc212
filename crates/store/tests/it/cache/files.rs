//! SQLite's file: a broken one is put aside and made anew, and the caller hardly notices.

use std::fs;

use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use store::cache::{Cache, CacheError, ClearFilter};

use super::scene::{Checked, Room, at, entry, key, noise};

#[tokio::test]
async fn folders_are_made() -> Checked {
    let room = Room::sqlite();
    let path = room.file().with_file_name("a b").join("%41").join("cache.sqlite");
    let cache = Cache::open(&format!("sqlite:{}", path.display())).await?;
    cache.put(&entry(1, b"body"), at(0)).await?;
    assert!(path.exists());
    assert_eq!(cache.engine_name(), "SQLite");
    Ok(())
}

#[tokio::test]
async fn a_file_of_something_else_is_put_aside() -> Checked {
    for content in [noise(20_000), b"no database".to_vec()] {
        let room = Room::sqlite();
        fs::write(room.file(), &content).expect("the folder is ours");
        let cache = room.open().await?;
        cache.put(&entry(1, b"body"), at(0)).await?;
        assert!(cache.get(&key(1), at(1)).await?.is_some());
        let aside = fs::read(room.file().with_file_name("cache.sqlite.damaged"));
        assert_eq!(aside.ok().as_ref(), Some(&content));
    }
    Ok(())
}

#[tokio::test]
async fn a_folder_in_its_place_is_put_aside() -> Checked {
    let room = Room::sqlite();
    fs::create_dir(room.file()).expect("the folder is ours");
    let cache = room.open().await?;
    cache.put(&entry(1, b"body"), at(0)).await
}

/// The middle of a file is overwritten while it is closed: the head is sound, so that opening succeeds.
#[tokio::test]
async fn damage_found_later_is_mended_by_the_next_call() -> Checked {
    let room = Room::sqlite();
    let cache = room.open().await?;
    for number in 0..50 {
        cache.put(&entry(number, &noise(4000)), at(0)).await?;
    }
    cache.close().await;
    drop(cache);
    let mut content = fs::read(room.file()).expect("the file is there");
    let length = content.len();
    content[3 * 8192..length - 8192].fill(0xee);
    fs::write(room.file(), content).expect("the file is ours");

    let cache = room.open().await?;
    let mut damaged = 0;
    for number in 0..50 {
        match cache.get(&key(number), at(1)).await {
            Ok(_) => {}
            Err(error) if error.is_damaged() => damaged += 1,
            Err(error) => return Err(error),
        }
    }
    assert!(damaged <= 2, "one call finds it, the next works on a new file: {damaged}");
    cache.put(&entry(1, b"body"), at(2)).await?;
    assert!(cache.get(&key(1), at(3)).await?.is_some());
    assert!(room.file().with_file_name("cache.sqlite.damaged").exists());
    Ok(())
}

#[tokio::test]
async fn another_layout_is_refused() -> Checked {
    let room = Room::sqlite();
    room.open().await?.close().await;
    let path = room.file().display().to_string();
    let mut raw = SqliteConnection::connect(&path).await.expect("the file is there");
    raw.execute(AssertSqlSafe("UPDATE cache_layout SET version = 99")).await.expect("the table is there");
    raw.close().await.expect("the connection closes");
    let refused = room.open().await.expect_err("it is not ours");
    assert!(matches!(refused, CacheError::OtherLayout { found: 99, .. }), "{refused}");
    Ok(())
}

#[tokio::test]
async fn what_is_cleared_gives_the_disk_back() -> Checked {
    let room = Room::sqlite();
    let cache = room.open().await?;
    for number in 0..100 {
        cache.put(&entry(number, &noise(50_000)), at(0)).await?;
    }
    assert_eq!(cache.clear(&ClearFilter::default()).await?, 100);
    cache.close().await;
    let left = fs::metadata(room.file()).expect("the file is there").len();
    assert!(left < 1 << 20, "{left}");
    Ok(())
}
