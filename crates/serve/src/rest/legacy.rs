//! `/api/search/…`: the paths of the service that Emaki replaces, answering in its shapes.
//!
//! Failures come in our own envelope. Filters, which that service took and did not heed, hold here.

use std::sync::Arc;

use app::{AppError, Hit, PictureRequest, QueryOptions, QueryRequest, SearchRequest, WorkCard, WorkRef};
use axum::{
    Json,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::schemas;
use crate::{
    problem::Problem,
    safety::{
        bodies,
        forms::{self, Form},
    },
    site::Site,
};

/// Results where nobody says how many.
const USUAL: usize = 20;
const USUAL_SIMILAR: usize = 10;

/// What such a client asks.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Wish {
    query: Option<String>,
    anime_id: Option<Value>,
    image_data: Option<String>,
    #[serde(skip)]
    file: Option<Vec<u8>>,
    visual_similarity: bool,
    limit: Option<usize>,
    filters: Option<Map<String, Value>>,
}

/// A result in that service's shape.
#[derive(Serialize)]
struct OldHit<'a> {
    anime_id: String,
    title: &'a str,
    synopsis: Option<&'a str>,
    r#type: &'a str,
    episodes: Option<u32>,
    tags: &'a [String],
    studios: &'a [String],
    picture: Option<&'a str>,
    relevance_score: f32,
    anime_score: Option<f64>,
    year: Option<i16>,
    season: Option<String>,
    myanimelist_id: Option<Value>,
    anilist_id: Option<Value>,
    kitsu_id: Option<Value>,
    anidb_id: Option<Value>,
    anisearch_id: Option<Value>,
    simkl_id: Option<Value>,
    livechart_id: Option<Value>,
    animenewsnetwork_id: Option<Value>,
    animeplanet_id: Option<Value>,
    notify_id: Option<Value>,
    animecountdown_id: Option<Value>,
}

#[derive(Serialize)]
struct OldText<'a> {
    query: &'a str,
    results: Vec<OldHit<'a>>,
    total_results: usize,
    processing_time_ms: f64,
}

#[derive(Serialize)]
struct OldSimilar<'a> {
    search_type: &'static str,
    anime_id: &'a str,
    similar_anime: Vec<OldHit<'a>>,
    count: usize,
}

/// Search in the older way
///
/// One path for all: with `query`, works for words; with `anime_id`, works like that one; with a picture, works that show
/// it. JSON or a form.
#[utoipa::path(
    post,
    path = "/api/search/",
    tag = "Older paths",
    request_body(
        content((schemas::OldWish = "application/json"), (schemas::OldForm = "multipart/form-data"))
    ),
    responses(
        (status = 200, description = "Results; `similar_anime` in place of `results` for works like one", body = schemas::OldResults),
        (status = 400, description = "Nothing is asked", body = schemas::Problem),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 422, description = "A limit or filter is no good", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn search(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish = read(&site, request).await?;
    answer(&site, wish).await
}

/// Search by words in the older way
#[utoipa::path(
    post,
    path = "/api/search/semantic",
    tag = "Older paths",
    request_body = schemas::OldWish,
    responses(
        (status = 200, description = "Results", body = schemas::OldResults),
        (status = 400, description = "There are no words", body = schemas::Problem),
        (status = 422, description = "A limit or filter is no good", body = schemas::Problem),
    )
)]
pub async fn semantic(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish = read(&site, request).await?;
    answer(&site, Wish { query: wish.query, limit: wish.limit, filters: wish.filters, ..Wish::default() })
        .await
}

/// How many are wanted.
#[derive(Debug, Deserialize)]
pub struct Limit {
    limit: Option<usize>,
}

type AskedLimit = Result<Query<Limit>, QueryRejection>;

fn limit_of(asked: AskedLimit) -> Result<Option<usize>, Problem> {
    let Query(asked) = asked.map_err(|error| AppError::invalid_parameter("limit", error.body_text()))?;
    Ok(asked.limit)
}

/// Works like one work, in the older way
#[utoipa::path(
    get,
    path = "/api/search/similar/{id}",
    tag = "Older paths",
    params(
        ("id" = String, Path, description = "Emaki's own id, or an external one"),
        ("limit" = Option<u32>, Query, description = "Results, 1 to 100; 10 by default"),
    ),
    responses(
        (status = 200, description = "Works like it", body = schemas::OldResults),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn similar(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    asked: AskedLimit,
) -> Result<Response, Problem> {
    like(&site, &id, limit_of(asked)?).await
}

/// Works that look like one work, in the older way
#[utoipa::path(
    get,
    path = "/api/search/visually-similar/{id}",
    tag = "Older paths",
    params(
        ("id" = String, Path, description = "Emaki's own id, or an external one"),
        ("limit" = Option<u32>, Query, description = "Results, 1 to 100; 10 by default"),
    ),
    responses(
        (status = 200, description = "Works that look like it", body = schemas::OldResults),
        (status = 404, description = "No such work", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn visually_similar(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    asked: AskedLimit,
) -> Result<Response, Problem> {
    let wish = Wish {
        anime_id: Some(Value::from(id)),
        visual_similarity: true,
        limit: limit_of(asked)?,
        ..Wish::default()
    };
    answer(&site, wish).await
}

/// Search by a picture in the older way
#[utoipa::path(
    post,
    path = "/api/search/by-image",
    tag = "Older paths",
    request_body(content = schemas::OldForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Works that show the picture", body = schemas::OldResults),
        (status = 400, description = "There is no picture", body = schemas::Problem),
        (status = 413, description = "The picture is too large", body = schemas::Problem),
        (status = 415, description = "The picture is of another format", body = schemas::Problem),
        (status = 422, description = "The picture is damaged", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn by_image(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish = read(&site, request).await?;
    answer(&site, Wish { query: None, anime_id: None, ..wish }).await
}

/// Search by a picture in base64, in the older way
#[utoipa::path(
    post,
    path = "/api/search/by-image-base64",
    tag = "Older paths",
    request_body(content = schemas::OldForm, content_type = "multipart/form-data"),
    responses(
        (status = 200, description = "Works that show the picture", body = schemas::OldResults),
        (status = 400, description = "There is no picture", body = schemas::Problem),
        (status = 413, description = "The picture is too large", body = schemas::Problem),
        (status = 415, description = "The picture is of another format", body = schemas::Problem),
        (status = 422, description = "The picture is damaged", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn by_image_base64(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish = read(&site, request).await?;
    answer(&site, Wish { query: None, anime_id: None, ..wish }).await
}

/// Search by words and a picture, in the older way
///
/// Without a picture it is a search by words.
#[utoipa::path(
    post,
    path = "/api/search/multimodal",
    tag = "Older paths",
    request_body(
        content((schemas::OldForm = "multipart/form-data"), (schemas::OldWish = "application/json"))
    ),
    responses(
        (status = 200, description = "Results", body = schemas::OldResults),
        (status = 400, description = "Nothing is asked", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn multimodal(State(site): State<Arc<Site>>, request: Request) -> Result<Response, Problem> {
    let wish = read(&site, request).await?;
    answer(&site, Wish { anime_id: None, ..wish }).await
}

/// What is asked, as JSON or as a form.
async fn read(site: &Site, request: Request) -> Result<Wish, Problem> {
    if !forms::is_form(&request) {
        return bodies::object(site, request).await;
    }
    let Form { texts, files } = forms::form(site, request).await?;
    let file = files.into_iter().map(|(_, file)| file.to_vec()).find(|file| !file.is_empty());
    let mut wish = Wish { file, ..Wish::default() };
    let bad = |name: &str| AppError::invalid_parameter(name, format!("`{name}` cannot be read"));
    for (name, text) in texts {
        match name.as_str() {
            "query" => wish.query = Some(text),
            "anime_id" => wish.anime_id = Some(Value::from(text)),
            "image_data" => wish.image_data = Some(text),
            "visual_similarity" => wish.visual_similarity = matches!(text.as_str(), "true" | "1" | "True"),
            "limit" => wish.limit = Some(text.trim().parse().map_err(|_| bad("limit"))?),
            "filters" => wish.filters = serde_json::from_str(&text).map_err(|_| bad("filters"))?,
            _ => {} // that service took whatever else came
        }
    }
    Ok(wish)
}

/// The mode by what is there, in that service's order.
async fn answer(site: &Site, wish: Wish) -> Result<Response, Problem> {
    let filled = |text: &Option<String>| text.as_deref().is_some_and(|text| !text.trim().is_empty());
    let id = wish.anime_id.as_ref().map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
    let image = wish.image_data.filter(|image| !image.trim().is_empty());
    if wish.file.is_some() || image.is_some() {
        let mut request = old_question(wish.query.as_deref().unwrap_or_default(), wish.limit, wish.filters);
        (request.image, request.image_file) = (image, wish.file);
        return told(site, &request).await;
    }
    if let Some(id) = id.filter(|_| wish.visual_similarity) {
        return alike(site, &id, wish.limit).await;
    }
    if let Some(id) = wish.anime_id.as_ref() {
        let id = id.as_str().map_or_else(|| id.to_string(), str::to_owned);
        return like(site, &id, wish.limit).await;
    }
    if !filled(&wish.query) {
        return Err(Problem::from(
            AppError::invalid_parameter("query", "there is neither `query`, `anime_id` nor a picture")
                .hint("send `query` for words, or `anime_id` for works like one"),
        )
        .with_status(StatusCode::BAD_REQUEST));
    }
    words(site, wish.query.as_deref().unwrap_or_default(), wish.limit, wish.filters).await
}

async fn words(
    site: &Site,
    query: &str,
    limit: Option<usize>,
    filters: Option<Map<String, Value>>,
) -> Result<Response, Problem> {
    told(site, &old_question(query, limit, filters)).await
}

/// A question as that service took it: on its own, with filters as slots.
fn old_question(query: &str, limit: Option<usize>, filters: Option<Map<String, Value>>) -> QueryRequest {
    let mut request = QueryRequest::new(query);
    request.query.slots = filters.unwrap_or_default();
    request.options = QueryOptions {
        limit: Some(limit.unwrap_or(USUAL)),
        suggestions: false,
        sources: false,
        remember: false,
        ..QueryOptions::default()
    };
    request
}

async fn told(site: &Site, request: &QueryRequest) -> Result<Response, Problem> {
    let answer = site.app.query(request).await?;
    let found = OldText {
        query: &request.query.words,
        results: answer.results.iter().map(OldHit::of).collect(),
        total_results: answer.results.len(),
        processing_time_ms: answer.metadata.took_ms.whole,
    };
    Ok(Json(found).into_response())
}

/// Works whose pictures look like one work's.
async fn alike(site: &Site, id: &str, limit: Option<usize>) -> Result<Response, Problem> {
    let request = PictureRequest { limit: limit.unwrap_or(USUAL_SIMILAR), ..PictureRequest::default() };
    let answer = site.app.similar_by_picture(&id.parse::<WorkRef>()?, &request).await?;
    let similar_anime: Vec<OldHit<'_>> =
        answer.results.iter().map(|hit| OldHit::shown(&hit.card, hit.relevance)).collect();
    let count = similar_anime.len();
    Ok(Json(OldSimilar { search_type: "visual_similarity", anime_id: id, similar_anime, count })
        .into_response())
}

async fn like(site: &Site, id: &str, limit: Option<usize>) -> Result<Response, Problem> {
    let mut request = SearchRequest::default();
    request
        .set("limit", &limit.unwrap_or(USUAL_SIMILAR).to_string())
        .map_err(|error| AppError::invalid_parameter(&error.parameter, error.to_string()))?;
    let answer = site.app.similar(&id.parse::<WorkRef>()?, request).await?;
    let similar_anime: Vec<OldHit<'_>> = answer.results.iter().map(OldHit::of).collect();
    let count = similar_anime.len();
    Ok(Json(OldSimilar { search_type: "similar", anime_id: id, similar_anime, count }).into_response())
}

impl<'a> OldHit<'a> {
    fn of(hit: &'a Hit) -> Self {
        Self::shown(&hit.card, hit.relevance)
    }

    fn shown(card: &'a WorkCard, relevance: f32) -> Self {
        let id = |namespace: &str| {
            let found = card.external_ids.iter().find(|id| id.namespace().as_str() == namespace)?;
            Some(found.id().parse::<u64>().map_or_else(|_| Value::from(found.id()), Value::from))
        };
        Self {
            anime_id: card.id.to_string(),
            title: &card.title,
            synopsis: card.synopsis.as_deref(),
            r#type: card.format.as_str(),
            episodes: card.episodes,
            tags: &card.tags,
            studios: &card.studios,
            picture: card.image.as_deref(),
            relevance_score: relevance,
            anime_score: card.score,
            year: card.year,
            season: card.season.map(|season| season.as_str().to_lowercase()),
            myanimelist_id: id("mal"),
            anilist_id: id("anilist"),
            kitsu_id: id("kitsu"),
            anidb_id: id("anidb"),
            anisearch_id: id("anisearch"),
            simkl_id: id("simkl"),
            livechart_id: id("livechart"),
            animenewsnetwork_id: id("ann"),
            animeplanet_id: id("anime_planet"),
            notify_id: id("notify"),
            // AnimeCountdown counts in SIMKL's numbers.
            animecountdown_id: id("simkl"),
        }
    }
}
