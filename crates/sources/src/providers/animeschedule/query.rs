//! The universal query in AnimeSchedule's words. Names become the slugs that stand in its addresses.

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// How many hits a page has; it cannot be asked for more or less.
const PAGE: u64 = 18;

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("q")),
        Rule::new(Field::Limit, Write::With(|_, _| Err(format!("its pages have {PAGE} hits, always")))),
        Rule::new(
            Field::Offset,
            Write::With(|query, ask| Ok(ask.with("page", query.page(PAGE).to_string()))),
        ),
        Rule::new(Field::Status, Write::Word("airing-statuses", STATUS)),
        Rule::new(Field::Format, Write::Word("media-types", FORMAT)),
        Rule::new(
            Field::EpisodesMin,
            Write::With(|query, ask| {
                Ok(range(query, ask, "episodes", Field::EpisodesMin, Field::EpisodesMax))
            }),
        ),
        Rule::new(
            Field::EpisodesMax,
            Write::With(|query, ask| {
                Ok(range(query, ask, "episodes", Field::EpisodesMin, Field::EpisodesMax))
            }),
        ),
        Rule::new(
            Field::DurationMin,
            Write::With(|query, ask| {
                Ok(range(query, ask, "duration", Field::DurationMin, Field::DurationMax))
            }),
        ),
        Rule::new(
            Field::DurationMax,
            Write::With(|query, ask| {
                Ok(range(query, ask, "duration", Field::DurationMin, Field::DurationMax))
            }),
        ),
        // All of them must be there, which is what `mt` says.
        Rule::new(
            Field::Genres,
            Write::With(|query, ask| Ok(slugs(query, ask, Field::Genres, "genres").with("mt", "all"))),
        ),
        Rule::new(
            Field::GenresExclude,
            Write::With(|query, ask| Ok(slugs(query, ask, Field::GenresExclude, "genres-exclude"))),
        ),
        Rule::new(Field::Year, Write::As("years")),
        Rule::new(Field::Season, Write::Word("seasons", SEASON)),
        Rule::new(Field::Studios, Write::With(|query, ask| Ok(slugs(query, ask, Field::Studios, "studios")))),
        Rule::new(Field::Sort, Write::Word("st", SORT)),
        Rule::new(Field::Order, Write::With(|_, _| Err("each of its orders has one direction".to_owned()))),
    ],
};

const STATUS: &[(&str, &str)] = &[("FINISHED", "finished"), ("ONGOING", "ongoing"), ("UPCOMING", "upcoming")];

/// Its shelf "TV Short" also holds what others call specials of television.
const FORMAT: &[(&str, &str)] = &[
    ("TV", "tv"),
    ("TV_SHORT", "tv-short"),
    ("TV_SPECIAL", "tv-short"),
    ("MOVIE", "movie"),
    ("OVA", "ova"),
    ("ONA", "ona"),
    ("SPECIAL", "special"),
    ("MUSIC", "music"),
];

const SEASON: &[(&str, &str)] =
    &[("WINTER", "winter"), ("SPRING", "spring"), ("SUMMER", "summer"), ("FALL", "fall")];

const SORT: &[(&str, &str)] = &[
    ("popularity", "popularity"),
    ("score", "score"),
    ("title", "alphabetic"),
    ("start_date", "releaseDate"),
    ("year", "releaseDate"),
];

/// `12-26`; an open end is written as it writes it itself.
fn range(query: &Query, ask: Ask, parameter: &'static str, min: Field, max: Field) -> Ask {
    let (low, high) = (query.get(min).unwrap_or("0"), query.get(max).unwrap_or("∞"));
    ask.with(parameter, format!("{low}-{high}"))
}

fn slugs(query: &Query, ask: Ask, field: Field, parameter: &'static str) -> Ask {
    let slugs: Vec<String> = query.all(field).iter().map(|name| slug(name)).collect();
    ask.with(parameter, slugs.join(","))
}

/// `Slice of Life` as `slice-of-life`.
fn slug(name: &str) -> String {
    let lower = name.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell() {
        let cells = [
            ("query=moon", "q=moon"),
            ("limit=5", "unsupported: its pages have 18 hits, always"),
            ("offset=0", "page=1"),
            ("offset=40", "page=3"),
            ("status=FINISHED", "airing-statuses=finished"),
            ("status=ONGOING", "airing-statuses=ongoing"),
            ("status=UPCOMING", "airing-statuses=upcoming"),
            ("status=HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format=TV", "media-types=tv"),
            ("format=TV_SHORT", "media-types=tv-short"),
            ("format=TV_SPECIAL", "media-types=tv-short"),
            ("format=MOVIE", "media-types=movie"),
            ("format=OVA", "media-types=ova"),
            ("format=ONA", "media-types=ona"),
            ("format=SPECIAL", "media-types=special"),
            ("format=MUSIC", "media-types=music"),
            ("format=MANGA", "unsupported: it has no word for `MANGA`"),
            ("episodes_min=12 episodes_max=26", "episodes=12-26"),
            ("episodes_min=12", "episodes=12-∞"),
            ("episodes_max=26", "episodes=0-26"),
            ("duration_min=20", "duration=20-∞"),
            ("duration_max=30", "duration=0-30"),
            ("genres=Slice_of_Life,Drama", "genres=slice-of-life,drama&mt=all"),
            ("genres_exclude=Sci-Fi", "genres-exclude=sci-fi"),
            ("year=2013", "years=2013"),
            ("season=autumn", "seasons=fall"),
            ("studios=Lantern_Works", "studios=lantern-works"),
            ("sort=popularity", "st=popularity"),
            ("sort=score", "st=score"),
            ("sort=title", "st=alphabetic"),
            ("sort=start_date", "st=releaseDate"),
            ("sort=year", "st=releaseDate"),
            ("sort=id", "unsupported: it has no word for `id`"),
            ("order=asc", "unsupported: each of its orders has one direction"),
            ("score_min=8", "unsupported: it has no such parameter"),
            ("score_max=8", "unsupported: it has no such parameter"),
            ("themes=Trains", "unsupported: it has no such parameter"),
            ("themes_exclude=Trains", "unsupported: it has no such parameter"),
            ("start_date=2013", "unsupported: it has no such parameter"),
            ("end_date=2013", "unsupported: it has no such parameter"),
            ("producers=Lantern", "unsupported: it has no such parameter"),
            ("rating=PG", "unsupported: it has no such parameter"),
            ("adult=exclude", "unsupported: it has no such parameter"),
        ];
        for (given, written) in cells {
            let fields: Vec<_> = given.split(' ').map(|pair| pair.split_once('=').expect("a pair")).collect();
            assert_eq!(MAPPING.written(&fields), written, "{given}");
        }
    }
}
