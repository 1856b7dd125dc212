//! Google Docs by their exports, without a browser: a document's text and its HTML. One that was published to the web has
//! no export, and is read from its page.

use people::FailureCategory;
use scraper::{Html, Node, Selector};
use sources::http::Guard;
use url::Url;

use crate::{
    Net, Trouble,
    drive::page::{self, Page},
    net::docs_source,
};

/// A document as it was exported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its text, in UTF-8 and without a mark at its begin.
    pub text: String,
    /// Its page, in which its links stand.
    pub html: String,
}

/// The largest export, in bytes; the pictures of a document stand in its page.
const LARGEST: usize = 32 << 20;
/// How the ids of published documents begin; no other one does.
const PUBLISHED: &str = "2PACX-";

/// Asks for a document's text and page.
///
/// # Errors
/// Why there is none.
pub async fn document(net: &Net, id: &str) -> Result<Document, Trouble> {
    if id.starts_with(PUBLISHED) {
        let html = ask(net, &format!("document/d/e/{id}/pub"), "text/html").await?;
        return Ok(Document { text: text_of(&html), html });
    }
    let text = ask(net, &format!("document/d/{id}/export?format=txt"), "text/plain").await?;
    let html = ask(net, &format!("document/d/{id}/export?format=html"), "text/html").await?;
    Ok(Document { text, html })
}

async fn ask(net: &Net, path: &str, expected: &str) -> Result<String, Trouble> {
    let base = net.addresses().docs.as_str().trim_end_matches('/');
    let url = format!("{base}/{path}").parse::<Url>();
    let url = url.map_err(|error| {
        Trouble::new(FailureCategory::Validation, format!("`{path}` is no address of a document: {error}"))
    })?;
    let opened = net.open(&docs_source(), &url, Guard::Trusted, &[]).await?;
    let (status, at, headers) = (opened.status, opened.url.clone(), opened.headers.clone());
    let kind = headers.get("content-type").unwrap_or_default().to_ascii_lowercase();
    let body = opened.rest(LARGEST).await.map_err(|error| Trouble::of_fetch(&error))?;
    if body.len() >= LARGEST {
        return Err(Trouble::new(
            FailureCategory::Validation,
            format!("the document has more than {LARGEST} bytes"),
        ));
    }
    let text = String::from_utf8_lossy(&body).trim_start_matches('\u{feff}').to_owned();
    // Somebody who may not read it is led to a page for signing in, with status 200.
    let is_led_away = page::is_sign_in(&at);
    if status == 200 && kind.starts_with(expected) && !is_led_away {
        return Ok(if expected == "text/html" { without_pictures(text) } else { text });
    }
    match page::read(&text, &at) {
        Some(Page::Refusal(trouble)) => Err(trouble),
        _ if status == 200 => {
            let message = format!("the document came as `{kind}` and not as `{expected}`");
            Err(Trouble::new(FailureCategory::Validation, message))
        }
        _ => Err(Trouble::of_status(status, &headers)),
    }
}

/// A page without the bytes of pictures that stand in it: they name nothing, and are most of it.
fn without_pictures(page: String) -> String {
    const BEGIN: &str = "data:image/";
    if !page.contains(BEGIN) {
        return page;
    }
    let of_one =
        |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '/' | '=' | ';' | ',' | '-' | '.');
    let mut parts = page.split(BEGIN);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.push_str("data:,");
        out.push_str(part.trim_start_matches(of_one));
    }
    out
}

/// What a person reads on the page of a published document, a line for each of its paragraphs.
fn text_of(html: &str) -> String {
    let page = Html::parse_document(html);
    let select = |name: &str| page.select(&Selector::parse(name).expect("a selector of ours")).next();
    let Some(contents) = select("#contents").or_else(|| select("body")) else { return String::new() };
    let mut text = String::new();
    for node in contents.descendants() {
        match node.value() {
            Node::Element(element)
                if matches!(
                    element.name(),
                    "p" | "div" | "br" | "li" | "tr" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6"
                ) =>
            {
                text.push('\n');
            }
            Node::Text(part) => {
                let above = node.parent().and_then(|above| Some(above.value().as_element()?.name()));
                if !matches!(above, Some("script" | "style" | "noscript")) {
                    text.push_str(part);
                }
            }
            _ => {}
        }
    }
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_taken_out_of_pages() {
        let page = "<img src=\"data:image/png;base64,iVBORw0KGgo+/=\"><a href=\"https://youtu.be/a\">x</a><img src='data:image/svg+xml,abc'>";
        let without = "<img src=\"data:,\"><a href=\"https://youtu.be/a\">x</a><img src='data:,'>";
        assert_eq!(without_pictures(page.to_owned()), without);
        assert_eq!(without_pictures("plain".to_owned()), "plain");
    }

    #[test]
    fn a_published_page_is_read_without_what_it_is_made_with() {
        let html = "<html><head><style>p{}</style></head><body><div id=\"banners\">Published</div>\
                    <div id=\"contents\"><style>.c0{}</style><h1>Moonlit Depot</h1><p>One <b>lamp</b><br>burns</p>\
                    <ul><li>caf\u{e9}</li></ul><script>x()</script></div></body></html>";
        assert_eq!(text_of(html), "Moonlit Depot\nOne lamp\nburns\ncaf\u{e9}");
        assert_eq!(text_of("<p>plain"), "plain");
        assert_eq!(text_of(""), "");
    }
}
