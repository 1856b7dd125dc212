//! The universal query in the words of the form above Anime-Planet's list of anime.
//!
//! Names are those of the form on a recorded page; where it shows none, those that links to the list use
//! (`include_types`, `sort`, `order`), and for the status what older programs sent.

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// Works on a page of the list.
const PAGE: u64 = 35;

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("name")),
        Rule::new(Field::Limit, Write::With(|_, _| Err(format!("a page has {PAGE} hits always")))),
        Rule::new(
            Field::Offset,
            Write::With(|query, ask| Ok(ask.with("page", query.page(PAGE).to_string()))),
        ),
        Rule::new(Field::Status, Write::Word("status_filter", STATUS)),
        Rule::new(Field::Format, Write::Word("include_types", TYPES)),
        Rule::new(
            Field::ScoreMin,
            Write::With(|query, ask| Ok(stars(query, Field::ScoreMin, ask, "rating_greater"))),
        ),
        Rule::new(
            Field::ScoreMax,
            Write::With(|query, ask| Ok(stars(query, Field::ScoreMax, ask, "rating_less"))),
        ),
        Rule::new(Field::EpisodesMin, Write::As("episodes")),
        Rule::new(Field::EpisodesMax, Write::As("to_episodes")),
        Rule::new(Field::Genres, Write::With(|query, ask| tags(query, Field::Genres, ask, "include_tags"))),
        Rule::new(
            Field::GenresExclude,
            Write::With(|query, ask| tags(query, Field::GenresExclude, ask, "exclude_tags")),
        ),
        Rule::new(Field::Themes, Write::With(|query, ask| tags(query, Field::Themes, ask, "include_tags"))),
        Rule::new(
            Field::ThemesExclude,
            Write::With(|query, ask| tags(query, Field::ThemesExclude, ask, "exclude_tags")),
        ),
        Rule::new(
            Field::Year,
            Write::With(|query, ask| match (query.get(Field::Year), query.get(Field::Season)) {
                // The form's year is the least one; a season names its own.
                (Some(year), None) => Ok(ask.with("year", year).with("to_year", year)),
                _ => Ok(ask),
            }),
        ),
        Rule::new(
            Field::Season,
            Write::With(|query, ask| match (query.get(Field::Season), query.get(Field::Year)) {
                (Some(season), Some(year)) => {
                    Ok(ask.with("season", format!("{}-{year}", season.to_lowercase())))
                }
                _ => Err("it knows a season only with its year".to_owned()),
            }),
        ),
        Rule::new(
            Field::Studios,
            Write::With(|query, ask| match query.all(Field::Studios) {
                [one] => Ok(ask.with("studio", one)),
                _ => Err("it takes one studio".to_owned()),
            }),
        ),
        Rule::new(Field::Sort, Write::With(sorted)),
        Rule::new(Field::Order, Write::Within(Field::Sort)),
    ],
};

const STATUS: &[(&str, &str)] =
    &[("FINISHED", "completed"), ("ONGOING", "ongoing"), ("UPCOMING", "upcoming")];

/// Numbers of the form's list of types.
const TYPES: &[(&str, &str)] = &[
    ("TV", "6"),
    ("MOVIE", "2"),
    ("OVA", "1"),
    ("ONA", "5"),
    ("SPECIAL", "3,8"),
    ("TV_SPECIAL", "3"),
    ("MUSIC", "7"),
];

/// Numbers of the form's tags: those above the fold, and common ones below it.
const TAGS: &[(&str, &str)] = &[
    ("Action", "211"),
    ("Adventure", "179"),
    ("BL", "1036"),
    ("Comedy", "198"),
    ("Cooking", "852"),
    ("Demons", "121"),
    ("Detectives", "187"),
    ("Drama", "204"),
    ("Ecchi", "142"),
    ("Family Friendly", "240"),
    ("Fantasy", "208"),
    ("GL", "1040"),
    ("Harem", "182"),
    ("Historical", "305"),
    ("Horror", "29"),
    ("Idols", "270"),
    ("Isekai", "1198"),
    ("Iyashikei", "966"),
    ("Josei", "319"),
    ("Magic", "120"),
    ("Magical Girl", "218"),
    ("Martial Arts", "26"),
    ("Mature Themes", "320"),
    ("Mecha", "193"),
    ("Military", "140"),
    ("Music", "213"),
    ("Mystery", "119"),
    ("Ninja", "186"),
    ("Outer Space", "209"),
    ("Parody", "192"),
    ("Pirates", "233"),
    ("Police", "224"),
    ("Political", "254"),
    ("Psychological", "178"),
    ("Reverse Harem", "217"),
    ("Robots", "212"),
    ("Romance", "184"),
    ("Samurai", "195"),
    ("School Life", "183"),
    ("Sci Fi", "137"),
    ("Seinen", "318"),
    ("Shorts", "335"),
    ("Shoujo", "191"),
    ("Shoujo-ai", "189"),
    ("Shounen", "152"),
    ("Shounen-ai", "190"),
    ("Slice of Life", "127"),
    ("Sports", "201"),
    ("Supernatural", "225"),
    ("Superpowers", "250"),
    ("TL", "1351"),
    ("Thriller", "286"),
    ("Time Travel", "640"),
    ("Vampires", "185"),
    ("Virtual Reality", "717"),
    ("War", "197"),
    ("Yaoi", "304"),
    ("Yuri", "532"),
];

/// A score of 0 to 10 in the site's stars, 0 to 5.
fn stars(query: &Query, field: Field, ask: Ask, parameter: &str) -> Ask {
    let stars = (query.number(field).unwrap_or_default() / 2.0).clamp(0.0, 5.0);
    ask.with(parameter, stars.to_string())
}

/// Genres and themes are tags alike, and share a parameter.
fn tags(query: &Query, field: Field, ask: Ask, parameter: &str) -> Result<Ask, String> {
    let mut numbers: Vec<&str> =
        ask.get(parameter).map(|given| given.split(',').collect()).unwrap_or_default();
    for name in query.all(field) {
        let known = TAGS.iter().find(|(tag, _)| plain(tag) == plain(name));
        numbers.push(known.map(|(_, number)| *number).ok_or_else(|| format!("it has no word for `{name}`"))?);
    }
    let joined = numbers.join(",");
    Ok(ask.with(parameter, joined))
}

fn sorted(query: &Query, ask: Ask) -> Result<Ask, String> {
    let (own, order) = match query.get(Field::Sort) {
        Some("score") => ("average", "desc"),
        Some("popularity") => ("status_1", "desc"),
        Some("title") => ("title", "asc"),
        Some("year") => ("year", "desc"),
        Some("id") => ("recent", "desc"),
        other => return Err(format!("it cannot order by `{}`", other.unwrap_or_default())),
    };
    Ok(ask.with("sort", own).with("order", query.get(Field::Order).unwrap_or(order)))
}

/// `Sci-Fi` and `Sci Fi` are one word.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use crate::providers::query::Query;

    #[test]
    fn every_cell() {
        let cells = [
            ("query", "moon", "name=moon"),
            ("limit", "5", "unsupported: a page has 35 hits always"),
            ("offset", "0", "page=1"),
            ("offset", "70", "page=3"),
            ("status", "FINISHED", "status_filter=completed"),
            ("status", "ONGOING", "status_filter=ongoing"),
            ("status", "UPCOMING", "status_filter=upcoming"),
            ("status", "HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format", "TV", "include_types=6"),
            ("format", "MOVIE", "include_types=2"),
            ("format", "OVA", "include_types=1"),
            ("format", "ONA", "include_types=5"),
            ("format", "SPECIAL", "include_types=3,8"),
            ("format", "TV_SPECIAL", "include_types=3"),
            ("format", "MUSIC", "include_types=7"),
            ("format", "MANGA", "unsupported: it has no word for `MANGA`"),
            ("score_min", "7.5", "rating_greater=3.75"),
            ("score_max", "10", "rating_less=5"),
            ("episodes_min", "3", "episodes=3"),
            ("episodes_max", "30", "to_episodes=30"),
            ("duration_min", "20", "unsupported: it has no such parameter"),
            ("duration_max", "30", "unsupported: it has no such parameter"),
            ("genres", "Action, Sci-Fi", "include_tags=211,137"),
            ("genres", "Action, Gardening", "unsupported: it has no word for `Gardening`"),
            ("genres_exclude", "horror", "exclude_tags=29"),
            ("themes", "psychological", "include_tags=178"),
            ("themes_exclude", "Ecchi", "exclude_tags=142"),
            ("year", "2013", "to_year=2013&year=2013"),
            ("season", "WINTER", "unsupported: it knows a season only with its year"),
            ("start_date", "2013-04", "unsupported: it has no such parameter"),
            ("end_date", "2013-04", "unsupported: it has no such parameter"),
            ("studios", "Lantern Works", "studio=Lantern Works"),
            ("studios", "Lantern Works, Other", "unsupported: it takes one studio"),
            ("producers", "Lantern", "unsupported: it has no such parameter"),
            ("rating", "PG", "unsupported: it has no such parameter"),
            ("adult", "exclude", "unsupported: it has no such parameter"),
            ("sort", "score", "order=desc&sort=average"),
            ("sort", "title", "order=asc&sort=title"),
            ("sort", "episodes", "unsupported: it cannot order by `episodes`"),
        ];
        for (field, value, written) in cells {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}={value}");
        }
    }

    #[test]
    fn fields_that_share_a_parameter() {
        let plan = |fields: &[(&str, &str)]| {
            let query = fields
                .iter()
                .fold(Query::default(), |query, (field, value)| query.with(field, value).expect("it fits"));
            super::MAPPING.plan(&query).map(|plan| plan.to_string()).map_err(|error| error.to_string())
        };
        assert_eq!(plan(&[("year", "2013"), ("season", "fall")]).as_deref(), Ok("season=fall-2013"));
        assert_eq!(plan(&[("genres", "Action"), ("themes", "Magic")]).as_deref(), Ok("include_tags=211,120"));
        assert_eq!(plan(&[("sort", "score"), ("order", "asc")]).as_deref(), Ok("order=asc&sort=average"));
        assert!(plan(&[("score_min", "8"), ("score_max", "7")]).is_err());
    }
}
