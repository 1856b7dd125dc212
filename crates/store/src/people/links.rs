//! Every address found for a person, noise included.

use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// An address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// As it was written.
    pub raw: String,
    /// In its normal form.
    pub url: String,
    /// What it leads to; `noise` where that is nothing to download.
    pub kind: String,
    /// Why it is noise.
    pub reason: String,
    /// Where it was found: `sheet`, or the id of a document.
    pub origin: String,
}

const OF_A_PERSON: &str =
    "SELECT raw, url, kind, reason, origin FROM person_links WHERE person_row_id = $1 ORDER BY position";

fn read(cells: &Cells<'_>) -> Result<LinkRow, StoreError> {
    Ok(LinkRow {
        raw: cells.text(0)?,
        url: cells.text(1)?,
        kind: cells.text(2)?,
        reason: cells.text(3)?,
        origin: cells.text(4)?,
    })
}

impl Store {
    /// What was found for a person, in the order in which it was found.
    pub async fn person_links(&self, person: &str) -> Result<Vec<LinkRow>, StoreError> {
        sql::read(&self.db, "reading a person's links", OF_A_PERSON, [person.into()], read).await
    }

    /// How many addresses were found, by what they lead to.
    pub async fn link_counts(&self) -> Result<Vec<(String, u64)>, StoreError> {
        let select = "SELECT kind, COUNT(*) FROM person_links GROUP BY kind ORDER BY kind";
        sql::read(&self.db, "counting links", select, [], |cells| {
            Ok((cells.text(0)?, super::count(cells, 1)?))
        })
        .await
    }
}

impl WriteTx {
    /// What was found for a person, as this transaction sees it.
    pub async fn person_links(&self, person: &str) -> Result<Vec<LinkRow>, StoreError> {
        let rows = sql::query(&self.tx, "reading a person's links", OF_A_PERSON, [person.into()]).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// Replaces what was found for a person; nothing is found for somebody who was erased.
    pub async fn save_links_of(&self, person: &str, links: &[LinkRow]) -> Result<(), StoreError> {
        let what = "saving a person's links";
        let delete = "DELETE FROM person_links WHERE person_row_id = $1";
        sql::execute(&self.tx, what, delete, [person.into()]).await?;
        let each = || links.iter();
        let rows = Rows::new()
            .int("position", 0..links.len() as i64)
            .text("raw", each().map(|link| link.raw.as_str()))
            .text("url", each().map(|link| link.url.as_str()))
            .text("kind", each().map(|link| link.kind.as_str()))
            .text("reason", each().map(|link| link.reason.as_str()))
            .text("origin", each().map(|link| link.origin.as_str()))
            .repeat("person_row_id", person);
        let insert = "INSERT INTO person_links (person_row_id, position, raw, url, kind, reason, origin) \
                      SELECT r.person_row_id, r.position, r.raw, r.url, r.kind, r.reason, r.origin FROM r \
                      WHERE NOT EXISTS (SELECT 1 FROM people_tombstones t WHERE t.person_key = r.person_row_id)";
        rows.execute(&self.tx, what, insert).await.map(|_| ())
    }
}
