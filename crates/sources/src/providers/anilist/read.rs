//! How AniList's answers are told apart and read.

use model::{Record, RecordKind};
use serde_json::Value;

use super::{FACTS, list, media, names, people, refusal, schedule};
use crate::{
    parts::json::Json,
    providers::{Context, Endpoint, Gives, Next, ParseError, Parsed},
};

/// What an answer about a work may hold besides its id; one of them must be there.
const PARTS: [&str; 10] = [
    "title",
    "characters",
    "staff",
    "airingSchedule",
    "recommendations",
    "relations",
    "studios",
    "format",
    "status",
    "description",
];

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let data = refusal::answer(Json::of(&value)).at("data");
    data.entries().filter(|(_, part)| part.is_some()).find_map(|(name, part)| named(name, part))
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let root = refusal::answer(Json::of(&value));
    let data = root.at("data");
    let parsed = match (endpoint.name, endpoint.gives) {
        (name, Gives::Work) => works(name, data, context),
        (_, Gives::Credits) => credits(endpoint.name, data, context),
        ("airing", _) => airing(data, context),
        ("schedule", _) => page(data, context, "airingSchedules", |rows| schedule::of_all(rows, context)),
        ("list", _) => collections(data, context),
        (_, Gives::Character) => being(data, people::character, &["media"]),
        ("viewer", _) => being(data, people::viewer, &[]),
        (_, Gives::Person) => being(data, people::person, &["staffMedia", "characterMedia"]),
        (_, Gives::Studio) => being(data, people::studio, &["media"]),
        (_, gives) => {
            let kind = if gives == Gives::Search { RecordKind::Search } else { RecordKind::List };
            page(data, context, "media", |rows| {
                rows.list().filter_map(|row| media::work(row, kind.clone(), context)).collect()
            })
        }
    };
    match parsed {
        Some(parsed) if !parsed.records.is_empty() => Ok(parsed),
        // What is missing may be told by the errors beside the data.
        other => match refusal::errors(root) {
            Some(refusal) => Err(refusal.into()),
            None => other.ok_or_else(|| ParseError::damaged("there is nothing of this endpoint in it")),
        },
    }
}

/// The endpoint whose answer a part of the data is, by its name or by what is in it.
fn named(name: &str, part: Json<'_>) -> Option<&'static str> {
    match name {
        "Character" => return Some("character"),
        "Staff" => return Some("person"),
        "Studio" => return Some("studio"),
        "Viewer" | "User" => return Some("viewer"),
        _ => {}
    }
    let holds = |key: &str| part.at(key).value().is_some();
    if holds("lists") {
        return Some("list");
    }
    if holds("airingSchedules") {
        return Some("schedule");
    }
    if part.at("media").value().is_some_and(Value::is_array) {
        return Some("search");
    }
    // A question for one part of a work does not ask what else is said of it.
    let whole = ["format", "status", "description", "startDate"].iter().any(|key| part.at(key).is_some());
    let only = |key: &str| !whole && holds(key);
    match () {
        () if only("characters") => Some("characters"),
        () if only("staff") => Some("staff"),
        () if only("airingSchedule") => Some("airing"),
        () if only("recommendations") => Some("recommendations"),
        () if name == "Media" || PARTS.iter().any(|key| holds(key)) => Some("media"),
        () => None,
    }
}

/// Works asked for one by one, mostly a single one.
fn works(endpoint: &str, data: Json<'_>, context: &Context) -> Option<Parsed> {
    let nodes: Vec<Json<'_>> =
        data.entries().map(|(_, node)| node).filter(|node| says_something(*node)).collect();
    let paged = nodes.first().filter(|_| endpoint == "recommendations");
    let next = paged.and_then(|node| next(node.path("recommendations.pageInfo"), context));
    let records: Vec<Record> =
        nodes.iter().map(|node| media::about(*node, subject(*node, context), context)).collect();
    match records.len() {
        0 => None,
        1 => Some(Parsed { single: true, ..Parsed::list(records).then(next) }),
        _ => Some(Parsed::list(records)),
    }
}

fn credits(endpoint: &'static str, data: Json<'_>, context: &Context) -> Option<Parsed> {
    let node = data.entries().map(|(_, node)| node).find(|node| node.at(endpoint).is_some())?;
    let mut record = subject(node, context);
    record.title = names::main_title(node.at("title"));
    people::add_castings(node.at("characters"), &mut record.characters);
    people::add_credits(node.at("staff"), &mut record.staff);
    let info = node.at(endpoint).at("pageInfo");
    Some(Parsed::one(record).then(next(info, context)))
}

fn airing(data: Json<'_>, context: &Context) -> Option<Parsed> {
    let node = data.entries().map(|(_, node)| node).find(|node| node.at("airingSchedule").is_some())?;
    let info = node.path("airingSchedule.pageInfo");
    let record = schedule::of_work(node, context);
    Some(Parsed::one(record).then(next(info, context)))
}

/// Rows of a page, or of several pages that were asked for at once.
fn page(
    data: Json<'_>,
    context: &Context,
    key: &str,
    read: impl Fn(Json<'_>) -> Vec<Record>,
) -> Option<Parsed> {
    let pages: Vec<Json<'_>> = data
        .entries()
        .map(|(_, page)| page)
        .filter(|page| page.at(key).value().is_some_and(Value::is_array))
        .collect();
    let info = pages.last()?.at("pageInfo");
    let records = pages.iter().flat_map(|page| read(page.at(key))).collect();
    let next = if pages.len() == 1 { next(info, context) } else { None };
    Some(Parsed::list(records).then(next))
}

/// A user's lists; of both media where the question named the two.
fn collections(data: Json<'_>, context: &Context) -> Option<Parsed> {
    let parts: Vec<_> = data.entries().filter(|(_, part)| part.at("lists").is_some()).collect();
    let (_, last) = parts.last()?;
    let more = last.at("hasNextChunk").flag() == Some(true);
    let next =
        context.page.filter(|_| more).map(|chunk| Next::With("chunk", chunk.saturating_add(1).to_string()));
    let printed = |name: &str| name.to_ascii_lowercase().contains("manga");
    let records =
        parts.iter().flat_map(|(name, part)| list::entries(*part, printed(name), context)).collect();
    Some(Parsed::list(records).then(next))
}

fn being(data: Json<'_>, read: fn(Json<'_>) -> Option<Record>, pages: &[&str]) -> Option<Parsed> {
    let (_, node) = data.entries().find(|(_, node)| node.is_some())?;
    let next = pages.iter().find_map(|key| next_of(node.at(key).at("pageInfo"), None));
    read(node).map(|record| Parsed::one(record).then(next))
}

/// The record of the work that an answer is about.
fn subject(node: Json<'_>, context: &Context) -> Record {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Work, names::subject(node, context));
    record.url = record.external_id.url();
    record
}

fn says_something(node: Json<'_>) -> bool {
    node.at("id").id().is_some() || PARTS.iter().any(|key| node.at(key).is_some())
}

fn next(info: Json<'_>, context: &Context) -> Option<Next> {
    next_of(info, context.page)
}

/// The next page. Only `hasNextPage` is to be trusted; the totals are not.
fn next_of(info: Json<'_>, asked: Option<u32>) -> Option<Next> {
    (info.at("hasNextPage").flag() == Some(true)).then_some(())?;
    let page = info.at("currentPage").unsigned().or(asked.map(u64::from))?;
    Some(Next::With("page", page.checked_add(1)?.to_string()))
}
