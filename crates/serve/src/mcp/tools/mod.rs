//! The tools, one file each. A tool is its arguments, its answer and one call of `App`; the table here
//! lists them, and everything else (schemas, errors, budgets, correlation) is done for all alike.
//!
//! Adding one takes its file and its line in the table. What does not belong here: use cases (`app`).

mod arguments;
mod ask_catalog;
mod card;
pub mod catalog_stats;
mod compare_ratings;
mod explain_work;
mod filters;
mod get_characters;
mod get_person;
mod get_work;
mod list_episodes;
mod list_people;
mod list_schedule;
mod list_season;
pub mod list_sources;
mod list_trending;
mod recommend_works;
mod refresh_work;
mod related_works;
mod search_by_image;
mod search_works;
mod similar_works;
mod takes;
mod watch_order;
mod where_to_watch;
mod words;

use app::AppError;
use futures::{FutureExt, future::BoxFuture};
use rmcp::model::JsonObject;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

pub use card::{Detail, Line, TOLD};
pub use words::Words;

use super::{
    call::{Call, Refused},
    schema,
};

/// Something that an assistant may ask for.
pub trait Tool {
    /// Its published name.
    const NAME: &'static str;
    /// Its name for people.
    const TITLE: &'static str;
    /// What it gives and when to take it, in a sentence or two.
    const ABOUT: &'static str;
    /// What calling it does to the world.
    const EFFECT: Effect = Effect::Reads;
    /// Its arguments.
    type Asked: DeserializeOwned + JsonSchema + Send;
    /// Its answer.
    type Told: Serialize + JsonSchema;

    /// Answers one call.
    fn run(call: &Call, asked: Self::Asked) -> impl Future<Output = Result<Self::Told, Refused>> + Send;
}

/// What calling a tool does to the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Nothing: it reads what is stored here.
    Reads,
    /// It asks other sites and keeps what they say.
    Asks,
}

/// Answers a call with its arguments.
pub type Run = for<'a> fn(&'a Call, Map<String, Value>) -> BoxFuture<'a, Result<Value, Refused>>;

/// A tool in the table.
pub struct Row {
    /// Its published name.
    pub name: &'static str,
    /// Its name for people.
    pub title: &'static str,
    /// What it gives.
    pub about: &'static str,
    /// What it does to the world.
    pub effect: Effect,
    /// The schema of its arguments.
    pub input: fn() -> JsonObject,
    /// The schema of its answer.
    pub output: fn() -> JsonObject,
    /// The same with what each field means.
    pub described: fn() -> JsonObject,
    /// Answers a call.
    pub run: Run,
}

impl Row {
    const fn of<T: Tool + 'static>() -> Self {
        Self {
            name: T::NAME,
            title: T::TITLE,
            about: T::ABOUT,
            effect: T::EFFECT,
            input: schema::input::<T::Asked>,
            output: schema::output::<T::Told>,
            described: schema::described::<T::Told>,
            run: run::<T>,
        }
    }
}

/// Every tool, in the order in which assistants see them.
pub static TOOLS: &[Row] = &[
    Row::of::<ask_catalog::AskCatalog>(),
    Row::of::<search_works::SearchWorks>(),
    Row::of::<get_work::GetWork>(),
    Row::of::<similar_works::SimilarWorks>(),
    Row::of::<search_by_image::SearchByImage>(),
    Row::of::<recommend_works::RecommendWorks>(),
    Row::of::<related_works::RelatedWorks>(),
    Row::of::<watch_order::OrderOfWatching>(),
    Row::of::<get_characters::GetCharacters>(),
    Row::of::<list_episodes::ListEpisodes>(),
    Row::of::<list_season::ListSeason>(),
    Row::of::<list_schedule::ListSchedule>(),
    Row::of::<where_to_watch::WhereToWatch>(),
    Row::of::<compare_ratings::CompareRatings>(),
    Row::of::<explain_work::ExplainWork>(),
    Row::of::<refresh_work::RefreshWork>(),
    Row::of::<list_trending::ListTrending>(),
    Row::of::<catalog_stats::CatalogStats>(),
    Row::of::<list_sources::ListSources>(),
];

/// The tools on people, which are there only where people are open, for those who may see them.
pub static PEOPLE: &[Row] = &[Row::of::<list_people::ListPeople>(), Row::of::<get_person::GetPerson>()];

/// The tool on people of a name.
pub fn of_people(name: &str) -> Option<&'static Row> {
    PEOPLE.iter().find(|tool| tool.name == name)
}

/// The tool of a name.
pub fn named(name: &str) -> Option<&'static Row> {
    TOOLS.iter().find(|tool| tool.name == name)
}

fn run<T: Tool>(call: &Call, arguments: Map<String, Value>) -> BoxFuture<'_, Result<Value, Refused>> {
    async move {
        let asked = arguments::read::<T::Asked>(arguments)?;
        let told = T::run(call, asked).await?;
        let mut told = serde_json::to_value(told).map_err(AppError::internal)?;
        drop_nulls(&mut told);
        Ok(told)
    }
    .boxed()
}

/// What is said in place of an empty list: that nothing is kept, which is not that there is nothing.
fn unless_empty(total: usize, what: &str) -> Option<String> {
    (total == 0).then(|| format!("no {what} are kept here; refresh_work asks the sources for them"))
}

/// What is not known is left out of answers.
fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| !value.is_null());
            fields.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
