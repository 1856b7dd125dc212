//! The folder: writers, other readers, damage, and what is rebuilt.

use model::WorkId;
use search::{Opened, SearchIndex};

use crate::scene::{Scene, catalog, work};

fn reopen(scene: &Scene) -> (SearchIndex, Opened) {
    SearchIndex::open(scene.folder.path()).expect("a usable folder")
}

#[test]
fn an_index_comes_back_as_it_was() {
    let scene = Scene::new();
    let (again, opened) = reopen(&scene);
    assert_eq!((opened, again.seq(), again.health().works), (Opened::Ready, 1, 6));
}

#[test]
fn nothing_shows_before_the_commit_and_one_writes_at_a_time() {
    let scene = Scene::new();
    let mut writer = scene.index.writer().expect("a sound index").expect("nobody else writes");
    assert!(scene.index.writer().expect("a sound index").is_none());
    let (other, _) = reopen(&scene);
    assert!(other.writer().expect("a sound index").is_none());
    writer.upsert([work(7, "Unseen Tram")]).expect("upsert");
    assert!(scene.titles("unseen").is_empty());
    drop(writer);
    assert_eq!(scene.index.seq(), 1);
    assert!(scene.index.writer().expect("a sound index").is_some());
}

#[test]
fn other_readers_see_a_commit_after_a_reload() {
    let scene = Scene::new();
    let (other, _) = reopen(&scene);
    assert!(!other.reload_if_changed().expect("a sound index"));
    let mut changed = work(1, "Morning Depot");
    changed.work.year = Some(2020);
    scene.write(vec![changed, work(7, "Unseen Tram")], 2);
    assert_eq!(other.seq(), 1);
    assert!(other.reload_if_changed().expect("a sound index"));
    assert_eq!((other.seq(), other.health().works), (2, 7));
    let answer = other.search(&search::SearchRequest::new("morning depot")).expect("a sound request");
    assert_eq!(answer.results[0].card.year, Some(2020));
    assert!(scene.titles("tukiakari no syako").iter().all(|title| title != "Tsukiakari no Shako"));
}

#[test]
fn many_small_commits_keep_every_work_once() {
    let scene = Scene::with(Vec::new());
    for round in 0..40i64 {
        let mut writer = scene.index.writer().expect("a sound index").expect("nobody else writes");
        let ids = [round % 7 + 1, round + 10];
        writer.upsert(ids.map(|id| work(id, &format!("Tram {id} of {round}")))).expect("upsert");
        if round % 3 == 0 {
            writer.remove(&[WorkId::new(round + 9).expect("above 0")]).expect("remove");
        }
        writer.commit(round + 1).expect("commit");
    }
    let (again, opened) = reopen(&scene);
    // 7 works written over and over, 40 written once, and 13 of those (9 was never there) taken out.
    assert_eq!((opened, again.seq(), again.health().works), (Opened::Ready, 40, 7 + 40 - 13));
}

#[test]
fn clearing_starts_anew() {
    let scene = Scene::new();
    let mut writer = scene.index.writer().expect("a sound index").expect("nobody else writes");
    writer.clear().expect("clear");
    writer.upsert([work(2, "Only Tram")]).expect("upsert");
    writer.commit(9).expect("commit");
    drop(writer);
    let (again, _) = reopen(&scene);
    assert_eq!((again.seq(), again.health().works), (9, 1));
    assert_eq!(scene.titles("only tram"), ["Only Tram"]);
}

#[test]
fn whatever_is_damaged_is_noticed_and_rebuilt() {
    let names = |scene: &Scene| {
        let files = std::fs::read_dir(scene.folder.path()).expect("the folder");
        let names = files.map(|file| file.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        names
    };
    let count = names(&Scene::new()).len();
    for at in 0..count {
        for cut in [false, true] {
            let scene = Scene::new();
            let name = names(&scene)[at].clone();
            let path = scene.folder.path().join(&name);
            let mut bytes = std::fs::read(&path).expect("a file");
            let middle = bytes.len() / 2;
            if cut {
                bytes.truncate(middle);
            } else {
                bytes[middle] ^= 0x55;
            }
            std::fs::write(&path, bytes).expect("damage");
            let (index, opened) = reopen(&scene);
            let rebuilt = matches!(&opened, Opened::Rebuilt { reason } if !reason.is_empty());
            assert!(rebuilt && index.seq() == 0 && index.health().works == 0, "{name} {cut} {opened:?}");
            let mut writer = index.writer().expect("a sound index").expect("nobody else writes");
            writer.upsert(catalog()).expect("upsert");
            writer.commit(1).expect("commit");
            assert_eq!(index.health().works, 6, "{name}");
        }
    }
}
