//! VNDB's filters: what an asker gives by name becomes one expression.

use serde_json::{Value, json};

use crate::providers::Parameter;

/// What a search for visual novels takes. Lists are separated by commas; all of a list must hold.
pub const PARAMETERS: &[Parameter] = &[
    Parameter::new("search"),
    Parameter::new("lang"),
    Parameter::new("olang"),
    Parameter::new("platform"),
    Parameter::new("length"),
    Parameter::new("devstatus"),
    Parameter::new("out"),
    Parameter::new("released_min"),
    Parameter::new("released_max"),
    Parameter::new("rating_min"),
    Parameter::new("rating_max"),
    Parameter::new("votes_min"),
    Parameter::new("tag"),
    Parameter::new("tag_exclude"),
    Parameter::new("developer"),
    Parameter::new("has_ero"),
    Parameter::new("anime_id"),
    Parameter::new("sort"),
    Parameter::new("reverse"),
    Parameter::or("results", "20"),
    Parameter::new("page"),
];

/// The filters that a parameter stands for; none for what is no filter, such as the order.
///
/// # Errors
/// What is expected of the parameter's value.
pub fn of(name: &str, value: &str) -> Result<Vec<Value>, &'static str> {
    let number = || value.parse::<u32>().map_err(|_| "it is a whole number");
    let one = |filter: Value| Ok(vec![filter]);
    match name {
        "search" => one(json!(["search", "=", value])),
        "lang" | "olang" | "platform" => Ok(parts(value).map(|part| json!([name, "=", part])).collect()),
        "length" if matches!(number()?, 1..=5) => one(json!(["length", "=", number()?])),
        "length" => Err("it is 1 (very short) to 5 (very long)"),
        "devstatus" if number()? <= 2 => one(json!(["devstatus", "=", number()?])),
        "devstatus" => Err("it is 0 (finished), 1 (in development) or 2 (cancelled)"),
        // "today" is a word of the filter, so that the wish does not depend on a clock.
        "out" => one(json!(["released", if flag(value)? { "<=" } else { ">" }, "today"])),
        "released_min" => one(json!(["released", ">=", earliest(date(value)?)])),
        // A date that is known in part stands behind all days within it, so that "2013" is its last day.
        "released_max" => one(json!(["released", "<=", date(value)?])),
        "rating_min" => one(json!(["rating", ">=", rating(value)?])),
        "rating_max" => one(json!(["rating", "<=", rating(value)?])),
        "votes_min" => one(json!(["votecount", ">=", number()?])),
        "anime_id" => one(json!(["anime_id", "=", number()?])),
        "tag" => parts(value).map(|part| Ok(json!(["tag", "=", id('g', part)?]))).collect(),
        "tag_exclude" => parts(value).map(|part| Ok(json!(["tag", "!=", id('g', part)?]))).collect(),
        "developer" => Ok(parts(value).map(developer).collect()),
        "has_ero" => one(json!(["release", if flag(value)? { "=" } else { "!=" }, ["has_ero", "=", 1]])),
        _ => Ok(Vec::new()),
    }
}

/// Filters that all must hold, as one; an empty list holds for everything.
pub fn all(mut filters: Vec<Value>) -> Value {
    match filters.len() {
        0 => json!([]),
        1 => filters.remove(0),
        _ => std::iter::once(json!("and")).chain(filters).collect(),
    }
}

/// Ids of which one must fit, as one filter.
pub fn any_id(letter: char, ids: &[&str]) -> Result<Value, &'static str> {
    let ids = ids.iter().map(|part| id(letter, part)).collect::<Result<Vec<String>, _>>()?;
    let mut filters: Vec<Value> = ids.into_iter().map(|id| json!(["id", "=", id])).collect();
    Ok(if filters.len() == 1 {
        filters.remove(0)
    } else {
        std::iter::once(json!("or")).chain(filters).collect()
    })
}

/// An id of a kind: `v17`, or its number alone.
pub fn id(letter: char, text: &str) -> Result<String, &'static str> {
    let number = text.strip_prefix(letter).unwrap_or(text);
    let sound = (1..=9).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    sound.then(|| format!("{letter}{number}")).ok_or("it is a letter and a number, such as v17")
}

/// The parts of a list.
pub fn parts(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|part| !part.is_empty())
}

fn developer(part: &str) -> Value {
    match id('p', part) {
        Ok(id) if part.starts_with('p') => json!(["developer", "=", ["id", "=", id]]),
        _ => json!(["developer", "=", ["search", "=", part]]),
    }
}

fn flag(value: &str) -> Result<bool, &'static str> {
    value.parse().map_err(|_| "it is true or false")
}

fn rating(value: &str) -> Result<u32, &'static str> {
    value
        .parse()
        .ok()
        .filter(|rating| (10..=100).contains(rating))
        .ok_or("it is a whole number from 10 to 100")
}

fn date(value: &str) -> Result<&str, &'static str> {
    value.parse::<model::FuzzyDate>().map(|_| value).map_err(|_| "it is a date as YYYY[-MM[-DD]]")
}

/// The first day that a date may mean.
fn earliest(date: &str) -> String {
    let rest = ["", "-01", "-01-01"].get(2 - date.matches('-').count().min(2)).copied().unwrap_or_default();
    format!("{date}{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_parameter_is_one_filter() {
        for (name, value, filter) in [
            ("search", "moon", r#"[["search","=","moon"]]"#),
            ("olang", "ja", r#"[["olang","=","ja"]]"#),
            ("lang", "ja,en", r#"[["lang","=","ja"],["lang","=","en"]]"#),
            ("length", "5", r#"[["length","=",5]]"#),
            ("devstatus", "1", r#"[["devstatus","=",1]]"#),
            ("out", "false", r#"[["released",">","today"]]"#),
            ("released_min", "2013", r#"[["released",">=","2013-01-01"]]"#),
            ("released_min", "2013-04", r#"[["released",">=","2013-04-01"]]"#),
            ("released_max", "2013-04", r#"[["released","<=","2013-04"]]"#),
            ("rating_min", "80", r#"[["rating",">=",80]]"#),
            ("tag", "g32, 7", r#"[["tag","=","g32"],["tag","=","g7"]]"#),
            (
                "developer",
                "p24,Lantern",
                r#"[["developer","=",["id","=","p24"]],["developer","=",["search","=","Lantern"]]]"#,
            ),
            ("has_ero", "false", r#"[["release","!=",["has_ero","=",1]]]"#),
            ("sort", "rating", "[]"),
        ] {
            assert_eq!(
                of(name, value).map(|filters| json!(filters).to_string()).as_deref(),
                Ok(filter),
                "{name}={value}"
            );
        }
        for (name, value) in [
            ("length", "6"),
            ("devstatus", "3"),
            ("rating_min", "5"),
            ("tag", "trains"),
            ("released_min", "x"),
        ] {
            assert!(of(name, value).is_err(), "{name}={value}");
        }
    }

    #[test]
    fn filters_are_joined() {
        assert_eq!(all(vec![]).to_string(), "[]");
        assert_eq!(all(vec![json!(["a"])]).to_string(), r#"["a"]"#);
        assert_eq!(all(vec![json!(["a"]), json!(["b"])]).to_string(), r#"["and",["a"],["b"]]"#);
        assert_eq!(any_id('v', &["v1"]).map(|f| f.to_string()).as_deref(), Ok(r#"["id","=","v1"]"#));
        assert_eq!(
            any_id('v', &["v1", "2"]).map(|f| f.to_string()).as_deref(),
            Ok(r#"["or",["id","=","v1"],["id","=","v2"]]"#)
        );
    }
}
