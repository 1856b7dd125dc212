//! `GET /people/failures`: what failed, grouped by its cause, and `POST /people/failures`, which opens a group for
//! another try.

use std::sync::Arc;

use app::{AppError, PeopleAsset, RetryAssets};
use askama::Template;
use axum::{
    Extension,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::{address, cause, refused};
use crate::{
    problem::Problem,
    query,
    safety::{Standing, bodies::form_field},
    site::Site,
    web::{
        Frame,
        desk::shown::moment,
        frame,
        text::{count, number},
    },
};

#[derive(Template)]
#[template(path = "people_failures.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    groups: Vec<Group>,
    may_retry: bool,
    said: Option<String>,
}

/// What failed of one cause.
struct Group {
    category: String,
    cause: &'static str,
    facts: String,
    files: Vec<Failed>,
    /// Where everybody is listed who has such a file.
    people: String,
}

/// One file that failed.
struct Failed {
    title: String,
    person: String,
    address: String,
    message: String,
    facts: String,
}

impl Failed {
    fn of(asset: PeopleAsset) -> Self {
        let failure = asset.failure.as_ref();
        let attempts = failure.map_or(0, |failure| failure.attempts);
        let next = match failure {
            Some(failure) if failure.permanent => "given up".to_owned(),
            Some(failure) => failure
                .next_at
                .map_or_else(|| "due now".to_owned(), |at| format!("again from {} UTC on", moment(at))),
            None => String::new(),
        };
        Self {
            message: failure.map(|failure| failure.message.clone()).unwrap_or_default(),
            facts: format!("{} · {next}", count(attempts.into(), "attempt", "attempts")),
            address: address(&asset.person_key),
            title: asset.filename.unwrap_or(asset.media_id),
            person: asset.person_key,
        }
    }
}

/// `GET /people/failures`; `opened` is how many files the last form opened.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Extension(standing): Extension<Standing>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let mut pairs = query::pairs(asked.as_deref().unwrap_or_default(), true);
    let opened =
        pairs.find_map(|(name, value)| (name == "opened").then(|| value.parse::<u64>().ok()).flatten());
    let groups = site.app.people_failures().await.map_err(refused)?.into_iter().map(|group| Group {
        cause: cause(&group.category),
        facts: format!(
            "{} tried again by themselves, {} given up",
            number(group.waiting),
            number(group.given_up)
        ),
        files: group.assets.into_iter().map(Failed::of).collect(),
        people: format!("/people?failure={}", group.category),
        category: group.category,
    });
    frame::answer(&Page {
        frame: &frame,
        query: "",
        groups: groups.collect(),
        may_retry: standing.may_write,
        said: opened.map(|opened| {
            format!(
                "{} due now, and a session of downloads is asked for.",
                count(opened, "file is", "files are")
            )
        }),
    })
}

/// `POST /people/failures`: opens what failed of one cause, asks for a session that takes it, and leads back to the page.
pub async fn retry(State(site): State<Arc<Site>>, body: Bytes) -> Result<Response, Problem> {
    let category = form_field(&body, "category").filter(|category| !category.is_empty());
    let category =
        category.ok_or_else(|| AppError::invalid_parameter("category", "`category` is missing"))?;
    let wish = RetryAssets { category: Some(category), ..RetryAssets::default() };
    let opened = site.app.retry_assets(&wish).await.map_err(refused)?.opened;
    if opened > 0 {
        site.app.enqueue_people_download().await?;
    }
    let place = HeaderValue::from_str(&format!("/people/failures?opened={opened}"));
    let place = place.unwrap_or(HeaderValue::from_static("/people/failures"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
}
