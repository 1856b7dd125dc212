//! `POST /desk`: every change that the desk makes, and `POST /desk/preview`, which shows what a wish would become.
//!
//! A plain form is led back to where it was sent from; a script is told in a sentence what came of it.

use std::sync::Arc;

use app::{AppError, CharacterChange, NewCharacter};
use askama::Template;
use axum::{
    Extension, Json,
    body::Bytes,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::{character, fields::Fields, shown::seconds};
use crate::{
    problem::{self, Problem},
    rest::production,
    safety::TokenName,
    site::Site,
    web::{Frame, frame, theme::is_local},
};

/// What came of a change.
struct Done {
    /// In a sentence.
    said: String,
    /// Where a plain form leads to, where that is not where it came from.
    to: Option<String>,
    /// The key of the next wish, for a form that stays.
    key: Option<String>,
}

impl Done {
    fn said(said: impl Into<String>) -> Self {
        Self { said: said.into(), to: None, key: None }
    }

    fn to(self, place: String) -> Self {
        Self { to: Some(place), ..self }
    }
}

#[derive(Template)]
#[template(path = "desk_compiled.html")]
struct Compiled {
    prompt: String,
    negative: String,
    pieces: Vec<(String, String, String, bool)>,
    choices: Vec<(String, String)>,
    facts: String,
    trouble: Option<String>,
}

/// `POST /desk/preview`: what a wish would become.
pub async fn preview(State(site): State<Arc<Site>>, body: Bytes) -> Result<Response, Problem> {
    let fields = Fields::of(&body);
    let compiled = match fields.wish() {
        Ok(wish) => site.app.compile_wish(wish).await,
        Err(error) => Err(error),
    };
    let part = match compiled {
        Ok(compiled) => {
            let recipe = &compiled.recipe;
            let count = compiled.pictures;
            let pieces = compiled.pieces.iter().map(|piece| {
                let is_plain = piece.weight == app::Hundredths::ONE;
                let weight = if is_plain { String::new() } else { format!("×{}", piece.weight) };
                (piece.from.replace('_', " "), piece.text.clone(), weight, piece.negative)
            });
            let choices = compiled.choices.iter();
            Compiled {
                pieces: pieces.collect(),
                choices: choices.map(|choice| (choice.written.clone(), choice.taken.clone())).collect(),
                facts: format!(
                    "{count} picture{} · {} × {} · {} steps · about {}",
                    if count == 1 { "" } else { "s" },
                    recipe.width,
                    recipe.height,
                    recipe.steps,
                    seconds(compiled.estimated_seconds)
                ),
                prompt: compiled.prompt,
                negative: compiled.negative_prompt,
                trouble: None,
            }
        }
        Err(error) if error.code.http_status() < 500 => Compiled {
            prompt: String::new(),
            negative: String::new(),
            pieces: Vec::new(),
            choices: Vec::new(),
            facts: String::new(),
            trouble: Some(sentence(&error)),
        },
        Err(error) => return Err(error.into()),
    };
    frame::answer(&part)
}

/// `POST /desk`: `do` says what.
pub async fn act(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Extension(token): Extension<TokenName>,
    body: Bytes,
) -> Result<Response, Problem> {
    let fields = Fields::of(&body);
    let author = frame.author.clone().unwrap_or_else(|| production::author(&site, &token));
    let done = match fields.needed("do") {
        Ok(wish) => Box::pin(change(&site, wish, &fields, &author)).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(done) if frame.is_partial => {
            let mut told = json!({ "said": done.said, "to": done.to });
            if let Some(key) = done.key {
                told["key"] = key.into();
            }
            Ok(Json(told).into_response())
        }
        Ok(done) => {
            let back = fields.one("back").filter(|back| is_local(back)).map(str::to_owned);
            let place = done.to.or(back).unwrap_or_else(|| "/desk".to_owned());
            let place = HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("/desk"));
            Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
        }
        Err(error) if frame.is_partial && error.code.http_status() < 500 => {
            let status = StatusCode::from_u16(error.code.http_status());
            let status = status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(problem::kept((status, Json(json!({ "said": sentence(&error) }))).into_response()))
        }
        // What was typed into a bible is too much to be typed twice.
        Err(error) if is_of_bible(&fields) && error.code.http_status() < 500 => {
            character::again(&site, &frame, &fields, &error).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether a form writes a version of a bible that there is.
fn is_of_bible(fields: &Fields) -> bool {
    fields.one("do") == Some("change_character") && fields.one("character_id").is_some()
}

async fn change(site: &Site, wish: &str, fields: &Fields, author: &str) -> Result<Done, AppError> {
    let app = &site.app;
    match wish {
        "new_project" => {
            let mut body = Map::new();
            for name in ["name", "description", "style"] {
                if let Some(text) = fields.one(name) {
                    body.insert(name.to_owned(), text.into());
                }
            }
            let made = app.create_project(Value::Object(body), author).await?;
            Ok(Done::said(format!("{} is there", made.project.name)).to(format!("/desk/{}", made.id)))
        }
        "bin_project" => {
            let binned = app.bin_project(fields.needed("project_id")?, author).await?;
            Ok(Done::said(format!("{} lies in the bin", binned.project.name)).to("/desk".to_owned()))
        }
        "restore_project" => {
            let back = app.restore_project(fields.needed("project_id")?, author).await?;
            Ok(Done::said(format!("{} is back", back.project.name)).to(format!("/desk/{}", back.id)))
        }
        "new_character" => {
            let project = fields.needed("project_id")?.to_owned();
            let from = fields.one("from_catalog").map(Value::from);
            let mut bible = fields.bible()?;
            if let (Some(_), Some(given)) = (&from, bible.as_object_mut()) {
                // What was left empty comes from the catalog.
                given.retain(|_, value| value.as_str() != Some("") && *value != json!({}));
            }
            let new = NewCharacter { project_id: project, from_catalog: from, bible };
            let made = app.create_character(&new, author).await?;
            let place = format!("/desk/{}/characters/{}", made.project_id, made.id);
            Ok(Done::said(format!("{} is there", made.bible.name)).to(place))
        }
        "change_character" => {
            let change = CharacterChange {
                expected_version: fields.version("expected_version")?,
                base_version: fields.version("base_version")?,
                note: fields.one("note").unwrap_or_default().to_owned(),
                canonical: None,
                bible: fields.bible()?,
            };
            let changed = app.update_character(fields.needed("character_id")?, &change, author).await?;
            Ok(Done::said(format!("{} has version {} now", changed.bible.name, changed.version)))
        }
        "choose_version" => {
            let version = super::fields::version("version", fields.needed("version")?)?;
            let chosen =
                app.choose_character_version(fields.needed("character_id")?, version, author).await?;
            Ok(Done::said(format!("version {} of {} counts now", chosen.version, chosen.bible.name)))
        }
        "bin_character" => {
            let binned = app.bin_character(fields.needed("character_id")?, true, author).await?;
            let place = format!("/desk/{}", binned.project_id);
            Ok(Done::said(format!("{} lies in the bin", binned.bible.name)).to(place))
        }
        "restore_character" => {
            let back = app.bin_character(fields.needed("character_id")?, false, author).await?;
            Ok(Done::said(format!("{} is back", back.bible.name)))
        }
        "generate" => generate(site, fields, author).await,
        "pause" | "resume" => {
            let paused = app.pause_pictures(wish == "pause", author).await?.paused;
            Ok(Done::said(if paused { "the queue is paused" } else { "the queue goes on" }))
        }
        "review" => review(site, fields, author).await,
        "reference" => {
            let role = Value::from(fields.one("role").unwrap_or("likeness"));
            let role = serde_json::from_value(role).map_err(|_| {
                AppError::invalid_parameter("role", "roles are likeness, style, pose and start")
            })?;
            let take = fields.needed("take_id")?;
            let all = app.take_as_reference(take, role, app::Hundredths::ONE, author).await?;
            Ok(Done::said(format!("the bible has {} references now", all.len())))
        }
        _ => of_job(site, wish, fields, author).await,
    }
}

/// Asks for pictures. The key that came with the form and the words in it are the wish: sent twice, it is one.
async fn generate(site: &Site, fields: &Fields, author: &str) -> Result<Done, AppError> {
    let mut wish = fields.wish()?;
    if let Some(key) = fields.one("idempotency_key") {
        let digest = Sha256::digest(format!("{key}\n{wish}"));
        wish["idempotency_key"] = format!("desk:{}", assets::hex(&digest)).into();
    }
    let wished = site.app.generate(wish, author).await?;
    let count = wished.jobs.len();
    let plural = if count == 1 { "picture is" } else { "pictures are" };
    let already = if wished.is_new { "" } else { " already" };
    let time = wished.estimated_time;
    let done = Done {
        key: Some(key()),
        ..Done::said(format!("{count} {plural} asked for{already}; done in about {time}"))
    };
    let is_grid = fields.one("matrix").is_some();
    Ok(if is_grid { done.to(format!("/desk/batches/{}", wished.batch_id)) } else { done })
}

/// A key for a form that asks for pictures.
pub fn key() -> String {
    format!("{:032x}", rand::random::<u128>())
}

async fn of_job(site: &Site, wish: &str, fields: &Fields, author: &str) -> Result<Done, AppError> {
    let app = &site.app;
    let unknown = || AppError::invalid_parameter("do", format!("the desk cannot do `{wish}`"));
    let id = fields.needed("job_id").map_err(|_| unknown())?;
    match wish {
        "cancel" => {
            let job = app.cancel_picture(id, author).await?;
            Ok(Done::said(if job.cancelling { "it is being cancelled" } else { "it is cancelled" }))
        }
        "retry" => {
            app.retry_picture(id, author).await?;
            Ok(Done::said("it is queued again"))
        }
        "reproduce" => {
            let wished = app.reproduce(id, author).await?;
            Ok(Done::said(format!("it is being made again; done in about {}", wished.estimated_time)))
        }
        "move" | "sooner" | "later" => {
            let now = app.picture_job(id).await?.priority;
            let priority = match wish {
                "sooner" => now.saturating_add(1).min(9),
                "later" => now.saturating_sub(1),
                _ => fields
                    .needed("priority")?
                    .parse()
                    .map_err(|_| AppError::invalid_parameter("priority", "`priority` is 0 to 9"))?,
            };
            let job = app.reprioritize_picture(id, priority, author).await?;
            Ok(Done::said(format!("its priority is {}", job.priority)))
        }
        _ => Err(unknown()),
    }
}

async fn review(site: &Site, fields: &Fields, author: &str) -> Result<Done, AppError> {
    let id = fields.needed("take_id")?;
    let mut change = Map::new();
    for name in ["verdict", "reason", "notes"] {
        if fields.has(name) {
            change.insert(name.to_owned(), fields.one(name).unwrap_or_default().into());
        }
    }
    for name in ["starred", "best"] {
        if let Some(word) = fields.one(name) {
            change.insert(name.to_owned(), (word == "true").into());
        }
    }
    if let Some(version) = fields.version("expected_version")? {
        change.insert("expected_version".to_owned(), version.into());
    }
    let take = site.app.review_take(id, &Value::Object(change), author).await?;
    let verdict = take.review.verdict.as_str();
    let star = if take.review.starred { ", starred" } else { "" };
    Ok(Done::said(format!("{verdict}{star}")))
}

/// A refusal with what to do next.
pub fn sentence(error: &AppError) -> String {
    match &error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message.clone(),
    }
}
