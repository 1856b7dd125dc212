//! The rows of the sheet.

use std::fmt::Write as _;

use model::Instant;

use super::{Having, count, having, micros, moment, some, text, whole};
use crate::{
    Engine, Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonRow {
    /// The row's id, or `151#2` for the second row that has it.
    pub key: String,
    /// The row's id.
    pub row_id: String,
    /// The row's place in the sheet.
    pub row_index: u64,
    /// The name.
    pub name: String,
    /// The address.
    pub email: Option<String>,
    /// The type, byte for byte.
    pub personality_type: Option<String>,
    /// Where the row's link leads.
    pub source_link: Option<String>,
    /// What that is.
    pub link_kind: String,
    /// A hash of what the row says.
    pub content_hash: String,
    /// When it was first seen.
    pub created_at: Instant,
    /// When it changed last.
    pub updated_at: Instant,
    /// Since when the sheet does not have it any more.
    pub gone_at: Option<Instant>,
}

/// Which people are listed, in the order of the sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonFilter {
    /// Only those with this id of a row.
    pub row_id: Option<String>,
    /// Only those with this name.
    pub name: Option<String>,
    /// Only those with this address.
    pub email: Option<String>,
    /// Only those of this type.
    pub personality_type: Option<String>,
    /// Only those whose link is of this kind.
    pub link_kind: Option<String>,
    /// Only whose name or address holds this, whatever the case of its letters.
    pub text: Option<String>,
    /// Whether that text has to be the whole name or address.
    pub is_whole_text: bool,
    /// Only those with a file like this.
    pub having: Option<Having>,
    /// Those that are gone from the sheet as well.
    pub with_gone: bool,
    /// Only those after this one: its place and its key.
    pub after: Option<(u64, String)>,
}

/// How many people there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PeopleCounts {
    /// In the sheet.
    pub present: u64,
    /// Gone from it.
    pub gone: u64,
    /// With a link.
    pub linked: u64,
    /// Erased.
    pub erased: u64,
}

const COLUMNS: &str = "person_key, row_id, row_index, name, email, personality_type, source_link, link_kind, \
                       content_hash, created_at, updated_at, gone_at";

fn read(cells: &Cells<'_>) -> Result<PersonRow, StoreError> {
    Ok(PersonRow {
        key: cells.text(0)?,
        row_id: cells.text(1)?,
        row_index: count(cells, 2)?,
        name: cells.text(3)?,
        email: some(cells, 4)?,
        personality_type: some(cells, 5)?,
        source_link: some(cells, 6)?,
        link_kind: cells.text(7)?,
        content_hash: cells.text(8)?,
        created_at: cells.time(9)?,
        updated_at: cells.time(10)?,
        gone_at: moment(cells, 11)?,
    })
}

/// What a text is looked for in: name and address, each in a line of its own, without the case of their letters.
fn words(person: &PersonRow) -> String {
    let line = |text: &str| folded(text).replace('\n', " ");
    format!("\n{}\n{}\n", line(&person.name), line(person.email.as_deref().unwrap_or_default()))
}

/// What stands in those words where they hold the text, or have it as a whole line.
fn looked_for(text: &str, is_whole: bool) -> String {
    let text = folded(text).replace('\n', " ");
    if is_whole { format!("\n{text}\n") } else { text }
}

/// Letter by letter: a part of a word folds as it does within the whole one.
fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}

impl Store {
    /// One person.
    pub async fn person_row(&self, key: &str) -> Result<Option<PersonRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people WHERE person_key = $1");
        let row = sql::query_one(&self.db, "reading a person", &select, [key.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Up to `limit` people, in the order of the sheet.
    pub async fn people(&self, filter: &PersonFilter, limit: usize) -> Result<Vec<PersonRow>, StoreError> {
        let (place, key) = filter.after.clone().map_or((-1, String::new()), |(at, key)| (whole(at), key));
        let mut values: Vec<sea_orm::Value> = vec![place.into(), key.into(), whole(limit as u64).into()];
        let mut wheres = String::new();
        for (column, wanted) in [
            ("row_id", &filter.row_id),
            ("name", &filter.name),
            ("email", &filter.email),
            ("personality_type", &filter.personality_type),
            ("link_kind", &filter.link_kind),
        ] {
            if let Some(wanted) = wanted {
                values.push(wanted.as_str().into());
                let _ = write!(wheres, " AND {column} = ${}", values.len());
            }
        }
        if let Some(wanted) = &filter.text {
            values.push(looked_for(wanted, filter.is_whole_text).into());
            let position = match self.engine {
                Engine::Sqlite => "instr",
                Engine::Postgres => "strpos",
            };
            let _ = write!(wheres, " AND {position}(words, ${}) > 0", values.len());
        }
        if let Some(having) = &filter.having {
            wheres.push_str(&having::condition(having, &mut values));
        }
        if !filter.with_gone {
            wheres.push_str(" AND gone_at = 0");
        }
        let select = format!(
            "SELECT {COLUMNS} FROM people WHERE (row_index, person_key) > ($1, $2){wheres} \
             ORDER BY row_index, person_key LIMIT $3"
        );
        sql::read(&self.db, "listing people", &select, values, read).await
    }

    /// How many people there are.
    pub async fn people_counts(&self) -> Result<PeopleCounts, StoreError> {
        let select = "SELECT (SELECT COUNT(*) FROM people WHERE gone_at = 0), \
                      (SELECT COUNT(*) FROM people WHERE gone_at <> 0), \
                      (SELECT COUNT(*) FROM people WHERE gone_at = 0 AND source_link <> ''), \
                      (SELECT COUNT(*) FROM people_tombstones)";
        let Some(row) = sql::query_one(&self.db, "counting people", select, []).await? else {
            return Ok(PeopleCounts::default());
        };
        let cells = Cells(&row);
        Ok(PeopleCounts {
            present: count(&cells, 0)?,
            gone: count(&cells, 1)?,
            linked: count(&cells, 2)?,
            erased: count(&cells, 3)?,
        })
    }

    /// The keys of everybody who was erased.
    pub async fn people_erased(&self) -> Result<Vec<String>, StoreError> {
        let select = "SELECT person_key FROM people_tombstones ORDER BY person_key";
        sql::read(&self.db, "listing who was erased", select, [], |cells| cells.text(0)).await
    }
}

impl WriteTx {
    /// One person, as this transaction sees them.
    pub async fn person_row(&self, key: &str) -> Result<Option<PersonRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people WHERE person_key = $1");
        let row = sql::query_one(&self.tx, "reading a person", &select, [key.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Everybody, those gone included, as this transaction sees them.
    pub async fn all_people(&self) -> Result<Vec<PersonRow>, StoreError> {
        let select = format!("SELECT {COLUMNS} FROM people ORDER BY row_index, person_key");
        let rows = sql::query(&self.tx, "reading all people", &select, []).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// The keys of everybody who was erased, as this transaction sees them.
    pub async fn erased_people(&self) -> Result<Vec<String>, StoreError> {
        let select = "SELECT person_key FROM people_tombstones ORDER BY person_key";
        let rows = sql::query(&self.tx, "listing who was erased", select, []).await?;
        rows.iter().map(|row| Cells(row).text(0)).collect()
    }

    /// Saves people; those that are there are replaced, but for the time when they were first seen. Who was erased is
    /// passed by, whoever asks for it.
    pub async fn save_people(&self, people: &[PersonRow]) -> Result<(), StoreError> {
        let each = || people.iter();
        let rows = Rows::new()
            .text("person_key", each().map(|person| person.key.as_str()))
            .text("row_id", each().map(|person| person.row_id.as_str()))
            .int("row_index", each().map(|person| whole(person.row_index)))
            .text("name", each().map(|person| person.name.as_str()))
            .text("email", each().map(|person| text(person.email.as_ref())))
            .text("words", each().map(words))
            .text("personality_type", each().map(|person| text(person.personality_type.as_ref())))
            .text("source_link", each().map(|person| text(person.source_link.as_ref())))
            .text("link_kind", each().map(|person| person.link_kind.as_str()))
            .text("content_hash", each().map(|person| person.content_hash.as_str()))
            .int("created_at", each().map(|person| person.created_at.as_micros()))
            .int("updated_at", each().map(|person| person.updated_at.as_micros()))
            .int("gone_at", each().map(|person| micros(person.gone_at)));
        let insert = format!(
            "INSERT INTO people ({COLUMNS}, words) SELECT {COLUMNS}, words FROM r \
             WHERE NOT EXISTS (SELECT 1 FROM people_tombstones t WHERE t.person_key = r.person_key) ON CONFLICT (person_key) DO UPDATE SET \
             row_id = excluded.row_id, row_index = excluded.row_index, name = excluded.name, email = excluded.email, \
             words = excluded.words, personality_type = excluded.personality_type, \
             source_link = excluded.source_link, \
             link_kind = excluded.link_kind, content_hash = excluded.content_hash, \
             updated_at = excluded.updated_at, gone_at = excluded.gone_at"
        );
        rows.execute(&self.tx, "saving people", &insert).await.map(|_| ())
    }
}
