//! Empty stores on both engines, and builders of invented things.

use model::{
    Character, CharacterId, CharacterRole, Conflict, ConflictKind, EntityId, EntityKind, Evidence,
    ExternalId, Instant, Justification, Link, Medium, SourceId, Work, WorkId,
};
use store::{NewRecord, Store, StoreError, WriteTx};
use testkit::PrivateDatabase;

/// What a check gives: a failed call of the store fails the test.
pub type Checked = Result<(), StoreError>;

/// An instant some way into the test's own time.
pub fn at(second: i64) -> Instant {
    Instant::from_micros(1_750_000_000_000_000 + second * 1_000_000)
}

/// An external id.
pub fn id(text: &str) -> ExternalId {
    text.parse().expect("tests write external ids well")
}

/// Several external ids, by blank.
pub fn ids(texts: &str) -> Vec<ExternalId> {
    texts.split_whitespace().map(id).collect()
}

/// An entity's id.
pub fn entity(number: i64) -> EntityId {
    EntityId::new(number).expect("tests count from 1")
}

/// A work's id.
pub fn work_id(number: i64) -> WorkId {
    WorkId::new(number).expect("tests count from 1")
}

/// Evidence of a rule.
pub fn evidence(note: &str) -> Evidence {
    Evidence {
        justification: Justification::SameEntry,
        confidence: 0.95,
        author: "rule:test".to_owned(),
        at: at(0),
        note: note.to_owned(),
    }
}

/// A link to a work.
pub fn link(subject: &str, work: i64) -> Link {
    Link { subject: id(subject), kind: EntityKind::Work, target: entity(work), evidence: evidence("line 1") }
}

/// A record of the invented source `lantern` about a work.
pub fn record(key: &str, work: i64, raw: &str) -> NewRecord {
    NewRecord {
        source: SourceId::known("lantern"),
        format: "lantern".to_owned(),
        kind: EntityKind::Work,
        key: id(key),
        ids: vec![id(key)],
        entity: entity(work),
        raw: raw.as_bytes().to_vec(),
        file: Some("f1".to_owned()),
        line: Some(1),
    }
}

/// A work that is little more than a title.
pub fn work(number: i64, title: &str) -> Work {
    Work::new(work_id(number), Medium::Anime, title)
}

/// A character with the works it appears in.
pub fn character(number: i64, name: &str, parts: &[(&str, CharacterRole)]) -> Character {
    Character {
        id: CharacterId::new(number).expect("tests count from 1"),
        name: name.to_owned(),
        name_native: None,
        nicknames: Vec::new(),
        gender: None,
        about: None,
        image: None,
        favorites: None,
        appearances: parts.iter().map(|(work, role)| (id(work), role.clone())).collect(),
        external_ids: Vec::new(),
        figure: None,
    }
}

/// A conflict of an entry between two works.
pub fn conflict(record: &str, kept: i64, other: i64) -> Conflict {
    Conflict {
        kind: ConflictKind::EntrySpansWorks,
        kept: entity(kept),
        other: entity(other),
        record: id(record),
        subject: id("anilist:77"),
        file: "f1".to_owned(),
        line: 5,
    }
}

/// The export as a text.
pub async fn export(store: &Store, without_times: bool) -> Result<String, StoreError> {
    let mut out = Vec::new();
    store.export(&mut out, without_times).await?;
    Ok(String::from_utf8(out).expect("an export is text"))
}

/// Saves a new work with links, as an import does; gives its id.
pub async fn add_work(tx: &WriteTx, title: &str, subjects: &str) -> Result<i64, StoreError> {
    let number = tx.new_ids(&EntityKind::Work, 1).await?;
    let links: Vec<Link> = ids(subjects).iter().map(|subject| link(&subject.to_string(), number)).collect();
    tx.save_links(&links).await?;
    let mut new = work(number, title);
    new.external_ids = ids(subjects);
    tx.save_works(&[new]).await?;
    Ok(number)
}

/// An empty store on a file of its own.
pub async fn sqlite() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder for the test");
    let store = Store::open(&format!("sqlite:{}", folder.path().join("catalog.sqlite").display())).await;
    (folder, store.expect("a new file opens"))
}

/// An empty store on a database of its own; `None` when there is no server.
pub async fn postgres() -> Option<(PrivateDatabase, Store)> {
    let database = PrivateDatabase::create(1).await?;
    let store = Store::open(&database.url()).await.expect("a new database opens");
    Some((database, store))
}
