//! Songs, which are one text each: `1: "Title (題名)" by Artist (eps 1-12)`.

use model::{Song, SongKind};

use crate::parts::text;

const QUOTES: [char; 3] = ['"', '“', '”'];

/// Reads a song. Number, artist and episodes may all be missing.
pub fn read(line: &str, kind: SongKind) -> Option<Song> {
    let line = text::clean(line)?;
    if line.contains("themes have been added") {
        return None;
    }
    let (line, episodes) = episodes(without_number(&line));
    let (title, artist) = title_and_artist(&line);
    Some(Song { kind, title: text::clean(title)?, artist: artist.and_then(text::known), episodes })
}

/// `1: `, `#1: ` and `R2: ` only count.
fn without_number(line: &str) -> &str {
    let Some((head, rest)) = line.split_once(':') else { return line };
    let digits = head.trim().trim_start_matches(['#', 'R', 'V']);
    let counts = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if counts { rest.trim_start() } else { line }
}

/// Takes out `(eps 1-12)`, also where remarks follow.
fn episodes(line: &str) -> (String, Option<String>) {
    let whole = (line.to_owned(), None);
    let Some((before, rest)) = line.rfind("(ep").map(|at| line.split_at(at)) else { return whole };
    let Some((inner, after)) = rest.split_once(')') else { return whole };
    let inner = inner.trim_start_matches("(ep").trim_start_matches(['i', 's', 'o', 'd', 'e', '.', ' ']);
    if !inner.starts_with(|c: char| c.is_ascii_digit()) {
        return whole;
    }
    (format!("{} {}", before.trim_end(), after.trim_start()), text::clean(inner))
}

fn title_and_artist(line: &str) -> (&str, Option<&str>) {
    let line = line.trim();
    let Some(inner) = line.strip_prefix(QUOTES) else {
        return line.rsplit_once(" by ").map_or((line, None), |(title, artist)| (title, Some(artist)));
    };
    // A title may hold quotes of its own; the one before ` by ` closes it.
    let closing = ["\" by ", "” by ", "“ by "].iter().filter_map(|close| inner.split_once(close));
    if let Some((title, artist)) = closing.min_by_key(|(title, _)| title.len()) {
        return (title, Some(artist));
    }
    (inner.rsplit_once(QUOTES).map_or(inner, |(title, _)| title), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn songs_in_every_dress() {
        for (line, title, artist, episodes) in [
            ("1:\u{a0}\"Tracks (線路)\" by Ann Depot\u{a0}(eps 1-12)", "Tracks (線路)", "Ann Depot", "1-12"),
            ("\"65\" by Ann (CV: Bo)", "65", "Ann (CV: Bo)", ""),
            ("#2: \"Say \"Hi\" now\" by Bo (ep 3)", "Say \"Hi\" now", "Bo", "3"),
            ("R1: \"Rails\" by Bo (eps 2-)", "Rails", "Bo", "2-"),
            ("\"Rails\" by Bo (eps 1, 3-5) [TV]", "Rails", "Bo [TV]", "1, 3-5"),
            ("\"Rails\"", "Rails", "", ""),
            ("“Rails” by Bo", "Rails", "Bo", ""),
            ("\"Rails", "Rails", "", ""),
            ("Stand by me by Bo", "Stand by me", "Bo", ""),
            ("\"12:30\" by Unknown", "12:30", "", ""),
        ] {
            let song = read(line, SongKind::Opening).expect("a song");
            assert_eq!(song.title, title, "{line}");
            assert_eq!(song.artist.unwrap_or_default(), artist, "{line}");
            assert_eq!(song.episodes.unwrap_or_default(), episodes, "{line}");
        }
        let none = "No opening themes have been added to this title. Help improve our database!";
        assert_eq!((read(none, SongKind::Opening), read("\"\" by X", SongKind::Ending)), (None, None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(line in "[R#0-9:\" “”(eps)by,ä題 -]{0,60}") {
            let _ = read(&line, SongKind::Ending);
        }
    }
}
