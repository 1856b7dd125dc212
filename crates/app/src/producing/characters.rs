//! Characters, their bibles and what they are to each other.

use std::collections::BTreeMap;

use production::{Bible, CharacterId, Relationship, RelationshipKind, bible, bounds};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::{CharacterFilter, CharacterRow, NewVersion, StoreError, TakeFilter, TieRow};

use super::{
    BibleView, CharacterView, Listing, VersionView,
    failures::{binned, no_id, unknown_character},
    laid_over, line, pages, read, stored, text_of,
    views::WholeBible,
};
use crate::{App, AppError, CharacterRef, ErrorCode};

/// Pictures that a bible shows of its history.
const HISTORY: usize = 50;

/// A character to be made.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NewCharacter {
    /// Its project.
    pub project_id: String,
    /// The catalog's character whose facts it begins with: a number of ours, or a text such as `anilist:1`.
    #[serde(default)]
    pub from_catalog: Option<Value>,
    /// The bible's fields; what is given wins over the catalog.
    #[serde(flatten)]
    pub bible: Value,
}

/// How a bible is to change.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct CharacterChange {
    /// Only if this is still the newest version.
    #[serde(default)]
    pub expected_version: Option<u32>,
    /// The version over which the fields are laid; the newest one when nothing is said.
    #[serde(default)]
    pub base_version: Option<u32>,
    /// Why.
    #[serde(default)]
    pub note: String,
    /// Whether the new version is the one that counts; it is when nothing is said.
    #[serde(default)]
    pub canonical: Option<bool>,
    /// The bible's fields that change.
    #[serde(flatten)]
    pub bible: Value,
}

/// A tie between two characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewRelationship {
    /// What the character is to the other one.
    pub kind: RelationshipKind,
    /// The other one.
    pub other: String,
    /// What else there is to say.
    #[serde(default)]
    pub note: String,
}

/// A character as a file, for others to import.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CharacterFile {
    format: String,
    bible: Bible,
    #[serde(default)]
    relationships: Vec<Relationship>,
    /// The files of its references by their hash, as base64.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pictures: BTreeMap<String, String>,
}

/// How often a change that names no version is laid over what somebody else wrote meanwhile: each time one of them has
/// come through, so that as many at once find their turn.
const TRIES: usize = 200;
/// What such a file says it is.
const FORMAT: &str = "emaki-character-1";

impl App {
    /// Makes a character, by hand or from the catalog.
    ///
    /// # Errors
    /// `not_found` for an unknown project or catalog character, `invalid_input` and `invalid_parameter` for values
    /// that cannot be kept, `conflict` for a project in the bin.
    pub async fn create_character(
        &self,
        new: &NewCharacter,
        author: &str,
    ) -> Result<CharacterView, AppError> {
        let project = self.open_project(&new.project_id).await?.id;
        let begun = match &new.from_catalog {
            None | Some(Value::Null) => Bible::default(),
            Some(Value::Number(number)) => self.bible_of_catalog(&catalog_ref(&number.to_string())?).await?,
            Some(Value::String(text)) => self.bible_of_catalog(&catalog_ref(text)?).await?,
            Some(_) => {
                return Err(catalog_ref("").err().unwrap_or_else(|| AppError::internal("no such reference")));
            }
        };
        let bible: Bible = laid_over(&begun, &new.bible)?;
        self.catalog_has(&bible, &begun).await?;
        self.references_are_kept(&bible, &[]).await?;
        self.insert_character(&project, &bible, "made", author).await
    }

    async fn insert_character(
        &self,
        project: &str,
        bible: &Bible,
        note: &str,
        author: &str,
    ) -> Result<CharacterView, AppError> {
        bible.check()?;
        let now = self.now();
        let id = CharacterId::new(now).to_string();
        let tx = self.store().begin().await?;
        tx.insert_character(&id, project, &version(bible, author, note, true)?, now).await?;
        let details = json!({ "character": id, "project": project, "name": bible.name });
        tx.audit(&line(author, "character.create", details, now)).await?;
        tx.commit().await?;
        self.write_book(project).await;
        self.production_character(&id).await
    }

    /// Characters, those changed last first; all of them, or those of a project.
    pub async fn production_characters(
        &self,
        project: Option<&str>,
        text: Option<&str>,
        bin: bool,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Listing<CharacterView>, AppError> {
        self.produces()?;
        let limit = pages::limit(limit)?;
        let project = match project {
            Some(id) => Some(self.project_row(id).await?.id),
            None => None,
        };
        let filter = CharacterFilter {
            project,
            text: text.map(str::to_owned).filter(|text| !text.trim().is_empty()),
            binned: bin,
            after: pages::after(cursor)?,
        };
        let mut rows = self.store().project_characters(&filter, limit + 1).await?;
        let next_cursor = pages::cut(&mut rows, limit, |row| (row.updated_at, row.id.as_str()));
        let mut items = Vec::with_capacity(rows.len());
        for row in rows {
            items.push(self.character_view(row).await?);
        }
        Ok(Listing { items, next_cursor })
    }

    /// One character, in the bin or not.
    ///
    /// # Errors
    /// `not_found`, `invalid_parameter` for a text that is no UUID.
    pub async fn production_character(&self, id: &str) -> Result<CharacterView, AppError> {
        let row = self.character_row(id).await?;
        self.character_view(row).await
    }

    /// All that is known of a character: one version of its bible, or the one that counts.
    pub async fn character_bible(&self, id: &str, version: Option<u32>) -> Result<BibleView, AppError> {
        let row = self.character_row(id).await?;
        let versions = self.store().character_versions(&row.id).await?;
        let shown = version.unwrap_or(row.canonical);
        let found = versions.iter().find(|version| version.version == shown);
        let found = found.ok_or_else(|| no_version(&row.id, shown))?;
        let filter = TakeFilter { character: Some(row.id.clone()), ..TakeFilter::default() };
        let takes = self.store().takes(&filter, HISTORY).await?;
        let history = versions.iter().map(|version| version_view(version, row.canonical));
        Ok(BibleView {
            bible: WholeBible {
                bible: stored("bible", &found.body)?,
                generation_count: self.store().takes_of_character(&row.id).await?,
            },
            version: shown,
            canonical_version: row.canonical,
            relationships: self.relationships(&row.id).await?,
            history: history.collect(),
            generation_history: takes.into_iter().map(super::takes::view).collect::<Result<_, _>>()?,
            character_id: row.id,
            project_id: row.project,
        })
    }

    /// One version of a bible.
    pub async fn character_version(&self, id: &str, version: u32) -> Result<VersionView, AppError> {
        let row = self.character_row(id).await?;
        let found = self.store().character_version(&row.id, version).await?;
        let found = found.ok_or_else(|| no_version(&row.id, version))?;
        let bible = stored("bible", &found.body)?;
        Ok(VersionView { bible: Some(bible), ..version_view(&found, row.canonical) })
    }

    /// Writes a new version of a bible: the fields that are given laid over the newest version, or over the one that
    /// `base_version` names.
    ///
    /// # Errors
    /// `not_found`, for the base as well; `conflict` when another version came in between, or the character lies in the bin; values that
    /// cannot be kept.
    pub async fn update_character(
        &self,
        id: &str,
        change: &CharacterChange,
        author: &str,
    ) -> Result<CharacterView, AppError> {
        for _ in 0..TRIES {
            if let Some(row) = self.add_version(id, change, author).await? {
                self.write_book(&row.project).await;
                return self.production_character(&row.id).await;
            }
        }
        Err(AppError::new(ErrorCode::Conflict, "too many change the bible at once").hint("ask again"))
    }

    /// Writes a version; none where somebody was quicker and the change names no version: then it means whatever is there,
    /// and is to be laid over theirs.
    async fn add_version(
        &self,
        id: &str,
        change: &CharacterChange,
        author: &str,
    ) -> Result<Option<CharacterRow>, AppError> {
        let row = self.character_row(id).await?;
        if row.binned_at.is_some() {
            return Err(binned("character", &row.id));
        }
        bounds::text("note", &change.note, 0, 500)?;
        let base = change.base_version.unwrap_or(row.latest);
        let found = self.store().character_version(&row.id, base).await?;
        let before: Bible = stored("bible", &found.ok_or_else(|| no_version(&row.id, base))?.body)?;
        let bible: Bible = laid_over(&before, &change.bible)?;
        bible.check()?;
        self.catalog_has(&bible, &before).await?;
        // One that was lost since must not keep the others from being changed.
        self.references_are_kept(&bible, &before.references).await?;
        let now = self.now();
        let next = version(&bible, author, &change.note, change.canonical.unwrap_or(true))?;
        // What was laid over the newest version is a change of that version and of no other.
        let expected = change.expected_version.unwrap_or(row.latest);
        let tx = self.store().begin().await?;
        let number = match tx.add_version(&row.id, Some(expected), &next, now).await {
            Err(StoreError::Conflict(_))
                if change.expected_version.is_none() && change.base_version.is_none() =>
            {
                tx.rollback().await?;
                return Ok(None);
            }
            added => added?,
        };
        let details = json!({ "character": row.id, "version": number, "name": bible.name });
        tx.audit(&line(author, "character.update", details, now)).await?;
        tx.commit().await?;
        Ok(Some(row))
    }

    /// Makes an older or newer version the one that counts.
    pub async fn choose_character_version(
        &self,
        id: &str,
        version: u32,
        author: &str,
    ) -> Result<CharacterView, AppError> {
        let row = self.character_row(id).await?;
        let found = self.store().character_version(&row.id, version).await?;
        let found = found.ok_or_else(|| no_version(&row.id, version))?;
        let bible: Bible = stored("bible", &found.body)?;
        let now = self.now();
        let tx = self.store().begin().await?;
        tx.choose_version(&row.id, version, &bible.name, now).await?;
        let details = json!({ "character": row.id, "version": version });
        tx.audit(&line(author, "character.choose", details, now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        self.production_character(&row.id).await
    }

    /// Puts a character into the bin, or takes it out; its pictures stay.
    pub async fn bin_character(&self, id: &str, bin: bool, author: &str) -> Result<CharacterView, AppError> {
        let row = self.character_row(id).await?;
        let now = self.now();
        let tx = self.store().begin().await?;
        tx.bin_character(&row.id, bin, now).await?;
        let action = if bin { "character.delete" } else { "character.restore" };
        tx.audit(&line(author, action, json!({ "character": row.id }), now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        self.production_character(&row.id).await
    }

    /// What a character is to others.
    pub async fn relationships(&self, id: &str) -> Result<Vec<Relationship>, AppError> {
        let row = self.character_row(id).await?;
        let ties = self.store().ties_of(&row.id).await?;
        let others: Vec<String> = ties.iter().map(|tie| other_of(tie, &row.id).to_owned()).collect();
        let known = self.store().project_characters_of(&others).await?;
        let mut told = Vec::with_capacity(ties.len());
        for tie in ties {
            let other = other_of(&tie, &row.id);
            let kind = RelationshipKind::parse(&tie.kind).ok_or_else(|| {
                AppError::new(ErrorCode::Damaged, format!("a tie is of no kind `{}`", tie.kind))
            })?;
            let bible = known.iter().find(|character| character.id == other);
            let bible = bible.map(|character| stored::<Bible>("bible", &character.body)).transpose()?;
            told.push(Relationship {
                kind: if tie.from == row.id { kind } else { kind.inverse() },
                other: other.parse().map_err(|error| no_id("character_id", error))?,
                name: bible.map(|bible| bible.name).unwrap_or_default(),
                note: tie.note,
            });
        }
        told.sort_by(|a, b| (a.kind, &a.name, &a.other).cmp(&(b.kind, &b.name, &b.other)));
        Ok(told)
    }

    /// Ties two characters of one project; both see the tie from their own side.
    ///
    /// # Errors
    /// `not_found` for either; `invalid_parameter` where both are one, or of two projects.
    pub async fn relate_characters(
        &self,
        id: &str,
        new: &NewRelationship,
        author: &str,
    ) -> Result<Vec<Relationship>, AppError> {
        let (row, other) = (self.character_row(id).await?, self.character_row(&new.other).await?);
        if row.id == other.id {
            return Err(AppError::invalid_parameter("other", "nobody is tied to themselves"));
        }
        if row.project != other.project {
            return Err(AppError::invalid_parameter("other", "the two are of different projects"));
        }
        bounds::text("note", &new.note, 0, 200)?;
        let now = self.now();
        let (from, to, kind) = in_order(&row.id, &other.id, new.kind);
        let tie = TieRow {
            from: from.to_owned(),
            to: to.to_owned(),
            kind: kind.as_str().to_owned(),
            note: new.note.clone(),
            at: now,
        };
        let tx = self.store().begin().await?;
        tx.save_tie(&tie).await?;
        tx.touch_project(&row.project, now).await?;
        let details = json!({ "character": row.id, "other": other.id, "kind": new.kind });
        tx.audit(&line(author, "character.relate", details, now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        self.relationships(&row.id).await
    }

    /// Unties two characters.
    ///
    /// # Errors
    /// `not_found` where they are not tied so.
    pub async fn unrelate_characters(
        &self,
        id: &str,
        other: &str,
        kind: RelationshipKind,
        author: &str,
    ) -> Result<Vec<Relationship>, AppError> {
        let (row, other) = (self.character_row(id).await?, self.character_row(other).await?);
        let now = self.now();
        let (from, to, stored_kind) = in_order(&row.id, &other.id, kind);
        let tx = self.store().begin().await?;
        if !tx.remove_tie(from, to, stored_kind.as_str()).await? {
            return Err(AppError::not_found("relationship", kind.as_str()).detail("other", other.id));
        }
        tx.touch_project(&row.project, now).await?;
        let details = json!({ "character": row.id, "other": other.id, "kind": kind });
        tx.audit(&line(author, "character.unrelate", details, now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        self.relationships(&row.id).await
    }

    /// A character as a file for others.
    pub async fn export_character(&self, id: &str) -> Result<Value, AppError> {
        let view = self.character_bible(id, None).await?;
        let pictures = self.pictures_of(&view.bible.bible).await?;
        let file = CharacterFile {
            pictures,
            format: FORMAT.to_owned(),
            bible: view.bible.bible,
            relationships: view.relationships,
        };
        serde_json::to_value(file).map_err(AppError::internal)
    }

    /// A character's bible as a page to read, in Markdown.
    pub async fn character_page(&self, id: &str, version: Option<u32>) -> Result<String, AppError> {
        let view = self.character_bible(id, version).await?;
        Ok(bible::page(&view.bible.bible, view.version, &view.relationships))
    }

    /// Makes a character of a file, with the pictures that come in it. Ties are of another project, and stay out.
    ///
    /// # Errors
    /// `invalid_input` for another file, and for one whose references come without their pictures, which are not kept
    /// here either.
    pub async fn import_character(
        &self,
        project: &str,
        file: Value,
        author: &str,
    ) -> Result<CharacterView, AppError> {
        let project = self.open_project(project).await?.id;
        let file: CharacterFile = read(file)?;
        if file.format != FORMAT {
            let told = format!("the file says it is `{}`, and not `{FORMAT}`", file.format);
            return Err(AppError::new(ErrorCode::InvalidInput, told));
        }
        file.bible.check()?;
        self.keep_pictures_of(&file.bible, file.pictures).await?;
        self.references_are_kept(&file.bible, &[]).await?;
        self.insert_character(&project, &file.bible, "imported", author).await
    }

    pub(super) async fn character_row(&self, id: &str) -> Result<CharacterRow, AppError> {
        self.produces()?;
        let id: CharacterId = id.parse().map_err(|error| no_id("character_id", error))?;
        self.store().project_character(id.as_str()).await?.ok_or_else(|| unknown_character(id.as_str()))
    }

    async fn character_view(&self, row: CharacterRow) -> Result<CharacterView, AppError> {
        Ok(CharacterView {
            bible: stored("bible", &row.body)?,
            generation_count: self.store().takes_of_character(&row.id).await?,
            id: row.id,
            project_id: row.project,
            version: row.canonical,
            latest_version: row.latest,
            created_at: row.created_at,
            updated_at: row.updated_at,
            binned_at: row.binned_at,
        })
    }
}

fn catalog_ref(text: &str) -> Result<CharacterRef, AppError> {
    text.parse().map_err(|_| {
        AppError::invalid_parameter(
            "from_catalog",
            "`from_catalog` is a number of the catalog, or such as anilist:1",
        )
    })
}

fn version(bible: &Bible, author: &str, note: &str, is_canonical: bool) -> Result<NewVersion, AppError> {
    Ok(NewVersion {
        name: bible.name.clone(),
        body: text_of(bible)?,
        author: author.to_owned(),
        note: note.to_owned(),
        is_canonical,
    })
}

fn version_view(version: &store::CharacterVersion, canonical: u32) -> VersionView {
    VersionView {
        version: version.version,
        at: version.at,
        author: version.author.clone(),
        note: version.note.clone(),
        canonical: version.version == canonical,
        bible: None,
    }
}

fn no_version(id: &str, version: u32) -> AppError {
    AppError::not_found("version", &version.to_string())
        .detail("character_id", id)
        .hint("the bible's history lists its versions")
}

fn other_of<'a>(tie: &'a TieRow, id: &str) -> &'a str {
    if tie.from == id { &tie.to } else { &tie.from }
}

/// The two in the order in which a tie is stored, and what the first then is to the second.
fn in_order<'a>(id: &'a str, other: &'a str, kind: RelationshipKind) -> (&'a str, &'a str, RelationshipKind) {
    if id <= other { (id, other, kind) } else { (other, id, kind.inverse()) }
}
