//! `get_person`: somebody's files and documents; only where people are open and the caller may see them.

use app::{PeopleAsset, PeopleAssetQuery};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;
use crate::mcp::{
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct GetPerson;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Key, such as 151 or 151#2
    person: String,
    limit: Option<usize>,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// Somebody; the name is masked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    key: String,
    name: String,
    #[serde(rename = "type")]
    personality_type: Option<String>,
    link_kind: String,
    documents: Vec<Document>,
    files: Vec<File>,
    total: usize,
    next_cursor: Option<String>,
}

/// A document that was read, or was to be.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "the published name of its id")]
pub struct Document {
    document_id: String,
    state: String,
    characters: u64,
}

/// A file, or what is to become one.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File {
    asset_id: String,
    kind: String,
    status: String,
    filename: Option<String>,
    bytes: Option<u64>,
    content_type: Option<String>,
    url: String,
    /// Why it is not here: cause and what happened.
    failure: Option<String>,
}

const LIMIT: usize = 50;
/// Files that are looked up at once.
const AT_ONCE: usize = 1_000;

impl File {
    fn of(asset: PeopleAsset) -> Self {
        let failure = asset.failure.map(|failure| format!("{}: {}", failure.category, failure.message));
        Self {
            asset_id: asset.asset_id,
            kind: asset.kind,
            status: asset.status,
            filename: asset.filename,
            bytes: asset.bytes,
            content_type: asset.content_type,
            url: asset.url,
            failure,
        }
    }
}

impl Tool for GetPerson {
    const NAME: &'static str = "get_person";
    const TITLE: &'static str = "A person's files";
    const ABOUT: &'static str = "What is there of one person, name masked: documents, and each file with its state or why \
        it failed.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let key = asked.person.trim();
        let question = (Self::NAME, key);
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        let page = call.app.person_page(key, false).await?;
        let (mut assets, mut cursor) = (page.assets, page.next_asset_cursor);
        while let Some(begun) = cursor {
            let of = PeopleAssetQuery {
                person: Some(page.card.key.clone()),
                limit: AT_ONCE,
                cursor: Some(begun),
                ..PeopleAssetQuery::default()
            };
            let (more, next) = call.app.people_assets(&of).await?;
            assets.extend(more);
            cursor = next;
        }
        let total = assets.len();
        let most = asked.limit.unwrap_or(LIMIT).clamp(1, 200);
        let files = budget.fit(assets.into_iter().skip(place).take(most).map(File::of).collect());
        let next = place + files.len();
        let next_cursor = (next < total).then(|| cursor::write(next, &question));
        let documents = page.documents.iter().map(|document| Document {
            document_id: document["document_id"].as_str().unwrap_or_default().to_owned(),
            state: document["state"].as_str().unwrap_or_default().to_owned(),
            characters: document["characters"].as_u64().unwrap_or_default(),
        });
        Ok(Told {
            // They are told once, with the first page.
            documents: if place == 0 { documents.collect() } else { Vec::new() },
            key: page.card.key,
            name: page.card.name,
            personality_type: page.card.personality_type,
            link_kind: page.card.link_kind,
            files,
            total,
            next_cursor,
        })
    }
}
