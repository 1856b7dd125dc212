//! The picture of a question, and what its words bring beside it.

use search::{Adult, AskAnswer, Facets, Filters, Hit};

use super::QueryRequest;
use crate::{App, AppError, PictureAnswer, PictureInput, PictureRequest};

impl App {
    /// What the picture of a question shows; `None` where there is none, and on a further page.
    pub(super) async fn pictured(&self, request: &QueryRequest) -> Result<Option<PictureAnswer>, AppError> {
        let text = request.image.as_deref().map(str::trim).filter(|text| !text.is_empty());
        let input = match (&request.image_file, text) {
            (Some(file), _) => PictureInput::File(file.clone()),
            (None, Some(text)) => PictureInput::Text(text.to_owned()),
            (None, None) => return Ok(None),
        };
        if request.options.cursor.is_some() {
            return Ok(None);
        }
        let limit = request.options.limit.unwrap_or(request.options.usual_limit);
        let asked = PictureRequest { limit, adult: request.filters.adult };
        self.search_by_picture(input, &asked).await.map(Some)
    }
}

/// Puts the works that show the picture before those that the words bring. Where nothing but the picture is asked,
/// they are all; where filters are given, only works that meet them come to the front.
pub(super) fn lay_on(answer: &mut AskAnswer, request: &QueryRequest, picture: &PictureAnswer) {
    let is_free = Filters { adult: Adult::default(), ..request.filters.clone() } == Filters::default();
    let is_alone = is_free && request.query.words.trim().is_empty() && request.query.slots.is_empty();
    let found = std::mem::take(&mut answer.results);
    let shows = |hit: &Hit| picture.results.iter().any(|shown| shown.card.id == hit.id);
    let hit = |shown: &crate::PictureHit| Hit {
        id: shown.card.id,
        card: shown.card.clone(),
        relevance: shown.relevance,
        why: shown.why.clone(),
    };
    if is_alone {
        answer.results = picture.results.iter().map(hit).collect();
        answer.total = answer.results.len();
        answer.next_cursor = None;
        answer.facets = Facets::default();
        return;
    }
    let (mut first, rest): (Vec<Hit>, Vec<Hit>) = found.into_iter().partition(shows);
    if is_free {
        let missing = |shown: &&crate::PictureHit| !first.iter().any(|hit| hit.id == shown.card.id);
        let missing: Vec<Hit> = picture.results.iter().filter(missing).map(hit).collect();
        first.splice(0..0, missing);
    }
    first.extend(rest);
    answer.results = first;
}
