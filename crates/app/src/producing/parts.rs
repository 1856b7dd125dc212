//! Episodes, scenes and cuts.

use production::{PartId, PartKind, PartSheet};
use serde::Deserialize;
use serde_json::{Value, json};
use store::{PartRow, TakeRow, WriteTx};

use super::{PartView, failures::no_id, laid_over, line, read, stored, text_of, unchanged};
use crate::{App, AppError, ErrorCode};

/// The most parts that a project may have.
const MOST: usize = 5000;

/// A part to be made.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct NewPart {
    /// `episode`, `scene` or `cut`.
    pub kind: PartKind,
    /// In which part it stands.
    #[serde(default)]
    pub parent_id: Option<String>,
    /// Its place among its siblings, from 1; at the end when not said.
    #[serde(default)]
    pub position: Option<u32>,
    /// What its maker says of it.
    #[serde(flatten)]
    pub sheet: Value,
}

/// How a part is to change.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct PartChange {
    /// Only if this is still its version.
    #[serde(default)]
    pub expected_version: Option<u32>,
    /// Another parent; `null` for the top.
    #[serde(default, deserialize_with = "given")]
    pub parent_id: Option<Option<String>>,
    /// Another place.
    #[serde(default)]
    pub position: Option<u32>,
    /// The take that is chosen for a cut; `null` for none.
    #[serde(default, deserialize_with = "given")]
    pub take_id: Option<Option<String>>,
    /// The fields that change.
    #[serde(flatten)]
    pub sheet: Value,
}

/// Tells `null` from what was not said.
#[expect(clippy::option_option, reason = "`null` is another thing than nothing said")]
fn given<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

impl App {
    /// Every part of a project, siblings in their order.
    pub async fn project_parts(&self, project: &str) -> Result<Vec<PartView>, AppError> {
        let project = self.project_row(project).await?;
        self.store().project_parts(&project.id).await?.into_iter().map(view).collect()
    }

    /// Makes a part.
    ///
    /// # Errors
    /// `not_found` for an unknown project or parent; `invalid_parameter` where it cannot stand there.
    pub async fn create_part(
        &self,
        project: &str,
        new: &NewPart,
        author: &str,
    ) -> Result<PartView, AppError> {
        let project = self.open_project(project).await?.id;
        let sheet: PartSheet = read(new.sheet.clone())?;
        sheet.check()?;
        let now = self.now();
        let row = PartRow {
            id: PartId::new(now).to_string(),
            project,
            parent: None,
            kind: new.kind.as_str().to_owned(),
            position: 0,
            body: text_of(&sheet)?,
            take: None,
            version: 1,
            created_at: now,
            updated_at: now,
        };
        let tx = self.store().begin().await?;
        let row = placed(&tx, row, new.parent_id.as_deref(), new.position).await?;
        self.keep_part(tx, row, "part.create", author).await
    }

    /// Changes a part: what is said of it, its place, the take that was chosen.
    pub async fn update_part(
        &self,
        id: &str,
        change: &PartChange,
        author: &str,
    ) -> Result<PartView, AppError> {
        let id = self.part_row(id).await?.id;
        let take = match change.take_id.as_ref().and_then(Option::as_deref) {
            Some(take) => Some(self.take_row(take).await?),
            None => None,
        };
        // Read within the transaction, so that of two changes at once neither is lost.
        let tx = self.store().begin().await?;
        let mut row = tx.project_part(&id).await?.ok_or_else(|| AppError::not_found("part", &id))?;
        unchanged("part", change.expected_version, row.version)?;
        let sheet: PartSheet = laid_over(&stored::<PartSheet>("part", &row.body)?, &change.sheet)?;
        sheet.check()?;
        row.body = text_of(&sheet)?;
        if change.take_id.is_some() {
            row.take = take.map(|take| take_of_cut(&row, take)).transpose()?;
        }
        if change.parent_id.is_some() || change.position.is_some() {
            let parent = change.parent_id.clone().unwrap_or_else(|| row.parent.clone());
            row = placed(&tx, row, parent.as_deref(), change.position).await?;
        }
        self.keep_part(tx, row, "part.update", author).await
    }

    /// Removes a part with all that stands in it; takes stay. Gives how many parts went.
    pub async fn remove_part(&self, id: &str, author: &str) -> Result<u64, AppError> {
        let row = self.part_row(id).await?;
        let now = self.now();
        let tx = self.store().begin().await?;
        let gone = tx.remove_part(&row.id, now).await?;
        tx.audit(&line(author, "part.delete", json!({ "part": row.id, "parts": gone }), now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        Ok(gone)
    }

    async fn keep_part(
        &self,
        tx: WriteTx,
        row: PartRow,
        action: &str,
        author: &str,
    ) -> Result<PartView, AppError> {
        let now = self.now();
        tx.save_part(&row, now).await?;
        tx.audit(&line(author, action, json!({ "part": row.id, "project": row.project }), now)).await?;
        tx.commit().await?;
        self.write_book(&row.project).await;
        view(self.part_row(&row.id).await?)
    }

    pub(super) async fn part_row(&self, id: &str) -> Result<PartRow, AppError> {
        self.produces()?;
        let id: PartId = id.parse().map_err(|error| no_id("part_id", error))?;
        self.store().project_part(id.as_str()).await?.ok_or_else(|| AppError::not_found("part", id.as_str()))
    }
}

/// A part at the place where it is to stand.
async fn placed(
    tx: &WriteTx,
    row: PartRow,
    parent: Option<&str>,
    position: Option<u32>,
) -> Result<PartRow, AppError> {
    let parent = match parent {
        Some(parent) => {
            let id: PartId = parent.parse().map_err(|error| no_id("part_id", error))?;
            let found = tx.project_part(id.as_str()).await?;
            Some(found.ok_or_else(|| AppError::not_found("part", id.as_str()))?)
        }
        None => None,
    };
    let kind = part_kind(&row)?;
    let above = parent.as_ref().map(part_kind).transpose()?;
    if !kind.may_stand_in(above) {
        let told = "episodes stand at the top, scenes at the top or in an episode, cuts in a scene";
        return Err(AppError::invalid_parameter("parent_id", told));
    }
    if parent.as_ref().is_some_and(|parent| parent.project != row.project) {
        return Err(AppError::invalid_parameter("parent_id", "the parent is of another project"));
    }
    let parent = parent.map(|parent| parent.id);
    let all = tx.project_parts(&row.project).await?;
    if all.len() >= MOST {
        return Err(AppError::new(ErrorCode::Conflict, format!("a project has at most {MOST} parts")));
    }
    let siblings = all.iter().filter(|part| part.parent == parent && part.id != row.id).count();
    let last = u32::try_from(siblings).unwrap_or(u32::MAX - 1) + 1;
    let position = position.unwrap_or(last).clamp(1, last);
    Ok(PartRow { parent, position, ..row })
}

fn take_of_cut(row: &PartRow, take: TakeRow) -> Result<String, AppError> {
    if part_kind(row)? != PartKind::Cut {
        return Err(AppError::invalid_parameter("take_id", "only a cut has a take"));
    }
    if take.project.as_ref() != Some(&row.project) {
        return Err(AppError::invalid_parameter("take_id", "the take is of another project"));
    }
    Ok(take.id)
}

pub(super) fn part_kind(row: &PartRow) -> Result<PartKind, AppError> {
    PartKind::parse(&row.kind)
        .ok_or_else(|| AppError::new(ErrorCode::Damaged, format!("the part {} is of no kind", row.id)))
}

fn view(row: PartRow) -> Result<PartView, AppError> {
    Ok(PartView {
        sheet: stored("part", &row.body)?,
        id: row.id,
        project_id: row.project,
        parent_id: row.parent,
        kind: row.kind,
        position: row.position,
        take_id: row.take,
        version: row.version,
        created_at: row.created_at,
        updated_at: row.updated_at,
    })
}
