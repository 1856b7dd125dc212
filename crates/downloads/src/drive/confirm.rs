//! Where the file lies that a page offers unscanned: by the page's form, or its link. Pure.

use scraper::{Html, Selector};
use url::Url;

use super::page::select;

/// The address behind the confirmation; `None` where the page asks for none.
pub(super) fn address(page: &Html, at: &Url) -> Option<Url> {
    form(page, at).or_else(|| link(page, at))
}

/// The form of today's pages: its hidden fields as a query of its action.
fn form(page: &Html, at: &Url) -> Option<Url> {
    let form = select(page, "form#download-form, form#downloadForm")?;
    let mut url = at.join(form.attr("action")?).ok()?;
    let fields = Selector::parse("input[type=hidden][name]").expect("a sound selector");
    let fields: Vec<_> = form.select(&fields).collect();
    if fields.is_empty() {
        return Some(url);
    }
    let kept: Vec<(String, String)> = url.query_pairs().into_owned().collect();
    let mut query = url.query_pairs_mut();
    query.clear();
    let named = |name: &str| fields.iter().any(|field| field.attr("name") == Some(name));
    for (name, value) in kept.iter().filter(|(name, _)| !named(name)) {
        query.append_pair(name, value);
    }
    for field in &fields {
        query.append_pair(field.attr("name").unwrap_or_default(), field.attr("value").unwrap_or_default());
    }
    drop(query);
    Some(url)
}

/// The link of older pages.
fn link(page: &Html, at: &Url) -> Option<Url> {
    let link = select(page, "a#uc-download-link")?;
    at.join(link.attr("href")?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drive::page::{Page, read};

    fn at(url: &str) -> Url {
        url.parse().expect("an address")
    }

    const LARGE: &str = include_str!("../../fixtures/drive/confirm.html");

    #[test]
    fn the_form_gives_the_address_with_confirm_and_uuid() {
        let page = read(LARGE, &at("https://drive.example/uc?export=download&id=1abc"));
        let Some(Page::Confirm(url)) = page else { panic!("{page:?}") };
        assert_eq!(
            url.as_str(),
            "https://usercontent.example/download?id=1abcdefghijklmnopqrstuvwxyz0123&export=download&confirm=t\
             &uuid=0c2f3f5e-0000-4000-8000-000000000001"
        );
    }

    #[test]
    fn older_links_are_followed() {
        let html = "<a id=\"uc-download-link\" href=\"/uc?export=download&amp;confirm=AbC1&amp;id=1abc\">Download</a>";
        let page = read(html, &at("https://drive.example/uc?id=1abc"));
        assert_eq!(
            page,
            Some(Page::Confirm(at("https://drive.example/uc?export=download&confirm=AbC1&id=1abc")))
        );
    }
}
