//! Rows of the store and the entries of files that stand for them, each made of the other.

use model::Instant;
use production::{
    RelationshipKind,
    metadata::{PartEntry, TakeEntry, Tie},
};
use store::{PartRow, TakeRow, TieRow};

use super::{failures::no_id, parts::part_kind, stored, text_of};
use crate::{AppError, ErrorCode};

pub(super) fn tie_entry(tie: TieRow) -> Result<Tie, AppError> {
    let kind = RelationshipKind::parse(&tie.kind)
        .ok_or_else(|| AppError::new(ErrorCode::Damaged, format!("a tie is of no kind `{}`", tie.kind)))?;
    Ok(Tie {
        from: tie.from.parse().map_err(|error| no_id("character_id", error))?,
        to: tie.to.parse().map_err(|error| no_id("character_id", error))?,
        kind,
        note: tie.note,
    })
}

pub(super) fn part_entry(row: PartRow) -> Result<PartEntry, AppError> {
    let kind = part_kind(&row)?;
    Ok(PartEntry {
        id: row.id.parse().map_err(|error| no_id("part_id", error))?,
        parent: row.parent.map(|id| id.parse()).transpose().map_err(|error| no_id("part_id", error))?,
        kind,
        position: row.position,
        sheet: stored("part", &row.body)?,
        take: row.take.map(|id| id.parse()).transpose().map_err(|error| no_id("take_id", error))?,
    })
}

pub(super) fn part_row(entry: &PartEntry, project: &str, now: Instant) -> Result<PartRow, AppError> {
    Ok(PartRow {
        id: entry.id.to_string(),
        project: project.to_owned(),
        parent: entry.parent.as_ref().map(ToString::to_string),
        kind: entry.kind.as_str().to_owned(),
        position: entry.position,
        body: text_of(&entry.sheet)?,
        take: entry.take.as_ref().map(ToString::to_string),
        version: 1,
        created_at: now,
        updated_at: now,
    })
}

pub(super) fn take_entry(row: TakeRow) -> Result<TakeEntry, AppError> {
    Ok(TakeEntry {
        id: row.id.parse().map_err(|error| no_id("take_id", error))?,
        job: row.job,
        batch: row.batch,
        at: row.at,
        file: row.file,
        hash: row.hash,
        bytes: row.bytes,
        cut: row.cut.map(|id| id.parse()).transpose().map_err(|error| no_id("part_id", error))?,
        reviewed_at: Some(row.updated_at),
        review: stored("review", &row.review)?,
        recipe: stored("recipe", &row.recipe)?,
    })
}

pub(super) fn take_row(entry: &TakeEntry, project: Option<&str>) -> Result<TakeRow, AppError> {
    Ok(TakeRow {
        id: entry.id.to_string(),
        job: entry.job.clone(),
        batch: entry.batch.clone(),
        project: project.map(str::to_owned),
        character: entry.recipe.figure.as_ref().map(|figure| figure.id.to_string()),
        cut: entry.cut.as_ref().map(ToString::to_string),
        at: entry.at,
        hash: entry.hash.clone(),
        file: entry.file.clone(),
        bytes: entry.bytes,
        width: entry.recipe.width,
        height: entry.recipe.height,
        is_draft: entry.recipe.made_by.as_ref().is_some_and(|made| made.is_draft),
        verdict: entry.review.verdict.as_str().to_owned(),
        starred: entry.review.starred,
        best: entry.review.best,
        review: text_of(&entry.review)?,
        recipe: text_of(&entry.recipe)?,
        version: 1,
        updated_at: entry.reviewed_at.unwrap_or(entry.at),
    })
}
