//! MyAnimeList, asked through Jikan; where that gives nothing, through what else is turned on.

use super::{NUMBER, PAGE, SEASON, YEAR};
use crate::external::{
    ExternalParameter as Parameter, ExternalRoute as Route, Takes,
    route::{Rows, ask},
    shapes,
};

/// Jikan's `r17` is what the site calls R, and its `r` the site's R+.
const RATING: Takes = Takes::Word(&[
    ("g", "g"),
    ("pg", "pg"),
    ("pg13", "pg13"),
    ("r", "r17"),
    ("r17", "r17"),
    ("r+", "r"),
    ("rplus", "r"),
    ("rx", "rx"),
]);
const TYPE: Takes = Takes::Word(&[
    ("tv", "tv"),
    ("movie", "movie"),
    ("ova", "ova"),
    ("special", "special"),
    ("ona", "ona"),
    ("music", "music"),
    ("cm", "cm"),
    ("pv", "pv"),
    ("tv_special", "tv_special"),
]);
const SEASON_FILTER: Takes = Takes::Word(&[
    ("tv", "tv"),
    ("movie", "movie"),
    ("ova", "ova"),
    ("special", "special"),
    ("ona", "ona"),
    ("music", "music"),
]);
const DAY: Takes = Takes::Word(&[
    ("monday", "monday"),
    ("tuesday", "tuesday"),
    ("wednesday", "wednesday"),
    ("thursday", "thursday"),
    ("friday", "friday"),
    ("saturday", "saturday"),
    ("sunday", "sunday"),
    ("unknown", "unknown"),
    ("other", "other"),
]);
const ORDER: Takes = Takes::Word(&[
    ("title", "title"),
    ("score", "score"),
    ("rank", "rank"),
    ("popularity", "popularity"),
    ("members", "members"),
    ("favorites", "favorites"),
    ("start_date", "start_date"),
    ("end_date", "end_date"),
    ("episodes", "episodes"),
    ("mal_id", "mal_id"),
    ("scored_by", "scored_by"),
]);

const ID: Parameter = Parameter::part("mal_id", NUMBER, "the anime's number at MyAnimeList");
const LIMIT: Parameter = Parameter::new("limit", Takes::Whole(1, 25), "how many").or("25");
const SFW: Parameter = Parameter::new("sfw", Takes::Flag, "whether works for adults are left out");
const UNAPPROVED: Parameter =
    Parameter::new("unapproved", Takes::Flag, "whether entries are told that nobody has approved yet");
const CONTINUING: Parameter =
    Parameter::new("continuing", Takes::Flag, "whether what goes on from an earlier season is told");

/// The routes.
pub(super) const ROUTES: &[Route] = &[
    Route::new("/api/external/mal/search", "mal", "anime by title and filters")
        .takes(&[
            Parameter::new("q", Takes::Text(200), "words of a title"),
            Parameter::new("limit", Takes::Whole(1, 25), "how many").or("10"),
            Parameter::new(
                "status",
                Takes::Word(&[("airing", "airing"), ("complete", "complete"), ("upcoming", "upcoming")]),
                "how far along",
            ),
            Parameter::new("genres", Takes::Numbers, "numbers of genres that all must be there"),
            Parameter::new("genres_exclude", Takes::Numbers, "numbers of genres that must not be there"),
            Parameter::new("anime_type", TYPE, "the format").named("type"),
            Parameter::new("score", Takes::Real(0.0, 10.0), "the score"),
            Parameter::new("min_score", Takes::Real(0.0, 10.0), "the least score"),
            Parameter::new("max_score", Takes::Real(0.0, 10.0), "the most score"),
            Parameter::new("rating", RATING, "the age rating; `r` is 17 and up, `r+` mild nudity"),
            SFW,
            Parameter::new("order_by", ORDER, "what to order by"),
            Parameter::new("sort", Takes::Word(&[("asc", "asc"), ("desc", "desc")]), "which way"),
            Parameter::new("letter", Takes::Text(1), "the first letter of the title"),
            Parameter::new("producers", Takes::Numbers, "numbers of studios or producers"),
            Parameter::new("start_date", Takes::Date, "begun on this day or later"),
            Parameter::new("end_date", Takes::Date, "ended on this day or earlier"),
            PAGE,
            UNAPPROVED,
        ])
        .asks(&[ask("jikan", "anime_search")]),
    Route::new(
        "/api/external/mal/anime/{mal_id}",
        "mal",
        "an anime with relations, songs, links and streams",
    )
    .takes(&[ID])
    .asks(&[ask("jikan", "anime_full"), ask("mal", "anime"), ask("mal_web", "anime")]),
    Route::new("/api/external/mal/anime/{mal_id}/statistics", "mal", "how many follow an anime")
        .takes(&[ID])
        .asks(&[ask("jikan", "anime_statistics")]),
    Route::new("/api/external/mal/seasonal/{year}/{season}", "mal", "the anime of a season")
        .takes(&[
            Parameter::part("year", YEAR, "the year").named("year"),
            Parameter::part("season", SEASON, "the season").named("season"),
            PAGE,
            LIMIT,
        ])
        .asks(&[ask("jikan", "season")]),
    Route::new("/api/external/mal/current-season", "mal", "the anime of this season")
        .takes(&[PAGE, LIMIT])
        .asks(&[ask("jikan", "season_now")]),
    Route::new("/api/external/mal/top", "mal", "the best anime")
        .takes(&[
            Parameter::new("type", TYPE, "the format"),
            Parameter::new(
                "filter",
                Takes::Word(&[
                    ("airing", "airing"),
                    ("upcoming", "upcoming"),
                    ("bypopularity", "bypopularity"),
                    ("favorite", "favorite"),
                ]),
                "which ranking; by score when not said",
            ),
            Parameter::new("rating", RATING, "the age rating; `r` is 17 and up, `r+` mild nudity"),
            SFW,
            PAGE,
            LIMIT,
        ])
        .asks(&[ask("jikan", "top_anime")]),
    Route::new("/api/external/mal/recommendations/recent", "mal", "pairs of anime that users named last")
        .takes(&[
            PAGE,
            Parameter::new("limit", Takes::Whole(1, 100), "how many of a page of a hundred").or("25").ours(),
        ])
        .asks(&[ask("jikan", "recent_anime_recommendations")])
        .rows(Rows::Cut),
    Route::new("/api/external/mal/recommendations/{mal_id}", "mal", "what users recommend beside an anime")
        .takes(&[ID])
        .asks(&[ask("jikan", "anime_recommendations")]),
    Route::new("/api/external/mal/random", "mal", "any anime").asks(&[ask("jikan", "random_anime")]),
    Route::new("/api/external/mal/schedules", "mal", "what is shown on a day of the week")
        .takes(&[
            Parameter::new("filter", DAY, "the day, in Japan"),
            Parameter::new("kids", Takes::Bool, "only works for children, or none of them"),
            Parameter::new("sfw", Takes::Bool, "whether works for adults are left out"),
            UNAPPROVED,
            PAGE,
            LIMIT,
        ])
        .asks(&[ask("jikan", "schedules")]),
    Route::new("/api/external/mal/genres", "mal", "words for the content of anime, with their numbers")
        .takes(&[Parameter::new(
            "filter",
            Takes::Word(&[
                ("genres", "genres"),
                ("explicit_genres", "explicit_genres"),
                ("themes", "themes"),
                ("demographics", "demographics"),
            ]),
            "which of them",
        )])
        .asks(&[ask("jikan", "anime_genres")]),
    Route::new("/api/external/mal/characters/{mal_id}", "mal", "an anime's characters and their voices")
        .takes(&[ID])
        .asks(&[ask("jikan", "anime_characters")])
        .tells(shapes::whole),
    Route::new("/api/external/mal/staff/{mal_id}", "mal", "an anime's staff")
        .takes(&[ID])
        .asks(&[ask("jikan", "anime_staff")]),
    Route::new("/api/external/mal/seasons/{year}/{season}", "mal", "the anime of a season, filtered")
        .takes(&[
            Parameter::part("year", YEAR, "the year").named("year"),
            Parameter::part("season", SEASON, "the season").named("season"),
            Parameter::new("filter", SEASON_FILTER, "the format"),
            SFW,
            UNAPPROVED,
            CONTINUING,
            PAGE,
            LIMIT,
        ])
        .asks(&[ask("jikan", "season")]),
];
