//! How Jikan's answers are read.
//!
//! Each answer is `{data}` with one object or a list, and with `pagination` where there are pages. Many
//! answers are a part of a work (its staff, its songs) and do not say of which; these become a record of
//! the work that was asked for, holding only that part.

mod around;
mod credits;
mod episodes;
mod lists;
mod people;
mod songs;
mod titles;
mod words;
mod work;

use model::{ExternalId, Medium, Namespace, Record, RecordKind};
use serde_json::Value;

use super::{ANIME, CHARACTER, FACTS, MANGA, PERSON};
use crate::{
    parts::json::Json,
    providers::{Context, Endpoint, Next, ParseError, Parsed},
};

/// Reads an answer of an endpoint.
pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value = document(body).map_err(ParseError::damaged)?;
    let root = Json::of(&value);
    let answer = Answer { root, data: data(root), endpoint, body, context };
    let name = endpoint.name;
    match name {
        "anime" | "anime_full" | "random_anime" => {
            answer.one(|data| work::read(data, ANIME, RecordKind::Work, context))
        }
        "manga" | "manga_full" | "random_manga" => {
            answer.one(|data| work::read(data, MANGA, RecordKind::Work, context))
        }
        "character" | "character_full" | "random_character" => {
            answer.one(|data| people::character(data, RecordKind::Character))
        }
        "person" | "person_full" | "random_person" => {
            answer.one(|data| people::person(data, RecordKind::Person))
        }
        "producer" | "producer_full" => answer.one(|data| lists::producer(data, RecordKind::Studio)),
        "anime_episode" => answer.one(|data| episodes::single(data, &answer)),
        "anime_episodes" | "anime_video_episodes" => answer.rows_of_one(episodes::list),
        "anime_characters" | "manga_characters" => answer.rows_of_one(credits::characters),
        "anime_staff" => answer.rows_of_one(credits::staff),
        "anime_external" | "manga_external" | "producer_external" => answer.rows_of_one(around::external),
        "anime_streaming" => answer.rows_of_one(around::streaming),
        "anime_pictures" | "manga_pictures" | "character_pictures" | "person_pictures" => {
            answer.rows_of_one(around::pictures)
        }
        "anime_relations" | "manga_relations" => answer.rows_of_one(around::relations),
        "anime_recommendations" | "manga_recommendations" => answer.recommendations(),
        "character_anime" | "character_manga" | "person_anime" | "person_manga" => {
            answer.rows_of_one(people::appearances)
        }
        "character_voices" => answer.rows_of_one(people::voices),
        "person_voices" => answer.rows_of_one(people::roles),
        "anime_themes" => answer.part(&["openings", "endings"], around::themes),
        "anime_videos" => answer.part(&["promo", "episodes", "music_videos"], around::videos),
        "anime_statistics" | "manga_statistics" => {
            answer.part(&["total", "scores", "completed"], around::statistics)
        }
        "anime_moreinfo" | "manga_moreinfo" => answer.part(&["moreinfo"], around::moreinfo),
        "anime_search" => answer.list(|row| work::read(row, ANIME, RecordKind::Search, context)),
        "manga_search" => answer.list(|row| work::read(row, MANGA, RecordKind::Search, context)),
        "character_search" => answer.list(|row| people::character(row, RecordKind::Search)),
        "person_search" => answer.list(|row| people::person(row, RecordKind::Search)),
        "schedules" => answer.list(|row| work::read(row, ANIME, RecordKind::Airings, context)),
        "top_anime" | "season" | "season_now" | "season_upcoming" => {
            answer.list(|row| work::read(row, ANIME, RecordKind::List, context))
        }
        "top_manga" => answer.list(|row| work::read(row, MANGA, RecordKind::List, context)),
        "top_characters" => answer.list(|row| people::character(row, RecordKind::List)),
        "top_people" => answer.list(|row| people::person(row, RecordKind::List)),
        "recent_anime_recommendations" => answer.list(|row| lists::pair(row, &ANIME)),
        "recent_manga_recommendations" => answer.list(|row| lists::pair(row, &MANGA)),
        "producers" => answer.list(|row| lists::producer(row, RecordKind::List)),
        "anime_genres" | "manga_genres" | "magazines" => answer.list(|row| lists::word(row, name)),
        "seasons" => answer.seasons(),
        other => Err(ParseError::damaged(format!("`{other}` is not read"))),
    }
}

/// The document; of a recording, which keeps request and headers beside it, the body.
pub fn document(body: &[u8]) -> Result<Value, serde_json::Error> {
    let mut value: Value = serde_json::from_slice(body)?;
    let recorded = value.get("headers").is_some_and(Value::is_object);
    match value.get_mut("body").filter(|body| recorded && body.is_object()) {
        Some(body) => Ok(body.take()),
        None => Ok(value),
    }
}

/// What the answer is about; some keep only this part of it.
pub fn data(root: Json<'_>) -> Json<'_> {
    let whole = root.value().is_some_and(|value| value.is_array() || value.get("mal_id").is_some());
    if whole { root } else { root.at("data") }
}

/// What an object of Jikan's is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    Anime,
    Manga,
    Character,
    Person,
    Producer,
    Episode,
    AnimeGenre,
    MangaGenre,
    Magazine,
}

/// What an object is about, by its address or else by its fields.
pub fn subject_of(entry: Json<'_>) -> Option<Subject> {
    // The longer paths come first.
    const PATHS: [(&str, Subject); 9] = [
        ("/episode/", Subject::Episode),
        ("/anime/producer/", Subject::Producer),
        ("/anime/genre/", Subject::AnimeGenre),
        ("/manga/genre/", Subject::MangaGenre),
        ("/manga/magazine/", Subject::Magazine),
        ("/anime/", Subject::Anime),
        ("/manga/", Subject::Manga),
        ("/character/", Subject::Character),
        ("/people/", Subject::Person),
    ];
    const FIELDS: [(&[&str], Subject); 6] = [
        (&["filler", "title_romanji"], Subject::Episode),
        (&["chapters", "volumes", "published"], Subject::Manga),
        (&["given_name", "family_name", "alternate_names"], Subject::Person),
        (&["nicknames", "name_kanji"], Subject::Character),
        (&["established"], Subject::Producer),
        (&["title", "titles", "aired"], Subject::Anime),
    ];
    let url = entry.at("url").raw();
    let by_path = url.and_then(|url| PATHS.iter().find(|(path, _)| url.contains(path)));
    let object = entry.value()?;
    let by_fields = || FIELDS.iter().find(|(keys, _)| keys.iter().any(|key| object.get(key).is_some()));
    by_path.map(|(_, subject)| *subject).or_else(|| by_fields().map(|(_, subject)| *subject))
}

/// An id in one of the namespaces; all of them are numbers.
fn id(namespace: &Namespace, entry: Json<'_>) -> Option<ExternalId> {
    let number = entry.at("mal_id").unsigned().filter(|number| *number > 0)?;
    ExternalId::new(namespace.clone(), &number.to_string()).ok()
}

/// An answer with all that is known of it.
struct Answer<'a> {
    root: Json<'a>,
    data: Json<'a>,
    endpoint: &'a Endpoint,
    body: &'a [u8],
    context: &'a Context,
}

impl Answer<'_> {
    /// One thing.
    fn one(&self, read: impl Fn(Json<'_>) -> Option<Record>) -> Result<Parsed, ParseError> {
        let record = read(self.data);
        record
            .map(Parsed::one)
            .ok_or_else(|| ParseError::damaged(format!("no `{}` is in it", self.endpoint.name)))
    }

    /// Many things.
    fn list(&self, read: impl Fn(Json<'_>) -> Option<Record>) -> Result<Parsed, ParseError> {
        let rows = self.rows()?;
        let records: Vec<Record> = self.data.list().filter_map(read).collect();
        if records.is_empty() && rows > 0 {
            return Err(ParseError::damaged(format!("none of its {rows} rows can be read")));
        }
        let total = self.root.path("pagination.items.total").unsigned();
        Ok(Parsed { total, ..Parsed::list(records).then(self.next(rows)) })
    }

    /// A list that is part of one thing.
    fn rows_of_one(&self, fill: impl Fn(&Self, &mut Record)) -> Result<Parsed, ParseError> {
        let rows = self.rows()?;
        Ok(Parsed::one(self.about(None, fill)).then(self.next(rows)))
    }

    /// An object that is part of one thing, of which at least one field is there.
    fn part(&self, fields: &[&str], fill: impl Fn(&Self, &mut Record)) -> Result<Parsed, ParseError> {
        let known = self.data.entries().any(|(key, _)| fields.contains(&key));
        let record = || Parsed::one(self.about(None, fill));
        known.then(record).ok_or_else(|| ParseError::damaged(format!("no `{}` is in it", self.endpoint.name)))
    }

    fn recommendations(&self) -> Result<Parsed, ParseError> {
        self.rows()?;
        // Each row's address names both works.
        let subject = self.data.list().find_map(|row| around::other_of_pair(row, &self.work()));
        Ok(Parsed::one(self.about(subject, around::recommendations)))
    }

    fn seasons(&self) -> Result<Parsed, ParseError> {
        let rows = self.rows()?;
        let records: Vec<Record> = self.data.list().flat_map(lists::seasons).collect();
        if records.is_empty() && rows > 0 {
            return Err(ParseError::damaged("there are no seasons in it"));
        }
        Ok(Parsed::list(records).then(self.next(rows)))
    }

    fn rows(&self) -> Result<usize, ParseError> {
        let list = self.data.value().and_then(Value::as_array);
        list.map(Vec::len).ok_or_else(|| ParseError::damaged("it is no list"))
    }

    /// The next page, while there is one. Some answers do not repeat which page they are.
    fn next(&self, rows: usize) -> Option<Next> {
        let pages = self.root.at("pagination");
        (rows > 0 && pages.at("has_next_page").flag() == Some(true)).then_some(())?;
        let here = pages.at("current_page").unsigned().filter(|page| *page > 0);
        let here = here.unwrap_or_else(|| self.context.page.unwrap_or(1).into());
        Some(Next::With("page", here.checked_add(1)?.to_string()))
    }

    /// The namespace of the work, character or person that the endpoint is about.
    fn work(&self) -> Namespace {
        match self.endpoint.name.split('_').next() {
            Some("manga") => MANGA,
            Some("character") => CHARACTER,
            Some("person") => PERSON,
            Some("producer") => lists::PRODUCER,
            _ => ANIME,
        }
    }

    /// A record of what was asked for, filled with what the answer says. When neither the asker nor the
    /// answer says what that is, an id stands in that is made of the answer.
    fn about(&self, subject: Option<ExternalId>, fill: impl Fn(&Self, &mut Record)) -> Record {
        let namespace = self.work();
        let (kind, medium) = match self.endpoint.name.split('_').next() {
            Some("character") => (RecordKind::Character, None),
            Some("person") => (RecordKind::Person, None),
            Some("producer") => (RecordKind::Studio, None),
            Some("manga") => (RecordKind::Work, Some(Medium::Manga)),
            _ => (RecordKind::Work, Some(Medium::Anime)),
        };
        let subject = self.context.subject.clone().or(subject);
        let subject = subject.unwrap_or_else(|| {
            let words = format!("{} {}", self.endpoint.name, String::from_utf8_lossy(self.body));
            self.context.stand_in(&FACTS.id, namespace, &words)
        });
        let mut record = Record::new(FACTS.id.clone(), kind, subject);
        record.url = record.external_id.url();
        record.medium = medium;
        fill(self, &mut record);
        record
    }
}

#[cfg(test)]
mod tests;
