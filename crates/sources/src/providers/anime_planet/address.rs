//! Which of the site's pages a page is, and whose.

use model::{ExternalId, Namespace};
use url::Url;

use super::{ANIME, CHARACTER, MANGA};
use crate::parts::html::{Page, attr};

/// Parts of the path that stand where a slug would.
const NO_SLUGS: [&str; 12] = [
    "all",
    "top-anime",
    "top-manga",
    "seasons",
    "studios",
    "tags",
    "recommendations",
    "watch-online",
    "read-online",
    "webtoons",
    "light-novels",
    "magazines",
];

/// Where a page lies on the site.
pub struct Address {
    url: Url,
    parts: Vec<String>,
}

impl Address {
    /// The page's address as it states it, else the one of the chosen tab above its content.
    pub fn of(page: &Page) -> Option<Self> {
        let stated = page.address();
        let url = stated.and_then(|address| Url::parse(&address).ok()).or_else(|| {
            let tab = page.first(".subNav li.selected a[href]").and_then(|tab| attr(tab, "href"))?;
            // The host is only there so that the path can be read; nothing is made of it.
            Url::parse("https://unknown.invalid").ok()?.join(&tab).ok()
        })?;
        let parts = url.path_segments()?.filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Some(Self { url, parts })
    }

    /// The name of the endpoint whose answer lies here.
    pub fn endpoint(&self) -> Option<&'static str> {
        let parts: Vec<&str> = self.parts.iter().map(String::as_str).collect();
        match parts.as_slice() {
            ["anime" | "manga", "all"] => Some(if self.url.query_pairs().any(|(key, _)| key != "page") {
                "search"
            } else {
                "anime_list"
            }),
            ["anime", "top-anime", ..] | ["manga", "top-manga", ..] => Some("top"),
            ["anime", "seasons", _, ..] => Some("season"),
            [_, slug] if NO_SLUGS.contains(slug) => None,
            ["anime", _] => Some("anime"),
            ["manga", _] => Some("manga"),
            ["characters", _] => Some("character"),
            ["anime" | "manga", _, "characters"] => Some("characters"),
            ["anime" | "manga", _, "recommendations", ..] => Some("recommendations"),
            _ => None,
        }
    }

    /// What the page is about.
    pub fn subject(&self) -> Option<ExternalId> {
        match self.parts.as_slice() {
            [first, slug, ..] if !NO_SLUGS.contains(&slug.as_str()) => id(namespace(first)?, slug),
            _ => None,
        }
    }

    /// A link on this page as a whole address.
    pub fn join(&self, link: &str) -> Option<String> {
        let url = self.url.join(link.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
        (url.host_str() != Some("unknown.invalid")).then(|| url.into())
    }
}

/// The thing behind a link such as `/anime/some-slug`, whatever its host.
pub fn linked(link: &str) -> Option<ExternalId> {
    let path = match Url::parse(link) {
        Ok(url) => url.path().to_owned(),
        Err(_) => link.split(['?', '#']).next()?.to_owned(),
    };
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let namespace = namespace(parts.next()?)?;
    let slug = parts.next().filter(|slug| !NO_SLUGS.contains(slug))?;
    id(namespace, slug)
}

fn namespace(first: &str) -> Option<Namespace> {
    match first {
        "anime" => Some(ANIME),
        "manga" => Some(MANGA),
        "characters" => Some(CHARACTER),
        "people" => Some(super::PERSON),
        _ => None,
    }
}

fn id(namespace: Namespace, slug: &str) -> Option<ExternalId> {
    ExternalId::new(namespace, slug).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_the_page() {
        let told = |path: &str| {
            let html = format!("<link rel=canonical href=\"https://www.a.example{path}\">");
            let page = Page::parse(html.as_bytes());
            let address = Address::of(&page).expect("it has one");
            (address.endpoint(), address.subject().map(|id| id.to_string()))
        };
        let id = |id: &str| Some(id.to_owned());
        assert_eq!(told("/anime/moonlit-depot"), (Some("anime"), id("anime_planet:moonlit-depot")));
        assert_eq!(told("/manga/moonlit-depot"), (Some("manga"), id("anime_planet_manga:moonlit-depot")));
        assert_eq!(
            told("/anime/moonlit-depot/characters"),
            (Some("characters"), id("anime_planet:moonlit-depot"))
        );
        assert_eq!(told("/characters/rin-hale"), (Some("character"), id("anime_planet_character:rin-hale")));
        assert_eq!(told("/anime/all"), (Some("anime_list"), None));
        assert_eq!(told("/anime/all?name=moon"), (Some("search"), None));
        assert_eq!(told("/anime/top-anime"), (Some("top"), None));
        assert_eq!(told("/anime/seasons/winter-2020"), (Some("season"), None));
        assert_eq!(told("/forum/1"), (None, None));
    }

    #[test]
    fn links_lead_to_things() {
        let told = |link: &str| linked(link).map(|id| id.to_string());
        assert_eq!(told("/people/rin-hale").as_deref(), Some("anime_planet_person:rin-hale"));
        assert_eq!(told("https://a.example/anime/depot?x=1").as_deref(), Some("anime_planet:depot"));
        for none in ["/anime/", "/anime/all?page=2", "javascript:", "", "/forum/12"] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
