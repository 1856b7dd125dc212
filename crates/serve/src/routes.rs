//! Every path we answer on. The router is built from this table, and so are the checks of all doors:
//! a route that is not listed does not exist, and one that is listed is guarded.

mod making;
mod peopled;

use std::{
    net::SocketAddr,
    sync::{Arc, LazyLock},
};

use app::{App, ErrorCode, Scope};
use axum::{
    Router,
    extract::Request,
    http::{Extensions, HeaderMap, Method, StatusCode, Version, header},
    middleware,
    routing::{MethodRouter, any, get, post},
};
use tower_http::compression::{
    CompressionLayer, Predicate as _,
    predicate::{NotForContentType, SizeAbove},
};

use crate::{
    graphql, mcp,
    problem::Problem,
    rest,
    safety::{self, Post},
    site::Site,
    web,
};

/// Smaller answers cost more to pack than to send.
const COMPRESS_FROM_BYTES: u16 = 4096;

/// Lists of users have a kilobyte a work, and a form makes half as much again of them.
const LIST_BYTES: usize = 24 * 1024 * 1024;

/// A picture of 16 MiB, which base64 makes a third longer.
const PICTURE_BYTES: usize = 23 * 1024 * 1024;

/// A path and what may be done on it.
pub struct Route {
    /// The path, with `{name}` for a variable part.
    pub path: &'static str,
    /// The methods it answers to, as a list by commas. `HEAD` goes with `GET`.
    pub methods: &'static str,
    /// Whom it serves.
    pub door: Door,
    /// The scope that a token needs.
    pub scope: Scope,
    /// The scope that a token needs to change something here, where looking needs less.
    pub writes: Option<Scope>,
    /// Another scope that is enough to change something here; the handler then holds it to what it is for.
    pub also: Option<Scope>,
    /// Whether our own forms post here, so that the seal of the page is asked for.
    pub form: bool,
    /// How large a body may be, in bytes, where it is more than the setting allows elsewhere.
    pub large: Option<usize>,
    handlers: fn() -> MethodRouter<Arc<Site>>,
}

/// Whom a route serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Programs; failures are JSON.
    Api,
    /// Assistants, by a protocol of their own within HTTP; failures of HTTP are JSON.
    Assistant,
    /// Programs, by GraphQL, which has its own form for failures; failures of HTTP are JSON.
    Graph,
    /// People; failures are pages.
    Page,
    /// Styles, scripts and pictures of pages.
    Asset,
    /// Those who look after the server.
    Operations,
}

impl Route {
    pub(crate) const fn new(
        path: &'static str,
        door: Door,
        handlers: fn() -> MethodRouter<Arc<Site>>,
    ) -> Self {
        Self {
            path,
            methods: "GET",
            door,
            scope: Scope::Read,
            writes: None,
            also: None,
            form: false,
            large: None,
            handlers,
        }
    }

    /// Whether the method is among those it answers to.
    pub(crate) fn answers(&self, method: &Method) -> bool {
        self.methods.split(", ").any(|known| known == method.as_str())
    }

    /// The scope that a token needs for a method.
    pub fn scope_for(&self, method: &Method) -> Scope {
        self.writes.filter(|_| !method.is_safe()).unwrap_or(self.scope)
    }

    /// Whether a failure is shown as a page. On unknown paths the client's wish decides.
    pub(crate) fn wants_page(&self, headers: &HeaderMap) -> bool {
        let accepts = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
        match self.door {
            Door::Page => true,
            Door::Api => {
                self.path == UNKNOWN.path && accepts.is_some_and(|accepts| accepts.contains("text/html"))
            }
            Door::Asset | Door::Assistant | Door::Graph | Door::Operations => false,
        }
    }
}

/// The table.
pub static ROUTES: &[Route] = &[
    Route::new("/", Door::Page, || get(web::search::show)),
    Route::new("/works/{id}", Door::Page, || get(web::work::show)),
    Route::new("/works/{id}/franchise", Door::Page, || get(web::franchise::show)),
    Route::new("/compare", Door::Page, || get(web::compare::show)),
    Route::new("/characters/{id}", Door::Page, || get(web::character::show)),
    Route::new("/seasons", Door::Page, || get(web::seasons::index)),
    Route::new("/seasons/{year}/{season}", Door::Page, || get(web::seasons::show)),
    Route::new("/tags", Door::Page, || get(web::tags::index)),
    Route::new("/tags/{tag}", Door::Page, || get(web::tags::show)),
    Route::new("/curate", Door::Page, || get(web::curate::index)),
    Route {
        methods: "POST",
        form: true,
        ..Route::new("/curate/author", Door::Page, || post(web::curate::author::choose))
    },
    Route::new("/curate/{registry}/{form}", Door::Page, || get(web::curate::grid::show)),
    Route {
        methods: "POST",
        form: true,
        writes: Some(Scope::Write),
        ..Route::new("/curate/{registry}/{form}/undo", Door::Page, || post(web::curate::edit::undo))
    },
    Route {
        methods: "GET, POST",
        form: true,
        writes: Some(Scope::Write),
        ..Route::new("/curate/{registry}/{form}/{couple}", Door::Page, || {
            get(web::curate::row::show).post(web::curate::edit::change)
        })
    },
    Route::new("/review", Door::Page, || get(web::review::show)),
    Route {
        methods: "POST",
        form: true,
        writes: Some(Scope::Write),
        ..Route::new("/review/{id}", Door::Page, || post(web::review::answer))
    },
    Route {
        methods: "GET, POST",
        form: true,
        large: Some(LIST_BYTES),
        ..Route::new("/recommend", Door::Page, || get(web::recommend::show).post(web::recommend::ask))
    },
    // The form changes nothing, and sends a file, so it has no seal; origins are checked as everywhere.
    Route {
        methods: "GET, POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/picture", Door::Page, || get(web::picture::show).post(web::picture::ask))
    },
    Route {
        methods: "GET, POST",
        form: true,
        writes: Some(Scope::Production),
        ..Route::new("/desk", Door::Page, || get(web::desk::list::show).post(web::desk::act::act))
    },
    Route {
        methods: "POST",
        form: true,
        ..Route::new("/desk/preview", Door::Page, || post(web::desk::act::preview))
    },
    Route::new("/desk/compare", Door::Page, || get(web::desk::take::compare)),
    Route::new("/desk/{project_id}", Door::Page, || get(web::desk::project::show)),
    Route::new("/desk/{project_id}/characters/{character_id}", Door::Page, || {
        get(web::desk::character::show)
    }),
    Route::new("/desk/takes/{take_id}", Door::Page, || get(web::desk::take::show)),
    Route::new("/desk/batches/{batch_id}", Door::Page, || get(web::desk::grid::show)),
    Route::new("/schedule", Door::Page, || get(web::schedule::show)),
    Route::new("/schedule.ics", Door::Api, || get(rest::schedule::feed)),
    Route::new("/api/schedule", Door::Api, || get(rest::schedule::show)),
    Route::new("/sources", Door::Page, || get(web::sources::show)),
    Route::new("/about", Door::Page, || get(web::about::show)),
    Route::new("/docs", Door::Page, || get(web::docs::show)),
    Route {
        methods: "POST",
        form: true,
        ..Route::new("/settings/theme", Door::Page, || post(web::theme::choose))
    },
    Route::new("/assets/{name}", Door::Asset, || get(web::assets::show)),
    Route::new("/posters/{name}", Door::Asset, || get(web::posters::show)),
    Route::new("/favicon.ico", Door::Asset, || get(web::assets::favicon)),
    Route {
        methods: "GET, POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/search", Door::Api, || get(rest::search::by_query).post(rest::search::by_body))
    },
    Route {
        methods: "POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/query", Door::Api, || post(rest::query::ask))
    },
    Route::new("/api/pictures", Door::Api, || get(rest::pictures::status)),
    Route::new("/pictures/{name}", Door::Api, || get(rest::pictures::thumbnail)),
    Route {
        methods: "GET, DELETE",
        ..Route::new("/api/conversations/{conversation_id}", Door::Api, || {
            get(rest::conversations::show).delete(rest::conversations::forget)
        })
    },
    Route {
        methods: "GET, PATCH, DELETE",
        ..Route::new("/api/preferences", Door::Api, || {
            get(rest::preferences::show).patch(rest::preferences::change).delete(rest::preferences::forget)
        })
    },
    Route::new("/api/trending", Door::Api, || get(rest::trending::show)),
    Route {
        methods: "POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/search/", Door::Api, || post(rest::legacy::search))
    },
    Route {
        methods: "POST",
        ..Route::new("/api/search/semantic", Door::Api, || post(rest::legacy::semantic))
    },
    Route::new("/api/search/similar/{id}", Door::Api, || get(rest::legacy::similar)),
    Route::new("/api/search/visually-similar/{id}", Door::Api, || get(rest::legacy::visually_similar)),
    Route {
        methods: "POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/search/by-image", Door::Api, || post(rest::legacy::by_image))
    },
    Route {
        methods: "POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/search/by-image-base64", Door::Api, || post(rest::legacy::by_image_base64))
    },
    Route {
        methods: "POST",
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/search/multimodal", Door::Api, || post(rest::legacy::multimodal))
    },
    Route::new("/api/works/{id}", Door::Api, || get(rest::works::show)),
    Route::new("/api/works/{id}/similar", Door::Api, || get(rest::works::similar)),
    Route::new("/api/works/{id}/recommendations", Door::Api, || get(rest::recommend::by_work)),
    Route {
        methods: "POST",
        large: Some(LIST_BYTES),
        ..Route::new("/api/recommend", Door::Api, || post(rest::recommend::by_list))
    },
    Route::new("/api/works/{id}/characters", Door::Api, || get(rest::works::characters)),
    Route::new("/api/works/{id}/episodes", Door::Api, || get(rest::works::episodes)),
    Route::new("/api/works/{id}/ratings", Door::Api, || get(rest::works::ratings)),
    Route::new("/api/works/{id}/relations", Door::Api, || get(rest::works::relations)),
    Route::new("/api/works/{id}/provenance", Door::Api, || get(rest::works::provenance)),
    Route::new("/api/works/{id}/franchise", Door::Api, || get(rest::works::franchise)),
    Route::new("/api/compare", Door::Api, || get(rest::comparing::compare)),
    Route::new("/api/tags/{tag}/neighbors", Door::Api, || get(rest::tags::neighbors)),
    Route::new("/api/works/{id}/history", Door::Api, || get(rest::timely::history)),
    Route::new("/api/works/{id}/watch-order", Door::Api, || get(rest::timely::watch_order)),
    Route::new("/api/works/{id}/streams", Door::Api, || get(rest::timely::streams)),
    Route::new("/api/characters/{id}", Door::Api, || get(rest::characters::show)),
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/curation/{registry}/{form}", Door::Api, || {
            get(rest::curation::list).post(rest::curation::edit)
        })
    },
    Route::new("/api/admin/curation/{registry}/{form}/{couple}", Door::Api, || get(rest::curation::row)),
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/curation/{registry}/undo", Door::Api, || post(rest::curation::undo))
    },
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/works/{id}/edits", Door::Api, || {
            get(rest::edits::list).post(rest::edits::edit)
        })
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/check-updates", Door::Api, || post(rest::updates::check))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/update-incremental", Door::Api, || post(rest::updates::incremental))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/update-full", Door::Api, || post(rest::updates::full))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/smart-update", Door::Api, || post(rest::updates::smart))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/schedule-weekly-update", Door::Api, || post(rest::updates::schedule))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/updates/{update_id}/approve", Door::Api, || post(rest::updates::approve))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/updates/{update_id}/refuse", Door::Api, || post(rest::updates::refuse))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/admin/updates/{update_id}/undo", Door::Api, || post(rest::updates::undo))
    },
    Route::new("/api/admin/update-status", Door::Api, || get(rest::updates::status)),
    Route::new("/api/admin/smart-schedule-analysis", Door::Api, || get(rest::updates::rhythm)),
    Route::new("/api/admin/update-safety-check", Door::Api, || get(rest::updates::safety)),
    Route::new("/api/admin/updates", Door::Api, || get(rest::updates::list)),
    Route::new("/api/admin/updates/{update_id}", Door::Api, || get(rest::updates::show)),
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/enrich", Door::Api, || post(rest::jobs::enrich))
    },
    Route::new("/api/jobs", Door::Api, || get(rest::jobs::list)),
    Route {
        methods: "GET, DELETE",
        writes: Some(Scope::Write),
        ..Route::new("/api/jobs/{job_id}", Door::Api, || get(rest::jobs::show).delete(rest::jobs::cancel))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Write),
        ..Route::new("/api/jobs/{job_id}/retry", Door::Api, || post(rest::jobs::retry))
    },
    Route::new("/api/jobs/{job_id}/events", Door::Api, || get(rest::jobs::events)),
    Route {
        methods: "GET, DELETE",
        writes: Some(Scope::Write),
        also: Some(Scope::Production),
        ..Route::new("/jobs/{job_id}", Door::Api, || {
            get(rest::jobs::show_plain).delete(rest::jobs::cancel_plain)
        })
    },
    Route::new("/ws/{job_id}", Door::Api, || get(rest::socket::listen)),
    Route::new("/api/sources", Door::Api, || get(rest::sources::list)),
    Route {
        methods: "GET, POST, DELETE",
        ..Route::new("/mcp", Door::Assistant, || {
            get(mcp::http::answer).post(mcp::http::answer).delete(mcp::http::answer)
        })
    },
    Route::new("/mcp/sse", Door::Assistant, || get(mcp::sse::listen)),
    Route { methods: "POST", ..Route::new("/mcp/messages", Door::Assistant, || post(mcp::sse::post)) },
    Route {
        methods: "GET, POST",
        ..Route::new("/graphql", Door::Graph, || get(graphql::http::by_address).post(graphql::http::by_body))
    },
    Route::new("/graphql/playground", Door::Page, || get(web::playground::show)),
    Route::new("/openapi.json", Door::Api, || get(rest::openapi::show)),
    Route::new("/health", Door::Operations, || get(rest::health::show)),
    Route::new("/metrics", Door::Operations, || get(rest::metrics::show)),
];

/// Stands for every path that is not in the table; guarded like the rest.
static UNKNOWN: Route = Route::new("(unknown)", Door::Api, || any(unknown));

/// The rows of other sites' answers, made from the façade's own table of them.
static EXTERNAL: LazyLock<Vec<Route>> = LazyLock::new(|| {
    let answers =
        app::EXTERNAL.iter().map(|route| Route::new(route.path, Door::Api, || get(rest::external::answer)));
    let health =
        EXTERNAL_HEALTH.iter().map(|path| Route::new(path, Door::Api, || get(rest::external::health)));
    answers.chain(health).collect()
});

const EXTERNAL_HEALTH: [&str; 8] = [
    "/api/external/mal/health",
    "/api/external/anilist/health",
    "/api/external/kitsu/health",
    "/api/external/anidb/health",
    "/api/external/animeplanet/health",
    "/api/external/anisearch/health",
    "/api/external/animeschedule/health",
    "/api/external/animecountdown/health",
];

/// Every row: those of the table, those of productions and of people, and those of other sites' answers.
pub fn routes() -> impl Iterator<Item = &'static Route> {
    ROUTES.iter().chain(making::ROUTES).chain(peopled::ROUTES).chain(EXTERNAL.iter())
}

/// Every row, and the one for unknown paths.
pub(crate) fn all() -> impl Iterator<Item = &'static Route> {
    routes().chain([&UNKNOWN])
}

/// The whole site for an app that listens on an address. The address decides whether tokens are asked
/// for; everything else comes from the app's configuration.
pub fn router(app: App, listen: SocketAddr) -> Router {
    router_of(&Arc::new(Site::new(app, listen)))
}

/// The routes of a site.
pub(crate) fn router_of(site: &Arc<Site>) -> Router {
    let guarded = |route: &'static Route| {
        let post = Post { site: Arc::clone(site), route };
        let handlers = (route.handlers)();
        let handlers = if route.path == UNKNOWN.path { handlers } else { handlers.fallback(wrong_method) };
        handlers.layer(middleware::from_fn_with_state(post, safety::guard))
    };
    let paths = routes().fold(Router::new(), |router, route| router.route(route.path, guarded(route)));
    let unknown = guarded(&UNKNOWN).with_state(Arc::clone(site));
    // A stream has no size, and each part of it is to be seen when it is sent.
    let packed = SizeAbove::new(COMPRESS_FROM_BYTES.into()).and(NotForContentType::SSE).and(is_read_whole);
    let packing = CompressionLayer::new().compress_when(packed);
    paths.fallback_service(unknown).with_state(Arc::clone(site)).layer(packing)
}

/// Whether an answer is read from its beginning to its end. What is read in ranges is sent as it lies there.
fn is_read_whole(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::ACCEPT_RANGES)
}

async fn unknown(request: Request) -> Problem {
    Problem::new(ErrorCode::NotFound, format!("there is nothing at `{}`", request.uri().path()))
        .detail("path", request.uri().path())
        .hint("/docs lists every path of the API")
}

async fn wrong_method(request: Request) -> Problem {
    let method = request.method();
    Problem::new(ErrorCode::MethodNotAllowed, format!("`{method}` is not answered here"))
        .detail("method", method.as_str())
        .hint("the `Allow` header names the methods that are")
}
