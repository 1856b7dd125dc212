//! How MyAnimeList's answers are read. An anime and a manga look alike and share no numbers, so that each
//! answer is first told to be about the one or the other.

mod account;
mod parts;
mod words;
mod work;

use model::RecordKind;
use serde_json::Value;

use super::{ANIME, FACTS, MANGA};
use crate::{
    parts::{json::Json, refused},
    providers::{Context, Endpoint, Gives, Next, ParseError, Parsed, Refusal},
};

/// Which of the two an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    Anime,
    Manga,
}

pub fn refusal(body: &[u8]) -> Option<Refusal> {
    let Ok(value) = serde_json::from_slice::<Value>(body) else { return refused::instead(body) };
    let root = Json::of(&value);
    let error = root.at("error").raw()?;
    let words = [root.at("message").text(), root.at("hint").text()]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join("; ");
    let words = if words.is_empty() { error.to_owned() } else { words };
    Some(match error {
        "not_found" => Refusal::NotFound,
        "forbidden" => Refusal::Blocked(words),
        "invalid_token" | "unauthorized" | "invalid_client" | "invalid_grant" => Refusal::Unauthorized(words),
        "too_many_requests" | "rate_limited" => Refusal::RateLimited { retry_after: None },
        other if other == words => Refusal::Fault(words),
        other => Refusal::Fault(format!("{other}: {words}")),
    })
}

pub fn recognize(body: &[u8]) -> Option<&'static str> {
    let value: Value = serde_json::from_slice(body).ok()?;
    let root = Json::of(&value);
    let has = |key: &str| root.at(key).is_some();
    if let Some(rows) = root.at("data").value().and_then(Value::as_array) {
        let first = rows.first().map(Json::of);
        let node = first.map(|row| row.at("node")).filter(|node| node.is_some());
        if first.is_some() && node.is_none() {
            return None;
        }
        let with = |key: &str| first.is_some_and(|row| row.at(key).is_some());
        let address =
            root.path("paging.next").raw().or_else(|| root.path("paging.previous").raw()).unwrap_or_default();
        let is_manga = side_of_list(root) == Side::Manga;
        return Some(match () {
            () if with("list_status") => {
                if is_manga {
                    "mangalist"
                } else {
                    "animelist"
                }
            }
            () if with("ranking") => {
                if is_manga {
                    "manga_ranking"
                } else {
                    "ranking"
                }
            }
            () if has("season") => "season",
            () if address.contains("/suggestions") => "suggestions",
            () => {
                if is_manga {
                    "manga_search"
                } else {
                    "search"
                }
            }
        });
    }
    if has("title") && root.at("id").unsigned().is_some() {
        return Some(if side(root) == Some(Side::Manga) { "manga" } else { "anime" });
    }
    if root.at("id").id().is_some() && has("name") {
        return Some("me");
    }
    let is_manga = has("num_chapters_read") || has("num_volumes_read") || has("is_rereading");
    let is_status =
        is_manga || has("num_episodes_watched") || has("num_watched_episodes") || has("is_rewatching");
    is_status.then_some(if is_manga { "update_manga" } else { "update_anime" })
}

pub fn parse(endpoint: &Endpoint, body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let value: Value = serde_json::from_slice(body).map_err(ParseError::damaged)?;
    let root = Json::of(&value);
    let named = if endpoint.path.starts_with("/manga") || endpoint.name == "mangalist" {
        Side::Manga
    } else {
        Side::Anime
    };
    match (endpoint.name, endpoint.gives) {
        ("me", _) => return account::me(root),
        ("update_anime" | "update_manga", _) => return account::updated(root, named, context),
        // Nothing is left to tell of what was taken off; the answer is an empty list.
        ("delete_anime" | "delete_manga", _) => return Ok(Parsed::list(Vec::new())),
        (_, Gives::Work) => {
            let record = work::work(root, named, RecordKind::Work, context);
            return record.map(Parsed::one).ok_or_else(|| ParseError::damaged("there is no work in it"));
        }
        _ => {}
    }
    let rows = root.at("data");
    if rows.value().and_then(Value::as_array).is_none() {
        return Err(ParseError::damaged("there is no `data` in it"));
    }
    let kind = if endpoint.gives == Gives::Search { RecordKind::Search } else { RecordKind::List };
    let records: Vec<_> =
        rows.list().filter_map(|row| work::row(row, named, kind.clone(), context)).collect();
    if records.is_empty() && rows.list().next().is_some() {
        return Err(ParseError::damaged("none of its rows has a work"));
    }
    Ok(Parsed::list(records).then(root.path("paging.next").url().map(Next::Url)))
}

/// Which of the two a list is about: by the addresses of its pages, else by its rows.
fn side_of_list(root: Json<'_>) -> Side {
    let pages = ["paging.next", "paging.previous"].into_iter().find_map(|key| root.path(key).raw());
    match pages {
        Some(page) if page.contains("/manga") => Side::Manga,
        Some(page) if page.contains("/anime") => Side::Anime,
        _ => root
            .at("data")
            .list()
            .find_map(|row| side(row.at("node")).or_else(|| side(row.at("list_status"))))
            .unwrap_or(Side::Anime),
    }
}

/// Which of the two an object is about, by what only the one has.
fn side(node: Json<'_>) -> Option<Side> {
    const OF_MANGA: [&str; 7] = [
        "num_chapters",
        "num_volumes",
        "authors",
        "serialization",
        "num_chapters_read",
        "num_volumes_read",
        "is_rereading",
    ];
    const OF_ANIME: [&str; 8] = [
        "num_episodes",
        "start_season",
        "broadcast",
        "studios",
        "average_episode_duration",
        "num_episodes_watched",
        "is_rewatching",
        "source",
    ];
    let has = |keys: &[&str]| keys.iter().any(|key| node.at(key).is_some());
    if has(&OF_MANGA) {
        return Some(Side::Manga);
    }
    if has(&OF_ANIME) {
        return Some(Side::Anime);
    }
    if let Some(word) = node.at("media_type").raw() {
        return words::format(word)
            .map(|(_, medium)| if medium == model::Medium::Anime { Side::Anime } else { Side::Manga });
    }
    let picture = node.path("main_picture.medium").raw().or_else(|| node.path("main_picture.large").raw())?;
    if picture.contains("/images/manga/") {
        return Some(Side::Manga);
    }
    picture.contains("/images/anime/").then_some(Side::Anime)
}

#[cfg(test)]
mod tests;
