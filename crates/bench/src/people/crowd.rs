//! Invented people with four assets each, a third of which failed or is still to be fetched.

use model::Instant;
use people::{
    Asset, AssetKind, AssetStatus, Failure, FailureCategory, Person, PersonKey,
    desk::{asset_row, person_row},
};
use store::Store;

use crate::names::{Random, names};

/// Assets of each person.
pub const EACH: usize = 4;
const SEED: u64 = 515;
/// People of one transaction.
const BATCH: usize = 2_000;

/// Fills a store with so many people.
pub async fn fill(store: &Store, people: usize) -> anyhow::Result<()> {
    let mut random = Random::new(SEED);
    let words = names(2_000, &mut random);
    for begin in (0..people).step_by(BATCH) {
        let batch = begin..people.min(begin + BATCH);
        let (mut rows, mut assets) = (Vec::new(), Vec::new());
        for at in batch {
            let key: PersonKey = key(at).parse()?;
            rows.push(person_row(&person(at, &key, &words), now()));
            assets.extend((0..EACH).map(|number| asset_row(&asset(at, number, &key))));
        }
        let tx = store.begin().await?;
        tx.save_people(&rows).await?;
        tx.add_assets(&assets).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The key of somebody by their place from 0.
pub fn key(at: usize) -> String {
    (at + 1).to_string()
}

/// One of 376 types, as many as a real sheet has.
pub fn kind(at: usize) -> String {
    format!("FF-Se/Fi-CP/B(S) #{}", at % 376)
}

/// The id of somebody's video or file.
pub fn media(at: usize, number: usize) -> String {
    format!("m{at:07}{number:03}")
}

/// When all of it is.
pub fn now() -> Instant {
    Instant::from_micros(1_750_000_000_000_000)
}

fn person(at: usize, key: &PersonKey, words: &[String]) -> Person {
    let link = match at % 5 {
        0 => Some(format!("https://docs.google.com/document/d/1{at:043}/edit")),
        1 => Some(format!("https://www.youtube.com/watch?v={}", media(at, 0))),
        2 => Some(format!("https://drive.google.com/drive/folders/1{at:032}")),
        _ => None,
    };
    let last = if at.is_multiple_of(50) { "Lantern" } else { words[at % words.len()].as_str() };
    Person {
        key: key.clone(),
        row_index: at as u64 + 1,
        name: format!("{} {last}", words[(at / 7) % words.len()]),
        email: Some(format!("person{at}@example.org")),
        personality_type: Some(kind(at)),
        link,
    }
}

fn asset(at: usize, number: usize, key: &PersonKey) -> Asset {
    let (kind, media) = match number {
        0 => (AssetKind::YoutubeVideo, media(at, 0)),
        1 => (AssetKind::YoutubeTranscript, media(at, 0)),
        other => (AssetKind::DriveFile, media(at, other)),
    };
    let url = format!("https://files.invalid/{media}");
    let mut asset = Asset::new(key.clone(), kind, &url, &url, &media, now());
    match (at + number) % 9 {
        0 => {}
        1 if at == 77_777 => failed(&mut asset, FailureCategory::Quota),
        1 => failed(&mut asset, FailureCategory::Gone),
        2 => failed(&mut asset, FailureCategory::Network),
        _ => {
            asset.status = AssetStatus::Uploaded;
            asset.filename = Some(format!("{media}.mp4"));
            asset.bytes = Some(1_000_000 + at as u64);
            asset.sha256 = Some(format!("{:064x}", at * EACH + number));
            asset.content_type = Some("video/mp4".to_owned());
            asset.storage_key = Some(format!("files/{:02x}/{media}.mp4", at % 256));
            asset.cloud_storage_url = Some(format!("s3://bucket/files/{media}.mp4"));
        }
    }
    asset
}

fn failed(asset: &mut Asset, category: FailureCategory) {
    asset.status = AssetStatus::Failed;
    asset.failure = Some(Failure::after(None, category, "it broke", None, now()));
}
