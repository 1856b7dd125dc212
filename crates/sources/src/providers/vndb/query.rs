//! The universal query in VNDB's words. `filters` makes the expression out of them.

use model::{FuzzyDate, Season};

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("search")),
        Rule::new(Field::Limit, Write::As("results")),
        Rule::new(
            Field::Offset,
            Write::With(|query, ask| Ok(ask.with("page", query.page(query.limit()).to_string()))),
        ),
        Rule::new(Field::Status, Write::With(status)),
        Rule::new(
            Field::Format,
            Write::With(|query, ask| match query.get(Field::Format) {
                Some("VISUAL_NOVEL") | None => Ok(ask), // it has nothing else
                Some(other) => Err(format!("it has no word for `{other}`")),
            }),
        ),
        Rule::new(
            Field::ScoreMin,
            Write::With(|query, ask| rating(query, ask, Field::ScoreMin, "rating_min")),
        ),
        Rule::new(
            Field::ScoreMax,
            Write::With(|query, ask| rating(query, ask, Field::ScoreMax, "rating_max")),
        ),
        Rule::new(Field::Genres, Write::With(|query, ask| tags(query, ask, Field::Genres, "tag"))),
        Rule::new(
            Field::GenresExclude,
            Write::With(|query, ask| tags(query, ask, Field::GenresExclude, "tag_exclude")),
        ),
        Rule::new(Field::Themes, Write::With(|query, ask| tags(query, ask, Field::Themes, "tag"))),
        Rule::new(
            Field::ThemesExclude,
            Write::With(|query, ask| tags(query, ask, Field::ThemesExclude, "tag_exclude")),
        ),
        Rule::new(Field::Year, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(
            Field::Season,
            Write::With(|query, ask| match query.get(Field::Year) {
                Some(_) => Ok(ask), // written together with the year
                None => Err("it knows a season only together with a year".to_owned()),
            }),
        ),
        Rule::new(Field::StartDate, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(Field::EndDate, Write::With(|query, ask| Ok(period(query, ask)))),
        Rule::new(Field::Studios, Write::As("developer")),
        Rule::new(
            Field::Adult,
            Write::With(|query, ask| {
                Ok(match query.get(Field::Adult) {
                    Some("only") => ask.with("has_ero", "true"),
                    Some("exclude") => ask.with("has_ero", "false"),
                    _ => ask,
                })
            }),
        ),
        Rule::new(Field::Sort, Write::With(order)),
        Rule::new(Field::Order, Write::With(order)),
    ],
};

fn status(query: &Query, ask: Ask) -> Result<Ask, String> {
    match query.get(Field::Status) {
        Some("FINISHED") => Ok(ask.with("devstatus", "0")),
        // What is in development may be out in part; only then it is ongoing.
        Some("ONGOING") => Ok(ask.with("devstatus", "1").with("out", "true")),
        Some("UPCOMING") => Ok(ask.with("devstatus", "1").with("out", "false")),
        Some("CANCELLED") => Ok(ask.with("devstatus", "2")),
        other => Err(format!("it has no word for `{}`", other.unwrap_or_default())),
    }
}

/// A score of 0 to 10 as a rating of 10 to 100. The whole scale is no bound, and keeps what is not rated.
fn rating(query: &Query, ask: Ask, field: Field, parameter: &'static str) -> Result<Ask, String> {
    let tenths = query.number(field).unwrap_or_default() * 10.0;
    let is_bound = if field == Field::ScoreMin { tenths > 0.0 } else { tenths < 100.0 };
    if !is_bound {
        return Ok(ask);
    }
    if (tenths - tenths.round()).abs() > 1e-9 {
        return Err("it knows whole tenths only".to_owned());
    }
    Ok(ask.with(parameter, format!("{:.0}", tenths.max(10.0))))
}

fn tags(query: &Query, ask: Ask, field: Field, parameter: &'static str) -> Result<Ask, String> {
    let ids = query.all(field);
    let is_id = |id: &String| {
        id.strip_prefix('g').is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
    };
    if let Some(name) = ids.iter().find(|id| !is_id(id)) {
        return Err(format!("it takes tags by their ids, such as g32, not `{name}`; `tags` finds them"));
    }
    let before = ask.get(parameter).map(|known| format!("{known},")).unwrap_or_default();
    Ok(ask.with(parameter, before + &ids.join(",")))
}

/// The stretch of time that year, season and both dates leave together.
fn period(query: &Query, ask: Ask) -> Ask {
    let season = query.get(Field::Season).and_then(Season::parse);
    let date = |field: Field| query.get(field).map(str::to_owned);
    let (from, to) = match (query.get(Field::Year), season) {
        (Some(year), Some(season)) => {
            let first = 3 * (season as u8) + 1;
            (Some(format!("{year}-{first:02}")), Some(format!("{year}-{:02}", first + 2)))
        }
        (year, _) => (year.map(str::to_owned), year.map(str::to_owned)),
    };
    let from = from.into_iter().chain(date(Field::StartDate)).max_by_key(|text| bound(text, 1));
    let to = to.into_iter().chain(date(Field::EndDate)).min_by_key(|text| bound(text, 99));
    let ask = from.into_iter().fold(ask, |ask, from| ask.with("released_min", from));
    to.into_iter().fold(ask, |ask, to| ask.with("released_max", to))
}

/// A date for comparing, what is unknown of it filled in.
fn bound(text: &str, fill: i8) -> (i16, i8, i8) {
    let date = text.parse::<FuzzyDate>().ok();
    date.map_or((0, 0, 0), |date| (date.year(), date.month().unwrap_or(fill), date.day().unwrap_or(fill)))
}

fn order(query: &Query, ask: Ask) -> Result<Ask, String> {
    let (own, usual) = match query.get(Field::Sort) {
        Some("relevance") if query.get(Field::Query).is_none() => {
            return Err("it orders by relevance only where words are searched".to_owned());
        }
        Some("relevance") => ("searchrank", "asc"),
        Some("score") => ("rating", "desc"),
        Some("popularity") => ("votecount", "desc"),
        Some("year" | "start_date") => ("released", "desc"),
        Some("title") => ("title", "asc"),
        Some("id") => ("id", "asc"),
        None => return Err("there is nothing to order by without `sort`".to_owned()),
        Some(other) => return Err(format!("it cannot order by `{other}`")),
    };
    // The best rank of a search is the first, so that its order is upside down.
    let wished = query.get(Field::Order).unwrap_or(usual);
    let reverse = if own == "searchrank" { query.get(Field::Order) == Some("asc") } else { wished == "desc" };
    Ok(ask.with("sort", own).with("reverse", reverse.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell() {
        let cells = [
            ("query=moon", "search=moon"),
            ("limit=5", "results=5"),
            ("limit=5 offset=40", "page=9&results=5"),
            ("status=FINISHED", "devstatus=0"),
            ("status=ONGOING", "devstatus=1&out=true"),
            ("status=UPCOMING", "devstatus=1&out=false"),
            ("status=CANCELLED", "devstatus=2"),
            ("status=HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format=VISUAL_NOVEL", ""),
            ("format=TV", "unsupported: it has no word for `TV`"),
            ("score_min=8.5", "rating_min=85"),
            ("score_min=0.5", "rating_min=10"),
            ("score_min=0", ""),
            ("score_max=7", "rating_max=70"),
            ("score_max=10", ""),
            ("score_min=8.55", "unsupported: it knows whole tenths only"),
            ("genres=g32 themes=g7", "tag=g32,g7"),
            ("genres_exclude=g32", "tag_exclude=g32"),
            ("themes_exclude=g32", "tag_exclude=g32"),
            (
                "genres=Drama",
                "unsupported: it takes tags by their ids, such as g32, not `Drama`; `tags` finds them",
            ),
            ("year=2013", "released_max=2013&released_min=2013"),
            ("year=2013 season=FALL", "released_max=2013-12&released_min=2013-10"),
            ("season=FALL", "unsupported: it knows a season only together with a year"),
            ("start_date=2013-04 end_date=2014", "released_max=2014&released_min=2013-04"),
            ("year=2013 start_date=2013-04-02", "released_max=2013&released_min=2013-04-02"),
            ("studios=Lantern", "developer=Lantern"),
            ("adult=only", "has_ero=true"),
            ("adult=exclude", "has_ero=false"),
            ("adult=include", ""),
            ("query=moon sort=relevance", "reverse=false&search=moon&sort=searchrank"),
            ("sort=relevance", "unsupported: it orders by relevance only where words are searched"),
            ("sort=score", "reverse=true&sort=rating"),
            ("sort=popularity order=asc", "reverse=false&sort=votecount"),
            ("sort=year", "reverse=true&sort=released"),
            ("sort=start_date", "reverse=true&sort=released"),
            ("sort=title", "reverse=false&sort=title"),
            ("sort=id order=desc", "reverse=true&sort=id"),
            ("sort=episodes", "unsupported: it cannot order by `episodes`"),
            ("order=asc", "unsupported: there is nothing to order by without `sort`"),
            ("episodes_min=3", "unsupported: it has no such parameter"),
            ("duration_max=3", "unsupported: it has no such parameter"),
            ("producers=Lantern", "unsupported: it has no such parameter"),
            ("rating=PG", "unsupported: it has no such parameter"),
        ];
        for (given, written) in cells {
            let fields: Vec<_> = given.split(' ').map(|pair| pair.split_once('=').expect("a pair")).collect();
            assert_eq!(MAPPING.written(&fields), written, "{given}");
        }
    }
}
