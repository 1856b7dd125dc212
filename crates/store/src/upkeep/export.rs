//! Export: everything that can be seen, as JSON lines in an order that content alone decides.
//!
//! Two stores in the same state give the same bytes, whatever the engine and however they came there:
//! no internal row id, dictionary or counter is in it, and texts are ordered by their bytes. Where a
//! record was last seen is left out too, so that two packings of one file export alike.

use std::io::Write;

use futures::TryStreamExt;
use model::Instant;
use serde::Serialize;
use serde_json::value::RawValue;

use super::snapshot::Snapshot;
use crate::{Store, StoreError, sql::Cells};

/// Between the ids that a record lists; no external id holds a control character.
const SEPARATOR: char = '\u{1f}';

/// What is listed: the word for its lines, the query, and how a row becomes a line.
type Section = (&'static str, &'static str, fn(Line, &Cells<'_>) -> Result<Line, StoreError>);

const LINK: &str = "SELECT namespace, id, kind, target, justification, confidence, author, note, at FROM links \
                    ORDER BY namespace, id";
const NEGATIVE_LINK: &str = "SELECT namespace, id, kind, target, justification, confidence, author, note, at \
                             FROM negative_links ORDER BY namespace, id, kind, target";
const RECORD: &str = "SELECT t.source, t.format, t.namespace, t.key, t.kind, t.entity, t.stored_at, \
                      (SELECT string_agg(m.namespace || ':' || m.id, '\u{1f}') FROM mentions m WHERE m.record = t.id), \
                      t.dictionary, t.body FROM records t \
                      ORDER BY t.source, t.format, t.namespace, t.key";

/// What follows works, characters, persons, links and records.
const SECTIONS: &[Section] = &[
    (
        "relation",
        "SELECT t.from_namespace, t.from_id, t.to_namespace, t.to_id, t.kind, t.source, f.label, t.line \
         FROM relations t LEFT JOIN files f ON f.id = t.file \
         ORDER BY t.from_namespace, t.from_id, t.to_namespace, t.to_id, t.kind, t.source",
        |line, cells| {
            line.put("from", &cells.external_id(0)?)?
                .put("to", &cells.external_id(2)?)?
                .put("relation", &cells.text(4)?)?
                .put("source", &cells.text(5)?)?
                .place(cells, 6)
        },
    ),
    (
        "rating",
        "SELECT t.source, t.part, t.rater, t.namespace, t.id, t.score, f.label, t.line \
         FROM ratings t LEFT JOIN files f ON f.id = t.file \
         ORDER BY t.source, t.part, t.rater, t.namespace, t.id",
        |line, cells| {
            line.put("source", &cells.text(0)?)?
                .put("part", &cells.text(1)?)?
                .put("user", &cells.text(2)?)?
                .put("subject", &cells.external_id(3)?)?
                .put("score", &cells.real(5)?)?
                .place(cells, 6)
        },
    ),
    (
        "id_map",
        "SELECT t.source, t.namespace, t.id, t.ids, t.title_known, f.label, t.line \
         FROM id_map t LEFT JOIN files f ON f.id = t.file ORDER BY t.source, t.namespace, t.id",
        |line, cells| {
            line.put("source", &cells.text(0)?)?
                .put("key", &cells.external_id(1)?)?
                .raw("ids", cells.text(3)?)?
                .put("title_known", &(cells.int(4)? != 0))?
                .place(cells, 5)
        },
    ),
    (
        "registry",
        "SELECT registry, kind, source_type, source_id, unique_id, name, entity_kind, entity, created_at, removed_at \
         FROM registry_ids ORDER BY registry, kind, unique_id, source_type, source_id",
        |line, cells| {
            let line = line
                .put("registry", &cells.text(0)?)?
                .put("of", &cells.text(1)?)?
                .put("unique_id", &cells.int(4)?)?
                .put("source_type", &cells.text(2)?)?
                .put("source_id", &cells.text(3)?)?
                .put("name", &cells.text(5)?)?
                .put("entity_kind", &cells.text(6)?)?
                .put("entity", &cells.int(7)?)?
                .put("removed", &(cells.int(9)? != 0))?;
            line.time("created_at", cells, 8)?.time("removed_at", cells, 9)
        },
    ),
    (
        "conflict",
        "SELECT namespace, record, subject_namespace, subject_id, kind, kept, other, file, line, is_open, at \
         FROM conflicts ORDER BY namespace, record, kept, other",
        |line, cells| {
            line.put("record", &cells.external_id(0)?)?
                .put("subject", &cells.external_id(2)?)?
                .put("conflict", &cells.text(4)?)?
                .put("kept", &cells.int(5)?)?
                .put("other", &cells.int(6)?)?
                .put("file", &cells.text(7)?)?
                .put("line", &cells.int(8)?)?
                .put("open", &(cells.int(9)? != 0))?
                .time("at", cells, 10)
        },
    ),
    (
        "reject",
        "SELECT f.label, t.line, t.byte_offset, t.code, t.message FROM rejects t JOIN files f ON f.id = t.file \
         ORDER BY f.label, t.line",
        |line, cells| {
            line.place(cells, 0)?
                .put("offset", &cells.optional_int(2)?)?
                .put("code", &cells.text(3)?)?
                .put("message", &cells.text(4)?)
        },
    ),
    (
        "collected",
        "SELECT kind, source_type, source_id, parent_type, parent_id, position, body, at FROM collected \
         ORDER BY kind, source_type, source_id",
        |line, cells| {
            let line = couple(line, cells)?
                .put("parent_type", &cells.text(3)?)?
                .put("parent_id", &cells.text(4)?)?
                .put("position", &cells.int(5)?)?;
            line.raw("said", cells.text(6)?)?.time("at", cells, 7)
        },
    ),
    (
        "hand_value",
        "SELECT kind, source_type, source_id, field, value, author, registry, at FROM curation \
         ORDER BY registry, kind, source_type, source_id, field",
        |line, cells| {
            let line = couple(line, cells)?.put("field", &cells.text(3)?)?.raw("value", cells.text(4)?)?;
            line.put("author", &cells.text(5)?)?.put("registry", &cells.text(6)?)?.time("at", cells, 7)
        },
    ),
    (
        "edit",
        "SELECT id, kind, target, field, value, author, note, taken_back_by, at, taken_back_at FROM edits ORDER BY id",
        |line, cells| {
            let line = line
                .put("id", &cells.int(0)?)?
                .put("of", &cells.text(1)?)?
                .put("target", &cells.int(2)?)?
                .put("field", &cells.text(3)?)?
                .raw("value", cells.text(4)?)?;
            let line = line.put("author", &cells.text(5)?)?.put("note", &cells.text(6)?)?;
            let counts = cells.int(9)? == 0;
            let line = line.put("counts", &counts)?.put("taken_back_by", &cells.text(7)?)?;
            line.time("at", cells, 8)?.time("taken_back_at", cells, 9)
        },
    ),
    (
        "alias",
        "SELECT kind, source_type, source_id, unique_id, author, reason, registry, at FROM registry_aliases \
         ORDER BY registry, kind, source_type, source_id",
        |line, cells| {
            let line =
                couple(line, cells)?.put("unique_id", &cells.int(3)?)?.put("author", &cells.text(4)?)?;
            line.put("reason", &cells.text(5)?)?.put("registry", &cells.text(6)?)?.time("at", cells, 7)
        },
    ),
    (
        "stats",
        "SELECT 'character', source_type, source_id, body, origin, author, registry, at FROM stats \
         ORDER BY registry, source_type, source_id",
        |line, cells| {
            let line = couple(line, cells)?.raw("stats", cells.text(3)?)?.put("origin", &cells.text(4)?)?;
            line.put("author", &cells.text(5)?)?.put("registry", &cells.text(6)?)?.time("at", cells, 7)
        },
    ),
    (
        "preference",
        "SELECT owner, kind, work, name, liked, times, origin, at FROM preferences ORDER BY owner, kind, work, name",
        |line, cells| {
            let line = line.put("owner", &cells.text(0)?)?.put("of", &cells.text(1)?)?;
            let work = Some(cells.int(2)?).filter(|work| *work > 0);
            let line = line.put("work", &work)?.put("name", &cells.text(3)?)?;
            let line = line.put("liked", &(cells.int(4)? != 0))?.put("times", &cells.int(5)?)?;
            line.put("origin", &cells.text(6)?)?.time("at", cells, 7)
        },
    ),
    (
        "picture_address",
        "SELECT a.work, a.url, p.hash, p.width, p.height, p.bytes, a.code, a.reason, a.attempts, a.tried_at \
         FROM picture_addresses a LEFT JOIN pictures p ON p.id = a.picture ORDER BY a.work, a.url",
        |line, cells| {
            let line = line.put("work", &cells.int(0)?)?.put("url", &cells.text(1)?)?;
            let hash = cells.optional_blob(2)?.map(|hash| crate::pictures::hex(&hash));
            line.put("sha256", &hash)?
                .put("width", &cells.optional_int(3)?)?
                .put("height", &cells.optional_int(4)?)?
                .put("bytes", &cells.optional_int(5)?)?
                .put("code", &cells.text(6)?)?
                .put("reason", &cells.text(7)?)?
                .put("attempts", &cells.int(8)?)?
                .time("tried_at", cells, 9)
        },
    ),
    ("tombstone", "SELECT kind, id, reason, at FROM tombstones ORDER BY kind, id", |line, cells| {
        line.put("of", &cells.text(0)?)?
            .put("id", &cells.int(1)?)?
            .put("reason", &cells.text(2)?)?
            .time("at", cells, 3)
    }),
    ("redirect", "SELECT kind, id, target, at FROM redirects ORDER BY kind, id", |line, cells| {
        line.put("of", &cells.text(0)?)?
            .put("id", &cells.int(1)?)?
            .put("target", &cells.int(2)?)?
            .time("at", cells, 3)
    }),
    (
        "gathered",
        "SELECT work, source, endpoint, subject, state, pages, whole, asked_at, fresh_until FROM gathering \
         ORDER BY work, source, endpoint",
        |line, cells| {
            line.put("work", &cells.int(0)?)?
                .put("source", &cells.text(1)?)?
                .put("endpoint", &cells.text(2)?)?
                .put("subject", &cells.text(3)?)?
                .put("state", &cells.text(4)?)?
                .put("pages", &cells.int(5)?)?
                .put("whole", &(cells.int(6)? != 0))?
                .time("asked_at", cells, 7)?
                .time("fresh_until", cells, 8)
        },
    ),
];

impl Store {
    /// Writes the whole visible state as JSON lines. `without_times` leaves every time out, so that two
    /// runs can be compared. Memory stays flat.
    pub async fn export(&self, out: &mut (impl Write + Send), without_times: bool) -> Result<(), StoreError> {
        let mut snapshot = Snapshot::open(self).await?;
        for row in snapshot.all("reading the dictionaries", "SELECT body FROM dictionaries").await? {
            self.dictionaries.learn(&Cells(&row).blob(0)?);
        }
        let mut export = Export { store: self, out, times: !without_times };
        for (kind, table) in [("work", "works"), ("character", "characters"), ("person", "persons")] {
            export.golden(&mut snapshot, kind, table).await?;
        }
        for (kind, query) in [("link", LINK), ("negative_link", NEGATIVE_LINK)] {
            export.section(&mut snapshot, &(kind, query, link_line)).await?;
        }
        export.records(&mut snapshot).await?;
        for section in SECTIONS {
            export.section(&mut snapshot, section).await?;
        }
        export.out.flush().map_err(StoreError::Output)
    }
}

struct Export<'a, W> {
    store: &'a Store,
    out: &'a mut W,
    times: bool,
}

impl<W: Write + Send> Export<'_, W> {
    async fn section(
        &mut self,
        snapshot: &mut Snapshot,
        (kind, query, fill): &Section,
    ) -> Result<(), StoreError> {
        let mut rows = snapshot.rows("exporting", query);
        while let Some(row) = rows.try_next().await? {
            let line = fill(Line::new(kind, self.times), &Cells(&row))?;
            self.write(line)?;
        }
        Ok(())
    }

    async fn golden(&mut self, snapshot: &mut Snapshot, kind: &str, table: &str) -> Result<(), StoreError> {
        let query = format!("SELECT dictionary, body FROM {table} ORDER BY id");
        let mut rows = snapshot.rows("exporting", &query);
        while let Some(row) = rows.try_next().await? {
            let body = self.expand(&Cells(&row), 0).await?;
            let line = Line::new(kind, self.times).raw(kind, text(body)?)?;
            self.write(line)?;
        }
        Ok(())
    }

    async fn records(&mut self, snapshot: &mut Snapshot) -> Result<(), StoreError> {
        let mut rows = snapshot.rows("exporting", RECORD);
        while let Some(row) = rows.try_next().await? {
            let cells = Cells(&row);
            let listed = cells.optional_text(7)?.unwrap_or_default();
            let mut ids: Vec<&str> = listed.split(SEPARATOR).filter(|id| !id.is_empty()).collect();
            ids.sort_unstable();
            let line = Line::new("record", self.times)
                .put("source", &cells.text(0)?)?
                .put("format", &cells.text(1)?)?
                .put("key", &cells.external_id(2)?)?
                .put("of", &cells.text(4)?)?
                .put("entity", &cells.int(5)?)?
                .put("ids", &ids)?
                .time("stored_at", &cells, 6)?;
            let raw = self.expand(&cells, 8).await?;
            // A text as a text; bytes that are none are kept all the same.
            let line = match String::from_utf8(raw) {
                Ok(raw) => line.put("raw", &raw)?,
                Err(raw) => line.put("raw_bytes", raw.as_bytes())?,
            };
            self.write(line)?;
        }
        Ok(())
    }

    /// The body whose dictionary is at `at` and whose frame follows.
    async fn expand(&self, cells: &Cells<'_>, at: usize) -> Result<Vec<u8>, StoreError> {
        let frame = (cells.int(at)?, cells.blob(at + 1)?);
        let mut bodies = self.store.dictionaries.expand(&self.store.db, [frame]).await?;
        bodies.pop().ok_or_else(|| StoreError::Damaged("a body is missing".to_owned()))
    }

    fn write(&mut self, mut line: Line) -> Result<(), StoreError> {
        line.text.push_str("}\n");
        self.out.write_all(line.text.as_bytes()).map_err(StoreError::Output)
    }
}

fn link_line(line: Line, cells: &Cells<'_>) -> Result<Line, StoreError> {
    line.put("subject", &cells.external_id(0)?)?
        .put("of", &cells.text(2)?)?
        .put("target", &cells.int(3)?)?
        .put("justification", &cells.text(4)?)?
        .put("confidence", &(cells.real(5)? as f32))?
        .put("author", &cells.text(6)?)?
        .put("note", &cells.text(7)?)?
        .time("at", cells, 8)
}

/// A keepers' kind and couple, which a row begins with.
fn couple(line: Line, cells: &Cells<'_>) -> Result<Line, StoreError> {
    line.put("of", &cells.text(0)?)?.put("source_type", &cells.text(1)?)?.put("source_id", &cells.text(2)?)
}

fn text(body: Vec<u8>) -> Result<String, StoreError> {
    String::from_utf8(body).map_err(|_| StoreError::Damaged("a golden record is no text".to_owned()))
}

/// A JSON object being written, its fields in the order of the calls.
struct Line {
    text: String,
    times: bool,
}

impl Line {
    fn new(kind: &str, times: bool) -> Self {
        Self { text: format!(r#"{{"kind":"{kind}""#), times }
    }

    fn put<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Result<Self, StoreError> {
        let value = serde_json::to_string(value).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(self.push(name, &value))
    }

    /// A field that is JSON already.
    fn raw(self, name: &str, json: String) -> Result<Self, StoreError> {
        let value = RawValue::from_string(json).map_err(|error| StoreError::Damaged(error.to_string()))?;
        Ok(self.push(name, value.get()))
    }

    /// The file at `at` and the line that follows.
    fn place(self, cells: &Cells<'_>, at: usize) -> Result<Self, StoreError> {
        self.put("file", &cells.optional_text(at)?)?.put("line", &cells.optional_int(at + 1)?)
    }

    fn time(self, name: &str, cells: &Cells<'_>, at: usize) -> Result<Self, StoreError> {
        if !self.times {
            return Ok(self);
        }
        let time: Instant = cells.time(at)?;
        self.put(name, &time)
    }

    fn push(mut self, name: &str, json: &str) -> Self {
        for part in [",\"", name, "\":", json] {
            self.text.push_str(part);
        }
        self
    }
}
