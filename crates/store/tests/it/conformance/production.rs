//! Productions: projects and characters, presets, pictures that are asked for, and takes.

use model::Instant;
use store::{
    CharacterFilter, GENERATE, JobEnd, JobProgress, JobState, NewBatch, NewPicture, NewVersion, Pace,
    PartRow, PictureFilter, ProjectFilter, ProjectRow, PruneOptions, Store, StoreError, TakeFilter, TakeRow,
    TieRow, WriteTx,
};

use crate::scene::{Checked, at};

fn project(id: &str, name: &str, second: i64) -> ProjectRow {
    ProjectRow::new(id.to_owned(), name.to_owned(), "{}".to_owned(), at(second))
}

fn version(name: &str, body: &str) -> NewVersion {
    NewVersion {
        name: name.to_owned(),
        body: body.to_owned(),
        author: "ben".to_owned(),
        note: String::new(),
        is_canonical: true,
    }
}

/// A batch of so many pictures, all of one urgency.
pub fn batch(project: &str, pictures: usize, priority: u8) -> NewBatch {
    let picture =
        NewPicture { cell: "{}".to_owned(), recipe: "{\"seed\":7}".to_owned(), ..NewPicture::default() };
    NewBatch {
        id: store::JobId::new(at(0)).to_string(),
        project: project.to_owned(),
        key: None,
        wish: "{}".to_owned(),
        line: None,
        priority,
        run_at: at(0),
        max_attempts: 3,
        pictures: vec![picture; pictures],
    }
}

/// A pace of an engine.
pub fn pace(unit_us: f64, second: i64) -> Pace {
    Pace {
        engine: "draft".to_owned(),
        model: String::new(),
        fixed_us: 900.0,
        unit_us,
        samples: 3,
        at: at(second),
    }
}

/// A take that somebody is to look at.
pub fn take(id: &str, batch: &str, project: &str, second: i64) -> TakeRow {
    TakeRow {
        id: id.to_owned(),
        job: "j".to_owned(),
        batch: batch.to_owned(),
        project: Some(project.to_owned()).filter(|project| !project.is_empty()),
        character: Some("c1".to_owned()),
        cut: None,
        at: at(second),
        hash: "ab".repeat(32),
        file: format!("general/{id}.png"),
        bytes: 1000,
        width: 512,
        height: 768,
        is_draft: true,
        verdict: "draft".to_owned(),
        starred: false,
        best: false,
        review: "{}".to_owned(),
        recipe: "{\"seed\":7}".to_owned(),
        version: 1,
        updated_at: at(second),
    }
}

fn part(id: &str, parent: Option<&str>, kind: &str, position: u32) -> PartRow {
    PartRow {
        id: id.to_owned(),
        project: "p1".to_owned(),
        parent: parent.map(str::to_owned),
        kind: kind.to_owned(),
        position,
        body: "{}".to_owned(),
        take: None,
        version: 1,
        created_at: at(0),
        updated_at: at(0),
    }
}

fn tie(from: &str, to: &str, note: &str) -> TieRow {
    TieRow {
        from: from.to_owned(),
        to: to.to_owned(),
        kind: "mentor".to_owned(),
        note: note.to_owned(),
        at: at(1),
    }
}

/// Something in every table that a write transaction fills.
pub async fn furnish(tx: &WriteTx) -> Checked {
    tx.insert_project(&project("p1", "Lanterns", 1)).await?;
    tx.insert_character("c1", "p1", &version("Mirei", "{\"a\":1}"), at(1)).await?;
    tx.insert_character("c2", "p1", &version("Toma", "{}"), at(1)).await?;
    tx.save_tie(&tie("c1", "c2", "since the storm")).await?;
    tx.save_part(&part("e1", None, "episode", 1), at(1)).await?;
    tx.save_style_preset("lamp-light", "{}", "ben", at(1)).await?;
    tx.insert_take(&take("t1", "b1", "p1", 2), at(2)).await?;
    Ok(())
}

async fn furnished(store: &Store) -> Checked {
    let tx = store.begin().await?;
    furnish(&tx).await?;
    tx.commit().await
}

async fn names(store: &Store, filter: &ProjectFilter) -> Result<Vec<String>, StoreError> {
    Ok(store.projects(filter, 10).await?.into_iter().map(|project| project.name).collect())
}

pub async fn a_project_is_found_changed_and_counted(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    tx.insert_project(&project("p2", "100% Ölampe_", 5)).await?;
    tx.insert_project(&project("p3", "Harbor", 3)).await?;
    tx.commit().await?;
    let all = ProjectFilter::default();
    assert_eq!(names(store, &all).await?, ["100% Ölampe_", "Harbor", "Lanterns"]);
    for (text, found) in [("LAMP", 1), ("öl", 1), ("100%", 1), ("0_", 0), ("e_", 1), ("", 3), ("!", 0)] {
        let filter = ProjectFilter { text: Some(text.to_owned()).filter(|t| !t.is_empty()), ..all.clone() };
        assert_eq!(names(store, &filter).await?.len(), found, "{text}");
    }
    let after = Some((at(5), "p2".to_owned()));
    assert_eq!(names(store, &ProjectFilter { after, ..all.clone() }).await?, ["Harbor", "Lanterns"]);
    let counts = store.project_counts("p1").await?;
    assert_eq!((counts.characters, counts.takes, counts.bytes, counts.jobs_alive), (2, 1, 1000, 0));
    let before = store.project("p1").await?.expect("it is there");
    let tx = store.begin().await?;
    let changed = ProjectRow { name: "Lanterns II".to_owned(), is_archived: true, ..before.clone() };
    tx.update_project(&changed, at(9)).await?;
    let missing = tx.update_project(&project("p9", "Nobody's", 1), at(9)).await;
    assert!(matches!(missing, Err(StoreError::Missing(_))));
    tx.commit().await?;
    let after = store.project("p1").await?.expect("it is there");
    assert_eq!((after.revision, after.updated_at), (before.revision + 1, at(9)));
    let archived = ProjectFilter { archived: Some(true), ..all };
    assert_eq!(names(store, &archived).await?, ["Lanterns II"]);
    let behind: Vec<String> = store.projects_behind(10).await?.into_iter().map(|p| p.id).collect();
    assert_eq!(behind, ["p3", "p2", "p1"]);
    store.project_written("p1", after.revision).await?;
    store.project_written("p1", 1).await?;
    let behind: Vec<String> = store.projects_behind(10).await?.into_iter().map(|p| p.id).collect();
    assert_eq!(behind, ["p3", "p2"], "an older file does not make it older");
    Ok(())
}

pub async fn the_bin_gives_back_until_it_is_emptied(store: &Store) -> Checked {
    furnished(store).await?;
    let made = store.enqueue_pictures(batch("p1", 1, 4), at(3)).await?;
    let bin = async |binned: Option<Instant>| {
        let tx = store.begin().await?;
        let there = tx.project("p1").await?.expect("it is there");
        tx.update_project(&ProjectRow { binned_at: binned, ..there }, at(5)).await?;
        tx.commit().await
    };
    bin(Some(at(5))).await?;
    assert!(names(store, &ProjectFilter::default()).await?.is_empty());
    let binned = ProjectFilter { binned: true, ..ProjectFilter::default() };
    assert_eq!(names(store, &binned).await?, ["Lanterns"]);
    bin(None).await?;
    assert_eq!(names(store, &ProjectFilter::default()).await?, ["Lanterns"]);
    bin(Some(at(6))).await?;
    let purge = async |second| {
        let tx = store.begin().await?;
        let purged = tx.purge_bin(at(second), at(second)).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(purged)
    };
    assert!(purge(6).await?.projects.is_empty(), "it lies there not long enough");
    assert!(purge(9).await?.projects.is_empty(), "one of its jobs is alive");
    store.cancel_job(&made.jobs[0], at(9)).await?;
    let purged = purge(9).await?;
    assert_eq!((purged.projects, purged.files), (vec!["p1".to_owned()], vec!["general/t1.png".to_owned()]));
    assert_eq!(store.project("p1").await?, None);
    assert_eq!(store.project_character("c1").await?, None);
    assert_eq!(store.job(&made.jobs[0]).await?, None);
    assert_eq!(store.take("t1").await?, None);
    assert!(store.ties_of("c1").await?.is_empty() && store.project_parts("p1").await?.is_empty());
    assert_eq!(purged.pictures.into_iter().collect::<Vec<_>>(), ["ab".repeat(32)]);
    assert_eq!(store.purged_projects().await?, ["p1"], "a folder that is left is nobody's");
    assert!(store.pictures_spoken_of().await?.is_empty());
    Ok(())
}

pub async fn a_bible_has_versions_and_one_that_counts(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    assert_eq!(tx.add_version("c1", Some(1), &version("Mirei the Elder", "{\"a\":2}"), at(3)).await?, 2);
    let draft = NewVersion { is_canonical: false, ..version("Mirei the Younger", "{\"a\":3}") };
    assert_eq!(tx.add_version("c1", None, &draft, at(4)).await?, 3);
    let late = tx.add_version("c1", Some(1), &draft, at(5)).await;
    assert!(matches!(&late, Err(StoreError::Conflict(told)) if told.ends_with("version is 3")), "{late:?}");
    let nobody = tx.add_version("c9", None, &draft, at(5)).await;
    assert!(matches!(nobody, Err(StoreError::Missing(_))));
    tx.commit().await?;
    let there = store.project_character("c1").await?.expect("it is there");
    assert_eq!((there.canonical, there.latest, there.body.as_str()), (2, 3, "{\"a\":2}"));
    let versions: Vec<u32> = store.character_versions("c1").await?.into_iter().map(|v| v.version).collect();
    assert_eq!(versions, [3, 2, 1]);
    let tx = store.begin().await?;
    tx.choose_version("c1", 1, "Mirei", at(6)).await?;
    assert!(matches!(tx.choose_version("c1", 9, "Mirei", at(6)).await, Err(StoreError::Missing(_))));
    tx.bin_character("c2", true, at(6)).await?;
    tx.commit().await?;
    let first = store.project_character("c1").await?.expect("it is there");
    assert_eq!((first.canonical, first.body.as_str()), (1, "{\"a\":1}"));
    let filter = CharacterFilter { project: Some("p1".to_owned()), ..CharacterFilter::default() };
    let listed = store.project_characters(&filter, 10).await?;
    assert_eq!(listed.iter().map(|c| c.id.as_str()).collect::<Vec<_>>(), ["c1"]);
    let both = ["c1".to_owned(), "c2".to_owned()];
    assert_eq!(store.project_characters_of(&both).await?, listed);
    assert!(store.ties_of("c1").await?.is_empty(), "who is in the bin is tied to nobody");
    Ok(())
}

pub async fn a_tie_is_seen_from_both_sides(store: &Store) -> Checked {
    furnished(store).await?;
    assert_eq!(store.ties_of("c1").await?, store.ties_of("c2").await?);
    let tx = store.begin().await?;
    tx.save_tie(&tie("c1", "c2", "for life")).await?;
    tx.commit().await?;
    assert_eq!(store.ties_in("p1").await?, [tie("c1", "c2", "for life")]);
    let tx = store.begin().await?;
    assert!(tx.remove_tie("c1", "c2", "mentor").await? && !tx.remove_tie("c1", "c2", "mentor").await?);
    tx.commit().await?;
    assert!(store.ties_of("c2").await?.is_empty());
    Ok(())
}

pub async fn parts_keep_their_order(store: &Store) -> Checked {
    furnished(store).await?;
    let order = async || {
        let parts = store.project_parts("p1").await?;
        let told =
            parts.into_iter().map(|p| format!("{}{}{}", p.parent.unwrap_or_default(), p.position, p.id));
        Ok::<_, StoreError>(told.collect::<Vec<_>>().join(" "))
    };
    let tx = store.begin().await?;
    for (id, place) in [("s1", 1), ("s2", 2), ("s3", 1)] {
        tx.save_part(&part(id, Some("e1"), "scene", place), at(2)).await?;
    }
    tx.save_part(&part("k1", Some("s1"), "cut", 1), at(2)).await?;
    tx.commit().await?;
    assert_eq!(order().await?, "1e1 e11s3 e12s1 e13s2 s11k1");
    let tx = store.begin().await?;
    tx.save_part(&part("s2", Some("e1"), "scene", 1), at(3)).await?;
    tx.commit().await?;
    assert_eq!(order().await?, "1e1 e11s2 e12s3 e13s1 s11k1", "it moved to the front");
    let tx = store.begin().await?;
    assert_eq!(tx.remove_part("s3", at(4)).await?, 1);
    assert_eq!(tx.remove_part("nothing", at(4)).await?, 0);
    tx.commit().await?;
    assert_eq!(order().await?, "1e1 e11s2 e12s1 s11k1");
    let tx = store.begin().await?;
    assert_eq!(tx.remove_part("e1", at(4)).await?, 4, "with all that stands in it");
    tx.commit().await?;
    assert_eq!(order().await?, "");
    Ok(())
}

pub async fn a_preset_keeps_every_version(store: &Store) -> Checked {
    let tx = store.begin().await?;
    let mut given = Vec::new();
    for body in ["{}", "{\"a\":1}", "{\"a\":1}", "{}"] {
        given.push(tx.save_style_preset("lamp", body, "ben", at(1)).await?);
    }
    assert_eq!(given, [1, 2, 2, 3]);
    assert!(tx.remove_style_preset("lamp", at(2)).await? && !tx.remove_style_preset("lamp", at(2)).await?);
    tx.commit().await?;
    assert!(store.style_presets().await?.is_empty());
    let tx = store.begin().await?;
    assert_eq!(tx.save_style_preset("lamp", "{}", "ben", at(3)).await?, 4, "no number means two things");
    tx.commit().await?;
    let listed = store.style_presets().await?;
    assert_eq!(listed.iter().map(|p| (p.name.as_str(), p.version)).collect::<Vec<_>>(), [("lamp", 4)]);
    assert_eq!(store.style_preset_versions("lamp").await?.len(), 4);
    Ok(())
}

pub async fn a_batch_is_enqueued_once_per_key(store: &Store) -> Checked {
    furnished(store).await?;
    let keyed = || NewBatch { key: Some("wish 7".to_owned()), ..batch("p1", 3, 4) };
    let first = store.enqueue_pictures(keyed(), at(1)).await?;
    assert!(first.is_new && first.jobs.len() == 3);
    let again = store.enqueue_pictures(keyed(), at(2)).await?;
    assert_eq!((again.is_new, &again.id, &again.jobs), (false, &first.id, &first.jobs));
    assert_eq!(store.batch_of_key("wish 7").await?.map(|known| known.id), Some(first.id.clone()));
    assert_eq!(store.batch_of_key("wish 8").await?, None);
    let line = store::AuditEntry {
        id: 0,
        at: at(2),
        author: "ben".to_owned(),
        action: "production.generate".to_owned(),
        subjects: Vec::new(),
        details: serde_json::json!({}),
    };
    let told = NewBatch { line: Some(line), ..batch("p1", 1, 4) };
    let other = store.enqueue_pictures(told.clone(), at(2)).await?;
    assert!(other.is_new);
    let log = store.audit_log(9).await?;
    assert_eq!(log.iter().filter(|line| line.action == "production.generate").count(), 1);
    let job = store.picture_job(&first.jobs[1]).await?.expect("it is there");
    assert_eq!((job.position, job.project.as_deref(), job.recipe.as_str()), (1, Some("p1"), "{\"seed\":7}"));
    assert_eq!(store.job_position(&job.job, at(2)).await?, 1);
    assert_eq!(store.pictures_ahead(&first.jobs[2], 9, at(2)).await?.len(), 2);
    Ok(())
}

pub async fn projects_take_turns(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for id in ["p1", "p2", "p3"] {
        tx.insert_project(&project(id, id, 1)).await?;
    }
    tx.commit().await?;
    let served = async |count: usize, second: i64| {
        let mut order = String::new();
        for _ in 0..count {
            let job = store
                .take_job(&[GENERATE], "taker", at(second + 30), at(second))
                .await?
                .expect("a job waits");
            let picture = store.picture_job(&job.id).await?.expect("it is a picture's");
            order.push_str(&picture.project.unwrap_or_default()[1..]);
            store.end_job(&job.id, job.token, &JobEnd::Done("{}".to_owned()), at(second)).await?;
        }
        Ok::<_, StoreError>(order)
    };
    store.enqueue_pictures(batch("p1", 20, 4), at(1)).await?;
    assert_eq!(served(4, 2).await?, "1111");
    store.enqueue_pictures(batch("p2", 4, 4), at(3)).await?;
    store.enqueue_pictures(batch("p3", 2, 7), at(4)).await?;
    assert_eq!(served(10, 5).await?, "3312121212", "the urgent ones first, then side by side");
    assert_eq!(served(12, 6).await?, "111111111111");
    // Who was away for long has earned nothing by it.
    store.enqueue_pictures(batch("p2", 3, 4), at(7)).await?;
    store.enqueue_pictures(batch("p1", 3, 4), at(8)).await?;
    assert_eq!(served(6, 9).await?, "212121");
    Ok(())
}

pub async fn jobs_of_pictures_are_listed_and_kept(store: &Store) -> Checked {
    furnished(store).await?;
    let first = store.enqueue_pictures(batch("p1", 2, 4), at(1)).await?;
    let second = store.enqueue_pictures(batch("", 1, 4), at(2)).await?;
    store.cancel_job(&first.jobs[0], at(3)).await?;
    let ids = async |filter: PictureFilter| {
        let jobs = store.picture_jobs(&filter, 10).await?;
        Ok::<_, StoreError>(jobs.into_iter().map(|picture| picture.job.id).collect::<Vec<_>>())
    };
    let all = PictureFilter::default();
    assert_eq!(ids(all.clone()).await?, [&second.jobs[0], &first.jobs[1], &first.jobs[0]].map(Clone::clone));
    let of = PictureFilter { project: Some("p1".to_owned()), states: vec![JobState::Queued], ..all.clone() };
    assert_eq!(ids(of).await?, [first.jobs[1].clone()]);
    assert_eq!(ids(PictureFilter { project: Some(String::new()), ..all.clone() }).await?, second.jobs);
    let after = Some((at(2), second.jobs[0].to_string()));
    assert_eq!(ids(PictureFilter { after, ..all.clone() }).await?.len(), 2);
    assert_eq!(ids(PictureFilter { quarantined: Some(true), ..all.clone() }).await?, []);
    let counts = store.picture_job_counts(Some("p1")).await?;
    assert_eq!(counts, [(JobState::Cancelled, false, 1), (JobState::Queued, false, 1)]);
    store.prune(&PruneOptions { ended_jobs: 0, ..PruneOptions::default() }).await?;
    assert_eq!(ids(all).await?.len(), 3, "what a picture came from is not pruned");
    assert!(!store.job_events(&first.jobs[0], 0, 9).await?.is_empty());
    Ok(())
}

pub async fn events_of_a_project_have_no_gap(store: &Store) -> Checked {
    furnished(store).await?;
    let made = store.enqueue_pictures(batch("p1", 3, 4), at(1)).await?;
    store.enqueue_pictures(batch("", 1, 9), at(1)).await?;
    let stranger = store.take_job(&[GENERATE], "taker", at(30), at(2)).await?.expect("a job waits");
    store.end_job(&stranger.id, stranger.token, &JobEnd::Done("{}".to_owned()), at(2)).await?;
    let job = store.take_job(&[GENERATE], "taker", at(30), at(2)).await?.expect("a job waits");
    let half = JobProgress { done: 50, total: Some(100), ..JobProgress::default() };
    store.progress_job(&job.id, job.token, &half, at(30), at(3)).await?;
    store.cancel_job(&made.jobs[2], at(3)).await?;
    store.expire_jobs(at(31)).await?;
    let events = store.project_events("p1", 0, 100).await?;
    let told: Vec<String> = events.iter().map(|e| format!("{} {}", e.seq, e.event.kind)).collect();
    assert_eq!(
        told,
        ["1 queued", "2 queued", "3 queued", "4 started", "5 progress", "6 cancelled", "7 lost"]
    );
    assert_eq!((events[4].event.done, &events[4].job), (50, &job.id));
    assert_eq!(store.project_events("p1", 5, 1).await?, events[5..6]);
    assert_eq!(store.newest_project_event("p1").await?, Some(7));
    assert_eq!(store.newest_project_event("p9").await?, None);
    Ok(())
}

pub async fn a_project_in_the_bin_has_nothing_alive(store: &Store) -> Checked {
    furnished(store).await?;
    let hook = store::WebhookRow {
        id: store::JobId::new(at(0)).to_string(),
        project: Some("p1".to_owned()),
        url: "https://studio.invalid/hook".to_owned(),
        events: vec!["cancelled".to_owned()],
        created_at: at(1),
        author: "ben".to_owned(),
    };
    let tx = store.begin().await?;
    tx.insert_webhook(&hook).await?;
    tx.commit().await?;
    let made = store.enqueue_pictures(batch("p1", 3, 4), at(1)).await?;
    let other = store.enqueue_pictures(batch("", 1, 2), at(1)).await?;
    let running = store.take_job(&[GENERATE], "taker", at(30), at(2)).await?.expect("a job waits");
    let cancelled = |tx: WriteTx| async move {
        let count = tx.cancel_pictures_of("p1", at(3)).await?;
        Ok::<_, StoreError>((tx, count))
    };
    // Broken off: nothing has happened.
    let (tx, count) = cancelled(store.begin().await?).await?;
    assert_eq!(count, 3);
    tx.rollback().await?;
    assert_eq!(store.job(&made.jobs[1]).await?.map(|job| job.state), Some(JobState::Queued));
    assert_eq!(store.newest_project_event("p1").await?, Some(4));
    let (tx, count) = cancelled(store.begin().await?).await?;
    tx.commit().await?;
    assert_eq!(count, 3);
    let (tx, again) = cancelled(store.begin().await?).await?;
    tx.commit().await?;
    assert_eq!(again, 0, "they were all asked already");
    let events = store.project_events("p1", 4, 100).await?;
    let told: Vec<String> = events.iter().map(|e| format!("{} {}", e.seq, e.event.kind)).collect();
    assert_eq!(told, ["5 cancel_requested", "6 cancelled", "7 cancelled"]);
    assert_eq!(events[0].job, running.id);
    let job = store.job(&running.id).await?.expect("it is there");
    assert_eq!((job.state, job.cancel_at), (JobState::Running, Some(at(3))));
    assert_eq!(store.job(&other.jobs[0]).await?.map(|job| job.state), Some(JobState::Queued));
    let told = store.webhook_deliveries(&hook.id, 9).await?;
    assert_eq!(told.len(), 2, "of those that have ended");
    Ok(())
}

pub async fn a_project_in_the_bin_gets_nothing_new(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    tx.insert_project(&project("p2", "Harbor", 1)).await?;
    tx.commit().await?;
    let made = store.enqueue_pictures(batch("p1", 1, 4), at(1)).await?;
    store.cancel_job(&made.jobs[0], at(2)).await?;
    let row = store.project("p1").await?.expect("it is there");
    let bin = async |binned_at: Option<Instant>| {
        let tx = store.begin().await?;
        tx.update_project(&ProjectRow { binned_at, ..row.clone() }, at(3)).await?;
        tx.commit().await
    };
    bin(Some(at(3))).await?;
    // At once with others, who are not hindered by it.
    let callers = ["p1", "p2", "", "p1", "p2"].map(|project| {
        let store = store.clone();
        let key = Some(project).filter(|project| *project == "p1").map(str::to_owned);
        tokio::spawn(async move {
            let wish = NewBatch { key, ..batch(project, 2, 4) };
            (project, store.enqueue_pictures(wish, at(4)).await)
        })
    });
    for caller in callers {
        let (project, made) = caller.await.expect("nobody panics");
        if project == "p1" {
            assert!(matches!(made, Err(StoreError::Conflict(_))), "{made:?}");
        } else {
            assert_eq!(made?.jobs.len(), 2, "{project}");
        }
    }
    assert!(matches!(store.retry_job(&made.jobs[0], at(5)).await, Err(StoreError::Conflict(_))));
    let of = PictureFilter { project: Some("p1".to_owned()), ..PictureFilter::default() };
    let left = store.picture_jobs(&of, 9).await?;
    assert_eq!(left.iter().map(|left| left.job.state).collect::<Vec<_>>(), [JobState::Cancelled]);
    assert_eq!(store.newest_project_event("p1").await?, Some(2));
    assert_eq!(store.batch_of_key("p1").await?, None);
    assert_eq!(store.newest_project_event("p2").await?, Some(4));
    let nobodys = store.enqueue_pictures(batch("p9", 1, 4), at(6)).await;
    assert!(matches!(nobodys, Err(StoreError::Conflict(_))), "{nobodys:?}");
    // Taken out again it is like any other.
    bin(None).await?;
    let again = store.retry_job(&made.jobs[0], at(7)).await?;
    assert_eq!(again.map(|job| job.state), Some(JobState::Queued));
    assert!(store.enqueue_pictures(batch("p1", 1, 4), at(8)).await?.is_new);
    Ok(())
}

pub async fn who_is_next_is_listed_first(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for id in ["p1", "p2"] {
        tx.insert_project(&project(id, id, 1)).await?;
    }
    tx.commit().await?;
    store.enqueue_pictures(batch("p1", 3, 4), at(1)).await?;
    store.enqueue_pictures(batch("p2", 1, 4), at(2)).await?;
    let urgent = store.enqueue_pictures(batch("p1", 1, 9), at(3)).await?;
    let all = store.next_pictures(None, 100).await?;
    let of = |project: &str| all.iter().filter(|job| job.project.as_deref() == Some(project)).count();
    assert_eq!((all.len(), of("p1"), of("p2")), (5, 4, 1));
    assert_eq!(all[0].job.id, urgent.jobs[0], "the most urgent one, though it is the newest");
    let own: Vec<_> = store.next_pictures(Some("p1"), 100).await?.into_iter().map(|job| job.job.id).collect();
    let listed = all.iter().filter(|job| job.project.as_deref() == Some("p1"));
    assert_eq!(own, listed.map(|job| job.job.id.clone()).collect::<Vec<_>>());
    assert_eq!(store.next_pictures(None, 2).await?, all[..2]);
    // What stands in the list is what is taken.
    for job in &all {
        let taken = store.take_job(&[GENERATE], "taker", at(30), at(4)).await?;
        assert_eq!(taken.map(|taken| taken.id), Some(job.job.id.clone()));
    }
    assert!(store.next_pictures(None, 100).await?.is_empty());
    Ok(())
}

pub async fn a_take_is_reviewed_and_only_one_is_best(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    tx.insert_take(&take("t2", "b1", "p1", 3), at(3)).await?;
    tx.insert_take(&take("t3", "b2", "", 4), at(4)).await?;
    let best = |id: &str, verdict: &str| TakeRow {
        verdict: verdict.to_owned(),
        best: true,
        starred: true,
        ..take(id, "b1", "p1", 5)
    };
    tx.review_take(&best("t1", "approved"), at(5)).await?;
    // Who makes another one the best takes it from those that were.
    for other in tx.best_takes("b1").await? {
        tx.review_take(&TakeRow { best: false, ..other }, at(6)).await?;
    }
    tx.review_take(&best("t2", "approved"), at(6)).await?;
    assert_eq!(tx.take("t2").await?.map(|take| take.version), Some(2));
    let missing = tx.review_take(&best("t9", "approved"), at(6)).await;
    assert!(matches!(missing, Err(StoreError::Missing(_))));
    tx.move_take("t3", "elsewhere/t3.png", at(7)).await?;
    tx.commit().await?;
    let ids = async |filter: TakeFilter| {
        let takes = store.takes(&filter, 10).await?;
        Ok::<_, StoreError>(takes.into_iter().map(|take| take.id).collect::<Vec<_>>().join(" "))
    };
    let all = TakeFilter::default();
    assert_eq!(ids(all.clone()).await?, "t3 t2 t1");
    assert_eq!(ids(TakeFilter { batch: Some("b1".to_owned()), ..all.clone() }).await?, "t2 t1");
    assert_eq!(
        ids(TakeFilter { starred: true, after: Some((at(3), "t2".to_owned())), ..all.clone() }).await?,
        "t1"
    );
    assert_eq!(ids(TakeFilter { verdict: Some("draft".to_owned()), ..all }).await?, "t3");
    let bests =
        [store.take("t1").await?, store.take("t2").await?].map(|take| take.is_some_and(|take| take.best));
    assert_eq!(bests, [false, true]);
    assert_eq!(store.take_of_file("elsewhere/t3.png").await?.map(|take| take.id).as_deref(), Some("t3"));
    assert_eq!(store.take_of_hash(&"ab".repeat(32)).await?.map(|take| take.id).as_deref(), Some("t1"));
    assert_eq!(store.project_counts("p1").await?.approved, 2);
    Ok(())
}

pub async fn sixteen_callers_share_a_transaction(store: &Store) -> Checked {
    furnished(store).await?;
    let callers = (0..16).map(|number| {
        let store = store.clone();
        tokio::spawn(async move {
            let keyed = NewBatch { key: Some(format!("wish {}", number % 8)), ..batch("p1", 2, 4) };
            store.enqueue_pictures(keyed, at(1)).await
        })
    });
    let mut new = 0;
    for caller in callers.collect::<Vec<_>>() {
        let made = caller.await.expect("nobody panics")?;
        assert_eq!(made.jobs.len(), 2);
        new += usize::from(made.is_new);
    }
    assert_eq!(new, 8);
    assert_eq!(store.picture_jobs(&PictureFilter::default(), 100).await?.len(), 16);
    let events = store.project_events("p1", 0, 100).await?;
    assert!(events.iter().zip(1..).all(|(event, seq)| event.seq == seq) && events.len() == 16);
    Ok(())
}

pub async fn paces_are_replaced(store: &Store) -> Checked {
    store.save_engine_pace(&pace(2.0, 1)).await?;
    store.save_engine_pace(&pace(3.5, 2)).await?;
    assert_eq!(store.engine_paces().await?, [pace(3.5, 2)]);
    Ok(())
}
