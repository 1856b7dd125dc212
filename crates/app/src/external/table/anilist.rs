//! AniList.

use super::{NUMBER, PAGE, query};
use crate::external::{ExternalParameter as Parameter, ExternalRoute as Route, Takes, route::ask};

const LIMIT: Parameter = Parameter::new("limit", Takes::Whole(1, 50), "how many").or("10").named("perPage");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/anilist/search", "anilist", "anime by title")
        .takes(&[query("search"), LIMIT, PAGE])
        .asks(&[ask("anilist", "search")]),
    Route::new("/api/external/anilist/anime/{id}", "anilist", "an anime")
        .takes(&[Parameter::part("id", NUMBER, "its number at AniList")])
        .asks(&[ask("anilist", "media")]),
    Route::new("/api/external/anilist/trending", "anilist", "what is looked at most just now")
        .takes(&[LIMIT, PAGE])
        .asks(&[ask("anilist", "trending")]),
    Route::new(
        "/api/external/anilist/upcoming",
        "anilist",
        "works that are announced, the most followed first",
    )
    .takes(&[LIMIT, PAGE])
    .asks(&[ask("anilist", "upcoming")]),
    Route::new("/api/external/anilist/popular", "anilist", "works by how many follow them")
        .takes(&[LIMIT, PAGE])
        .asks(&[ask("anilist", "popular")]),
    Route::new("/api/external/anilist/staff/{id}", "anilist", "a person and what they worked on")
        .takes(&[Parameter::part("id", NUMBER, "the person's number at AniList"), PAGE])
        .asks(&[ask("anilist", "person")]),
    Route::new("/api/external/anilist/studio/{id}", "anilist", "a studio and its works")
        .takes(&[Parameter::part("id", NUMBER, "the studio's number at AniList"), PAGE])
        .asks(&[ask("anilist", "studio")]),
];
