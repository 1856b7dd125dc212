//! The universal query in the words of the filters above AniSearch's index.
//!
//! Names and numbers are those of the form on a recorded page.

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// The fewest and the most hits on a page.
const LIMITS: std::ops::RangeInclusive<u64> = 20..=100;

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("text")),
        Rule::new(
            Field::Limit,
            Write::With(|query, ask| match query.limit() {
                limit if LIMITS.contains(&limit) => Ok(ask.with("limit", limit.to_string())),
                _ => Err("a page has 20 to 100 hits".to_owned()),
            }),
        ),
        Rule::new(
            Field::Offset,
            Write::With(|query, ask| Ok(ask.with("page", query.page(size(query)).to_string()))),
        ),
        Rule::new(Field::Status, Write::Word("status", STATUS)),
        Rule::new(Field::Format, Write::Word("type", TYPES)),
        Rule::new(
            Field::ScoreMin,
            Write::With(|query, ask| Ok(stars(query, Field::ScoreMin, ask, "rating_min"))),
        ),
        Rule::new(
            Field::ScoreMax,
            Write::With(|query, ask| Ok(stars(query, Field::ScoreMax, ask, "rating_max"))),
        ),
        Rule::new(Field::EpisodesMin, Write::As("from_episode")),
        Rule::new(Field::EpisodesMax, Write::As("to_episode")),
        Rule::new(Field::DurationMin, Write::As("from_minutes")),
        Rule::new(Field::DurationMax, Write::As("to_minutes")),
        Rule::new(Field::Genres, Write::With(genres)),
        Rule::new(Field::Themes, Write::Words("tag", ",", TAGS)),
        Rule::new(Field::Year, Write::With(dates)),
        Rule::new(Field::Season, Write::With(dates)),
        Rule::new(Field::StartDate, Write::With(dates)),
        Rule::new(Field::EndDate, Write::With(dates)),
        Rule::new(Field::Adult, Write::Word("sfw", &[("exclude", "1"), ("include", "0")])),
        Rule::new(Field::Sort, Write::With(sorted)),
        Rule::new(Field::Order, Write::Within(Field::Sort)),
    ],
};

const STATUS: &[(&str, &str)] =
    &[("UPCOMING", "1"), ("ONGOING", "2"), ("FINISHED", "3"), ("HIATUS", "4"), ("CANCELLED", "5")];

const TYPES: &[(&str, &str)] = &[
    ("TV", "0"),
    ("MOVIE", "1"),
    ("OVA", "2"),
    ("SPECIAL", "3"),
    ("TV_SPECIAL", "3"),
    ("ONA", "4"),
    ("MUSIC", "6"),
    ("CM", "8"),
    ("PV", "8"),
];

/// Broad genres, of which a work may have several.
const BROAD: &[(&str, &str)] = &[
    ("Action", "2"),
    ("Adventure", "1"),
    ("Boys Love", "29"),
    ("Comedy", "16"),
    ("Crime Fiction", "17"),
    ("Drama", "4"),
    ("Ecchi", "5"),
    ("Eroticism", "6"),
    ("Fantasy", "8"),
    ("Fighting-Shounen", "9"),
    ("Ganbatte", "10"),
    ("Ghost Stories", "11"),
    ("Girls Love", "30"),
    ("Harem", "12"),
    ("Hentai", "13"),
    ("Horror", "14"),
    ("Magical Girl", "18"),
    ("Mecha", "19"),
    ("Psychological Drama", "22"),
    ("Romance", "21"),
    ("Science-Fiction", "23"),
    ("Sentimental Drama", "32"),
    ("Slice of Life", "3"),
    ("Sports", "24"),
    ("Supernatural Drama", "20"),
    ("Thriller", "25"),
];

/// Main genres, of which a work has one; these are asked when no broad one has the name.
const MAIN: &[(&str, &str)] = &[
    ("Action", "9"),
    ("Action Comedy", "11"),
    ("Action Drama", "12"),
    ("Adventure", "14"),
    ("Adventure Comedy", "21"),
    ("Comedy", "4"),
    ("Crime Fiction", "15"),
    ("Crime Fiction Comedy", "25"),
    ("Drama", "6"),
    ("Espionage Thriller", "30"),
    ("Fighting-Shounen", "10"),
    ("Ganbatte", "18"),
    ("Ghost Stories", "19"),
    ("Hentai", "13"),
    ("Horror", "17"),
    ("Horror Comedy", "24"),
    ("Indefinite", "20"),
    ("Nonsense-Comedy", "5"),
    ("Political Drama", "28"),
    ("Political Thriller", "29"),
    ("Romance", "2"),
    ("Romantic Comedy", "1"),
    ("Romantic Drama", "3"),
    ("Sentimental Drama", "8"),
    ("Slice of Life", "22"),
    ("Slice of Life Comedy", "23"),
    ("Slice of Life Drama", "7"),
    ("Supernatural Drama", "26"),
    ("Supernatural Thriller", "27"),
    ("Thriller", "16"),
];

/// Common ones of the form's tags.
const TAGS: &[(&str, &str)] = &[
    ("Alternative World", "30"),
    ("Band", "73"),
    ("Contemporary Fantasy", "37"),
    ("Coming of Age", "7"),
    ("Cyberpunk", "32"),
    ("Cyborg", "85"),
    ("Dark Fantasy", "33"),
    ("Delinquent", "48"),
    ("Demon", "86"),
    ("Detective", "74"),
    ("Dragon", "173"),
    ("Episodic", "6"),
    ("Gender Bender", "8"),
    ("High School", "19"),
    ("Historical", "25"),
    ("Idol", "77"),
    ("Isekai", "133"),
    ("Magic", "53"),
    ("Maid", "126"),
    ("Martial Arts", "54"),
    ("Military", "104"),
    ("Monster", "93"),
    ("Music", "71"),
    ("Ninja", "79"),
    ("Office Worker", "167"),
    ("Otaku", "118"),
    ("Parody", "10"),
    ("Pirate", "124"),
    ("Present", "24"),
    ("Real Robots", "56"),
    ("Samurai", "82"),
    ("School", "20"),
    ("Space", "36"),
    ("Space Opera", "107"),
    ("Splatter", "105"),
    ("Super Robots", "59"),
    ("Time Travel", "154"),
    ("Tragedy", "13"),
    ("University", "21"),
    ("Vampire", "96"),
    ("Virtual World", "116"),
    ("War", "103"),
    ("Werewolf", "176"),
    ("Witch", "89"),
    ("Youkai", "97"),
    ("Zombie", "114"),
];

/// Hits on the page that will be asked for.
fn size(query: &Query) -> u64 {
    Some(query.limit())
        .filter(|limit| query.get(Field::Limit).is_some() && LIMITS.contains(limit))
        .unwrap_or(100)
}

/// A score of 0 to 10 in the site's stars, 0 to 5.
fn stars(query: &Query, field: Field, ask: Ask, parameter: &str) -> Ask {
    let stars = (query.number(field).unwrap_or_default() / 2.0).clamp(0.0, 5.0);
    ask.with(parameter, stars.to_string())
}

fn genres(query: &Query, ask: Ask) -> Result<Ask, String> {
    let mut asked = ask;
    for name in query.all(Field::Genres) {
        let numbered = |table: &[(&str, &str)]| {
            table
                .iter()
                .find(|(genre, _)| plain(genre) == plain(name))
                .map(|(_, number)| (*number).to_owned())
        };
        let found = numbered(BROAD).map(|n| ("category", n)).or_else(|| numbered(MAIN).map(|n| ("genre", n)));
        let (parameter, number) = found.ok_or_else(|| format!("it has no word for `{name}`"))?;
        let joined = asked.get(parameter).map_or(number.clone(), |given| format!("{given},{number}"));
        asked = asked.with(parameter, joined);
    }
    Ok(asked)
}

/// Year, season and days all bound the day of the first release. The narrowest begin and end win.
fn dates(query: &Query, ask: Ask) -> Result<Ask, String> {
    let year = query.get(Field::Year);
    let quarter = match (query.get(Field::Season), year) {
        (None, _) => ("01-01", "12-31"),
        (Some(_), None) => return Err("it knows a season only with its year".to_owned()),
        (Some("WINTER"), _) => ("01-01", "03-31"),
        (Some("SPRING"), _) => ("04-01", "06-30"),
        (Some("SUMMER"), _) => ("07-01", "09-30"),
        (Some(_), _) => ("10-01", "12-31"),
    };
    let day = |field: Field, month_day: &str| {
        query.get(field).map(|date| match date.len() {
            4 => format!("{date}-{month_day}"),
            7 => format!("{date}-{}", if month_day == "01-01" { "01" } else { "31" }),
            _ => date.to_owned(),
        })
    };
    let from = year.map(|year| format!("{year}-{}", quarter.0)).max(day(Field::StartDate, "01-01"));
    let ends = [year.map(|year| format!("{year}-{}", quarter.1)), day(Field::EndDate, "12-31")];
    let ask = from.into_iter().fold(ask, |ask, from| ask.with("from_date", from));
    Ok(ends.into_iter().flatten().min().into_iter().fold(ask, |ask, to| ask.with("to_date", to)))
}

fn sorted(query: &Query, ask: Ask) -> Result<Ask, String> {
    let (own, order) = match query.get(Field::Sort) {
        Some("title") => ("title", "asc"),
        Some("start_date" | "year") => ("date", "desc"),
        Some("score") => ("stars", "desc"),
        Some("rank") => ("rank", "asc"),
        Some("popularity") => ("voter", "desc"),
        Some("id") => ("newest", "desc"),
        other => return Err(format!("it cannot order by `{}`", other.unwrap_or_default())),
    };
    Ok(ask.with("sort", own).with("order", query.get(Field::Order).unwrap_or(order)))
}

/// `Sci-Fi` and `Sci Fi` are one word, and the site writes it out.
fn plain(name: &str) -> String {
    let letters: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    if letters == "scifi" { "sciencefiction".to_owned() } else { letters }
}

#[cfg(test)]
mod tests {
    use crate::providers::query::Query;

    fn plan(fields: &[(&str, &str)]) -> String {
        let query = fields
            .iter()
            .fold(Query::default(), |query, (field, value)| query.with(field, value).expect("it fits"));
        super::MAPPING.plan(&query).map_or_else(|error| error.to_string(), |plan| plan.to_string())
    }

    #[test]
    fn every_cell() {
        let cells = [
            ("query", "moon", "text=moon"),
            ("limit", "40", "limit=40"),
            ("limit", "5", "unsupported: a page has 20 to 100 hits"),
            ("offset", "0", "page=1"),
            ("offset", "200", "page=3"),
            ("status", "FINISHED", "status=3"),
            ("status", "ONGOING", "status=2"),
            ("status", "UPCOMING", "status=1"),
            ("status", "HIATUS", "status=4"),
            ("status", "CANCELLED", "status=5"),
            ("format", "TV", "type=0"),
            ("format", "MOVIE", "type=1"),
            ("format", "OVA", "type=2"),
            ("format", "SPECIAL", "type=3"),
            ("format", "ONA", "type=4"),
            ("format", "MUSIC", "type=6"),
            ("format", "CM", "type=8"),
            ("format", "MANGA", "unsupported: it has no word for `MANGA`"),
            ("score_min", "7.5", "rating_min=3.75"),
            ("score_max", "10", "rating_max=5"),
            ("episodes_min", "3", "from_episode=3"),
            ("episodes_max", "30", "to_episode=30"),
            ("duration_min", "20", "from_minutes=20"),
            ("duration_max", "30", "to_minutes=30"),
            ("genres", "Drama, Sci-Fi", "category=4,23"),
            ("genres", "Drama, Action Comedy", "category=4&genre=11"),
            ("genres", "Gardening", "unsupported: it has no word for `Gardening`"),
            ("genres_exclude", "Drama", "unsupported: it has no such parameter"),
            ("themes", "vampire", "tag=96"),
            ("themes_exclude", "vampires", "unsupported: it has no such parameter"),
            ("year", "2013", "from_date=2013-01-01&to_date=2013-12-31"),
            ("season", "WINTER", "unsupported: it knows a season only with its year"),
            ("start_date", "2013-04", "from_date=2013-04-01"),
            ("end_date", "2013", "to_date=2013-12-31"),
            ("studios", "Lantern Works", "unsupported: it has no such parameter"),
            ("producers", "Lantern Works", "unsupported: it has no such parameter"),
            ("rating", "PG", "unsupported: it has no such parameter"),
            ("adult", "exclude", "sfw=1"),
            ("adult", "include", "sfw=0"),
            ("adult", "only", "unsupported: it has no word for `only`"),
            ("sort", "score", "order=desc&sort=stars"),
            ("sort", "title", "order=asc&sort=title"),
            ("sort", "episodes", "unsupported: it cannot order by `episodes`"),
        ];
        for (field, value, written) in cells {
            assert_eq!(plan(&[(field, value)]), written, "{field}={value}");
        }
    }

    #[test]
    fn fields_that_share_a_parameter() {
        assert_eq!(plan(&[("year", "2013"), ("season", "fall")]), "from_date=2013-10-01&to_date=2013-12-31");
        assert_eq!(
            plan(&[("year", "2013"), ("start_date", "2013-05"), ("end_date", "2013-06-30")]),
            "from_date=2013-05-01&to_date=2013-06-30"
        );
        assert_eq!(plan(&[("limit", "50"), ("offset", "50")]), "limit=50&page=2");
        assert_eq!(plan(&[("sort", "score"), ("order", "asc")]), "order=asc&sort=stars");
        assert!(plan(&[("score_min", "8"), ("score_max", "7")]).contains("score_min"));
    }
}
