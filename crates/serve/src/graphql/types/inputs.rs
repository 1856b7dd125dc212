//! What callers say: the words of filters as an object, each the word that it is at every door.

use async_graphql::{Enum, ID, InputObject};
use serde::Serialize;
use serde_json::{Map, Value};

/// Declares words that a caller may choose from, as they are published.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:tt),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Enum, Serialize)]
        pub enum $name {
            $($(#[$vmeta])* #[graphql(name = $word)] #[serde(rename = $word)] $variant,)+
        }

        #[cfg(test)]
        impl $name {
            const WORDS: &'static [&'static str] = &[$($word),+];
        }
    };
}

words! {
    /// The medium of a work.
    Medium {
        /// Animation, whatever its format.
        Anime = "ANIME",
        /// Comics of any country.
        Manga = "MANGA",
        /// Prose.
        Novel = "NOVEL",
        /// Visual novels.
        VisualNovel = "VISUAL_NOVEL",
        /// Every other game.
        Game = "GAME",
    }
}

words! {
    /// The form a work was released in.
    Format {
        /// A broadcast series.
        Tv = "TV",
        /// A film.
        Movie = "MOVIE",
        /// Sold on disc first.
        Ova = "OVA",
        /// Streamed first.
        Ona = "ONA",
        /// A special episode or a recap.
        Special = "SPECIAL",
        /// A music video.
        Music = "MUSIC",
        /// A promotional video.
        Pv = "PV",
        /// A serialized manga.
        Manga = "MANGA",
        /// A single chapter.
        OneShot = "ONE_SHOT",
        /// Korean comics.
        Manhwa = "MANHWA",
        /// Chinese comics.
        Manhua = "MANHUA",
        /// Self-published comics.
        Doujinshi = "DOUJINSHI",
        /// A light novel.
        LightNovel = "LIGHT_NOVEL",
        /// A novel.
        Novel = "NOVEL",
        /// A visual novel.
        VisualNovel = "VISUAL_NOVEL",
        /// A game.
        Game = "GAME",
        /// No source said.
        Unknown = "UNKNOWN",
    }
}

words! {
    /// How far along a work is.
    Status {
        /// All of it is out.
        Finished = "FINISHED",
        /// Some of it is out, more is announced.
        Ongoing = "ONGOING",
        /// Announced only.
        Upcoming = "UPCOMING",
        /// Announced or begun, and given up.
        Cancelled = "CANCELLED",
        /// Paused.
        Hiatus = "HIATUS",
        /// No source said.
        Unknown = "UNKNOWN",
    }
}

words! {
    /// A quarter of the year; winter begins in January.
    Season {
        /// January to March.
        Winter = "WINTER",
        /// April to June.
        Spring = "SPRING",
        /// July to September.
        Summer = "SUMMER",
        /// October to December.
        Fall = "FALL",
    }
}

words! {
    /// What to do with works for adults only.
    Adult {
        /// Leave them out.
        Exclude = "exclude",
        /// Show them among the others.
        Include = "include",
        /// Show nothing else.
        Only = "only",
    }
}

words! {
    /// What the order goes by.
    Sort {
        /// How well a work answers the words.
        Relevance = "relevance",
        /// The audience's score.
        Score = "score",
        /// How many follow it.
        Popularity = "popularity",
        /// The year it began in.
        Year = "year",
        /// The title shown first.
        Title = "title",
        /// How long all of it lasts.
        Length = "length",
    }
}

words! {
    /// A direction.
    Order {
        /// Smallest, oldest, A first.
        Asc = "asc",
        /// Largest, newest, Z first.
        Desc = "desc",
    }
}

words! {
    /// By which model picks are made.
    RecommendBy {
        /// By ratings where they say anything of what was named, else by content.
        Auto = "auto",
        /// By ratings, content speaking softly.
        Ratings = "ratings",
        /// By what works are about alone.
        Content = "content",
    }
}

words! {
    /// In which form an episode is shown.
    AiringKind {
        /// As first broadcast.
        Raw = "raw",
        /// With subtitles.
        Sub = "sub",
        /// Dubbed.
        Dub = "dub",
    }
}

words! {
    /// What trends are told of.
    TrendKind {
        /// Works.
        Works = "works",
        /// Tags.
        Tags = "tags",
        /// Studios.
        Studios = "studios",
    }
}

/// What works must meet, and their order.
#[derive(Debug, Clone, Default, PartialEq, InputObject, Serialize)]
#[graphql(rename_fields = "snake_case")]
pub struct Filters {
    /// One of these media.
    pub medium: Option<Vec<Medium>>,
    /// One of these formats.
    pub format: Option<Vec<Format>>,
    /// One of these states.
    pub status: Option<Vec<Status>>,
    /// One of these seasons of the year.
    pub season: Option<Vec<Season>>,
    /// Began in this year or later.
    pub year_min: Option<i32>,
    /// Began in this year or earlier.
    pub year_max: Option<i32>,
    /// At least as many episodes.
    pub episodes_min: Option<i32>,
    /// At most as many episodes.
    pub episodes_max: Option<i32>,
    /// Episodes at least as long, in seconds.
    pub duration_min: Option<i32>,
    /// Episodes at most as long, in seconds.
    pub duration_max: Option<i32>,
    /// Scored at least so, 0 to 10.
    pub score_min: Option<f64>,
    /// Scored at most so, 0 to 10.
    pub score_max: Option<f64>,
    /// Has one of these tags.
    pub tags_any: Option<Vec<String>>,
    /// Has all of these tags.
    pub tags_all: Option<Vec<String>>,
    /// Has none of these tags.
    pub tags_none: Option<Vec<String>>,
    /// By one of these studios.
    pub studios_any: Option<Vec<String>>,
    /// By none of these studios.
    pub studios_none: Option<Vec<String>>,
    /// What to do with works for adults only; they are left out where nobody says otherwise.
    pub adult: Option<Adult>,
    /// What the order goes by.
    pub sort: Option<Sort>,
    /// Its direction; by default the one that suits `sort`.
    pub order: Option<Order>,
}

/// Which broadcasts are meant.
#[derive(Debug, Clone, Default, InputObject, Serialize)]
#[graphql(rename_fields = "snake_case")]
pub struct ScheduleFilters {
    /// The first day, `YYYY-MM-DD`; today in the zone when left out.
    pub from: Option<String>,
    /// How many days, 1 to 62.
    pub days: Option<i32>,
    /// A whole week from Monday on: `current`, `next`, `last` or a day in it.
    pub week: Option<String>,
    /// The IANA time zone in which days begin and times are told; UTC when left out.
    pub zone: Option<String>,
    /// Only these forms.
    pub kind: Option<Vec<AiringKind>>,
    /// Only these works: our ids or external ones.
    pub works: Option<Vec<ID>>,
    /// Whether broadcasts are listed that nobody states; they are where nobody says otherwise.
    pub predicted: Option<bool>,
    /// Whether days end at five in the morning, so that 01:30 is 25:30 of the day before.
    pub late: Option<bool>,
    /// Whether works for adults are listed.
    pub adult: Option<bool>,
    /// Whether sources are asked for their timetables, beside what is stored; at most 14 days.
    pub live: Option<bool>,
}

/// What picks are made from.
#[derive(Debug, Clone, Default, InputObject, Serialize)]
#[graphql(rename_fields = "snake_case")]
pub struct RecommendWish {
    /// Works that are liked: our ids or external ones.
    pub works: Option<Vec<ID>>,
    /// Works that are not wanted, and nothing like them.
    pub not: Option<Vec<ID>>,
    /// A list as text: MyAnimeList's XML export, AniList's JSON, or a table `id,score,status`.
    pub list: Option<String>,
    /// Media of the picks; those of the named works when left out.
    pub medium: Option<Vec<Medium>>,
    /// Tags and genres that every pick bears.
    pub tags: Option<Vec<String>>,
    /// By which model.
    pub by: Option<RecommendBy>,
    /// Only works that are better known than this share of all, 0 to 1.
    pub popularity_min: Option<f64>,
    /// Only works that are less known than this share of all, 0 to 1.
    pub popularity_max: Option<f64>,
    /// From 0, the best whatever they are, to 1, nothing about the same as a better pick.
    pub diversity: Option<f64>,
    /// Whether what was disliked speaks against what is like it.
    pub dislikes: Option<bool>,
    /// Whether sequels may come whose first part was not seen.
    pub sequels: Option<bool>,
    /// Whether works for adults may come.
    pub adult: Option<bool>,
}

/// The names and values that were said, as text, lists by commas.
pub fn said(input: &impl Serialize) -> Vec<(String, String)> {
    object(input).into_iter().filter_map(|(name, value)| Some((name, text_of(value)?))).collect()
}

/// The names and values that were said.
pub fn object(input: &impl Serialize) -> Map<String, Value> {
    match serde_json::to_value(input) {
        Ok(Value::Object(fields)) => fields.into_iter().filter(|(_, value)| !value.is_null()).collect(),
        _ => Map::new(),
    }
}

fn text_of(value: Value) -> Option<String> {
    match value {
        Value::Null | Value::Object(_) => None,
        Value::String(text) => Some(text),
        Value::Array(values) => Some(values.into_iter().filter_map(text_of).collect::<Vec<_>>().join(",")),
        other => Some(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use app::{Filters as Known, RecommendRequest, ScheduleRequest};

    use super::*;

    fn all<T: ToString>(words: &[T]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_are_those_of_every_door() {
        assert_eq!(all(model::Medium::ALL), Medium::WORDS);
        assert_eq!(all(model::Format::ALL), Format::WORDS);
        assert_eq!(all(model::Status::ALL), Status::WORDS);
        assert_eq!(all(model::AiringKind::ALL), AiringKind::WORDS);
        for word in Season::WORDS {
            assert!(model::Season::parse(word).is_some(), "{word}");
        }
        assert_eq!(app::Sort::ALL.map(|(word, _)| word), Sort::WORDS);
        assert_eq!(app::RecommendBy::ALL.map(|(word, _)| word), RecommendBy::WORDS);
        assert_eq!(app::TrendKind::ALL.map(|(word, _)| word), TrendKind::WORDS);
        for (name, words) in [("adult", Adult::WORDS), ("order", Order::WORDS)] {
            for word in words {
                app::SearchRequest::default().set(name, word).expect("a published word");
            }
        }
    }

    #[test]
    fn names_are_those_of_every_door() {
        let names =
            |input: Value| -> Vec<String> { input.as_object().expect("an object").keys().cloned().collect() };
        let mut filters = names(serde_json::to_value(Filters::default()).expect("plain values"));
        filters.retain(|name| name != "sort" && name != "order");
        let mut known: Vec<String> = Known::names().iter().map(ToString::to_string).collect();
        filters.sort_unstable();
        known.sort_unstable();
        assert_eq!(filters, known);
        let mut schedule = names(serde_json::to_value(ScheduleFilters::default()).expect("plain values"));
        let mut known = ScheduleRequest::NAMES.map(str::to_owned).to_vec();
        schedule.sort_unstable();
        known.sort_unstable();
        assert_eq!(schedule, known);
        let mut wish = names(serde_json::to_value(RecommendWish::default()).expect("plain values"));
        let mut known = RecommendRequest::NAMES.map(str::to_owned).to_vec();
        known.retain(|name| name != "limit");
        wish.sort_unstable();
        known.sort_unstable();
        assert_eq!(wish, known);
    }
}
