//! Filters of works as tools take them, under the names they have at every door.

use app::{AppError, SearchRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Detail, Words, card::Fields};
use crate::{
    mcp::{budget::Budget, call::Call},
    query,
};

/// What a list of works has in common, whatever it lists.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Page {
    /// How much is told of each work.
    pub detail: Detail,
    /// Only these fields.
    pub fields: Words,
    /// Tokens.
    pub budget: Option<usize>,
}

/// A page of works, as tools tell it.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_field_names, reason = "the published name")]
pub struct Works {
    /// The works, best first.
    #[schemars(with = "Vec<super::Line>")]
    pub works: Vec<Map<String, Value>>,
    /// How many there are in all.
    pub total: usize,
    /// Pass as `cursor` for the next page; absent on the last one.
    pub next_cursor: Option<String>,
    /// What was understood of the words, as `name=value`.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub understood: Vec<String>,
}

/// Reads the arguments that every door's search has, from an object of the same names.
pub fn request(arguments: &impl Serialize, own: &[&str]) -> Result<SearchRequest, AppError> {
    let value = serde_json::to_value(arguments).map_err(AppError::internal)?;
    let Value::Object(mut fields) = value else { return Ok(SearchRequest::default()) };
    fields.retain(|name, value| {
        let empty = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
        !empty && !own.contains(&name.as_str())
    });
    query::from_object(fields)
}

/// Asks for a page and cuts it to the budget; what is cut comes with the next page.
pub async fn page<F, A>(
    call: &Call,
    mut request: SearchRequest,
    page: &Page,
    ask: F,
) -> Result<Works, AppError>
where
    F: Fn(SearchRequest) -> A,
    A: Future<Output = Result<app::SearchAnswer, AppError>>,
{
    let fields = Fields::new(page.detail, &page.fields.0)?;
    let budget: Budget = call.budget(page.budget)?;
    let mut answer = ask(request.clone()).await?;
    let all: Vec<_> = answer.results.iter().map(|hit| fields.of_hit(hit)).collect();
    let asked_for = all.len();
    let works = budget.fit(all);
    if works.len() < asked_for {
        // The index alone can say where its next page begins, so it is asked for just as many.
        request.limit = works.len();
        answer = ask(request).await?;
    }
    let understood = answer.understood.understood.iter().map(|part| {
        let only = if part.required { "" } else { " (helps)" };
        format!("{}={}{only}", part.meaning, part.value)
    });
    Ok(Works {
        works,
        total: answer.total,
        next_cursor: answer.next_cursor,
        understood: understood.collect(),
    })
}
