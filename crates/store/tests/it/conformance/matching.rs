//! Pairs that may be one thing: queued, answered, joined, taken back; and figures over time.

use model::{EntityKind, Evidence, Justification, NegativeLink};
use serde_json::json;
use store::{Join, NewPair, Observation, PairState, PruneOptions, Queued, Store, StoreError};

use crate::scene::{
    Checked, add_work, at, conflict, entity, evidence, export, id, ids, record, work, work_id,
};

const WORK: EntityKind = EntityKind::Work;
const RULE: (&str, &str) = ("SIMILARITY", "linking/1");

fn pair(a: &str, b: &str, probability: f64, value: f64) -> NewPair {
    let weights = json!([{"field": "title", "agreement": "same", "weight": 9.5}]);
    NewPair { a: id(a), b: id(b), probability, value, weights }
}

fn join(loser: i64, keeper: i64) -> Join {
    Join {
        loser: entity(loser),
        keeper: entity(keeper),
        confidence: 0.97,
        note: "same title and day".to_owned(),
    }
}

/// Four works with a record each, the last with a second id.
async fn four_works(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for (title, subjects) in [
        ("Moonlit Depot", "mal:1"),
        ("Moonlit Depot", "anilist:10"),
        ("Tsukiyo no Teisha", "kitsu:100"),
        ("Paper Lighthouse", "anidb:4 livechart:40"),
    ] {
        let number = add_work(&tx, title, subjects).await?;
        let mut said = record(&ids(subjects)[0].to_string(), number, title);
        said.ids = ids(subjects);
        tx.save_records(&[said], at(0)).await?;
    }
    tx.commit().await
}

pub async fn pairs_wait_by_value(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let pairs = [pair("mal:1", "anilist:10", 0.6, 2.0), pair("kitsu:3", "anidb:4", 0.5, 7.0)];
    assert_eq!(tx.queue_pairs(&WORK, &pairs, at(1)).await?, Queued { new: 2, changed: 0 });
    // The other way round it is the same pair.
    let again = [pair("anilist:10", "mal:1", 0.6, 2.0), pair("kitsu:3", "anidb:4", 0.4, 9.0)];
    assert_eq!(tx.queue_pairs(&WORK, &again, at(2)).await?, Queued { new: 0, changed: 1 });
    tx.commit().await?;

    let open = store.match_pairs(&WORK, &[PairState::Open], 10).await?;
    let short: Vec<_> = open.iter().map(|p| (p.id, p.a.to_string(), p.b.to_string(), p.value)).collect();
    // Numbers follow the ids, not the order they came in.
    assert_eq!(
        short,
        [
            (1, "anidb:4".to_owned(), "kitsu:3".to_owned(), 9.0),
            (2, "anilist:10".to_owned(), "mal:1".to_owned(), 2.0)
        ]
    );
    assert_eq!((open[0].found_at, open[0].decided_at, open[0].probability), (at(1), None, 0.4));
    assert_eq!(open[0].weights[0]["weight"], json!(9.5));
    assert_eq!(store.match_pairs_about(&ids("mal:1")).await?, [open[1].clone()]);
    Ok(())
}

pub async fn an_answer_outlasts_the_finder(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let found = [pair("mal:1", "anilist:10", 0.6, 2.0), pair("kitsu:3", "anidb:4", 0.5, 7.0)];
    tx.queue_pairs(&WORK, &found, at(1)).await?;
    tx.answer_pair(2, PairState::Different, "keeper", "a remake", Some(at(2)), None).await?;
    tx.commit().await?;

    let tx = store.begin().await?;
    let again = [pair("mal:1", "anilist:10", 0.99, 9.0)];
    assert_eq!(tx.queue_pairs(&WORK, &again, at(3)).await?, Queued::default());
    assert_eq!(tx.drop_open_pairs(&[1, 2]).await?, 1, "an answer stays");
    let missing = tx.answer_pair(9, PairState::Same, "keeper", "", Some(at(3)), None).await;
    assert!(matches!(missing, Err(StoreError::Missing(_))), "{missing:?}");
    tx.commit().await?;

    let kept = store.match_pair(2).await?.expect("it has an answer");
    assert_eq!(
        (kept.state, kept.author.as_str(), kept.reason.as_str()),
        (PairState::Different, "keeper", "a remake")
    );
    assert_eq!((kept.decided_at, kept.probability), (Some(at(2)), 0.6));
    assert_eq!(store.match_pair(1).await?, None);
    assert_eq!(store.match_counts(&WORK).await?, [(PairState::Different, 1)].into());
    Ok(())
}

pub async fn many_joins_leave_redirects(store: &Store) -> Checked {
    four_works(store).await?;
    let tx = store.begin().await?;
    let hand = Evidence {
        justification: Justification::ManualCuration,
        author: "keeper".to_owned(),
        ..evidence("seen")
    };
    tx.link(&model::Link {
        subject: id("url:https://a.example/3"),
        kind: WORK,
        target: entity(3),
        evidence: hand.clone(),
    })
    .await?;
    let never = NegativeLink { subject: id("simkl:9"), kind: WORK, target: entity(2), evidence: hand };
    tx.unlink(&never).await?;
    tx.add_conflicts(&[conflict("mal:1", 1, 2)], at(1)).await?;
    tx.commit().await?;

    let tx = store.begin().await?;
    let undos = tx.join(&WORK, &[join(2, 1), join(3, 1)], RULE, at(5)).await?;
    tx.note_joined(&WORK, &[(pair("mal:1", "anilist:10", 0.97, 0.1), undos[0].clone())], RULE.1, at(5))
        .await?;
    tx.commit().await?;

    let found = store.find(&ids("mal:1 anilist:10 kitsu:100 url:https://a.example/3")).await?;
    assert!(found.values().all(|(_, work)| *work == entity(1)), "{found:?}");
    for gone in [2, 3] {
        let resolved = store.work(work_id(gone)).await?.expect("it leads on");
        assert_eq!((resolved.value.id, resolved.redirected), (work_id(1), true));
    }
    assert_eq!(store.records_of(&WORK, entity(1)).await?.len(), 3);
    let links = store.links_of(&WORK, entity(1)).await?;
    let why = |subject: &str| {
        let link = links.iter().find(|link| link.subject == id(subject)).expect("it is linked");
        (link.evidence.justification.clone(), link.evidence.author.clone())
    };
    assert_eq!(why("kitsu:100"), (Justification::Similarity, "linking/1".to_owned()));
    assert_eq!(why("url:https://a.example/3"), (Justification::ManualCuration, "keeper".to_owned()));
    assert_eq!(why("mal:1").0, Justification::SameEntry, "the keeper's own stay");
    assert_eq!(store.negative_links(&WORK).await?.iter().map(|n| n.target).collect::<Vec<_>>(), [entity(1)]);
    assert!(store.conflicts(true).await?.is_empty());
    let told = store.history_of(&WORK, entity(2)).await?;
    let told = told.iter().map(|line| line.action.as_str()).collect::<Vec<_>>();
    assert_eq!(told, ["unlink", "match"]);
    let joined = store.match_pairs(&WORK, &[PairState::Joined], 9).await?;
    assert_eq!(joined.iter().map(|p| (p.id, p.undo.is_some())).collect::<Vec<_>>(), [(1, true)]);
    let report = store.verify().await?;
    assert!(report.is_sound(), "{report:#?}");
    Ok(())
}

pub async fn a_join_of_what_is_gone_changes_nothing(store: &Store) -> Checked {
    four_works(store).await?;
    let before = export(store, true).await?;
    for joins in [vec![join(3, 9)], vec![join(2, 1), join(3, 2)], vec![join(2, 1), join(2, 3)]] {
        let tx = store.begin().await?;
        assert!(tx.join(&WORK, &joins, RULE, at(5)).await.is_err(), "{joins:?}");
        tx.rollback().await?;
    }
    assert_eq!(export(store, true).await?, before);
    Ok(())
}

pub async fn a_join_is_taken_back(store: &Store) -> Checked {
    four_works(store).await?;
    let tx = store.begin().await?;
    let never =
        NegativeLink { subject: id("simkl:9"), kind: WORK, target: entity(2), evidence: evidence("no") };
    tx.unlink(&never).await?;
    tx.commit().await?;
    let links = store.links_of(&WORK, entity(2)).await?;

    let tx = store.begin().await?;
    let undos = tx.join(&WORK, &[join(2, 1), join(3, 1)], RULE, at(5)).await?;
    tx.commit().await?;
    let tx = store.begin().await?;
    tx.take_back(&WORK, &undos[0], "keeper", "two after all", at(6)).await?;
    tx.save_works(&[work(2, "Moonlit Depot")]).await?;
    tx.commit().await?;

    assert_eq!(store.links_of(&WORK, entity(2)).await?, links);
    assert!(!store.work(work_id(2)).await?.expect("it is a work again").redirected);
    assert!(store.work(work_id(3)).await?.expect("it leads on").redirected);
    assert_eq!(store.records_of(&WORK, entity(2)).await?.len(), 1);
    assert_eq!(store.records_of(&WORK, entity(1)).await?.len(), 2);
    assert_eq!(store.negative_links_of(&WORK, entity(1)).await?, []);
    assert_eq!(store.negative_links_of(&WORK, entity(2)).await?, [never]);
    let report = store.verify().await?;
    assert!(report.is_sound(), "{report:#?}");

    let tx = store.begin().await?;
    let twice = tx.take_back(&WORK, &undos[0], "keeper", "", at(7)).await;
    assert!(matches!(twice, Err(StoreError::Conflict(_))), "{twice:?}");
    tx.rollback().await
}

pub async fn a_later_word_lifts_an_older_one(store: &Store) -> Checked {
    four_works(store).await?;
    let never =
        NegativeLink { subject: id("anilist:10"), kind: WORK, target: entity(1), evidence: evidence("no") };
    let tx = store.begin().await?;
    tx.unlink(&never).await?;
    tx.commit().await?;
    let tx = store.begin().await?;
    let undos = tx.join(&WORK, &[join(2, 1)], ("MANUAL_CURATION", "keeper"), at(5)).await?;
    tx.commit().await?;
    assert_eq!(store.negative_links(&WORK).await?, []);
    let tx = store.begin().await?;
    tx.take_back(&WORK, &undos[0], "keeper", "", at(6)).await?;
    tx.save_works(&[work(2, "Moonlit Depot")]).await?;
    tx.commit().await?;
    assert_eq!(store.negative_links(&WORK).await?, std::slice::from_ref(&never));
    let tx = store.begin().await?;
    assert_eq!(tx.lift(std::slice::from_ref(&never)).await?, 1);
    tx.commit().await?;
    assert_eq!(store.links_after(&WORK, Some(&id("anilist:10")), 2).await?.len(), 2);
    Ok(())
}

pub async fn hands_that_parted_are_remembered(store: &Store) -> Checked {
    four_works(store).await?;
    let tx = store.begin().await?;
    let new = tx.split(&WORK, entity(4), &ids("livechart:40"), &evidence("two films")).await?;
    tx.save_works(&[work(new.get(), "Paper Lighthouse 2")]).await?;
    tx.commit().await?;
    assert_eq!(store.parted(&WORK).await?, [(entity(4), new)]);
    Ok(())
}

pub async fn figures_are_noted_when_they_change(store: &Store) -> Checked {
    let said = |second: i64, value: f64| Observation {
        source: model::SourceId::known("lantern"),
        subject: id("mal:1"),
        field: "score".to_owned(),
        at: at(second),
        value: json!(value),
    };
    for (second, value, added) in [(1, 7.5, 1), (2, 7.5, 0), (3, 7.6, 1), (4, 7.5, 1), (5, 7.5, 0)] {
        let tx = store.begin().await?;
        assert_eq!(tx.observe(&[said(second, value)]).await?, added, "{second}");
        tx.commit().await?;
    }
    let seen = store.observations(&ids("mal:1 mal:2")).await?;
    assert_eq!(seen, [said(1, 7.5), said(3, 7.6), said(4, 7.5)]);

    let options = PruneOptions { observations_per_figure: 2, ..PruneOptions::default() };
    assert_eq!(store.prune(&options).await?.observations, 1);
    assert_eq!(store.observations(&ids("mal:1")).await?, [said(3, 7.6), said(4, 7.5)]);
    Ok(())
}
