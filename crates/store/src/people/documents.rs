//! The documents that rows link to, with their texts.

use model::Instant;

use super::{micros, moment, some, text};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells},
};

/// A document of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// The key of the person.
    pub person: String,
    /// The document's id; the address itself where it is none of Google's.
    pub document_id: String,
    /// Its address.
    pub url: String,
    /// `pending`, `fetched` or `failed`.
    pub state: String,
    /// How it was read: `http` or `browser`.
    pub how: Option<String>,
    /// Its text.
    pub text: String,
    /// Its page.
    pub html: String,
    /// A hash of text and page.
    pub content_hash: Option<String>,
    /// The last failure, as JSON.
    pub failure: Option<String>,
    /// When it was read last.
    pub fetched_at: Option<Instant>,
    /// When a failed one is tried again.
    pub next_attempt_at: Option<Instant>,
    /// When it was found.
    pub created_at: Instant,
    /// When anything of it changed last.
    pub updated_at: Instant,
}

const COLUMNS: &str = "person_row_id, document_id, url, state, how, body, html, content_hash, failure, fetched_at, \
                       next_attempt_at, created_at, updated_at";

fn read(cells: &Cells<'_>) -> Result<DocumentRow, StoreError> {
    Ok(DocumentRow {
        person: cells.text(0)?,
        document_id: cells.text(1)?,
        url: cells.text(2)?,
        state: cells.text(3)?,
        how: some(cells, 4)?,
        text: cells.text(5)?,
        html: cells.text(6)?,
        content_hash: some(cells, 7)?,
        failure: some(cells, 8)?,
        fetched_at: moment(cells, 9)?,
        next_attempt_at: moment(cells, 10)?,
        created_at: cells.time(11)?,
        updated_at: cells.time(12)?,
    })
}

impl Store {
    /// The documents of a person.
    pub async fn person_documents(&self, person: &str) -> Result<Vec<DocumentRow>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM person_documents WHERE person_row_id = $1 ORDER BY document_id");
        sql::read(&self.db, "reading a person's documents", &select, [person.into()], read).await
    }

    /// How many documents there are, by state.
    pub async fn document_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let select = "SELECT state, COUNT(*) FROM person_documents GROUP BY state ORDER BY state";
        sql::read(&self.db, "counting documents", select, [], |cells| {
            Ok((cells.text(0)?, super::count(cells, 1)?))
        })
        .await
    }
}

impl WriteTx {
    /// Saves a document whole, but for the time when it was found.
    pub async fn save_document(&self, document: &DocumentRow) -> Result<(), StoreError> {
        let insert = format!(
            "INSERT INTO person_documents ({COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
             ON CONFLICT (person_row_id, document_id) DO UPDATE SET url = excluded.url, state = excluded.state, \
             how = excluded.how, body = excluded.body, html = excluded.html, content_hash = excluded.content_hash, \
             failure = excluded.failure, fetched_at = excluded.fetched_at, \
             next_attempt_at = excluded.next_attempt_at, updated_at = excluded.updated_at"
        );
        let values = [
            document.person.as_str().into(),
            document.document_id.as_str().into(),
            document.url.as_str().into(),
            document.state.as_str().into(),
            text(document.how.as_ref()).into(),
            document.text.as_str().into(),
            document.html.as_str().into(),
            text(document.content_hash.as_ref()).into(),
            text(document.failure.as_ref()).into(),
            micros(document.fetched_at).into(),
            micros(document.next_attempt_at).into(),
            document.created_at.as_micros().into(),
            document.updated_at.as_micros().into(),
        ];
        sql::execute(&self.tx, "saving a document", &insert, values).await.map(|_| ())
    }
}
