//! `/works/{id}`: all that is known about a work, and who said it.

use std::sync::Arc;

use app::{CastMember, Filters, SearchRequest, WatchEntry, WatchOrder, WorkPage, WorkRatings, WorkRef};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use model::{ImageKind, Work};

use super::{
    Frame, frame,
    graph::{self, Tie},
    hit::{self, HitView},
    panel,
    plot::{self, Plot},
    provenance::{self, FieldView},
    tags, text,
};
use crate::{problem::Problem, site::Site};

/// Characters and similar works on the page.
const CAST: usize = 24;
const SIMILAR: usize = 6;
/// Titles and tags that stand open.
const TITLES: usize = 12;
const TAGS: usize = 32;

#[derive(Template)]
#[template(path = "work.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    work: &'a Work,
    id: i64,
    redirected_from: Option<i64>,
    english: Option<String>,
    native: Option<(String, &'static str)>,
    kind: String,
    picture: Option<String>,
    score: Option<String>,
    votes: Option<String>,
    facts: Vec<(&'static str, String)>,
    studios: Vec<(String, String)>,
    titles: Vec<TitleView>,
    /// Titles that can be unfolded.
    more_titles: Vec<TitleView>,
    synopses: Vec<(String, String)>,
    tags: Vec<(String, String)>,
    /// Tags that can be unfolded.
    more_tags: Vec<(String, String)>,
    drawing: Option<String>,
    ties: Vec<Tie>,
    cast: Vec<Figure>,
    cast_more: usize,
    links: Vec<(String, String)>,
    ids: Vec<String>,
    plot: Option<Plot>,
    order: Vec<Step>,
    similar: Vec<HitView>,
    fields: Vec<FieldView>,
    records: String,
}

struct TitleView {
    text: String,
    tag: String,
    language: String,
    kind: String,
}

/// A work in its place in the story.
struct Step {
    id: i64,
    title: String,
    facts: String,
    why: String,
    optional: bool,
    is_here: bool,
}

struct Figure {
    id: i64,
    name: String,
    native: Option<(String, &'static str)>,
    role: String,
    image: Option<String>,
}

/// Asks by our id or an external one. A merged or external id leads on to the work's own address, so
/// that each work has one.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let asked: WorkRef = id.parse()?;
    let page = site.app.work(&asked).await?;
    let own = page.work.id;
    if matches!(asked, WorkRef::External(_)) {
        return Ok(lead_to(own.get()));
    }
    let reference = WorkRef::from(own);
    let (relations, cast, ratings, provenance, similar, order) = futures::join!(
        site.app.relations(&reference),
        site.app.characters(&reference),
        site.app.ratings(&reference),
        site.app.provenance(&reference, None),
        site.app.similar(&reference, SearchRequest { limit: SIMILAR, ..SearchRequest::default() }),
        site.app.watch_order(&reference),
    );
    let (relations, provenance) = (relations?, provenance?);
    // While the index is being built, or has not seen this work yet, the page does without.
    let similar = similar.map(|answer| answer.results.iter().map(HitView::from).collect());
    let view = Page {
        drawing: graph::draw(&relations),
        ties: graph::ties(&relations),
        // While the index is being built, nothing is known of the order.
        order: order.map(|order| steps(&order)).unwrap_or_default(),
        similar: similar.unwrap_or_default(),
        fields: provenance::fields(&provenance),
        records: format!(
            "{} from {}",
            text::count(provenance.records.len() as u64, "record", "records"),
            text::count(page.work.sources.len() as u64, "source", "sources")
        ),
        ..page_of(&frame, &page, &cast?, &ratings?)
    };
    frame::answer(&view)
}

fn lead_to(id: i64) -> Response {
    let place = HeaderValue::from_str(&format!("/works/{id}")).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::FOUND, [(header::LOCATION, place)]).into_response()
}

/// What needs no look beyond the work itself, its cast and its ratings.
fn page_of<'a>(frame: &'a Frame, page: &'a WorkPage, cast: &[CastMember], ratings: &WorkRatings) -> Page<'a> {
    let work = &page.work;
    let native = work.titles.iter().find(|title| {
        title.text != work.title
            && matches!(hit::language_of(&title.text), "ja" | "ko")
            && title.language.is_some()
    });
    let native = native.or_else(|| {
        work.titles
            .iter()
            .find(|title| title.text != work.title && matches!(hit::language_of(&title.text), "ja" | "ko"))
    });
    let english = work.titles.iter().find(|title| {
        title.text != work.title && title.language.as_ref().is_some_and(|language| language.as_str() == "en")
    });
    let [titles, more_titles] = folded(titles(work), TITLES);
    let tags = work.tags.iter().map(|tag| (tag.clone(), tags::address(tag))).collect();
    let [tags, more_tags] = folded(tags, TAGS);
    let poster = work.images.iter().find(|image| image.kind == ImageKind::Poster).or(work.images.first());
    Page {
        frame,
        query: "",
        id: work.id.get(),
        redirected_from: page.redirected_from.map(model::WorkId::get),
        english: english.map(|title| title.text.clone()),
        native: native.map(|title| (title.text.clone(), hit::language_of(&title.text))),
        kind: text::kind(&work.medium, &work.format),
        picture: hit::picture(poster.map(|image| image.url.as_str())),
        score: work.score.map(|score| format!("{:.1}", score.normalized)),
        votes: work.score.and_then(|score| score.votes).map(|votes| text::count(votes, "vote", "votes")),
        facts: facts(work),
        studios: work.studios.iter().map(|studio| (studio.clone(), studio_address(studio))).collect(),
        titles,
        more_titles,
        synopses: work.synopses.iter().map(|s| (s.text.clone(), text::source(&s.source))).collect(),
        tags,
        more_tags,
        drawing: None,
        ties: Vec::new(),
        cast: cast.iter().take(CAST).map(figure).collect(),
        cast_more: cast.len().saturating_sub(CAST),
        links: work.external_ids.iter().filter_map(text::page_of).collect(),
        ids: work.external_ids.iter().map(ToString::to_string).collect(),
        plot: plot::of(ratings),
        order: Vec::new(),
        similar: Vec::new(),
        fields: Vec::new(),
        records: String::new(),
        work,
    }
}

fn facts(work: &Work) -> Vec<(&'static str, String)> {
    let mut facts = vec![("Medium", text::word(work.medium.as_str()))];
    facts.extend(text::status(&work.status).map(|status| ("Status", status)));
    facts.extend(text::when(work.season, work.year).map(|when| ("Began", when)));
    let span = match (work.start_date, work.end_date) {
        (Some(from), Some(to)) if from != to => Some(format!("{} – {}", text::date(from), text::date(to))),
        (Some(from), _) => Some(text::date(from)),
        (None, Some(to)) => Some(format!("until {}", text::date(to))),
        (None, None) => None,
    };
    facts.extend(span.map(|span| ("Dates", span)));
    facts.extend(work.episodes.map(|count| ("Episodes", text::number(count.into()))));
    facts.extend(work.duration_s.map(|seconds| ("Length", text::duration(seconds))));
    facts.extend(work.origin.as_ref().map(|origin| ("Adapted from", text::word(origin))));
    facts.extend(work.rating.as_ref().map(|rating| ("Rating", rating.clone())));
    facts.extend(work.popularity.map(|n| ("Followed by", text::count(n, "person", "people"))));
    if !work.producers.is_empty() {
        facts.push(("Producers", work.producers.join(", ")));
    }
    facts
}

/// What stands open of a long list, and the rest. For a few more than there is room for nothing is folded.
fn folded<T>(mut all: Vec<T>, room: usize) -> [Vec<T>; 2] {
    let rest = if all.len() <= room + room / 4 { Vec::new() } else { all.split_off(room) };
    [all, rest]
}

fn titles(work: &Work) -> Vec<TitleView> {
    let view = |title: &model::Title| {
        let tag = title.language.as_ref().map(|language| language.as_str().to_owned());
        TitleView {
            text: title.text.clone(),
            language: tag.as_deref().map(text::language).unwrap_or_default(),
            tag: tag.unwrap_or_else(|| hit::language_of(&title.text).to_owned()),
            kind: text::word(title.kind.as_str()),
        }
    };
    let mut titles: Vec<TitleView> = work.titles.iter().map(view).collect();
    // Known languages first and together; the order of the sources within each.
    titles.sort_by(|a, b| (a.language.is_empty(), &a.language).cmp(&(b.language.is_empty(), &b.language)));
    titles
}

fn figure(member: &CastMember) -> Figure {
    let character = &member.character;
    Figure {
        id: character.id.get(),
        name: character.name.clone(),
        native: character.name_native.clone().map(|name| (name.clone(), hit::language_of(&name))),
        role: text::word(member.role.as_str()),
        image: hit::picture(character.image.as_deref()),
    }
}

/// The story in its order; a work that stands alone has none.
fn steps(order: &WatchOrder) -> Vec<Step> {
    if order.story.len() < 2 {
        return Vec::new();
    }
    let step = |entry: &WatchEntry| {
        let mut facts = vec![text::word(entry.work.format.as_str())];
        facts.extend(entry.start.map(text::date).or(entry.work.year.map(|year| year.to_string())));
        facts.extend(entry.episodes.map(|count| text::count(count.into(), "episode", "episodes")));
        Step {
            id: entry.work.id.get(),
            title: entry.work.title.clone(),
            facts: facts.join(" · "),
            why: entry.why.clone(),
            optional: entry.optional,
            is_here: entry.work.id == order.id,
        }
    };
    order.story.iter().map(step).collect()
}

fn studio_address(studio: &str) -> String {
    let filters = Filters { studios_any: vec![studio.to_owned()], ..Filters::default() };
    panel::address(&SearchRequest { filters, ..SearchRequest::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_folded_for_a_few_more() {
        let lengths = |all: u8| folded((0..all).collect(), 12).map(|part: Vec<u8>| part.len());
        assert_eq!(lengths(15), [15, 0]);
        assert_eq!(lengths(16), [12, 4]);
        assert_eq!(lengths(0), [0, 0]);
    }
}
