//! How Kitsu's answers are told apart and read.

use model::{ExternalId, Medium, Namespace, Record, RecordKind};
use serde_json::Value;

use super::{
    ANIME, CATEGORY, FACTS, MANGA, credits,
    document::{Document, id_in, work_id},
    mapping, parts, work,
};
use crate::{
    parts::json::Json,
    providers::{Context, Endpoint, ParseError, Parsed, Refusal},
};

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let document = Document::of(&value);
    document.has_data().then_some(())?;
    let data = document.data();
    let Some(first) = data.first() else { return of_address(&document) };
    let one = document.is_single()
        || (data.len() == 1 && (document.asks_for_one() || document.address().is_none()));
    let below = |part: &str| document.address().is_some_and(|url| url.path().contains(part));
    let of_work = document
        .address()
        .is_some_and(|url| url.path().contains("/anime/") || url.path().contains("/manga/"));
    Some(match first.at("type").raw()? {
        "anime" if one => "anime",
        "manga" if one => "manga",
        "anime" if below("/trending/") => "trending",
        "manga" if below("/trending/") => "manga_trending",
        "anime" => "search",
        "manga" => "manga_search",
        "episodes" => "episodes",
        "chapters" => "chapters",
        "animeCharacters" => "characters",
        "mangaCharacters" => "manga_characters",
        "castings" => "castings",
        "animeStaff" => "staff",
        "mangaStaff" => "manga_staff",
        "categories" if of_work => "anime_categories",
        "categories" => "categories",
        "streamingLinks" => "streaming_links",
        "mappings" if first.path("relationships.item.data").is_some() => "mapped",
        "mappings" => "mappings",
        "characters" => "character",
        "people" => "person",
        "producers" => "producer",
        "libraryEntries" => "library",
        "users" => "user",
        _ => return None,
    })
}

/// The endpoint of an answer with nothing in it, by the address it names.
fn of_address(document: &Document<'_>) -> Option<&'static str> {
    let url = document.address();
    let last = url.as_ref().and_then(|url| url.path().rsplit('/').next().map(str::to_owned));
    Some(match last.as_deref() {
        Some("library-entries") => "library",
        Some("manga") => "manga_search",
        Some("episodes") => "episodes",
        Some("chapters") => "chapters",
        Some("anime-characters") => "characters",
        Some("manga-characters") => "manga_characters",
        Some("anime-staff") => "staff",
        Some("manga-staff") => "manga_staff",
        Some("castings") => "castings",
        Some("streaming-links") => "streaming_links",
        Some("mappings") => "mappings",
        Some("anime") | None => "search",
        _ => return None,
    })
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let document = Document::of(&value);
    if !document.has_data() {
        return Err(ParseError::damaged("there is no `data` in it"));
    }
    let data = document.data();
    let works = |kind: RecordKind| {
        list(
            &document,
            data.iter().filter_map(|thing| work::work(*thing, &document, kind.clone(), context)).collect(),
        )
    };
    let parsed = match endpoint.name {
        "anime" | "anime_by_slug" | "manga" | "manga_by_slug" => one(works(RecordKind::Work)),
        "search" | "manga_search" => works(RecordKind::Search),
        "trending" | "manga_trending" | "newest" => works(RecordKind::List),
        "character" => one(each(&document, &data, |thing| credits::character(thing, &document))),
        "person" => one(each(&document, &data, |thing| credits::person(thing, &document))),
        "producer" => one(each(&document, &data, |thing| credits::producer(thing, &document))),
        "user" => one(each(&document, &data, credits::user)),
        "library" => each(&document, &data, |thing| parts::entry(thing, &document, context)),
        "categories" => each(&document, &data, category),
        "mapped" => each(&document, &data, |thing| mapped(thing, &document, context)),
        _ => of_work(endpoint, &data, &document, context),
    };
    // A list may be empty; a page full of things none of which can be read is of another form.
    match (parsed.records.is_empty(), data.is_empty(), endpoint_is_one(endpoint)) {
        (true, false, _) => Err(ParseError::damaged("there is nothing of this endpoint in it")),
        (true, true, true) => Err(Refusal::NotFound.into()),
        _ => Ok(parsed),
    }
}

fn endpoint_is_one(endpoint: &Endpoint) -> bool {
    use crate::providers::Gives::{Character, Person, Studio, Work};
    matches!(endpoint.gives, Work | Character | Person | Studio)
        && !matches!(endpoint.name, "streaming_links" | "mappings" | "manga_mappings" | "anime_categories")
}

fn list(document: &Document<'_>, records: Vec<Record>) -> Parsed {
    Parsed { total: document.total(), ..Parsed::list(records).then(document.next()) }
}

fn each<'a>(document: &Document<'a>, data: &[Json<'a>], read: impl Fn(Json<'a>) -> Option<Record>) -> Parsed {
    list(document, data.iter().filter_map(|thing| read(*thing)).collect())
}

/// One thing, though it may have been asked for as a list of one.
fn one(parsed: Parsed) -> Parsed {
    if parsed.records.len() == 1 {
        Parsed { records: parsed.records, single: true, ..Parsed::default() }
    } else {
        parsed
    }
}

/// Parts of one work: its episodes, characters, staff, links, ids or categories.
fn of_work<'a>(endpoint: &Endpoint, data: &[Json<'a>], document: &Document<'a>, context: &Context) -> Parsed {
    let mut record = subject(endpoint, data, document, context);
    let printed = *record.external_id.namespace() == MANGA;
    for thing in data.iter().copied() {
        match thing.at("type").raw() {
            Some("episodes" | "chapters") => record.episodes_list.extend(parts::episode(thing)),
            Some("animeCharacters" | "mangaCharacters" | "mediaCharacters") => {
                credits::add_character(thing, document, &mut record.characters);
            }
            Some("castings") => credits::add_casting(thing, document, &mut record),
            Some("animeStaff" | "mangaStaff" | "mediaStaff") => {
                credits::add_staff(thing, document, &mut record.staff);
            }
            Some("streamingLinks") => record.streams.extend(work::stream(thing, document)),
            Some("mappings") => record.external_ids.extend(mapping::external_id(thing, printed)),
            Some("categories" | "genres") => work::add_subject(thing, &mut record),
            _ => {}
        }
    }
    let said = !record.episodes_list.is_empty()
        || !record.characters.is_empty()
        || !record.staff.is_empty()
        || !record.streams.is_empty()
        || !record.external_ids.is_empty()
        || !record.tags.is_empty();
    // Things that are there and say nothing we know, such as ids of other sites only, still are an answer.
    let known = said || data.is_empty() || data.iter().any(|thing| is_part(*thing));
    let records = if known { vec![record] } else { Vec::new() };
    Parsed { single: true, total: document.total(), ..Parsed::list(records).then(document.next()) }
}

fn is_part(thing: Json<'_>) -> bool {
    matches!(thing.at("type").raw(), Some("mappings" | "streamingLinks" | "episodes" | "chapters"))
}

/// The record of the work that parts belong to.
fn subject<'a>(endpoint: &Endpoint, data: &[Json<'a>], document: &Document<'a>, context: &Context) -> Record {
    let linked = |thing: &Json<'a>| {
        let owners = ["media", "anime", "manga", "item"].iter();
        owners.filter_map(|name| document.one(*thing, name)).find_map(work_id)
    };
    let printed = endpoint.name.starts_with("manga") || endpoint.name == "chapters";
    let namespace: Namespace = if printed { MANGA } else { ANIME };
    let id: ExternalId =
        document.subject(context).or_else(|| data.iter().find_map(linked)).unwrap_or_else(|| {
            // The ids of the parts tell one work without a name from another.
            let parts: Vec<String> = data.iter().filter_map(|thing| thing.at("id").id()).collect();
            context.stand_in(&FACTS.id, namespace, &format!("{} {}", endpoint.name, parts.join(" ")))
        });
    let kind = match endpoint.name {
        "episodes" | "chapters" => RecordKind::Episodes,
        _ => RecordKind::Work,
    };
    let mut record = Record::new(FACTS.id.clone(), kind, id);
    record.url = record.external_id.url();
    record.medium =
        Some(if *record.external_id.namespace() == MANGA { Medium::Manga } else { Medium::Anime });
    record
}

/// A word of the vocabulary.
fn category(thing: Json<'_>) -> Option<Record> {
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id_in(&CATEGORY, thing)?);
    let about = thing.at("attributes");
    record.title = Some(about.at("title").title().or_else(|| about.at("name").title())?);
    record.synopsis = about.at("description").prose();
    record.adult = about.at("nsfw").flag();
    Some(record)
}

/// A work found by its id at another site.
fn mapped<'a>(thing: Json<'a>, document: &Document<'a>, context: &Context) -> Option<Record> {
    let item = document.one(thing, "item")?;
    let mut record = work::work(item, document, RecordKind::Search, context)?;
    let printed = *record.external_id.namespace() == MANGA;
    let id = mapping::external_id(thing, printed).filter(|id| !record.external_ids.contains(id));
    record.external_ids.extend(id);
    Some(record)
}
