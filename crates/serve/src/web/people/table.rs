//! `GET /people`: everybody in the order of the sheet, with how their files stand at a glance.

use std::sync::Arc;

use app::{PeopleQuery, PeopleStatus, PersonCard};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};

use super::{address, cause, is_plain, refused};
use crate::{
    problem::Problem,
    query,
    safety::Standing,
    site::Site,
    web::{Frame, desk::shown::bytes, frame, text::number},
};

/// People on a page.
const AT_ONCE: usize = 50;

/// How a file may stand, and in words.
const STANDINGS: [(&str, &str); 4] =
    [("here", "here"), ("pending", "waiting"), ("failed", "failed, tried again"), ("lost", "given up")];

/// The causes that a list may be sieved by.
const CAUSES: [&str; 8] =
    ["network", "rate_limit", "quota", "permission", "gone", "validation", "disk", "system"];

#[derive(Template)]
#[template(path = "people.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    sieve: Sieve,
    /// Where names are shown that are masked here, or the other way round, for tokens that may see them.
    names: Option<String>,
    rows: Vec<Row>,
    counts: Vec<(&'static str, String)>,
    next: Option<String>,
}

/// What the table shows, as its form has it.
#[derive(Default)]
struct Sieve {
    words: String,
    kind: String,
    status: String,
    failure: String,
    with_gone: bool,
    plain: bool,
}

/// Somebody, as a line.
struct Row {
    address: String,
    key: String,
    name: String,
    email: String,
    kind: String,
    link: &'static str,
    /// Classes and words, such as `ok` and "3 here".
    states: Vec<(&'static str, String)>,
    size: String,
    is_gone: bool,
}

impl Sieve {
    /// The address of the same table, with names shown or masked, and from a cursor on.
    fn address(&self, plain: bool, cursor: Option<&str>) -> String {
        let mut asked = url::form_urlencoded::Serializer::new("/people?".to_owned());
        let texts =
            [("q", &self.words), ("type", &self.kind), ("status", &self.status), ("failure", &self.failure)];
        for (name, value) in texts.into_iter().filter(|(_, value)| !value.is_empty()) {
            asked.append_pair(name, value);
        }
        for (name, is_set) in [("gone", self.with_gone), ("plain", plain)] {
            if is_set {
                asked.append_pair(name, "1");
            }
        }
        if let Some(cursor) = cursor {
            asked.append_pair("cursor", cursor);
        }
        asked.finish()
    }

    fn is_empty(&self) -> bool {
        [&self.words, &self.kind, &self.status, &self.failure].iter().all(|text| text.is_empty())
            && !self.with_gone
    }

    /// Each standing with its words, and whether it is the chosen one.
    fn standings(&self) -> [(&'static str, &'static str, bool); 4] {
        STANDINGS.map(|(word, told)| (word, told, word == self.status))
    }

    /// Each cause with what it means, and whether it is the chosen one.
    fn causes(&self) -> [(&'static str, &'static str, bool); 8] {
        CAUSES.map(|word| (word, cause(word), word == self.failure))
    }
}

impl Row {
    fn of(card: PersonCard) -> Self {
        let files = &card.files;
        let states = [
            ("ok", files.here, "here"),
            ("degraded", files.pending, "waiting"),
            ("degraded", files.failed, "failed"),
            ("down", files.lost, "given up"),
        ];
        let told = states.into_iter().filter(|(_, count, _)| *count > 0);
        Self {
            address: address(&card.key),
            name: card.name,
            email: card.email.unwrap_or_default(),
            kind: card.personality_type.unwrap_or_default(),
            link: match card.link_kind.as_str() {
                "document" => "document",
                "youtube" => "video",
                "drive_file" => "file",
                "drive_folder" => "folder",
                "none" => "–",
                _ => "page",
            },
            states: told.map(|(class, count, word)| (class, format!("{} {word}", number(count)))).collect(),
            size: if files.bytes == 0 { "–".to_owned() } else { bytes(files.bytes) },
            is_gone: card.gone_at.is_some(),
            key: card.key,
        }
    }
}

fn counts(status: &PeopleStatus) -> Vec<(&'static str, String)> {
    let files = &status.files;
    vec![
        ("People", number(status.people)),
        ("With a link", number(status.with_link)),
        ("Documents read", number(status.documents.get("fetched").copied().unwrap_or_default())),
        ("Files here", number(files.here)),
        ("Waiting", number(files.pending + files.failed)),
        ("Given up", number(files.lost)),
        ("Stored", bytes(files.bytes)),
    ]
}

/// `GET /people`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Extension(standing): Extension<Standing>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let (mut sieve, mut cursor) = (Sieve::default(), None);
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), true) {
        // No text that is kept holds this letter, and not every store can be asked for it.
        let value = value.replace('\0', "");
        match name.as_str() {
            "q" => sieve.words = value,
            "type" => sieve.kind = value,
            "status" => sieve.status = value,
            "failure" => sieve.failure = value,
            "gone" => sieve.with_gone = value == "1",
            "plain" => sieve.plain = is_plain(&standing, &value),
            "cursor" => cursor = Some(value),
            _ => {}
        }
    }
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let question = PeopleQuery {
        text: some(&sieve.words),
        personality_type: some(&sieve.kind),
        files: some(&sieve.status),
        failure: some(&sieve.failure),
        with_gone: sieve.with_gone,
        limit: AT_ONCE,
        plain: sieve.plain,
        is_whole_text: !standing.may_write,
        cursor,
        ..PeopleQuery::default()
    };
    let is_first = question.cursor.is_none();
    let (people, next) = site.app.list_people(&question).await.map_err(refused)?;
    // Counted over everybody, which is only worth it where everybody is looked at.
    let counts =
        if is_first && sieve.is_empty() { counts(&site.app.people_status().await?) } else { Vec::new() };
    frame::answer(&Page {
        frame: &frame,
        query: "",
        next: next.map(|next| sieve.address(sieve.plain, Some(&next))),
        names: standing.may_write.then(|| sieve.address(!sieve.plain, None)),
        rows: people.into_iter().map(Row::of).collect(),
        sieve,
        counts,
    })
}
