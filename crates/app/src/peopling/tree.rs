//! People's files under names that can be browsed.

use std::{
    collections::HashSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};

use futures::StreamExt as _;
use people::{desk::PeopleError, naming};
use serde::Serialize;
use store::MapFilter;

use super::same::is_same;
use crate::{App, AppError};

/// Where files go, and how they are named.
#[derive(Debug, Clone)]
pub struct PeopleTree {
    /// The folder.
    pub folder: PathBuf,
    /// How a file is named, such as `{name}/{original_name}`; none for the usual names.
    pub template: Option<String>,
}

/// What that did.
#[derive(Debug, Clone, Default, Serialize)]
pub struct TreeWritten {
    /// Files that share their bytes with the kept ones.
    pub linked: u64,
    /// Files that were copied, because the folder lies on another disk or the storage on another machine.
    pub copied: u64,
    /// Files that were there before.
    pub same: u64,
    /// Assets whose bytes are not where their rows say.
    pub missing: Vec<String>,
}

impl App {
    /// Gives people's files browsable names in a folder: as hard links where that is possible, as copies elsewhere. A
    /// file that is there already with the same bytes is left.
    ///
    /// # Errors
    /// `invalid_parameter` for a template that names something unknown.
    pub async fn export_people_tree(&self, request: &PeopleTree) -> Result<TreeWritten, AppError> {
        self.people_are_open()?;
        let filter = MapFilter { only_files: true, ..MapFilter::default() };
        let rows = self.store().people_map(&filter).await?;
        let objects = self.objects()?;
        let kept = self.people_folder().join("objects");
        let mut done = TreeWritten::default();
        let mut taken = HashSet::new();
        for row in rows {
            let asset = &row.asset;
            let Some(key) = &asset.storage_key else { continue };
            let own = asset.filename.as_deref().unwrap_or(&asset.media_id);
            let format =
                key.rsplit_once('.').or_else(|| own.rsplit_once('.')).map_or("bin", |(_, ending)| ending);
            let named = naming::Named {
                key: &asset.person,
                row_id: &row.row_id,
                name: &row.name,
                personality_type: row.personality_type.as_deref().unwrap_or_default(),
                kind: &asset.kind,
                media_id: &asset.media_id,
                original_name: own,
                format,
            };
            let template = request.template.as_deref().unwrap_or_else(|| naming::usual(&asset.kind));
            let path = naming::path(template, &named)
                .map_err(|error| AppError::invalid_parameter("name", error.to_string()))?;
            let path = request.folder.join(naming::unique(&path, &mut taken));
            if is_same(&path, &kept.join(key), asset.bytes, asset.sha256.as_deref()).await {
                done.same += 1;
                continue;
            }
            let above = path.parent().unwrap_or(&request.folder);
            fs::create_dir_all(above).map_err(PeopleError::file(above))?;
            // What is left of an earlier export under this name is another file.
            match fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    return Err(PeopleError::file(&path)(error).into());
                }
                _ => {}
            }
            if fs::hard_link(kept.join(key), &path).is_ok() {
                done.linked += 1;
            } else if copy(&objects, key, &path).await? {
                done.copied += 1;
            } else {
                done.missing.push(asset.id.clone());
            }
        }
        Ok(done)
    }
}

/// Copies an object to a file that nobody sees half; tells whether there was one.
async fn copy(objects: &assets::objects::Objects, key: &str, path: &Path) -> Result<bool, AppError> {
    if objects.head(key).await.map_err(AppError::internal)?.is_none() {
        return Ok(false);
    }
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".part");
    let part = path.with_file_name(name);
    let mut pieces = objects.stream(key, 0).await.map_err(AppError::internal)?;
    let mut file = fs::File::create(&part).map_err(PeopleError::file(&part))?;
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(AppError::internal)?;
        file.write_all(&piece).map_err(PeopleError::file(&part))?;
    }
    fs::rename(&part, path).map_err(PeopleError::file(path))?;
    Ok(true)
}
