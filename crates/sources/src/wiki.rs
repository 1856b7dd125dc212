//! Wikis that people write, read by selectors that are settings: a list page whose links lead to one page for
//! each character, and what such a page says in its box and its profile.
//!
//! Pure: text in, facts out. A wiki's markup changes whenever somebody edits a template, so where things
//! stand is no code of ours.

use std::fmt;

use percent::decoded;
use scraper::{ElementRef, Selector};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::parts::html::{self, Page};

/// Where things stand on a wiki's pages, as CSS selectors.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Selectors {
    /// The tables that list characters; the first one that has links is read.
    pub list: String,
    /// Within such a table, the links to characters' pages.
    pub link: String,
    /// A page's title.
    pub title: String,
    /// The picture in a page's box.
    pub image: String,
    /// One line of the box, which has a label and a value.
    pub field: String,
    /// Within a line, its label.
    pub label: String,
    /// Within a line, its value.
    pub value: String,
    /// The label of the birthday.
    pub birthday: String,
    /// The paragraphs of the profile.
    pub profile: String,
}

impl Default for Selectors {
    /// Those of the wiki of Stella Sora.
    fn default() -> Self {
        let own = |text: &str| text.to_owned();
        Self {
            list: own("table.wikitable.sortable"),
            link: own("tr td:nth-child(2) a[href]"),
            title: own("h1#firstHeading, h1"),
            image: own(".infobox img[src], .portable-infobox img[src]"),
            field: own(".infobox tr, .portable-infobox .pi-data"),
            label: own("th, .pi-data-label"),
            value: own("td, .pi-data-value"),
            birthday: own("Birthday"),
            profile: own(
                ".tabber__panel[data-mw-tabber-title=\"English\"] p, .tabbertab[title=\"English\"] p",
            ),
        }
    }
}

/// A selector that is none.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is no CSS selector: `{text}`")]
pub struct SelectorError {
    /// Its name among the settings.
    pub name: &'static str,
    /// What stands there.
    pub text: String,
}

/// Selectors made ready.
pub struct Wiki {
    list: Selector,
    link: Selector,
    title: Selector,
    image: Selector,
    field: Selector,
    label: Selector,
    value: Selector,
    profile: Selector,
    birthday: String,
}

/// A link of the list page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The character's name, as the list writes it.
    pub name: String,
    /// The page's name, as addresses have it, unescaped.
    pub page: String,
}

/// What a character's page says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// Its title.
    pub title: Option<String>,
    /// The address of the picture, in full size.
    pub image: Option<String>,
    /// The birthday, as the page writes it.
    pub birthday: Option<String>,
    /// The profile, a line for each paragraph.
    pub profile: Option<String>,
}

impl Wiki {
    /// Makes selectors ready.
    ///
    /// # Errors
    /// Names the first that is no selector.
    pub fn new(selectors: &Selectors) -> Result<Self, SelectorError> {
        let ready = |name: &'static str, text: &str| {
            Selector::parse(text).map_err(|_| SelectorError { name, text: text.to_owned() })
        };
        Ok(Self {
            list: ready("list", &selectors.list)?,
            link: ready("link", &selectors.link)?,
            title: ready("title", &selectors.title)?,
            image: ready("image", &selectors.image)?,
            field: ready("field", &selectors.field)?,
            label: ready("label", &selectors.label)?,
            value: ready("value", &selectors.value)?,
            profile: ready("profile", &selectors.profile)?,
            birthday: selectors.birthday.trim().to_lowercase(),
        })
    }

    /// The characters that a list page leads to, each once, in its order. Empty when nothing is where the
    /// selectors point.
    pub fn list(&self, body: &[u8], address: &Url) -> Vec<Listed> {
        let page = Page::parse(body);
        let mut found: Vec<Listed> = Vec::new();
        for table in page.select(&self.list) {
            for link in table.select(&self.link) {
                let name = html::words(link).or_else(|| html::attr(link, "title"));
                let target = html::attr(link, "href").and_then(|href| page_of(&href, address));
                let (Some(name), Some(target)) = (name, target) else { continue };
                if !found.iter().any(|known| known.page == target && known.name == name) {
                    found.push(Listed { name, page: target });
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }

    /// What a character's page says.
    pub fn page(&self, body: &[u8], address: &Url) -> Told {
        let page = Page::parse(body);
        let paragraphs: Vec<String> = page.select(&self.profile).filter_map(html::prose).collect();
        let birthday = page.select(&self.field).find_map(|field| {
            let label = field.select(&self.label).next().and_then(html::words)?;
            let wanted = label.trim_end_matches(':').trim().to_lowercase() == self.birthday;
            wanted.then(|| field.select(&self.value).next().and_then(html::words))?
        });
        Told {
            title: page.select(&self.title).find_map(html::words),
            image: page.select(&self.image).find_map(|image| picture(image, address)),
            birthday,
            profile: (!paragraphs.is_empty()).then(|| paragraphs.join("\n")),
        }
    }
}

impl fmt::Debug for Wiki {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wiki").finish_non_exhaustive()
    }
}

/// An id made of a name, as the old pipeline made it: small letters, nothing but letters and digits, and `_`
/// for blanks; `unknown` when nothing is left. Two names may come to the same id, and a new name is a new id.
pub fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let bare: String = lower.chars().filter(|c| c.is_alphanumeric() || c.is_whitespace()).collect();
    let slug = bare.split_whitespace().collect::<Vec<_>>().join("_");
    if slug.is_empty() { "unknown".to_owned() } else { slug }
}

/// The name of a page of the same wiki, out of a link. Links to sections, files and other sites are none.
fn page_of(href: &str, address: &Url) -> Option<String> {
    let target = address.join(href).ok()?;
    if target.host_str() != address.host_str() || target.query().is_some() {
        return None;
    }
    let folder = address.path().rsplit_once('/').map_or("/", |(folder, _)| folder);
    let page = target.path().strip_prefix(folder)?.trim_start_matches('/');
    let page = decoded(page)?;
    let is_special = ["File:", "Special:", "Category:", "Template:", "User:", "Talk:"]
        .iter()
        .any(|space| page.starts_with(space));
    (!page.is_empty() && !is_special).then_some(page)
}

/// A picture in full size. `MediaWiki` keeps small copies under `/thumb/`, named after the whole one.
fn picture(image: ElementRef<'_>, address: &Url) -> Option<String> {
    let source = html::attr(image, "data-src").or_else(|| html::attr(image, "src"))?;
    let mut url = address.join(&source).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    if let Some((before, after)) = url.path().split_once("/thumb/")
        && let Some((whole, _small)) = after.rsplit_once('/')
    {
        let path = format!("{before}/{whole}");
        url.set_path(&path);
    }
    Some(url.into())
}

mod percent {
    //! Percent-encoding undone.

    /// A part of a path in plain letters; `None` when it is not UTF-8.
    pub fn decoded(part: &str) -> Option<String> {
        let bytes = part.as_bytes();
        let mut out = Vec::with_capacity(bytes.len());
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let hex = (byte == b'%').then(|| part.get(at + 1..at + 3)).flatten();
            if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
                out.push(value);
                at += 3;
            } else {
                out.push(byte);
                at += 1;
            }
        }
        String::from_utf8(out).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address() -> Url {
        Url::parse("https://w.example/wiki/Characters").expect("an address")
    }

    fn wiki() -> Wiki {
        Wiki::new(&Selectors::default()).expect("our own selectors are sound")
    }

    #[test]
    fn a_list_page() {
        let listed = wiki().list(include_bytes!("../fixtures/stellasora/characters.html"), &address());
        let shown: Vec<String> =
            listed.iter().map(|entry| format!("{} -> {}", entry.name, entry.page)).collect();
        assert_eq!(
            shown,
            ["Wren -> Wren", "Odile -> Odile", "Mira Vale -> Mira_Vale", "Café Noël -> Café_Noël"]
        );
        assert_eq!(wiki().list(b"<p>maintenance</p>", &address()), []);
    }

    #[test]
    fn a_page() {
        let told = wiki().page(include_bytes!("../fixtures/stellasora/character.html"), &address());
        assert_eq!(
            told,
            Told {
                title: Some("Wren".into()),
                image: Some("https://static.w.example/wiki/2/2f/Wren.png".into()),
                birthday: Some("March 14".into()),
                profile: Some(
                    "Keeper of the night ferry.\nShe counts lanterns & never loses one.\n\"Mind the gap.\""
                        .into()
                ),
            }
        );
        assert_eq!(wiki().page(b"", &address()), Told::default());
    }

    #[test]
    fn ids_of_names() {
        for (name, id) in [
            ("Tyrant Swimsuit", "tyrant_swimsuit"),
            ("  Café  Noël! ", "café_noël"),
            ("D-7 (Summer)", "d7_summer"),
            ("???", "unknown"),
            ("月", "月"),
        ] {
            assert_eq!(slug(name), id, "{name}");
        }
    }

    #[test]
    fn what_is_no_selector_is_named() {
        let wrong = Selectors { profile: "p[".into(), ..Selectors::default() };
        let error = Wiki::new(&wrong).expect_err("it is no selector").to_string();
        assert_eq!(error, "`profile` is no CSS selector: `p[`");
    }
}
