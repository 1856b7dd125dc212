//! The universal query in Kitsu's words.

use crate::providers::{
    Ask,
    query::{Field, Mapping, Query, Rule, Write},
};

/// The table.
pub const MAPPING: Mapping = Mapping {
    endpoint: "search",
    rules: &[
        Rule::new(Field::Query, Write::As("filter[text]")),
        Rule::new(
            Field::Limit,
            Write::With(|query, ask| match query.limit() {
                size @ 1..=20 => Ok(ask.with("page[limit]", size.to_string())),
                size => Err(format!("its pages have 20 hits at most, not {size}")),
            }),
        ),
        Rule::new(Field::Offset, Write::As("page[offset]")),
        Rule::new(Field::Status, Write::Word("filter[status]", STATUS)),
        Rule::new(Field::Format, Write::With(format)),
        // Both ends of a range are one parameter, whichever of them is given.
        Rule::new(Field::ScoreMin, Write::With(score)),
        Rule::new(Field::ScoreMax, Write::With(score)),
        Rule::new(Field::EpisodesMin, Write::With(episodes)),
        Rule::new(Field::EpisodesMax, Write::With(episodes)),
        Rule::new(Field::DurationMin, Write::With(duration)),
        Rule::new(Field::DurationMax, Write::With(duration)),
        // Genres and themes are categories alike.
        Rule::new(Field::Genres, Write::With(categories)),
        Rule::new(Field::Themes, Write::With(categories)),
        Rule::new(
            Field::Year,
            Write::With(|query, ask| of_anime(query, ask, "filter[seasonYear]", query.get(Field::Year))),
        ),
        Rule::new(
            Field::Season,
            Write::With(|query, ask| {
                let season = query.get(Field::Season).map(str::to_lowercase);
                of_anime(query, ask, "filter[season]", season.as_deref())
            }),
        ),
        Rule::new(Field::Rating, Write::Word("filter[ageRating]", RATINGS)),
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

const STATUS: &[(&str, &str)] = &[("FINISHED", "finished"), ("ONGOING", "current"), ("UPCOMING", "upcoming")];

/// Its `PG` is for teens as well, and its `R` for all that is not for children and not pornographic.
const RATINGS: &[(&str, &str)] =
    &[("G", "G"), ("PG", "PG"), ("PG13", "PG"), ("R", "R"), ("R_PLUS", "R"), ("RX", "R18")];

const FORMATS: &[(&str, &str)] = &[
    ("TV", "TV"),
    ("MOVIE", "movie"),
    ("SPECIAL", "special"),
    ("OVA", "OVA"),
    ("ONA", "ONA"),
    ("MUSIC", "music"),
];

/// Formats of printed works, which have a search of their own.
const PRINTED: &[(&str, &str)] = &[
    ("MANGA", "manga"),
    ("ONE_SHOT", "oneshot"),
    ("MANHWA", "manhwa"),
    ("MANHUA", "manhua"),
    ("DOUJINSHI", "doujin"),
    ("NOVEL", "novel"),
    ("LIGHT_NOVEL", "novel"),
];

/// Categories whose name in an address is not the name that others give them.
const CATEGORIES: &[(&str, &str)] = &[
    ("sci-fi", "science-fiction"),
    ("mahou-shoujo", "magical-girl"),
    ("supernatural-powers", "super-power"),
    ("girls-love", "yuri"),
    ("boys-love", "yaoi"),
];

fn printed(query: &Query) -> Option<&'static str> {
    let word = query.get(Field::Format)?;
    PRINTED.iter().find(|(format, _)| *format == word).map(|(_, own)| *own)
}

fn format(query: &Query, mut ask: Ask) -> Result<Ask, String> {
    if let Some(own) = printed(query) {
        "manga_search".clone_into(&mut ask.endpoint);
        return Ok(ask.with("filter[subtype]", own));
    }
    let word = query.get(Field::Format).unwrap_or_default();
    let own = FORMATS.iter().find(|(format, _)| *format == word);
    own.map(|(_, own)| ask.with("filter[subtype]", *own))
        .ok_or_else(|| format!("it has no word for `{word}`"))
}

/// A filter that only the search for anime knows.
fn of_anime(query: &Query, ask: Ask, parameter: &str, value: Option<&str>) -> Result<Ask, String> {
    match printed(query) {
        None => Ok(ask.with(parameter, value.unwrap_or_default())),
        Some(own) => Err(format!("it has no such parameter for `{own}`")),
    }
}

/// A range as `80..90`; an end that is not given is left open.
fn range(query: &Query, (min, max): (Field, Field), times: f64) -> String {
    let end = |field| query.number(field).map(|number| ((number * times * 1e6).round() / 1e6).to_string());
    format!("{}..{}", end(min).unwrap_or_default(), end(max).unwrap_or_default())
}

// A rule's function may fail; this one cannot.
#[expect(clippy::unnecessary_wraps, reason = "the table's rules share one signature")]
fn score(query: &Query, ask: Ask) -> Result<Ask, String> {
    Ok(ask.with("filter[averageRating]", range(query, (Field::ScoreMin, Field::ScoreMax), 10.0)))
}

fn episodes(query: &Query, ask: Ask) -> Result<Ask, String> {
    let range = range(query, (Field::EpisodesMin, Field::EpisodesMax), 1.0);
    of_anime(query, ask, "filter[episodeCount]", Some(&range))
}

fn duration(query: &Query, ask: Ask) -> Result<Ask, String> {
    let range = range(query, (Field::DurationMin, Field::DurationMax), 1.0);
    of_anime(query, ask, "filter[episodeLength]", Some(&range))
}

#[expect(clippy::unnecessary_wraps, reason = "the table's rules share one signature")]
fn categories(query: &Query, ask: Ask) -> Result<Ask, String> {
    let words = query.all(Field::Genres).iter().chain(query.all(Field::Themes));
    let slugs: Vec<String> = words.map(|word| slug(word)).collect();
    Ok(ask.with("filter[categories]", slugs.join(",")))
}

/// A category's name as it stands in addresses: `Slice of Life` is `slice-of-life`.
fn slug(word: &str) -> String {
    let lower = word.to_lowercase();
    let parts: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let slug = parts.join("-");
    CATEGORIES.iter().find(|(other, _)| *other == slug).map_or(slug, |(_, own)| (*own).to_owned())
}

fn sort(query: &Query, ask: Ask) -> Result<Ask, String> {
    let word = query.get(Field::Sort).unwrap_or_default();
    let (own, usual) = match word {
        "relevance" if query.get(Field::Order) == Some("asc") => {
            return Err("it orders by relevance in one way only".to_owned());
        }
        // What fits best comes first where words are looked for and nothing else is said.
        "relevance" => return Ok(ask),
        "score" => ("averageRating", "desc"),
        "popularity" => ("userCount", "desc"),
        "rank" => ("ratingRank", "asc"),
        "year" | "start_date" => ("startDate", "desc"),
        "end_date" => ("endDate", "desc"),
        "episodes" if printed(query).is_none() => ("episodeCount", "desc"),
        "favorites" => ("favoritesCount", "desc"),
        "id" => ("id", "desc"),
        other => return Err(format!("it cannot order by `{other}`")),
    };
    let down = query.get(Field::Order).unwrap_or(usual) == "desc";
    Ok(ask.with("sort", if down { format!("-{own}") } else { own.to_owned() }))
}

#[cfg(test)]
mod tests {
    use crate::providers::query::Query;

    fn plan(parts: &[(&str, &str)]) -> (String, String) {
        let query = parts
            .iter()
            .fold(Query::default(), |query, (name, value)| query.with(name, value).expect("it fits"));
        let plan = super::MAPPING.plan(&query).expect("no range");
        (plan.ask.endpoint.clone(), plan.to_string())
    }

    #[test]
    fn every_cell() {
        let cells = [
            ("query", "moon", "filter[text]=moon"),
            ("limit", "5", "page[limit]=5"),
            ("limit", "50", "unsupported: its pages have 20 hits at most, not 50"),
            ("offset", "40", "page[offset]=40"),
            ("status", "FINISHED", "filter[status]=finished"),
            ("status", "ONGOING", "filter[status]=current"),
            ("status", "UPCOMING", "filter[status]=upcoming"),
            ("status", "HIATUS", "unsupported: it has no word for `HIATUS`"),
            ("format", "TV", "filter[subtype]=TV"),
            ("format", "MOVIE", "filter[subtype]=movie"),
            ("format", "SPECIAL", "filter[subtype]=special"),
            ("format", "MUSIC", "filter[subtype]=music"),
            ("format", "PV", "unsupported: it has no word for `PV`"),
            ("score_min", "8", "filter[averageRating]=80.."),
            ("score_max", "9.5", "filter[averageRating]=..95"),
            ("score_min", "1.1", "filter[averageRating]=11.."),
            ("episodes_min", "12", "filter[episodeCount]=12.."),
            ("episodes_max", "26", "filter[episodeCount]=..26"),
            ("duration_min", "20", "filter[episodeLength]=20.."),
            ("duration_max", "30", "filter[episodeLength]=..30"),
            ("genres", "Sci-Fi, Slice of Life", "filter[categories]=science-fiction,slice-of-life"),
            ("genres_exclude", "Horror", "unsupported: it has no such parameter"),
            ("themes", "Time Travel", "filter[categories]=time-travel"),
            ("themes_exclude", "Gore", "unsupported: it has no such parameter"),
            ("year", "2013", "filter[seasonYear]=2013"),
            ("season", "autumn", "filter[season]=fall"),
            ("start_date", "2013-04-07", "unsupported: it has no such parameter"),
            ("end_date", "2013", "unsupported: it has no such parameter"),
            ("studios", "Depot", "unsupported: it has no such parameter"),
            ("producers", "Depot", "unsupported: it has no such parameter"),
            ("rating", "G", "filter[ageRating]=G"),
            ("rating", "PG-13", "filter[ageRating]=PG"),
            ("rating", "R+", "filter[ageRating]=R"),
            ("rating", "RX", "filter[ageRating]=R18"),
            ("adult", "exclude", "unsupported: it has no such parameter"),
            ("sort", "relevance", ""),
            ("sort", "score", "sort=-averageRating"),
            ("sort", "popularity", "sort=-userCount"),
            ("sort", "rank", "sort=ratingRank"),
            ("sort", "year", "sort=-startDate"),
            ("sort", "title", "unsupported: it cannot order by `title`"),
            ("order", "asc", "unsupported: it is of no use without `sort`"),
        ];
        for (field, value, written) in cells {
            assert_eq!(plan(&[(field, value)]), ("search".to_owned(), written.to_owned()), "{field}={value}");
        }
    }

    #[test]
    fn both_ends_of_a_range_are_one_filter() {
        let (_, written) =
            plan(&[("score_min", "8"), ("score_max", "9"), ("episodes_min", "0"), ("episodes_max", "13")]);
        assert_eq!(written, "filter[averageRating]=80..90&filter[episodeCount]=0..13");
        let (_, written) = plan(&[("genres", "Drama"), ("themes", "Space")]);
        assert_eq!(written, "filter[categories]=drama,space");
        assert_eq!(plan(&[("sort", "score"), ("order", "asc")]).1, "sort=averageRating");
    }

    #[test]
    fn printed_works_have_a_search_of_their_own() {
        let (endpoint, written) =
            plan(&[("format", "MANHWA"), ("query", "moon"), ("year", "2013"), ("episodes_min", "3")]);
        assert_eq!(endpoint, "manga_search");
        assert_eq!(
            written,
            "filter[subtype]=manhwa&filter[text]=moon&unsupported: it has no such parameter for `manhwa`\
             &unsupported: it has no such parameter for `manhwa`"
        );
    }
}
