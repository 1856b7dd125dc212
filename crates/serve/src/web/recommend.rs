//! `/recommend`: a list or some works in, works that somebody may like out.

use std::sync::Arc;

use app::{AppError, ErrorCode, RecommendBy, RecommendRequest, Recommendations, Recommended};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, Request, State},
    http::StatusCode,
    response::Response,
};

use super::{Frame, frame, hit, meant, text};
use crate::{
    problem::{self, Problem},
    query,
    safety::{bodies, csrf},
    site::Site,
};

/// Picks on the page.
const PICKS: usize = 24;

#[derive(Template)]
#[template(path = "recommend.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    fields: Fields,
    trouble: Option<(String, Option<String>)>,
    /// The name that was not understood, and works that it may mean.
    choices: Option<(String, Vec<Offer>)>,
    answer: Option<Answer>,
}

/// A work that is offered: the address that takes it, its title, and facts.
type Offer = (String, String, String);

/// What stands in the form.
#[derive(Default)]
struct Fields {
    works: String,
    list: String,
    known: Known,
    sequels: bool,
    ignore_dislikes: bool,
}

/// How well known picks are to be.
#[derive(Default, Clone, Copy, PartialEq)]
enum Known {
    #[default]
    Any,
    Well,
    Little,
}

impl Known {
    const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Any, "", "however well known"),
        (Self::Well, "well", "well known ones"),
        (Self::Little, "little", "little known ones"),
    ];
}

struct Answer {
    picks: Vec<Pick>,
    /// By which model, and from how many works.
    summary: String,
    note: Option<String>,
    unmatched: Vec<(String, String)>,
}

struct Pick {
    id: i64,
    title: String,
    image: Option<String>,
    facts: String,
    /// A sentence, the part of the score in percent, and the work that it is about.
    reasons: Vec<(String, String, Option<i64>)>,
}

/// `GET /recommend`: the form, and with `?works=` the picks for some works.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let pairs = query::pairs(asked.as_deref().unwrap_or_default(), true).collect();
    answer(&site, &frame, pairs).await
}

/// `POST /recommend`: the picks for what the form holds.
pub async fn ask(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    request: Request,
) -> Result<Response, Problem> {
    let bytes = bodies::whole(&site, request).await?;
    let pairs = url::form_urlencoded::parse(&bytes)
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .filter(|(name, value)| name != csrf::FIELD && !value.trim().is_empty())
        .collect();
    answer(&site, &frame, pairs).await
}

async fn answer(site: &Site, frame: &Frame, pairs: Vec<(String, String)>) -> Result<Response, Problem> {
    let (fields, wish) = read(pairs);
    let mut page = Page { frame, query: "", fields, trouble: None, choices: None, answer: None };
    let mut status = StatusCode::OK;
    let found = match wish {
        Ok(Some(mut wish)) => match meant::works(site, &page.fields.works).await {
            Ok(works) => {
                wish.works = works;
                Some(site.app.recommend(&wish).await)
            }
            Err(unclear) => {
                page.choices = offered(unclear.name, unclear.choices);
                Some(Err(unclear.error))
            }
        },
        Ok(None) => None,
        Err(error) => Some(Err(error)),
    };
    match found {
        None => {}
        Some(Ok(found)) => page.answer = Some(Answer::of(found)),
        Some(Err(error)) => {
            let asked = [
                ErrorCode::InvalidParameter,
                ErrorCode::InvalidInput,
                ErrorCode::NotFound,
                ErrorCode::AmbiguousTitle,
                ErrorCode::Busy,
            ];
            if !asked.contains(&error.code) {
                return Err(error.into());
            }
            status =
                StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
            page.trouble = Some((error.message, error.hint));
        }
    }
    let mut response = frame::answer(&page)?;
    *response.status_mut() = status;
    Ok(problem::kept(response))
}

/// Where each work leads that a name may mean: to the picks for it.
fn offered(name: String, choices: Vec<meant::Choice>) -> Option<(String, Vec<Offer>)> {
    let address = |field: &str| {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        address.append_pair("works", field);
        format!("/recommend?{}", address.finish())
    };
    let choices: Vec<_> =
        choices.into_iter().map(|choice| (address(&choice.field), choice.title, choice.facts)).collect();
    (!choices.is_empty()).then_some((name, choices))
}

/// What stands in the form again, and what is asked for but the works that are named; nothing as long as none is.
fn read(pairs: Vec<(String, String)>) -> (Fields, Result<Option<RecommendRequest>, AppError>) {
    let mut fields = Fields::default();
    for (name, value) in pairs {
        match name.as_str() {
            "works" => fields.works = value,
            "list" => fields.list = value,
            "known" => {
                let known = Known::ALL.iter().find(|(_, word, _)| *word == value);
                fields.known = known.map(|(known, ..)| *known).unwrap_or_default();
            }
            "sequels" => fields.sequels = true,
            "ignore_dislikes" => fields.ignore_dislikes = true,
            _ => {}
        }
    }
    if fields.works.is_empty() && fields.list.is_empty() {
        return (fields, Ok(None));
    }
    let mut wish = RecommendRequest {
        limit: PICKS,
        sequels: fields.sequels,
        dislikes: !fields.ignore_dislikes,
        ..RecommendRequest::default()
    };
    match fields.known {
        Known::Any => {}
        Known::Well => wish.popularity_min = 0.9,
        Known::Little => wish.popularity_max = 0.8,
    }
    let set = wish.set("list", &fields.list);
    (fields, set.map(|()| Some(wish)))
}

impl Fields {
    /// Each choice of how well known picks are, and whether it is chosen.
    fn known(&self) -> Vec<(&'static str, &'static str, bool)> {
        Known::ALL.iter().map(|(known, word, label)| (*word, *label, *known == self.known)).collect()
    }
}

impl Answer {
    fn of(found: Recommendations) -> Self {
        let works = text::count(found.matched as u64, "work", "works");
        let by = match found.by {
            RecommendBy::Ratings => format!("by {}", text::count(found.ratings, "rating", "ratings")),
            _ => "by what works are about".to_owned(),
        };
        let unmatched = found.unmatched.into_iter().map(|line| {
            let title = line.title.map(|title| format!("{title}, ")).unwrap_or_default();
            (format!("{}. {title}{}", line.place, line.named), line.reason)
        });
        Self {
            summary: format!("From {works} of yours, {by}."),
            note: found.note.map(|note| sentence(&note)),
            unmatched: unmatched.collect(),
            picks: found.picks.into_iter().map(Pick::of).collect(),
        }
    }
}

/// A note as a sentence begins.
fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Pick {
    fn of(pick: Recommended) -> Self {
        let mut facts = vec![text::kind(&pick.work.medium, &pick.work.format)];
        facts.extend(pick.work.year.map(|year| year.to_string()));
        let reasons = pick.reasons.into_iter().map(|reason| {
            let part = format!("{:.0} %", reason.part * 100.0);
            (reason.text, part, reason.work.map(|work| work.id.get()))
        });
        Self {
            id: pick.work.id.get(),
            image: hit::picture(pick.work.image.as_deref()),
            facts: facts.join(" · "),
            reasons: reasons.collect(),
            title: pick.work.title,
        }
    }
}
