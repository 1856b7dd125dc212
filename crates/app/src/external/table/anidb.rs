//! AniDB. It cannot be searched, so titles are looked up in its file of all titles; what belongs to an anime comes with
//! the anime, which is kept for a week.

use super::NUMBER;
use crate::external::{
    ExternalParameter as Parameter, ExternalRoute as Route, Takes,
    route::{Rows, ask},
    shapes,
};

const ID: Parameter = Parameter::part("id", NUMBER, "the anime's number at AniDB").named("aid");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/anidb/search", "anidb", "anime by title, from the file of all titles")
        .takes(&[
            Parameter::new("q", Takes::Text(200), "words of a title").required().ours(),
            Parameter::new("limit", Takes::Whole(1, 50), "how many").or("10").ours(),
        ])
        .asks(&[ask("anidb", "titles")])
        .rows(Rows::Cut)
        .tells(shapes::titled),
    Route::new("/api/external/anidb/anime/{id}", "anidb", "an anime with cast, staff and episodes")
        .takes(&[ID])
        .asks(&[ask("anidb", "anime")]),
    Route::new(
        "/api/external/anidb/anime/{id}/characters",
        "anidb",
        "an anime's characters and their voices",
    )
    .takes(&[ID])
    .asks(&[ask("anidb", "anime")])
    .tells(shapes::characters),
    Route::new("/api/external/anidb/anime/{id}/episodes", "anidb", "an anime's episodes")
        .takes(&[ID])
        .asks(&[ask("anidb", "anime")])
        .tells(shapes::episodes),
    Route::new(
        "/api/external/anidb/anime/{id}/similar",
        "anidb",
        "works that belong to an anime or are like it",
    )
    .takes(&[ID])
    .asks(&[ask("anidb", "anime")])
    .tells(shapes::relations),
    Route::new("/api/external/anidb/random", "anidb", "anime that users recommend, by chance")
        .asks(&[ask("anidb", "randomrecommendation")]),
];
