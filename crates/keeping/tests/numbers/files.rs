//! Registry files in, out, and as a mirror.

use std::{fs, path::Path};

use keeping::{
    KeepingError,
    forms::Form,
    numbers::{self, Mirror, NumberFile},
    rules::Rules,
};
use store::Store;

use crate::scene::{Checked, at, collected, numbers as told, sqlite};

const SERIES: &str = "source_type,source_id,unique_series_id,name,created_at\n\
    mal,9,1,\"Depot, Moonlit\",2025-11-14T13:28:24.254974\n\
    ss,ss,2,Star Ferry,2025-11-14 13:28:25\n";
const CHARACTERS: &str = "source_type,source_id,unique_waifu_id,name,series_unique_id,created_at\n\
    mal,007,1,Ruri,1,2025-11-14T13:28:27.682200\n\
    ss,ss_tide,2,Tide,2,2025-11-14T13:28:27.696298\n";

fn file(name: &str, text: &str) -> NumberFile {
    numbers::read_file(name, text.as_bytes(), at(0)).expect("it is sound")
}

async fn import(
    store: &Store,
    series: &str,
    characters: &str,
) -> Result<numbers::ImportedNumbers, KeepingError> {
    let files = [file("c.csv", characters), file("s.csv", series)];
    numbers::import(store, "main", &files, false).await
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).expect("the file is there")
}

#[tokio::test]
async fn files_come_back_as_they_went_in() -> Checked {
    let (folder, store) = sqlite().await;
    let files = [file("c.csv", CHARACTERS), file("s.csv", SERIES)];
    let tried = numbers::import(&store, "main", &files, true).await?;
    assert_eq!((tried.after.series.next, tried.after.characters.next), (3, 3));
    assert_eq!(store.next_number("main", "series").await?, 1);

    let done = import(&store, SERIES, CHARACTERS).await?;
    assert_eq!(done.after.faults(), 0, "{:?}", done.after);
    let counts: Vec<_> = done.files.iter().map(|file| (file.file.as_str(), file.kind, file.new)).collect();
    assert_eq!(counts, [("c.csv", "character", 2), ("s.csv", "series", 2)]);
    let again = import(&store, SERIES, CHARACTERS).await?;
    assert_eq!(again.files.iter().map(|file| (file.new, file.known)).collect::<Vec<_>>(), [(0, 2), (0, 2)]);

    let out = folder.path().join("out");
    let written = numbers::export(&store, "main", &out, 5, at(1)).await?;
    assert!(written.iter().all(|file| file.changed && file.rows == 2));
    assert_eq!(read(&out, "series_id_registry.csv"), SERIES);
    assert_eq!(read(&out, "character_id_registry.csv"), CHARACTERS);
    Ok(())
}

#[tokio::test]
async fn contradictions_name_row_and_file() -> Checked {
    let (_folder, store) = sqlite().await;
    import(&store, SERIES, CHARACTERS).await?;
    let header = SERIES.lines().next().expect("a header");
    let other = format!("{header}\nmal,9,5,Depot,\nmal,10,2,Paper Comet,\nmal,11,3,New,\n");
    let Err(KeepingError::Faulty { faults, .. }) =
        numbers::import(&store, "main", &[file("b.csv", &other)], false).await
    else {
        panic!("two rows contradict")
    };
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "b.csv, row 2, column unique_series_id, `5`: mal:9 has number 1 already; a couple keeps its number: write 1, or remove the row",
            "b.csv, row 3, column unique_series_id, `2`: the number stands for ss:ss (Star Ferry) already; a number stands for one couple: remove the row, and it gets the next number, or merge it with `emaki registry link --registry`",
        ]
    );
    assert_eq!(store.next_number("main", "series").await?, 3);
    Ok(())
}

#[tokio::test]
async fn gaps_orphans_and_repeats_are_told() -> Checked {
    let (_folder, store) = sqlite().await;
    let characters = format!("{CHARACTERS}mal,8,9,Aki,77,\nmal,8,9,Aki,77,\n");
    let done = import(&store, SERIES, &characters).await?;
    assert_eq!((done.files[0].new, done.files[0].repeated), (3, 1));
    assert_eq!(done.after.characters.gaps.len(), 1);
    assert_eq!(done.after.characters.next, 10);
    assert_eq!(done.after.orphans.iter().map(|orphan| orphan.couple.as_str()).collect::<Vec<_>>(), ["mal:8"]);
    Ok(())
}

#[tokio::test]
async fn the_mirror_follows_and_keeps_what_it_replaces() -> Checked {
    let (folder, store) = sqlite().await;
    let mirror = Mirror::of(&folder.path().join("mirror"), "main", 2);
    assert!(mirror.write(&store, "main", at(0)).await?.is_empty());
    for n in 1..=4 {
        mirror.guard(&store, "main").await?;
        collected(&store, &[&format!("series mal:{n} Series {n}")]).await?;
        numbers::identify(&store, "main", &Rules::default(), at(n)).await?;
        let written = mirror.write(&store, "main", at(n)).await?;
        assert_eq!((written[0].rows, written[0].changed), (n as usize, true));
        assert_eq!(written[0].backup.is_some(), n > 1);
        assert!(!mirror.write(&store, "main", at(n)).await?[0].changed);
    }
    let mut backups: Vec<String> = fs::read_dir(mirror.folder.join("backups"))
        .expect("it was made")
        .map(|entry| entry.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    backups.sort();
    assert_eq!(
        backups,
        [
            "series_id_registry_backup_20250615_150643_000000_000.csv",
            "series_id_registry_backup_20250615_150644_000000_000.csv"
        ]
    );
    assert_eq!(read(&mirror.folder, "series_id_registry.csv").lines().count(), 5);
    Ok(())
}

#[tokio::test]
async fn an_edit_from_outside_is_noticed_and_stays() -> Checked {
    let (folder, store) = sqlite().await;
    let mirror = Mirror::of(folder.path(), "shop", 5);
    assert_eq!(mirror.folder, folder.path().join("shop"));
    let mirror = Mirror::of(&folder.path().join("mirror"), "main", 5);
    // The old pipeline's own files are there before anything was imported.
    fs::create_dir(&mirror.folder).expect("a new folder");
    let place = mirror.folder.join("series_id_registry.csv");
    fs::write(&place, SERIES).expect("it can be written");
    let refused = mirror.guard(&store, "main").await.expect_err("nothing of it is known");
    assert!(matches!(refused, KeepingError::Conflict { .. }), "{refused}");
    numbers::import(&store, "main", &[file("s.csv", SERIES)], false).await?;
    // What lies there is what the store holds, so it is taken over as it is.
    assert!(!mirror.write(&store, "main", at(1)).await?[0].changed);

    let edited = SERIES.replace("Star Ferry", "Star Fairy");
    fs::write(&place, &edited).expect("it can be written");
    for refused in [mirror.guard(&store, "main").await, mirror.write(&store, "main", at(2)).await.map(|_| ())]
    {
        let Err(KeepingError::Conflict { places, .. }) = refused else { panic!("it was edited") };
        assert_eq!(places, [place.display().to_string()]);
    }
    assert_eq!(read(&mirror.folder, "series_id_registry.csv"), edited);
    let written = numbers::export(&store, "main", &mirror.folder, 5, at(3)).await?;
    let backup = written[0].backup.clone().expect("the edited file is kept");
    assert_eq!(fs::read_to_string(backup).expect("it is there"), edited);
    mirror.guard(&store, "main").await?;
    assert_eq!(told(&store, Form::Series).await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn a_registry_has_a_plain_name() -> Checked {
    let (_folder, store) = sqlite().await;
    for name in ["", "../main", "Main", "a b"] {
        let refused = numbers::import(&store, name, &[], false).await;
        assert!(matches!(refused, Err(KeepingError::Parameter { .. })), "{name}");
    }
    Ok(())
}
