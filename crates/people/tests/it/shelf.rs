//! A bucket with people's files in it, each with its row, its page and its line of the journal.

use assets::{
    hex,
    objects::{Content, Manifest, Note, ObjectSettings, Objects, Owned},
};
use people::{
    Asset, AssetKind,
    desk::{Places, asset_row},
};
use sha2::{Digest as _, Sha256};
use store::{AssetRow, JournalEntry, ObjectRow};
use testkit::bucket::Bucket;

use crate::scene::{Scene, at};

/// The bucket, and the way to it.
pub struct Shelf {
    pub bucket: Bucket,
    pub objects: Objects,
}

impl Shelf {
    /// An empty one.
    pub fn open() -> Self {
        let bucket = Bucket::start("shelf");
        let options = [
            ("AWS_ENDPOINT", bucket.server().url()),
            ("AWS_REGION", "us-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", "testing".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "testing".to_owned()),
        ];
        let options = options.map(|(name, value)| (name.to_owned(), value));
        let objects = Objects::open("s3://shelf/people", options, ObjectSettings::default());
        Self { bucket, objects: objects.expect("a place") }
    }

    /// Where what is to be deleted lies.
    pub fn places<'a>(&'a self, scene: &'a Scene) -> Places<'a> {
        Places { store: &scene.store, objects: &self.objects, folder: scene.folder.path().join("people") }
    }

    /// A file of somebody that is whole in every way.
    pub async fn keep(&self, scene: &Scene, person: &str, medium: &str, body: &[u8]) -> AssetRow {
        let mut row = asset(person, medium);
        self.send(scene, &row, body).await;
        self.settle(scene, &mut row, body).await;
        row
    }

    /// The page beside an object that lies there, its row, and the last word of the journal.
    pub async fn settle(&self, scene: &Scene, row: &mut AssetRow, body: &[u8]) {
        let content = content(body);
        let key = content.key();
        "uploaded".clone_into(&mut row.status);
        (row.bytes, row.sha256) = (Some(content.bytes), Some(content.sha256.clone()));
        (row.storage_key, row.content_type) = (Some(key.clone()), Some(content.content_type.clone()));
        row.cloud_storage_url = Some(self.objects.address(&key));
        let object = ObjectRow {
            storage_key: key.clone(),
            sha256: content.sha256.clone(),
            bytes: content.bytes,
            content_type: content.content_type.clone(),
            cloud_storage_url: self.objects.address(&key),
            storage_class: None,
            presigned: None,
            created_at: at(2),
            verified_at: Some(at(2)),
        };
        let file = Owned { asset: row.id.clone(), row: row.person.clone(), origin: row.url.clone() };
        let page = Manifest { content, key, written_at: at(2), file };
        self.objects.write_manifest(&page).await.expect("a page");
        let tx = scene.store.begin().await.expect("a transaction");
        assert_eq!(tx.save_assets(std::slice::from_mut(row)).await.expect("a row"), 1);
        tx.save_object(&object).await.expect("an object");
        assert!(tx.save_asset_journal(&line(row, body, "committed")).await.expect("a line"));
        tx.commit().await.expect("it is kept");
    }

    /// A file of somebody whose process was killed before the row was written: only the journal knows of it.
    pub async fn send_only(&self, scene: &Scene, person: &str, medium: &str, body: &[u8]) -> AssetRow {
        let mut row = asset(person, medium);
        let tx = scene.store.begin().await.expect("a transaction");
        assert_eq!(tx.save_assets(std::slice::from_mut(&mut row)).await.expect("a row"), 1);
        assert!(tx.save_asset_journal(&line(&row, body, "uploaded")).await.expect("a line"));
        tx.commit().await.expect("it is kept");
        self.send(scene, &row, body).await;
        row
    }

    /// Sends a file, as whoever wrote the intent does.
    pub async fn send(&self, scene: &Scene, row: &AssetRow, body: &[u8]) {
        let path = scene.folder.path().join("sent");
        std::fs::write(&path, body).expect("room on the disk");
        let note = Note { row: row.person.clone(), origin: row.url.clone() };
        self.objects.put(&path, &content(body), &note).await.expect("it is taken");
        std::fs::remove_file(&path).expect("the test's own file");
    }

    /// Whether a text stands anywhere in the bucket: in keys, bodies or headers.
    pub fn says(&self, text: &str) -> bool {
        self.bucket.keys().into_iter().any(|key| {
            let kept = self.bucket.object(&key).expect("it was listed");
            key.contains(text)
                || String::from_utf8_lossy(&kept.body).contains(text)
                || kept.headers.iter().any(|(_, value)| value.contains(text))
        })
    }

    /// Whether an object lies there.
    pub fn has(&self, key: &str) -> bool {
        self.bucket.object(&format!("people/{key}")).is_some()
    }
}

/// What a body is.
pub fn content(body: &[u8]) -> Content {
    Content {
        sha256: hex(&Sha256::digest(body)),
        bytes: body.len() as u64,
        extension: "mp4".to_owned(),
        content_type: "video/mp4".to_owned(),
    }
}

/// A file of Drive that nobody fetched so far.
pub fn asset(person: &str, medium: &str) -> AssetRow {
    let url = format!("https://drive.google.com/file/d/{medium}/view");
    let person = person.parse().expect("a sound key");
    asset_row(&Asset::new(person, AssetKind::DriveFile, &url, &url, medium, at(2)))
}

/// A line of the journal of a body.
pub fn line(row: &AssetRow, body: &[u8], stage: &str) -> JournalEntry {
    let content = content(body);
    JournalEntry {
        asset: row.id.clone(),
        attempt: 1,
        stage: stage.to_owned(),
        storage_key: Some(content.key()),
        sha256: Some(content.sha256),
        bytes: content.bytes,
        session: "s1".to_owned(),
        created_at: at(2),
        updated_at: at(2),
    }
}
