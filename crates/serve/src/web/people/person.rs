//! `GET /people/{person_key}`: somebody's files with players, what is said in them, and the texts of their documents.

use std::{collections::HashMap, sync::Arc};

use app::{App, PeopleAsset};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{
    address, cause,
    file::{File, Shows},
    is_plain, refused,
};
use crate::{
    problem::Problem,
    query,
    safety::Standing,
    site::Site,
    web::{
        Frame,
        desk::shown::{bytes, moment},
        frame,
    },
};

/// Transcripts that a page holds; the others are read at their files.
const SPOKEN: usize = 20;
/// Letters of a document that a page holds.
const TEXT: usize = 20_000;

#[derive(Template)]
#[template(path = "person.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    person: Person,
}

#[expect(clippy::struct_excessive_bools, reason = "each decides on another part of the page")]
struct Person {
    key: String,
    address: String,
    name: String,
    email: String,
    kind: String,
    link: Option<String>,
    facts: String,
    is_gone: bool,
    is_plain: bool,
    may_see_names: bool,
    files: Vec<File>,
    /// Whether there are more than the page shows.
    has_more: bool,
    documents: Vec<Document>,
    links: Vec<Link>,
}

struct Document {
    id: String,
    origin: Option<String>,
    state: &'static str,
    word: &'static str,
    facts: String,
    trouble: String,
    text: String,
    /// Where all of it is, when the page holds its beginning only.
    whole: Option<String>,
}

struct Link {
    url: String,
    kind: String,
    reason: String,
}

/// `GET /people/{person_key}`; with `plain=1` names in full, for tokens that may also write.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Extension(standing): Extension<Standing>,
    Path(key): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let mut pairs = query::pairs(asked.as_deref().unwrap_or_default(), true);
    let in_full = pairs.any(|(name, value)| name == "plain" && is_plain(&standing, &value));
    let page = site.app.person_page(&key, in_full).await.map_err(refused)?;
    let documents =
        site.app.person_texts(&key, in_full).await.map_err(refused)?.into_iter().map(Document::of).collect();
    let (tracks, spoken) = transcripts(&site.app, &page.assets).await;
    let card = page.card;
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let links = page.links.iter();
    let is_own =
        |asset: &PeopleAsset| asset.kind != "youtube_transcript" || !tracks.contains_key(&asset.media_id);
    let files = page.assets.iter().filter(|asset| is_own(asset));
    let person = Person {
        address: address(&card.key),
        name: card.name,
        email: card.email.unwrap_or_default(),
        kind: card.personality_type.unwrap_or_default(),
        link: card.link.filter(|link| link.starts_with("https://") || link.starts_with("http://")),
        facts: format!(
            "Row {} · {} files here, {} · changed {} UTC",
            card.row_index,
            card.files.here,
            bytes(card.files.bytes),
            moment(card.updated_at)
        ),
        is_gone: card.gone_at.is_some(),
        is_plain: in_full,
        may_see_names: standing.may_write,
        files: files.map(|asset| File::of(asset.clone(), &tracks, &spoken)).collect(),
        has_more: page.next_asset_cursor.is_some(),
        documents,
        links: links
            .map(|link| Link {
                url: text(&link["url"]),
                kind: text(&link["kind"]),
                reason: text(&link["reason"]),
            })
            .collect(),
        key: card.key,
    };
    frame::answer(&Page { frame: &frame, query: "", person })
}

/// The transcripts that are here beside their videos: which asset each is, and what it says.
async fn transcripts(
    app: &App,
    assets: &[PeopleAsset],
) -> (HashMap<String, String>, HashMap<String, String>) {
    let is_video =
        |id: &str| assets.iter().any(|asset| asset.kind == "youtube_video" && asset.media_id == id);
    let (mut tracks, mut spoken) = (HashMap::new(), HashMap::new());
    for asset in assets.iter().filter(|asset| asset.kind == "youtube_transcript" && asset.has_content) {
        if !is_video(&asset.media_id) {
            continue;
        }
        tracks.insert(asset.media_id.clone(), asset.asset_id.clone());
        if spoken.len() >= SPOKEN {
            continue;
        }
        match app.spoken_text(&asset.asset_id).await {
            Ok(Some(told)) if !told.text.is_empty() => {
                spoken.insert(told.media_id, told.text);
            }
            Ok(_) => {}
            // The page is of use without it, and `people fsck` finds what is wrong.
            Err(error) => tracing::warn!(error = ?error, "a transcript cannot be read"),
        }
    }
    (tracks, spoken)
}

impl Document {
    fn of(document: app::PersonDocument) -> Self {
        let letters = document.text.chars().count();
        let whole = format!(
            "/api{}/documents/{}",
            address(&document.person_key),
            address(&document.document_id).trim_start_matches("/people/")
        );
        let (state, word) = match document.state.as_str() {
            "fetched" => ("ok", "read"),
            "failed" => ("down", "could not be read"),
            _ => ("degraded", "waiting"),
        };
        let read = document.fetched_at.map(|at| format!("read {} UTC", moment(at)));
        Self {
            facts: [Some(format!("{letters} letters")), read]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" · "),
            trouble: document
                .failure
                .map(|failure| format!("{}: {}", cause(failure.category.as_str()), failure.message))
                .unwrap_or_default(),
            origin: document.url.filter(|url| url.starts_with("https://") || url.starts_with("http://")),
            whole: (letters > TEXT).then_some(whole),
            text: document.text.chars().take(TEXT).collect(),
            id: document.document_id,
            state,
            word,
        }
    }
}
