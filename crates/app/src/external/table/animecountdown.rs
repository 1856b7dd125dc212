//! AnimeCountdown. It counts in SIMKL's numbers.

use super::{NUMBER, query};
use crate::external::{ExternalParameter as Parameter, ExternalRoute as Route, route::ask};

const ID: Parameter = Parameter::part("id", NUMBER, "the anime's number at SIMKL");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/animecountdown/search", "animecountdown", "anime by title")
        .takes(&[query("q")])
        .asks(&[ask("animecountdown", "search")]),
    Route::new("/api/external/animecountdown/anime/{id}", "animecountdown", "an anime with its broadcasts")
        .takes(&[ID])
        .asks(&[ask("animecountdown", "anime")]),
    Route::new("/api/external/animecountdown/currently-airing", "animecountdown", "what is shown next")
        .asks(&[ask("animecountdown", "airing")]),
    Route::new("/api/external/animecountdown/upcoming", "animecountdown", "what begins soon")
        .asks(&[ask("animecountdown", "upcoming")]),
    Route::new("/api/external/animecountdown/popular", "animecountdown", "what many wait for")
        .asks(&[ask("animecountdown", "popular")]),
    Route::new("/api/external/animecountdown/countdown/{id}", "animecountdown", "the broadcasts of an anime")
        .takes(&[ID])
        .asks(&[ask("animecountdown", "countdown")]),
];
