//! How AnimeSchedule's answers are read.

mod anime;
mod shared;
mod timetable;

use model::{ExternalId, Namespace, Record, RecordKind};
use serde_json::Value;

use super::{FACTS, NAMESPACE};
use crate::{
    parts::{json::Json, refused},
    providers::{Context, Endpoint, Gives, Next, ParseError, Parsed, Refusal},
};

/// How many hits a page has.
const PAGE: u64 = 18;

/// Refusals come as plain words, whatever the status.
pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return refused::instead(body) };
    let root = Json::of(&value);
    let told = root.at("error").text().or_else(|| root.at("message").text())?;
    // A message may also be quoted; then it is read as it would be without.
    Some(refused::instead(told.as_bytes()).unwrap_or(Refusal::Fault(told)))
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = Json::of(&value);
    if let Some(rows) = value.as_array() {
        let Some(first) = rows.first().map(Json::of) else { return Some("timetables") };
        if first.at("route").is_some() && first.at("episodeDate").is_some() {
            return Some(timetable::named(root));
        }
        return (first.at("route").is_some() && first.at("name").is_some()).then_some("categories");
    }
    if root.at("anime").value().is_some_and(Value::is_array) {
        return Some("search");
    }
    let has = |key: &str| root.at(key).is_some();
    match () {
        () if has("route") && has("title") => Some("anime"),
        () if has("route") && has("name") => Some("category"),
        () => None,
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let root = Json::of(&value);
    let no_list = |what: &str| ParseError::damaged(format!("there is no list of {what} in it"));
    match (endpoint.name, endpoint.gives) {
        (_, Gives::Work) => {
            let record = anime::work(root, RecordKind::Work, context);
            record.map(Parsed::one).ok_or_else(|| ParseError::damaged("there is no anime in it"))
        }
        (_, Gives::Search) => {
            let hits = root.at("anime");
            hits.value().and_then(Value::as_array).ok_or_else(|| no_list("anime"))?;
            let records =
                hits.list().filter_map(|hit| anime::work(hit, RecordKind::Search, context)).collect();
            let total = root.at("totalAmount").unsigned();
            let page = root.at("page").unsigned().or(context.page.map(u64::from)).unwrap_or(1).max(1);
            let more =
                total.is_some_and(|total| page.saturating_mul(PAGE) < total) && hits.list().next().is_some();
            let next = more.then(|| Next::With("page", page.saturating_add(1).to_string()));
            checked(Parsed { total, ..Parsed::list(records).then(next) }, hits)
        }
        (name, Gives::Airings) => {
            value.as_array().ok_or_else(|| no_list("broadcasts"))?;
            checked(Parsed::list(timetable::week(root, name)), root)
        }
        ("category", _) => {
            category(root).map(Parsed::one).ok_or_else(|| ParseError::damaged("there is no category in it"))
        }
        _ => {
            value.as_array().ok_or_else(|| no_list("categories"))?;
            checked(Parsed::list(root.list().filter_map(category).collect()), root)
        }
    }
}

/// Rows of which none can be read are damage, not an empty list.
fn checked(parsed: Parsed, rows: Json<'_>) -> Result<Parsed, ParseError> {
    if parsed.records.is_empty() && rows.list().next().is_some() {
        return Err(ParseError::damaged("none of its rows can be read"));
    }
    Ok(parsed)
}

fn category(entry: Json<'_>) -> Option<Record> {
    let id = ExternalId::new(Namespace::known("animeschedule_category"), &entry.at("route").id()?).ok()?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.title = Some(entry.at("name").title()?);
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{animeschedule::AnimeSchedule, confirmed, read};

    macro_rules! fixture {
        ($name:literal) => {
            include_str!(concat!("../../../../fixtures/animeschedule/", $name))
        };
    }

    const ALL: [&str; 3] = [fixture!("search.json"), fixture!("timetable.json"), fixture!("categories.json")];

    fn parsed(endpoint: Option<&str>, body: &str) -> Result<Parsed, ParseError> {
        read(&AnimeSchedule, endpoint, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn hits_in_normal_form() {
        let hits = parsed(None, fixture!("search.json")).expect("sound");
        assert_eq!((hits.next.clone(), hits.total), (Some(Next::With("page", "2".into())), Some(20)));
        insta::assert_json_snapshot!(hits.records[0]);
        insta::assert_json_snapshot!("what_is_unknown", hits.records[1]);
    }

    #[test]
    fn a_hit_is_proven_by_its_links() {
        let hits = parsed(None, fixture!("search.json")).expect("sound").records;
        let known = |id: &str| vec![id.parse().expect("an id")];
        let found = |id: &str| confirmed(&hits, &known(id)).map(|hit| hit.external_id.to_string());
        assert_eq!(found("anidb:9001").as_deref(), Some("animeschedule:moonlit-depot"));
        assert_eq!(found("anidb:9002"), None);
    }

    #[test]
    fn one_anime_alone() {
        let hits: Value = serde_json::from_str(fixture!("search.json")).expect("sound");
        let one = parsed(None, &hits["anime"][0].to_string()).expect("sound");
        assert!(one.single);
        assert_eq!(
            (one.records[0].kind.clone(), one.records[0].external_id.id()),
            (RecordKind::Work, "moonlit-depot")
        );
    }

    #[test]
    fn a_week_by_work() {
        let week = parsed(None, fixture!("timetable.json")).expect("sound");
        let lines: Vec<String> = week
            .records
            .iter()
            .map(|record| {
                let airings: Vec<String> = record
                    .airings
                    .iter()
                    .map(|a| format!("{} {} {} {:?}", a.episode, a.at, a.kind, a.zone))
                    .collect();
                format!(
                    "{} {} | {} | {:?}",
                    record.kind,
                    record.external_id,
                    airings.join(", "),
                    record.delays
                )
            })
            .collect();
        insta::assert_snapshot!(lines.join("\n"));
        insta::assert_json_snapshot!("a_row_of_a_week", week.records[0]);
        assert_eq!(recognize(fixture!("timetable.json").as_bytes()), Some("timetables"));
        assert_eq!(parsed(None, "[]").map(|week| week.records.len()), Ok(0));
    }

    #[test]
    fn categories_are_words() {
        let rows = parsed(None, fixture!("categories.json")).expect("sound");
        let rows: Vec<_> = rows.records.iter().map(|r| format!("{} {:?}", r.external_id, r.title)).collect();
        assert_eq!(
            rows,
            [
                "animeschedule_category:drama Some(\"Drama\")",
                "animeschedule_category:slice-of-life Some(\"Slice of Life\")"
            ]
        );
    }

    #[test]
    fn refusals_and_damage() {
        for (body, refusal) in [
            ("Couldn't find a moon with these parameters.", Refusal::NotFound),
            ("Timetable data for this moon does not exist.", Refusal::NotFound),
            (r#"{"message":"Too Many Requests"}"#, Refusal::RateLimited { retry_after: None }),
        ] {
            assert_eq!(parsed(None, body), Err(refusal.into()), "{body}");
        }
        for cut in [r#"{"page":1,"anime":[{"route""#, r#"[{"route":"a","episodeDate":"#] {
            assert!(matches!(parsed(None, cut), Err(ParseError::Damaged(_))), "{cut}");
        }
        assert!(matches!(parsed(Some("anime"), r#"{"title":"A"}"#), Err(ParseError::Damaged(_))));
        assert!(matches!(parsed(Some("timetables"), r#"[{"title":"A"}]"#), Err(ParseError::Damaged(_))));
        assert!(matches!(parsed(None, r#"{"x":1}"#), Err(ParseError::Unrecognized(_))));
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(cut in 0..5000usize, at in 0..5000usize, byte: u8, which in 0..3usize) {
            let mut body = ALL[which].as_bytes().to_vec();
            if let Some(hit) = body.get_mut(at) { *hit = byte; }
            for endpoint in FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name)).chain([None]) {
                let _ = read(&AnimeSchedule, endpoint, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
            body.truncate(cut);
            let _ = read(&AnimeSchedule, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
