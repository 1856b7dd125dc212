//! Opening and ending songs: `1: "Night Train" by Lamp (eps 1-12)`.

use model::{Song, SongKind};
use scraper::ElementRef;

use crate::parts::{
    html::{self, Page},
    text,
};

/// More songs than this no work has.
const MOST: usize = 500;

/// Reads them in the page's order. For phones the kinds are headings of one block, for desktops blocks.
pub fn read(page: &Page) -> Vec<Song> {
    let mut songs = Vec::new();
    for block in page.all(".theme-songs").take(20) {
        let mut kind = kind_of(block);
        for part in block.children().filter_map(ElementRef::wrap).take(100) {
            if let Some(named) = kind_of(part) {
                kind = Some(named);
            }
            let lines = html::within(part, "td, .theme-song").take(MOST).filter_map(html::words);
            let kind = kind.clone().unwrap_or_default();
            songs.extend(lines.filter_map(|line| song(&line, kind.clone())));
        }
    }
    songs.truncate(MOST);
    songs
}

/// The class of a block for desktops is misspelled on the site.
fn kind_of(element: ElementRef<'_>) -> Option<SongKind> {
    element.value().classes().find_map(|class| match class {
        "theme-songs-op" | "opnening" | "opening" => Some(SongKind::Opening),
        "theme-songs-ed" | "ending" => Some(SongKind::Ending),
        "theme-songs-in" | "insert" => Some(SongKind::Insert),
        _ => None,
    })
}

/// A line without a title is none: the cells beside a song hold buttons.
fn song(line: &str, kind: SongKind) -> Option<Song> {
    let (line, episodes) = match line.rsplit_once("(ep") {
        Some((before, after)) => {
            let told = after.trim_start_matches(['s', '.', ' ']).trim_end_matches([')', ' ']);
            (before.trim_end(), text::clean(told))
        }
        None => (line, None),
    };
    let line = match line.split_once(':') {
        Some((number, rest)) if is_number(number) => rest.trim_start(),
        _ => line,
    };
    let quoted =
        line.strip_prefix('"').and_then(|rest| rest.split_once("\" by ").or_else(|| rest.rsplit_once('"')));
    let (title, artist) = quoted.or_else(|| line.split_once(" by "))?;
    Some(Song { kind, title: text::clean(title)?, artist: text::clean(artist), episodes })
}

/// `1`, `#1`, `R2`.
fn is_number(text: &str) -> bool {
    let digits = text.trim().trim_start_matches(['#', 'R', 'V', 'S']);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_in_every_dress() {
        for (line, read) in [
            (
                r#"1: "Night Train" by Lamp (ランプ) (eps 1-12)"#,
                Some(("Night Train", Some("Lamp (ランプ)"), Some("1-12"))),
            ),
            (r#"R2: "Night: "Two"" by Lamp"#, Some(("Night: \"Two\"", Some("Lamp"), None))),
            (
                r#"#1: "Depot (車庫)" by Signal & Lamp (ep 24)"#,
                Some(("Depot (車庫)", Some("Signal & Lamp"), Some("24"))),
            ),
            (r#""Alone""#, Some(("Alone", None, None))),
            ("Preview", None),
            ("", None),
        ] {
            let song = song(line, SongKind::Ending);
            let song = song
                .as_ref()
                .map(|song| (song.title.as_str(), song.artist.as_deref(), song.episodes.as_deref()));
            assert_eq!(song, read, "{line}");
        }
    }
}
