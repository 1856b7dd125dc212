//! `GET /desk/{project_id}`: a project's characters, what is asked for next, its queue and its contact sheet.

use std::sync::Arc;

use app::{App, AppError, JobQuestion, PictureQuestion, TakeQuestion};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};

use super::{
    lines::JobLine,
    refused,
    shot::Shot,
    shown::{bytes, seconds},
};
use crate::{
    problem::Problem,
    query,
    site::Site,
    web::{Frame, frame},
};

/// Pictures on a sheet.
const SHEET: usize = 60;
/// Jobs of one state that the queue shows.
const LINES: usize = 200;
/// Jobs that ended badly and are shown still.
const FALLEN: usize = 10;

#[derive(Template)]
#[template(path = "desk_project.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    desk: Desk,
}

#[derive(Template)]
#[template(path = "desk_queue.html")]
struct QueuePart<'a> {
    frame: &'a Frame,
    desk: Desk,
}

#[derive(Template)]
#[template(path = "desk_sheet.html")]
struct SheetPart {
    desk: Desk,
}

#[derive(Template)]
#[template(path = "desk_cast.html")]
struct CastPart {
    desk: Desk,
}

/// A project as its page shows it.
pub struct Desk {
    id: String,
    name: String,
    description: String,
    facts: String,
    last_event: i64,
    /// The key of the wish that is composed.
    key: String,
    is_archived: bool,
    is_binned: bool,
    cast: Vec<Member>,
    presets: Vec<String>,
    engines: Vec<Machine>,
    lanes: Vec<Lane>,
    fallen: Vec<JobLine>,
    waiting: usize,
    running: usize,
    is_paused: bool,
    done_in: Option<String>,
    shots: Vec<Shot>,
    sieve: Sieve,
    next: Option<String>,
}

impl Desk {
    /// How many jobs wait that the queue does not show.
    fn unlisted(&self) -> usize {
        let shown = self.lanes.iter().filter(|lane| lane.priority.is_some()).map(|lane| lane.jobs.len());
        self.waiting.saturating_sub(shown.sum())
    }
}

/// A character with its newest picture.
struct Member {
    id: String,
    name: String,
    looks: String,
    pictures: u64,
    shot: Option<Shot>,
}

/// An engine.
struct Machine {
    name: String,
    is_ready: bool,
    reason: String,
}

/// Jobs of one priority, and those that run.
struct Lane {
    /// The priority; nothing for those that run already.
    priority: Option<u8>,
    jobs: Vec<JobLine>,
}

/// What the sheet shows.
#[derive(Default)]
struct Sieve {
    verdict: String,
    character: String,
    is_starred: bool,
}

impl Sieve {
    /// The address of the sheet, with what it shows.
    fn address(&self, project: &str) -> String {
        let mut asked = url::form_urlencoded::Serializer::new(format!("/desk/{project}?"));
        if !self.verdict.is_empty() {
            asked.append_pair("verdict", &self.verdict);
        }
        if !self.character.is_empty() {
            asked.append_pair("character", &self.character);
        }
        if self.is_starred {
            asked.append_pair("starred", "1");
        }
        asked.finish()
    }
}

/// `GET /desk/{project_id}`; with `part` one of `queue`, `sheet` and `cast` alone.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let (mut sieve, mut cursor, mut part) = (Sieve::default(), None, String::new());
    for (name, value) in query::pairs(asked.as_deref().unwrap_or_default(), true) {
        match name.as_str() {
            "verdict" => sieve.verdict = value,
            "character" => sieve.character = value,
            "starred" => sieve.is_starred = value == "1",
            "cursor" => cursor = Some(value),
            "part" => part = value,
            _ => {}
        }
    }
    let mut desk = head(&site.app, &id).await.map_err(refused)?;
    let (wants_queue, wants_sheet) = (part != "sheet" && part != "cast", part != "queue" && part != "cast");
    if wants_queue {
        queue(&site.app, &mut desk).await.map_err(refused)?;
    }
    if part != "queue" {
        cast(&site.app, &mut desk).await.map_err(refused)?;
    }
    if wants_sheet {
        sheet(&site.app, &mut desk, sieve, cursor).await.map_err(refused)?;
    }
    match part.as_str() {
        "queue" => frame::answer(&QueuePart { frame: &frame, desk }),
        "sheet" => frame::answer(&SheetPart { desk }),
        "cast" => frame::answer(&CastPart { desk }),
        _ => {
            let presets = site.app.style_presets().await.map_err(refused)?;
            desk.presets = presets.into_iter().map(|preset| preset.name).collect();
            let engines = site.app.picture_engines().await.map_err(refused)?.into_iter();
            desk.engines = engines
                .map(|engine| Machine {
                    name: engine.name,
                    is_ready: engine.ready,
                    reason: engine.reason.unwrap_or_default(),
                })
                .collect();
            frame::answer(&Page { frame: &frame, query: "", desk })
        }
    }
}

async fn head(app: &App, id: &str) -> Result<Desk, AppError> {
    let project = app.project(id).await?;
    Ok(Desk {
        facts: format!(
            "{} pictures, {} approved · {} · {:.0} % of all storage",
            project.file_count,
            project.approved_count,
            bytes(project.bytes),
            project.storage_share * 100.0
        ),
        name: project.project.name,
        description: project.project.description,
        last_event: project.last_event,
        key: super::act::key(),
        is_archived: project.archived,
        is_binned: project.binned_at.is_some(),
        id: project.id,
        cast: Vec::new(),
        presets: Vec::new(),
        engines: Vec::new(),
        lanes: Vec::new(),
        fallen: Vec::new(),
        waiting: 0,
        running: 0,
        is_paused: false,
        done_in: None,
        shots: Vec::new(),
        sieve: Sieve::default(),
        next: None,
    })
}

/// The characters, each with its newest picture that was not rejected.
async fn cast(app: &App, desk: &mut Desk) -> Result<(), AppError> {
    let listed = app.production_characters(Some(&desk.id), None, false, Some(100), None).await?;
    for character in listed.items {
        let of = |verdict: &str| TakeQuestion {
            character: Some(character.id.clone()),
            verdict: Some(verdict.to_owned()),
            limit: Some(1),
            ..TakeQuestion::default()
        };
        let mut newest = app.takes(&of("approved")).await?.items;
        if newest.is_empty() {
            newest = app.takes(&of("draft")).await?.items;
        }
        let looks: Vec<&str> = character.bible.appearance.parts().map(|(_, words)| words).collect();
        desk.cast.push(Member {
            looks: looks.join(", "),
            pictures: character.generation_count,
            shot: newest.first().map(Shot::of),
            name: character.bible.name,
            id: character.id,
        });
    }
    Ok(())
}

async fn queue(app: &App, desk: &mut Desk) -> Result<(), AppError> {
    let of = |status: &str, limit| PictureQuestion {
        project: Some(desk.id.clone()),
        status: Some(status.to_owned()),
        limit: Some(limit),
        ..PictureQuestion::default()
    };
    let mut begun = app.picture_jobs(&of("running", LINES)).await?.items;
    begun.extend(app.picture_jobs(&of("claimed", LINES)).await?.items);
    begun.sort_by_key(|job| job.started_at);
    // Those that are made next, and not those that were asked for last.
    let queued = app.next_pictures(Some(&desk.id), LINES).await?;
    let mut fallen = app.picture_jobs(&of("failed", FALLEN)).await?.items;
    fallen.extend(app.picture_jobs(&of("quarantined", FALLEN)).await?.items);
    let counts = app.picture_job_counts(Some(&desk.id)).await?;
    let count = |word: &str| counts.get(word).copied().unwrap_or_default() as usize;
    (desk.running, desk.waiting) = (begun.len(), count("queued"));
    if let Some(last) = queued.last().or(begun.last()) {
        let left = app.picture_job(last.job_id.as_str()).await?.eta_s;
        desk.done_in = left.map(seconds);
    }
    if !begun.is_empty() {
        let mut jobs: Vec<JobLine> = begun.into_iter().map(JobLine::of).collect();
        for job in &mut jobs {
            job.has_preview = app.picture_preview(&job.id).await.is_ok();
        }
        desk.lanes.push(Lane { priority: None, jobs });
    }
    for job in queued {
        let priority = Some(job.priority);
        match desk.lanes.last_mut().filter(|lane| lane.priority == priority) {
            Some(lane) => lane.jobs.push(JobLine::of(job)),
            None => desk.lanes.push(Lane { priority, jobs: vec![JobLine::of(job)] }),
        }
    }
    desk.fallen = fallen.into_iter().map(JobLine::of).collect();
    let list = app.jobs(&JobQuestion { limit: Some(1), ..JobQuestion::default() }).await?;
    desk.is_paused = list.pauses.iter().any(|pause| matches!(pause.what.as_str(), "all" | "kind:generate"));
    Ok(())
}

async fn sheet(app: &App, desk: &mut Desk, sieve: Sieve, cursor: Option<String>) -> Result<(), AppError> {
    let some = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let question = TakeQuestion {
        project: Some(desk.id.clone()),
        character: some(&sieve.character),
        verdict: some(&sieve.verdict),
        starred: sieve.is_starred,
        limit: Some(SHEET),
        cursor,
        ..TakeQuestion::default()
    };
    let listed = app.takes(&question).await?;
    desk.shots = listed.items.iter().map(Shot::of).collect();
    desk.next = listed.next_cursor;
    desk.sieve = sieve;
    Ok(())
}
