//! Interactive requests go before any number of background ones.

use store::cache::{Reservation, Why};

use super::scene::{Checked, Room, ask, at, background, ms, wait};

pub async fn the_interactive_goes_before_any_background(room: &Room) -> Checked {
    let cache = room.open().await?;
    let work = |now, n: i64| background(ask("lantern", "2/10000", now, &format!("worker {n}")));
    let person = |now| ask("lantern", "2/10000", now, "person");
    for n in 0..2 {
        assert_eq!(cache.reserve(&work(at(n), n)).await?, Reservation::Go);
    }
    assert_eq!(cache.reserve(&work(at(2), 2)).await?, wait(at(10), Why::Limit));
    assert_eq!(cache.reserve(&person(at(3))).await?, wait(at(10), Why::Limit));
    // Room for one, at the instant for which the person waits: a hundred workers get nothing of it.
    for n in 0..100 {
        assert_eq!(cache.reserve(&work(at(10), n)).await?, wait(at(11), Why::Claimed));
    }
    assert_eq!(cache.reserve(&person(at(10))).await?, Reservation::Go);
    // Its claim is gone with it, so that the next room is for whoever comes.
    assert_eq!(cache.reserve(&work(at(10), 1)).await?, wait(at(11), Why::Limit));
    assert_eq!(cache.reserve(&work(at(11), 1)).await?, Reservation::Go);

    // With room for two and one claim, a worker gets the other.
    assert_eq!(cache.reserve(&person(at(12))).await?, wait(at(20), Why::Limit));
    assert_eq!(cache.reserve(&work(at(21), 1)).await?, Reservation::Go);
    assert_eq!(cache.reserve(&work(at(21), 2)).await?, wait(at(31), Why::Claimed));
    assert_eq!(cache.reserve(&person(at(21))).await?, Reservation::Go);
    Ok(())
}

pub async fn a_dead_claimer_is_forgotten(room: &Room) -> Checked {
    let cache = room.open().await?;
    let work = |now| background(ask("lantern", "1/2000", now, "worker"));
    assert_eq!(cache.reserve(&work(at(0))).await?, Reservation::Go);
    assert_eq!(cache.reserve(&ask("lantern", "1/2000", at(1), "person")).await?, wait(at(2), Why::Limit));
    assert_eq!(cache.reserve(&work(at(1))).await?, wait(at(2), Why::Limit));
    assert_eq!(cache.reserve(&work(at(2))).await?, wait(ms(2100), Why::Claimed));
    assert_eq!(cache.reserve(&work(ms(4950))).await?, wait(at(5), Why::Claimed));
    assert_eq!(cache.reserve(&work(at(5))).await?, Reservation::Go);
    Ok(())
}

pub async fn a_claim_can_be_taken_back(room: &Room) -> Checked {
    let cache = room.open().await?;
    let work = |now| background(ask("lantern", "1/2000", now, "worker"));
    assert_eq!(cache.reserve(&work(at(0))).await?, Reservation::Go);
    cache.reserve(&ask("lantern", "1/2000", at(1), "person")).await?;
    cache.withdraw(&["lantern".to_owned()], "another").await?;
    assert_eq!(cache.reserve(&work(at(2))).await?, wait(ms(2100), Why::Claimed));
    cache.withdraw(&["lantern".to_owned()], "person").await?;
    assert_eq!(cache.reserve(&work(at(2))).await?, Reservation::Go);
    Ok(())
}
