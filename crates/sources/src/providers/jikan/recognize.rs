//! Which endpoint an answer is of, by what is in it.
//!
//! Rankings, seasons, schedules and searches answer with the same rows, so that such rows are read as hits
//! of a search unless the asker says otherwise.

use serde_json::Value;

use super::read::{self, Subject};
use crate::parts::json::Json;

/// The name of the endpoint; `None` when nothing tells it.
pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value = read::document(body).ok()?;
    let root = Json::of(&value);
    match read::data(root).value()? {
        Value::Object(_) => single(read::data(root)),
        Value::Array(entries) => match entries.iter().find(|entry| entry.is_object()) {
            Some(first) => row(Json::of(first), root),
            None => Some("anime_search").filter(|_| entries.is_empty()),
        },
        _ => None,
    }
}

fn has(place: Json<'_>, key: &str) -> bool {
    place.value().is_some_and(|value| value.get(key).is_some())
}

/// An answer about one thing.
fn single(data: Json<'_>) -> Option<&'static str> {
    let any = |keys: &[&str]| keys.iter().any(|key| has(data, key));
    if has(data, "mal_id") {
        return match read::subject_of(data)? {
            Subject::Episode => Some("anime_episode"),
            Subject::Anime if any(&["relations", "theme", "external", "streaming"]) => Some("anime_full"),
            Subject::Anime => Some("anime"),
            Subject::Manga if any(&["relations", "external"]) => Some("manga_full"),
            Subject::Manga => Some("manga"),
            Subject::Character if any(&["anime", "manga", "voices"]) => Some("character_full"),
            Subject::Character => Some("character"),
            Subject::Person if any(&["anime", "manga", "voices"]) => Some("person_full"),
            Subject::Person => Some("person"),
            Subject::Producer if has(data, "external") => Some("producer_full"),
            Subject::Producer => Some("producer"),
            Subject::AnimeGenre | Subject::MangaGenre | Subject::Magazine => None,
        };
    }
    let marks: [(&[&str], &str); 5] = [
        (&["openings", "endings"], "anime_themes"),
        (&["promo", "music_videos"], "anime_videos"),
        (&["moreinfo"], "anime_moreinfo"),
        (&["plan_to_watch", "watching"], "anime_statistics"),
        (&["plan_to_read", "reading"], "manga_statistics"),
    ];
    marks.iter().find(|(keys, _)| any(keys)).map(|(_, name)| *name)
}

/// An answer of many rows, by its first one.
fn row(first: Json<'_>, root: Json<'_>) -> Option<&'static str> {
    let all = |keys: &[&str]| keys.iter().all(|key| has(first, key));
    let marks: [(&[&str], &str); 11] = [
        (&["character", "anime"], "person_voices"),
        (&["character", "voice_actors"], "anime_characters"),
        (&["character", "role"], "manga_characters"),
        (&["person", "positions"], "anime_staff"),
        (&["person", "language"], "character_voices"),
        (&["role", "anime"], "character_anime"),
        (&["role", "manga"], "character_manga"),
        (&["position", "anime"], "person_anime"),
        (&["position", "manga"], "person_manga"),
        (&["year", "seasons"], "seasons"),
        (&["mal_id", "episode", "url"], "anime_video_episodes"),
    ];
    if let Some((_, name)) = marks.iter().find(|(keys, _)| all(keys)) {
        return Some(name);
    }
    if all(&["relation", "entry"]) {
        return Some(relations(root));
    }
    if has(first, "entry") {
        let pair = first.at("entry").list().next();
        let url = pair.unwrap_or(first.at("entry")).at("url").raw().or(first.at("url").raw());
        let manga = url.is_some_and(|url| url.contains("/manga/"));
        return Some(match (pair.is_some(), manga) {
            (true, false) => "recent_anime_recommendations",
            (true, true) => "recent_manga_recommendations",
            (false, false) => "anime_recommendations",
            (false, true) => "manga_recommendations",
        });
    }
    if has(first, "mal_id") {
        return match read::subject_of(first)? {
            Subject::Episode => Some("anime_episodes"),
            Subject::Anime => Some("anime_search"),
            Subject::Manga => Some("manga_search"),
            Subject::Character => Some("character_search"),
            Subject::Person => Some("person_search"),
            Subject::Producer => Some("producers"),
            Subject::Magazine => Some("magazines"),
            Subject::AnimeGenre => Some("anime_genres"),
            Subject::MangaGenre => Some("manga_genres"),
        };
    }
    pictures(first).or_else(|| links(root, first))
}

/// Relations do not say whose they are. Sequels and versions are of the same medium as the work, and an
/// adaptation is of the other one.
fn relations(root: Json<'_>) -> &'static str {
    let tie = |same: bool| {
        let of_kind = root.at("data").list().find(|tie| {
            let word = tie.at("relation").raw().unwrap_or_default();
            word.eq_ignore_ascii_case("adaptation") != same && !matches!(word, "Character" | "Other")
        });
        of_kind.and_then(|tie| tie.at("entry").list().find_map(|entry| entry.at("type").raw()))
    };
    match (tie(true), tie(false)) {
        (Some("manga"), _) | (None, Some("anime")) => "manga_relations",
        _ => "anime_relations",
    }
}

/// Pictures lie in a folder that tells what they show.
fn pictures(first: Json<'_>) -> Option<&'static str> {
    let of = if has(first, "images") { first.at("images") } else { first };
    let kinds = ["jpg", "webp"].map(|kind| of.at(kind).at("image_url"));
    let url = kinds.into_iter().find_map(Json::raw).or(of.at("image_url").raw())?;
    let folders = [
        ("/images/manga/", "manga_pictures"),
        ("/images/characters/", "character_pictures"),
        ("/images/voiceactors/", "person_pictures"),
    ];
    Some(folders.iter().find(|(folder, _)| url.contains(folder)).map_or("anime_pictures", |(_, name)| *name))
}

/// Links to watch a work look like any other; only the services' names tell.
fn links(root: Json<'_>, first: Json<'_>) -> Option<&'static str> {
    const SERVICES: [&str; 18] = [
        "crunchyroll",
        "netflix",
        "funimation",
        "hidive",
        "amazon prime video",
        "hulu",
        "bilibili",
        "bilibili global",
        "bahamut anime crazy",
        "anime digital network",
        "catchplay",
        "iqiyi",
        "disney+",
        "tubi tv",
        "vrv",
        "wakanim",
        "muse asia",
        "ani-one asia",
    ];
    if !has(first, "name") || !has(first, "url") {
        return None;
    }
    let names = || root.at("data").list().filter_map(|link| link.at("name").raw());
    let service = names().any(|name| SERVICES.contains(&name.trim().to_lowercase().as_str()));
    Some(if service { "anime_streaming" } else { "anime_external" })
}

#[cfg(test)]
mod tests {
    use super::recognize;

    #[test]
    fn answers_tell_their_endpoint() {
        let url = |path: &str| format!(r#"{{"mal_id":1,"url":"https:\/\/myanimelist.net\/{path}\/1\/X"}}"#);
        let rows = |row: &str| format!(r#"{{"pagination":{{}},"data":[{row}]}}"#);
        for (body, name) in [
            (format!(r#"{{"data":{}}}"#, url("anime")), "anime"),
            (format!(r#"{{"data":{}}}"#, url("manga")), "manga"),
            (format!(r#"{{"data":{}}}"#, url("character")), "character"),
            (format!(r#"{{"data":{}}}"#, url("people")), "person"),
            (format!(r#"{{"data":{}}}"#, url("anime/producer")), "producer"),
            (r#"{"data":{"mal_id":1,"chapters":null}}"#.to_owned(), "manga"),
            (r#"{"data":{"mal_id":1,"title":"X"}}"#.to_owned(), "anime"),
            (r#"{"data":{"mal_id":1,"title":"X","theme":{}}}"#.to_owned(), "anime_full"),
            (rows(&url("anime")), "anime_search"),
            (rows(&url("manga")), "manga_search"),
            (rows(&url("people")), "person_search"),
            (rows(&url("anime/genre")), "anime_genres"),
            (rows(&url("manga/genre")), "manga_genres"),
            (rows(&url("manga/magazine")), "magazines"),
            (rows(&url("anime/producer")), "producers"),
            (rows(""), "anime_search"),
            (rows(r#"{"name":"Official Site","url":"x"}"#), "anime_external"),
            (rows(r#"{"name":"Crunchyroll","url":"x"}"#), "anime_streaming"),
            (rows(r#"{"position":"Director","anime":{}}"#), "person_anime"),
            (rows(r#"{"role":"Main","anime":{},"character":{}}"#), "person_voices"),
            (rows(r#"{"mal_id":"1-2","entry":[{"url":"/manga/1"}]}"#), "recent_manga_recommendations"),
            (rows(r#"{"entry":{"url":"/anime/1"},"votes":1}"#), "anime_recommendations"),
            (rows(r#"{"jpg":{"image_url":"h/images/voiceactors/1.jpg"}}"#), "person_pictures"),
            (rows(r#"{"relation":"Adaptation","entry":[{"type":"manga"}]}"#), "anime_relations"),
            (rows(r#"{"relation":"Adaptation","entry":[{"type":"anime"}]}"#), "manga_relations"),
            (rows(r#"{"relation":"Sequel","entry":[{"type":"manga"}]}"#), "manga_relations"),
        ] {
            assert_eq!(recognize(body.as_bytes()), Some(name), "{body}");
        }
        for body in [r#"{"data":1}"#, r#"{"data":["x"]}"#, r#"{"other":1}"#, r#"{"data":[{"x":1}]}"#] {
            assert_eq!(recognize(body.as_bytes()), None, "{body}");
        }
    }
}
