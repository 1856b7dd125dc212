//! The rows of people: who is there, their documents and files, sessions of downloads. All of them ask for the scope
//! `people`, and are closed until `people.enabled` opens them.

use app::Scope;
use axum::routing::{get, post};

use super::{Door, Route};
use crate::{rest::people, web};

/// The table's part.
pub(super) static ROUTES: &[Route] = &[
    Route { scope: Scope::People, ..Route::new("/api/people", Door::Api, || get(people::persons::list)) },
    Route {
        scope: Scope::People,
        ..Route::new("/api/people/{person_key}", Door::Api, || get(people::persons::show))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/people/{person_key}/documents/{document_id}", Door::Api, || {
            get(people::persons::document)
        })
    },
    Route { scope: Scope::People, ..Route::new("/api/assets", Door::Api, || get(people::assets::list)) },
    Route {
        scope: Scope::People,
        ..Route::new("/api/assets/failures", Door::Api, || get(people::failures::list))
    },
    Route {
        methods: "POST",
        scope: Scope::People,
        writes: Some(Scope::Write),
        ..Route::new("/api/assets/retry", Door::Api, || post(people::failures::retry))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/assets/{asset_id}", Door::Api, || get(people::assets::show))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/assets/{asset_id}/content", Door::Api, || get(people::content::show))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/download-sessions", Door::Api, || get(people::sessions::list))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/download-sessions/{session_id}", Door::Api, || get(people::sessions::show))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/download-sessions/{session_id}/events", Door::Api, || get(people::live::events))
    },
    Route {
        scope: Scope::People,
        ..Route::new("/api/download-sessions/{session_id}/ws", Door::Api, || get(people::live::socket))
    },
    Route { scope: Scope::People, ..Route::new("/people", Door::Page, || get(web::people::table::show)) },
    Route {
        scope: Scope::People,
        ..Route::new("/people/sessions", Door::Page, || get(web::people::sessions::show))
    },
    Route {
        methods: "GET, POST",
        form: true,
        scope: Scope::People,
        writes: Some(Scope::Write),
        ..Route::new("/people/failures", Door::Page, || {
            get(web::people::failures::show).post(web::people::failures::retry)
        })
    },
    Route {
        scope: Scope::People,
        ..Route::new("/people/{person_key}", Door::Page, || get(web::people::person::show))
    },
];
