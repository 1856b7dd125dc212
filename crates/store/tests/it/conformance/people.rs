//! People, their documents, links and assets, sessions, and the rows of the CSV file.

use store::{
    AssetFilter, AssetRow, AssetStanding, CsvRow, DocumentRow, Erasure, ErasureKind, FailedAssets, Having,
    JournalEntry, LinkRow, MapEntry, MapFilter, ObjectRow, PeopleReport, PersonFilter, PersonRow, SessionRow,
    Store, StoreError, WriteTx,
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
        version: 0,
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
    tx.save_document(&mut DocumentRow {
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
        version: 0,
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
    tx.erase_person("99", &[], at(5)).await?;
    assert!(tx.claim_object("content/zz/zz.mp4", None, at(5)).await?);
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
    let whole =
        PersonFilter { text: Some("CLEO@EX".to_owned()), is_whole_text: true, ..PersonFilter::default() };
    assert!(store.people(&whole, 10).await?.is_empty(), "a part of an address is no whole one");
    let whole = PersonFilter { text: Some("Cleo@Example.org".to_owned()), ..whole };
    assert_eq!(keys(store.people(&whole, 10).await?), ["151#2"]);
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
    // Neither letters of other scripts nor signs that databases take for wildcards are special.
    let tx = store.begin().await?;
    tx.save_people(&[person("8", 9, "Ümit 100%_\nMill")]).await?;
    tx.commit().await?;
    for (text, is_found) in [("üMIT", true), ("00%_ m", true), ("0%%", false), ("0_", false)] {
        let filter = PersonFilter { text: Some(text.to_owned()), ..PersonFilter::default() };
        assert_eq!(!store.people(&filter, 10).await?.is_empty(), is_found, "{text}");
    }
    Ok(())
}

pub async fn assets_are_added_once_and_found_when_due(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    assert_eq!(tx.add_assets(&[asset("a1", "7"), asset("a3", "7")]).await?, 1);
    let mut failed = tx.asset("a2").await?.expect("it was added");
    (failed.status, failed.failure_category) = ("failed".to_owned(), Some("network".to_owned()));
    (failed.attempts, failed.next_attempt_at) = (1, Some(at(60)));
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut failed)).await?, 1);
    tx.commit().await?;
    assert_eq!(store.asset("a2").await?, Some(failed));
    assert_eq!(store.asset("a1").await?.and_then(|asset| asset.bytes), Some(12), "it stays as it was");
    let due = |second| AssetFilter { due_at: Some(at(second)), ..AssetFilter::default() };
    let ids = |rows: Vec<AssetRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    assert_eq!(ids(store.assets(&due(59), 10).await?), ["a3"]);
    assert_eq!(ids(store.assets(&due(60), 10).await?), ["a3", "a2"]);
    let behind = |at, id: &str| AssetFilter { due_after: Some((at, id.to_owned())), ..due(60) };
    assert_eq!(
        ids(store.assets(&behind(None, "a3"), 10).await?),
        ["a2"],
        "a page goes on behind the last one"
    );
    assert!(store.assets(&behind(Some(at(60)), "a2"), 10).await?.is_empty());
    let kinds = |count| vec![("youtube_video".to_owned(), count)];
    assert_eq!(store.assets_due(None, at(59)).await?, kinds(1));
    assert_eq!(store.assets_due(None, at(60)).await?, kinds(2));
    assert_eq!(store.assets_due(Some("151"), at(60)).await?, kinds(1));
    assert!(store.assets_due(Some("151"), at(59)).await?.is_empty());
    let standing = store.assets_of_people(&["7", "151", "none"]).await?;
    assert_eq!(standing.len(), 2);
    let all = store.assets_standing().await?;
    assert_eq!((all.pending, all.uploaded, all.failed, all.bytes), (1, 1, 1, 12));
    assert_eq!(store.asset_failures().await?, [("network".to_owned(), false, 1)]);
    Ok(())
}

pub async fn people_are_found_by_what_failed_and_it_is_opened_again(store: &Store) -> Checked {
    furnished(store).await?;
    let tx = store.begin().await?;
    let mut failed = tx.asset("a2").await?.expect("it was added");
    (failed.status, failed.failure_category) = ("failed".to_owned(), Some("permission".to_owned()));
    (failed.failure_permanent, failed.attempts) = (true, 3);
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut failed)).await?, 1);
    tx.commit().await?;
    let found = async |standing: Option<AssetStanding>, category: Option<&str>| {
        let having = Having { standing, failure_category: category.map(str::to_owned), file: None };
        let filter = PersonFilter { having: Some(having), ..PersonFilter::default() };
        let rows = store.people(&filter, 10).await?;
        Ok::<_, StoreError>(rows.into_iter().map(|row| row.key).collect::<Vec<_>>())
    };
    assert_eq!(found(Some(AssetStanding::Lost), None).await?, ["151"]);
    assert_eq!(found(None, Some("permission")).await?, ["151"]);
    assert_eq!(found(Some(AssetStanding::Here), None).await?, ["7"]);
    for (standing, category) in [
        (Some(AssetStanding::Failed), None),
        (Some(AssetStanding::Pending), None),
        (Some(AssetStanding::Here), Some("permission")),
        (None, Some("network")),
    ] {
        assert!(found(standing, category).await?.is_empty(), "{standing:?} {category:?}");
    }
    let open = async |failed: FailedAssets| {
        let tx = store.begin().await?;
        let opened = tx.open_failed_assets(&failed, at(9)).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(opened)
    };
    let of = |ids: &[&str], category: Option<&str>, person: Option<&str>| FailedAssets {
        category: category.map(str::to_owned),
        person: person.map(str::to_owned),
        ids: ids.iter().map(ToString::to_string).collect(),
    };
    for other in [of(&["a1"], None, None), of(&[], Some("network"), None), of(&[], None, Some("7"))] {
        assert_eq!(open(other).await?, 0, "what did not fail is left");
    }
    assert_eq!(open(of(&["a1", "a2"], Some("permission"), Some("151"))).await?, 1);
    let row = store.asset("a2").await?.expect("it is there");
    assert_eq!((row.failure_permanent, row.next_attempt_at, row.attempts), (false, None, 3));
    assert_eq!(found(Some(AssetStanding::Failed), None).await?, ["151"], "it failed still, but is due");
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
    // One by one they say the same.
    for filter in [MapFilter::default(), of, here] {
        let mut entries = Vec::new();
        let keep = |entry: MapEntry| {
            entries.push(entry);
            Ok::<_, StoreError>(())
        };
        store.each_mapped(&filter, keep).await?;
        let told = |entry: &MapEntry| {
            let words =
                [&entry.name, &entry.kind, &entry.status, &entry.media_id, &entry.url].map(Clone::clone);
            let places =
                [&entry.filename, &entry.local_file_path, &entry.sha256, &entry.email].map(Clone::clone);
            let more =
                (entry.row_id.clone(), entry.personality_type.clone(), entry.cloud_storage_url.clone());
            let more = (more, entry.legacy_uuid.clone());
            (entry.person.clone(), entry.asset.clone(), entry.row_index, entry.bytes, words, places, more)
        };
        let rows = store.people_map(&filter).await?;
        assert_eq!(entries.len(), rows.len());
        for (entry, row) in entries.iter().zip(rows) {
            let asset = row.asset;
            let words = [row.name, asset.kind, asset.status, asset.media_id, asset.url];
            let places = [asset.filename, asset.local_file_path, asset.sha256, row.email];
            let more = ((row.row_id, row.personality_type, asset.cloud_storage_url), asset.legacy_uuid);
            let all = (asset.person, asset.id, row.row_index, asset.bytes, words, places, more);
            assert_eq!(told(entry), all);
        }
    }
    let mut seen = 0;
    let everybody = MapFilter::default();
    let refused = store.each_mapped(&everybody, |_| {
        seen += 1;
        Err::<(), _>(StoreError::Damaged("enough".to_owned()))
    });
    assert!(refused.await.is_err());
    assert_eq!(seen, 1, "whoever refuses a row ends it");
    Ok(())
}

pub async fn an_object_on_its_way_is_known(store: &Store) -> Checked {
    furnished(store).await?;
    assert!(store.open_journal().await?.is_empty());
    assert!(!store.is_on_its_way("content/ab/ab12.mp4").await?, "what is committed is there");
    let tx = store.begin().await?;
    tx.save_asset_journal(&entry("a2", "uploaded")).await?;
    tx.commit().await?;
    assert!(store.is_on_its_way("content/ab/ab12.mp4").await?);
    assert!(!store.is_on_its_way("content/ab/other.mp4").await? && !store.is_on_its_way("").await?);
    assert_eq!(store.open_journal().await?, [entry("a2", "uploaded")]);
    assert_eq!(store.stored_object("content/ab/ab12.mp4").await?, Some(object()));
    assert_eq!(store.stored_objects("", 10).await?, [object()]);
    assert_eq!(store.download_sessions(None, 10).await?.len(), 1);
    Ok(())
}

fn thing(kind: ErasureKind, name: &str, asset: Option<&str>, owner: &str) -> Erasure {
    let owner = if owner.is_empty() { String::new() } else { Erasure::owner_of(owner) };
    Erasure { kind, name: name.to_owned(), asset: asset.map(str::to_owned), owner }
}

/// The places where one of the texts stands, each once.
async fn holding(store: &Store, texts: &[&str]) -> Result<Vec<String>, StoreError> {
    let mut places = Vec::new();
    let look = |place: &str, stored: &str| {
        let holds = texts.iter().any(|text| stored.contains(text));
        if holds && !places.iter().any(|known| known == place) {
            places.push(place.to_owned());
        }
        Ok::<_, StoreError>(())
    };
    store.each_text(texts, look).await?;
    Ok(places)
}

pub async fn nothing_is_left_of_an_erased_person(store: &Store) -> Checked {
    use ErasureKind::{File, Header, Ledger, Manifest, Object, Staged};
    furnished(store).await?;
    let tx = store.begin().await?;
    // The same content is somebody else's too, another one is on its way, and a third lies where the old file says.
    tx.add_assets(&[kept("a9", "151#2")]).await?;
    let mut legacy = asset("a5", "7");
    legacy.legacy_uuid = Some("uuid-5".to_owned());
    "{\"legacy_key\":\"files/uuid-5.mp4\"}".clone_into(&mut legacy.metadata);
    tx.add_assets(&[asset("a4", "7"), legacy]).await?;
    let mut coming = entry("a4", "uploaded");
    coming.storage_key = Some("content/cd/cd34.mp4".to_owned());
    assert!(tx.save_asset_journal(&coming).await?);
    tx.save_csv_rows(&[CsvRow { line: 2, person: None, cells: "[]".to_owned(), reason: None }]).await?;
    assert_eq!(tx.last_csv_line().await?, 2);
    let erased = tx.erase_person("7", &[2], at(9)).await?;
    assert_eq!(tx.last_csv_line().await?, 0);
    tx.commit().await?;
    assert_eq!(erased.shared, ["content/ab/ab12.mp4"]);
    let rows = |table| erased.rows.iter().find(|(name, _)| *name == table).map(|(_, gone)| *gone);
    assert_eq!((rows("people"), rows("assets"), rows("people_csv_rows")), (Some(1), Some(3), Some(2)));
    let expected = [
        thing(File, "files/a1.mp4", None, "7"),
        thing(Staged, "", Some("a1"), "7"),
        thing(Staged, "", Some("a4"), "7"),
        thing(Staged, "", Some("a5"), "7"),
        thing(Manifest, "content/ab/ab12.mp4", Some("a1"), "7"),
        thing(Manifest, "content/cd/cd34.mp4", Some("a4"), "7"),
        thing(Header, "content/ab/ab12.mp4", None, "7"),
        thing(Object, "content/cd/cd34.mp4", None, "7"),
        thing(Object, "files/uuid-5.mp4", None, "7"),
        thing(Ledger, "", None, "7"),
    ];
    assert_eq!(store.erasures(Some("7")).await?, expected);
    assert_eq!(store.erasures(None).await?.len(), expected.len() + 1, "and what was claimed before");
    assert_eq!(
        store.open_journal().await?,
        [coming],
        "whoever writes it right now finds that it is nobody's"
    );
    store.rewrite_people().await?;
    assert_eq!(holding(store, &["ada@example.org", "a text"]).await?, Vec::<String>::new());
    assert_eq!(holding(store, &["ben@example.org"]).await?, ["people.words", "people.email"]);
    // More than a statement looks for: everything comes, and it is looked for here.
    let many: Vec<String> = (0..100).map(|number| format!("{number}@example.org")).collect();
    let mut many: Vec<&str> = many.iter().map(String::as_str).collect();
    assert_eq!(holding(store, &many).await?, Vec::<String>::new());
    many.push("ben@example.org");
    assert_eq!(holding(store, &many).await?, ["people.words", "people.email"]);
    assert_eq!(store.people_erased().await?, ["7", "99"]);
    assert!(store.csv_rows().await?.is_empty());
    // Once more there is nothing new, and what is to be deleted still is.
    let tx = store.begin().await?;
    assert!(tx.erase_person("7", &[], at(10)).await?.pending.is_empty());
    tx.commit().await?;
    assert_eq!(store.erasures(Some("7")).await?, expected);
    let tx = store.begin().await?;
    for erasure in &expected {
        assert!(tx.has_erasure(erasure).await?);
        tx.end_erasure(erasure).await?;
        assert!(!tx.has_erasure(erasure).await?);
    }
    tx.commit().await?;
    assert!(store.erasures(Some("7")).await?.is_empty());
    Ok(())
}

pub async fn nothing_brings_an_erased_person_back(store: &Store) -> Checked {
    furnished(store).await?;
    // What another process read before, and writes after.
    let mut stale = store.asset("a1").await?.expect("it was added");
    let mut document = store.person_documents("7").await?.remove(0);
    let tx = store.begin().await?;
    tx.erase_person("7", &[], at(9)).await?;
    tx.commit().await?;
    let tx = store.begin().await?;
    tx.save_people(&[person("7", 1, "Ada"), person("8", 4, "Dora")]).await?;
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut stale)).await?, 0);
    assert_eq!(tx.add_assets(&[asset("a1", "7"), asset("a8", "7")]).await?, 0);
    assert_eq!(tx.save_assets(&mut [asset("a7", "7")]).await?, 0, "nor a new one");
    assert!(!tx.save_document(&mut document).await?);
    document.version = 0;
    assert!(!tx.save_document(&mut document).await?);
    assert!(!tx.save_asset_journal(&entry("a1", "intent")).await?);
    let link = LinkRow {
        raw: "youtu.be/a1".to_owned(),
        url: "https://www.youtube.com/watch?v=a1".to_owned(),
        kind: "youtube_video".to_owned(),
        reason: String::new(),
        origin: "d1".to_owned(),
    };
    tx.save_links_of("7", &[link]).await?;
    let row = CsvRow { line: 1, person: Some("7".to_owned()), cells: "[\"Ada\"]".to_owned(), reason: None };
    tx.save_csv_rows(&[row]).await?;
    tx.commit().await?;
    assert!(store.person_row("7").await?.is_none());
    assert!(store.person_row("8").await?.is_some(), "others are saved beside them");
    let theirs = AssetFilter { person: Some("7".to_owned()), with_gone: true, ..AssetFilter::default() };
    assert!(store.assets(&theirs, 10).await?.is_empty());
    assert!(store.person_documents("7").await?.is_empty() && store.person_links("7").await?.is_empty());
    assert!(store.csv_rows().await?.is_empty() && store.journal_of("a1").await?.is_empty());
    Ok(())
}

pub async fn a_stale_row_undoes_nothing(store: &Store) -> Checked {
    furnished(store).await?;
    let mut first = store.asset("a2").await?.expect("it was added");
    let mut second = first.clone();
    let save = async |row: &mut AssetRow| {
        let tx = store.begin().await?;
        let saved = tx.save_assets(std::slice::from_mut(row)).await?;
        tx.commit().await?;
        Ok::<_, StoreError>(saved)
    };
    (first.status, first.storage_key) = ("uploaded".to_owned(), Some("content/cd/cd.mp4".to_owned()));
    assert_eq!(save(&mut first).await?, 1);
    (second.status, second.failure_category) = ("failed".to_owned(), Some("network".to_owned()));
    assert_eq!(save(&mut second).await?, 0, "it was written meanwhile");
    assert_eq!(store.asset("a2").await?.as_ref(), Some(&first));
    // Whoever wrote it last may write it again, and so may who reads it anew.
    first.filename = Some("a.mp4".to_owned());
    assert_eq!(save(&mut first).await?, 1);
    let mut read = store.asset("a2").await?.expect("it is there");
    assert_eq!(read, first);
    assert_eq!(save(&mut read).await?, 1);
    // One of two may be stale: the other one is saved.
    let mut both = [store.asset("a1").await?.expect("it was added"), first];
    let tx = store.begin().await?;
    assert_eq!(tx.save_assets(&mut both).await?, 1);
    tx.commit().await?;
    // A row that was opened for another try was written as well.
    let mut failed = AssetRow {
        failure_category: Some("quota".to_owned()),
        next_attempt_at: Some(at(60)),
        ..read.clone()
    };
    "failed".clone_into(&mut failed.status);
    assert_eq!(save(&mut failed).await?, 1);
    let mut waiting = failed.clone();
    let tx = store.begin().await?;
    assert_eq!(tx.open_failed_assets(&FailedAssets::default(), at(8)).await?, 1);
    tx.commit().await?;
    assert_eq!(save(&mut waiting).await?, 0);
    // One that was due already was not: whoever fetches it still says what came of it.
    let mut due = store.asset("a2").await?.expect("it is there");
    let tx = store.begin().await?;
    assert_eq!(tx.open_failed_assets(&FailedAssets::default(), at(9)).await?, 1);
    tx.commit().await?;
    assert_eq!(save(&mut due).await?, 1);
    // The same holds for documents.
    let mut one = store.person_documents("7").await?.remove(0);
    let mut other = one.clone();
    let tx = store.begin().await?;
    one.text.push_str(", read again");
    assert!(tx.save_document(&mut one).await?);
    "failed".clone_into(&mut other.state);
    assert!(!tx.save_document(&mut other).await?);
    assert!(tx.save_document(&mut one).await?);
    tx.commit().await?;
    assert_eq!(store.person_documents("7").await?, [one]);
    Ok(())
}

pub async fn an_object_that_goes_is_taken_up_by_nobody(store: &Store) -> Checked {
    furnished(store).await?;
    let key = "content/ab/ab12.mp4";
    let tx = store.begin().await?;
    assert!(!tx.claim_object(key, None, at(6)).await?, "a row holds it");
    assert!(!tx.object_is_claimed(key).await?);
    let mut holder = tx.assets_at(key).await?.remove(0);
    holder.storage_key = None;
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut holder)).await?, 1);
    // Somebody else is about to hold it.
    assert!(tx.save_asset_journal(&entry("a2", "intent")).await?);
    assert!(tx.has_open_journal("a2").await?);
    assert!(!tx.claim_object(key, None, at(6)).await?);
    assert!(tx.claim_object(key, Some("a2"), at(6)).await?, "unless it is who asks");
    assert!(tx.object_is_claimed(key).await? && tx.stored_object(key).await?.is_none());
    tx.commit().await?;
    // From here on it is refused at the intent and at the row, until it is gone.
    let tx = store.begin().await?;
    let next = JournalEntry { attempt: 2, ..entry("a1", "intent") };
    assert!(!tx.save_asset_journal(&next).await?);
    let mut row = kept("a1", "7");
    row.version = holder.version;
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut row)).await?, 0);
    assert_eq!(tx.save_assets(&mut [kept("a6", "151")]).await?, 0);
    tx.end_erasure(&thing(ErasureKind::Object, key, None, "")).await?;
    assert!(tx.save_asset_journal(&next).await?);
    assert_eq!(tx.save_assets(std::slice::from_mut(&mut row)).await?, 1);
    tx.forget_journal("a1", 2).await?;
    tx.commit().await?;
    assert_eq!(store.journal_of("a1").await?.len(), 1);
    Ok(())
}
