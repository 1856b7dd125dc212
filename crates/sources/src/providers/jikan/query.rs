//! The universal query in Jikan's words, put to its search for anime.

use jiff::civil::Date;
use model::{FuzzyDate, Season};

use super::{PAGE, genres};
use crate::{
    parts::status::{first_day, last_day},
    providers::{
        Ask,
        query::{Field, Mapping, Query, Rule, Write},
    },
};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "anime_search",
    rules: &[
        Rule::new(Field::Query, Write::As("q")),
        Rule::new(Field::Limit, Write::With(limit)),
        Rule::new(Field::Offset, Write::With(offset)),
        Rule::new(Field::Status, Write::Word("status", STATUS)),
        Rule::new(Field::Format, Write::Word("type", FORMATS)),
        Rule::new(Field::ScoreMin, Write::As("min_score")),
        Rule::new(Field::ScoreMax, Write::As("max_score")),
        Rule::new(Field::Genres, Write::With(|query, ask| numbers(query.all(Field::Genres), "genres", ask))),
        Rule::new(Field::Themes, Write::With(|query, ask| numbers(query.all(Field::Themes), "genres", ask))),
        Rule::new(
            Field::GenresExclude,
            Write::With(|query, ask| numbers(query.all(Field::GenresExclude), "genres_exclude", ask)),
        ),
        Rule::new(
            Field::ThemesExclude,
            Write::With(|query, ask| numbers(query.all(Field::ThemesExclude), "genres_exclude", ask)),
        ),
        Rule::new(Field::Year, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(Field::Season, Write::With(season)),
        Rule::new(Field::StartDate, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(Field::EndDate, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(Field::Studios, Write::With(|query, ask| companies(query.all(Field::Studios), ask))),
        Rule::new(Field::Producers, Write::With(|query, ask| companies(query.all(Field::Producers), ask))),
        Rule::new(Field::Rating, Write::Word("rating", RATINGS)),
        Rule::new(Field::Adult, Write::With(adult)),
        Rule::new(Field::Sort, Write::With(sort)),
        Rule::new(Field::Order, Write::With(order)),
    ],
};

const STATUS: &[(&str, &str)] = &[("FINISHED", "complete"), ("ONGOING", "airing"), ("UPCOMING", "upcoming")];

const FORMATS: &[(&str, &str)] = &[
    ("TV", "tv"),
    ("MOVIE", "movie"),
    ("OVA", "ova"),
    ("ONA", "ona"),
    ("SPECIAL", "special"),
    ("MUSIC", "music"),
    ("TV_SPECIAL", "tv_special"),
    ("CM", "cm"),
    ("PV", "pv"),
];

/// Its `r17` is what the page calls R, and its `r` is the page's R+.
const RATINGS: &[(&str, &str)] =
    &[("G", "g"), ("PG", "pg"), ("PG13", "pg13"), ("R", "r17"), ("R_PLUS", "r"), ("RX", "rx")];

/// What it orders by, and the way that has the best first. Its own `popularity` is a place in a ranking,
/// 1 for the most followed, so that the number of members says what is meant here.
const SORTS: &[(&str, &str, &str)] = &[
    ("score", "score", "desc"),
    ("popularity", "members", "desc"),
    ("year", "start_date", "desc"),
    ("title", "title", "asc"),
    ("start_date", "start_date", "desc"),
    ("end_date", "end_date", "desc"),
    ("episodes", "episodes", "desc"),
    ("favorites", "favorites", "desc"),
    ("rank", "rank", "asc"),
    ("id", "mal_id", "asc"),
];

fn limit(query: &Query, ask: Ask) -> Result<Ask, String> {
    if query.limit() > PAGE {
        return Err(format!("a page has at most {PAGE}; the rest is on the next pages"));
    }
    Ok(ask.with("limit", query.limit().to_string()))
}

/// Pages are counted from 1, so that only their begins can be reached.
fn offset(query: &Query, ask: Ask) -> Result<Ask, String> {
    let size = query.limit().min(PAGE);
    if !query.offset().is_multiple_of(size) {
        return Err(format!("it goes by pages of {size}, and {} is within one", query.offset()));
    }
    Ok(ask.with("limit", size.to_string()).with("page", query.page(size).to_string()))
}

/// Genres, themes and demographics share a parameter.
fn numbers(words: &[String], parameter: &str, ask: Ask) -> Result<Ask, String> {
    let mut all: Vec<String> =
        ask.get(parameter).into_iter().flat_map(|ids| ids.split(',')).map(str::to_owned).collect();
    for word in words {
        let number = genres::number(word).ok_or_else(|| format!("it has no word for `{word}`"))?.to_string();
        if !all.contains(&number) {
            all.push(number);
        }
    }
    Ok(ask.with(parameter, all.join(",")))
}

fn season(query: &Query, ask: Ask) -> Result<Ask, String> {
    match query.get(Field::Year) {
        Some(_) => Ok(period(query, ask)),
        None => Err("it finds a season by its days, and these need a year".to_owned()),
    }
}

/// The days that year, season and both dates leave: the last begin and the first end of them.
fn period(query: &Query, ask: Ask) -> Ask {
    let date = |field| query.get(field).and_then(|text| text.parse::<FuzzyDate>().ok());
    let (mut begin, mut end) = (date(Field::StartDate).map(first_day), date(Field::EndDate).map(last_day));
    if let Some((first, last)) = date(Field::Year).map(|year| year_or_season(year, query.get(Field::Season)))
    {
        begin = Some(begin.map_or(first, |begin| begin.max(first)));
        end = Some(end.map_or(last, |end| end.min(last)));
    }
    let bounds = [("start_date", begin), ("end_date", end)];
    bounds.into_iter().fold(ask, |ask, (name, day)| match day {
        Some(day) => ask.with(name, day.to_string()),
        None => ask,
    })
}

fn year_or_season(year: FuzzyDate, season: Option<&str>) -> (Date, Date) {
    let at = season.and_then(Season::parse).and_then(|season| Season::ALL.iter().position(|s| *s == season));
    let month =
        |month: usize| FuzzyDate::new(year.year().into(), i64::try_from(month).ok(), None).unwrap_or(year);
    match at {
        Some(at) => (first_day(month(at * 3 + 1)), last_day(month(at * 3 + 3))),
        None => (first_day(year), last_day(year)),
    }
}

/// Studios and producers are one thing to it, and it knows them by number.
fn companies(words: &[String], ask: Ask) -> Result<Ask, String> {
    let mut all: Vec<&str> = ask.get("producers").into_iter().flat_map(|ids| ids.split(',')).collect();
    for word in words {
        if word.parse::<u32>().is_err() {
            return Err(format!("it knows studios and producers by number only, not `{word}`"));
        }
        all.push(word);
    }
    let all = all.join(",");
    Ok(ask.with("producers", all))
}

fn adult(query: &Query, ask: Ask) -> Result<Ask, String> {
    match (query.get(Field::Adult), query.get(Field::Rating)) {
        (Some("exclude"), _) => Ok(ask.with("sfw", "true")),
        // It leaves nothing out by itself.
        (Some("include"), _) => Ok(ask),
        (Some("only"), None | Some("RX")) => Ok(ask.with("rating", "rx")),
        _ => Err("works for adults alone are a rating to it, and another one is wanted".to_owned()),
    }
}

fn sort(query: &Query, ask: Ask) -> Result<Ask, String> {
    let wanted = query.get(Field::Sort).unwrap_or_default();
    let order = query.get(Field::Order);
    if wanted == "relevance" {
        // That is what it does by itself with words to look for.
        return match (query.get(Field::Query), order) {
            (Some(_), None | Some("desc")) => Ok(ask),
            (Some(_), _) => Err("it puts the most relevant first".to_owned()),
            (None, _) => Err("without words to look for nothing is relevant".to_owned()),
        };
    }
    let known = SORTS.iter().find(|(word, ..)| *word == wanted);
    let (_, own, best_first) = known.ok_or_else(|| format!("it cannot order by `{wanted}`"))?;
    Ok(ask.with("order_by", *own).with("sort", order.unwrap_or(best_first)))
}

/// Written together with what to order by.
fn order(query: &Query, ask: Ask) -> Result<Ask, String> {
    match query.get(Field::Sort) {
        Some(_) => Ok(ask),
        None => Err("nothing is said to order by".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(cells: &[(&str, &str)]) -> String {
        MAPPING.written(cells)
    }

    #[test]
    fn every_cell() {
        for (field, value, written) in [
            ("query", "moon", "q=moon"),
            ("limit", "5", "limit=5"),
            ("limit", "50", "unsupported: a page has at most 25; the rest is on the next pages"),
            ("offset", "40", "limit=20&page=3"),
            ("offset", "30", "unsupported: it goes by pages of 20, and 30 is within one"),
            ("status", "FINISHED", "status=complete"),
            ("status", "ONGOING", "status=airing"),
            ("status", "UPCOMING", "status=upcoming"),
            ("status", "HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format", "TV", "type=tv"),
            ("format", "MOVIE", "type=movie"),
            ("format", "OVA", "type=ova"),
            ("format", "ONA", "type=ona"),
            ("format", "SPECIAL", "type=special"),
            ("format", "MUSIC", "type=music"),
            ("format", "TV_SPECIAL", "type=tv_special"),
            ("format", "CM", "type=cm"),
            ("format", "PV", "type=pv"),
            ("format", "TV_SHORT", "unsupported: it has no word for `TV_SHORT`"),
            ("format", "MANGA", "unsupported: it has no word for `MANGA`"),
            ("score_min", "7.5", "min_score=7.5"),
            ("score_max", "9", "max_score=9"),
            ("episodes_min", "3", "unsupported: it has no such parameter"),
            ("episodes_max", "3", "unsupported: it has no such parameter"),
            ("duration_min", "3", "unsupported: it has no such parameter"),
            ("duration_max", "3", "unsupported: it has no such parameter"),
            ("genres", "Action, sci-fi", "genres=1,24"),
            ("genres", "Action, Depots", "unsupported: it has no word for `Depots`"),
            ("genres_exclude", "Horror", "genres_exclude=14"),
            ("themes", "Space, Shounen", "genres=29,27"),
            ("themes_exclude", "Harem", "genres_exclude=35"),
            ("year", "2013", "end_date=2013-12-31&start_date=2013-01-01"),
            ("season", "FALL", "unsupported: it finds a season by its days, and these need a year"),
            ("start_date", "2013-04", "start_date=2013-04-01"),
            ("end_date", "2013-02", "end_date=2013-02-28"),
            ("studios", "Depot", "unsupported: it knows studios and producers by number only, not `Depot`"),
            ("producers", "Depot", "unsupported: it knows studios and producers by number only, not `Depot`"),
            ("producers", "17,18", "producers=17,18"),
            ("rating", "G", "rating=g"),
            ("rating", "PG", "rating=pg"),
            ("rating", "PG-13", "rating=pg13"),
            ("rating", "R", "rating=r17"),
            ("rating", "R+", "rating=r"),
            ("rating", "RX", "rating=rx"),
            ("adult", "exclude", "sfw=true"),
            ("adult", "include", ""),
            ("adult", "only", "rating=rx"),
            ("sort", "relevance", "unsupported: without words to look for nothing is relevant"),
            ("sort", "score", "order_by=score&sort=desc"),
            ("sort", "popularity", "order_by=members&sort=desc"),
            ("sort", "year", "order_by=start_date&sort=desc"),
            ("sort", "title", "order_by=title&sort=asc"),
            ("sort", "start_date", "order_by=start_date&sort=desc"),
            ("sort", "end_date", "order_by=end_date&sort=desc"),
            ("sort", "episodes", "order_by=episodes&sort=desc"),
            ("sort", "favorites", "order_by=favorites&sort=desc"),
            ("sort", "rank", "order_by=rank&sort=asc"),
            ("sort", "id", "order_by=mal_id&sort=asc"),
            ("order", "asc", "unsupported: nothing is said to order by"),
        ] {
            assert_eq!(plan(&[(field, value)]), written, "{field}={value}");
        }
    }

    #[test]
    fn cells_that_go_together() {
        for (cells, written) in [
            (&[("genres", "Action"), ("themes", "Space,Action")][..], "genres=1,29"),
            (&[("year", "2013"), ("season", "FALL")], "end_date=2013-12-31&start_date=2013-10-01"),
            (&[("year", "2012"), ("season", "WINTER")], "end_date=2012-03-31&start_date=2012-01-01"),
            (&[("year", "2013"), ("start_date", "2013-05-06")], "end_date=2013-12-31&start_date=2013-05-06"),
            (&[("year", "2013"), ("end_date", "2015")], "end_date=2013-12-31&start_date=2013-01-01"),
            (&[("limit", "10"), ("offset", "30")], "limit=10&page=4"),
            (
                &[("limit", "50"), ("offset", "50")],
                "limit=25&page=3&unsupported: a page has at most 25; the rest is on the next pages",
            ),
            (&[("query", "moon"), ("sort", "relevance")], "q=moon"),
            (&[("sort", "score"), ("order", "asc")], "order_by=score&sort=asc"),
            (&[("studios", "4"), ("producers", "17")], "producers=4,17"),
            (
                &[("adult", "only"), ("rating", "G")],
                "rating=g&unsupported: works for adults alone are a rating to it, and another one is wanted",
            ),
        ] {
            assert_eq!(plan(cells), written, "{cells:?}");
        }
    }

    #[test]
    fn a_range_on_its_head_names_both_ends() {
        let query = Query::default()
            .with("score_min", "8")
            .and_then(|q| q.with("score_max", "7"))
            .expect("each fits");
        let error = MAPPING.plan(&query).map(|_| ()).map_err(|error| error.to_string());
        assert_eq!(error, Err("`score_min` is 8, which is more than `score_max`, 7".to_owned()));
    }
}
