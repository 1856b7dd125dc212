//! The old pipeline's own registries, where they are present.

use keeping::{forms::Form, numbers};

use crate::scene::{Checked, at, sqlite};

#[tokio::test]
async fn the_real_registries_come_in_exactly_and_go_out_byte_for_byte() -> Checked {
    let Some(data) = testkit::data_dir(1) else { return Ok(()) };
    let (folder, store) = sqlite().await;
    let mut files = Vec::new();
    let mut bytes = Vec::new();
    for form in [Form::Character, Form::Series] {
        let name = numbers::file_name(form);
        let read = std::fs::read(data.join("catalog/geminya/registries").join(name)).expect("it is there");
        files.push(numbers::read_file(name, &read, at(0))?);
        bytes.push((name, read));
    }
    for turn in 0..2 {
        let done = numbers::import(&store, "main", &files, false).await?;
        let after = &done.after;
        assert_eq!((after.series.count, after.series.next), (237, 238));
        assert_eq!((after.characters.count, after.characters.next), (2457, 2458));
        assert_eq!(after.faults(), 0, "{after:?}");
        let new: u64 = done.files.iter().map(|file| file.new).sum();
        assert_eq!(new, if turn == 0 { 2694 } else { 0 });
    }
    let out = folder.path().join("out");
    numbers::export(&store, "main", &out, 5, at(1)).await?;
    for (name, bytes) in bytes {
        assert!(std::fs::read(out.join(name)).expect("it was written") == bytes, "{name} differs");
    }
    assert!(store.verify().await?.is_sound());
    Ok(())
}
