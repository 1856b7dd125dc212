//! Which work a name means, where a caller may give an id or a title.

use model::Work;
use search::{Hit, MatchForm, SearchRequest};
use serde_json::json;

use crate::{App, AppError, ErrorCode, WorkRef};

/// Hits that are looked at.
const NEAR: usize = 25;
/// The most candidates that are named where a title is ambiguous.
const CANDIDATES: usize = 10;
/// How far the best hit has to lie ahead of the next, from 0 to 1, to be taken for what was meant when
/// none is named just so.
const AHEAD: f32 = 0.15;

/// What makes one of several works of the same title the evident one: at least so many followers, and so many times
/// as many as any other has.
const FOLLOWED: (u64, u64) = (1_000, 8);
/// The same by the number of sites that list it.
const LISTED: (u64, u64) = (4, 3);

impl App {
    /// The work that a name means: our id, a provider's such as `mal:16498`, or a title. A title that only
    /// one work bears is taken, of several the one that is by far the best known, and one that none bears, when one
    /// hit lies well ahead of the others.
    ///
    /// # Errors
    /// `not_found` when nothing fits, `ambiguous_title` with up to ten candidates when several works do, `busy`
    /// while the index is being built.
    pub async fn work_named(&self, name: &str) -> Result<Work, AppError> {
        let name = name.trim();
        let by_id = match name.parse::<WorkRef>() {
            Ok(id) => match self.work(&id).await {
                Ok(page) => return Ok(page.work),
                // Titles may hold a colon, so what looks like an id need not be one.
                Err(error) if error.code == ErrorCode::NotFound && matches!(id, WorkRef::External(_)) => {
                    error
                }
                Err(error) => return Err(error),
            },
            Err(error) => error,
        };
        if name.is_empty() {
            return Err(AppError::invalid_parameter("work", "the name of the work is empty"));
        }
        let mut request = SearchRequest { query: name.to_owned(), limit: NEAR, ..SearchRequest::default() };
        // A title that is for adults makes another of the same name no less ambiguous.
        request.set("adult", "include").map_err(AppError::internal)?;
        let hits = self.search(request).await?.results;
        let meant = meant(name, &hits);
        match meant.as_slice() {
            [] => Err(by_id.hint(
                "a work is named by its number, an id such as mal:16498, or a title; a search finds it by words",
            )),
            [only] => Ok(self.work(&only.id.into()).await?.work),
            several => Err(ambiguous(name, several)),
        }
    }
}

/// The hits that may be meant.
fn meant<'a>(name: &str, hits: &'a [Hit]) -> Vec<&'a Hit> {
    let form = |hit: &Hit| hit.why.matched.as_ref().map(|matched| matched.form);
    let named = |forms: &[MatchForm]| -> Vec<&Hit> {
        hits.iter().filter(|hit| form(hit).is_some_and(|form| forms.contains(&form))).collect()
    };
    let exact = named(&[MatchForm::Exact]);
    let exact = if exact.is_empty() { named(&[MatchForm::Romanized]) } else { exact };
    if !exact.is_empty() {
        // Whose own title it is, is meant before those that somebody also calls so.
        let own: Vec<&Hit> = exact.iter().copied().filter(|hit| is_own(name, hit)).collect();
        let several = if own.is_empty() { exact } else { own };
        return evident(&several).map_or(several, |one| vec![one]);
    }
    let near = named(&[MatchForm::Prefix, MatchForm::Fuzzy, MatchForm::Part]);
    match near.as_slice() {
        [best, next, ..] if best.relevance - next.relevance >= AHEAD => vec![*best],
        _ => near,
    }
}

/// Of works that bear one title, the one that nearly everybody means: it has far more followers than any other, or,
/// where nobody's followers are known, is listed at far more sites.
fn evident<'a>(several: &[&'a Hit]) -> Option<&'a Hit> {
    let followed = several.iter().any(|hit| hit.card.popularity.is_some());
    let weight = |hit: &Hit| {
        if followed { hit.card.popularity.unwrap_or(0) } else { hit.card.external_ids.len() as u64 }
    };
    let (least, times) = if followed { FOLLOWED } else { LISTED };
    let best = several.iter().max_by_key(|hit| weight(hit))?;
    let rivals = several.iter().filter(|hit| hit.id != best.id).map(|hit| weight(hit));
    let next = rivals.max().unwrap_or(0);
    (weight(best) >= least && weight(best) >= next.saturating_mul(times)).then_some(*best)
}

/// Whether a work shows itself under a name, in whichever case.
fn is_own(name: &str, hit: &Hit) -> bool {
    let card = &hit.card;
    let others = [card.title_english.as_deref(), card.title_native.as_deref()];
    let mut shown = std::iter::once(card.title.as_str()).chain(others.into_iter().flatten());
    shown.any(|title| title.to_lowercase() == name.to_lowercase())
}

fn ambiguous(name: &str, several: &[&Hit]) -> AppError {
    let listed: Vec<_> = several
        .iter()
        .take(CANDIDATES)
        .map(|hit| {
            let card = &hit.card;
            json!({ "id": card.id, "title": card.title, "medium": card.medium, "format": card.format, "year": card.year })
        })
        .collect();
    AppError::new(ErrorCode::AmbiguousTitle, format!("`{name}` may mean {} works", several.len()))
        .detail("candidates", listed)
        .detail("total", several.len())
        .hint("name the one that is meant by its id")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestApp;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_name_is_an_id_or_a_title() {
        let app = TestApp::new().await;
        app.work("Moonlit Depot", "mal:42").year(2014).save().await;
        app.work("Twin Rivers", "mal:7").year(1999).save().await;
        app.work("Twin Rivers", "mal:8").year(2009).save().await;
        app.work("re:Harbor", "mal:9").save().await;
        app.work("Night Ferry", "mal:10").save().await;
        app.work("Night Ferry Zero", "mal:11")
            .with(|record| record.titles.push(model::Title::new("Night Ferry", model::TitleKind::Synonym)))
            .save()
            .await;
        let named =
            async |name: &str| app.app.work_named(name).await.map(|work| work.id.get()).map_err(|e| e.code);
        assert_eq!(named("1").await, Ok(1));
        assert_eq!(named("mal:42").await, Ok(1));
        assert_eq!(named(" moonlit depot ").await, Ok(1));
        assert_eq!(named("moonlit depo").await, Ok(1));
        assert_eq!(named("re:Harbor").await, Ok(4));
        assert_eq!(named("night ferry").await, Ok(5), "a title before what is also said");
        assert_eq!(named("Twin Rivers").await, Err(ErrorCode::AmbiguousTitle));
        assert_eq!(named("mal:4711").await, Err(ErrorCode::NotFound));
        assert_eq!(named("4711").await, Err(ErrorCode::NotFound));
        assert_eq!(named("").await, Err(ErrorCode::InvalidParameter));
        app.work("Twin Harbors", "mal:21").with(|record| record.popularity = Some(90_000)).save().await;
        app.work("Twin Harbors", "mal:22").with(|record| record.popularity = Some(700)).save().await;
        app.work("Twin Bays", "mal:23").with(|record| record.popularity = Some(90_000)).save().await;
        app.work("Twin Bays", "mal:24").with(|record| record.popularity = Some(40_000)).save().await;
        assert_eq!(named("twin harbors").await, Ok(7), "nearly everybody means this one");
        assert_eq!(named("twin bays").await, Err(ErrorCode::AmbiguousTitle));
        let error = app.app.work_named("twin rivers").await.expect_err("two bear it");
        assert_eq!(error.details["candidates"].as_array().map(Vec::len), Some(2));
    }
}
