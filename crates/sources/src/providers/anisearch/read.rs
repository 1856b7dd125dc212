//! How AniSearch's pages are told apart and read.

use super::{around, character, entry, episodes, list};
use crate::{
    parts::{guard, html::Page},
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let text = String::from_utf8_lossy(body);
    if !text.contains("content-outer") {
        return guard::refusal(body);
    }
    // No page of a missing entry was recorded; the site names the kind of each page it gives.
    let lost = ["data-pagetype=\"error", "data-pagetype=\"404", "data-pagetype=\"notfound"];
    lost.iter().any(|mark| text.contains(mark)).then_some(Refusal::NotFound)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let kind = page.attr("#content-outer[data-id]", "data-type");
    let has = |css: &'static str| page.first(css).is_some();
    match kind.as_deref() {
        Some("anime") if has("section#information") => Some("anime"),
        Some("manga") if has("section#information") => Some("manga"),
        Some("character") => Some("character"),
        Some("anime" | "manga") if has("tr[data-episode], th[itemprop=episodeNumber]") => Some("episodes"),
        Some("anime" | "manga") if has("section#relations, section#relations_anime, section#relations_manga") => {
            Some("relations")
        }
        Some("anime" | "manga") if has("section[id^='chara'] li a[href*='character/']") => Some("characters"),
        Some("anime" | "manga") if has("section[id^='recommendation']") => Some("recommendations"),
        Some(_) => None,
        None => listed(&page),
    }
}

fn listed(page: &Page) -> Option<&'static str> {
    let kind = page.attr("body[data-pagetype]", "data-pagetype").unwrap_or_default();
    let rows = page.first("table.responsive-table tbody, ul.covers").is_some();
    let searched = || {
        let link = page.first(".pagenav a[href*='text=']").is_some_and(|link| {
            link.attr("href").is_some_and(|link| !link.contains("text=&") && !link.ends_with("text="))
        });
        link || page.attr("#filter-text", "value").is_some()
    };
    match kind.as_str() {
        kind if kind.ends_with("toplist") => Some("top"),
        kind if kind.ends_with("index") && searched() => Some("search"),
        kind if kind.ends_with("index") => Some("index"),
        _ => rows.then_some("index"),
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    match endpoint.name {
        "anime" | "manga" => entry::read(&page, context),
        "relations" => around::related(&page, context),
        "recommendations" => around::recommended(&page, context),
        "characters" => character::cast(&page, context),
        "episodes" => episodes::read(&page, context),
        "character" => character::read(&page, context),
        _ => list::read(&page, endpoint.gives),
    }
}
