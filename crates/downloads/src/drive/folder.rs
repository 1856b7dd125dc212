//! What a folder's pages list. Pure.

use scraper::{Html, Selector};
use serde_json::Value;
use url::Url;

use super::Entry;

/// The media type of a folder.
pub const FOLDER: &str = "application/vnd.google-apps.folder";

/// What the embedded view of a folder lists: a link for each entry.
pub fn embedded(html: &str) -> Vec<Entry> {
    let page = Html::parse_document(html);
    let links = Selector::parse("a[href]").expect("a sound selector");
    let (icon, title) = (
        Selector::parse("img[src]").expect("a sound selector"),
        Selector::parse(".flip-entry-title").expect("a sound selector"),
    );
    let entries = page.select(&links).filter_map(|link| {
        let (id, is_folder) = id_in(link.attr("href")?)?;
        let icon = link.select(&icon).next().and_then(|icon| icon.attr("src")).unwrap_or_default();
        let told = icon.split_once("/type/").map(|(_, kind)| kind.to_owned());
        let name = link.select(&title).next().unwrap_or(link).text().collect::<String>();
        let mime = if is_folder { FOLDER.to_owned() } else { told.unwrap_or_default() };
        Some(Entry { id, name: name.split_whitespace().collect::<Vec<_>>().join(" "), mime })
    });
    entries.collect()
}

/// The id in an address of Drive or Docs, and whether it is a folder's.
fn id_in(href: &str) -> Option<(String, bool)> {
    let url = Url::parse(href).ok()?;
    let parts: Vec<&str> = url.path_segments()?.collect();
    let after = |word: &str| parts.iter().position(|part| *part == word).and_then(|at| parts.get(at + 1));
    let (id, is_folder) = match (after("folders"), after("d")) {
        (Some(id), _) => (*id, true),
        (None, Some(id)) => (*id, false),
        (None, None) => return None,
    };
    let sound = id.len() > 10 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    sound.then(|| (id.to_owned(), is_folder))
}

/// What a folder's own page lists: an array in its script, of which it holds about the first 50 entries. `None` when
/// there is no such array.
pub fn page(html: &str) -> Option<Vec<Entry>> {
    let (_, rest) = html.split_once("_DRIVE_ivd'] = '")?;
    let (text, _) = rest.split_once('\'')?;
    let value: Value = serde_json::from_str(&unescaped(text)).ok()?;
    let items = value.get(0)?;
    // A folder with nothing in it has null there.
    let Some(items) = items.as_array() else { return Some(Vec::new()) };
    let entry = |item: &Value| {
        let text = |at: usize| item.get(at).and_then(Value::as_str).map(str::to_owned);
        Some(Entry { id: text(0)?, name: text(2)?, mime: text(3)? })
    };
    Some(items.iter().filter_map(entry).collect())
}

/// A JavaScript string without its escapes: `\x5b`, `\u00e9`, `\/`, `\n`.
fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        if sign != '\\' {
            units.extend(sign.encode_utf16(&mut [0; 2]).iter());
            continue;
        }
        let Some(sign) = signs.next() else { break };
        let digits = match sign {
            'x' => 2,
            'u' => 4,
            _ => 0,
        };
        if digits > 0 {
            let digits: String = signs.by_ref().take(digits).collect();
            units.push(u16::from_str_radix(&digits, 16).unwrap_or(0xfffd));
            continue;
        }
        let plain = match sign {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'b' => '\u{8}',
            'f' => '\u{c}',
            other => other,
        };
        units.extend(plain.encode_utf16(&mut [0; 2]).iter());
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_view_lists_files_and_folders() {
        let entries = embedded(include_str!("../../fixtures/drive/embedded.html"));
        let told: Vec<_> = entries.iter().map(|e| (e.name.as_str(), e.id.as_str(), e.is_folder())).collect();
        assert_eq!(
            told,
            [
                ("Moonlit Depot.mp4", "1aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false),
                ("notes", "1bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false),
                ("older ones", "1cccccccccccccccccccccccccccccccc", true),
            ]
        );
        assert_eq!(entries[0].mime, "video/mp4");
    }

    #[test]
    fn the_script_of_a_page_is_read_through_its_escapes() {
        let html = r"<script>window['_DRIVE_ivd'] = '\x5b\x5b\x5b\x221aaaaaaaaaaaaaaaaaaaa\x22,\x5b\x221p\x22\x5d,\x22caf\u00e9 \x5c\x22one\x5c\x22 \ud83c\udf19.mp4\x22,\x22video\/mp4\x22,0,null\x5d\x5d,null\x5d';</script>";
        let entries = page(html).expect("a list");
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].name, "café \"one\" 🌙.mp4");
        assert_eq!(entries[0].mime, "video/mp4");
        assert_eq!(page("window['_DRIVE_ivd'] = '\\x5bnull,0\\x5d';"), Some(Vec::new()));
        assert_eq!(page("<html>"), None);
    }
}
