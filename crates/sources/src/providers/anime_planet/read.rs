//! How Anime-Planet's pages are told apart and read.

use super::{address::Address, around, character, entry, list};
use crate::{
    parts::{guard, html::Page},
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let text = String::from_utf8_lossy(body);
    if !text.contains("siteContainer") && !text.contains("siteHeader") {
        return guard::refusal(body);
    }
    // An unknown slug is taken for words to search; the page comes with status 200 and other works' cards.
    let searched = text.contains("You searched for") && text.contains("find anything") && !text.contains("id=\"entry\"");
    let title = guard::title(&text).unwrap_or_default();
    let lost = ["404", "Page not found", "Not Found"].iter().any(|words| title.starts_with(words));
    (searched || (lost && !text.contains("itemprop=\"name\""))).then_some(Refusal::NotFound)
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let page = Page::parse(body);
    let told = Address::of(&page).and_then(|address| address.endpoint());
    if matches!(told, Some("anime_list")) && page.first("#title-search[value]").is_some_and(has_value) {
        return Some("search");
    }
    told.or_else(|| page.first("ul.cardDeck[data-type]").map(|_| "anime_list"))
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let page = Page::parse(body);
    let address = Address::of(&page);
    match endpoint.name {
        "anime" | "manga" => entry::read(&page, address.as_ref(), context),
        "character" => character::read(&page, address.as_ref(), context),
        "characters" => character::cast(&page, address.as_ref(), context),
        "recommendations" => around::recommended(&page, address.as_ref(), context),
        _ => list::read(&page, address.as_ref(), endpoint.gives),
    }
}

fn has_value(input: scraper::ElementRef<'_>) -> bool {
    input.attr("value").is_some_and(|value| !value.trim().is_empty())
}
