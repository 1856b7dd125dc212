//! The universal query in AniList's words.

use model::FuzzyDate;

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("search")),
        Rule::new(
            Field::Limit,
            Write::With(|query, ask| match query.limit() {
                size @ 1..=MOST => Ok(ask.with("perPage", size.to_string())),
                size => Err(format!("its pages have {MOST} hits at most, not {size}")),
            }),
        ),
        Rule::new(
            Field::Offset,
            Write::With(|query, ask| {
                // Pages are counted in the size that is asked for.
                let size = query.limit().min(MOST);
                Ok(ask.with("perPage", size.to_string()).with("page", query.page(size).to_string()))
            }),
        ),
        Rule::new(Field::Status, Write::Word("status", STATUS)),
        Rule::new(Field::Format, Write::With(format)),
        // The bounds are exclusive, so that each is moved by one to let its own value in.
        Rule::new(
            Field::ScoreMin,
            Write::With(|query, ask| above(query, Field::ScoreMin, 10.0, "averageScore_greater", ask)),
        ),
        Rule::new(
            Field::ScoreMax,
            Write::With(|query, ask| below(query, Field::ScoreMax, 10.0, "averageScore_lesser", ask)),
        ),
        Rule::new(
            Field::EpisodesMin,
            Write::With(|query, ask| above(query, Field::EpisodesMin, 1.0, "episodes_greater", ask)),
        ),
        Rule::new(
            Field::EpisodesMax,
            Write::With(|query, ask| below(query, Field::EpisodesMax, 1.0, "episodes_lesser", ask)),
        ),
        Rule::new(
            Field::DurationMin,
            Write::With(|query, ask| above(query, Field::DurationMin, 1.0, "duration_greater", ask)),
        ),
        Rule::new(
            Field::DurationMax,
            Write::With(|query, ask| below(query, Field::DurationMax, 1.0, "duration_lesser", ask)),
        ),
        Rule::new(Field::Genres, Write::Words("genre_in", ",", GENRES)),
        Rule::new(Field::GenresExclude, Write::Words("genre_not_in", ",", GENRES)),
        Rule::new(Field::Themes, Write::As("tag_in")),
        Rule::new(Field::ThemesExclude, Write::As("tag_not_in")),
        Rule::new(Field::Year, Write::As("seasonYear")),
        Rule::new(Field::Season, Write::As("season")),
        Rule::new(
            Field::StartDate,
            Write::With(|query, ask| {
                let date = day(query, Field::StartDate)?;
                Ok(ask.with("startDate_greater", before(date).to_string()))
            }),
        ),
        Rule::new(
            Field::EndDate,
            Write::With(|query, ask| {
                let date = day(query, Field::EndDate)?;
                Ok(ask.with("endDate_lesser", after(date).to_string()))
            }),
        ),
        Rule::new(
            Field::Adult,
            Write::With(|query, ask| {
                Ok(match query.get(Field::Adult) {
                    Some("exclude") => ask.with("isAdult", "false"),
                    Some("only") => ask.with("isAdult", "true"),
                    // Without a word it gives both.
                    _ => ask,
                })
            }),
        ),
        Rule::new(Field::Sort, Write::With(sort)),
        Rule::new(
            Field::Order,
            Write::With(|query, ask| match query.get(Field::Sort) {
                Some(_) => Ok(ask),
                None => Err("it is of no use without `sort`".to_owned()),
            }),
        ),
    ],
};

/// The most hits of a page.
const MOST: u64 = 50;

const STATUS: &[(&str, &str)] = &[
    ("FINISHED", "FINISHED"),
    ("ONGOING", "RELEASING"),
    ("UPCOMING", "NOT_YET_RELEASED"),
    ("CANCELLED", "CANCELLED"),
    ("HIATUS", "HIATUS"),
];

/// Its genres, all there are; everything else that tells of a work's content is a tag, and asked for as a theme.
const GENRES: &[(&str, &str)] = &[
    ("Action", "Action"),
    ("Adventure", "Adventure"),
    ("Comedy", "Comedy"),
    ("Drama", "Drama"),
    ("Ecchi", "Ecchi"),
    ("Fantasy", "Fantasy"),
    ("Hentai", "Hentai"),
    ("Horror", "Horror"),
    ("Mahou Shoujo", "Mahou Shoujo"),
    ("Magical Girl", "Mahou Shoujo"),
    ("Mecha", "Mecha"),
    ("Music", "Music"),
    ("Mystery", "Mystery"),
    ("Psychological", "Psychological"),
    ("Romance", "Romance"),
    ("Sci-Fi", "Sci-Fi"),
    ("Science Fiction", "Sci-Fi"),
    ("Slice of Life", "Slice of Life"),
    ("Sports", "Sports"),
    ("Supernatural", "Supernatural"),
    ("Thriller", "Thriller"),
];

/// Printed works are another type of entry, and their country is what tells manhwa from manga.
fn format(query: &Query, ask: Ask) -> Result<Ask, String> {
    let word = query.get(Field::Format).unwrap_or_default();
    let printed = |ask: Ask, own: &str| ask.with("type", "MANGA").with("format", own);
    Ok(match word {
        "TV" | "TV_SHORT" | "MOVIE" | "OVA" | "ONA" | "SPECIAL" | "MUSIC" => ask.with("format", word),
        "MANGA" => printed(ask, "MANGA"),
        "ONE_SHOT" => printed(ask, "ONE_SHOT"),
        "NOVEL" | "LIGHT_NOVEL" => printed(ask, "NOVEL"),
        "MANHWA" => printed(ask, "MANGA").with("countryOfOrigin", "KR"),
        "MANHUA" => printed(ask, "MANGA").with("countryOfOrigin", "CN"),
        other => return Err(format!("it has no word for `{other}`")),
    })
}

fn sort(query: &Query, ask: Ask) -> Result<Ask, String> {
    let word = query.get(Field::Sort).unwrap_or_default();
    let (own, usual) = match word {
        "relevance" if query.get(Field::Order) == Some("asc") => {
            return Err("it orders by relevance in one way only".to_owned());
        }
        "relevance" => return Ok(ask.with("sort", "SEARCH_MATCH")),
        "score" => ("SCORE", "desc"),
        // The first in rank has the highest score.
        "rank" => ("SCORE", "asc"),
        "popularity" => ("POPULARITY", "desc"),
        "year" | "start_date" => ("START_DATE", "desc"),
        "end_date" => ("END_DATE", "desc"),
        "title" => ("TITLE_ROMAJI", "asc"),
        "episodes" => ("EPISODES", "desc"),
        "favorites" => ("FAVOURITES", "desc"),
        "id" => ("ID", "desc"),
        other => return Err(format!("it cannot order by `{other}`")),
    };
    let down = (query.get(Field::Order).unwrap_or(usual) == "desc") != (word == "rank");
    // Upwards is the bare word; there is no `_ASC`.
    Ok(ask.with("sort", if down { format!("{own}_DESC") } else { own.to_owned() }))
}

fn above(query: &Query, field: Field, times: f64, parameter: &str, ask: Ask) -> Result<Ask, String> {
    let bound = scaled(query, field, times)?.ceil() - 1.0;
    Ok(ask.with(parameter, format!("{bound:.0}")))
}

fn below(query: &Query, field: Field, times: f64, parameter: &str, ask: Ask) -> Result<Ask, String> {
    let bound = scaled(query, field, times)?.floor() + 1.0;
    Ok(ask.with(parameter, format!("{bound:.0}")))
}

/// A bound on AniList's scale, freed of what binary fractions leave behind.
fn scaled(query: &Query, field: Field, times: f64) -> Result<f64, String> {
    let number = query.number(field).ok_or_else(|| "it is no number".to_owned())?;
    Ok((number * times * 1e6).round() / 1e6)
}

fn day(query: &Query, field: Field) -> Result<FuzzyDate, String> {
    let date = query.get(field).and_then(|text| text.parse().ok());
    date.ok_or_else(|| "it is no date".to_owned())
}

/// The number that lies just before a date in AniList's form YYYYMMDD, in which unknown parts are 0.
fn before(date: FuzzyDate) -> i32 {
    let year = i32::from(date.year()) * 10_000;
    match (date.month().map(i32::from), date.day().map(i32::from)) {
        (Some(month), Some(day)) => year + month * 100 + day - 1,
        (Some(1), None) => year,
        (Some(month), None) => year + (month - 1) * 100 + 31,
        (None, _) => year - 10_000 + 1231,
    }
}

/// The number that lies just after a date and all days within it.
fn after(date: FuzzyDate) -> i32 {
    let year = i32::from(date.year()) * 10_000;
    match (date.month().map(i32::from), date.day().map(i32::from)) {
        (Some(month), Some(day)) if day < 31 => year + month * 100 + day + 1,
        (Some(12) | None, _) => year + 10_000,
        (Some(month), _) => year + (month + 1) * 100,
    }
}

#[cfg(test)]
mod tests {
    use crate::providers::query::Query;

    #[test]
    fn every_cell() {
        let cells = [
            ("query", "moon", "search=moon"),
            ("limit", "5", "perPage=5"),
            ("limit", "100", "unsupported: its pages have 50 hits at most, not 100"),
            ("offset", "40", "page=3&perPage=20"),
            ("status", "FINISHED", "status=FINISHED"),
            ("status", "ONGOING", "status=RELEASING"),
            ("status", "UPCOMING", "status=NOT_YET_RELEASED"),
            ("status", "CANCELLED", "status=CANCELLED"),
            ("status", "HIATUS", "status=HIATUS"),
            ("format", "TV", "format=TV"),
            ("format", "TV_SHORT", "format=TV_SHORT"),
            ("format", "MUSIC", "format=MUSIC"),
            ("format", "MANHWA", "countryOfOrigin=KR&format=MANGA&type=MANGA"),
            ("format", "LIGHT_NOVEL", "format=NOVEL&type=MANGA"),
            ("format", "CM", "unsupported: it has no word for `CM`"),
            ("score_min", "8", "averageScore_greater=79"),
            ("score_min", "8.55", "averageScore_greater=85"),
            ("score_min", "1.1", "averageScore_greater=10"),
            ("score_max", "9", "averageScore_lesser=91"),
            ("score_max", "8.55", "averageScore_lesser=86"),
            ("episodes_min", "12", "episodes_greater=11"),
            ("episodes_max", "26", "episodes_lesser=27"),
            ("duration_min", "20", "duration_greater=19"),
            ("duration_max", "30", "duration_lesser=31"),
            ("genres", "sci-fi, Drama", "genre_in=Sci-Fi,Drama"),
            ("genres", "Isekai", "unsupported: it has no word for `Isekai`"),
            ("genres_exclude", "Horror", "genre_not_in=Horror"),
            ("themes", "Isekai,Time Loop", "tag_in=Isekai,Time Loop"),
            ("themes_exclude", "Gore", "tag_not_in=Gore"),
            ("year", "2013", "seasonYear=2013"),
            ("season", "autumn", "season=FALL"),
            ("start_date", "2013-04-07", "startDate_greater=20130406"),
            ("start_date", "2013-04", "startDate_greater=20130331"),
            ("start_date", "2013-01", "startDate_greater=20130000"),
            ("start_date", "2013", "startDate_greater=20121231"),
            ("end_date", "2013-04-07", "endDate_lesser=20130408"),
            ("end_date", "2013-12-31", "endDate_lesser=20140000"),
            ("end_date", "2013-04", "endDate_lesser=20130500"),
            ("end_date", "2013", "endDate_lesser=20140000"),
            ("studios", "Depot", "unsupported: it has no such parameter"),
            ("producers", "Depot", "unsupported: it has no such parameter"),
            ("rating", "PG13", "unsupported: it has no such parameter"),
            ("adult", "exclude", "isAdult=false"),
            ("adult", "only", "isAdult=true"),
            ("adult", "include", ""),
            ("sort", "relevance", "sort=SEARCH_MATCH"),
            ("sort", "score", "sort=SCORE_DESC"),
            ("sort", "rank", "sort=SCORE_DESC"),
            ("sort", "title", "sort=TITLE_ROMAJI"),
            ("sort", "favorites", "sort=FAVOURITES_DESC"),
            ("order", "asc", "unsupported: it is of no use without `sort`"),
        ];
        for (field, value, written) in cells {
            assert_eq!(super::MAPPING.written(&[(field, value)]), written, "{field}={value}");
        }
    }

    #[test]
    fn orders_go_both_ways() {
        for (sort, order, written) in [
            ("score", "asc", "sort=SCORE"),
            ("rank", "desc", "sort=SCORE"),
            ("id", "asc", "sort=ID"),
            ("title", "desc", "sort=TITLE_ROMAJI_DESC"),
            ("relevance", "asc", "unsupported: it orders by relevance in one way only"),
        ] {
            assert_eq!(
                super::MAPPING.written(&[("sort", sort), ("order", order)]),
                written,
                "{sort} {order}"
            );
        }
        let upside_down = Query::default().with("score_min", "9").and_then(|q| q.with("score_max", "8"));
        assert!(super::MAPPING.plan(&upside_down.expect("each fits")).is_err());
    }
}
