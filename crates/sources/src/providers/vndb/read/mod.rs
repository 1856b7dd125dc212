//! How VNDB's answers are read: each is a list of entries whose ids begin with a letter for their kind.

mod character;
mod lists;
mod markup;
mod people;
mod release;
mod users;
mod vn;

use model::{ExternalId, Record, RecordKind};
use serde_json::Value;

use super::{FACTS, NAMESPACE};
use crate::{
    parts::json::Json,
    providers::{Context, Endpoint, Next, ParseError, Parsed, Refusal},
};

/// What only an answer about one visual novel has: it would be too much for a list.
const OF_ONE: [&str; 5] = ["description", "tags", "staff", "va", "extlinks"];

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = Json::of(&value);
    if let Some(entries) = root.at("results").value().and_then(Value::as_array) {
        return by_entries(entries, root.at("more").flag() == Some(true));
    }
    let counts = ["chars", "vn", "releases"].iter().all(|key| root.at(key).unsigned().is_some());
    let is_user = |user: Json<'_>| {
        user.at("id").raw().is_some_and(|id| id.starts_with('u')) && user.at("username").is_some()
    };
    if counts {
        Some("stats")
    } else if is_user(root) && root.at("permissions").is_some() {
        Some("authinfo")
    } else if root.at("enums").is_some() || root.at("api_fields").is_some() {
        Some("schema")
    } else if root.entries().next().is_some()
        && root.entries().all(|(_, user)| !user.is_some() || is_user(user))
    {
        Some("user")
    } else {
        None
    }
}

fn by_entries(entries: &[Value], more: bool) -> Option<&'static str> {
    let Some(first) = entries.first().map(Json::of) else { return Some("search") };
    let single = entries.len() == 1;
    if first.at("quote").is_some() {
        return Some("quotes");
    }
    let is_entry = |key: &str| first.at(key).is_some();
    match first.at("id").raw()?.chars().next()? {
        'v' if ["vn", "labels", "added", "vote", "lastmod"].into_iter().any(is_entry) => Some("ulist"),
        'v' if single && !more && OF_ONE.iter().any(|key| first.at(key).is_some()) => Some("vn"),
        'v' => Some("search"),
        'c' if single => Some("character"),
        'c' => Some("characters"),
        'r' => Some(if single { "release" } else { "releases" }),
        'p' => Some("producer"),
        's' => Some("staff"),
        'g' => Some(if single { "tag" } else { "tags" }),
        'i' => Some(if single { "trait" } else { "traits" }),
        _ => None,
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let root = Json::of(&value);
    match endpoint.name {
        "user" => return users::users(root),
        "authinfo" => return users::owner(root),
        "stats" => return lists::stats(root),
        "schema" => return lists::schema(root),
        _ => {}
    }
    if root.at("results").value().and_then(Value::as_array).is_none() {
        return Err(ParseError::damaged("there are no `results` in it"));
    }
    let entries = || root.at("results").list();
    let parsed = match endpoint.name {
        "vn" => return one(root, |entry| vn::work(entry, RecordKind::Work, context)),
        "character" => return one(root, |entry| character::character(entry, RecordKind::Character)),
        "producer" => return one(root, people::producer),
        "staff" => return one(root, people::person),
        "release" => return one(root, release::release),
        "tag" | "trait" => return one(root, lists::word),
        "characters" => character::of_work(root, context),
        "collection" => entries().filter_map(|entry| vn::work(entry, RecordKind::Work, context)).collect(),
        "character_search" => {
            entries().filter_map(|entry| character::character(entry, RecordKind::Search)).collect()
        }
        "releases" => entries().filter_map(release::release).collect(),
        "tags" | "traits" => entries().filter_map(lists::word).collect(),
        "quotes" => entries().filter_map(lists::quote).collect(),
        "ulist" => entries().filter_map(|entry| users::list_row(entry, context)).collect(),
        _ => entries().filter_map(|entry| vn::work(entry, RecordKind::Search, context)).collect(),
    };
    if parsed.is_empty() && entries().next().is_some() {
        return Err(ParseError::damaged(format!("no entry of it is what `{}` answers", endpoint.name)));
    }
    Ok(Parsed { total: root.at("count").unsigned(), ..Parsed::list(parsed).then(next(root, context)) })
}

/// What an answer about one thing holds. It is a list all the same, and empty when there is no such thing.
fn one<'a>(root: Json<'a>, read: impl Fn(Json<'a>) -> Option<Record>) -> Result<Parsed, ParseError> {
    match root.at("results").list().next() {
        None => Err(Refusal::NotFound.into()),
        Some(entry) => {
            read(entry).map(Parsed::one).ok_or_else(|| ParseError::damaged("its entry is of another kind"))
        }
    }
}

/// The next page. An answer does not say which one it is itself.
fn next(root: Json<'_>, context: &Context) -> Option<Next> {
    (root.at("more").flag() == Some(true))
        .then(|| Next::With("page", context.page.unwrap_or(1).saturating_add(1).to_string()))
}

/// An id with one of the letters.
fn id_of(entry: Json<'_>, letters: &[char]) -> Option<ExternalId> {
    let id = entry.at("id").raw()?;
    let number = id.strip_prefix(letters)?;
    (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
        .then(|| ExternalId::new(NAMESPACE, id).ok())?
}

/// A record of an entry with one of the letters.
fn record_of(entry: Json<'_>, letters: &[char], kind: RecordKind) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), kind, id_of(entry, letters)?);
    record.url = record.external_id.url();
    Some(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{read, vndb::Vndb};

    pub fn parsed(endpoint: Option<&str>, body: &str) -> Result<Parsed, ParseError> {
        let as_of = "2030-01-01T00:00:00Z".parse().expect("a time");
        read(&Vndb, endpoint, body.as_bytes(), &Context::at(as_of))
    }

    macro_rules! fixture {
        ($name:literal) => {
            include_str!(concat!("../../../../fixtures/vndb/", $name))
        };
    }

    #[test]
    fn a_visual_novel_in_normal_form() {
        insta::assert_json_snapshot!(parsed(None, fixture!("vn.json")).expect("sound").records[0]);
    }

    #[test]
    fn a_character_in_normal_form() {
        let parsed = parsed(None, fixture!("character.json")).expect("sound");
        assert!(parsed.single);
        insta::assert_json_snapshot!(parsed.records[0]);
    }

    #[test]
    fn a_work_has_its_characters_and_each_comes_in_full() {
        let context = Context {
            subject: Some(ExternalId::new(NAMESPACE, "v9001").expect("an id")),
            page: Some(2),
            ..Context::at(jiff::Timestamp::UNIX_EPOCH)
        };
        let parsed =
            read(&Vndb, Some("characters"), fixture!("characters.json").as_bytes(), &context).expect("sound");
        let kinds: Vec<_> = parsed.records.iter().map(|r| format!("{} {}", r.kind, r.external_id)).collect();
        assert_eq!(
            kinds,
            ["work vndb:v9001", "character vndb:c901", "character vndb:c902", "character vndb:c903"]
        );
        let cast: Vec<_> =
            parsed.records[0].characters.iter().map(|c| format!("{} {}", c.name, c.role)).collect();
        assert_eq!(cast, ["Mizushima Aoi MAIN", "Kuroda Mei SUPPORTING", "Conductor BACKGROUND"]);
        assert_eq!(parsed.next, Some(Next::With("page", "3".into())));
        // Without being told, it is the work that all of them share.
        let found = self::parsed(None, fixture!("characters.json")).expect("sound");
        assert_eq!(found.records[0].external_id.to_string(), "vndb:v9001");
    }

    #[test]
    fn lists_of_every_kind() {
        let mut seen = Vec::new();
        for body in [
            fixture!("search.json"),
            fixture!("releases.json"),
            fixture!("producer.json"),
            fixture!("staff.json"),
            fixture!("words.json"),
            fixture!("ulist.json"),
            fixture!("user.json"),
            fixture!("quotes.json"),
        ] {
            let name = recognize(body.as_bytes()).unwrap_or("?");
            for record in parsed(None, body).expect(name).records {
                let mut told = serde_json::to_value(&record).expect("plain");
                // What is unknown is left out, so that the rest can be read at a glance.
                told.as_object_mut()
                    .expect("an object")
                    .retain(|_, value| !value.is_null() && *value != serde_json::json!([]));
                seen.push(format!("{name}: {told}"));
            }
        }
        insta::assert_snapshot!(seen.join("\n"));
    }

    #[test]
    fn refusals_and_damage() {
        assert_eq!(parsed(Some("vn"), r#"{"results":[],"more":false}"#), Err(Refusal::NotFound.into()));
        assert_eq!(parsed(None, r#"{"results":[],"more":false}"#).map(|p| p.records.len()), Ok(0));
        assert!(matches!(
            parsed(None, "Too much data selected."),
            Err(ParseError::Refused(Refusal::Fault(_)))
        ));
        assert!(matches!(
            parsed(None, "Throttled, please wait."),
            Err(ParseError::Refused(Refusal::RateLimited { .. }))
        ));
        for cut in [r#"{"results":[{"id":"v1","#, r#"{"results":{}}"#] {
            assert!(matches!(parsed(Some("vn"), cut), Err(ParseError::Damaged(_))), "{cut}");
        }
        assert!(matches!(
            parsed(Some("character"), r#"{"results":[{"id":"v1"}]}"#),
            Err(ParseError::Damaged(_))
        ));
        assert!(matches!(
            parsed(Some("search"), r#"{"results":[{"id":"c1"}]}"#),
            Err(ParseError::Damaged(_))
        ));
        assert!(matches!(parsed(None, r#"{"other":1}"#), Err(ParseError::Unrecognized(_))));
    }

    proptest::proptest! {
        #[test]
        fn nothing_makes_it_panic(cut in 0..6000usize, at in 0..6000usize, byte: u8, which in 0..10usize) {
            let fixtures = [fixture!("vn.json"), fixture!("character.json"), fixture!("characters.json"), fixture!("search.json"),
                fixture!("releases.json"), fixture!("producer.json"), fixture!("staff.json"), fixture!("words.json"),
                fixture!("ulist.json"), fixture!("user.json")];
            let mut body = fixtures[which].as_bytes().to_vec();
            if let Some(hit) = body.get_mut(at) { *hit = byte; }
            for endpoint in FACTS.endpoints.iter().map(|endpoint| Some(endpoint.name)).chain([None]) {
                let _ = read(&Vndb, endpoint, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
            }
            body.truncate(cut);
            let _ = read(&Vndb, None, &body, &Context::at(jiff::Timestamp::UNIX_EPOCH));
        }
    }
}
