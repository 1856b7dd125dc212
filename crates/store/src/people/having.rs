//! People by how one of their files stands.

use std::fmt::Write as _;

/// How a file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AssetStanding {
    /// Not tried so far.
    Pending,
    /// On the disk or in the storage.
    Here,
    /// Failed, to be tried again.
    Failed,
    /// Failed for good.
    Lost,
}

/// A file that somebody has to have. What is left out does not count.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Having {
    /// How it stands.
    pub standing: Option<AssetStanding>,
    /// Of which kind its last failure is.
    pub failure_category: Option<String>,
    /// Which one it is: its path, its object's key, its hash, its name, or the id of its asset or medium.
    pub file: Option<String>,
}

/// The condition on a row of `people`; its value goes to the end of `values`.
pub(super) fn condition(having: &Having, values: &mut Vec<sea_orm::Value>) -> String {
    let is_any = having.failure_category.is_none() && having.file.is_none();
    if having.standing == Some(AssetStanding::Here) && is_any {
        // Most people have one, so that the first row that is looked at ends the search.
        return " AND EXISTS (SELECT 1 FROM assets a WHERE a.person_row_id = people.person_key AND a.gone_at = 0 \
                AND a.download_status IN ('downloaded', 'uploaded'))"
            .to_owned();
    }
    // These are few of many, and have indexes of their own: they are gathered once and not looked for with each row.
    let mut wheres = String::from("gone_at = 0");
    wheres.push_str(match having.standing {
        None => "",
        Some(AssetStanding::Pending) => " AND download_status = 'pending'",
        Some(AssetStanding::Here) => " AND download_status IN ('downloaded', 'uploaded')",
        Some(AssetStanding::Failed) => {
            " AND failure_category <> '' AND download_status = 'failed' AND failure_permanent = 0"
        }
        Some(AssetStanding::Lost) => {
            " AND failure_category <> '' AND download_status = 'failed' AND failure_permanent = 1"
        }
    });
    if let Some(category) = &having.failure_category {
        values.push(category.as_str().into());
        let _ = write!(wheres, " AND failure_category <> '' AND failure_category = ${}", values.len());
    }
    if let Some(file) = &having.file {
        values.push(file.as_str().into());
        let _ = write!(wheres, " AND asset_id IN ({})", super::assets::of_file(values.len()));
    }
    format!(" AND person_key IN (SELECT person_row_id FROM assets WHERE {wheres})")
}
