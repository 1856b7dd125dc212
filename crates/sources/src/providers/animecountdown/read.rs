//! Which of AnimeCountdown's pages it is, and what all of them write alike.

use model::{Airing, AiringKind, ExternalId, RecordKind};
use url::Url;

use super::{NAMESPACE, cards, page};
use crate::{
    parts::html::Page,
    providers::{Context, Endpoint, Gives, ParseError, Parsed},
};

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let url = page.address().and_then(|address| Url::parse(&address).ok());
    let first =
        url.as_ref().and_then(|url| url.path_segments()?.find(|part| !part.is_empty()).map(str::to_owned));
    match first.as_deref() {
        Some("soon") => Some("airing"),
        Some("upcoming") => Some("upcoming"),
        Some("trending") => Some("popular"),
        Some("search") => Some("search"),
        Some(part) if is_number(part) => Some("anime"),
        _ if page.first(cards::CARD).is_some() => Some("airing"),
        _ => None,
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let html = Page::parse(body);
    match endpoint.gives {
        Gives::Work => page::read(&html, RecordKind::Work, context),
        Gives::Airings => page::read(&html, RecordKind::Airings, context),
        Gives::Search => cards::read(&html, &RecordKind::Search, context),
        _ => cards::read(&html, &RecordKind::List, context),
    }
}

/// The anime behind an address of the site: `/2080726/moonlit-depot`, with or without a host.
pub fn id_in(address: &str) -> Option<ExternalId> {
    let path = match address.split_once("://") {
        Some((_, rest)) => rest.split_once('/')?.1,
        None => address.strip_prefix('/')?,
    };
    let id = path.split(['/', '?', '#']).next()?;
    is_number(id).then(|| ExternalId::new(NAMESPACE, id).ok()).flatten()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number behind `Episode 16` or `EP 16`.
pub fn episode(text: &str) -> Option<String> {
    let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '.');
    words.find(|word| word.eq_ignore_ascii_case("episode") || word.eq_ignore_ascii_case("ep"))?;
    // What follows may stand close by, as the next element's text does.
    let number: String = words
        .find(|word| !word.is_empty())?
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let number = number.trim_end_matches('.');
    number.starts_with(|c: char| c.is_ascii_digit()).then(|| number.to_owned())
}

/// A broadcast at a moment in seconds since 1970.
pub fn airing(episode: String, seconds: i64) -> Option<Airing> {
    let at = jiff::Timestamp::from_second(seconds).ok().filter(|_| seconds > 0)?;
    Some(Airing { episode, at: at.into(), zone: None, kind: AiringKind::Raw })
}

/// An address without its scheme is one of the web.
pub fn web_address(address: &str) -> Option<String> {
    let address = address.trim();
    let full =
        address.strip_prefix("//").map_or_else(|| address.to_owned(), |rest| format!("https://{rest}"));
    full.starts_with("http").then_some(full)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{Refusal, animecountdown::AnimeCountdown, read};

    fn read_by_all(bytes: &[u8]) {
        for endpoint in [None, Some("anime"), Some("countdown"), Some("airing"), Some("search")] {
            let _ = read(&AnimeCountdown, endpoint, bytes, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }

    #[test]
    fn words_of_the_site() {
        for (text, read) in [
            ("Episode 16", Some("16")),
            ("EP 99 TV Release (Japan)", Some("99")),
            ("Countdown to Episode 12.5", Some("12.5")),
            ("Countdown to Episode 9June 7", Some("9")),
            ("Movie", None),
            ("Episode", None),
        ] {
            assert_eq!(episode(text).as_deref(), read, "{text}");
        }
        assert_eq!(id_in("https://h.example/77/depot").map(|id| id.to_string()).as_deref(), Some("simkl:77"));
        assert_eq!(id_in("/upcoming"), None);
    }

    #[test]
    fn refusals_and_damage() {
        let parsed = |body: &str| {
            read(&AnimeCountdown, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
        };
        assert_eq!(parsed("<title>404 Not Found</title>"), Err(Refusal::NotFound.into()));
        assert!(matches!(parsed("<title>Depot"), Err(ParseError::Unrecognized(_))));
        for path in ["77/depot", "upcoming", "search"] {
            let bare = format!(r#"<link rel="canonical" href="https://h.example/{path}">"#);
            assert!(matches!(parsed(&bare), Err(ParseError::Damaged(_))), "{path}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]
        #[test]
        fn broken_pages_bring_nothing_down(
            cut in 0.0..1.0f64,
            flips in proptest::collection::vec((0.0..1.0f64, proptest::num::u8::ANY), 0..40),
            which in 0..2usize,
        ) {
            let pages: [&[u8]; 2] = [
                include_bytes!("../../../fixtures/animecountdown/anime.html"),
                include_bytes!("../../../fixtures/animecountdown/upcoming.html"),
            ];
            let mut bytes = pages[which].to_vec();
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
