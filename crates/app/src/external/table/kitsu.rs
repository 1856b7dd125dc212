//! Kitsu.

use super::{NUMBER, PAGE, query};
use crate::external::{ExternalParameter as Parameter, ExternalRoute as Route, Takes, fits, route::ask};

const ID: Parameter = Parameter::part("id", NUMBER, "the anime's number at Kitsu");
const PAGED: Parameter = PAGE.ours();
const LIMIT: Parameter =
    Parameter::new("limit", Takes::Whole(1, 20), "how many").or("20").named("page[limit]");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/kitsu/search", "kitsu", "anime by title")
        .takes(&[
            query("filter[text]"),
            Parameter::new("limit", Takes::Whole(1, 20), "how many").or("10").named("page[limit]"),
            PAGED,
        ])
        .asks(&[ask("kitsu", "search").fitted(fits::kitsu_page)]),
    Route::new("/api/external/kitsu/anime/{id}", "kitsu", "an anime")
        .takes(&[ID])
        .asks(&[ask("kitsu", "anime")]),
    Route::new("/api/external/kitsu/trending", "kitsu", "anime that users take up just now")
        .takes(&[Parameter::new("limit", Takes::Whole(1, 20), "how many").or("10")])
        .asks(&[ask("kitsu", "trending")]),
    Route::new("/api/external/kitsu/anime/{id}/episodes", "kitsu", "an anime's episodes")
        .takes(&[ID, LIMIT, PAGED])
        .asks(&[ask("kitsu", "episodes").fitted(fits::kitsu_page)]),
    Route::new("/api/external/kitsu/anime/{id}/streaming", "kitsu", "where an anime may be watched")
        .takes(&[ID, LIMIT, PAGED])
        .asks(&[ask("kitsu", "streaming_links").fitted(fits::kitsu_page)]),
    Route::new("/api/external/kitsu/anime/{id}/characters", "kitsu", "an anime's characters")
        .takes(&[ID, LIMIT, PAGED])
        .asks(&[ask("kitsu", "characters").fitted(fits::kitsu_page)]),
];
