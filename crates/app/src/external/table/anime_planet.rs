//! Anime-Planet.

use super::{PAGE, query};
use crate::external::{ExternalParameter as Parameter, ExternalRoute as Route, Takes, route::ask};

const SLUG: Parameter = Parameter::part("slug", Takes::Slug, "the anime's name in the site's addresses");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/animeplanet/search", "animeplanet", "anime by title")
        .takes(&[query("name"), PAGE])
        .asks(&[ask("anime_planet", "search")]),
    Route::new("/api/external/animeplanet/anime/{slug}", "animeplanet", "an anime")
        .takes(&[SLUG])
        .asks(&[ask("anime_planet", "anime")]),
    Route::new("/api/external/animeplanet/anime/{slug}/characters", "animeplanet", "an anime's characters")
        .takes(&[SLUG])
        .asks(&[ask("anime_planet", "characters")]),
    Route::new(
        "/api/external/animeplanet/anime/{slug}/recommendations",
        "animeplanet",
        "what users recommend to an anime's viewers",
    )
    .takes(&[SLUG])
    .asks(&[ask("anime_planet", "recommendations")]),
    Route::new("/api/external/animeplanet/top", "animeplanet", "the ranking of anime or manga")
        .takes(&[
            Parameter::new(
                "category",
                Takes::Word(&[("anime", "anime"), ("manga", "manga")]),
                "which ranking",
            )
            .or("anime")
            .named("medium"),
            PAGE,
        ])
        .asks(&[ask("anime_planet", "top")]),
];
