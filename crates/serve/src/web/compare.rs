//! `/compare`: two works side by side, and the way to choose them without a script.
//!
//! Works are named by id or title: `?a=12&b=Moonlit+Depot`. Boxes ticked among search results say `work=` for each.
//! As long as the second is missing the page offers what is near the first and a field to search.

use std::sync::Arc;

use app::{AppError, Comparison, ErrorCode, Hit, Overlap, RelatedWork, SearchRequest, SharedStaff, WorkRef};
use askama::Template;
use axum::{
    Extension,
    extract::{RawQuery, State},
    http::StatusCode,
    response::Response,
};
use model::{Work, WorkId};

use super::{
    Frame, frame,
    graph::{self, label},
    hit::{self, HitView},
    plot::{self, Both},
    tags, text,
};
use crate::{
    problem::{self, Problem},
    query,
    site::Site,
};

/// Works offered to choose from.
const OFFERED: usize = 12;
/// Names of a list that are shown; the rest is counted.
const NAMES: usize = 24;

#[derive(Template)]
#[template(path = "compare.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    /// What stands in the two fields.
    fields: [String; 2],
    trouble: Option<(String, Option<String>)>,
    /// Under a heading, works to choose from, each with the address that chooses it.
    choices: Vec<(String, Vec<Choice>)>,
    found: Option<Found>,
}

struct Choice {
    title: String,
    facts: String,
    href: String,
}

struct Found {
    works: [Side; 2],
    swapped: String,
    address: String,
    ties: Vec<String>,
    path: Vec<(String, i64, String)>,
    facts: Vec<Fact>,
    plot: Option<Both>,
    likeness: Option<String>,
    parts: Vec<Part>,
    places: Vec<String>,
    lists: Vec<Names>,
    staff: Staff,
}

struct Side {
    id: i64,
    title: String,
    kind: String,
    picture: Option<String>,
}

/// A fact of both, and whether they differ in it.
struct Fact {
    name: &'static str,
    a: String,
    b: String,
    differs: bool,
}

struct Part {
    name: &'static str,
    value: String,
    weight: String,
    share: String,
    /// A bar as wide as the value, in steps of a twentieth.
    steps: u8,
}

struct Names {
    name: &'static str,
    both: Vec<(String, Option<String>)>,
    /// How many more both have, in words; empty where all are shown.
    more: String,
    only: [Only; 2],
}

/// What one of the two has alone.
struct Only {
    mark: &'static str,
    title: String,
    names: Vec<(String, Option<String>)>,
    /// See [`Names::more`].
    more: String,
}

struct Staff {
    both: Vec<(String, String, String)>,
    only: [String; 2],
    is_known: bool,
}

/// `GET /compare`.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let [a, b] = named(asked.as_deref().unwrap_or_default());
    let mut page = Page {
        frame: &frame,
        query: "",
        fields: [a.clone(), b.clone()],
        trouble: None,
        choices: Vec::new(),
        found: None,
    };
    let mut status = StatusCode::OK;
    let works = [page.work(&site, 0, &mut status).await?, page.work(&site, 1, &mut status).await?];
    match works {
        [Some(a), Some(b)] if a.id == b.id => {
            page.trouble =
                Some((format!("Both are {}.", a.title), Some("Name another work beside it.".to_owned())));
            page.fields[1].clear();
            page.offer(&site, &a, 1).await;
        }
        [Some(a), Some(b)] => {
            let comparison = site.app.compare(&WorkRef::from(a.id), &WorkRef::from(b.id)).await?;
            page.fields = [a.title, b.title];
            page.found = Some(Found::of(&comparison));
        }
        [Some(one), None] if b.is_empty() => page.offer(&site, &one, 1).await,
        [None, Some(one)] if a.is_empty() => page.offer(&site, &one, 0).await,
        _ => {}
    }
    let mut response = frame::answer(&page)?;
    *response.status_mut() = status;
    Ok(problem::kept(response))
}

/// The names of the two works, as an address has them.
fn named(asked: &str) -> [String; 2] {
    let mut names = [String::new(), String::new()];
    for (name, value) in query::pairs(asked, true) {
        match name.as_str() {
            "a" => names[0] = value,
            "b" => names[1] = value,
            "work" => {
                if let Some(free) = names.iter_mut().find(|name| name.is_empty()) {
                    *free = value;
                }
            }
            _ => {}
        }
    }
    names
}

fn address(a: &str, b: &str) -> String {
    let pairs = [("a", a), ("b", b)];
    let mut address = url::form_urlencoded::Serializer::new(String::new());
    address.extend_pairs(pairs.iter().filter(|(_, name)| !name.is_empty()));
    format!("/compare?{}", address.finish())
}

impl Page<'_> {
    /// The work that a field names. Where it means none or several, the page says so and offers what it may mean.
    async fn work(
        &mut self,
        site: &Site,
        place: usize,
        status: &mut StatusCode,
    ) -> Result<Option<Work>, Problem> {
        let name = self.fields[place].clone();
        if name.is_empty() {
            return Ok(None);
        }
        let error = match site.app.work_named(&name).await {
            Ok(work) => return Ok(Some(work)),
            Err(error) => error,
        };
        let about_it =
            [ErrorCode::NotFound, ErrorCode::AmbiguousTitle, ErrorCode::InvalidParameter, ErrorCode::Busy];
        if !about_it.contains(&error.code) {
            return Err(error.into());
        }
        let request = SearchRequest { query: name.clone(), limit: OFFERED, ..SearchRequest::default() };
        let hits = site.app.search(request).await.map(|answer| answer.results).unwrap_or_default();
        if hits.is_empty() {
            *status = StatusCode::from_u16(error.code.http_status()).unwrap_or(StatusCode::NOT_FOUND);
            self.trouble = Some(told(error));
        } else {
            let choices = hits.iter().map(|hit| self.choice_of(hit, place)).collect();
            self.choices.push((format!("Which one is “{name}”?"), choices));
        }
        Ok(None)
    }

    fn choice_of(&self, hit: &Hit, place: usize) -> Choice {
        let view = HitView::from(hit);
        self.choice(hit.card.id, view.title, view.facts.join(" · "), place)
    }

    fn choice(&self, id: WorkId, title: String, facts: String, place: usize) -> Choice {
        let id = id.to_string();
        let href = if place == 0 { address(&id, &self.fields[1]) } else { address(&self.fields[0], &id) };
        Choice { title, facts, href }
    }

    /// Offers what is near a work as the other one.
    async fn offer(&mut self, site: &Site, work: &Work, place: usize) {
        self.fields[1 - place] = work.id.to_string();
        let reference = WorkRef::from(work.id);
        let request = SearchRequest { limit: OFFERED, ..SearchRequest::default() };
        let (graph, similar) =
            futures::join!(site.app.relations(&reference), site.app.similar(&reference, request));
        let tied: Vec<Choice> = graph
            .map(|graph| graph.nodes)
            .unwrap_or_default()
            .into_iter()
            .filter(|node| node.id != work.id)
            .take(OFFERED)
            .map(|node: RelatedWork| {
                let facts = graph::facts(&node);
                self.choice(node.id, node.title, facts, place)
            })
            .collect();
        // While the index is being built, the page does without.
        let similar = similar.map(|answer| answer.results).unwrap_or_default();
        let similar: Vec<Choice> = similar.iter().map(|hit| self.choice_of(hit, place)).collect();
        for (headline, choices) in [("Tied to it", tied), ("Like it", similar)] {
            if !choices.is_empty() {
                self.choices.push((format!("{headline}: {}", work.title), choices));
            }
        }
    }
}

fn told(error: AppError) -> (String, Option<String>) {
    (error.message, error.hint)
}

impl Found {
    fn of(comparison: &Comparison) -> Self {
        let (a, b) = (&comparison.a, &comparison.b);
        let ids = [a.work.id.to_string(), b.work.id.to_string()];
        let side = |work: &RelatedWork| Side {
            id: work.id.get(),
            title: work.title.clone(),
            kind: graph::facts(work),
            picture: hit::picture(work.image.as_deref()),
        };
        let tie = |tie: &app::ComparedTie| {
            let by: Vec<String> = tie.sources.iter().map(text::source).collect();
            let by = if by.is_empty() { String::new() } else { format!(", by {}", by.join(" and ")) };
            format!("{} is its {}{by}", b.work.title, label(&tie.kind).to_lowercase())
        };
        let step =
            |step: &app::ComparedStep| (label(&step.kind), step.work.id.get(), step.work.title.clone());
        // A way of one step is the tie itself.
        let path =
            if comparison.path.len() > 1 { comparison.path.iter().map(step).collect() } else { Vec::new() };
        let place = |place: Option<usize>, other: &str, of: &str| {
            place.map(|place| format!("{other} is number {place} of the works like {of}"))
        };
        let places = [
            place(a.place_of_other, &b.work.title, &a.work.title),
            place(b.place_of_other, &a.work.title, &b.work.title),
        ];
        Self {
            works: [side(&a.work), side(&b.work)],
            swapped: address(&ids[1], &ids[0]),
            address: address(&ids[0], &ids[1]).replacen("/compare", "/api/compare", 1),
            ties: comparison.ties.iter().map(tie).collect(),
            path,
            facts: facts(comparison),
            plot: plot::both(&a.ratings, &b.ratings),
            likeness: comparison.likeness.score.map(percent),
            parts: comparison.likeness.parts.iter().map(part).collect(),
            places: places.into_iter().flatten().collect(),
            lists: [
                ("Tags", &comparison.tags, true),
                ("Studios", &comparison.studios, false),
                ("Producers", &comparison.producers, false),
            ]
            .into_iter()
            .filter(|(_, overlap, _)| !overlap.is_empty())
            .map(|(name, overlap, are_tags)| names(name, overlap, are_tags, [&a.work.title, &b.work.title]))
            .collect(),
            staff: staff(&comparison.staff),
        }
    }
}

fn percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

fn part(part: &app::LikenessPart) -> Part {
    Part {
        name: match part.factor {
            "tags" => "Shared tags",
            "studios" => "Shared studios",
            "format" => "Same kind",
            _ => "Close scores",
        },
        value: percent(part.value),
        weight: percent(part.weight),
        share: percent(part.share),
        steps: (part.value * 20.0).round().clamp(0.0, 20.0) as u8,
    }
}

fn names(name: &'static str, overlap: &Overlap, are_tags: bool, titles: [&str; 2]) -> Names {
    let shown = |list: &[String]| {
        let address = |name: &String| are_tags.then(|| tags::address(name));
        list.iter().take(NAMES).map(|name| (name.clone(), address(name))).collect()
    };
    let more = |list: &[String]| match list.len().saturating_sub(NAMES) {
        0 => String::new(),
        more => format!("and {more} more"),
    };
    let only = |mark, title: &str, list: &[String]| Only {
        mark,
        title: title.to_owned(),
        names: shown(list),
        more: more(list),
    };
    Names {
        name,
        both: shown(&overlap.both),
        more: more(&overlap.both),
        only: [only("a", titles[0], &overlap.only_a), only("b", titles[1], &overlap.only_b)],
    }
}

fn staff(staff: &SharedStaff) -> Staff {
    let one = |one: &app::Named| (one.name.clone(), one.roles_a.join(", "), one.roles_b.join(", "));
    Staff {
        is_known: !staff.both.is_empty() || (staff.only_a > 0 && staff.only_b > 0),
        both: staff.both.iter().map(one).collect(),
        only: [staff.only_a, staff.only_b].map(|count| text::count(count as u64, "person", "people")),
    }
}

fn facts(comparison: &Comparison) -> Vec<Fact> {
    let of = |one: &app::ComparedWork| {
        let dates = match (one.start_date, one.end_date) {
            (Some(from), Some(to)) if from != to => format!("{} – {}", text::date(from), text::date(to)),
            (Some(day), _) | (None, Some(day)) => text::date(day),
            (None, None) => String::new(),
        };
        let own = |text: Option<String>| text.unwrap_or_default();
        [
            ("Kind", text::kind(&one.work.medium, &one.work.format)),
            ("Status", own(text::status(&one.status))),
            ("Began", own(text::when(one.season, one.work.year))),
            ("Dates", dates),
            ("Episodes", own(one.episodes.map(|count| text::number(count.into())))),
            ("Length", own(one.duration_s.map(text::duration))),
            ("Adapted from", own(one.origin.as_deref().map(text::word))),
            ("Age rating", own(one.rating.clone())),
            ("Followed by", own(one.popularity.map(|count| text::count(count, "person", "people")))),
            ("Score", own(one.ratings.shown.map(|score| format!("{:.2}", score.normalized)))),
        ]
    };
    let pairs = of(&comparison.a).into_iter().zip(of(&comparison.b));
    let known = pairs.filter(|((_, a), (_, b))| !a.is_empty() || !b.is_empty());
    let dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    known.map(|((name, a), (_, b))| Fact { name, differs: a != b, a: dash(a), b: dash(b) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn works_are_named_one_by_one_or_ticked() {
        assert_eq!(named("a=1&b=Moonlit+Depot"), ["1", "Moonlit Depot"]);
        assert_eq!(named("work=3&work=4&work=5"), ["3", "4"]);
        assert_eq!(named("a=&b=4"), ["", "4"]);
        assert_eq!(named("a=1&work=4"), ["1", "4"]);
        assert_eq!(address("1", "a & b"), "/compare?a=1&b=a+%26+b");
        assert_eq!(address("", "4"), "/compare?b=4");
    }
}
