//! Pages: a parsed document and the few questions that providers ask of it.

use std::{
    collections::HashMap,
    sync::{LazyLock, Mutex},
};

use scraper::{ElementRef, Html, Selector};
use serde_json::Value;

use super::{text, tree};

/// A parsed page.
pub struct Page {
    html: Html,
}

impl Page {
    /// Parses bytes as a page; what is not UTF-8 is replaced, as a browser does. One beyond the bounds of
    /// [`tree`] is read as an empty page, in which nobody finds what they look for.
    pub fn parse(body: &[u8]) -> Self {
        let html = tree::document(&String::from_utf8_lossy(body));
        Self { html: html.unwrap_or_else(|| Html::parse_document("")) }
    }

    /// Every element that a CSS selector finds, in the page's order.
    pub fn all(&self, css: &'static str) -> impl Iterator<Item = ElementRef<'_>> {
        self.html.select(selector(css))
    }

    /// The same for a selector that is no part of the code.
    pub fn select<'a>(&'a self, selector: &'a Selector) -> impl Iterator<Item = ElementRef<'a>> {
        self.html.select(selector)
    }

    /// The first element that a CSS selector finds.
    pub fn first(&self, css: &'static str) -> Option<ElementRef<'_>> {
        self.all(css).next()
    }

    /// The cleaned text of the first element; `None` when it is missing or blank.
    pub fn text(&self, css: &'static str) -> Option<String> {
        self.first(css).and_then(words)
    }

    /// The cleaned texts of all elements that have one.
    pub fn texts(&self, css: &'static str) -> Vec<String> {
        self.all(css).filter_map(words).collect()
    }

    /// An attribute of the first element that has it.
    pub fn attr(&self, css: &'static str, name: &str) -> Option<String> {
        self.all(css).find_map(|element| attr(element, name))
    }

    /// The content of a `<meta>` by its property or name: `og:title`.
    pub fn meta(&self, name: &str) -> Option<String> {
        self.all("meta[content]")
            .find(|meta| [meta.attr("property"), meta.attr("name")].contains(&Some(name)))
            .and_then(|meta| attr(meta, "content"))
    }

    /// The page's own address, as it states it.
    pub fn address(&self) -> Option<String> {
        self.attr("link[rel=canonical]", "href").or_else(|| self.meta("og:url"))
    }

    /// The page's title.
    pub fn title(&self) -> Option<String> {
        self.text("title")
    }

    /// Every JSON-LD object on the page; broken ones are left out, graphs and lists are unfolded.
    pub fn json_ld(&self) -> Vec<Value> {
        let scripts = self.all(r#"script[type="application/ld+json"]"#);
        let mut found = Vec::new();
        for script in scripts {
            let code: String = script.text().collect();
            // Some sites leave line ends within strings, which JSON forbids.
            let code: String = code.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            match serde_json::from_str(code.trim().trim_end_matches(';')) {
                Ok(Value::Array(list)) => found.extend(list),
                Ok(Value::Object(mut object)) => match object.remove("@graph") {
                    Some(Value::Array(list)) => found.extend(list),
                    _ => found.push(Value::Object(object)),
                },
                _ => {}
            }
        }
        found
    }

    /// The first JSON-LD object of one of the types.
    pub fn json_ld_of(&self, types: &[&str]) -> Option<Value> {
        self.json_ld().into_iter().find(|value| match value.get("@type") {
            Some(Value::String(name)) => types.contains(&name.as_str()),
            Some(Value::Array(names)) => names.iter().any(|n| n.as_str().is_some_and(|n| types.contains(&n))),
            _ => false,
        })
    }
}

/// Elements below another that a CSS selector finds.
pub fn within<'a>(element: ElementRef<'a>, css: &'static str) -> impl Iterator<Item = ElementRef<'a>> {
    element.select(selector(css))
}

/// The cleaned text of an element and all below it.
pub fn words(element: ElementRef<'_>) -> Option<String> {
    text::clean(&element.text().collect::<Vec<_>>().join(""))
}

/// The text of an element with its line breaks.
pub fn prose(element: ElementRef<'_>) -> Option<String> {
    text::from_html(&element.inner_html())
}

/// The text that follows a heading, up to the next heading; tables on the way are left out.
pub fn prose_after(heading: ElementRef<'_>) -> Option<String> {
    let mut out = String::new();
    for next in heading.next_siblings() {
        if let Some(text) = next.value().as_text() {
            out.push_str(&text.replace('&', "&amp;").replace('<', "&lt;"));
            continue;
        }
        let Some(element) = ElementRef::wrap(next) else { continue };
        let is_heading = |element: ElementRef<'_>| {
            matches!(element.value().name(), "h1" | "h2" | "h3")
                || element.value().classes().any(|class| class == "normal_header")
        };
        if is_heading(element) || element.children().filter_map(ElementRef::wrap).any(is_heading) {
            break;
        }
        if !matches!(element.value().name(), "table" | "script" | "style") {
            if element.value().name() == "div" {
                out.push('\n');
            }
            out.push_str(&element.html());
        }
    }
    text::from_html(&out)
}

/// The text that stands directly in an element, that of its children left out.
pub fn own_words(element: ElementRef<'_>) -> Option<String> {
    let own: String =
        element.children().filter_map(|child| child.value().as_text().map(|text| &**text)).collect();
    text::clean(&own)
}

/// An attribute that is not blank.
pub fn attr(element: ElementRef<'_>, name: &str) -> Option<String> {
    element.attr(name).map(str::trim).filter(|value| !value.is_empty()).map(str::to_owned)
}

/// Compiled selectors by their text; there are as many as the code names, so they stay for good.
fn selector(css: &'static str) -> &'static Selector {
    static KNOWN: LazyLock<Mutex<HashMap<&'static str, &'static Selector>>> = LazyLock::new(Mutex::default);
    let mut known = KNOWN.lock().expect("no panic while held");
    known.entry(css).or_insert_with(|| {
        Box::leak(Box::new(
            Selector::parse(css).expect("a selector in our own code is sound; each has a test"),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_to_a_page() {
        let page = Page::parse(
            br#"<title>A &amp; B</title><meta property="og:title" content="T"><link rel="canonical" href="https://a.example/1">
            <script type="application/ld+json">{"@graph":[{"@type":"TVSeries","name":"N
            ame"}]}</script><p class="x">one <b>two</b></p>"#,
        );
        assert_eq!(page.title().as_deref(), Some("A & B"));
        assert_eq!(page.meta("og:title").as_deref(), Some("T"));
        assert_eq!(page.address().as_deref(), Some("https://a.example/1"));
        assert_eq!(page.text("p.x").as_deref(), Some("one two"));
        assert_eq!(page.first("p.x").and_then(own_words).as_deref(), Some("one"));
        assert!(page.json_ld_of(&["TVSeries"]).is_some());
    }
}
