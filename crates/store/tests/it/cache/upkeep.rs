//! Lists, sums, clearing and making room.

use store::cache::{Cache, CacheError, ClearFilter, Entry, Evicted, Key, ListFilter};

use super::scene::{Checked, Room, at, entry, key, noise};

/// Eight entries of two sources, kept in pairs at the same second.
async fn furnish(cache: &Cache) -> Checked {
    for number in 0..8 {
        let source = if number < 5 { "lantern" } else { "depot" };
        let stored_at = at(i64::from(number / 2));
        let kept = Entry { source: source.to_owned(), stored_at, ..entry(number, &noise(100)) };
        cache.put(&kept, stored_at).await?;
    }
    Ok(())
}

fn numbers(keys: impl IntoIterator<Item = Key>) -> Vec<u32> {
    let number = |key: Key| u32::from_be_bytes([key.0[0], key.0[1], key.0[2], key.0[3]]);
    keys.into_iter().map(number).collect()
}

async fn listed(cache: &Cache, filter: ListFilter) -> Result<Vec<u32>, CacheError> {
    Ok(numbers(cache.list(&filter).await?.into_iter().map(|line| line.key)))
}

fn all() -> ListFilter {
    ListFilter { limit: 1000, ..ListFilter::default() }
}

pub async fn a_list_begins_with_the_newest(room: &Room) -> Checked {
    let cache = room.open().await?;
    assert!(listed(&cache, all()).await?.is_empty());
    furnish(&cache).await?;
    assert_eq!(listed(&cache, all()).await?, [7, 6, 5, 4, 3, 2, 1, 0]);
    let of_depot = ListFilter { source: Some("depot".to_owned()), ..all() };
    assert_eq!(listed(&cache, of_depot).await?, [7, 6, 5]);
    let prefix = ListFilter { url_prefix: Some("https://lantern.test/works/3?q=月".to_owned()), ..all() };
    assert_eq!(listed(&cache, prefix).await?, [3]);
    assert!(listed(&cache, ListFilter { limit: 0, ..all() }).await?.is_empty());
    let none = ListFilter { url_prefix: Some("HTTPS".to_owned()), ..all() };
    assert!(listed(&cache, none).await?.is_empty());

    let line = &cache.list(&ListFilter { limit: 1, ..all() }).await?[0];
    let kept = Entry { source: "depot".to_owned(), stored_at: at(3), ..entry(7, &[]) };
    assert_eq!((line.key, &line.source, &line.endpoint), (kept.key, &kept.source, &kept.endpoint));
    assert_eq!((&line.url, line.stored_at, line.private), (&kept.url, kept.stored_at, false));
    assert_eq!((line.fresh_until, line.keep_until), (kept.fresh_until, kept.keep_until));
    assert_eq!(line.bytes, 106);
    Ok(())
}

pub async fn a_list_goes_on_where_it_ended(room: &Room) -> Checked {
    let cache = room.open().await?;
    furnish(&cache).await?;
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let part = cache.list(&ListFilter { limit: 3, after, ..ListFilter::default() }).await?;
        let Some(last) = part.last() else { break };
        // A place stays one when its entry has gone.
        after = Some(last.place());
        cache.remove(&last.key).await?;
        seen.extend(numbers(part.iter().map(|line| line.key)));
    }
    assert_eq!(seen, [7, 6, 5, 4, 3, 2, 1, 0]);
    Ok(())
}

pub async fn clearing_takes_what_fits_the_filter(room: &Room) -> Checked {
    let cache = room.open().await?;
    furnish(&cache).await?;
    let lantern = Some("lantern".to_owned());
    let none = ClearFilter { source: lantern.clone(), key: Some(key(7)), ..ClearFilter::default() };
    assert_eq!(cache.clear(&none).await?, 0);
    let none = ClearFilter { key: Some(key(7)), older_than: Some(at(3)), ..ClearFilter::default() };
    assert_eq!(cache.clear(&none).await?, 0);
    let one = ClearFilter { key: Some(key(7)), older_than: Some(at(4)), ..ClearFilter::default() };
    assert_eq!(cache.clear(&one).await?, 1);
    let old = ClearFilter { source: lantern, older_than: Some(at(2)), key: None };
    assert_eq!(cache.clear(&old).await?, 4);
    assert_eq!(listed(&cache, all()).await?, [6, 5, 4]);
    let depot = ClearFilter { source: Some("depot".to_owned()), ..ClearFilter::default() };
    assert_eq!(cache.clear(&depot).await?, 2);
    assert_eq!(cache.clear(&ClearFilter::default()).await?, 1);
    assert!(listed(&cache, all()).await?.is_empty());
    Ok(())
}

pub async fn sums_follow_every_change(room: &Room) -> Checked {
    let cache = room.open().await?;
    assert_eq!(cache.stats().await?, []);
    furnish(&cache).await?;
    let [depot, lantern] = &cache.stats().await?[..] else { panic!("two sources") };
    assert_eq!((depot.source.as_str(), depot.entries, depot.bytes_stored), ("depot", 3, 318));
    assert_eq!((depot.oldest, depot.newest), (at(2), at(3)));
    assert_eq!((lantern.entries, lantern.oldest, lantern.newest), (5, at(0), at(2)));

    // An entry that changes its size, its time and its source.
    let moved = Entry { source: "depot".to_owned(), stored_at: at(9), ..entry(0, &noise(500)) };
    cache.put(&moved, at(9)).await?;
    cache.remove(&key(5)).await?;
    let [depot, lantern] = &cache.stats().await?[..] else { panic!("two sources") };
    assert_eq!((depot.entries, depot.bytes_stored, depot.bytes_plain), (3, 718, 718));
    assert_eq!((depot.oldest, depot.newest), (at(3), at(9)));
    assert_eq!((lantern.entries, lantern.oldest), (4, at(0)));
    Ok(())
}

pub async fn what_was_used_longest_ago_goes_first(room: &Room) -> Checked {
    let cache = room.open().await?;
    furnish(&cache).await?;
    cache.touch(&key(0), at(50)).await?;
    cache.touch(&key(3), at(40)).await?;
    // A use that was noted before a later one came in says nothing new.
    cache.touch(&key(3), at(1)).await?;
    cache.touch(&key(99), at(1)).await?;
    assert_eq!(cache.evict(8 * 106, at(60)).await?, Evicted::default());
    // Three have to go for one byte too many in the third.
    assert_eq!(cache.evict(6 * 106 - 1, at(60)).await?, Evicted { entries: 3, bytes: 318 });
    assert_eq!(listed(&cache, all()).await?, [7, 6, 5, 3, 0]);
    assert_eq!(cache.evict(2 * 106, at(60)).await?.entries, 3);
    assert_eq!(listed(&cache, all()).await?, [3, 0]);
    assert_eq!(cache.evict(0, at(60)).await?, Evicted { entries: 2, bytes: 212 });
    assert_eq!(cache.stats().await?, []);
    Ok(())
}

pub async fn a_use_is_noted_once_an_hour(room: &Room) -> Checked {
    let cache = room.open().await?;
    furnish(&cache).await?;
    assert!(cache.get(&key(0), at(3599)).await?.is_some());
    assert!(cache.get(&key(1), at(3600)).await?.is_some());
    assert_eq!(cache.evict(106, at(3700)).await?.entries, 7);
    assert_eq!(listed(&cache, all()).await?, [1]);
    Ok(())
}

pub async fn what_is_past_its_time_goes_before_all_else(room: &Room) -> Checked {
    let cache = room.open().await?;
    furnish(&cache).await?;
    cache.put(&Entry { keep_until: at(30), stored_at: at(20), ..entry(8, &noise(100)) }, at(20)).await?;
    assert_eq!(cache.evict(u64::MAX, at(29)).await?.entries, 0);
    assert_eq!(cache.evict(u64::MAX, at(30)).await?, Evicted { entries: 1, bytes: 106 });
    assert_eq!(cache.evict(7 * 106, at(30)).await?.entries, 1);
    assert_eq!(listed(&cache, all()).await?, [7, 6, 5, 4, 3, 2, 1]);
    Ok(())
}

pub async fn much_can_be_cleared(room: &Room) -> Checked {
    let cache = room.open().await?;
    for number in 0..600 {
        cache.put(&entry(number, b"body"), at(0)).await?;
    }
    assert_eq!(cache.evict(300 * 10, at(1)).await?.entries, 300);
    assert_eq!(listed(&cache, all()).await?.len(), 300);
    assert_eq!(cache.clear(&ClearFilter::default()).await?, 300);
    assert_eq!(cache.stats().await?, []);
    Ok(())
}
