//! Which of MAL's pages it is, and who reads it.

use model::RecordKind;
use url::Url;

use super::{character, credits, episodes, ids, ranking, table, work};
use crate::{
    parts::{html::Page, refused},
    providers::{Context, Endpoint, Gives, ParseError, Parsed, Refusal},
};

/// A page that says no more than that is this small, in bytes.
const SMALL: usize = 64 << 10;

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let title = refused::title(body).unwrap_or_default();
    let lower = title.to_lowercase();
    if lower.starts_with("404 not found - myanimelist") {
        return Some(Refusal::NotFound);
    }
    // What the site's own edge says of an address that may well be there is to be asked again.
    let small = String::from_utf8_lossy(body.get(..SMALL).unwrap_or(body));
    let is_small = body.len() < SMALL;
    if is_small && small.contains("was not found on this server.") {
        return Some(Refusal::Fault(
            "its edge has not found the page; it may be there the next time".to_owned(),
        ));
    }
    let maintained = [
        "maintenance",
        "myanimelist.net is under maintenance",
        "myanimelist.net is currently under maintenance",
    ];
    if maintained.iter().any(|begin| lower.starts_with(begin)) {
        return Some(Refusal::Blocked("the site is under maintenance".to_owned()));
    }
    // A check for robots comes with the title of the site alone.
    let is_bare = matches!(
        lower.as_str(),
        "" | "myanimelist.net" | "myanimelist" | "myanimelist.net - anime and manga database and community"
    );
    if is_small
        && is_bare
        && ["g-recaptcha", "display-submit", "h-captcha", "captcha-form"]
            .iter()
            .any(|mark| small.contains(mark))
    {
        return Some(Refusal::Blocked("it asks to solve a captcha".to_owned()));
    }
    refused::by_title(body)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let stated = [page.attr("link[rel=canonical]", "href"), page.meta("og:url")];
    stated.into_iter().flatten().find_map(|address| by_address(&address, &page)).or_else(|| by_content(&page))
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    match endpoint.gives {
        Gives::Credits => credits::read(&page, context),
        Gives::Episodes => episodes::read(&page, context),
        Gives::Character => character::read(&page, context),
        Gives::Search => table::read(&page, &RecordKind::Search, context),
        Gives::List if endpoint.name == "just_added" => table::read(&page, &RecordKind::List, context),
        Gives::List => ranking::read(&page),
        _ => work::read(&page, context),
    }
}

fn by_address(address: &str, page: &Page) -> Option<&'static str> {
    let url = Url::parse(address).ok()?;
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["topanime.php"] => return Some("top"),
        ["topmanga.php"] => return Some("top_manga"),
        ["manga.php"] => return Some("search_manga"),
        ["anime.php"] => {
            // The newest first, and nothing looked for.
            let newest = page.first(".normal_header a[href*='o=9&'][href*='w=1']").is_some();
            return Some(if newest && page.attr("input#q", "value").is_none() {
                "just_added"
            } else {
                "search"
            });
        }
        _ => {}
    }
    ids::entity(address)?;
    match parts.as_slice() {
        ["anime", _] | ["anime", _, _] => Some("anime"),
        ["anime", _, _, "characters"] => Some("characters"),
        ["anime", _, _, "episode"] => Some("episodes"),
        ["manga", _] | ["manga", _, _] => Some("manga"),
        ["manga", _, _, "characters"] => Some("manga_characters"),
        ["character", ..] => Some("character"),
        _ => None,
    }
}

fn by_content(page: &Page) -> Option<&'static str> {
    let forms = [
        ("tr.ranking-list h3 a[href*='/manga/']", "top_manga"),
        ("tr.ranking-list", "top"),
        ("tr.episode-list-data", "episodes"),
        (".js-manga-character-table", "manga_characters"),
        (".js-anime-character-table", "characters"),
        ("#myinfo_anime_id", "anime"),
        ("#myinfo_manga_id", "manga"),
        (".js-block-list table a[href*='/manga/']", "search_manga"),
        (".js-block-list table", "search"),
    ];
    forms.into_iter().find(|(css, _)| page.first(css).is_some()).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mal_web::MalWeb, read};

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        read(&MalWeb, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn refusals_and_damage() {
        assert_eq!(
            parsed("<title>\n404 Not Found - MyAnimeList.net\n</title>"),
            Err(Refusal::NotFound.into())
        );
        for blocked in [
            "<title>Access to this page has been denied.</title>",
            "<title>Maintenance - MyAnimeList.net</title>",
            "<title>MyAnimeList.net</title><div class='g-recaptcha'></div>",
            "<title>403 Forbidden</title>",
        ] {
            assert!(matches!(parsed(blocked), Err(ParseError::Refused(Refusal::Blocked(_)))), "{blocked}");
        }
        let edge = "<title>404 Not Found</title><p>The requested URL was not found on this server.";
        assert!(matches!(parsed(edge), Err(ParseError::Refused(Refusal::Fault(_)))));
        assert!(matches!(parsed("<title>Depot"), Err(ParseError::Unrecognized(_))));
        for path in [
            "anime/7/x",
            "anime/7/x/characters",
            "anime/7/x/episode",
            "manga/7",
            "character/7",
            "topanime.php",
            "anime.php",
        ] {
            let bare = format!(r#"<link rel="canonical" href="https://myanimelist.net/{path}"><title>Depot"#);
            assert!(matches!(parsed(&bare), Err(ParseError::Damaged(_))), "{path}");
        }
    }

    const PAGES: [&[u8]; 8] = [
        include_bytes!("../../../fixtures/mal_web/anime-phone.html"),
        include_bytes!("../../../fixtures/mal_web/anime-desktop.html"),
        include_bytes!("../../../fixtures/mal_web/manga.html"),
        include_bytes!("../../../fixtures/mal_web/characters.html"),
        include_bytes!("../../../fixtures/mal_web/character.html"),
        include_bytes!("../../../fixtures/mal_web/episodes.html"),
        include_bytes!("../../../fixtures/mal_web/search.html"),
        include_bytes!("../../../fixtures/mal_web/top.html"),
    ];

    fn read_by_all(bytes: &[u8]) {
        let context = Context::at(jiff::Timestamp::UNIX_EPOCH);
        let names = super::super::FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name));
        for endpoint in names.chain([None]) {
            let _ = read(&MalWeb, endpoint, bytes, &context);
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn broken_pages_bring_nothing_down(
            cut in 0.0..1.0f64,
            flips in proptest::collection::vec((0.0..1.0f64, proptest::num::u8::ANY), 0..40),
            which in 0..PAGES.len(),
        ) {
            let mut bytes = PAGES[which].to_vec();
            let place = |share: f64, length: usize| ((length as f64 * share) as usize).min(length.saturating_sub(1));
            for (share, byte) in flips {
                let at = place(share, bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(place(cut, bytes.len()) + 1);
            read_by_all(&bytes);
        }

        #[test]
        fn any_bytes_bring_nothing_down(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            read_by_all(&bytes);
        }
    }
}
