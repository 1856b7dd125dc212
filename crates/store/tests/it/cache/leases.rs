//! Of all that want to do a thing, one does it.

use store::cache::Lease;

use super::scene::{Checked, Room, at};

pub async fn one_of_fifty_gets_it(room: &Room) -> Checked {
    let caches = [room.open().await?, room.open().await?];
    for round in 0..5 {
        let asking: Vec<_> = (0..50)
            .map(|task| {
                let cache = caches[task % 2].clone();
                let name = format!("works/{round}");
                tokio::spawn(async move { cache.lease(&name, &task.to_string(), at(0), at(10)).await })
            })
            .collect();
        let mut taken = 0;
        for task in asking {
            match task.await.expect("no task panics")? {
                Lease::Taken => taken += 1,
                Lease::Held { until } => assert_eq!(until, at(10)),
            }
        }
        assert_eq!(taken, 1);
    }
    Ok(())
}

pub async fn a_lease_ends_by_itself(room: &Room) -> Checked {
    let cache = room.open().await?;
    assert_eq!(cache.lease("a", "one", at(0), at(10)).await?, Lease::Taken);
    assert_eq!(cache.lease("b", "two", at(0), at(10)).await?, Lease::Taken);
    assert_eq!(cache.lease("a", "two", at(9), at(20)).await?, Lease::Held { until: at(10) });
    // The owner renews it, and it may become shorter as well.
    assert_eq!(cache.lease("a", "one", at(9), at(30)).await?, Lease::Taken);
    assert_eq!(cache.lease("a", "two", at(10), at(20)).await?, Lease::Held { until: at(30) });
    assert_eq!(cache.lease("a", "one", at(10), at(12)).await?, Lease::Taken);
    assert_eq!(cache.lease("a", "two", at(12), at(20)).await?, Lease::Taken);
    assert_eq!(cache.lease("a", "one", at(12), at(20)).await?, Lease::Held { until: at(20) });
    Ok(())
}

pub async fn only_the_owner_gives_it_back(room: &Room) -> Checked {
    let cache = room.open().await?;
    cache.lease("a", "one", at(0), at(10)).await?;
    assert!(!cache.release("a", "two").await?);
    assert_eq!(cache.lease("a", "two", at(1), at(10)).await?, Lease::Held { until: at(10) });
    assert!(cache.release("a", "one").await?);
    assert!(!cache.release("a", "one").await?);
    assert_eq!(cache.lease("a", "two", at(1), at(10)).await?, Lease::Taken);
    // Room is made without taking a lease that still holds.
    cache.evict(0, at(5)).await?;
    assert_eq!(cache.lease("a", "one", at(5), at(10)).await?, Lease::Held { until: at(10) });
    Ok(())
}
