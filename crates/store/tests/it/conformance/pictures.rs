//! Pictures of works, and how their addresses fare.

use model::EntityKind;
use store::{KeptPicture, PictureAddress, PictureCounts, PictureOutcome, PruneOptions, Store};

use crate::scene::{Checked, add_work, at, entity, evidence, work_id};

/// A picture whose file holds these few bytes.
pub fn picture(file: &[u8], second: i64) -> KeptPicture {
    let mut hash = [0; 32];
    hash[..file.len()].copy_from_slice(file);
    KeptPicture {
        id: 0,
        hash,
        width: 225,
        height: 318,
        bytes: file.len() as u64,
        version: 1,
        descriptor: [&[1, 0, 255], file].concat(),
        kept_at: at(second),
    }
}

/// An address that led to a picture.
pub fn kept(work: i64, url: &str, picture: i64, second: i64) -> PictureAddress {
    PictureAddress {
        work: work_id(work),
        url: url.to_owned(),
        outcome: PictureOutcome::Kept(picture),
        attempts: 1,
        tried_at: at(second),
        version: 1,
    }
}

/// An address that led nowhere, for an hour.
pub fn failed(work: i64, url: &str, second: i64) -> PictureAddress {
    let outcome = PictureOutcome::Failed {
        code: "status".to_owned(),
        reason: "the server answered with status 404".to_owned(),
        next_try_at: at(second + 3600),
    };
    PictureAddress { outcome, version: 0, ..kept(work, url, 0, second) }
}

pub async fn a_file_is_one_picture_however_many_show_it(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    add_work(&tx, "Paper Lighthouse", "mal:2").await?;
    let lamp = tx.keep_picture(&picture(b"a lamp", 1)).await?;
    let moon = tx.keep_picture(&picture(b"a moon", 1)).await?;
    assert_eq!((lamp, moon, tx.keep_picture(&picture(b"a lamp", 2)).await?), (1, 2, 1));
    tx.note_picture_address(&kept(1, "http://a/1", lamp, 1)).await?;
    tx.note_picture_address(&kept(2, "http://a/2", lamp, 1)).await?;
    tx.note_picture_address(&kept(2, "http://a/3", moon, 1)).await?;
    tx.commit().await?;
    let counts = PictureCounts { pictures: 2, bytes: 12, works: 2, kept: 3, failed: 0 };
    assert_eq!(store.picture_counts().await?, counts);
    let all = store.pictures_after(0, 9).await?;
    let short: Vec<_> = all.iter().map(|m| (m.mark, m.work.get(), m.url.as_str(), m.picture.id)).collect();
    assert_eq!(short, [(1, 1, "http://a/1", 1), (2, 2, "http://a/2", 1), (3, 2, "http://a/3", 2)]);
    assert_eq!(all[0].picture, KeptPicture { id: 1, ..picture(b"a lamp", 1) });
    assert_eq!((store.picture_mark().await?, store.pictures_after(2, 9).await?.len()), (3, 1));
    assert_eq!(store.pictures_after(0, 2).await?.len(), 2);
    assert_eq!(store.picture_at("http://a/3").await?.map(|found| found.id), Some(2));
    assert_eq!(store.picture_at("http://a/9").await?, None);
    let hash = picture(b"a moon", 1).hash;
    assert_eq!(store.picture_of_hash(&hash).await?.map(|found| found.id), Some(2));
    assert_eq!(store.pictures_of(work_id(2)).await?, [1, 2]);

    // Measured anew, it keeps its number.
    let tx = store.begin().await?;
    let anew = KeptPicture { version: 2, descriptor: vec![2], ..picture(b"a lamp", 3) };
    assert_eq!(tx.keep_picture(&anew).await?, 1);
    tx.commit().await?;
    let read = store.picture_at("http://a/1").await?.expect("it is kept");
    assert_eq!((read.version, read.descriptor, read.kept_at), (2, vec![2], at(1)));
    Ok(())
}

pub async fn an_address_fails_until_it_leads_somewhere(store: &Store) -> Checked {
    let tx = store.begin().await?;
    add_work(&tx, "Moonlit Depot", "mal:1").await?;
    tx.note_picture_address(&failed(1, "http://a/1", 1)).await?;
    tx.note_picture_address(&PictureAddress { attempts: 2, ..failed(1, "http://a/1", 5) }).await?;
    tx.note_picture_address(&failed(1, "http://a/2", 3)).await?;
    tx.commit().await?;
    let read = store.picture_addresses(&[work_id(1), work_id(2)]).await?;
    assert_eq!(
        read,
        [PictureAddress { attempts: 2, ..failed(1, "http://a/1", 5) }, failed(1, "http://a/2", 3)]
    );
    let last = store.failed_pictures(1).await?;
    assert_eq!(last.first().map(|address| address.url.as_str()), Some("http://a/1"));
    assert!(store.pictures_after(0, 9).await?.is_empty());
    let mark = store.picture_mark().await?;

    let tx = store.begin().await?;
    let lamp = tx.keep_picture(&picture(b"a lamp", 6)).await?;
    tx.note_picture_address(&kept(1, "http://a/1", lamp, 6)).await?;
    tx.commit().await?;
    assert_eq!(store.pictures_after(mark, 9).await?.len(), 1, "it comes after what was read before");
    let counts = store.picture_counts().await?;
    assert_eq!((counts.kept, counts.failed), (1, 1));
    Ok(())
}

pub async fn pictures_go_where_their_work_goes(store: &Store) -> Checked {
    let tx = store.begin().await?;
    for number in 1..=3 {
        add_work(&tx, "Moonlit Depot", &format!("mal:{number}")).await?;
    }
    for (number, file) in [(1, b"a lamp"), (2, b"a moon"), (3, b"a tree")] {
        let id = tx.keep_picture(&picture(file, 1)).await?;
        tx.note_picture_address(&kept(number, &format!("http://a/{number}"), id, 1)).await?;
    }
    tx.merge(&EntityKind::Work, entity(2), entity(1), &evidence("one film")).await?;
    tx.remove(&EntityKind::Work, entity(3), "a hoax", "keeper", at(5)).await?;
    tx.commit().await?;
    let works: Vec<i64> = store.pictures_after(0, 9).await?.iter().map(|marked| marked.work.get()).collect();
    assert_eq!(works, [1, 1, 3]);
    assert_eq!(store.pictures_of(work_id(1)).await?, [1, 2]);
    assert!(store.verify().await?.is_sound());
    store.prune(&PruneOptions::default()).await?;
    assert_eq!(store.picture_counts().await?.pictures, 2, "what was removed keeps no picture");
    assert!(store.verify().await?.is_sound());
    Ok(())
}
