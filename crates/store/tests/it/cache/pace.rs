//! The pace of requests, shared by all.

use model::Instant;
use store::cache::{PaceAsk, PaceLog, Reservation, Why};

use super::scene::{Checked, Room, ask, at, limits, ms, wait};

pub async fn all_logs_or_none(room: &Room) -> Checked {
    let cache = room.open().await?;
    let both = |now| PaceAsk {
        logs: vec![
            PaceLog { name: "lantern".to_owned(), limits: limits("3/10000") },
            PaceLog { name: "lantern/works".to_owned(), limits: limits("1/4000 2/20000") },
        ],
        ..ask("", "", now, "me")
    };
    assert_eq!(cache.reserve(&both(at(0))).await?, Reservation::Go);
    // The second log holds it up, and the first one gets no entry for it.
    assert_eq!(cache.reserve(&both(at(1))).await?, wait(at(4), Why::Limit));
    assert_eq!(cache.reserve(&both(at(3))).await?, wait(at(4), Why::Limit));
    assert_eq!(cache.reserve(&both(at(4))).await?, Reservation::Go);
    assert_eq!(cache.reserve(&both(at(8))).await?, wait(at(20), Why::Limit));
    assert_eq!(cache.reserve(&ask("lantern", "3/10000", at(8), "me")).await?, Reservation::Go);
    assert_eq!(cache.reserve(&ask("lantern", "3/10000", at(8), "me")).await?, wait(at(10), Why::Limit));
    // Named twice, a log still gets one entry.
    let mut twice = ask("depot", "2/1000", at(0), "me");
    twice.logs.extend(twice.logs.clone());
    assert_eq!(cache.reserve(&twice).await?, Reservation::Go);
    assert_eq!(cache.reserve(&twice).await?, Reservation::Go);
    assert_eq!(cache.reserve(&twice).await?, wait(at(1), Why::Limit));
    Ok(())
}

pub async fn requests_may_share_an_instant(room: &Room) -> Checked {
    let cache = room.open().await?;
    for _ in 0..5 {
        assert_eq!(cache.reserve(&ask("lantern", "5/1000", at(0), "me")).await?, Reservation::Go);
    }
    assert_eq!(cache.reserve(&ask("lantern", "5/1000", ms(999), "me")).await?, wait(at(1), Why::Limit));
    assert_eq!(cache.reserve(&ask("lantern", "5/1000", at(1), "me")).await?, Reservation::Go);
    // A log without limits only notes, and no log at all holds nothing up.
    assert_eq!(cache.reserve(&ask("free", "", at(0), "me")).await?, Reservation::Go);
    let nothing = PaceAsk { logs: Vec::new(), ..ask("", "", at(0), "me") };
    assert_eq!(cache.reserve(&nothing).await?, Reservation::Go);
    assert_eq!(cache.reserve(&ask("closed", "0/1000", at(0), "me")).await?, wait(at(1), Why::Limit));
    Ok(())
}

pub async fn a_pause_holds_everybody_and_is_never_shortened(room: &Room) -> Checked {
    let (cache, other) = (room.open().await?, room.open().await?);
    assert_eq!(cache.paused_until("lantern").await?, None);
    cache.pause("lantern", at(30)).await?;
    cache.pause("lantern", at(20)).await?;
    assert_eq!(other.paused_until("lantern").await?, Some(at(30)));
    assert_eq!(other.reserve(&ask("lantern", "9/1000", at(29), "me")).await?, wait(at(30), Why::Paused));
    assert_eq!(other.reserve(&ask("depot", "9/1000", at(29), "me")).await?, Reservation::Go);
    cache.pause("lantern", at(31)).await?;
    assert_eq!(other.reserve(&ask("lantern", "9/1000", at(30), "me")).await?, wait(at(31), Why::Paused));
    assert_eq!(other.reserve(&ask("lantern", "1/5000", at(31), "me")).await?, Reservation::Go);
    // What is waited for is the later of both.
    cache.pause("lantern", at(33)).await?;
    assert_eq!(other.reserve(&ask("lantern", "1/5000", at(32), "me")).await?, wait(at(36), Why::Paused));
    Ok(())
}

pub async fn a_learned_limit_holds_beside_the_given(room: &Room) -> Checked {
    let cache = room.open().await?;
    let said = |count: u32| limits(&format!("{count}/60000"))[0];
    let held = async |minute: i64, count| -> Result<u32, _> {
        cache.learn("lantern", said(count), at(60 * minute)).await.map(|learned| learned.limit.count)
    };
    assert_eq!(cache.learned("lantern").await?, []);
    assert_eq!(held(0, 30).await?, 30);
    assert_eq!(held(1, 2).await?, 2);
    assert_eq!(held(2, 30).await?, 2);
    cache.learn("lantern", limits("9/1000")[0], at(0)).await?;
    let learned = cache.learned("lantern").await?;
    assert_eq!(learned.iter().map(|learned| learned.limit).collect::<Vec<_>>(), limits("9/1000 2/60000"));
    assert_eq!(learned[1].told_at, at(60));

    let now = at(180);
    for _ in 0..2 {
        assert_eq!(cache.reserve(&ask("lantern", "5/60000", now, "me")).await?, Reservation::Go);
    }
    let refused = cache.reserve(&ask("lantern", "5/60000", now, "me")).await?;
    assert_eq!(refused, wait(at(240), Why::Limit));
    assert_eq!(cache.reserve(&ask("depot", "5/60000", now, "me")).await?, Reservation::Go);

    assert_eq!(held(60, 30).await?, 2);
    assert_eq!(held(61, 30).await?, 30);
    Ok(())
}

/// Many tasks on two connections, each with a clock of its own that runs a little apart from the others'.
pub async fn tasks_never_exceed_a_limit(room: &Room) -> Checked {
    let caches = [room.open().await?, room.open().await?];
    let tasks: Vec<_> = (0..4)
        .map(|task| {
            let cache = caches[task % 2].clone();
            tokio::spawn(async move {
                let mut gone = Vec::new();
                for turn in 0..40 {
                    let now = ms(turn * 50 + task as i64 * 7);
                    let wish = ask("lantern", "3/500 8/2000", now, &task.to_string());
                    if cache.reserve(&wish).await? == Reservation::Go {
                        gone.push(now);
                    }
                }
                Ok::<_, store::CacheError>(gone)
            })
        })
        .collect();
    let mut gone = Vec::new();
    for task in tasks {
        gone.extend(task.await.expect("no task panics")?);
    }
    assert!(gone.len() >= 8, "{}", gone.len());
    is_within(&mut gone, "3/500 8/2000");
    Ok(())
}

/// Panics when more requests lie in any window than a limit allows.
pub fn is_within(requests: &mut [Instant], text: &str) {
    requests.sort_unstable();
    for limit in limits(text) {
        let window = limit.window.as_micros() as i64;
        for several in requests.windows(limit.count as usize + 1) {
            let apart = several[several.len() - 1].as_micros() - several[0].as_micros();
            assert!(apart >= window, "{several:?} lie within {window} µs");
        }
    }
}
