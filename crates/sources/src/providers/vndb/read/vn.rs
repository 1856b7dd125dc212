//! Visual novels.

use std::collections::{BTreeSet, HashMap};

use model::{
    Casting, CharacterRole, Credit, ExternalId, Format, Image, ImageKind, Medium, Record, RecordKind,
    RelationEntry, RelationType, Score, Status, Stream, Title, TitleKind, VoiceActor,
};

use super::{character, id_of, markup, record_of};
use crate::{
    parts::{json::Json, status, text},
    providers::Context,
};

/// The tags that stand for a genre, which hang at the top of VNDB's tree.
const GENRES: [&str; 14] = [
    "Action",
    "Adventure",
    "Comedy",
    "Drama",
    "Educational",
    "Fantasy",
    "Horror",
    "Mystery",
    "Romance",
    "Science Fiction",
    "Sexual Content",
    "Slice of Life",
    "Supernatural",
    "Thriller",
];

/// Sites where a visual novel may be had, by VNDB's names for them; the rest are sites about it.
const SHOPS: [&str; 28] = [
    "animateg",
    "booth",
    "denpa",
    "digiket",
    "digital",
    "dlsite",
    "dlsiteen",
    "dmm",
    "fakku",
    "freegame",
    "freem",
    "gamejolt",
    "gog",
    "googplay",
    "gyutto",
    "itch",
    "jastusa",
    "johren",
    "melon",
    "mg",
    "nintendo",
    "nintendo_jp",
    "novelgam",
    "nutaku",
    "patreon",
    "playstation_na",
    "steam",
    "toranoana",
];

/// A visual novel, as one entry tells it.
pub fn work(entry: Json<'_>, kind: RecordKind, context: &Context) -> Option<Record> {
    let mut record = record_of(entry, &['v'], kind)?;
    (record.medium, record.format) = (Some(Medium::VisualNovel), Some(Format::VisualNovel));
    titles(entry, &mut record);
    record.start_date = entry.at("released").date();
    record.year = record.start_date.map(model::FuzzyDate::year);
    record.status = how_far(entry, &record, context);
    record.duration_s = entry.at("length_minutes").count().and_then(|minutes| minutes.checked_mul(60));
    record.synopsis = entry.at("description").raw().and_then(markup::plain);
    record.images = images(entry.at("image"));
    let rating = entry.at("rating").decimal().or_else(|| entry.at("average").decimal());
    let votes = entry.at("votecount").unsigned();
    record.score =
        rating.filter(|rating| *rating > 0.0 && votes != Some(0)).and_then(|r| Score::new(r, 100.0, votes));
    record.studios = entry.at("developers").names("name");
    tags(entry, &mut record);
    record.relations = entry.at("relations").list().filter_map(relation).collect();
    links(entry.at("extlinks"), &mut record);
    staff(entry, &mut record);
    record.characters = voices(entry, &record.external_id);
    Some(record)
}

/// Titles with their languages. VNDB lists a work under its main title in Latin letters.
pub fn titles(entry: Json<'_>, record: &mut Record) {
    let original = entry.at("olang").raw();
    let main = entry.at("titles").list().find(|title| title.at("main").flag() == Some(true));
    let main_text = |key: &str| main.and_then(|title| title.at(key).title());
    record.title = entry.at("title").title().or_else(|| main_text("latin")).or_else(|| main_text("title"));
    let mut known = BTreeSet::new();
    for title in entry.at("titles").list() {
        let Some(lang) = title.at("lang").raw() else { continue };
        for (key, language) in [("latin", latin(lang)), ("title", language(lang))] {
            let Some(text) = title.at(key).title() else { continue };
            let kind = if record.title.as_ref() == Some(&text) && (title.at("main").flag() != Some(false)) {
                TitleKind::Main
            } else if title.at("official").flag() == Some(false) {
                TitleKind::Synonym
            } else {
                TitleKind::Official
            };
            if known.insert((text.clone(), language.clone())) {
                record.titles.push(Title::new(text, kind).in_language(&language));
            }
        }
    }
    if let Some(title) = record.title.clone()
        && !record.titles.iter().any(|known| known.text == title)
    {
        record.titles.insert(0, Title::new(title, TitleKind::Main));
    }
    if let Some(text) = entry.at("alttitle").title()
        && !record.titles.iter().any(|known| known.text == text)
    {
        let title = Title::new(text, TitleKind::Official);
        record.titles.push(original.map_or(title.clone(), |lang| title.in_language(&language(lang))));
    }
    let main = record.title.clone();
    let others = record.titles.iter().map(|title| title.text.clone()).chain(entry.at("aliases").texts());
    text::add_words(&mut record.synonyms, others.filter(|text| main.as_ref() != Some(text)));
}

/// VNDB's language as a tag.
pub fn language(lang: &str) -> String {
    match lang {
        "pt-br" => "pt-BR".to_owned(),
        "pt-pt" => "pt-PT".to_owned(),
        "ck" => "chr".to_owned(), // Cherokee
        other => other.to_owned(),
    }
}

/// The same language in Latin letters.
pub fn latin(lang: &str) -> String {
    let language = language(lang);
    format!("{}-Latn", language.split('-').next().unwrap_or_default())
}

fn how_far(entry: Json<'_>, record: &Record, context: &Context) -> Option<Status> {
    let by_date = |single| status::by_dates(record.start_date, None, single, context.today());
    match entry.at("devstatus").number() {
        Some(0) => Some(Status::Finished),
        Some(2) => Some(Status::Cancelled),
        // In development: what has a day in the past is out in part, and what has none is only announced.
        Some(1) if entry.at("released").is_some() && record.start_date.is_none() => Some(Status::Upcoming),
        Some(1) => by_date(false),
        _ => by_date(true),
    }
}

/// A picture with its small copy.
pub fn images(image: Json<'_>) -> Vec<Image> {
    let kinds = [("url", ImageKind::Poster), ("thumbnail", ImageKind::Thumbnail)];
    kinds.into_iter().filter_map(|(key, kind)| image.at(key).url().map(|url| Image { url, kind })).collect()
}

/// Tags by how strongly users stand behind them, without those that tell the end.
fn tags(entry: Json<'_>, record: &mut Record) {
    let open =
        |tag: &Json<'_>| tag.at("spoiler").number().unwrap_or(0) < 2 && tag.at("lie").flag() != Some(true);
    let mut names: Vec<(f64, String)> = entry
        .at("tags")
        .list()
        .filter(open)
        .filter_map(|tag| Some((tag.at("rating").decimal().unwrap_or(0.0), tag.at("name").text()?)))
        .collect();
    names.sort_by(|a, b| b.0.total_cmp(&a.0));
    text::add_words(&mut record.tags, names.into_iter().map(|(_, name)| name));
    record.genres = record.tags.iter().filter(|tag| GENRES.contains(&tag.as_str())).cloned().collect();
}

fn relation(entry: Json<'_>) -> Option<RelationEntry> {
    let kind = match entry.at("relation").raw().unwrap_or_default() {
        "seq" => RelationType::Sequel,
        "preq" => RelationType::Prequel,
        "alt" => RelationType::Alternative,
        "char" => RelationType::Character,
        "side" => RelationType::SideStory,
        "par" | "orig" => RelationType::Parent,
        "fan" => RelationType::SpinOff,
        "set" | "ser" => RelationType::Miscellaneous,
        _ => RelationType::Related,
    };
    Some(RelationEntry { kind, external_id: id_of(entry, &['v'])?, title: entry.at("title").title() })
}

/// Addresses elsewhere: ids of sites that we know, and places where it may be had.
pub fn links(links: Json<'_>, record: &mut Record) {
    // More than these are no links of one thing.
    for link in links.list().take(500) {
        let Some(url) = link.at("url").url() else { continue };
        if let Some(id) = ExternalId::from_provider_url(&url).filter(|id| *id != record.external_id)
            && !record.external_ids.contains(&id)
        {
            record.external_ids.push(id);
        }
        if link.at("name").raw().is_some_and(|name| SHOPS.contains(&name)) {
            let name = link.at("label").text().or_else(|| link.at("name").text()).unwrap_or_default();
            record.streams.push(Stream { name, url: Some(url), ..Stream::default() });
        }
    }
}

/// A person comes once for each part, so that the parts of one are gathered.
fn staff(entry: Json<'_>, record: &mut Record) {
    let mut places: HashMap<(Option<ExternalId>, String), usize> = HashMap::new();
    for part in entry.at("staff").list() {
        let Some(name) = part.at("name").title().or_else(|| part.at("original").title()) else { continue };
        let external_id = id_of(part, &['s']);
        let place = *places.entry((external_id.clone(), name.clone())).or_insert(record.staff.len());
        if place == record.staff.len() {
            record.staff.push(Credit { external_id, name, roles: Vec::new() });
        }
        if let Some(known) = record.staff.get_mut(place) {
            text::add_words(&mut known.roles, part.at("role").text());
        }
    }
}

/// Who speaks whom. The language is the one that the person works in, as VNDB has no other word for it.
fn voices(entry: Json<'_>, work: &ExternalId) -> Vec<Casting> {
    let mut cast: Vec<Casting> = Vec::new();
    let mut places: HashMap<(Option<ExternalId>, String), usize> = HashMap::new();
    for part in entry.at("va").list() {
        let about = part.at("character");
        let Some(mut casting) = character::casting(about, work) else { continue };
        let person = part.at("staff");
        if let Some(name) = person.at("name").title().or_else(|| person.at("original").title()) {
            let language = person.at("lang").raw().map(language);
            casting.voice_actors.push(VoiceActor { external_id: id_of(person, &['s']), name, language });
        }
        let place = *places.entry((casting.external_id.clone(), casting.name.clone())).or_insert(cast.len());
        match cast.get_mut(place) {
            Some(known) => known.voice_actors.extend(casting.voice_actors),
            None => cast.push(casting),
        }
    }
    cast.sort_by_key(|casting| match casting.role {
        CharacterRole::Main => 0,
        CharacterRole::Supporting => 1,
        _ => 2,
    });
    cast
}
