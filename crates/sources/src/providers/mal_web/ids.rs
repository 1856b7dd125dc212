//! Ids and pictures behind the addresses on MAL's pages.

use model::{ExternalId, Image, ImageKind, Record};

use super::{ANIME, CHARACTER, FACTS, MANGA, PERSON};
use crate::parts::html::Page;

/// The anime, manga, character or person behind an address; a path alone is one of the site's own.
pub fn entity(address: &str) -> Option<ExternalId> {
    let address = address.trim();
    if !address.starts_with('/') || address.starts_with("//") {
        let id = ExternalId::from_provider_url(address)?;
        return [ANIME, MANGA, CHARACTER, PERSON].contains(id.namespace()).then_some(id).filter(is_number);
    }
    let mut parts = address.split(['/', '?', '#']).filter(|part| !part.is_empty());
    let namespace = match parts.next()? {
        "anime" => ANIME,
        "manga" => MANGA,
        "character" => CHARACTER,
        "people" => PERSON,
        _ => return None,
    };
    ExternalId::new(namespace, parts.next()?).ok().filter(is_number)
}

/// Like [`entity`], and only an anime or a manga.
pub fn work(address: &str) -> Option<ExternalId> {
    entity(address).filter(|id| [ANIME, MANGA].contains(id.namespace()))
}

/// `anime/season` and `anime/genre` are no anime.
fn is_number(id: &ExternalId) -> bool {
    id.id().bytes().all(|byte| byte.is_ascii_digit())
}

/// What a page is about, as its own address says.
pub fn subject(page: &Page) -> Option<ExternalId> {
    let stated = [page.attr("link[rel=canonical]", "href"), page.meta("og:url")];
    let hidden = |css: &'static str, namespace| {
        page.attr(css, "value").and_then(|id| ExternalId::new(namespace, &id).ok()).filter(is_number)
    };
    stated
        .into_iter()
        .flatten()
        .find_map(|address| entity(&address))
        .or_else(|| hidden("#myinfo_anime_id", ANIME))
        .or_else(|| hidden("#myinfo_manga_id", MANGA))
}

/// The picture in its full size: without the part of the path that asks for a small copy, and its seal.
/// `None` for pictures that stand for none.
pub fn full_size(address: &str) -> Option<String> {
    let address = address.trim();
    let plain = address.split('?').next()?;
    let is_stand_in = ["questionmark", "na_series", "qm_50", "apple-touch-icon", "twitter-card", "na.gif"];
    if !plain.starts_with("http") || is_stand_in.iter().any(|name| plain.contains(name)) {
        return None;
    }
    // `https://c.example/r/90x126/images/…`
    match plain.split_once("/r/") {
        Some((host, sized)) => sized.split_once('/').map(|(_, path)| format!("{host}/{path}")),
        None => Some(plain.to_owned()),
    }
}

/// Adds a work's poster, and its small copy, whose name has a `t` before the dot.
pub fn add_poster(record: &mut Record, address: &str) {
    let Some(poster) = full_size(address) else { return };
    let small = poster.rsplit_once('.').filter(|(name, _)| {
        (name.contains("/images/anime/") || name.contains("/images/manga/"))
            && name.ends_with(|c: char| c.is_ascii_digit())
    });
    let small = small.map(|(name, kind)| format!("{name}t.{kind}"));
    record.images.push(Image { url: poster, kind: ImageKind::Poster });
    record.images.extend(small.map(|url| Image { url, kind: ImageKind::Thumbnail }));
}

/// A record of this source with the page of its id.
pub fn record(kind: model::RecordKind, id: ExternalId) -> Record {
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = record.external_id.url();
    record
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_become_ids() {
        for (address, id) in [
            ("/anime/7/Moonlit_Depot", Some("mal:7")),
            ("/manga/7", Some("mal_manga:7")),
            ("/character/7/Lamp?x", Some("mal_character:7")),
            ("https://myanimelist.net/people/7/Signal", Some("mal_person:7")),
            ("/anime/season/1987/spring", None),
            ("https://myanimelist.net/anime/producer/15/Lamp", None),
            ("https://anidb.net/anime/7", None),
            ("//h.example/anime/7", None),
            ("javascript:void(0);", None),
        ] {
            assert_eq!(entity(address).map(|id| id.to_string()).as_deref(), id, "{address}");
        }
    }

    #[test]
    fn pictures_in_full() {
        let full = "https://c.example/images/anime/7/8.jpg";
        assert_eq!(full_size("https://c.example/r/90x126/images/anime/7/8.jpg?s=1f").as_deref(), Some(full));
        assert_eq!(full_size(full).as_deref(), Some(full));
        assert_eq!(full_size("https://c.example/r/90x126/images/questionmark_23.gif?s=9"), None);
        assert_eq!(full_size("/images/x.jpg"), None);
    }
}
