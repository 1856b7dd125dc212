//! Pictures that were made here, as they stand beside works that were found.

use async_graphql::{ID, SimpleObject};

/// A picture that was made here and answers the same words.
#[derive(SimpleObject)]
#[graphql(rename_fields = "snake_case")]
pub struct Take {
    /// Its id, a UUID.
    id: ID,
    /// How well it answers, 0 to 1.
    relevance: f32,
    /// The words that were found in it.
    words: Vec<String>,
    /// The compiled prompt.
    prompt: String,
    /// `draft`, `approved` or `rejected`.
    verdict: String,
    /// Whether it stands out.
    starred: bool,
    /// Whether it is a draft and no finished drawing.
    is_draft: bool,
    /// When it was made.
    at: String,
    /// Its project.
    project_id: Option<ID>,
    /// Whom it shows.
    character_id: Option<ID>,
    /// Where its small copy is.
    thumbnail: String,
    /// Where its file is.
    file: String,
}

impl From<app::FoundTake> for Take {
    fn from(found: app::FoundTake) -> Self {
        let take = found.take;
        Self {
            file: format!("/api/anime/takes/{}/file", take.id),
            id: ID(take.id),
            relevance: found.relevance,
            words: found.words,
            prompt: take.prompt,
            verdict: take.review.verdict.as_str().to_owned(),
            starred: take.review.starred,
            is_draft: take.is_draft,
            at: take.at.to_string(),
            project_id: take.project_id.map(ID),
            character_id: take.character_id.map(ID),
            thumbnail: found.thumbnail,
        }
    }
}
