//! Two series of one name, where the target keeps names apart: the later one takes its medium's suffix.

use std::collections::HashMap;

/// A series whose name is to be settled.
#[derive(Debug, Clone, Copy)]
pub struct Named<'a> {
    /// Its number; of two equal names the greater one is the later.
    pub id: i64,
    /// The name that it wants.
    pub name: &'a str,
    /// What it is made in.
    pub media: &'a str,
    /// Its source type: a game's short name.
    pub source_type: &'a str,
}

/// What became of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// It stays.
    Kept,
    /// It is published under this name.
    Renamed(String),
    /// Its name, and that with the suffix, belong to this series.
    Taken(i64),
}

/// Settles names in the order of the numbers. `taken` are names of rows in the target that stay as they
/// are; `by_media` says that names are kept apart within a medium only.
pub fn settle<'a>(
    rows: &[Named<'a>],
    taken: impl IntoIterator<Item = (i64, &'a str, &'a str)>,
    by_media: bool,
) -> HashMap<i64, Settled> {
    let key =
        |name: &str, media: &str| (name.to_owned(), if by_media { media.to_owned() } else { String::new() });
    let mut holders: HashMap<(String, String), i64> =
        taken.into_iter().map(|(id, name, media)| (key(name, media), id)).collect();
    let mut sorted: Vec<&Named> = rows.iter().collect();
    sorted.sort_by_key(|row| row.id);
    // Names that somebody holds without a suffix are not to be taken by a suffixed one before it comes.
    let mut settled = HashMap::with_capacity(rows.len());
    let mut later = Vec::new();
    for row in sorted {
        if let Some(holder) = holders.get(&key(row.name, row.media)) {
            later.push((row, *holder));
        } else {
            holders.insert(key(row.name, row.media), row.id);
            settled.insert(row.id, Settled::Kept);
        }
    }
    for (row, holder) in later {
        let name = suffixed(row);
        let verdict = match holders.get(&key(&name, row.media)) {
            Some(holder) => Settled::Taken(*holder),
            None if name == row.name => Settled::Taken(holder),
            None => {
                holders.insert(key(&name, row.media), row.id);
                Settled::Renamed(name)
            }
        };
        settled.insert(row.id, verdict);
    }
    settled
}

/// The name with its medium's suffix, never twice.
fn suffixed(row: &Named) -> String {
    let suffix = match row.media {
        "anime" => "Anime".to_owned(),
        "manga" => "Manga".to_owned(),
        "visual_novel" => "VN".to_owned(),
        "light_novel" => "LN".to_owned(),
        // A game's short name is short.
        "game" if row.source_type.len() <= 8 => row.source_type.to_uppercase(),
        "game" => "Game".to_owned(),
        other => other.to_owned(),
    };
    let suffix = format!(" ({suffix})");
    if row.name.ends_with(&suffix) { row.name.to_owned() } else { format!("{}{suffix}", row.name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: i64, name: &'static str, media: &'static str) -> Named<'static> {
        Named { id, name, media, source_type: "gi" }
    }

    #[test]
    fn the_later_of_two_equal_names_takes_the_suffix() {
        let rows = [
            row(9, "Moonlit Depot", "visual_novel"),
            row(2, "Moonlit Depot", "anime"),
            row(3, "Other", "anime"),
        ];
        let settled = settle(&rows, [], false);
        assert_eq!(settled[&2], Settled::Kept);
        assert_eq!(settled[&3], Settled::Kept);
        assert_eq!(settled[&9], Settled::Renamed("Moonlit Depot (VN)".into()));
        assert_eq!(settle(&rows, [], true)[&9], Settled::Kept);
    }

    #[test]
    fn a_name_that_stays_in_the_target_counts_as_earlier() {
        let settled = settle(&[row(2, "Moonlit Depot", "game")], [(7, "Moonlit Depot", "anime")], false);
        assert_eq!(settled[&2], Settled::Renamed("Moonlit Depot (GI)".into()));
    }

    #[test]
    fn a_suffix_that_is_taken_or_there_already_does_not_help() {
        let rows = [
            row(1, "X", "anime"),
            row(2, "X", "manga"),
            row(3, "X (Manga)", "anime"),
            row(4, "X (Manga)", "manga"),
        ];
        let settled = settle(&rows, [], false);
        assert_eq!(settled[&2], Settled::Taken(3));
        assert_eq!(settled[&4], Settled::Taken(3));
    }
}
