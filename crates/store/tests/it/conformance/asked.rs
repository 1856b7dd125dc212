//! What askers leave behind: conversations, preferences, counts.

use model::EntityKind;
use store::{AskedFor, Preference, PruneOptions, Store, Subject, Turn};

use crate::scene::{Checked, add_work, at, entity, evidence, work_id};

/// A turn of a conversation.
pub fn turn(said: &str, second: i64) -> Turn {
    Turn {
        number: 0,
        said: said.to_owned(),
        plan: format!("{{\"question\":\"{said}\"}}"),
        shown: "[1]".to_owned(),
        at: at(second),
    }
}

/// A verdict that was said once.
pub fn verdict(subject: Subject, liked: bool, second: i64) -> Preference {
    Preference { subject, liked, times: 1, origin: "asker".to_owned(), at: at(second) }
}

pub async fn a_conversation_goes_on_until_it_expires(store: &Store) -> Checked {
    let tx = store.begin().await?;
    assert_eq!(tx.save_turn("c1", "session:a", &turn("dark trains", 1)).await?, 1);
    assert_eq!(tx.save_turn("c1", "session:a", &turn("only the short ones", 2)).await?, 2);
    assert_eq!(tx.save_turn("c2", "session:a", &turn("月光", 3)).await?, 1);
    tx.commit().await?;

    let read = store.conversation("c1", at(2)).await?.expect("it went on then");
    let said: Vec<(i64, &str)> = read.turns.iter().map(|turn| (turn.number, turn.said.as_str())).collect();
    assert_eq!(said, [(1, "dark trains"), (2, "only the short ones")]);
    assert_eq!((read.started_at, read.touched_at, read.owner.as_str()), (at(1), at(2), "session:a"));
    assert_eq!(
        (read.turns[1].plan.as_str(), read.turns[1].shown.as_str()),
        ("{\"question\":\"only the short ones\"}", "[1]")
    );
    assert_eq!(store.conversation("c1", at(3)).await?, None);
    assert_eq!(store.conversation("c9", at(0)).await?, None);
    let last = store.last_conversation_of("session:a", at(0)).await?;
    assert_eq!(last.map(|found| found.id).as_deref(), Some("c2"));
    assert_eq!(store.last_conversation_of("session:a", at(4)).await?, None);
    assert_eq!(store.last_conversation_of("session:b", at(0)).await?, None);

    let tx = store.begin().await?;
    tx.save_turn("c3", "session:b", &turn("boats", 2)).await?;
    for owner in ["session:a", "session:b", "user:b"] {
        tx.save_preferences(owner, &[verdict(Subject::tag("drama"), true, 2)]).await?;
    }
    tx.commit().await?;
    let options = PruneOptions { conversations_since: Some(at(3)), ..PruneOptions::default() };
    assert_eq!(store.prune(&options).await?.conversations, 2);
    // What a session taught goes with its last conversation; what a user likes stays.
    for (owner, left) in [("session:a", 1), ("session:b", 0), ("user:b", 1)] {
        assert_eq!(store.preferences(owner).await?.len(), left, "{owner}");
    }
    assert_eq!(store.conversation("c1", at(0)).await?, None);
    let tx = store.begin().await?;
    assert!(tx.forget_conversation("c2").await? && !tx.forget_conversation("c2").await?);
    tx.commit().await?;
    assert_eq!(store.conversation("c2", at(0)).await?, None);
    Ok(())
}

pub async fn a_long_conversation_keeps_its_end(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for second in 1..=103 {
        tx.save_turn("c1", "", &turn("again", second)).await?;
    }
    tx.commit().await?;
    let read = store.conversation("c1", at(0)).await?.expect("it is there");
    assert_eq!((read.turns.len(), read.turns[0].number, read.started_at), (100, 4, at(1)));
    Ok(())
}

pub async fn a_verdict_adds_up_or_turns_round(store: &Store) -> Checked {
    let (gore, bones) = (Subject::tag("gore"), Subject::studio("Lamplight"));
    let tx = store.begin().await?;
    let twice = [verdict(gore.clone(), true, 1), verdict(gore.clone(), false, 1)];
    assert_eq!(tx.save_preferences("user:ann", &twice).await?, 1);
    tx.save_preferences("user:ann", &[verdict(gore.clone(), false, 2), verdict(bones.clone(), true, 2)])
        .await?;
    tx.save_preferences("user:ben", &[verdict(gore.clone(), true, 3)]).await?;
    tx.commit().await?;
    let of_ann = store.preferences("user:ann").await?;
    let short: Vec<_> = of_ann.iter().map(|p| (p.subject.clone(), p.liked, p.times, p.at)).collect();
    assert_eq!(short, [(bones.clone(), true, 1, at(2)), (gore.clone(), false, 2, at(2))]);

    let tx = store.begin().await?;
    tx.save_preferences("user:ann", &[verdict(gore.clone(), true, 4)]).await?;
    tx.commit().await?;
    let turned = store.preferences("user:ann").await?;
    assert_eq!((turned[1].liked, turned[1].times), (true, 1));

    // What was set by hand is not moved by what is learned.
    let learned = Preference { origin: "c1".to_owned(), ..verdict(gore.clone(), false, 5) };
    let tx = store.begin().await?;
    assert_eq!(tx.save_preferences("user:ann", &[learned]).await?, 0);
    tx.commit().await?;
    assert_eq!(store.preferences("user:ann").await?, turned);

    let tx = store.begin().await?;
    assert_eq!(tx.forget_preferences("user:ann", &[gore, Subject::tag("none")]).await?, 1);
    assert_eq!(tx.forget_all_preferences("user:ben").await?, 1);
    tx.commit().await?;
    assert_eq!(store.preferences("user:ann").await?.len(), 1);
    assert!(store.preferences("user:ben").await?.is_empty());
    Ok(())
}

pub async fn a_verdict_goes_where_its_work_goes(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    add_work(&tx, "Paper Lighthouse", "mal:2").await?;
    let both = [verdict(Subject::Work(work_id(1)), true, 1), verdict(Subject::Work(work_id(2)), false, 2)];
    tx.save_preferences("user:ann", &both).await?;
    tx.count_queries(&[AskedFor { subject: Subject::Work(work_id(2)), times: 3 }], at(0)).await?;
    tx.merge(&EntityKind::Work, entity(2), entity(1), &evidence("one film")).await?;
    tx.commit().await?;
    let read = store.preferences("user:ann").await?;
    let short: Vec<_> = read.iter().map(|p| (p.subject.clone(), p.liked)).collect();
    assert_eq!(short, [(Subject::Work(work_id(1)), false)], "the later word counts");
    let counts = store.query_counts("work", at(0)).await?;
    assert_eq!((counts.len(), counts[0].subject.clone()), (1, Subject::Work(work_id(1))));
    assert!(store.verify().await?.is_sound());

    let tx = store.begin().await?;
    assert_eq!(tx.forget_preferences("user:ann", &[Subject::Work(work_id(1))]).await?, 2);
    tx.commit().await?;
    assert!(store.preferences("user:ann").await?.is_empty());
    Ok(())
}

pub async fn what_is_asked_for_is_counted_by_the_hour(store: &Store) -> Checked {
    let hour = 3_600;
    let asked = |name: &str, times| AskedFor { subject: Subject::tag(name), times };
    let tx = store.begin().await?;
    tx.count_queries(&[asked("trains", 1), asked("gore", 1), asked("trains", 2)], at(0)).await?;
    tx.count_queries(&[asked("trains", 4)], at(1)).await?;
    tx.count_queries(&[asked("trains", 8)], at(24 * 91 * hour)).await?;
    tx.commit().await?;
    let counts = async |since| {
        let counts = store.query_counts("tag", since).await?;
        Ok::<_, store::StoreError>(
            counts.iter().map(|one| (one.subject.clone(), one.times)).collect::<Vec<_>>(),
        )
    };
    let trains = Subject::tag("trains");
    assert_eq!(counts(at(0)).await?, [(Subject::tag("gore"), 1), (trains.clone(), 7), (trains.clone(), 8)]);
    assert_eq!(counts(at(hour)).await?, [(trains.clone(), 8)]);
    assert!(store.query_counts("studio", at(0)).await?.is_empty());
    store.prune(&PruneOptions::default()).await?;
    assert_eq!(counts(at(0)).await?, [(trains, 8)]);
    Ok(())
}
