//! Characters, staff and episodes of an answer about a work.

use std::collections::HashMap;

use model::{
    Casting, Credit, EpisodeEntry, ExternalId, Figure, Namespace, Record, Title, TitleKind, VoiceActor,
};

use super::{prose, words, xml::Element};
use crate::parts::{dates, durations, text};

const CHARACTER: Namespace = Namespace::known("anidb_character");
const PERSON: Namespace = Namespace::known("anidb_person");

/// The characters with their voices. Organizations are listed among them and are none.
pub fn characters(anime: &Element) -> Vec<Casting> {
    let all = anime.each("characters", "character");
    let figures = all.filter(|figure| figure.text("charactertype").as_deref() != Some("Organization"));
    figures
        .filter_map(|figure| {
            let voices = figure.children("seiyuu").filter_map(|voice| {
                Some(VoiceActor { external_id: person(voice.attr("id")), name: name(voice)?, language: None })
            });
            Some(Casting {
                external_id: figure.attr("id").and_then(character),
                name: name(figure.child("name")?)?,
                name_native: None,
                role: words::role(figure.attr("type").unwrap_or_default()),
                image: figure.text("picture").and_then(|file| words::picture(&file)),
                voice_actors: voices.collect(),
                figure: told(figure),
            })
        })
        .collect()
}

/// What is told of a figure.
fn told(figure: &Element) -> Option<Box<Figure>> {
    let gender =
        figure.text("gender").filter(|word| !matches!(word.as_str(), "unknown" | "none/does not apply"));
    let (about, _) = prose::parts(figure.child("description").map_or("", Element::raw));
    let url = figure.attr("id").and_then(character).and_then(|id| id.url());
    Figure { about, gender, url, ..Figure::default() }.boxed()
}

/// The people who made it, with all that each did; studios are among them.
pub fn staff(anime: &Element, record: &mut Record) {
    let mut credits = Credits::default();
    for creator in anime.each("creators", "name") {
        let Some(name) = name(creator) else { continue };
        credits.add(creator.attr("type").unwrap_or_default(), creator.attr("id"), name);
    }
    credits.tell(record);
}

/// Credits as they come: one line for each thing that somebody did.
#[derive(Default)]
pub struct Credits {
    list: Vec<Credit>,
    places: HashMap<(Option<ExternalId>, String), usize>,
    studios: Vec<String>,
    makers: Vec<String>,
    committee: Vec<String>,
    producers: Vec<String>,
}

impl Credits {
    /// Adds a line.
    pub fn add(&mut self, role: &str, id: Option<&str>, name: String) {
        let role = text::clean(role);
        match role.as_deref() {
            Some("Animation Work") => text::add_words(&mut self.studios, [name.clone()]),
            Some("Work") => text::add_words(&mut self.makers, [name.clone()]),
            Some("Production Committee") => text::add_words(&mut self.committee, [name.clone()]),
            Some("Production") => text::add_words(&mut self.producers, [name.clone()]),
            _ => {}
        }
        let id = person(id);
        let place = *self.places.entry((id.clone(), name.clone())).or_insert(self.list.len());
        if place == self.list.len() {
            self.list.push(Credit { external_id: id, name, roles: Vec::new() });
        }
        if let Some(credit) = self.list.get_mut(place) {
            text::add_words(&mut credit.roles, role);
        }
    }

    /// Writes them into a record. Where nobody is credited with the animation, it is who made the work; and
    /// where a committee is named, it paid, and not the people credited with the production.
    pub fn tell(self, record: &mut Record) {
        record.studios = if self.studios.is_empty() { self.makers } else { self.studios };
        record.producers = if self.committee.is_empty() { self.producers } else { self.committee };
        record.staff = self.list;
    }
}

/// Every episode, specials, credits and trailers included, each numbered as AniDB prints it: `S1`, `C2`.
pub fn episodes(anime: &Element) -> Vec<EpisodeEntry> {
    let mut found: Vec<(u32, u64, EpisodeEntry)> = Vec::new();
    for episode in anime.each("episodes", "episode") {
        let Some(number) = episode.child("epno") else { continue };
        let kind: u32 = number.attr("type").and_then(|kind| kind.parse().ok()).unwrap_or(1);
        let Some(printed) = number.words() else { continue };
        // Where only the kind tells that it is a special, its letter is added.
        let plain = printed.bytes().all(|byte| byte.is_ascii_digit());
        let letter =
            if plain { ["", "S", "C", "T", "P", "O"].get(kind.saturating_sub(1) as usize) } else { None };
        let printed = format!("{}{printed}", letter.unwrap_or(&""));
        let mut titles = Vec::new();
        for title in episode.children("title") {
            let (Some(name), Some(tag)) = (name(title), title.attr("xml:lang").and_then(words::language))
            else {
                continue;
            };
            titles.push(Title::new(name, TitleKind::Main).in_language(&tag));
        }
        let place = text::number(&printed).unwrap_or(u64::MAX);
        let entry = EpisodeEntry {
            number: printed,
            aired: episode.text("airdate").and_then(|date| dates::date(&date)),
            duration_s: episode
                .text("length")
                .and_then(|length| text::number(&length))
                .and_then(durations::minutes),
            synopsis: episode.child("summary").and_then(|told| prose::parts(told.raw()).0),
            score: episode.child("rating").and_then(|rating| {
                words::score(&rating.words()?, rating.attr("votes").and_then(text::number))
            }),
            url: watched(episode).or_else(|| page(episode)),
            ..EpisodeEntry::default()
        };
        found.push((kind, place, entitled(entry, &titles)));
    }
    if found.iter().any(|(_, _, entry)| entry.title.as_deref() == Some("Complete Movie")) {
        found.retain(|(_, _, entry)| !entry.title.as_deref().is_some_and(is_part_of_movie));
    }
    found.sort_by_key(|(kind, place, _)| (*kind, *place));
    found.into_iter().map(|(_, _, entry)| entry).collect()
}

/// `Part 1 of 2`: how AniDB lists a film again in the pieces in which files of it come.
fn is_part_of_movie(title: &str) -> bool {
    let numbers = title.strip_prefix("Part ").and_then(|rest| rest.split_once(" of "));
    numbers.is_some_and(|(one, all)| one.parse::<u8>().is_ok() && all.parse::<u8>().is_ok())
}

/// The episode's page at AniDB.
fn page(episode: &Element) -> Option<String> {
    let id =
        episode.attr("id").filter(|id| !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(format!("https://anidb.net/episode/{id}"))
}

/// The episode's page at the service that shows it; 28 is Crunchyroll.
fn watched(episode: &Element) -> Option<String> {
    let shown = episode.each("resources", "resource").find(|resource| resource.attr("type") == Some("28"))?;
    let id = shown.children("externalentity").find_map(|entity| entity.text("identifier"))?;
    let plain =
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    plain.then(|| format!("https://www.crunchyroll.com/watch/{id}"))
}

fn entitled(mut entry: EpisodeEntry, titles: &[Title]) -> EpisodeEntry {
    let is = |title: &&Title, tags: &[&str]| {
        title.language.as_ref().is_some_and(|tag| tags.contains(&tag.as_str()))
    };
    let of = |tags: &[&str]| titles.iter().find(|title| is(title, tags)).map(|title| title.text.clone());
    entry.title_native = of(&["ja"]).or_else(|| of(&["ko", "zh", "zh-Hans", "zh-Hant"]));
    entry.title_romaji = titles
        .iter()
        .find(|title| title.language.as_ref().is_some_and(|tag| tag.as_str().ends_with("-Latn")))
        .map(|title| title.text.clone());
    entry.title =
        of(&["en"]).or_else(|| entry.title_romaji.clone()).or_else(|| titles.first().map(|t| t.text.clone()));
    entry
}

/// The id of a person by its number.
pub fn person(id: Option<&str>) -> Option<ExternalId> {
    id.and_then(|id| ExternalId::new(PERSON, id).ok())
}

/// The id of a character by its number.
pub fn character(id: &str) -> Option<ExternalId> {
    ExternalId::new(CHARACTER, id).ok()
}

fn name(element: &Element) -> Option<String> {
    element.words().map(|name| words::apostrophes(&name))
}
