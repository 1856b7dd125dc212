//! `ask_catalog`: a question in free words.

use app::{Asked as Question, QueryOptions, QueryRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Detail, Tool, Words, card::Fields};
use crate::mcp::{
    budget::size_of,
    call::{Call, Refused},
};

/// The tool.
pub struct AskCatalog;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// In any words: "like X but darker, no romance, under 20 episodes", "only the short ones"
    question: String,
    /// Slots that hold whatever the words say
    #[serde(default)]
    slots: Map<String, Value>,
    /// Also a picture: base64, data: or http(s) address
    image: Option<String>,
    /// `conversation` of the answer before, to go on from it
    conversation: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    #[serde(default)]
    detail: Detail,
    #[serde(default)]
    fields: Words,
    budget: Option<usize>,
}

/// What was found, and how the question was understood.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// What is asked besides works, answered.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    answers: Vec<String>,
    #[schemars(with = "Vec<super::Line>")]
    works: Vec<Map<String, Value>>,
    total: usize,
    next_cursor: Option<String>,
    /// The question piece by piece; say in the next one what is wrong with it.
    understood: Vec<String>,
    /// What was asked and could not be held to.
    unmet: Vec<String>,
    /// Questions to go on with.
    suggestions: Vec<String>,
    conversation: Option<String>,
    notes: Vec<String>,
}

/// Letters that a work takes at most, by level of detail: so many works are asked for as fit.
const SIZES: [(Detail, usize); 3] = [(Detail::Brief, 220), (Detail::Standard, 1_000), (Detail::Full, 1_800)];
const LIMIT: usize = 10;

impl Tool for AskCatalog {
    const NAME: &'static str = "ask_catalog";
    const TITLE: &'static str = "Ask in words";
    const ABOUT: &'static str = "Answer a question in free words (moods, references, lengths, eras, exclusions, \
        plots), and show how it was understood.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let fields = Fields::new(asked.detail, &asked.fields.0)?;
        let budget = call.budget(asked.budget)?;
        let size = SIZES.iter().find(|(detail, _)| *detail == asked.detail).map_or(1_800, |(_, size)| *size);
        // A question is asked once, since it may become part of a conversation; so what fits is known before.
        let fits = (budget.characters() / size).max(1);
        let options = QueryOptions {
            limit: Some(asked.limit.unwrap_or(LIMIT).clamp(1, 100).min(fits)),
            cursor: asked.cursor,
            sources: false,
            ..QueryOptions::default()
        };
        let request = QueryRequest {
            query: Question { words: asked.question, slots: asked.slots },
            options,
            image: asked.image,
            conversation_id: asked.conversation,
            ..QueryRequest::default()
        };
        let answer = call.app.query(&request).await?;
        let mut works: Vec<_> = answer.results.iter().map(|hit| fields.of_hit(hit)).collect();
        // Works with much to tell lose their plots before anything else.
        for at in (0..works.len()).rev() {
            if size_of(&works) <= budget.characters() {
                break;
            }
            works[at].remove("synopsis");
        }
        let unmet = answer.metadata.unmet.iter().map(|slot| match serde_json::to_value(slot) {
            Ok(Value::String(word)) => word,
            _ => String::new(),
        });
        Ok(Told {
            answers: answer.answers.into_iter().map(|reply| reply.text).collect(),
            works,
            total: answer.total,
            next_cursor: answer.next_cursor,
            understood: answer.chips.into_iter().map(|chip| chip.label).collect(),
            unmet: unmet.collect(),
            suggestions: answer.suggestions.into_iter().map(|suggestion| suggestion.say).collect(),
            conversation: answer.conversation_id,
            notes: answer.metadata.notes,
        })
    }
}
