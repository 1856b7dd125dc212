//! `/api/external/{site}/…`: other sites' answers in normal form. The routes and their description are made from the
//! façade's table, so that a row there is a route here.

use std::{collections::HashMap, sync::Arc};

use app::{EXTERNAL, EXTERNAL_SERVICES, ExternalParameter, ExternalRoute, ExternalTakes, external_route};
use axum::{
    Json,
    extract::{MatchedPath, Path, RawQuery, State, rejection::PathRejection},
    response::{IntoResponse, Response},
};
use utoipa::openapi::{
    ContentBuilder, HttpMethod, ObjectBuilder, Paths, Ref, RefOr, Required, Response as Described,
    ResponseBuilder,
    path::{OperationBuilder, ParameterBuilder, ParameterIn},
    schema::{Schema, SchemaFormat, Type},
};

use super::jobs::held_back;
use crate::{problem::Problem, query, site::Site};

/// The answer of the route whose path was matched.
pub async fn answer(
    State(site): State<Arc<Site>>,
    matched: MatchedPath,
    parts: Result<Path<HashMap<String, String>>, PathRejection>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let route = external_route(matched.as_str())
        .ok_or_else(|| app::AppError::not_found("route", matched.as_str()))?;
    let Path(parts) = parts.map_err(|error| app::AppError::invalid_parameter("path", error.body_text()))?;
    let asked = asked.unwrap_or_default();
    let given = query::pairs(&asked, false);
    // What stands in the path cannot be given again behind it.
    let (inside, rest): (Vec<_>, Vec<_>) = given.partition(|(name, _)| parts.contains_key(name));
    if let Some((name, _)) = inside.first() {
        let text = format!("`{name}` stands in the path already");
        return Err(app::AppError::invalid_parameter(name, text).into());
    }
    let pairs: Vec<(String, String)> = parts.into_iter().chain(rest).collect();
    let answer = site.app.external(route, &pairs).await.map_err(held_back)?;
    Ok(Json(answer).into_response())
}

/// How the site whose path was matched fares.
pub async fn health(State(site): State<Arc<Site>>, matched: MatchedPath) -> Result<Response, Problem> {
    let below = matched.as_str().strip_prefix("/api/external/").unwrap_or_default();
    let service = below.split('/').next().unwrap_or_default();
    Ok(Json(site.app.external_health(service).await?).into_response())
}

/// Adds the description of every route.
pub fn describe(paths: &mut Paths) {
    for route in EXTERNAL.iter() {
        let mut operation = OperationBuilder::new()
            .tag("Other sites")
            .summary(Some(title(route)))
            .description(Some(
                "Asked through the cache, breaker and pace that all of Emaki shares; `provenance` says whence the answer \
                 comes and how old it is.",
            ))
            .operation_id(Some(format!("external_{}_{}", route.service, name(route.operation()))))
            .response("200", told("ExternalAnswer", "The answer in normal form"))
            .response("404", told("Problem", "The site has no such thing"))
            .response("422", told("Problem", "A parameter is unknown, missing or out of range"))
            .response("429", told("Problem", "The site's pace; `Retry-After` says when to come back"))
            .response("501", told("Problem", "The site is turned off, or lacks a setting"))
            .response("502", told("Problem", "The site does not answer, or is closed to us"))
            .response("503", told("Problem", "The site has banned us for a while"));
        for parameter in route.parameters {
            operation = operation.parameter(described(parameter, route.path));
        }
        paths.add_path_operation(route.path, vec![HttpMethod::Get], operation.build());
    }
    for service in EXTERNAL_SERVICES {
        let operation = OperationBuilder::new()
            .tag("Other sites")
            .summary(Some(format!("How {service} fares")))
            .description(Some("From what is known here; nobody is asked."))
            .operation_id(Some(format!("external_{service}_health")))
            .response("200", told("ExternalHealth", "The site and its sources"));
        paths.add_path_operation(
            format!("/api/external/{service}/health"),
            vec![HttpMethod::Get],
            operation.build(),
        );
    }
}

/// The first letter large, as summaries are.
fn title(route: &ExternalRoute) -> String {
    let mut letters = route.about.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{}: {first}{}", route.service, letters.as_str())
}

fn name(operation: &str) -> String {
    let parts: Vec<&str> =
        operation.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("_")
}

fn told(schema: &str, what: &str) -> Described {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(schema))).build();
    ResponseBuilder::new().description(what).content("application/json", content).build()
}

fn described(parameter: &ExternalParameter, path: &str) -> utoipa::openapi::path::Parameter {
    let inside = parameter.is_in(path);
    let default = parameter.default.map(|default| format!("; {default} when not said")).unwrap_or_default();
    ParameterBuilder::new()
        .name(parameter.name)
        .parameter_in(if inside { ParameterIn::Path } else { ParameterIn::Query })
        .required(if parameter.required { Required::True } else { Required::False })
        .description(Some(format!("{}: {}{default}", parameter.about, parameter.takes.expected())))
        .schema(Some(schema(parameter.takes)))
        .build()
}

fn schema(takes: ExternalTakes) -> RefOr<Schema> {
    let text = || ObjectBuilder::new().schema_type(Type::String);
    let object = match takes {
        ExternalTakes::Whole(low, high) => ObjectBuilder::new()
            .schema_type(Type::Integer)
            .minimum(Some(low as usize))
            .maximum(Some(high as usize)),
        ExternalTakes::Real(low, high) => {
            ObjectBuilder::new().schema_type(Type::Number).minimum(Some(low)).maximum(Some(high))
        }
        ExternalTakes::Flag | ExternalTakes::Bool => ObjectBuilder::new().schema_type(Type::Boolean),
        ExternalTakes::Word(_) => text().enum_values(takes.allowed()),
        ExternalTakes::Text(most) => text().min_length(Some(1)).max_length(Some(most)),
        ExternalTakes::Day => text().format(Some(SchemaFormat::Custom("date".to_owned()))),
        ExternalTakes::Numbers => text().pattern(Some("^[0-9]+(,[0-9]+)*$")),
        ExternalTakes::Slug => text().pattern(Some("^[A-Za-z0-9._-]{1,200}$")),
        ExternalTakes::Slugs
        | ExternalTakes::Date
        | ExternalTakes::Week
        | ExternalTakes::Zone
        | ExternalTakes::Fields => text(),
    };
    object.build().into()
}
