//! AniSearch. It counts its entries; its addresses' names are for the eye.

use super::{NUMBER, PAGE, SEASON, YEAR, query};
use crate::external::{ExternalParameter as Parameter, ExternalRoute as Route, fits, route::ask};

const ID: Parameter = Parameter::part("id", NUMBER, "the anime's number at AniSearch");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/anisearch/search", "anisearch", "anime by title")
        .takes(&[query("text"), PAGE])
        .asks(&[ask("anisearch", "search")]),
    Route::new("/api/external/anisearch/anime/{id}", "anisearch", "an anime")
        .takes(&[ID])
        .asks(&[ask("anisearch", "anime")]),
    Route::new("/api/external/anisearch/anime/{id}/characters", "anisearch", "an anime's characters")
        .takes(&[ID])
        .asks(&[ask("anisearch", "characters")]),
    Route::new(
        "/api/external/anisearch/anime/{id}/recommendations",
        "anisearch",
        "what users recommend to an anime's viewers",
    )
    .takes(&[ID])
    .asks(&[ask("anisearch", "recommendations")]),
    Route::new("/api/external/anisearch/top", "anisearch", "the ranking of anime")
        .takes(&[PAGE])
        .asks(&[ask("anisearch", "top")]),
    Route::new("/api/external/anisearch/seasonal", "anisearch", "the anime that began in a season")
        .takes(&[
            Parameter::new("year", YEAR, "the year").required().ours(),
            Parameter::new("season", SEASON, "the season").required().ours(),
            PAGE,
        ])
        .asks(&[ask("anisearch", "season").fitted(fits::days_of_season)]),
];
