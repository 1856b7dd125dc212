//! How MangaDex's answers are read.

use model::{
    Credit, EpisodeEntry, ExternalId, Format, Image, ImageKind, Medium, Namespace, Record, RecordKind,
    Status, Title, TitleKind,
};
use serde_json::Value;

use super::{FACTS, NAMESPACE};
use crate::{
    parts::{dates, json::Json, refused, text},
    providers::{Context, Endpoint, Gives, Next, ParseError, Parsed, Refusal},
};

/// The keys of `links` whose values are ids of other sites.
static LINKS: [(&str, Namespace); 4] = [
    ("al", Namespace::known("anilist_manga")),
    ("ap", Namespace::known("anime_planet_manga")),
    ("kt", Namespace::known("kitsu_manga")),
    ("mal", Namespace::known("mal_manga")),
];

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return refused::instead(body) };
    let root = Json::of(&value);
    (root.at("result").raw() == Some("error")).then_some(())?;
    let error = root.at("errors").list().next()?;
    let told = error.at("detail").text().or_else(|| error.at("title").text()).unwrap_or_default();
    Some(refused::by_status(error.at("status").number(), told))
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = Json::of(&value);
    let first = root.at("data").list().next();
    match (root.at("response").raw()?, first.and_then(|first| first.at("type").raw())) {
        ("entity", _) if root.path("data.type").raw() == Some("manga") => Some("manga"),
        ("collection", Some("chapter")) => Some("feed"),
        ("collection", Some("manga") | None) => Some("search"),
        _ => None,
    }
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let root = Json::of(&value);
    let data = root.at("data");
    match endpoint.gives {
        Gives::Work => {
            let record = series(data, RecordKind::Work);
            record.map(Parsed::one).ok_or_else(|| ParseError::damaged("there is no series in it"))
        }
        Gives::Search => {
            let records = data.list().filter_map(|entry| series(entry, RecordKind::Search)).collect();
            Ok(Parsed { total: root.at("total").unsigned(), ..Parsed::list(records).then(next(root)) })
        }
        _ => Ok(Parsed { total: root.at("total").unsigned(), ..chapters(root, context).then(next(root)) }),
    }
}

/// The next page, while there is one; MangaDex serves the first 10,000 only.
fn next(root: Json<'_>) -> Option<Next> {
    let [limit, offset, total] = ["limit", "offset", "total"].map(|key| root.at(key).unsigned());
    let begin = offset? + limit?;
    (limit? > 0 && begin < total? && begin + limit? <= 10_000)
        .then(|| Next::With("offset", begin.to_string()))
}

fn series(entry: Json<'_>, kind: RecordKind) -> Option<Record> {
    let id = entry.at("id").id()?;
    let about = entry.at("attributes");
    let mut record = Record::new(FACTS.id.clone(), kind, ExternalId::new(NAMESPACE, &id).ok()?);
    record.url = record.external_id.url();
    record.medium = Some(Medium::Manga);
    record.format = Some(format(about));
    titles(about, &mut record);
    record.status = about.at("status").raw().map(status);
    record.year = about.at("year").number().and_then(|year| dates::year(&year.to_string()));
    record.start_date = record.year.and_then(|year| dates::from_parts(Some(year.into()), None, None));
    record.chapters = about.at("lastChapter").text().and_then(|n| text::number(&n)).and_then(text::count);
    record.volumes = about.at("lastVolume").text().and_then(|n| text::number(&n)).and_then(text::count);
    let summaries = about.at("description");
    let summary =
        summaries.at("en").prose().or_else(|| summaries.entries().find_map(|(_, text)| text.prose()));
    record.synopsis = summary.filter(|_| summaries.is_some());
    subjects(about, &mut record);
    record.demographics = about.at("publicationDemographic").text().into_iter().collect();
    text::add_words(&mut record.tags, record.demographics.clone());
    record.rating = about.at("contentRating").text();
    record.adult = about.at("contentRating").raw().map(|rating| rating == "pornographic");
    let links = about.at("links");
    let linked = LINKS.iter().filter_map(|(key, namespace)| {
        links.at(key).id().and_then(|id| ExternalId::new(namespace.clone(), &id).ok())
    });
    record.external_ids = linked.collect();
    related(entry, &id, &mut record);
    Some(record)
}

/// Titles are objects of language and text; the list's own title comes first.
fn titles(about: Json<'_>, record: &mut Record) {
    let main = about.at("title").entries().map(|title| (title, TitleKind::Main));
    let others =
        about.at("altTitles").list().flat_map(Json::entries).map(|title| (title, TitleKind::Synonym));
    for ((language, title), kind) in main.chain(others) {
        let Some(title) = title.title() else { continue };
        if kind == TitleKind::Synonym {
            text::add_words(&mut record.synonyms, [title.clone()]);
        }
        record.titles.push(Title::new(title, kind).in_language(&language_tag(language)));
    }
    record.title =
        record.titles.iter().find(|title| title.kind == TitleKind::Main).map(|title| title.text.clone());
}

/// MangaDex writes `ja-ro` for Japanese in Latin letters.
fn language_tag(word: &str) -> String {
    word.strip_suffix("-ro").map_or_else(|| word.to_owned(), |language| format!("{language}-Latn"))
}

fn format(about: Json<'_>) -> Format {
    match about.at("originalLanguage").raw() {
        Some("ko") => Format::Manhwa,
        Some("zh" | "zh-hk") => Format::Manhua,
        _ => Format::Manga,
    }
}

fn status(word: &str) -> Status {
    match word {
        "completed" => Status::Finished,
        "ongoing" => Status::Ongoing,
        other => Status::parse(other),
    }
}

fn subjects(about: Json<'_>, record: &mut Record) {
    for tag in about.at("tags").list().map(|tag| tag.at("attributes")) {
        let Some(name) = tag.path("name.en").text() else { continue };
        match tag.at("group").raw() {
            Some("genre") => record.genres.push(name.clone()),
            Some("theme") => record.themes.push(name.clone()),
            _ => {}
        }
        text::add_words(&mut record.tags, [name]);
    }
}

/// What hangs on the series: its cover and the people who made it.
fn related(entry: Json<'_>, id: &str, record: &mut Record) {
    for part in entry.at("relationships").list() {
        let attributes = part.at("attributes");
        match part.at("type").raw() {
            Some("cover_art") => {
                if let Some(file) = attributes.at("fileName").id() {
                    let url = format!("https://uploads.mangadex.org/covers/{id}/{file}");
                    record.images.push(Image { url, kind: ImageKind::Poster });
                }
            }
            Some(role @ ("author" | "artist")) => {
                let Some(name) = attributes.at("name").text() else { continue };
                text::add_words(&mut record.studios, [name.clone()]);
                let person = part
                    .at("id")
                    .id()
                    .and_then(|id| ExternalId::new(Namespace::known("mangadex_person"), &id).ok());
                record.staff.push(Credit { external_id: person, name, roles: vec![role.to_owned()] });
            }
            _ => {}
        }
    }
}

fn chapters(root: Json<'_>, context: &Context) -> Parsed {
    let owner = |chapter: Json<'_>| {
        let series =
            chapter.at("relationships").list().find(|part| part.at("type").raw() == Some("manga"))?;
        ExternalId::new(NAMESPACE, &series.at("id").id()?).ok()
    };
    let subject = context.subject.clone().or_else(|| root.at("data").list().find_map(owner));
    let subject = subject.unwrap_or_else(|| context.stand_in(&FACTS.id, NAMESPACE, "feed"));
    let mut record = Record::new(FACTS.id.clone(), RecordKind::Episodes, subject);
    record.medium = Some(Medium::Manga);
    record.episodes_list = root
        .at("data")
        .list()
        .filter_map(|chapter| {
            let about = chapter.at("attributes");
            Some(EpisodeEntry {
                number: about.at("chapter").text()?,
                title: about.at("title").title(),
                title_native: None,
                title_romaji: None,
                aired: about.at("publishAt").date(),
                duration_s: None,
                filler: false,
                recap: false,
                ..EpisodeEntry::default()
            })
        })
        .collect();
    Parsed::one(record)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{mangadex::MangaDex, read};

    fn parsed(body: &str) -> Result<Parsed, ParseError> {
        read(&MangaDex, None, body.as_bytes(), &Context::at(jiff::Timestamp::UNIX_EPOCH))
    }

    #[test]
    fn a_series_in_normal_form() {
        let series = parsed(include_str!("../../../fixtures/mangadex/manga.json")).expect("sound");
        insta::assert_json_snapshot!(series.records);
    }

    #[test]
    fn a_search_leads_to_its_next_page() {
        let hits = parsed(include_str!("../../../fixtures/mangadex/search.json")).expect("sound");
        assert_eq!((hits.records.len(), hits.total), (1, Some(18)));
        assert_eq!(hits.next, Some(Next::With("offset", "1".into())));
        assert_eq!(hits.records[0].kind, RecordKind::Search);
    }

    #[test]
    fn chapters_belong_to_their_series() {
        let chapters = parsed(include_str!("../../../fixtures/mangadex/feed.json")).expect("sound");
        insta::assert_json_snapshot!(chapters.records[0].episodes_list);
        assert_eq!(chapters.records[0].external_id.namespace(), &NAMESPACE);
    }

    #[test]
    fn refusals_and_damage() {
        let refused = parsed(include_str!("../../../fixtures/mangadex/not-found.json"));
        assert_eq!(refused, Err(Refusal::NotFound.into()));
        assert!(matches!(parsed(r#"{"result":"ok","response":"enti"#), Err(ParseError::Damaged(_))));
        assert!(matches!(parsed(r#"{"other":1}"#), Err(ParseError::Unrecognized(_))));
    }
}
