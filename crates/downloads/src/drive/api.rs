//! What the API's answers list of a folder. Pure.

use serde::Deserialize;

use super::Entry;

/// One page of the API's list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiPage {
    /// Where the next page begins; none at the end.
    pub next_page_token: Option<String>,
    /// What is on this one.
    #[serde(default)]
    pub files: Vec<ApiFile>,
}

/// One entry of the API's list.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiFile {
    id: String,
    name: String,
    mime_type: String,
    #[serde(default)]
    shortcut_details: Option<Shortcut>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Shortcut {
    target_id: String,
    target_mime_type: String,
}

impl From<ApiFile> for Entry {
    fn from(file: ApiFile) -> Self {
        match file.shortcut_details {
            Some(target) => Self { id: target.target_id, name: file.name, mime: target.target_mime_type },
            None => Self { id: file.id, name: file.name, mime: file.mime_type },
        }
    }
}
