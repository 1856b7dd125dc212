//! What a model folder says of itself, told without reading its weights.

use std::{fs, path::Path};

use serde::Deserialize;

use super::{FolderKind, TABLE_FILE, name, read, read_json, recognize};
use crate::{error::ModelError, table::StaticTable};

/// A model folder in a few words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// The folder's own name.
    pub name: String,
    /// What it holds.
    pub kind: FolderKind,
    /// How many numbers a vector has.
    pub dimensions: usize,
    /// The bytes of all its files.
    pub bytes: u64,
    /// Its license, as its card has it; `None` where it has no card that says so.
    pub license: Option<String>,
}

#[derive(Deserialize)]
struct Sizes {
    hidden_size: Option<usize>,
    projection_dim: Option<usize>,
}

/// Looks into a model folder.
///
/// # Errors
/// When it holds no model that is run here.
pub fn about(folder: &Path) -> Result<About, ModelError> {
    let kind = recognize(folder)?;
    let (dimensions, license) = if kind == FolderKind::Table {
        let table = StaticTable::from_bytes(&read(folder, TABLE_FILE)?.1)?;
        (crate::Embedder::dimensions(&table), license_of(table.card()).or_else(|| card_license(folder)))
    } else {
        let sizes: Option<Sizes> = read_json(folder, "config.json")?;
        let wanted = sizes.and_then(|sizes| match kind {
            FolderKind::Clip => Some(sizes.projection_dim.unwrap_or(512)),
            _ => sizes.hidden_size,
        });
        (wanted.unwrap_or(0), card_license(folder))
    };
    Ok(About { name: name(folder), kind, dimensions, bytes: bytes_of(folder), license })
}

/// The license that the head of a `README.md` names, as model cards do: `license: apache-2.0`.
fn card_license(folder: &Path) -> Option<String> {
    let card = fs::read_to_string(folder.join("README.md")).ok()?;
    license_of(&card)
}

fn license_of(card: &str) -> Option<String> {
    let head = card.strip_prefix("---")?.split("\n---").next()?;
    let line = head.lines().find_map(|line| line.strip_prefix("license:"))?;
    let license = line.trim().trim_matches(['"', '\'']).to_owned();
    (!license.is_empty()).then_some(license)
}

fn bytes_of(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match fs::metadata(entry.path()) {
        Ok(meta) if meta.is_dir() => bytes_of(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_tells_of_itself() {
        let fixture = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let bert = about(&fixture("tiny-bert")).expect("a model");
        assert_eq!((bert.name.as_str(), bert.kind, bert.dimensions), ("tiny-bert", FolderKind::Bert, 16));
        assert!(bert.bytes > 10_000 && bert.license.is_none());
        let clip = about(&fixture("tiny-clip")).expect("a model");
        assert!(clip.kind == FolderKind::Clip && clip.dimensions > 0);
        assert_eq!(
            license_of("---\nlanguage: en\nlicense: apache-2.0\n---\n# x"),
            Some("apache-2.0".to_owned())
        );
        assert_eq!(license_of("# license: none"), None);
    }
}
