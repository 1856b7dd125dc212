//! From what somebody names to a taste: ids and lists, each line brought to the item that it means.

use std::collections::{BTreeMap, BTreeSet};

use model::{EntityKind, ExternalId, ListStatus, Medium, WorkId};
use recommend::{Entry, Status, Taste};
use serde::Serialize;
use sources::lists::{ListLine, UserList, read_list};

use super::{RecommendRequest, Shelf, media_of};
use crate::{App, AppError, ErrorCode, WorkRef};

/// What was named and could not be used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnmatchedLine {
    /// Its place in the list, from 1.
    pub place: u64,
    /// The ids that were named, or what stands there instead.
    pub named: String,
    /// The title, where the list has it.
    pub title: Option<String>,
    /// Why it was not used.
    pub reason: String,
}

/// Everything that was named, as items.
pub(super) struct Wished {
    /// The items with scores and states.
    pub taste: Taste,
    /// In which form the list came.
    pub form: Option<&'static str>,
    /// What was named and not found.
    pub unmatched: Vec<UnmatchedLine>,
}

impl Wished {
    /// The media that picks are of: those asked for, else those of what is liked.
    #[expect(clippy::similar_names, reason = "a shelf is a shelf")]
    pub fn media(&self, request: &RecommendRequest, shelf: &Shelf) -> BTreeSet<Medium> {
        let liked = self.taste.entries().iter().filter(|entry| entry.status != Status::Refused);
        media_of(request, liked.filter_map(|entry| shelf.medium(entry.item).cloned()))
    }
}

/// Brings works and a list onto the shelf.
pub(super) async fn bring(app: &App, shelf: &Shelf, request: &RecommendRequest) -> Result<Wished, AppError> {
    let mut entries = Vec::new();
    let mut unmatched = Vec::new();
    let mut form = None;
    if let Some(body) = &request.list {
        let body = body.clone();
        // A list may have megabytes, and be packed.
        let list = tokio::task::spawn_blocking(move || read(body)).await.map_err(AppError::internal)??;
        form = Some(list.form);
        let works = works_of(app, &list.lines).await?;
        for (line, work) in list.lines.into_iter().zip(works) {
            match work.and_then(|work| shelf.item(work)) {
                Some(item) => entries.push(entry(item, &line)),
                None => unmatched.push(missing(line)),
            }
        }
        unmatched.extend(list.faults.into_iter().map(|fault| UnmatchedLine {
            place: fault.place,
            named: fault.text,
            title: None,
            reason: fault.reason,
        }));
        unmatched.sort_by_key(|line| line.place);
    }
    // What is named by itself counts more than what a list says of it: it comes later.
    for (works, status) in [(&request.works, Status::Finished), (&request.not, Status::Refused)] {
        for work in works {
            let item = on_shelf(app, shelf, work).await?;
            entries.push(Entry { item, score: None, status });
        }
    }
    if entries.is_empty() {
        let first = unmatched.first().map(|line| format!("{}: {}", line.named, line.reason));
        return Err(AppError::new(
            ErrorCode::InvalidInput,
            "nothing on the list is a work that is kept here",
        )
        .detail("unmatched", unmatched.len())
        .detail("first", first)
        .hint("`emaki import` brings more works in; a list may name any id that `emaki work` shows"));
    }
    Ok(Wished { taste: Taste::of(entries.into_iter()), form, unmatched })
}

fn read(body: Vec<u8>) -> Result<UserList, AppError> {
    read_list(body).map_err(|error| {
        AppError::new(ErrorCode::InvalidInput, format!("the list cannot be read: {error}"))
            .caused_by(error)
            .hint("MyAnimeList's XML export, AniList's JSON and tables `id,score,status` are read, packed or not")
    })
}

async fn on_shelf(app: &App, shelf: &Shelf, work: &WorkRef) -> Result<u32, AppError> {
    let id = app.work_id(work).await?;
    shelf.item(id).ok_or_else(|| {
        AppError::new(ErrorCode::Busy, format!("the index does not know work {id} yet"))
            .hint("it is being brought up to date; ask again in a few seconds")
    })
}

/// The work of each line: by our own number, else by the first of its ids that is linked to one.
async fn works_of(app: &App, lines: &[ListLine]) -> Result<Vec<Option<WorkId>>, AppError> {
    let ids: Vec<ExternalId> = lines.iter().flat_map(|line| line.ids.iter().cloned()).collect();
    let found = app.store().find(&ids).await?;
    // A merged number leads to the survivor.
    let numbered = lines.iter().any(|line| line.number.is_some());
    let merged = if numbered { app.store().redirects(&EntityKind::Work).await? } else { BTreeMap::new() };
    let mut works = Vec::with_capacity(lines.len());
    for line in lines {
        let own = line.number.and_then(WorkId::new);
        let own = own.map(|number| merged.get(&number.into()).map_or(number, |into| WorkId::from(*into)));
        let linked = || {
            line.ids.iter().find_map(|id| match found.get(id) {
                Some((EntityKind::Work, work)) => Some(WorkId::from(*work)),
                _ => None,
            })
        };
        works.push(own.or_else(linked));
    }
    Ok(works)
}

fn entry(item: u32, line: &ListLine) -> Entry {
    let status = match line.entry.status {
        ListStatus::Current | ListStatus::OnHold => Status::Ongoing,
        ListStatus::Dropped => Status::Dropped,
        ListStatus::Planned => Status::Planned,
        ListStatus::Completed | ListStatus::Unknown | ListStatus::Other(_) => Status::Finished,
    };
    Entry { item, score: line.entry.score.map(|score| score as f32), status }
}

fn missing(line: ListLine) -> UnmatchedLine {
    let ids: Vec<String> = line.ids.iter().map(ToString::to_string).collect();
    let named = line.number.map_or_else(|| ids.join(" "), |number| number.to_string());
    UnmatchedLine {
        place: line.place,
        named,
        title: line.title,
        reason: "no work is kept here under this id".to_owned(),
    }
}
