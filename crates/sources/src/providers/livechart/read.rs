//! Which page of LiveChart's it is, and who reads it.

use url::Url;

use super::{anime, cards, charts, hits, schedule};
use crate::{
    parts::{html::Page, refused},
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

/// The begin of the title of entries that the site does not take.
const EXCLUDED: &str = "excluded from the livechart.me database";

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let title = refused::title(body).unwrap_or_default().to_lowercase();
    if title.starts_with(EXCLUDED) {
        return Some(Refusal::Removed);
    }
    // What the site's framework says when nothing lies at an address, and when it fails.
    if title.starts_with("the page you were looking for doesn't exist") {
        return Some(Refusal::NotFound);
    }
    if title.starts_with("we're sorry, but something went wrong") {
        return Some(Refusal::Fault("something went wrong on its side".to_owned()));
    }
    refused::by_title(body)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    by_address(&page).or_else(|| by_content(&page))
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    match endpoint.name {
        "anime" => anime::read(&page, context),
        "season" => cards::read(&page),
        "charts" => charts::read(&page),
        "search" => hits::read(&page),
        _ => schedule::read(&page),
    }
}

/// Every page states its own address.
fn by_address(page: &Page) -> Option<&'static str> {
    let url = Url::parse(&page.address()?).ok()?;
    let parts: Vec<&str> = url.path_segments()?.filter(|part| !part.is_empty()).collect();
    match parts.as_slice() {
        ["anime", _] => Some("anime"),
        ["charts"] => Some("charts"),
        ["search"] => Some("search"),
        ["schedule" | "timetable", ..] => Some("schedule"),
        [_, "tv" | "movies" | "ovas" | "all"] => Some("season"),
        _ => None,
    }
}

fn by_content(page: &Page) -> Option<&'static str> {
    let forms = [
        ("[data-anime-details-id]", "anime"),
        (".lc-timetable-day", "schedule"),
        (".anime-list .anime-item", "search"),
        ("main.chart", "season"),
        ("article.anime[data-anime-id]", "season"),
        (".chart-item-chart", "charts"),
    ];
    forms.into_iter().find(|(css, _)| page.first(css).is_some()).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{livechart::LiveChart, read};

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        read(&LiveChart, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn refusals_and_damage() {
        for (title, refusal) in [
            ("Excluded from the LiveChart.me Database | LiveChart.me", Refusal::Removed),
            ("The page you were looking for doesn&#39;t exist (404)", Refusal::NotFound),
            (
                "We're sorry, but something went wrong (500)",
                Refusal::Fault("something went wrong on its side".into()),
            ),
            ("Just a moment...", Refusal::Blocked("Just a moment...".into())),
        ] {
            assert_eq!(parsed(&format!("<title>{title}</title>")), Err(refusal.into()), "{title}");
        }
        assert!(matches!(parsed("<title>Depot</title><p>x"), Err(ParseError::Unrecognized(_))));
        let bare = r#"<meta property="og:url" content="https://h.example/anime/7"><title>Depot"#;
        assert!(matches!(parsed(bare), Err(ParseError::Damaged(_))));
        for path in ["charts", "search", "schedule", "spring-1987/tv"] {
            let bare = format!(r#"<meta property="og:url" content="https://h.example/{path}"><title>Depot"#);
            assert!(matches!(parsed(&bare), Err(ParseError::Damaged(_))), "{path}");
        }
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]
        #[test]
        fn broken_pages_bring_nothing_down(
            cut in 0.0..1.0f64,
            flips in proptest::collection::vec((0.0..1.0f64, proptest::num::u8::ANY), 0..40),
            which in 0..5usize,
        ) {
            let pages: [&[u8]; 5] = [
                include_bytes!("../../../fixtures/livechart/anime.html"),
                include_bytes!("../../../fixtures/livechart/season.html"),
                include_bytes!("../../../fixtures/livechart/charts.html"),
                include_bytes!("../../../fixtures/livechart/search.html"),
                include_bytes!("../../../fixtures/livechart/schedule.html"),
            ];
            let mut bytes = pages[which].to_vec();
            let place = |share: f64, length: usize| ((length as f64 * share) as usize).min(length.saturating_sub(1));
            for (share, byte) in flips {
                let at = place(share, bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(place(cut, bytes.len()) + 1);
            for endpoint in [None, Some("anime"), Some("season"), Some("charts"), Some("search"), Some("schedule")] {
                let _ = read(&LiveChart, endpoint, &bytes, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
        }

        #[test]
        fn any_bytes_bring_nothing_down(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
            for endpoint in [None, Some("anime"), Some("season"), Some("charts"), Some("search"), Some("schedule")] {
                let _ = read(&LiveChart, endpoint, &bytes, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
        }
    }
}
