//! People, their documents, links and assets, sessions, and the rows of the CSV file.

use store::{
    AssetFilter, AssetRow, CsvRow, DocumentRow, JournalEntry, LinkRow, MapFilter, ObjectRow, PeopleReport,
    PersonFilter, PersonRow, SessionRow, Store, StoreError, WriteTx,
};

use crate::scene::{Checked, at};

fn person(key: &str, place: u64, name: &str) -> PersonRow {
    PersonRow {
        key: key.to_owned(),
        row_id: key.split('#').next().unwrap_or_default().to_owned(),
        row_index: place,
        name: name.to_owned(),
        email: Some(format!("{}@example.org", name.to_lowercase())),
        personality_type: Some("FF-Se/Fi-CP/B(S) #4 ".to_owned()),
        source_link: None,
        link_kind: "none".to_owned(),
        content_hash: format!("hash of {name}"),
        created_at: at(1),
        updated_at: at(1),
        gone_at: None,
    }
}

fn asset(id: &str, person: &str) -> AssetRow {
    AssetRow {
        id: id.to_owned(),
        person: person.to_owned(),
        kind: "youtube_video".to_owned(),
        parent: None,
        original_url: format!("https://youtu.be/{id}"),
        url: format!("https://www.youtube.com/watch?v={id}"),
        media_id: format!("medium-{id}"),
        filename: None,
        status: "pending".to_owned(),
        failure_category: None,
        failure_permanent: false,
        failure_message: None,
        attempts: 0,
        next_attempt_at: None,
        bytes: None,
        sha256: None,
        content_type: None,
        local_file_path: None,
        storage_key: None,
        cloud_storage_url: None,
        legacy_uuid: None,
        metadata: "{}".to_owned(),
        gone_at: None,
        created_at: at(2),
        updated_at: at(2),
    }
}

fn kept(id: &str, person: &str) -> AssetRow {
    AssetRow {
        filename: Some(format!("{id}.mp4")),
        status: "uploaded".to_owned(),
        bytes: Some(12),
        sha256: Some("ab12".to_owned()),
        content_type: Some("video/mp4".to_owned()),
        storage_key: Some("content/ab/ab12.mp4".to_owned()),
        local_file_path: Some(format!("files/{id}.mp4")),
        ..asset(id, person)
    }
}

fn entry(asset: &str, stage: &str) -> JournalEntry {
    JournalEntry {
        asset: asset.to_owned(),
        attempt: 1,
        stage: stage.to_owned(),
        storage_key: Some("content/ab/ab12.mp4".to_owned()),
        sha256: Some("ab12".to_owned()),
        bytes: 12,
        session: "s1".to_owned(),
        created_at: at(3),
        updated_at: at(3),
    }
}

fn object() -> ObjectRow {
    ObjectRow {
        storage_key: "content/ab/ab12.mp4".to_owned(),
        sha256: "ab12".to_owned(),
        bytes: 12,
        content_type: "video/mp4".to_owned(),
        cloud_storage_url: "s3://bucket/content/ab/ab12.mp4".to_owned(),
        storage_class: None,
        presigned: Some(("https://bucket.example/signed".to_owned(), at(90))),
        created_at: at(3),
        verified_at: Some(at(4)),
    }
}

/// Something in every table of people.
pub async fn furnish(tx: &WriteTx) -> Result<(), StoreError> {
    tx.save_people(&[person("7", 1, "Ada"), person("151", 2, "Ben"), person("151#2", 3, "Cleo")]).await?;
    tx.save_document(&DocumentRow {
        person: "7".to_owned(),
        document_id: "d1".to_owned(),
        url: "https://docs.google.com/document/d/d1".to_owned(),
        state: "fetched".to_owned(),
        how: Some("http".to_owned()),
        text: "a text".to_owned(),
        html: "<p>a text</p>".to_owned(),
        content_hash: Some("ff".to_owned()),
        failure: None,
        fetched_at: Some(at(2)),
        next_attempt_at: None,
        created_at: at(1),
        updated_at: at(2),
    })
    .await?;
    tx.save_links_of(
        "7",
        &[LinkRow {
            raw: "youtu.be/a1".to_owned(),
            url: "https://www.youtube.com/watch?v=a1".to_owned(),
            kind: "youtube_video".to_owned(),
            reason: String::new(),
            origin: "d1".to_owned(),
        }],
    )
    .await?;
    assert_eq!(tx.add_assets(&[kept("a1", "7"), asset("a2", "151")]).await?, 2);
    tx.save_asset_journal(&entry("a1", "committed")).await?;
    tx.save_object(&object()).await?;
    tx.save_download_session(&SessionRow {
        id: "s1".to_owned(),
        kind: "mixed".to_owned(),
        total_assets: 2,
        completed_assets: 1,
        failed_assets: 0,
        bytes: 12,
        status: "running".to_owned(),
        report: "{}".to_owned(),
        created_at: at(3),
        updated_at: at(4),
        completed_at: None,
    })
    .await?;
    tx.save_csv_rows(&[CsvRow {
        line: 1,
        person: Some("7".to_owned()),
        cells: "[]".to_owned(),
        reason: None,
    }])
    .await?;
    tx.set_csv_state("state", "{}").await?;
    let report = PeopleReport {
        id: "import-1".to_owned(),
        kind: "import".to_owned(),
        at: at(1),
        body: "{}".to_owned(),
    };
    tx.save_people_report(&report).await?;
    tx.erase_person("99", at(5)).await?;
    Ok(())
}

async fn furnished(store: &Store) -> Checked {
    let tx = store.begin().await?;
    furnish(&tx).await?;
    tx.commit().await
}

pub async fn people_are_saved_listed_and_counted(store: &Store) -> Checked {
    furnished(store).await?;
    let keys = |rows: Vec<PersonRow>| rows.into_iter().map(|row| row.key).collect::<Vec<_>>();
    assert_eq!(keys(store.people(&PersonFilter::default(), 10).await?), ["7", "151", "151#2"]);
    let after = PersonFilter { after: Some((2, "151".to_owned())), ..PersonFilter::default() };
    assert_eq!(keys(store.people(&after, 10).await?), ["151#2"]);
    let twice = PersonFilter { row_id: Some("151".to_owned()), ..PersonFilter::default() };
    assert_eq!(keys(store.people(&twice, 10).await?), ["151", "151#2"]);
    let found = PersonFilter { text: Some("CLEO@EX".to_owned()), ..PersonFilter::default() };
    assert_eq!(keys(store.people(&found, 10).await?), ["151#2"]);
    // The type keeps its last blank, and the time of the first sight stays.
    let tx = store.begin().await?;
    let changed = PersonRow { created_at: at(50), gone_at: Some(at(50)), ..person("7", 1, "Ada") };
    tx.save_people(&[changed]).await?;
    tx.commit().await?;
    let ada = store.person_row("7").await?.expect("she was saved");
    assert_eq!((ada.created_at, ada.gone_at), (at(1), Some(at(50))));
    assert_eq!(ada.personality_type.as_deref(), Some("FF-Se/Fi-CP/B(S) #4 "));
    let counts = store.people_counts().await?;
    assert_eq!((counts.present, counts.gone, counts.erased), (2, 1, 1));
    Ok(())
}

pub async fn assets_are_added_once_and_found_when_due(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    assert_eq!(tx.add_assets(&[asset("a1", "7"), asset("a3", "7")]).await?, 1);
    let mut failed = tx.asset("a2").await?.expect("it was added");
    (failed.status, failed.failure_category) = ("failed".to_owned(), Some("network".to_owned()));
    (failed.attempts, failed.next_attempt_at) = (1, Some(at(60)));
    tx.save_assets(std::slice::from_ref(&failed)).await?;
    tx.commit().await?;
    assert_eq!(store.asset("a2").await?, Some(failed));
    assert_eq!(store.asset("a1").await?.and_then(|asset| asset.bytes), Some(12), "it stays as it was");
    let due = |second| AssetFilter { due_at: Some(at(second)), ..AssetFilter::default() };
    let ids = |rows: Vec<AssetRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(store.assets(&due(59), 10).await?), ["a3"]);
    assert_eq!(ids(store.assets(&due(60), 10).await?), ["a3", "a2"]);
    let standing = store.assets_of_people(&["7", "151", "none"]).await?;
    assert_eq!(standing.len(), 2);
    let all = store.assets_standing().await?;
    assert_eq!((all.pending, all.uploaded, all.failed, all.bytes), (1, 1, 1, 12));
    assert_eq!(store.asset_failures().await?, [("network".to_owned(), false, 1)]);
    Ok(())
}

pub async fn files_are_mapped_both_ways(store: &Store) -> Checked {
    furnished(store).await?;
    for file in ["a1", "medium-a1", "ab12", "content/ab/ab12.mp4", "files/a1.mp4", "a1.mp4"] {
        let rows =
            store.people_map(&MapFilter { file: Some(file.to_owned()), ..MapFilter::default() }).await?;
        assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), ["Ada"], "{file}");
    }
    let of = MapFilter { email: Some("ben@example.org".to_owned()), ..MapFilter::default() };
    assert_eq!(store.people_map(&of).await?.into_iter().map(|row| row.asset.id).collect::<Vec<_>>(), ["a2"]);
    let here = MapFilter { only_files: true, ..MapFilter::default() };
    assert_eq!(store.people_map(&here).await?.len(), 1);
    Ok(())
}

pub async fn an_object_on_its_way_is_known(store: &Store) -> Checked {
    furnished(store).await?;
    assert!(store.open_journal().await?.is_empty());
    let tx = store.begin().await?;
    tx.save_asset_journal(&entry("a2", "uploaded")).await?;
    tx.commit().await?;
    assert_eq!(store.open_journal().await?, [entry("a2", "uploaded")]);
    assert_eq!(store.stored_object("content/ab/ab12.mp4").await?, Some(object()));
    assert_eq!(store.stored_objects("", 10).await?, [object()]);
    assert_eq!(store.download_sessions(None, 10).await?.len(), 1);
    Ok(())
}

pub async fn nothing_is_left_of_an_erased_person(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    // The same content is somebody else's too.
    tx.add_assets(&[kept("a9", "151#2")]).await?;
    let erased = tx.erase_person("7", at(9)).await?;
    tx.commit().await?;
    assert_eq!(erased.files, ["files/a1.mp4"]);
    assert_eq!(
        (erased.objects.len(), erased.shared.as_slice()),
        (0, ["content/ab/ab12.mp4".to_owned()].as_slice())
    );
    store.rewrite_people().await?;
    assert_eq!(store.scan_for(&["ada@example.org", "a text"]).await?, Vec::<String>::new());
    assert_eq!(store.scan_for(&["ben@example.org"]).await?, ["people.email"]);
    assert_eq!(store.people_erased().await?, ["7", "99"]);
    assert!(store.csv_rows().await?.is_empty());
    Ok(())
}
