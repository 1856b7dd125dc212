//! The facts that MAL's pages print behind a label. The layout for desktops has them in lines
//! (`Type: TV`), the one for phones in tables of two columns; both come out alike.

use std::collections::HashMap;

use scraper::ElementRef;

use crate::parts::{
    html::{self, Page},
    text,
};

/// More labels than this are on no page.
const MOST: usize = 200;

/// How deep within a value its text is looked for.
const DEPTH: u8 = 12;

/// The facts of a page, by label.
pub struct Fields<'a>(HashMap<String, Field<'a>>, Vec<String>);

/// What stands behind one label.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// The element that holds the value, and in the layout for desktops the label as well.
    pub value: ElementRef<'a>,
    label: Option<ElementRef<'a>>,
}

impl<'a> Fields<'a> {
    /// Reads them; of several with one label the first counts.
    pub fn of(page: &'a Page) -> Self {
        let mut fields = Self(HashMap::new(), Vec::new());
        for row in page.all("table.table-list tr").take(MOST) {
            let mut cells =
                row.children().filter_map(ElementRef::wrap).filter(|cell| cell.value().name() == "td");
            if let (Some(label), Some(value)) = (cells.next(), cells.next()) {
                fields.add(label, Field { value, label: None });
            }
        }
        for label in page.all("span.dark_text").take(MOST) {
            if let Some(value) = label.parent().and_then(ElementRef::wrap) {
                fields.add(label, Field { value, label: Some(label) });
            }
        }
        fields
    }

    fn add(&mut self, label: ElementRef<'a>, field: Field<'a>) {
        let key = key(&label.text().collect::<String>());
        if !key.is_empty() && !self.0.contains_key(&key) {
            self.1.push(key.clone());
            self.0.insert(key, field);
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The field of the first of these labels that is there.
    pub fn get(&self, labels: &[&str]) -> Option<Field<'a>> {
        labels.iter().find_map(|label| self.0.get(&key(label))).copied()
    }

    /// Its text, unless it stands for "not known".
    pub fn text(&self, labels: &[&str]) -> Option<String> {
        self.get(labels)?.text()
    }

    /// The names that it links, of one kind of page such as `/producer/`.
    pub fn names(&self, labels: &[&str], part: &str) -> Vec<String> {
        self.get(labels).map_or_else(Vec::new, |field| field.names(part))
    }

    /// Labels and fields in the page's order.
    pub fn all(&self) -> impl Iterator<Item = (&str, Field<'a>)> {
        self.1.iter().filter_map(|key| self.0.get(key).map(|field| (key.as_str(), *field)))
    }
}

impl<'a> Field<'a> {
    /// Its text without label and footnotes; `None` for what stands for "not known".
    pub fn text(self) -> Option<String> {
        self.raw().and_then(|text| text::known(&text))
    }

    /// Its text without label and footnotes.
    pub fn raw(self) -> Option<String> {
        let mut out = String::new();
        self.collect(self.value, DEPTH, &mut out);
        text::clean(&out)
    }

    /// The names that it links, of one kind of page. `None found, add some` links a form.
    pub fn names(self, part: &str) -> Vec<String> {
        let links = html::within(self.value, "a[href]").take(MOST);
        let wanted = links.filter(|link| link.attr("href").is_some_and(|address| address.contains(part)));
        let mut names = Vec::new();
        text::add_words(&mut names, wanted.filter_map(html::words).filter_map(|name| text::known(&name)));
        names
    }

    fn collect(self, element: ElementRef<'a>, depth: u8, out: &mut String) {
        for child in element.children() {
            if let Some(text) = child.value().as_text() {
                out.push_str(text);
            } else if let Some(child) = ElementRef::wrap(child)
                && depth > 0
                && self.label != Some(child)
                && !is_hidden(child)
            {
                self.collect(child, depth - 1, out);
            }
        }
    }
}

/// Footnotes, explanations that open on a click, and what only search engines are to see.
fn is_hidden(element: ElementRef<'_>) -> bool {
    let named = element.value();
    let style = named.attr("style").is_some_and(|style| style.replace(' ', "").contains("display:none"));
    style
        || matches!(named.name(), "sup" | "script" | "style")
        || named.classes().any(|class| class == "statistics-info")
}

/// A label's letters: `Alternative<br>Titles` and `Genres:` have blanks and signs that do not matter.
fn key(label: &str) -> String {
    label.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_layouts_come_out_alike() {
        let desktop = Page::parse(
            br#"<div class="spaceit_pad"><span class="dark_text">Score:</span> <span itemprop="ratingValue">8.7</span><sup>1</sup>
            (scored by <span style="display: none">12</span>12 users)<div class="statistics-info">weighted</div></div>
            <div><span class="dark_text">Studios:</span> None found, <a href="/dbchanges.php?x">add some</a></div>
            <div><span class="dark_text">Licensors:</span> <a href="/anime/producer/7/Lamp">Lamp</a>, <a href="/anime/producer/8/S">Signal</a></div>"#,
        );
        let phone = Page::parse(
            br#"<table class="table-list"><tr><td>Score</td><td><span>8.7</span> <sup>*</sup>(scored by 12 users)</td></tr>
            <tr><td>Studios</td><td>Unknown</td></tr><tr><td>Licen<br>sors</td><td><a href="/anime/producer/7/Lamp">Lamp</a>,
            <a href="/anime/producer/8/S">Signal</a></td></tr></table>"#,
        );
        for page in [&desktop, &phone] {
            let fields = Fields::of(page);
            assert_eq!(fields.text(&["Score"]).as_deref(), Some("8.7 (scored by 12 users)"));
            assert_eq!(fields.names(&["Studios"], "/producer/"), Vec::<String>::new());
            assert_eq!(fields.names(&["Licensors"], "/producer/"), ["Lamp", "Signal"]);
            assert_eq!(
                fields.all().map(|(key, _)| key).collect::<Vec<_>>(),
                ["score", "studios", "licensors"]
            );
        }
    }
}
