//! What changed since the last publish, by a fingerprint of each row that was published.

use std::collections::HashMap;

use keeping::KeepingError;
use store::{PublishRow, Store};

use super::report::{Change, Changes};
use crate::finish::{FinalCharacter, FinalSeries, Finished};

/// The place under which fingerprints are kept among what a publish wrote.
const PLACE: &str = "fingerprints";
const SERIES: &str = "series";
const CHARACTERS: &str = "character";
/// A number and a checksum, both little-endian.
const WIDTH: usize = 8 + 4;

/// Fingerprints of everything published, for the next check to compare with.
pub fn fingerprints(finished: &Finished) -> Vec<PublishRow> {
    let row = |key: &str, prints: Vec<(i64, u32)>| PublishRow {
        place: PLACE.into(),
        key: key.into(),
        before: Vec::new(),
        after: prints
            .into_iter()
            .flat_map(|(number, print)| number.to_le_bytes().into_iter().chain(print.to_le_bytes()))
            .collect(),
    };
    vec![row(SERIES, series(finished)), row(CHARACTERS, characters(finished))]
}

/// What changed since the newest publish that is known to have come through.
pub(super) async fn since_last(
    store: &Store,
    registry: &str,
    finished: &Finished,
) -> Result<Option<Changes>, KeepingError> {
    for publish in store.publishes(registry).await?.into_iter().filter(|publish| publish.state == "done") {
        let rows = store.publish_rows_of(publish.id, PLACE).await?;
        let print = |key: &str| rows.iter().find(|row| row.key == key).map(|row| row.after.as_slice());
        if let (Some(old_series), Some(old_characters)) = (print(SERIES), print(CHARACTERS)) {
            return Ok(Some(Changes {
                publish: publish.id,
                at: publish.at,
                series: change(old_series, series(finished)),
                characters: change(old_characters, characters(finished)),
            }));
        }
    }
    Ok(None)
}

fn change(old: &[u8], new: Vec<(i64, u32)>) -> Change {
    let read = |print: &[u8]| {
        let (number, print) = print.split_at(8);
        let number = i64::from_le_bytes(number.try_into().expect("8 bytes were split off"));
        (number, u32::from_le_bytes(print.try_into().expect("4 bytes are left")))
    };
    let mut before: HashMap<i64, u32> = old.chunks_exact(WIDTH).map(read).collect();
    let mut change = Change::default();
    for (number, print) in new {
        match before.remove(&number) {
            None => change.new.push(number),
            Some(old) if old != print => change.changed.push(number),
            Some(_) => {}
        }
    }
    change.gone = before.into_keys().collect();
    change.gone.sort_unstable();
    change
}

fn series(finished: &Finished) -> Vec<(i64, u32)> {
    finished.series.iter().map(|row| (row.series_id, of_series(row))).collect()
}

fn characters(finished: &Finished) -> Vec<(i64, u32)> {
    finished.characters.iter().map(|row| (row.waifu_id, of_character(row))).collect()
}

fn of_series(row: &FinalSeries) -> u32 {
    let optional = |text: &Option<std::sync::Arc<str>>| text.clone().unwrap_or_default();
    print([
        &*row.name,
        &*optional(&row.english_name),
        &*optional(&row.image_link),
        &*optional(&row.creator),
        &*optional(&row.genres),
        &*optional(&row.synopsis),
        &row.favorites.to_string(),
        &row.members.to_string(),
        &row.score.to_string(),
        &*row.media_type,
    ])
}

fn of_character(row: &FinalCharacter) -> u32 {
    let optional = |text: &Option<std::sync::Arc<str>>| text.clone().unwrap_or_default();
    print([
        &*row.name,
        &*row.series,
        &row.series_id.to_string(),
        &*row.genre,
        &row.rarity.to_string(),
        &*optional(&row.image_url),
        &row.favorites.to_string(),
        &*optional(&row.about),
        &*row.stats,
        &*row.elemental_type,
        &*row.archetype,
        &*row.potency,
        &*row.elemental_resistances,
        &*row.favorite_gifts,
    ])
}

/// A checksum of texts, told apart by a byte that none of them holds.
fn print<const N: usize>(texts: [&str; N]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(&[0xff]);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_changed_and_gone_rows_are_told_apart() {
        let old: Vec<u8> = [(1_i64, 10_u32), (2, 20), (4, 40)]
            .into_iter()
            .flat_map(|(number, print)| number.to_le_bytes().into_iter().chain(print.to_le_bytes()))
            .collect();
        let change = change(&old, vec![(1, 10), (2, 21), (3, 30)]);
        assert_eq!(change, Change { new: vec![3], changed: vec![2], gone: vec![4] });
        assert_ne!(print(["ab", "c"]), print(["a", "bc"]));
    }
}
