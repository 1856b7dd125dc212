//! `/api/anime/webhooks…`: addresses that are told when pictures are made.

use std::sync::Arc;

use app::{NewWebhook, WebhookDelivery, WebhookView};
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde::Serialize;

use super::{author, each, number, refused};
use crate::{
    problem::Problem,
    rest::schemas,
    safety::{TokenName, bodies},
    site::Site,
};

/// Register an address that is told when pictures end
///
/// `url`, and as you like `project_id` (all projects otherwise) and `events` (`completed`, `failed`, `cancelled`,
/// `quarantined`; all of them otherwise). The answer has the `secret` that signs what is sent; it is shown this once.
#[utoipa::path(
    post,
    path = "/api/anime/webhooks",
    tag = "Production",
    request_body = schemas::WebhookBody,
    responses(
        (status = 201, description = "The address with its secret", body = schemas::Webhook),
        (status = 404, description = "No such project", body = schemas::Problem),
        (status = 422, description = "The address leads to a private network, or a value cannot be kept", body = schemas::Problem),
    )
)]
pub async fn register(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    request: Request,
) -> Result<Response, Problem> {
    let new: NewWebhook = bodies::object(&site, request).await?;
    let made = site.app.register_webhook(&new, &author(&site, &token)).await.map_err(refused)?;
    Ok((StatusCode::CREATED, Json(made)).into_response())
}

/// Registered addresses, the oldest first
#[utoipa::path(
    get,
    path = "/api/anime/webhooks",
    tag = "Production",
    params(("project_id" = Option<String>, Query, description = "Only those of this project")),
    responses((status = 200, description = "The addresses, without their secrets", body = schemas::WebhookList))
)]
pub async fn list(State(site): State<Arc<Site>>, RawQuery(query): RawQuery) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct All {
        webhooks: Vec<WebhookView>,
    }
    let mut project = None;
    each(query.as_deref(), "project_id", |name, value| {
        project = Some(value);
        Ok(name == "project_id")
    })?;
    let webhooks = site.app.webhooks(project.as_deref()).await.map_err(refused)?;
    Ok(Json(All { webhooks }).into_response())
}

/// One address
#[utoipa::path(
    get,
    path = "/api/anime/webhooks/{webhook_id}",
    tag = "Production",
    params(("webhook_id" = String, Path, description = "The address's UUID")),
    responses(
        (status = 200, description = "The address, without its secret", body = schemas::Webhook),
        (status = 404, description = "No such address", body = schemas::Problem),
    )
)]
pub async fn show(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.webhook(&id).await.map_err(refused)?).into_response())
}

/// Forget an address
///
/// What waits to be told is not told any more.
#[utoipa::path(
    delete,
    path = "/api/anime/webhooks/{webhook_id}",
    tag = "Production",
    params(("webhook_id" = String, Path, description = "The address's UUID")),
    responses(
        (status = 200, description = "The address as it was", body = schemas::Webhook),
        (status = 404, description = "No such address", body = schemas::Problem),
    )
)]
pub async fn remove(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    Ok(Json(site.app.remove_webhook(&id, &author(&site, &token)).await.map_err(refused)?).into_response())
}

/// What an address was told, newest first
#[utoipa::path(
    get,
    path = "/api/anime/webhooks/{webhook_id}/deliveries",
    tag = "Production",
    params(
        ("webhook_id" = String, Path, description = "The address's UUID"),
        ("limit" = Option<usize>, Query, description = "1 to 500; 50 when not said"),
    ),
    responses(
        (status = 200, description = "Deliveries: waiting, delivered, or given up with their reason", body = schemas::WebhookDeliveryList),
        (status = 404, description = "No such address", body = schemas::Problem),
    )
)]
pub async fn deliveries(
    State(site): State<Arc<Site>>,
    Path(id): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    #[derive(Serialize)]
    struct All {
        deliveries: Vec<WebhookDelivery>,
    }
    let mut limit = None;
    each(query.as_deref(), "limit", |name, value| {
        if name == "limit" {
            limit = Some(number(name, &value)?);
        }
        Ok(name == "limit")
    })?;
    let deliveries = site.app.webhook_deliveries(&id, limit).await.map_err(refused)?;
    Ok(Json(All { deliveries }).into_response())
}

/// Send an address a test
#[utoipa::path(
    post,
    path = "/api/anime/webhooks/{webhook_id}/deliveries",
    tag = "Production",
    params(("webhook_id" = String, Path, description = "The address's UUID")),
    responses(
        (status = 200, description = "The delivery, which a worker makes", body = schemas::WebhookDelivery),
        (status = 404, description = "No such address", body = schemas::Problem),
    )
)]
pub async fn test(State(site): State<Arc<Site>>, Path(id): Path<String>) -> Result<Response, Problem> {
    Ok(Json(site.app.test_webhook(&id).await.map_err(refused)?).into_response())
}

/// Tell an address once more what it was told, or could not be told
#[utoipa::path(
    post,
    path = "/api/anime/webhooks/deliveries/{delivery_id}/redeliver",
    tag = "Production",
    params(("delivery_id" = String, Path, description = "The delivery's UUID")),
    responses(
        (status = 200, description = "The delivery, which a worker makes", body = schemas::WebhookDelivery),
        (status = 404, description = "No such delivery, or its address is gone", body = schemas::Problem),
        (status = 409, description = "It waits already", body = schemas::Problem),
    )
)]
pub async fn redeliver(
    State(site): State<Arc<Site>>,
    Extension(token): Extension<TokenName>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let again = site.app.redeliver_webhook(&id, &author(&site, &token)).await;
    Ok(Json(again.map_err(refused)?).into_response())
}
