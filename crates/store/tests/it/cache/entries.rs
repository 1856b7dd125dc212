//! What is stored comes back as it was, or not at all.

use store::cache::{ClearFilter, Entry};

use super::scene::{Checked, Room, at, entry, key, noise};

pub async fn every_body_comes_back(room: &Room) -> Checked {
    let cache = room.open().await?;
    let text = br#"{"title":"Moonlit Depot","episodes":12}"#;
    let bodies = [
        Vec::new(),
        b"x".to_vec(),
        text.repeat(600),
        noise(20_000),
        (0..=255).collect(),
        text.repeat((5 << 20) / text.len()),
        noise(5 << 20),
    ];
    for (number, body) in bodies.iter().enumerate() {
        let source = "o'source: \"月\" *\n?".to_owned();
        let kept = Entry { source, private: number % 2 == 1, ..entry(number as u32, body) };
        cache.put(&kept, at(0)).await?;
        assert_eq!(cache.get(&kept.key, at(1)).await?.as_ref(), Some(&kept));
    }
    // Another process, as it were, finds them too.
    let again = room.open().await?;
    for (number, body) in bodies.iter().enumerate() {
        let found = again.get(&key(number as u32), at(1)).await?.map(|entry| entry.body);
        assert_eq!(found.as_ref(), Some(body));
    }
    assert_eq!(again.get(&key(99), at(1)).await?, None);
    Ok(())
}

pub async fn a_new_answer_replaces_the_old(room: &Room) -> Checked {
    let cache = room.open().await?;
    cache.put(&entry(1, b"old"), at(0)).await?;
    let new = Entry { source: "depot".to_owned(), stored_at: at(5), ..entry(1, b"new") };
    cache.put(&new, at(5)).await?;
    assert_eq!(cache.get(&key(1), at(6)).await?, Some(new));
    assert!(cache.remove(&key(1)).await?);
    assert!(!cache.remove(&key(1)).await?);
    assert_eq!(cache.get(&key(1), at(6)).await?, None);
    Ok(())
}

pub async fn an_entry_ends_with_its_time(room: &Room) -> Checked {
    let cache = room.open().await?;
    cache.put(&Entry { keep_until: at(10), ..entry(1, b"body") }, at(0)).await?;
    assert!(cache.get(&key(1), at(9)).await?.is_some());
    assert_eq!(cache.get(&key(1), at(10)).await?, None);
    // Whatever the clock of the machine says: the caller's may be a year from now.
    let far = Entry { keep_until: at(40_000_000), ..entry(2, b"body") };
    cache.put(&far, at(39_000_000)).await?;
    assert!(cache.get(&key(2), at(39_999_999)).await?.is_some());
    Ok(())
}

pub async fn a_flipped_byte_is_noticed(room: &Room) -> Checked {
    let cache = room.open().await?;
    let body = noise(3000);
    cache.put(&entry(1, &body), at(0)).await?;
    cache.put(&entry(2, &body), at(0)).await?;
    let mut flipped = body.clone();
    flipped[1234] ^= 1;
    room.spoil(&key(1), &flipped).await;
    room.spoil(&key(2), &body[..2999]).await;
    for number in [1, 2] {
        assert_eq!(cache.get(&key(number), at(1)).await?, None);
        assert!(!cache.remove(&key(number)).await?, "it was dropped when it was noticed");
    }
    assert_eq!(cache.stats().await?, []);
    Ok(())
}

pub async fn what_shrinks_is_kept_small(room: &Room) -> Checked {
    let cache = room.open().await?;
    let body = b"the lamp over the depot ".repeat(1000);
    cache.put(&entry(1, &body), at(0)).await?;
    cache.put(&entry(2, &noise(2000)), at(0)).await?;
    let stats = &cache.stats().await?[0];
    assert_eq!((stats.entries, stats.bytes_plain), (2, 24_000 + 2000 + 2 * 6));
    assert!(stats.bytes_stored < 3000, "{stats:?}");
    assert_eq!(cache.clear(&ClearFilter::default()).await?, 2);
    Ok(())
}
