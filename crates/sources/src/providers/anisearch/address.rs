//! What a page of the site is about, and where its links lead.

use model::{ExternalId, Namespace};
use url::Url;

use super::{ANIME, CHARACTER, MANGA, PERSON};
use crate::parts::html::Page;

/// The thing that a page is about.
pub fn subject(page: &Page) -> Option<ExternalId> {
    let frame = page.attr("#content-outer[data-type][data-id]", "data-type");
    let number = page.attr("#content-outer[data-type][data-id]", "data-id");
    let stated = frame.zip(number).and_then(|(kind, number)| id(namespace(&kind)?, &number));
    stated.or_else(|| page.address().and_then(|address| linked(&address)))
}

/// The thing behind a link such as `anime/1234,some-title`, whatever its host. Only digits are ids, so that
/// `anime/index` is none.
pub fn linked(link: &str) -> Option<ExternalId> {
    let link = link.trim();
    let path = match Url::parse(link) {
        Ok(url) => url.path().to_owned(),
        Err(_) => link.split(['?', '#']).next()?.to_owned(),
    };
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let namespace = namespace(parts.next()?)?;
    id(namespace, parts.next()?.split(',').next()?)
}

/// The address of a link on a page, which states what its links are relative to.
pub fn join(page: &Page, link: &str) -> Option<String> {
    let base = page.attr("base[href]", "href").or_else(|| page.address())?;
    let url = Url::parse(&base).ok()?.join(link.trim()).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// The address of a picture that is named by its place among the pictures (`character/cover/0/9.webp`); the
/// page's cover or its flags tell where that is.
pub fn picture(page: &Page, place: &str) -> Option<String> {
    if place.contains("://") {
        return Some(place.to_owned()).filter(|url| !is_stand_in(url));
    }
    let known = page.attr("#details-cover", "src").or_else(|| page.meta("og:image"))?;
    let (root, _) = known.split_once("/images/")?;
    (!is_stand_in(place)).then(|| format!("{root}/images/{place}"))
}

/// Whether a picture is the site's own for things without one: `cover/0_600.webp`, `cover/full/0.webp`.
pub fn is_stand_in(url: &str) -> bool {
    let file = url.rsplit('/').next().unwrap_or(url);
    let stem = file.split('.').next().unwrap_or(file);
    stem == "0" || stem.starts_with("0_")
}

fn namespace(kind: &str) -> Option<Namespace> {
    match kind {
        "anime" => Some(ANIME),
        "manga" => Some(MANGA),
        "character" => Some(CHARACTER),
        "person" => Some(PERSON),
        _ => None,
    }
}

fn id(namespace: Namespace, number: &str) -> Option<ExternalId> {
    let digits = number.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| ExternalId::new(namespace, number).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_things() {
        let told = |link: &str| linked(link).map(|id| id.to_string());
        assert_eq!(told("anime/4021,moonlit-depot").as_deref(), Some("anisearch:4021"));
        assert_eq!(told("https://www.anisearch.de/manga/7").as_deref(), Some("anisearch_manga:7"));
        assert_eq!(told("/person/12,rin-hale").as_deref(), Some("anisearch_person:12"));
        for none in ["anime/index", "movie/3,x", "", "anime", "company/9,works", "https://"] {
            assert_eq!(told(none), None, "{none}");
        }
    }

    #[test]
    fn stand_ins_are_no_pictures() {
        assert!(is_stand_in("https://cdn.a.example/images/anime/cover/0_600.webp"));
        assert!(is_stand_in("anime/cover/full/0.webp"));
        assert!(!is_stand_in("https://cdn.a.example/images/anime/cover/0/613_600.webp"));
    }
}
