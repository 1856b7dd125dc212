//! The tool names of the service that Emaki follows, each led to a tool of today.
//!
//! They are answered only where `mcp.old_names` is on, so that a new assistant never sees them.

use serde_json::{Map, Value, json};

/// A name of old.
pub struct OldName {
    /// The name.
    pub name: &'static str,
    /// The tool that answers it.
    pub tool: &'static str,
    /// Turns its arguments into those of the tool.
    arguments: fn(Given) -> Map<String, Value>,
}

impl OldName {
    /// The arguments of today's tool. Old tools took them flat, or within `input` or `search_params`.
    pub fn translate(&self, arguments: Map<String, Value>) -> Map<String, Value> {
        (self.arguments)(Given::new(arguments))
    }
}

const fn old(name: &'static str, tool: &'static str, arguments: fn(Given) -> Map<String, Value>) -> OldName {
    OldName { name, tool, arguments }
}

/// Every name of old.
pub static OLD_NAMES: &[OldName] = &[
    old("search_anime", "search_works", |given| given.search("standard")),
    old("search_anime_advanced", "search_works", |given| given.search("standard")),
    old("search_anime_basic", "search_works", |given| given.search("brief")),
    old("search_anime_standard", "search_works", |given| given.search("standard")),
    old("search_anime_detailed", "search_works", |given| given.search("full")),
    old("search_anime_comprehensive", "search_works", |given| given.search("full")),
    old("search_by_genre_standard", "search_works", |given| given.search("standard")),
    old("discover_anime", "ask_catalog", Given::question),
    old("anime_semantic_search", "ask_catalog", Given::question),
    old("get_anime_details", "get_work", |given| given.work("full")),
    old("get_anime_basic", "get_work", |given| given.work("brief")),
    old("get_anime_standard", "get_work", |given| given.work("standard")),
    old("get_anime_detailed", "get_work", |given| given.work("full")),
    old("get_anime_comprehensive", "get_work", |given| given.work("full")),
    old("get_cross_platform_anime_data", "get_work", |given| given.work("full")),
    old("find_similar_anime", "similar_works", Given::similar),
    old("find_similar_anime_basic", "similar_works", Given::similar),
    old("find_similar_anime_standard", "similar_works", Given::similar),
    old("find_similar_anime_detailed", "similar_works", Given::similar),
    old("find_similar_anime_comprehensive", "similar_works", Given::similar),
    old("find_similar_anime_workflow", "similar_works", Given::similar),
    old("anime_similar", "similar_works", Given::similar),
    old("get_seasonal_anime_basic", "list_season", |given| given.season("brief")),
    old("get_seasonal_anime_standard", "list_season", |given| given.season("standard")),
    old("get_seasonal_anime_detailed", "list_season", |given| given.season("full")),
    old("search_anime_by_image", "search_by_image", |given| {
        let mut asked = given.copied(&[("image_data", "image"), ("image", "image")]);
        given.limit(&mut asked);
        asked
    }),
    old("find_visually_similar_anime", "search_by_image", |given| {
        let mut asked = given.named();
        given.limit(&mut asked);
        asked
    }),
    old("search_multimodal_anime", "ask_catalog", |given| {
        let mut asked = given.copied(&[("query", "question"), ("image_data", "image")]);
        given.limit(&mut asked);
        asked
    }),
    old("get_anime_recommendations", "recommend_works", |given| {
        let mut asked = Map::new();
        asked.insert("works".into(), Value::Array(given.named().into_iter().map(|(_, name)| name).collect()));
        given.limit(&mut asked);
        asked
    }),
    old("get_currently_airing_anime", "list_schedule", Given::schedule),
    old("get_currently_airing", "list_schedule", Given::schedule),
    old("search_by_streaming_platform", "ask_catalog", |given| {
        let platforms: Vec<String> = given
            .take("platforms")
            .and_then(|platforms| serde_json::from_value(platforms).ok())
            .unwrap_or_default();
        let mut asked = Map::new();
        asked.insert("question".into(), json!(format!("anime on {}", platforms.join(" or "))));
        asked
    }),
    old("get_streaming_availability_multi_platform", "where_to_watch", Given::only_work),
    old("compare_anime_ratings_cross_platform", "compare_ratings", Given::ratings),
    old("advanced_anime_analysis", "compare_ratings", Given::ratings),
    old("comprehensive_anime_analytics", "compare_ratings", Given::ratings),
    old("correlate_anime_across_platforms", "explain_work", Given::only_work),
    old("detect_platform_discrepancies", "explain_work", |given| {
        let mut asked = given.only_work();
        asked.insert("disagreements".into(), json!(true));
        asked
    }),
    old("get_anime_stats", "catalog_stats", |_| Map::new()),
    old("anime_vector_stats", "catalog_stats", |_| Map::new()),
];

/// The name of old, if it is one.
pub fn named(name: &str) -> Option<&'static OldName> {
    OLD_NAMES.iter().find(|old| old.name == name)
}

/// The arguments of an old tool.
struct Given(Map<String, Value>);

impl Given {
    fn new(mut arguments: Map<String, Value>) -> Self {
        for nest in ["input", "search_params"] {
            if let Some(Value::Object(inner)) = arguments.remove(nest) {
                arguments.extend(inner);
            }
        }
        Self(arguments)
    }

    fn take(&self, name: &str) -> Option<Value> {
        self.0.get(name).filter(|value| !value.is_null()).cloned()
    }

    /// Copies arguments under today's names, where they are given.
    fn copied(&self, names: &[(&str, &str)]) -> Map<String, Value> {
        let copies = names.iter().filter_map(|(old, new)| Some(((*new).to_owned(), self.take(old)?)));
        copies.collect()
    }

    /// The most that were asked for, within what today's tools give.
    fn limit(&self, asked: &mut Map<String, Value>) {
        if let Some(limit) = self.take("limit").and_then(|limit| limit.as_u64()) {
            asked.insert("limit".into(), json!(limit.clamp(1, 100)));
        }
    }

    fn search(self, detail: &str) -> Map<String, Value> {
        let mut asked = self.copied(&[
            ("query", "query"),
            ("anime_types", "format"),
            ("type", "format"),
            ("status", "status"),
            ("season", "season"),
            ("studios", "studios_any"),
            ("exclusions", "tags_none"),
            ("min_score", "score_min"),
            ("max_score", "score_max"),
            ("genres", "tags_any"),
        ]);
        asked.insert("medium".into(), json!(["anime"]));
        asked.insert("detail".into(), json!(detail));
        self.limit(&mut asked);
        if let Some(Value::Array(range)) = self.take("year_range") {
            for (name, year) in ["year_min", "year_max"].iter().zip(range) {
                asked.insert((*name).to_owned(), year);
            }
        }
        if let Some(year) = self.take("year") {
            asked.insert("year_min".into(), year.clone());
            asked.insert("year_max".into(), year);
        }
        if self.take("genre_mode").is_some_and(|mode| mode == "all")
            && let Some(genres) = asked.remove("tags_any")
        {
            asked.insert("tags_all".into(), genres);
        }
        // Themes, demographics and moods widened the genres, and do so still.
        for name in ["themes", "demographics", "mood_keywords"] {
            if let Some(Value::Array(words)) = self.take(name)
                && let Value::Array(tags) = asked.entry("tags_any").or_insert_with(|| json!([]))
            {
                tags.extend(words);
            }
        }
        asked
    }

    /// The work by any name that old tools had for it, and its site.
    fn named(&self) -> Map<String, Value> {
        let name = ["anime_id", "id", "reference_anime", "anime_title", "title"]
            .iter()
            .find_map(|name| self.take(name))
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned));
        let platform = self.take("platform");
        let namespace = match platform.as_ref().and_then(Value::as_str) {
            Some("jikan" | "mal" | "myanimelist") => "mal",
            Some(site @ ("anilist" | "kitsu" | "anidb")) => site,
            _ => "",
        };
        let name = name.map(|name| {
            let bare = name.bytes().all(|letter| letter.is_ascii_digit());
            if bare && !namespace.is_empty() { format!("{namespace}:{name}") } else { name }
        });
        name.map(|name| ("work".to_owned(), json!(name))).into_iter().collect()
    }

    fn only_work(self) -> Map<String, Value> {
        self.named()
    }

    fn work(self, detail: &str) -> Map<String, Value> {
        let mut asked = self.named();
        asked.insert("detail".into(), json!(detail));
        asked
    }

    fn similar(self) -> Map<String, Value> {
        let mut asked = self.named();
        asked.insert("medium".into(), json!(["anime"]));
        self.limit(&mut asked);
        asked
    }

    fn season(self, detail: &str) -> Map<String, Value> {
        let mut asked = self.copied(&[("season", "season"), ("year", "year")]);
        asked.insert("detail".into(), json!(detail));
        self.limit(&mut asked);
        asked
    }

    fn question(self) -> Map<String, Value> {
        let mut asked = self.copied(&[("query", "question")]);
        self.limit(&mut asked);
        asked
    }

    fn schedule(self) -> Map<String, Value> {
        let zone = self.take("timezone").and_then(|zone| zone.as_str().map(str::to_owned));
        let zone = match zone.as_deref() {
            None | Some("JST") => "Asia/Tokyo".to_owned(),
            Some(zone) => zone.to_owned(),
        };
        let mut asked = Map::new();
        asked.insert("week".into(), json!("current"));
        asked.insert("zone".into(), json!(zone));
        asked
    }

    fn ratings(self) -> Map<String, Value> {
        let named = self.named();
        let mut asked = Map::new();
        asked.insert("works".into(), Value::Array(named.into_iter().map(|(_, name)| name).collect()));
        asked.insert("history".into(), json!(true));
        asked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn translated(name: &str, arguments: Value) -> Value {
        let Value::Object(arguments) = arguments else { unreachable!("an object was written") };
        Value::Object(named(name).expect("a name of old").translate(arguments))
    }

    #[test]
    fn old_arguments_become_new_ones() {
        assert_eq!(
            translated(
                "search_anime",
                json!({ "query": "mecha", "year_range": [1990, 1999], "limit": 500,
                "genres": ["drama"], "mood_keywords": ["dark"], "exclusions": ["romance"] })
            ),
            json!({ "query": "mecha", "year_min": 1990, "year_max": 1999, "limit": 100, "medium": ["anime"],
                "detail": "standard", "tags_any": ["drama", "dark"], "tags_none": ["romance"] })
        );
        assert_eq!(
            translated("get_anime_basic", json!({ "input": { "id": "16498", "platform": "jikan" } })),
            json!({ "work": "mal:16498", "detail": "brief" })
        );
        assert_eq!(
            translated("search_by_genre_standard", json!({ "genres": ["drama"], "genre_mode": "all" })),
            json!({ "medium": ["anime"], "detail": "standard", "tags_all": ["drama"] })
        );
        assert_eq!(
            translated("compare_anime_ratings_cross_platform", json!({ "anime_title": "Moonlit Depot" })),
            json!({ "works": ["Moonlit Depot"], "history": true })
        );
    }

    #[test]
    fn every_old_name_leads_to_a_tool() {
        for old in OLD_NAMES {
            let tool = super::super::tools::named(old.tool);
            assert!(tool.is_some(), "{} leads to {}", old.name, old.tool);
        }
    }
}
