//! An XML answer as a tree, for answers about one work; the file of all titles is read as a stream.

use quick_xml::{
    Reader, XmlVersion,
    events::{BytesRef, BytesStart, Event},
};

use crate::{parts::text, providers::ParseError};

/// Elements lie at most this deep in each other; deeper ones are no answer of AniDB's.
const DEEPEST: usize = 32;

/// An element.
#[derive(Debug, Default)]
pub struct Element {
    /// Its name.
    pub name: String,
    /// The text that stands directly in it.
    text: String,
    attributes: Vec<(String, String)>,
    children: Vec<Element>,
}

impl Element {
    /// Reads a whole document. What breaks off or does not close is damage.
    pub fn parse(body: &[u8]) -> Result<Self, ParseError> {
        let source = String::from_utf8_lossy(body);
        let mut reader = Reader::from_str(source.trim_start_matches('\u{feff}'));
        let mut open: Vec<Self> = Vec::new();
        loop {
            match reader.read_event().map_err(ParseError::damaged)? {
                Event::Start(_) if open.len() >= DEEPEST => {
                    return Err(ParseError::damaged("it is nested too deeply"));
                }
                Event::Start(tag) => open.push(Self::opened(&tag)),
                Event::Empty(tag) => {
                    let element = Self::opened(&tag);
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::End(_) => {
                    let Some(element) = open.pop() else {
                        return Err(ParseError::damaged("it closes too much"));
                    };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(element),
                        None => return Ok(element),
                    }
                }
                Event::Text(words) => say(&mut open, &words),
                Event::CData(words) => say(&mut open, &words),
                Event::GeneralRef(name) => {
                    if let Some(element) = open.last_mut() {
                        resolve(&name, &mut element.text);
                    }
                }
                Event::Eof => return Err(ParseError::damaged("it breaks off")),
                _ => {}
            }
        }
    }

    fn opened(tag: &BytesStart<'_>) -> Self {
        let name = tag.name().into_inner().to_owned();
        Self { name, attributes: attributes(tag), ..Self::default() }
    }

    /// An attribute that is not blank.
    pub fn attr(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The first child of a name.
    pub fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The children of a name.
    pub fn children(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The children of a name within the first child of another: each `title` of `titles`.
    pub fn each(&self, list: &str, name: &str) -> impl Iterator<Item = &Self> {
        self.child(list).into_iter().flat_map(move |list| list.children(name))
    }

    /// Every child.
    pub fn all(&self) -> &[Self] {
        &self.children
    }

    /// The cleaned text that stands directly in it.
    pub fn words(&self) -> Option<String> {
        text::clean(&self.text)
    }

    /// The cleaned text of the first child of a name; `None` for stand-ins such as `?`.
    pub fn text(&self, name: &str) -> Option<String> {
        text::known(&self.child(name)?.text)
    }

    /// The text with its lines.
    pub fn raw(&self) -> &str {
        &self.text
    }
}

/// Adds words to the element that is open.
fn say(open: &mut [Element], words: &str) {
    if let Some(element) = open.last_mut() {
        element.text += words;
    }
}

/// Names and values of a tag; what cannot be read is left out.
pub fn attributes(tag: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = tag.attributes();
    attributes
        .with_checks(false)
        .flatten()
        .map(|attribute| {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
            (attribute.key.into_inner().to_owned(), value)
        })
        .collect()
}

/// Adds what a reference stands for; one that nobody knows stays as it is written.
pub fn resolve(name: &BytesRef<'_>, text: &mut String) {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        text.push(character);
        return;
    }
    match &**name {
        "amp" => text.push('&'),
        "lt" => text.push('<'),
        "gt" => text.push('>'),
        "quot" => text.push('"'),
        "apos" => text.push('\''),
        other => *text = std::mem::take(text) + "&" + other + ";",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_become_trees() {
        let root = Element::parse(
            b"<?xml version=\"1.0\"?>\n<a n='1 &amp; 2'><b>x &lt; &#x79;<c/></b><b> ? </b></a>",
        )
        .expect("sound");
        assert_eq!((root.name.as_str(), root.attr("n")), ("a", Some("1 & 2")));
        let texts: Vec<_> = root.children("b").filter_map(Element::words).collect();
        assert_eq!(texts, ["x < y", "?"]);
        assert_eq!(root.text("b").as_deref(), Some("x < y"));
        for broken in ["<a><b></b>", "<a></b>", "", "text", &"<a>".repeat(100), "<a"] {
            assert!(Element::parse(broken.as_bytes()).is_err(), "{broken:.20}");
        }
    }
}
