//! AnimeSchedule.

use super::{PAGE, SEASON, YEAR, ZONE, query};
use crate::external::{
    ExternalParameter as Parameter, ExternalRoute as Route, Takes, fits,
    route::{Rows, ask},
    shapes,
};

const SLUG: Parameter = Parameter::part("slug", Takes::Slug, "the anime's name in the site's addresses");
const TIMEZONE: Parameter = ZONE.named("tz");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/animeschedule/anime", "animeschedule", "anime by title and filters")
        .takes(&[
            Parameter::new("title", Takes::Text(200), "words of a title").named("q"),
            Parameter::new(
                "airing_status",
                Takes::Word(&[("finished", "finished"), ("ongoing", "ongoing"), ("upcoming", "upcoming")]),
                "how far along",
            )
            .named("airing-statuses"),
            Parameter::new("season", SEASON, "the season it began in").named("seasons"),
            Parameter::new("year", YEAR, "the year it began in").named("years"),
            Parameter::new("genres", Takes::Slugs, "genres"),
            Parameter::new(
                "genre_match",
                Takes::Word(&[("all", "all"), ("any", "any")]),
                "whether all of them or any",
            )
            .named("mt"),
            Parameter::new("studios", Takes::Slugs, "studios"),
            Parameter::new("sources", Takes::Slugs, "what it is made from, such as manga"),
            Parameter::new("media_type", Takes::Slugs, "formats such as tv, movie or ova")
                .named("media-types"),
            Parameter::new(
                "sort",
                Takes::Word(&[
                    ("popularity", "popularity"),
                    ("score", "score"),
                    ("alphabetic", "alphabetic"),
                    ("releaseDate", "releaseDate"),
                    ("release_date", "releaseDate"),
                ]),
                "the order",
            )
            .named("st"),
            Parameter::new("limit", Takes::Whole(1, 100), "how many; its pages have 18").or("18").ours(),
        ])
        .asks(&[ask("animeschedule", "search")])
        .rows(Rows::Follow),
    Route::new("/api/external/animeschedule/anime/{slug}", "animeschedule", "an anime, or some fields of it")
        .takes(&[SLUG, Parameter::new("fields", Takes::Fields, "which fields; all when not said").ours()])
        .asks(&[ask("animeschedule", "anime")])
        .tells(shapes::fields),
    Route::new("/api/external/animeschedule/timetables", "animeschedule", "what is shown in a week")
        .takes(&[
            Parameter::new("week", Takes::Week, "the week").or("current").ours(),
            Parameter::new("year", YEAR, "the year of a week that is told by its number").ours(),
            Parameter::new(
                "air_type",
                Takes::Word(&[("all", "all"), ("raw", "raw"), ("sub", "sub"), ("dub", "dub")]),
                "first broadcasts, subtitles or dubs",
            )
            .or("all")
            .ours(),
            TIMEZONE,
        ])
        .asks(&[ask("animeschedule", "timetables").fitted(fits::week)]),
    Route::new("/api/external/animeschedule/today", "animeschedule", "what is shown today")
        .takes(&[TIMEZONE])
        .asks(&[ask("animeschedule", "timetables").fitted(fits::week_of_day)])
        .tells(shapes::day),
    Route::new("/api/external/animeschedule/timetable/{date}", "animeschedule", "what is shown on a day")
        .takes(&[Parameter::part("date", Takes::Day, "the day").ours(), TIMEZONE])
        .asks(&[ask("animeschedule", "timetables").fitted(fits::week_of_day)])
        .tells(shapes::day),
    Route::new("/api/external/animeschedule/search", "animeschedule", "anime by title")
        .takes(&[query("q"), PAGE])
        .asks(&[ask("animeschedule", "search")]),
    Route::new(
        "/api/external/animeschedule/seasonal/{season}/{year}",
        "animeschedule",
        "the anime of a season",
    )
    .takes(&[
        Parameter::part("season", SEASON, "the season").named("seasons"),
        Parameter::part("year", YEAR, "the year").named("years"),
        PAGE,
    ])
    .asks(&[ask("animeschedule", "search")]),
    Route::new(
        "/api/external/animeschedule/anime/{slug}/schedule",
        "animeschedule",
        "when an anime is shown, with delays",
    )
    .takes(&[SLUG])
    .asks(&[ask("animeschedule", "anime")])
    .tells(shapes::schedule),
    Route::new(
        "/api/external/animeschedule/platforms",
        "animeschedule",
        "the places to watch that this week's timetable names",
    )
    .takes(&[TIMEZONE])
    .asks(&[ask("animeschedule", "timetables").fitted(fits::week_of_day)])
    .tells(shapes::platforms),
];
