//! Answers of providers as records: what one source said about one work, over all that it was asked.
//!
//! A record holds every page as it came, so that a better reader can read it again without the network, and
//! beside them the normal form that the reader of the day made of them, so that nobody has to.

use model::{ExternalId, Instant, Record, RecordKind, SourceId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use sources::providers::{Context, ParseError, Provider, provider_of, read};

/// The name under which answers are kept among the formats of records.
pub const ANSWERS: &str = "answers";

/// What one source said about one work.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Who said it.
    pub source: SourceId,
    /// The work, by the source's own id.
    pub subject: ExternalId,
    /// All parts as one record.
    pub record: Record,
    /// The parts, that of the work itself first.
    pub parts: Vec<Part>,
}

/// What a source answered at one endpoint.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The endpoint.
    pub endpoint: String,
    /// When the source was asked.
    pub asked_at: Instant,
    /// The version of the reader that read it.
    pub version: u32,
    /// The pages in their order.
    pub pages: Vec<Page>,
}

/// One page of an answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// Where it came from.
    pub url: String,
    /// Its number, where the list counts its pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<u32>,
    /// What came.
    pub body: Body,
}

/// A page's bytes: as text where they are text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Body {
    /// Text.
    Text(String),
    /// Anything else.
    Bytes(Vec<u8>),
}

/// The same without the pages, which are long and seldom wanted.
#[derive(Deserialize)]
struct Light<'a> {
    source: SourceId,
    #[serde(borrow)]
    record: &'a RawValue,
    #[serde(borrow)]
    parts: Vec<LightPart<'a>>,
}

#[derive(Deserialize)]
struct LightPart<'a> {
    version: u32,
    #[serde(borrow, rename = "pages")]
    _pages: &'a RawValue,
}

/// Why kept answers cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum AnswersError {
    /// They are not in the form in which answers are kept.
    #[error("it is not in the form of kept answers: {0}")]
    Form(#[from] serde_json::Error),
    /// No provider of that name is known to this program.
    #[error("there is no source `{0}`")]
    NoSuchSource(SourceId),
    /// The provider does not accept a page any more.
    #[error("a page of `{endpoint}` is not accepted any more")]
    Page {
        /// The endpoint.
        endpoint: String,
        /// Why.
        source: ParseError,
    },
}

impl Body {
    /// A page's bytes.
    pub fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(text) => Self::Text(text.to_owned()),
            Err(_) => Self::Bytes(bytes.to_vec()),
        }
    }

    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Bytes(bytes) => bytes,
        }
    }
}

impl Answers {
    /// Reads kept answers whole.
    ///
    /// # Errors
    /// When they are not in the form in which answers are kept.
    pub fn of(raw: &[u8]) -> Result<Self, AnswersError> {
        Ok(serde_json::from_slice(raw)?)
    }

    /// The same as bytes to keep.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("answers are plain JSON")
    }

    /// The ids that the source gives for the work, its own among them, in order.
    pub fn ids(&self) -> Vec<ExternalId> {
        let own = self.record.external_ids.iter().chain([&self.subject]);
        let mut ids: Vec<ExternalId> = own.filter(|id| id.kind() == self.subject.kind()).cloned().collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Reads all pages again with the reader of this program.
    ///
    /// # Errors
    /// When the source is unknown or does not accept a page any more.
    pub fn read_again(&self) -> Result<Record, AnswersError> {
        let provider =
            provider_of(&self.source).ok_or_else(|| AnswersError::NoSuchSource(self.source.clone()))?;
        let mut records = Vec::new();
        for part in &self.parts {
            for page in &part.pages {
                let context = Context {
                    as_of: part.asked_at.into(),
                    subject: Some(self.subject.clone()),
                    page: page.page,
                };
                let parsed = read(provider, Some(&part.endpoint), page.body.bytes(), &context)
                    .map_err(|source| AnswersError::Page { endpoint: part.endpoint.clone(), source })?;
                records.extend(parsed.records);
            }
        }
        Ok(folded(&self.source, &self.subject, records))
    }
}

/// What kept answers say, as the one record that a merge takes.
///
/// # Errors
/// As [`Answers::of`] and [`Answers::read_again`].
pub fn read_answers(raw: &[u8]) -> Result<Record, AnswersError> {
    let light: Light<'_> = serde_json::from_slice(raw)?;
    let provider =
        provider_of(&light.source).ok_or_else(|| AnswersError::NoSuchSource(light.source.clone()))?;
    let current = light.parts.iter().all(|part| part.version == version_of(provider));
    // A record of an older shape is as good as one of an older reader.
    if current && let Ok(record) = serde_json::from_str(light.record.get()) {
        return Ok(record);
    }
    Answers::of_unread(raw)?.read_again()
}

/// The version of a provider's reader.
pub fn version_of(provider: &dyn Provider) -> u32 {
    provider.facts().version
}

impl Answers {
    /// Reads kept answers whose record may be of an older shape.
    fn of_unread(raw: &[u8]) -> Result<Self, AnswersError> {
        let mut value: Value = serde_json::from_slice(raw)?;
        let source = SourceId::deserialize(&value["source"])?;
        let subject = ExternalId::deserialize(&value["subject"])?;
        value["record"] = serde_json::to_value(Record::new(source, RecordKind::Work, subject))?;
        Ok(serde_json::from_value(value)?)
    }
}

/// Everything that a source says about one work as one record: of single values the first that is said, of
/// lists all, each entry once.
pub fn folded(source: &SourceId, subject: &ExternalId, records: Vec<Record>) -> Record {
    let about = |record: &Record| {
        let kinds = [RecordKind::Work, RecordKind::Episodes, RecordKind::Airings, RecordKind::Search];
        kinds.contains(&record.kind)
    };
    let mut parts = records.into_iter().filter(about);
    let mut whole =
        parts.next().unwrap_or_else(|| Record::new(source.clone(), RecordKind::Work, subject.clone()));
    whole.kind = RecordKind::Work;
    whole.external_id = subject.clone();
    let rest: Vec<Record> = parts.collect();
    if rest.is_empty() {
        return whole;
    }
    let value = |record: &Record| serde_json::to_value(record).expect("a record is plain JSON");
    let mut folded = value(&whole);
    for part in &rest {
        fill(&mut folded, value(part));
    }
    serde_json::from_value(folded).unwrap_or(whole)
}

/// Fills what `known` leaves open with what `more` says.
fn fill(known: &mut Value, more: Value) {
    let (Value::Object(known), Value::Object(more)) = (known, more) else { return };
    for (name, more) in more {
        match (known.entry(name).or_insert(Value::Null), more) {
            (open @ Value::Null, more) => *open = more,
            (Value::Array(list), Value::Array(more)) => extend(list, more),
            _ => {}
        }
    }
}

/// Adds the entries that are not in a list yet. Of one that is, what was left open is filled.
fn extend(list: &mut Vec<Value>, more: Vec<Value>) {
    if list.is_empty() {
        *list = more;
        return;
    }
    let mut places: std::collections::HashMap<String, usize> =
        list.iter().enumerate().map(|(at, entry)| (name_of(entry), at)).collect();
    for entry in more {
        if let Some(at) = places.get(&name_of(&entry)) {
            fill(&mut list[*at], entry);
        } else {
            places.insert(name_of(&entry), list.len());
            list.push(entry);
        }
    }
}

/// What tells an entry from the others of its list: its id or address where it has one, else all of it.
fn name_of(entry: &Value) -> String {
    let by = |key: &str| entry.get(key).and_then(Value::as_str);
    match (by("external_id"), by("number"), by("at")) {
        // One person may stand there under several names of a role, and one work in several ties.
        (Some(id), ..) => format!("{id}\u{1f}{}", by("kind").unwrap_or_default()),
        (None, Some(number), _) => number.to_owned(),
        _ => entry.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use model::EpisodeEntry;

    use super::*;

    fn record(kind: RecordKind, change: impl FnOnce(&mut Record)) -> Record {
        let mut record = Record::new(SourceId::known("jikan"), kind, "mal:9001".parse().expect("an id"));
        change(&mut record);
        record
    }

    #[test]
    fn parts_become_one_record() {
        let episode = |number: &str, title: Option<&str>| EpisodeEntry {
            title: title.map(ToOwned::to_owned),
            ..serde_json::from_value(serde_json::json!({ "number": number })).expect("an episode")
        };
        let whole = folded(
            &SourceId::known("jikan"),
            &"mal:9001".parse().expect("an id"),
            vec![
                record(RecordKind::Work, |r| {
                    r.title = Some("Moonlit Depot".into());
                    r.episodes_list = vec![episode("1", None)];
                }),
                record(RecordKind::Episodes, |r| {
                    r.title = Some("another".into());
                    r.episodes_list = vec![episode("1", Some("Departure")), episode("2", None)];
                }),
                record(RecordKind::Character, |r| r.synopsis = Some("of somebody else".into())),
            ],
        );
        assert_eq!((whole.kind.clone(), whole.title.as_deref()), (RecordKind::Work, Some("Moonlit Depot")));
        assert_eq!(whole.synopsis, None);
        let titles: Vec<_> =
            whole.episodes_list.iter().map(|e| (e.number.as_str(), e.title.as_deref())).collect();
        assert_eq!(titles, [("1", Some("Departure")), ("2", None)]);
    }

    #[test]
    fn an_older_reader_is_read_over() {
        let body = include_str!("../../sources/fixtures/jikan/anime-full.json");
        let subject: ExternalId = "mal:9001".parse().expect("an id");
        let page = Page { url: "http://h.example".into(), page: None, body: Body::of(body.as_bytes()) };
        let part = Part {
            endpoint: "anime_full".into(),
            asked_at: Instant::from_micros(0),
            version: 0,
            pages: vec![page],
        };
        let stale = record(RecordKind::Work, |_| ());
        let mut answers =
            Answers { source: SourceId::known("jikan"), subject, record: stale, parts: vec![part] };
        let read = read_answers(&answers.to_bytes()).expect("the pages are sound");
        assert_eq!(read.episodes, Some(12));
        answers.record = read.clone();
        answers.parts[0].version = version_of(provider_of(&answers.source).expect("it is known"));
        assert_eq!(read_answers(&answers.to_bytes()).ok(), Some(read));
        assert_eq!(Answers::of(&answers.to_bytes()).ok(), Some(answers));
    }
}
