//! Files that are wrong, and what is told of them. Nothing of such a tree comes in.

use std::{fs, path::Path};

use keeping::KeepingError;
use store::Store;

use crate::scene::{Checked, copy_of, migrate, old_tree, sqlite};

/// Brings a tree in that is wrong; gives the faults.
async fn told(store: &Store, tree: &Path) -> Vec<String> {
    let error = migrate(store, tree, 1).await.expect_err("it is wrong");
    match error {
        KeepingError::Faulty { faults, .. } => faults.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    }
}

#[tokio::test]
async fn every_fault_of_every_file_is_told_at_once() -> Checked {
    let (folder, store) = sqlite().await;
    let tree = folder.path().join("tree");
    copy_of(&old_tree(), &tree);
    let change = |name: &str, from: &str, to: &str| {
        let path = tree.join("data").join(name);
        let text = fs::read_to_string(&path).expect("a table");
        assert!(text.contains(from), "{name} has no {from}");
        fs::write(path, text.replacen(from, to, 1)).expect("it can be written");
    };
    change("registries/series_id_registry.csv", "mal,9002,2,", "mal,9002,two,");
    change("intermediate/series_processed.csv", "members", "followers");
    change("intermediate/series_processed.csv", "mal,9011,", "mal,,");
    change("intermediate/series_recrawl.csv", ",120,", ",many,");
    change("intermediate/characters_processed.csv", "source_type", "type");
    fs::write(tree.join("data/intermediate/characters_recrawl.csv"), b"source_type,source_id\nss\n")
        .expect("it can be written");
    fs::write(tree.join("data/final/series_cleaned.xlsx"), b"PK\x03\x04 no workbook")
        .expect("it can be written");
    let told = told(&store, &tree).await;
    let wanted = [
        "data/registries/series_id_registry.csv, row 3, column unique_series_id, `two`: it is no number",
        "data/intermediate/series_processed.csv, row 3, column source_id: it is empty",
        "data/intermediate/series_recrawl.csv, row 2, column favorites, `many`: it is not a whole number",
        "data/intermediate/characters_processed.csv, row 1, column source_type: the column is missing",
        "data/intermediate/characters_recrawl.csv, row 2, `ss`: it has 1 cell where the header has 2",
        "data/final/series_cleaned.xlsx: ",
    ];
    assert_eq!(told.len(), wanted.len(), "{told:#?}");
    for (told, wanted) in told.iter().zip(wanted) {
        assert!(told.starts_with(wanted), "{told}");
    }
    assert_eq!(store.collected("series", None).await?, []);
    assert_eq!(store.registries().await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn numbers_that_contradict_bring_nothing_in() -> Checked {
    let (folder, store) = sqlite().await;
    let couple = store::Couple {
        source_type: "mal".to_owned(),
        source_id: "9002".to_owned(),
        name: "Paper Comet".to_owned(),
    };
    store.assign("main", "series", &[couple], crate::scene::at(0)).await?;
    let told = told(&store, &old_tree()).await;
    assert_eq!(told.len(), 2, "{told:#?}");
    assert!(
        told[0].contains("row 2, column unique_series_id, `1`: the number stands for mal:9002"),
        "{}",
        told[0]
    );
    assert!(
        told[1].contains("row 3, column unique_series_id, `2`: mal:9002 has number 1 already"),
        "{}",
        told[1]
    );
    assert_eq!(store.collected("series", None).await?, []);
    drop(folder);
    Ok(())
}

#[tokio::test]
async fn a_folder_of_something_else_is_refused() -> Checked {
    let (folder, store) = sqlite().await;
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a new folder");
    assert!(told(&store, &empty).await[0].contains("holds no file of the old pipeline"));
    assert!(told(&store, &folder.path().join("none")).await[0].starts_with("cannot list"));
    // Two files of one place: nobody could say which one counts.
    let tree = folder.path().join("tree");
    copy_of(&old_tree(), &tree);
    let csv = tree.join("data/final/series_cleaned.csv");
    fs::write(csv, "source_type,source_id,name\nmal,1,A\n").expect("it can be written");
    let told = told(&store, &tree).await;
    assert!(told[0].contains("series_cleaned.xlsx` holds the same; leave the one that counts"), "{told:?}");
    Ok(())
}

#[tokio::test]
async fn a_tree_may_lack_most_of_it_and_be_packed() -> Checked {
    let (folder, store) = sqlite().await;
    let flat = folder.path().join("flat");
    fs::create_dir(&flat).expect("a new folder");
    let bytes = fs::read(old_tree().join("data/intermediate/series_processed.csv")).expect("it is there");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &bytes).expect("memory takes it");
    let packed = packed.finish().expect("memory takes it");
    fs::write(flat.join("series_processed.csv.gz"), &packed).expect("it can be written");
    let done = migrate(&store, &flat, 1).await?;
    assert_eq!((done.series.new, done.series_by_hand.excluded, done.merges.new), (8, 0, 0));
    assert_eq!(done.kept[0].without_number, 8);
    fs::write(flat.join("series_processed.csv.gz"), &packed[..packed.len() / 2]).expect("it can be written");
    assert!(told(&store, &flat).await[0].contains("it is packed and damaged"));
    Ok(())
}
