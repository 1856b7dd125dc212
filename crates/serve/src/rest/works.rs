//! `/api/works/{id}` and what hangs on it. The id is our own or an external one.

use std::sync::Arc;

use app::{AppError, PictureRequest, RelatedWork, RelationEdge, SearchPage, WorkPage, WorkRef};
use axum::{
    Json,
    extract::{Path, RawQuery, State},
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use model::{CharacterRole, EpisodeEntry, ExternalId, RelationType, SourceId, Work, WorkId};
use serde::Serialize;

use super::{schemas, search::Similar};
use crate::{problem::Problem, query, site::Site};

/// A work's part under its id, whichever id it was asked by.
#[derive(Serialize)]
struct Part<T> {
    id: WorkId,
    redirected_from: Option<WorkId>,
    #[serde(flatten)]
    body: T,
}

/// One work
///
/// A merged id answers with the survivor and says so in `redirected_from`.
#[utoipa::path(
    get,
    path = "/api/works/{id}",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one", example = "mal:16498")),
    responses(
        (status = 200, description = "The work", body = schemas::Work),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Shown<'a> {
        redirected_from: Option<WorkId>,
        #[serde(flatten)]
        work: &'a Work,
    }
    let page = find(&site, &id).await?;
    let shown = Shown { redirected_from: page.redirected_from, work: &page.work };
    Ok(located(page.work.id, "", Json(shown)))
}

/// Works like one work
///
/// By shared tags, studios and ties. Takes the parameters of a search, `q` left out. With `visual=true`, by their
/// pictures; then `limit` and `adult` hold and nothing else.
#[utoipa::path(
    get,
    path = "/api/works/{id}/similar",
    tag = "Works",
    params(
        ("id" = String, Path, description = "Emaki's own id, or an external one"),
        ("visual" = Option<bool>, Query, description = "By their pictures"),
        schemas::SearchParameters
    ),
    responses(
        (status = 200, description = "Similar works", body = schemas::SimilarOrVisual),
        (status = 404, description = "No such work, or no picture of it", body = schemas::Problem),
        (status = 422, description = "A parameter is unknown or out of range", body = schemas::Problem),
        (status = 501, description = "No pictures are kept yet", body = schemas::Problem),
    )
)]
pub async fn similar(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (is_visual, query) = visual(query.as_deref().unwrap_or_default())?;
    let request = query::from_query(&query, false)?;
    if !request.query.is_empty() {
        let error =
            AppError::invalid_parameter("q", "`q` is not taken here: the work itself is the question");
        return Err(error.into());
    }
    let page = find(&site, &id).await?;
    if is_visual {
        let request = PictureRequest::of_search(&request)?;
        let answer = site.app.similar_by_picture(&page.work.id.into(), &request).await?;
        return Ok(located(page.work.id, "/similar", Json(answer)));
    }
    let facets = request.facets;
    let answer = site.app.similar(&page.work.id.into(), request).await?;
    let results = SearchPage::new("", facets, &answer);
    let similar = Similar { id: page.work.id, redirected_from: page.redirected_from, results };
    Ok(located(page.work.id, "/similar", Json(similar)))
}

/// A work's characters
#[utoipa::path(
    get,
    path = "/api/works/{id}/characters",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "The characters, main ones first", body = schemas::WorkCharacters),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn characters(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Cast {
        characters: Vec<Member>,
    }
    #[derive(Serialize)]
    struct Member {
        role: CharacterRole,
        #[serde(flatten)]
        character: super::characters::Shown,
    }
    let page = find(&site, &id).await?;
    let cast = site.app.characters(&page.work.id.into()).await?;
    let characters =
        cast.into_iter().map(|m| Member { role: m.role, character: m.character.into() }).collect();
    Ok(part(&page, "/characters", Cast { characters }))
}

/// A work's episodes
#[utoipa::path(
    get,
    path = "/api/works/{id}/episodes",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "The longest list that a source gives", body = schemas::WorkEpisodes),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn episodes(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    #[expect(clippy::struct_field_names, reason = "the published name")]
    struct Episodes {
        count: Option<u32>,
        source: Option<SourceId>,
        episodes: Vec<EpisodeEntry>,
    }
    let page = find(&site, &id).await?;
    let list = site.app.episodes(&page.work.id.into()).await?;
    Ok(part(&page, "/episodes", Episodes { count: list.count, source: list.source, episodes: list.episodes }))
}

/// What audiences think of a work
#[utoipa::path(
    get,
    path = "/api/works/{id}/ratings",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "Each source's score, what follows from them, and single users' ratings", body = schemas::WorkRatings),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn ratings(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let page = find(&site, &id).await?;
    Ok(part(&page, "/ratings", site.app.ratings(&page.work.id.into()).await?))
}

/// The works around a work
#[utoipa::path(
    get,
    path = "/api/works/{id}/relations",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "Works and ties between them", body = schemas::WorkRelations),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn relations(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Relations {
        nodes: Vec<RelatedWork>,
        edges: Vec<RelationEdge>,
        unresolved: Vec<Loose>,
    }
    #[derive(Serialize)]
    struct Loose {
        kind: RelationType,
        external_id: ExternalId,
    }
    let page = find(&site, &id).await?;
    let graph = site.app.relations(&page.work.id.into()).await?;
    let loose = graph.unresolved.into_iter().map(|(kind, external_id)| Loose { kind, external_id });
    let relations = Relations { nodes: graph.nodes, edges: graph.edges, unresolved: loose.collect() };
    Ok(part(&page, "/relations", relations))
}

/// A work's whole franchise
///
/// Every work that hangs together with it over ties of the story, in every medium, up to 60.
#[utoipa::path(
    get,
    path = "/api/works/{id}/franchise",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "Works and ties between them", body = schemas::WorkFranchise),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn franchise(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct Franchise {
        nodes: Vec<RelatedWork>,
        edges: Vec<RelationEdge>,
        cut: bool,
    }
    let page = find(&site, &id).await?;
    let app::Franchise { nodes, edges, cut, .. } = site.app.franchise(&page.work.id.into()).await?;
    Ok(part(&page, "/franchise", Franchise { nodes, edges, cut }))
}

/// Who said what about a work
///
/// Every claim of every source by field, the chosen one marked with the rule that chose it.
#[utoipa::path(
    get,
    path = "/api/works/{id}/provenance",
    tag = "Works",
    params(("id" = String, Path, description = "Emaki's own id, or an external one")),
    responses(
        (status = 200, description = "Claims and the records they come from", body = schemas::WorkProvenance),
        (status = 404, description = "No such work", body = schemas::Problem),
    )
)]
pub async fn provenance(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    let page = find(&site, &id).await?;
    let provenance = site.app.provenance(&page.work.id.into(), None).await?;
    Ok(part(&page, "/provenance", provenance))
}

/// Whether likeness is meant by pictures, and the rest of the query.
fn visual(query: &str) -> Result<(bool, String), AppError> {
    let (mut is_visual, mut rest) = (false, url::form_urlencoded::Serializer::new(String::new()));
    for (name, value) in query::pairs(query, false) {
        if name == "visual" {
            is_visual = match value.as_str() {
                "true" | "1" => true,
                "false" | "0" => false,
                _ => return Err(AppError::invalid_parameter("visual", "`visual` is true or false")),
            };
        } else {
            rest.append_pair(&name, &value);
        }
    }
    Ok((is_visual, rest.finish()))
}

async fn find(site: &Site, id: &str) -> Result<WorkPage, AppError> {
    site.app.work(&id.parse::<WorkRef>()?).await
}

fn part<T: Serialize>(page: &WorkPage, path: &str, body: T) -> Response {
    let part = Part { id: page.work.id, redirected_from: page.redirected_from, body };
    located(page.work.id, path, Json(part))
}

/// Says under which address the answer really lives, since an external or merged id led to it.
fn located(id: WorkId, path: &str, body: impl IntoResponse) -> Response {
    let mut response = body.into_response();
    if let Ok(place) = HeaderValue::from_str(&format!("/api/works/{id}{path}")) {
        response.headers_mut().insert(header::CONTENT_LOCATION, place);
    }
    response
}
