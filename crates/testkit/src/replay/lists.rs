//! A `MyAnimeList` list of any length with invented entries, served in pages as the original does.
//!
//! True to the wire: slashes are escaped, `paging.next` is absolute and carries all that was asked,
//! `list_status` and its lesser fields come only when asked for, and what is absent is left out.

use serde_json::{Map, Value, json};

use super::{Answer, Replay, Request, Route};

/// What the original gives when nothing is asked, and at most.
const USUAL: usize = 100;
const MOST: usize = 1000;

/// A list; the same entries in every run.
#[derive(Debug, Clone)]
pub struct MalList {
    medium: Medium,
    count: usize,
    adult_every: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Medium {
    Anime,
    Manga,
}

impl MalList {
    /// An anime list of `count` entries, with the ids 1 to `count`.
    pub fn anime(count: usize) -> Self {
        Self { medium: Medium::Anime, count, adult_every: 0 }
    }

    /// A manga list of `count` entries, with the ids 1 to `count`.
    pub fn manga(count: usize) -> Self {
        Self { medium: Medium::Manga, count, adult_every: 0 }
    }

    /// The same list with every `nth` entry one that is shown only to those who ask with `nsfw=true`.
    #[must_use]
    pub fn adult_every(mut self, nth: usize) -> Self {
        self.adult_every = nth;
        self
    }

    /// Serves it, such as at `/v2/users/@me/animelist`.
    pub fn serve(self, replay: &Replay, path: &str) -> Route {
        let url = replay.url();
        replay.serve("GET", path, move |request| self.page(request, &url))
    }

    fn page(&self, request: &Request, url: &str) -> Answer {
        let number =
            |name: &str, usual| request.query_value(name).map_or(Ok(usual), |text| text.parse::<usize>());
        let (Ok(limit @ 1..=MOST), Ok(offset)) = (number("limit", USUAL), number("offset", 0)) else {
            let body = json!({ "error": "bad_request", "message": "invalid limit or offset" });
            return Answer::value(&body).with_status(400);
        };
        let status = request.query_value("status");
        let nsfw = request.query_value("nsfw").as_deref() == Some("true");
        let fields = request.query_value("fields").unwrap_or_default();
        let shown = (1..=self.count)
            .filter(|id| nsfw || self.adult_every == 0 || !id.is_multiple_of(self.adult_every));
        let shown: Vec<_> =
            shown.filter(|id| status.as_deref().is_none_or(|s| s == self.status(*id))).collect();
        let data: Vec<_> = shown.iter().skip(offset).take(limit).map(|id| self.entry(*id, &fields)).collect();

        let mut paging = Map::new();
        let mut link = |name: &str, offset: usize| {
            paging.insert(name.to_owned(), address(request, url, limit, offset).into());
        };
        if offset > 0 {
            link("previous", offset.saturating_sub(limit));
        }
        if offset + limit < shown.len() {
            link("next", offset + limit);
        }
        // Slashes occur only in texts, where the original escapes them.
        Answer::json(json!({ "data": data, "paging": paging }).to_string().replace('/', "\\/"))
    }

    fn entry(&self, id: usize, fields: &str) -> Value {
        let mut node = json!({ "id": id, "title": format!("Lantern Harbor {id}: \"Übergang\" & 灯") });
        if id % 10 != 3 {
            let kind = if self.medium == Medium::Anime { "anime" } else { "manga" };
            let picture = format!("https://cdn.example/images/{kind}/{}/{id}", id % 100);
            node["main_picture"] =
                json!({ "medium": format!("{picture}.jpg"), "large": format!("{picture}l.jpg") });
        }
        let mut entry = json!({ "node": node });
        if fields.contains("list_status") {
            entry["list_status"] = self.list_status(id, fields);
        }
        entry
    }

    fn list_status(&self, id: usize, fields: &str) -> Value {
        let day = 1 + id % 28;
        let mut status = json!({
            "status": self.status(id),
            "score": id % 11,
            "updated_at": format!("2024-03-{day:02}T06:03:11+00:00"),
        });
        let (again, times, progress) = match self.medium {
            Medium::Anime => {
                ("is_rewatching", "num_times_rewatched", vec![("num_episodes_watched", id % 13)])
            }
            Medium::Manga => {
                let progress = vec![("num_volumes_read", id % 13), ("num_chapters_read", id % 130)];
                ("is_rereading", "num_times_reread", progress)
            }
        };
        status[again] = id.is_multiple_of(17).into();
        for (name, value) in progress {
            status[name] = value.into();
        }
        if id.is_multiple_of(5) {
            // Dates as far as the user gave them.
            status["start_date"] = ["2024-01-05", "2024-01", "2024"][id / 5 % 3].into();
        }
        if id.is_multiple_of(10) {
            status["finish_date"] = format!("2024-02-{day:02}").into();
        }
        let asked: [(&str, Value); 4] =
            [(times, (id % 3).into()), ("comments", "".into()), ("tags", json!([])), ("priority", 0.into())];
        for (name, value) in asked {
            if fields.contains(name) {
                status[name] = value;
            }
        }
        status
    }

    fn status(&self, id: usize) -> &'static str {
        let [current, planned] = match self.medium {
            Medium::Anime => ["watching", "plan_to_watch"],
            Medium::Manga => ["reading", "plan_to_read"],
        };
        ["completed", current, planned, "on_hold", "dropped"][id % 5]
    }
}

/// The address of another page: all that was asked, with another offset.
fn address(request: &Request, url: &str, limit: usize, offset: usize) -> String {
    let mut pairs = url::form_urlencoded::Serializer::new(String::new());
    pairs.append_pair("offset", &offset.to_string()).append_pair("limit", &limit.to_string());
    let kept = request.query_pairs().into_iter().filter(|(name, _)| name != "offset" && name != "limit");
    pairs.extend_pairs(kept);
    format!("{url}{}?{}", request.path, pairs.finish())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::replay::raw::get;

    fn walk(replay: &Replay, first: &str) -> (Vec<Value>, usize) {
        let (mut entries, mut pages, mut next) = (Vec::new(), 0, Some(first.to_owned()));
        while let Some(target) = next {
            let page: Value = serde_json::from_slice(&get(replay, &target).body).expect("JSON");
            entries.extend(page["data"].as_array().expect("a list").iter().cloned());
            next = page["paging"]["next"]
                .as_str()
                .map(|url| url.strip_prefix(&replay.url()).expect("an absolute address here").to_owned());
            pages += 1;
        }
        (entries, pages)
    }

    #[test]
    fn a_long_list_comes_whole() {
        let replay = Replay::start_blocking();
        MalList::anime(2500).serve(&replay, "/v2/users/@me/animelist");
        let (entries, pages) =
            walk(&replay, "/v2/users/@me/animelist?limit=1000&fields=list_status%7Bcomments%7D");
        assert_eq!((entries.len(), pages), (2500, 3));
        let ids: BTreeSet<_> = entries.iter().filter_map(|entry| entry["node"]["id"].as_u64()).collect();
        assert_eq!((ids.len(), ids.last().copied()), (2500, Some(2500)));
        assert_eq!(entries[2499]["list_status"]["status"], "completed");
        assert_eq!(entries[2499]["list_status"]["comments"], "");
        assert!(entries[2]["node"].get("main_picture").is_none());
        assert_eq!(walk(&replay, "/v2/users/@me/animelist").1, 25);
    }

    #[test]
    fn pages_look_like_the_original() {
        let replay = Replay::start_blocking();
        MalList::manga(6).adult_every(2).serve(&replay, "/v2/users/{name}/mangalist");
        let text = get(&replay, "/v2/users/someone/mangalist?limit=1&nsfw=true&offset=1").text();
        assert!(text.contains(r#""next":"http:\/\/127.0.0.1"#), "{text}");
        assert!(text.contains("mangalist?offset=2&limit=1&nsfw=true"), "{text}");
        assert!(text.contains("mangalist?offset=0&limit=1&nsfw=true"), "{text}");
        assert!(!text.contains("list_status"), "{text}");
        let count = |query: &str| walk(&replay, &format!("/v2/users/someone/mangalist?{query}")).0.len();
        assert_eq!([count(""), count("nsfw=true"), count("nsfw=true&status=reading")], [3, 6, 2]);
        assert_eq!(get(&replay, "/v2/users/someone/mangalist?limit=1001").status(), 400);
    }
}
