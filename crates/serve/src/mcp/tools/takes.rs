//! Pictures that were made here, told beside the works that a search finds, as far as there is room.

use app::AppError;
use serde_json::{Map, Value, json};

use super::filters::Works;
use crate::mcp::{budget, call::Call};

/// The most of a prompt that is told, in characters.
const PROMPT: usize = 160;

/// Takes for these words, as many as leave an answer with these works within its budget.
///
/// # Errors
/// `invalid_parameter` for a budget that is out of range.
pub async fn beside(
    call: &Call,
    query: &str,
    tokens: Option<usize>,
    works: &Works,
) -> Result<Vec<Map<String, Value>>, AppError> {
    let whole = call.budget(tokens)?.characters();
    let mut left = whole.saturating_sub(budget::size_of(&works.works));
    let mut takes = Vec::new();
    for found in call.app.takes_beside(query).await {
        let line = line(found);
        let size = budget::size_of(&line) + 1;
        if size > left {
            break;
        }
        left -= size;
        takes.push(line);
    }
    Ok(takes)
}

fn line(found: app::FoundTake) -> Map<String, Value> {
    let take = found.take;
    let mut prompt = take.prompt;
    if let Some((end, _)) = prompt.char_indices().nth(PROMPT) {
        prompt.truncate(end);
        prompt.push('…');
    }
    let fields = [
        ("id", json!(take.id)),
        ("source", json!(found.source)),
        ("prompt", json!(prompt)),
        ("verdict", json!(take.review.verdict)),
        ("project_id", json!(take.project_id)),
        ("file", json!(format!("/api/anime/takes/{}/file", take.id))),
    ];
    fields.map(|(name, value)| (name.to_owned(), value)).into_iter().collect()
}
