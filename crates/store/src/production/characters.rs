//! Characters of projects, and every version of their bibles.

use model::Instant;

use super::{After, before, like, moment};
use crate::{
    Store, StoreError, WriteTx,
    sql::{self, Cells, Rows},
};

/// A character with the version of its bible that counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharacterRow {
    /// Its id.
    pub id: String,
    /// Its project.
    pub project: String,
    /// The version that counts.
    pub canonical: u32,
    /// The newest version.
    pub latest: u32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was changed last.
    pub updated_at: Instant,
    /// Since when it lies in the bin.
    pub binned_at: Option<Instant>,
    /// The bible of the canonical version, as JSON.
    pub body: String,
}

/// A version of a bible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CharacterVersion {
    /// Its number, from 1.
    pub version: u32,
    /// When it was written.
    pub at: Instant,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// The bible as JSON.
    pub body: String,
}

/// A version to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewVersion {
    /// The name in it.
    pub name: String,
    /// The bible as JSON.
    pub body: String,
    /// By whom.
    pub author: String,
    /// Why.
    pub note: String,
    /// Whether it is the one that counts from now on.
    pub is_canonical: bool,
}

/// Which characters are listed, those changed last first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CharacterFilter {
    /// Only of this project.
    pub project: Option<String>,
    /// Only whose name holds this, whatever its case.
    pub text: Option<String>,
    /// Those in the bin in place of the others.
    pub binned: bool,
    /// Only those after this one, in the order of the list.
    pub after: After,
}

const SELECT: &str = "SELECT c.id, c.project, c.canonical, c.latest, c.created_at, c.updated_at, c.binned_at, v.body \
                      FROM project_characters c JOIN project_character_versions v \
                      ON v.character = c.id AND v.version = c.canonical";

fn read(cells: &Cells<'_>) -> Result<CharacterRow, StoreError> {
    let version = |at| cells.int(at).map(|version| u32::try_from(version).unwrap_or_default());
    Ok(CharacterRow {
        id: cells.text(0)?,
        project: cells.text(1)?,
        canonical: version(2)?,
        latest: version(3)?,
        created_at: cells.time(4)?,
        updated_at: cells.time(5)?,
        binned_at: moment(cells, 6)?,
        body: cells.text(7)?,
    })
}

fn read_version(cells: &Cells<'_>) -> Result<CharacterVersion, StoreError> {
    Ok(CharacterVersion {
        version: u32::try_from(cells.int(0)?).unwrap_or_default(),
        at: cells.time(1)?,
        author: cells.text(2)?,
        note: cells.text(3)?,
        body: cells.text(4)?,
    })
}

impl Store {
    /// A character, in the bin or not.
    pub async fn project_character(&self, id: &str) -> Result<Option<CharacterRow>, StoreError> {
        let select = format!("{SELECT} WHERE c.id = $1");
        let row = sql::query_one(&self.db, "reading a character", &select, [id.into()]).await?;
        row.map(|row| read(&Cells(&row))).transpose()
    }

    /// Those of these characters that are there and not in the bin, in no order.
    pub async fn project_characters_of(&self, ids: &[String]) -> Result<Vec<CharacterRow>, StoreError> {
        let select = format!("{SELECT} WHERE c.binned_at = 0 AND c.id IN (SELECT r.id FROM r)");
        let rows = Rows::new().text("id", ids.iter().map(String::as_str));
        let rows = rows.query(&self.db, "reading characters", &select).await?;
        rows.iter().map(|row| read(&Cells(row))).collect()
    }

    /// Up to `limit` characters, those changed last first.
    pub async fn project_characters(
        &self,
        filter: &CharacterFilter,
        limit: usize,
    ) -> Result<Vec<CharacterRow>, StoreError> {
        let select = format!(
            "{SELECT} WHERE (c.updated_at < $1 OR (c.updated_at = $1 AND c.id < $2)) AND ($3 = '' OR c.project = $3) \
             AND ($4 = '' OR c.folded LIKE $4 ESCAPE '!') AND (CASE WHEN c.binned_at > 0 THEN 1 ELSE 0 END) = $5 \
             ORDER BY c.updated_at DESC, c.id DESC LIMIT $6"
        );
        let (at, id) = before(&filter.after);
        let values = [
            at.into(),
            id.into(),
            filter.project.clone().unwrap_or_default().into(),
            filter.text.as_deref().map(like).unwrap_or_default().into(),
            i64::from(filter.binned).into(),
            (limit as i64).into(),
        ];
        sql::read(&self.db, "listing characters", &select, values, read).await
    }

    /// Every version of a bible, newest first.
    pub async fn character_versions(&self, id: &str) -> Result<Vec<CharacterVersion>, StoreError> {
        let select = "SELECT version, at, author, note, body FROM project_character_versions \
                      WHERE character = $1 ORDER BY version DESC";
        sql::read(&self.db, "reading versions", select, [id.into()], read_version).await
    }

    /// One version of a bible.
    pub async fn character_version(
        &self,
        id: &str,
        version: u32,
    ) -> Result<Option<CharacterVersion>, StoreError> {
        let select = "SELECT version, at, author, note, body FROM project_character_versions \
                      WHERE character = $1 AND version = $2";
        let values = [id.into(), i64::from(version).into()];
        let row = sql::query_one(&self.db, "reading a version", select, values).await?;
        row.map(|row| read_version(&Cells(&row))).transpose()
    }
}

impl WriteTx {
    /// Makes a character with its first version; its project is told.
    pub async fn insert_character(
        &self,
        id: &str,
        project: &str,
        first: &NewVersion,
        now: Instant,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO project_characters (id, project, name, folded, canonical, latest, created_at, \
                      updated_at, binned_at) VALUES ($1, $2, $3, $4, 1, 1, $5, $5, 0)";
        let values = [
            id.into(),
            project.into(),
            first.name.as_str().into(),
            first.name.to_lowercase().into(),
            now.as_micros().into(),
        ];
        sql::execute(&self.tx, "making a character", insert, values).await?;
        self.put_version(id, 1, first, now).await?;
        self.touch_project(project, now).await
    }

    /// Adds a version to a character's bible and gives its number.
    ///
    /// # Errors
    /// `Missing` for a character that is not there; `Conflict` where `expected` is not the newest version any more.
    pub async fn add_version(
        &self,
        id: &str,
        expected: Option<u32>,
        version: &NewVersion,
        now: Instant,
    ) -> Result<u32, StoreError> {
        let update = "UPDATE project_characters SET latest = latest + 1, updated_at = $2, \
                      name = CASE WHEN $3 = 1 THEN $4 ELSE name END, folded = CASE WHEN $3 = 1 THEN $5 ELSE folded END, \
                      canonical = CASE WHEN $3 = 1 THEN latest + 1 ELSE canonical END \
                      WHERE id = $1 AND ($6 < 0 OR latest = $6) RETURNING latest, project";
        let values = [
            id.into(),
            now.as_micros().into(),
            i64::from(version.is_canonical).into(),
            version.name.as_str().into(),
            version.name.to_lowercase().into(),
            expected.map_or(-1, i64::from).into(),
        ];
        let Some(row) = sql::query_one(&self.tx, "writing a version", update, values).await? else {
            let there = "SELECT latest FROM project_characters WHERE id = $1";
            let row = sql::query_one(&self.tx, "reading a character", there, [id.into()]).await?;
            return Err(match row {
                None => StoreError::Missing(format!("character {id}")),
                Some(row) => StoreError::Conflict(format!(
                    "the bible has changed meanwhile: its newest version is {}",
                    Cells(&row).int(0)?
                )),
            });
        };
        let (number, project) =
            (u32::try_from(Cells(&row).int(0)?).unwrap_or_default(), Cells(&row).text(1)?);
        self.put_version(id, number, version, now).await?;
        self.touch_project(&project, now).await?;
        Ok(number)
    }

    /// Makes a version the one that counts.
    ///
    /// # Errors
    /// `Missing` for a version that is not there.
    pub async fn choose_version(
        &self,
        id: &str,
        version: u32,
        name: &str,
        now: Instant,
    ) -> Result<(), StoreError> {
        let update = "UPDATE project_characters SET canonical = $2, name = $3, folded = $4, updated_at = $5 \
                      WHERE id = $1 AND EXISTS (SELECT 1 FROM project_character_versions v \
                      WHERE v.character = $1 AND v.version = $2) RETURNING project";
        let values = [
            id.into(),
            i64::from(version).into(),
            name.into(),
            name.to_lowercase().into(),
            now.as_micros().into(),
        ];
        match sql::query_one(&self.tx, "choosing a version", update, values).await? {
            Some(row) => self.touch_project(&Cells(&row).text(0)?, now).await,
            None => Err(StoreError::Missing(format!("version {version} of character {id}"))),
        }
    }

    /// Puts a character into the bin, or takes it out.
    ///
    /// # Errors
    /// `Missing` for a character that is not there.
    pub async fn bin_character(&self, id: &str, binned: bool, now: Instant) -> Result<(), StoreError> {
        let update =
            "UPDATE project_characters SET binned_at = $2, updated_at = $3 WHERE id = $1 RETURNING project";
        let binned_at = if binned { super::never_zero(now) } else { 0 };
        let values = [id.into(), binned_at.into(), now.as_micros().into()];
        match sql::query_one(&self.tx, "binning a character", update, values).await? {
            Some(row) => self.touch_project(&Cells(&row).text(0)?, now).await,
            None => Err(StoreError::Missing(format!("character {id}"))),
        }
    }

    /// Puts a character where a file says that it was, without its versions.
    pub async fn put_character(&self, character: &CharacterRow, name: &str) -> Result<(), StoreError> {
        let insert = "INSERT INTO project_characters (id, project, name, folded, canonical, latest, created_at, \
                      updated_at, binned_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING";
        let values = [
            character.id.as_str().into(),
            character.project.as_str().into(),
            name.into(),
            name.to_lowercase().into(),
            i64::from(character.canonical).into(),
            i64::from(character.latest).into(),
            character.created_at.as_micros().into(),
            character.updated_at.as_micros().into(),
            character.binned_at.map_or(0, super::never_zero).into(),
        ];
        sql::execute(&self.tx, "putting a character back", insert, values).await.map(|_| ())
    }

    /// Puts a version where a file says that it was; one that is there stays.
    pub async fn put_version(
        &self,
        id: &str,
        number: u32,
        version: &NewVersion,
        at: Instant,
    ) -> Result<(), StoreError> {
        let insert = "INSERT INTO project_character_versions (character, version, at, author, note, body) \
                      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (character, version) DO NOTHING";
        let values = [
            id.into(),
            i64::from(number).into(),
            at.as_micros().into(),
            version.author.as_str().into(),
            version.note.as_str().into(),
            version.body.as_str().into(),
        ];
        sql::execute(&self.tx, "writing a version", insert, values).await.map(|_| ())
    }
}
