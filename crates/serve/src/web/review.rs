//! `/review`: pairs of records that may be one work, one at a time, with both records side by side.
//!
//! It all works without a script; with one, `s`, `d`, `k` and `u` are the answers.

use std::sync::Arc;

use app::{AppError, MatchPair, PairSide, PairState, PairView, ReviewAnswer, WeighedField};
use askama::Template;
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::Deserialize;

use super::{Frame, frame, text};
use crate::{problem::Problem, safety::bodies::form_field, site::Site};

/// How many further pairs are listed.
const NEXT: usize = 20;
/// The weight whose bar is full; larger ones are as good as certain.
const FULL_BITS: f64 = 12.0;

#[derive(Template)]
#[template(path = "review.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    author_hint: &'a str,
    waiting: String,
    pair: Option<Shown>,
    next: Vec<Line>,
    last: Option<Last>,
}

/// The pair in question.
struct Shown {
    id: i64,
    a: String,
    b: String,
    a_url: Option<String>,
    b_url: Option<String>,
    state: &'static str,
    /// Whether it waits for an answer.
    is_open: bool,
    can_undo: bool,
    sure: String,
    trap: Option<String>,
    decided: Option<String>,
    reason: String,
    facts: Vec<Fact>,
    weights: Vec<Weight>,
}

/// One fact of both records.
struct Fact {
    name: &'static str,
    a: String,
    b: String,
    /// Whether both say it and say the same.
    is_same: bool,
    /// Whether both say it and not the same.
    is_apart: bool,
}

/// What one field says.
struct Weight {
    field: String,
    agreement: String,
    /// With its sign.
    bits: String,
    /// Eighths of a full bar, 0 to 8.
    bar: u8,
    is_for: bool,
}

/// A further pair.
struct Line {
    id: i64,
    a: String,
    b: String,
    sure: String,
    is_skipped: bool,
}

/// The answer just given.
struct Last {
    id: i64,
    word: &'static str,
    can_undo: bool,
}

/// What the address says.
#[derive(Debug, Deserialize)]
pub struct Asked {
    pair: Option<i64>,
    done: Option<i64>,
}

/// `GET /review`: the pair whose answer is worth most, or `?pair=` a certain one.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(asked) = asked.map_err(|error| AppError::invalid_parameter("pair", error.body_text()))?;
    let queue = site.app.review_queue(NEXT + 1).await?;
    let id = asked.pair.or_else(|| queue.pairs.first().map(|pair| pair.id));
    let pair = match id {
        Some(id) => Some(Shown::of(&site.app.review_pair(id).await?)),
        None => None,
    };
    let last = match asked.done {
        Some(done) => site.app.review_pair(done).await.ok().map(|view| Last {
            id: done,
            word: word(view.pair.state),
            can_undo: matches!(view.pair.state, PairState::Same | PairState::Different | PairState::Skipped),
        }),
        None => None,
    };
    let further = queue.pairs.iter().filter(|other| Some(other.id) != id).take(NEXT);
    frame::answer(&Page {
        frame: &frame,
        query: "",
        author_hint: &site.app.config().curation.author,
        waiting: text::number(queue.waiting),
        pair,
        next: further.map(Line::of).collect(),
        last,
    })
}

/// `POST /review/{id}`: `do` is `same`, `different`, `skip` or `undo`; leads on to the next pair.
pub async fn answer(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
    body: Bytes,
) -> Result<Response, Problem> {
    let id: i64 = id.parse().map_err(|_| AppError::not_found("pair", &id))?;
    let said = match form_field(&body, "do").as_deref() {
        Some("same") => ReviewAnswer::Same,
        Some("different") => ReviewAnswer::Different,
        Some("skip") => ReviewAnswer::Skip,
        Some("undo") => ReviewAnswer::Undo,
        _ => {
            let message = "`do` is none of same, different, skip, undo";
            return Err(AppError::invalid_parameter("do", message).into());
        }
    };
    let author = frame.author.as_deref().ok_or_else(|| {
        AppError::invalid_parameter(
            "author",
            "each answer has an author, and you have not given your name yet",
        )
        .hint("go back and write your name at the top of the page")
    })?;
    let reason = form_field(&body, "reason").unwrap_or_default();
    site.app.review_answer(id, said, author, reason.trim()).await?;
    // An answer taken back is a question again.
    let place =
        if said == ReviewAnswer::Undo { format!("/review?pair={id}") } else { format!("/review?done={id}") };
    let place = HeaderValue::from_str(&place).unwrap_or(HeaderValue::from_static("/review"));
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response())
}

fn word(state: PairState) -> &'static str {
    match state {
        PairState::Open => "open",
        PairState::Joined => "joined by a rule",
        PairState::Same => "one work",
        PairState::Different => "two works",
        PairState::Skipped => "skipped",
    }
}

impl Shown {
    fn of(view: &PairView) -> Self {
        let PairView { pair, weighed, left, right } = view;
        Self {
            id: pair.id,
            a: pair.a.to_string(),
            b: pair.b.to_string(),
            a_url: page(left),
            b_url: page(right),
            state: word(pair.state),
            is_open: matches!(pair.state, PairState::Open | PairState::Skipped),
            can_undo: matches!(pair.state, PairState::Same | PairState::Different | PairState::Skipped),
            sure: percent(pair.probability),
            trap: weighed.trap.as_ref().map(|trap| trap.replace('_', " ")),
            decided: (!pair.author.is_empty()).then(|| {
                let when = pair.decided_at.map(|at| format!(" on {at}")).unwrap_or_default();
                format!("{}{when}", pair.author)
            }),
            reason: pair.reason.clone(),
            facts: facts(left, right),
            weights: weighed.fields.iter().map(Weight::of).collect(),
        }
    }
}

impl Weight {
    fn of(field: &WeighedField) -> Self {
        let part = (field.weight.abs() / FULL_BITS).clamp(0.0, 1.0);
        Self {
            field: field.field.replace('_', " "),
            agreement: field.agreement.replace('_', " "),
            bits: format!("{:+.1}", field.weight),
            bar: (part * 8.0).round() as u8,
            is_for: field.weight >= 0.0,
        }
    }
}

impl Line {
    fn of(pair: &MatchPair) -> Self {
        Self {
            id: pair.id,
            a: pair.a.to_string(),
            b: pair.b.to_string(),
            sure: percent(pair.probability),
            is_skipped: pair.state == PairState::Skipped,
        }
    }
}

/// The page of a record, where its address is one that a browser may follow.
fn page(side: &PairSide) -> Option<String> {
    side.url.clone().filter(|url| url.starts_with("https://") || url.starts_with("http://"))
}

fn percent(probability: f64) -> String {
    format!("{:.1} %", probability * 100.0)
}

/// Facts of both records, those left out that neither has.
fn facts(left: &PairSide, right: &PairSide) -> Vec<Fact> {
    type Of = fn(&PairSide) -> Option<String>;
    let rows: [(&'static str, Of); 12] = [
        ("Title", |side| side.title.clone()),
        ("Other titles", |side| joined(&side.other_titles, " · ")),
        ("Medium", |side| side.medium.as_ref().map(|medium| text::word(medium.as_str()))),
        ("Format", |side| side.format.as_ref().map(|format| text::word(format.as_str()))),
        ("Begun", |side| {
            let date = side.start_date.map(|date| date.to_string());
            date.or_else(|| side.year.map(|year| year.to_string()))
        }),
        ("Ended", |side| side.end_date.map(|date| date.to_string())),
        ("Episodes", |side| side.episodes.map(|count| count.to_string())),
        ("Length of one", |side| side.duration_s.map(|length| format!("{} min", length / 60))),
        ("Studios", |side| joined(&side.studios, ", ")),
        ("Synopsis", |side| side.synopsis.clone()),
        ("Other ids", |side| {
            joined(&side.external_ids.iter().map(ToString::to_string).collect::<Vec<_>>(), " ")
        }),
        ("Our work", |side| side.work.map(|work| work.to_string())),
    ];
    let rows = rows.into_iter().map(|(name, of)| (name, of(left), of(right)));
    let said = rows.filter(|(_, a, b)| a.is_some() || b.is_some());
    said.map(|(name, a, b)| Fact {
        name,
        is_same: a.is_some() && a == b,
        is_apart: a.is_some() && b.is_some() && a != b,
        a: a.unwrap_or_default(),
        b: b.unwrap_or_default(),
    })
    .collect()
}

fn joined(texts: &[String], by: &str) -> Option<String> {
    (!texts.is_empty()).then(|| texts.join(by))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_the_weight() {
        let weight = |weight: f64| {
            let field = WeighedField { field: "title".into(), agreement: "one_sided".into(), weight };
            Weight::of(&field)
        };
        assert_eq!([weight(6.0).bar, weight(-40.0).bar, weight(0.0).bar], [4, 8, 0]);
        assert_eq!((weight(-1.26).bits.as_str(), weight(-1.26).is_for), ("-1.3", false));
        assert_eq!(weight(1.0).agreement, "one sided");
    }
}
