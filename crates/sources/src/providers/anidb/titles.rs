//! The file of all titles, in both forms. It has some 20 MB, so it is read as a stream.

use model::{Medium, Record, RecordKind};
use quick_xml::{Reader, events::Event};

use super::{FACTS, names, words, work_id, xml};
use crate::providers::{ParseError, Parsed};

/// Reads the XML form: `<animetitles><anime aid><title type xml:lang>`.
pub fn from_xml(body: &[u8]) -> Result<Parsed, ParseError> {
    let source = String::from_utf8_lossy(body);
    let mut reader = Reader::from_str(source.trim_start_matches('\u{feff}'));
    let mut works = Works::default();
    // The kind and language of the title that is open, and its text so far.
    let mut title: Option<(String, String, String)> = None;
    let mut whole = false;
    loop {
        match reader.read_event().map_err(ParseError::damaged)? {
            Event::Start(tag) => match tag.name().into_inner() {
                "anime" => works.open(&value(&xml::attributes(&tag), "aid")),
                "title" => {
                    let attributes = xml::attributes(&tag);
                    title = Some((value(&attributes, "type"), value(&attributes, "xml:lang"), String::new()));
                }
                _ => {}
            },
            Event::End(tag) => match tag.name().into_inner() {
                "title" => {
                    if let Some((kind, language, name)) = title.take() {
                        works.add(&kind, &language, &name);
                    }
                }
                "animetitles" => whole = true,
                _ => {}
            },
            Event::Text(part) => title.iter_mut().for_each(|(_, _, name)| name.push_str(&part)),
            Event::CData(part) => title.iter_mut().for_each(|(_, _, name)| name.push_str(&part)),
            Event::GeneralRef(reference) => {
                if let Some((_, _, name)) = &mut title {
                    xml::resolve(&reference, name);
                }
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if !whole {
        return Err(ParseError::damaged("the file of titles breaks off"));
    }
    works.parsed()
}

/// Reads the lines `aid|type|language|title`; those with `#` are comments.
pub fn from_lines(body: &[u8]) -> Result<Parsed, ParseError> {
    let source = String::from_utf8_lossy(body);
    let mut works = Works::default();
    for line in source.trim_start_matches('\u{feff}').lines().filter(|line| !line.starts_with('#')) {
        // A title may hold the separator itself.
        let mut fields = line.splitn(4, '|');
        let (Some(aid), Some(kind), Some(language), Some(name)) =
            (fields.next(), fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        works.open(aid);
        works.add(kind, language, name);
    }
    works.parsed()
}

/// The works so far; the last one is open.
#[derive(Default)]
struct Works {
    done: Vec<Record>,
    open: Option<Record>,
}

impl Works {
    fn open(&mut self, aid: &str) {
        if self.open.as_ref().is_some_and(|open| open.external_id.id() == aid) {
            return;
        }
        self.close();
        self.open = work_id(aid).map(|id| {
            let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
            record.url = record.external_id.url();
            record.medium = Some(Medium::Anime);
            record
        });
    }

    fn add(&mut self, kind: &str, language: &str, name: &str) {
        if let Some(record) = &mut self.open {
            names::add(record, name, words::title_kind(kind), words::language(language));
        }
    }

    fn close(&mut self) {
        if let Some(mut record) = self.open.take().filter(|record| !record.titles.is_empty()) {
            names::settle(&mut record);
            self.done.push(record);
        }
    }

    fn parsed(mut self) -> Result<Parsed, ParseError> {
        self.close();
        if self.done.is_empty() {
            return Err(ParseError::damaged("there are no titles in it"));
        }
        Ok(Parsed::list(self.done))
    }
}

/// An attribute; their order is not fixed.
fn value(attributes: &[(String, String)], name: &str) -> String {
    attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).unwrap_or_default()
}
