//! Lists that are joined from all sources: pictures, films, songs, links, licenses, relations, streams.

use std::collections::{BTreeMap, HashSet};

use model::{
    ExternalId, Field, Image, RelationEntry, RelationType, Song, SourceId, Stream, Streaming, Video, WebLink,
    Work,
};
use url::Url;

use crate::{
    pick,
    rules::relations::{plain, says_how},
    text,
    voices::Voices,
};

/// An address for comparing: without scheme, `www.`, a last slash; host in lower case.
pub(crate) fn address_key(address: &str) -> String {
    let Ok(url) = Url::parse(address.trim()) else { return address.trim().to_owned() };
    let host = url.host_str().unwrap_or_default().to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    let path = url.path().trim_end_matches('/');
    match url.query() {
        Some(query) => format!("{host}{path}?{query}"),
        None => format!("{host}{path}"),
    }
}

/// A film's address for comparing: the same film has many addresses at `YouTube`.
fn film_key(address: &str) -> String {
    let id = || {
        let url = Url::parse(address.trim()).ok()?;
        let host = url.host_str()?.trim_start_matches("www.").trim_start_matches("m.").to_owned();
        let last = url.path_segments()?.rfind(|part| !part.is_empty()).map(str::to_owned);
        match host.as_str() {
            "youtu.be" => last,
            "youtube.com" | "youtube-nocookie.com" => url
                .query_pairs()
                .find(|(key, _)| key == "v")
                .map(|(_, id)| id.into_owned())
                .or_else(|| last.filter(|_| url.path().starts_with("/embed/"))),
            _ => None,
        }
    };
    id().map_or_else(|| address_key(address), |id| format!("youtube:{id}"))
}

/// Pictures, each address once, with the source that gave it first.
pub(crate) fn images(voices: &Voices<'_>) -> Vec<(Image, SourceId)> {
    let mut seen = HashSet::new();
    let order = voices.of(&Field::Images);
    let all = order.iter().flat_map(|record| record.images.iter().map(|image| (image, &record.source)));
    let new = all.filter(|(image, _)| seen.insert(image.url.as_str()));
    new.map(|(image, source)| (image.clone(), source.clone())).collect()
}

/// Films, each once; what the first source leaves out of one is filled from the others.
pub(crate) fn videos(voices: &Voices<'_>) -> Vec<Video> {
    let mut list: Vec<(String, Video)> = Vec::new();
    for video in voices.of(&Field::Videos).iter().flat_map(|record| &record.videos) {
        let key = film_key(&video.url);
        match list.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => {
                known.title = known.title.take().or_else(|| video.title.clone());
                known.thumbnail = known.thumbnail.take().or_else(|| video.thumbnail.clone());
            }
            None => list.push((key, video.clone())),
        }
    }
    list.into_iter().map(|(_, video)| video).collect()
}

/// Songs, each once by place and title; artist and episodes are filled from the others.
pub(crate) fn songs(voices: &Voices<'_>) -> Vec<Song> {
    let mut list: Vec<(String, Song)> = Vec::new();
    for song in voices.of(&Field::Songs).iter().flat_map(|record| &record.songs) {
        let key = format!("{}\u{1f}{}", song.kind, text::title_key(in_one_script(&song.title)));
        match list.iter_mut().find(|(known, _)| *known == key) {
            // A song that comes back in other episodes is listed again by its own source.
            Some((_, known)) if known.episodes.is_none() || song.episodes.is_none() || *known == *song => {
                known.artist = known.artist.take().or_else(|| song.artist.clone());
                known.episodes = known.episodes.take().or_else(|| song.episodes.clone());
            }
            Some((_, known)) if known.episodes == song.episodes => {
                known.artist = known.artist.take().or_else(|| song.artist.clone());
            }
            _ => list.push((key, song.clone())),
        }
    }
    list.into_iter().map(|(_, song)| song).collect()
}

/// A title without the same title in another script behind it: `Natsu no Uta (夏の歌)`.
fn in_one_script(title: &str) -> &str {
    let (bare, behind) = match title.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((bare, behind)) => (bare.trim_end(), behind),
        None => return title,
    };
    let latin = |text: &str| model::Script::of(text) == model::Script::Latin;
    if !bare.is_empty() && latin(bare) && !latin(behind) { bare } else { title }
}

/// Links, each address once.
pub(crate) fn links(voices: &Voices<'_>) -> Vec<WebLink> {
    let mut seen = HashSet::new();
    let order = voices.of(&Field::Links);
    let all = order.iter().flat_map(|record| &record.links);
    all.filter(|link| seen.insert(address_key(&link.url))).cloned().collect()
}

/// Licenses for streaming.
pub(crate) fn licenses(voices: &Voices<'_>) -> Vec<String> {
    pick::union(voices.of(&Field::Licenses).iter().flat_map(|record| &record.licenses))
}

/// Ties to other works: one for each id, the first source's word for it that says how, by kind and id.
/// A tie to the work itself is none.
pub(crate) fn relations(voices: &Voices<'_>, own: &[ExternalId]) -> Vec<RelationEntry> {
    let mut by_id: BTreeMap<ExternalId, RelationEntry> = BTreeMap::new();
    for entry in voices.of(&Field::Relations).iter().flat_map(|record| &record.relations) {
        if own.contains(&entry.external_id) {
            continue;
        }
        let kind = plain(&entry.kind);
        let Some(known) = by_id.get_mut(&entry.external_id) else {
            by_id.insert(entry.external_id.clone(), RelationEntry { kind, ..entry.clone() });
            continue;
        };
        if !says_how(&known.kind) && says_how(&kind) {
            known.kind = kind;
        }
        if known.title.is_none() {
            known.title.clone_from(&entry.title);
        }
    }
    let mut list: Vec<RelationEntry> = by_id.into_values().collect();
    list.sort_by(|a, b| (&a.kind, &a.external_id).cmp(&(&b.kind, &b.external_id)));
    list
}

/// One tie for each other work, where `work_of` knows which ids mean one work: the tie that says most, and
/// all ids of the other work. Ids that it does not know are one work where two sites give it one title in one
/// medium, and else works of their own.
pub fn one_per_work<W: Ord>(
    relations: &[RelationEntry],
    work_of: impl Fn(&ExternalId) -> Option<W>,
) -> Vec<(RelationEntry, Vec<ExternalId>)> {
    let mut list: Vec<(Option<W>, RelationEntry, Vec<ExternalId>)> = Vec::new();
    for entry in relations {
        let work = work_of(&entry.external_id);
        let same = list.iter_mut().find(|(known, tie, ids)| match (&work, known.as_ref()) {
            (Some(work), Some(known)) => work == known,
            (Some(_), None) | (None, Some(_)) => false,
            (None, None) => is_namesake(tie, ids, entry),
        });
        match same {
            Some((_, known, ids)) => {
                ids.push(entry.external_id.clone());
                let title = known.title.take().or_else(|| entry.title.clone());
                if !says_how(&known.kind) && says_how(&entry.kind) {
                    *known = entry.clone();
                }
                known.title = title;
            }
            None => list.push((work, entry.clone(), vec![entry.external_id.clone()])),
        }
    }
    list.into_iter().map(|(_, entry, ids)| (entry, ids)).collect()
}

/// Whether two sites tie one title to the work in one way. A site that lists a title twice means two works.
fn is_namesake(known: &RelationEntry, ids: &[ExternalId], entry: &RelationEntry) -> bool {
    /// What a work was made of is an adaptation seen from the other side, and sites write either.
    fn way(kind: &RelationType) -> &RelationType {
        if *kind == RelationType::Source { &RelationType::Adaptation } else { kind }
    }
    let key = |entry: &RelationEntry| entry.title.as_deref().map(text::title_key);
    let alike = way(&known.kind) == way(&entry.kind) || !(says_how(&known.kind) && says_how(&entry.kind));
    let elsewhere = ids.iter().all(|id| id.namespace() != entry.external_id.namespace());
    alike
        && elsewhere
        && key(known).is_some_and(|title| !title.is_empty() && Some(title) == key(entry))
        && is_printed(&known.external_id) == is_printed(&entry.external_id)
}

/// Whether an id is one of a work that is read or played.
pub(crate) fn is_printed(id: &ExternalId) -> bool {
    let space = id.namespace().as_str();
    space.ends_with("_manga") || matches!(space, "mangadex" | "manganelo" | "vndb" | "metacritic")
}

/// Services by host, each once: languages and regions of all sources, the first address. Who gives no address
/// means the service of that name.
pub(crate) fn streams(voices: &Voices<'_>) -> Vec<Streaming> {
    let mut list: Vec<Streaming> = Vec::new();
    let order = voices.of(&Field::Streams);
    for with_address in [true, false] {
        for record in order.iter() {
            for stream in record.streams.iter().filter(|stream| own_host(stream).is_some() == with_address) {
                add_stream(&mut list, stream, &record.source);
            }
        }
    }
    list
}

/// Whether a stream is that of a service.
pub(crate) fn is_service(known: &Streaming, stream: &Stream) -> bool {
    let named = || own_host(stream).is_none() && name_key(&known.stream.name) == name_key(&stream.name);
    known.host == host_of(stream) || named()
}

fn add_stream(list: &mut Vec<Streaming>, stream: &Stream, source: &SourceId) {
    let place = list.iter().position(|known| is_service(known, stream)).unwrap_or(list.len());
    if place == list.len() {
        list.push(Streaming { host: host_of(stream), stream: stream.clone(), found_in: Vec::new() });
    }
    let known = &mut list[place];
    if !known.found_in.contains(source) {
        known.found_in.push(source.clone());
    }
    let into = &mut known.stream;
    into.url = into.url.take().or_else(|| stream.url.clone());
    into.free = into.free.or(stream.free);
    into.premium = into.premium.or(stream.premium);
    add_new(&mut into.dubs, &stream.dubs);
    add_new(&mut into.subs, &stream.subs);
    add_new(&mut into.regions, &stream.regions);
}

/// The host of a service without `www.`, or its name where no address of its own is known.
pub(crate) fn host_of(stream: &Stream) -> String {
    own_host(stream).unwrap_or_else(|| stream.name.trim().to_lowercase())
}

/// The host of a service's address; none of an address at a catalog, which only leads on.
fn own_host(stream: &Stream) -> Option<String> {
    const CATALOGS: [&str; 5] =
        ["anisearch.com", "anime-planet.com", "livechart.me", "myanimelist.net", "animeschedule.net"];
    let url = Url::parse(stream.url.as_deref()?).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_lowercase();
    (!CATALOGS.contains(&host.as_str())).then_some(host)
}

/// A service's name for comparing: letters and digits, without the country behind it.
fn name_key(name: &str) -> String {
    let name = name.trim();
    let bare = name
        .rsplit_once(' ')
        .filter(|(_, end)| end.len() == 2 && end.bytes().all(|b| b.is_ascii_uppercase()));
    // `TV` is a country as well, and the end of many names.
    let bare = bare.filter(|(_, end)| *end != "TV").map_or(name, |(bare, _)| bare);
    bare.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn add_new(list: &mut Vec<String>, more: &[String]) {
    for word in more {
        if !list.contains(word) {
            list.push(word.clone());
        }
    }
}

/// The page of each source about a work, one for each source: of two ids in one namespace the number
/// stands before the name in letters.
pub fn pages(work: &Work) -> Vec<String> {
    let mut by_space: BTreeMap<&str, &ExternalId> = BTreeMap::new();
    for id in &work.external_ids {
        let numeric = |id: &ExternalId| id.id().bytes().all(|byte| byte.is_ascii_digit());
        let space = id.namespace().as_str();
        // Addresses that nobody's ids are made of are works' pages each by itself.
        let known = by_space.get(space);
        if space != "url" && known.is_none_or(|known| !numeric(known) && numeric(id)) {
            by_space.insert(space, id);
        }
    }
    let others = work.external_ids.iter().filter(|id| id.namespace().as_str() == "url");
    let mut pages: Vec<String> = by_space.into_values().chain(others).filter_map(ExternalId::url).collect();
    pages.sort_unstable();
    pages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_films_are_compared_by_what_they_lead_to() {
        assert_eq!(address_key("https://WWW.A.example/x/"), address_key("http://a.example/x"));
        assert_ne!(address_key("https://a.example/x?id=1"), address_key("https://a.example/x?id=2"));
        for film in [
            "https://youtu.be/abc",
            "https://www.youtube.com/watch?v=abc&t=3",
            "https://www.youtube.com/embed/abc",
        ] {
            assert_eq!(film_key(film), "youtube:abc");
        }
    }

    #[test]
    fn one_work_under_two_ids_is_one_tie() {
        let tie = |kind: &str, id: &str| RelationEntry {
            kind: model::RelationType::parse(kind),
            external_id: id.parse().expect("an id"),
            title: None,
        };
        let ties = [tie("RELATED", "anidb:5"), tie("SEQUEL", "mal:7"), tie("SEQUEL", "mal:8")];
        let found = one_per_work(&ties, |id| (id.id() != "8").then_some(1));
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].0.kind, model::RelationType::Sequel);
        assert_eq!(found[0].1.len(), 2);
    }

    #[test]
    fn one_title_at_two_sites_is_one_tie() {
        let tie = |kind: &str, id: &str, title: &str| RelationEntry {
            kind: model::RelationType::parse(kind),
            external_id: id.parse().expect("an id"),
            title: Some(title.into()),
        };
        let ties = [
            tie("ADAPTATION", "kitsu_manga:3", "Moonlit Depot"),
            tie("SOURCE", "mal_manga:5", "Moonlit depot!"),
            tie("SOURCE", "mal_manga:6", "Moonlit Depot"),
            tie("SEQUEL", "anilist:5", "Moonlit Depot"),
            tie("SPIN_OFF", "anidb:9", "Moonlit Depot"),
        ];
        let found = one_per_work(&ties, |_| None::<u8>);
        let ids: Vec<usize> = found.iter().map(|(_, ids)| ids.len()).collect();
        assert_eq!(ids, [2, 1, 1, 1], "{found:?}");
    }

    #[test]
    fn a_song_in_two_scripts_is_one() {
        assert_eq!(in_one_script("Natsu no Uta (夏の歌)"), "Natsu no Uta");
        for whole in ["Natsu no Uta (TV Version)", "夏の歌 (夏)", "(夏)"] {
            assert_eq!(in_one_script(whole), whole);
        }
    }
}
