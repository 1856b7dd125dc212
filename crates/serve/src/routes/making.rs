//! The rows of productions: projects, characters, pictures, the queue, events and webhooks.

use app::Scope;
use axum::routing::{get, post, put};

use super::{Door, PICTURE_BYTES, Route};
use crate::rest::production;

/// The table's part.
pub(super) static ROUTES: &[Route] = &[
    Route::new("/ws", Door::Api, || get(production::socket::listen)),
    Route::new("/events/{job_id}", Door::Api, || get(production::sse::job)),
    Route::new("/events", Door::Api, || get(production::sse::project)),
    Route::new("/jobs/{job_id}/preview", Door::Api, || get(production::jobs::preview)),
    Route {
        methods: "GET, POST",
        // An address of a chat holds its secret.
        scope: Scope::Production,
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/webhooks", Door::Api, || {
            get(production::webhooks::list).post(production::webhooks::register)
        })
    },
    Route {
        methods: "GET, DELETE",
        // An address of a chat holds its secret.
        scope: Scope::Production,
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/webhooks/{webhook_id}", Door::Api, || {
            get(production::webhooks::show).delete(production::webhooks::remove)
        })
    },
    Route {
        methods: "GET, POST",
        // An address of a chat holds its secret.
        scope: Scope::Production,
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/webhooks/{webhook_id}/deliveries", Door::Api, || {
            get(production::webhooks::deliveries).post(production::webhooks::test)
        })
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/webhooks/deliveries/{delivery_id}/redeliver", Door::Api, || {
            post(production::webhooks::redeliver)
        })
    },
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/projects", Door::Api, || {
            get(production::projects::list).post(production::projects::create)
        })
    },
    Route {
        methods: "GET, PUT, DELETE",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/projects/{project_id}", Door::Api, || {
            get(production::projects::show)
                .put(production::projects::update)
                .delete(production::projects::bin)
        })
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/projects/{project_id}/restore", Door::Api, || {
            post(production::projects::restore)
        })
    },
    Route::new("/api/anime/projects/{project_id}/events", Door::Api, || get(production::projects::events)),
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/projects/{project_id}/parts", Door::Api, || {
            get(production::parts::list).post(production::parts::create)
        })
    },
    Route {
        methods: "PUT, DELETE",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/parts/{part_id}", Door::Api, || {
            put(production::parts::update).delete(production::parts::remove)
        })
    },
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/characters", Door::Api, || {
            get(production::characters::list).post(production::characters::create)
        })
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/anime/characters/import", Door::Api, || post(production::characters::import))
    },
    Route {
        methods: "GET, PUT, DELETE",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/characters/{character_id}", Door::Api, || {
            get(production::characters::show)
                .put(production::characters::update)
                .delete(production::characters::bin)
        })
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/characters/{character_id}/restore", Door::Api, || {
            post(production::characters::restore)
        })
    },
    Route::new("/api/anime/characters/{character_id}/bible", Door::Api, || {
        get(production::characters::bible)
    }),
    Route {
        methods: "GET, POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/characters/{character_id}/versions/{version}", Door::Api, || {
            get(production::characters::version).post(production::characters::choose)
        })
    },
    Route {
        methods: "GET, POST, DELETE",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/characters/{character_id}/relationships", Door::Api, || {
            get(production::characters::relationships)
                .post(production::characters::relate)
                .delete(production::characters::unrelate)
        })
    },
    Route::new("/api/anime/presets", Door::Api, || get(production::presets::list)),
    Route::new("/api/anime/presets/export", Door::Api, || get(production::presets::export)),
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/presets/import", Door::Api, || post(production::presets::import))
    },
    Route {
        methods: "GET, PUT, DELETE",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/presets/{preset}", Door::Api, || {
            get(production::presets::show).put(production::presets::save).delete(production::presets::remove)
        })
    },
    Route::new("/api/anime/presets/{preset}/versions", Door::Api, || get(production::presets::versions)),
    Route::new("/api/anime/engines", Door::Api, || get(production::generate::engines)),
    Route::new("/api/anime/takes", Door::Api, || get(production::takes::list)),
    Route::new("/api/anime/takes/compare", Door::Api, || get(production::takes::compare)),
    Route::new("/api/anime/takes/{take_id}", Door::Api, || get(production::takes::show)),
    Route::new("/api/anime/takes/{take_id}/file", Door::Api, || get(production::takes::file)),
    Route::new("/api/anime/takes/{take_id}/thumbnail", Door::Api, || get(production::takes::thumbnail)),
    Route::new("/api/anime/takes/search", Door::Api, || get(production::takes::search)),
    Route::new("/api/anime/batches/{batch_id}", Door::Api, || get(production::jobs::batch)),
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/anime/pictures", Door::Api, || post(production::references::keep))
    },
    Route::new("/api/anime/pictures/{hash}", Door::Api, || get(production::references::show)),
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        large: Some(PICTURE_BYTES),
        ..Route::new("/api/anime/characters/{character_id}/references", Door::Api, || {
            post(production::references::add)
        })
    },
    Route {
        methods: "PUT",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/takes/{take_id}/review", Door::Api, || put(production::takes::review))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/api/anime/takes/{take_id}/reference", Door::Api, || post(production::takes::reference))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/generate", Door::Api, || post(production::generate::ask))
    },
    Route {
        methods: "POST",
        ..Route::new("/generate/preview", Door::Api, || post(production::generate::preview))
    },
    Route::new("/jobs", Door::Api, || get(production::jobs::list)),
    Route {
        methods: "PUT",
        writes: Some(Scope::Production),
        ..Route::new("/jobs/queue", Door::Api, || put(production::jobs::pause))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/jobs/{job_id}/retry", Door::Api, || post(production::jobs::retry))
    },
    Route {
        methods: "PUT",
        writes: Some(Scope::Production),
        ..Route::new("/jobs/{job_id}/priority", Door::Api, || put(production::jobs::reprioritize))
    },
    Route {
        methods: "POST",
        writes: Some(Scope::Production),
        ..Route::new("/jobs/{job_id}/reproduce", Door::Api, || post(production::generate::reproduce))
    },
];
