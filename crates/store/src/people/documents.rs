//! The documents that rows link to, with their texts.

use model::Instant;

use super::{count, micros, moment, some, text, whole};
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
    /// How often it was written; 0 before the first time. [`WriteTx::save_document`] goes by it.
    pub version: u64,
}

const COLUMNS: &str = "person_row_id, document_id, url, state, how, body, html, content_hash, failure, fetched_at, \
                       next_attempt_at, created_at, updated_at, version";

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
        version: count(cells, 13)?,
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
        sql::read(&self.db, "counting documents", select, [], |cells| Ok((cells.text(0)?, count(cells, 1)?)))
            .await
    }
}

impl WriteTx {
    /// The documents of a person, as this transaction sees them.
    pub async fn documents_of(&self, person: &str) -> Result<Vec<DocumentRow>, StoreError> {
        let select =
            format!("SELECT {COLUMNS} FROM person_documents WHERE person_row_id = $1 ORDER BY document_id");
        let rows = sql::query(&self.tx, "reading a person's documents", &select, [person.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// The text of the first of a person's documents, by their ids; empty where there is none.
    pub async fn first_text_of(&self, person: &str) -> Result<String, StoreError> {
        let select =
            "SELECT body FROM person_documents WHERE person_row_id = $1 ORDER BY document_id LIMIT 1";
        let row = sql::query_one(&self.tx, "reading a person's text", select, [person.into()]).await?;
        row.map_or_else(|| Ok(String::new()), |row| Cells(&row).text(0))
    }

    /// Saves a document, but for the time when it was found, if nobody wrote it since it was read; gives whether. It has
    /// its new version afterwards. One of somebody who was erased is passed by.
    pub async fn save_document(&self, document: &mut DocumentRow) -> Result<bool, StoreError> {
        let save = format!(
            "INSERT INTO person_documents ({COLUMNS}) SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, \
             $14 + 1 WHERE NOT EXISTS (SELECT 1 FROM people_tombstones t WHERE t.person_key = $1) AND ($14 = 0 OR \
             EXISTS (SELECT 1 FROM person_documents d WHERE d.person_row_id = $1 AND d.document_id = $2)) \
             ON CONFLICT (person_row_id, document_id) DO UPDATE SET url = excluded.url, state = excluded.state, \
             how = excluded.how, body = excluded.body, html = excluded.html, content_hash = excluded.content_hash, \
             failure = excluded.failure, fetched_at = excluded.fetched_at, \
             next_attempt_at = excluded.next_attempt_at, updated_at = excluded.updated_at, \
             version = excluded.version WHERE person_documents.version + 1 = excluded.version"
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
            whole(document.version).into(),
        ];
        let saved = sql::execute(&self.tx, "saving a document", &save, values).await? == 1;
        document.version += u64::from(saved);
        Ok(saved)
    }
}
