//! A question as it is asked.

use asking::{Correction, Weights};
use gather::Level;
use search::{Filters, MAX_LIMIT, Order, SearchRequest, Sort};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Whose, drawing::SEEDS};
use crate::AppError;

/// The longest name of a user, session or conversation, in characters.
const NAME: usize = 128;
/// Keys of a structured question under which its words may stand.
const WORDS: [&str; 4] = ["text", "q", "query", "message"];
/// The most works that a caller may list in one context.
const LISTED: usize = 500;

/// A question. As JSON, the names of older callers are understood: `message`, `image_data`, `user_context`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueryRequest {
    /// Words, an object of slots, or both.
    #[serde(alias = "message")]
    pub query: Asked,
    /// A picture, as base64 or by its address.
    #[serde(alias = "image_data")]
    pub image: Option<String>,
    /// The picture's file, where a door takes one.
    #[serde(skip)]
    pub image_file: Option<Vec<u8>>,
    /// Filters that hold whatever the words say, by their published names.
    pub filters: Filters,
    /// What the question goes on from, and what is known of the asker.
    #[serde(alias = "user_context", deserialize_with = "or_default")]
    pub context: QueryContext,
    /// How it is to be answered.
    #[serde(deserialize_with = "or_default")]
    pub options: QueryOptions,
    /// Who asks, for what they like; any name the caller has for them.
    pub user_id: Option<String>,
    /// The session, within which a question goes on from the one before by itself.
    pub session_id: Option<String>,
    /// The conversation that it goes on from.
    pub conversation_id: Option<String>,
    /// The realm that the names of user and session are of; see [`Whose`]. A door sets it, no caller.
    #[serde(skip)]
    pub realm: Option<String>,
}

/// What is asked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Asked {
    /// Free words; empty for none.
    pub words: String,
    /// Slots by their published names; see `docs/asking.md`.
    pub slots: Map<String, Value>,
}

/// What a question goes on from, where no stored conversation says so, and what is known of the asker.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct QueryContext {
    /// The conversation that it goes on from; the same as the request's own.
    pub conversation_id: Option<String>,
    /// The words that were asked before, for callers who keep no conversation with us.
    pub previous: Option<String>,
    /// The works that were shown then, best first, each by our id or an external one.
    pub shown: Vec<String>,
    /// Works that the asker likes, for this question alone.
    pub liked: Vec<String>,
    /// Works that the asker does not want to see, for this question alone.
    pub refused: Vec<String>,
    /// The year in which the asker was born.
    pub birth_year: Option<i16>,
    /// The language in which texts are wanted, BCP 47.
    pub language: Option<String>,
}

/// How a question is to be answered.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a published switch of its own")]
pub struct QueryOptions {
    /// Results on one page, 1 to 100; what the words say (`top 10`), else 20, when not given.
    pub limit: Option<usize>,
    /// Where the page before ended, as its answer said. A further page is no new question.
    pub cursor: Option<String>,
    /// Whether to count facets.
    pub facets: bool,
    /// Whether each result says why it is there.
    pub explain: bool,
    /// Whether ways to go on are worked out.
    pub suggestions: bool,
    /// Whether the sources behind the results are looked up.
    pub sources: bool,
    /// The level to which the first results are asked about at their sources; `true` for what the settings say.
    #[serde(deserialize_with = "level")]
    pub enhance: Option<Deeper>,
    /// The year in which the asker was born.
    pub birth_year: Option<i16>,
    /// The language in which texts are wanted, BCP 47.
    pub language: Option<String>,
    /// How much themes, genre, synopsis and ratings count where a plot is told.
    pub weights: Option<Weights>,
    /// What the caller changes of the plan; wins over everything.
    pub corrections: Vec<Correction>,
    /// Whether the question becomes part of a conversation.
    pub remember: bool,
    /// Whether it counts for what is trending, and what the asker likes may be learned from it.
    pub learn: bool,
    /// Whether a language model may help to read it, where one is set up.
    pub model: bool,
    /// The number that draws, where the question leaves it to chance: the same number draws the same works. Below
    /// 1,000,000,000; any when not given.
    pub seed: Option<u32>,
    /// Results on a page where neither the options nor the words say how many.
    #[serde(skip)]
    pub usual_limit: usize,
    /// Whether a question without anything in it lists all works, as a page does that somebody has just opened.
    #[serde(skip)]
    pub lists_all: bool,
}

/// To which level sources are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deeper {
    /// The one of the settings.
    Usual,
    /// This one.
    To(Level),
}

impl Default for QueryOptions {
    fn default() -> Self {
        Self {
            limit: None,
            cursor: None,
            facets: false,
            explain: true,
            suggestions: true,
            sources: true,
            enhance: None,
            birth_year: None,
            language: None,
            weights: None,
            corrections: Vec::new(),
            remember: true,
            learn: true,
            model: true,
            seed: None,
            usual_limit: 20,
            lists_all: false,
        }
    }
}

impl From<SearchRequest> for QueryRequest {
    /// The words and filters of a search as a question: its order is given, whatever the words say.
    fn from(search: SearchRequest) -> Self {
        let usual = SearchRequest::default();
        let mut slots = Map::new();
        if search.sort != usual.sort {
            let name = Sort::ALL.iter().find(|(_, sort)| *sort == search.sort).map(|(name, _)| *name);
            slots.extend(name.map(|name| ("sort".to_owned(), Value::from(name))));
        }
        if let Some(order) = search.order {
            let name = if order == Order::Asc { "asc" } else { "desc" };
            slots.insert("order".to_owned(), Value::from(name));
        }
        let options = QueryOptions {
            // Nobody who leaves the usual number means it more than the words do.
            limit: (search.limit != usual.limit).then_some(search.limit),
            cursor: search.cursor,
            facets: search.facets,
            ..QueryOptions::default()
        };
        Self {
            query: Asked { words: search.query, slots },
            filters: search.filters,
            options,
            ..Self::default()
        }
    }
}

impl QueryRequest {
    /// A question in words, all else by default.
    pub fn new(words: impl Into<String>) -> Self {
        Self { query: Asked { words: words.into(), slots: Map::new() }, ..Self::default() }
    }

    /// Asks for deeper answers, to a level by its published name.
    ///
    /// # Errors
    /// `invalid_parameter` for any other name.
    pub fn enhance(&mut self, name: &str) -> Result<(), AppError> {
        let level = level(Value::from(name))
            .map_err(|error: serde_json::Error| AppError::invalid_parameter("enhance", error.to_string()))?;
        self.options.enhance = level;
        Ok(())
    }

    /// The conversation that is named, wherever it is.
    pub(crate) fn conversation(&self) -> Option<&str> {
        self.conversation_id.as_deref().or(self.context.conversation_id.as_deref())
    }

    /// Who asks.
    pub(crate) fn whose(&self) -> Whose<'_> {
        Whose {
            user: self.user_id.as_deref(),
            session: self.session_id.as_deref(),
            realm: self.realm.as_deref(),
        }
    }

    /// Whether nothing is asked at all.
    fn is_empty(&self) -> bool {
        let asked = !self.query.words.trim().is_empty() || !self.query.slots.is_empty();
        let pictured = self.image.is_some() || self.image_file.is_some();
        // A page that has just been opened lists everything.
        let listed = self.filters != Filters::default() || self.options.lists_all;
        let goes_on = !self.options.corrections.is_empty() || self.options.cursor.is_some();
        !(asked || pictured || listed || goes_on)
    }

    /// Refuses what no answer could heed.
    pub(crate) fn check(&self) -> Result<(), AppError> {
        let names = [
            ("user_id", self.user_id.as_deref()),
            ("session_id", self.session_id.as_deref()),
            ("conversation_id", self.conversation()),
        ];
        for (parameter, name) in names {
            check_name(parameter, name)?;
        }
        if self.options.limit.is_some_and(|limit| !(1..=MAX_LIMIT).contains(&limit)) {
            return Err(AppError::invalid_parameter("limit", format!("`limit` is 1 to {MAX_LIMIT}")));
        }
        if self.options.seed.is_some_and(|seed| seed >= SEEDS) {
            return Err(AppError::invalid_parameter("seed", format!("`seed` is 0 to {}", SEEDS - 1)));
        }
        let birth = self.options.birth_year.or(self.context.birth_year);
        if birth.is_some_and(|year| !(1900..=2100).contains(&year)) {
            return Err(AppError::invalid_parameter("birth_year", "`birth_year` is 1900 to 2100"));
        }
        let weights = self.options.weights.iter().flat_map(|w| [w.themes, w.genre, w.synopsis, w.ratings]);
        if weights.into_iter().any(|share| !(0.0..=1000.0).contains(&share)) {
            return Err(AppError::invalid_parameter("weights", "each of `weights` is 0 to 1000"));
        }
        let context = &self.context;
        for (parameter, list) in
            [("shown", &context.shown), ("liked", &context.liked), ("refused", &context.refused)]
        {
            if list.len() > LISTED {
                let message = format!("`{parameter}` lists more than {LISTED} works");
                return Err(AppError::invalid_parameter(parameter, message));
            }
        }
        if self.is_empty() {
            let message = "nothing is asked: the question has no words, no slots, no filters and no picture";
            return Err(AppError::invalid_parameter("query", message)
                .hint("ask in words, such as “dark mystery anime from the 90s”; docs/asking.md has more"));
        }
        Ok(())
    }
}

/// Refuses a name that is too long or holds what no name holds.
pub(crate) fn check_name(parameter: &str, name: Option<&str>) -> Result<(), AppError> {
    let bad = name.is_some_and(|name| name.chars().count() > NAME || name.chars().any(char::is_control));
    if bad {
        let message = format!("`{parameter}` is up to {NAME} characters, without control characters");
        return Err(AppError::invalid_parameter(parameter, message));
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Asked {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Null => Ok(Self::default()),
            Value::String(words) => Ok(Self { words, slots: Map::new() }),
            Value::Object(mut slots) => {
                let mut words = String::new();
                for key in WORDS {
                    match slots.remove(key) {
                        None | Some(Value::Null) => {}
                        Some(Value::String(text)) => words = text,
                        Some(_) => return Err(serde::de::Error::custom(format!("`query.{key}` is no text"))),
                    }
                }
                Ok(Self { words, slots })
            }
            _ => Err(serde::de::Error::custom("`query` is neither text nor an object of slots")),
        }
    }
}

/// An object, or nothing; an array of its values, which a derived reader would take, is none.
fn or_default<'de, D: Deserializer<'de>, T: DeserializeOwned + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    match Option::<Map<String, Value>>::deserialize(deserializer)? {
        Some(object) => serde_json::from_value(Value::Object(object)).map_err(serde::de::Error::custom),
        None => Ok(T::default()),
    }
}

fn level<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Deeper>, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Null | Value::Bool(false) => Ok(None),
        Value::Bool(true) => Ok(Some(Deeper::Usual)),
        other => {
            let known = "`enhance` is true, false, basic, detailed or comprehensive";
            let level = Level::deserialize(other).map_err(|_| serde::de::Error::custom(known))?;
            Ok(Some(Deeper::To(level)))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: Value) -> Result<QueryRequest, String> {
        serde_json::from_value(value).map_err(|error| error.to_string())
    }

    #[test]
    fn a_question_is_words_slots_or_both() {
        let words = read(json!({"query": "dark trains"})).expect("words");
        assert_eq!((words.query.words.as_str(), words.query.slots.len()), ("dark trains", 0));
        let both = read(json!({"query": {"text": "trains", "year_min": 1990}})).expect("both");
        assert_eq!(
            (both.query.words.as_str(), both.query.slots["year_min"].as_i64()),
            ("trains", Some(1990))
        );
        let old = read(json!({"message": "trains", "session_id": "s", "user_context": null})).expect("old");
        assert_eq!((old.query.words.as_str(), old.whose().owner().as_str()), ("trains", "session:s"));
        assert!(read(json!({"query": 7})).is_err() && read(json!({"query": {"text": []}})).is_err());
        assert!(read(json!({"question": "x"})).expect_err("no such key").contains("question"));
    }

    #[test]
    fn levels_are_words_or_yes() {
        let enhance = |value: Value| read(json!({"options": {"enhance": value}})).map(|r| r.options.enhance);
        assert_eq!(enhance(json!(true)), Ok(Some(Deeper::Usual)));
        assert_eq!(enhance(json!("comprehensive")), Ok(Some(Deeper::To(Level::Comprehensive))));
        assert_eq!(enhance(json!(false)), Ok(None));
        assert!(enhance(json!("deepest")).expect_err("no level").contains("comprehensive"));
    }

    #[test]
    fn what_is_out_of_range_is_named() {
        let parameter = |value: Value| {
            let error = read(value).expect("a good shape").check().expect_err("out of range");
            error.details["parameter"].as_str().unwrap_or_default().to_owned()
        };
        assert_eq!(parameter(json!({"options": {"limit": 0}})), "limit");
        assert_eq!(parameter(json!({"options": {"birth_year": 3000}})), "birth_year");
        assert_eq!(parameter(json!({"session_id": "a\nb"})), "session_id");
        assert_eq!(parameter(json!({"user_id": "x".repeat(129)})), "user_id");
        assert_eq!(parameter(json!({"options": {"weights": {"themes": -1}}})), "weights");
        assert_eq!(parameter(json!({"query": " "})), "query", "nothing is asked");
        assert!(read(json!({"query": "", "filters": {"year_min": 1990}})).expect("a filter").check().is_ok());
    }
}
