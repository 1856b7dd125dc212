//! Books that are gone, made again as far as the files beside their pictures tell: which pictures there are, and whom they
//! show. What no picture tells of, such as a project's name, is lost.

use std::collections::{BTreeMap, BTreeSet};

use model::Instant;
use production::{
    Bible, CharacterId, Project, ProjectId, TakeId,
    metadata::{CharacterEntry, FORMAT, Metadata, Sidecar, VersionEntry},
};

/// Who writes such versions of bibles.
const AUTHOR: &str = "rebuild";

/// The books of the projects of which pictures tell and no book does; not of those whose book is there and cannot be
/// read, since somebody may mend it. Their pictures are left to those who read what lies beside them.
pub(super) fn lost_books(
    beside: &BTreeMap<TakeId, Sidecar>,
    has_book: &BTreeSet<String>,
    now: Instant,
) -> Vec<Metadata> {
    let mut projects: BTreeMap<&ProjectId, Vec<&Sidecar>> = BTreeMap::new();
    for sidecar in beside.values() {
        if let Some(project) = sidecar.project.as_ref().filter(|id| !has_book.contains(id.as_str())) {
            projects.entry(project).or_default().push(sidecar);
        }
    }
    projects.into_iter().map(|(id, pictures)| book(id, &pictures, now)).collect()
}

fn book(id: &ProjectId, pictures: &[&Sidecar], now: Instant) -> Metadata {
    Metadata {
        format: FORMAT.to_owned(),
        revision: 1,
        written_at: now,
        id: id.clone(),
        created_at: pictures.iter().map(|picture| picture.take.at).min().unwrap_or(now),
        is_archived: false,
        binned_at: None,
        project: Project { name: format!("recovered {id}"), ..Project::default() },
        characters: characters(pictures),
        relationships: Vec::new(),
        parts: Vec::new(),
        takes: Vec::new(),
        files: pictures.len() as u64,
        bytes: pictures.iter().map(|picture| picture.take.bytes).sum(),
    }
}

/// Whom the pictures show, with each version of a bible that one of them was made by.
fn characters(pictures: &[&Sidecar]) -> Vec<CharacterEntry> {
    let mut found: BTreeMap<CharacterId, BTreeMap<u32, VersionEntry>> = BTreeMap::new();
    for picture in pictures {
        let Some(figure) = &picture.take.recipe.figure else { continue };
        let bible =
            Bible { name: figure.name.clone(), appearance: figure.appearance.clone(), ..Bible::default() };
        let note = "as a picture tells of it".to_owned();
        let version = VersionEntry { at: picture.take.at, author: AUTHOR.to_owned(), note, bible };
        found.entry(figure.id.clone()).or_default().entry(figure.version).or_insert(version);
    }
    let entry = |(id, versions): (CharacterId, BTreeMap<u32, VersionEntry>)| CharacterEntry {
        id,
        created_at: versions.values().map(|version| version.at).min().unwrap_or(Instant::EPOCH),
        binned_at: None,
        canonical: versions.keys().max().copied().unwrap_or(1),
        versions,
    };
    found.into_iter().map(entry).collect()
}
