//! `/curate/{registry}/{form}`: the rows, a page at a time.

use std::sync::Arc;

use app::{Form, GridOrder, GridPage, GridQuestion, GridScope, GridSort, GridState};
use askama::Template;
use axum::{
    Extension, Json,
    extract::{Path, RawQuery, State},
    http::{HeaderName, HeaderValue},
    response::{IntoResponse, Response},
};

use super::{
    address,
    view::{self, HeadView, RowView},
};
use crate::{
    problem::Problem,
    query,
    rest::curation::{form_of, question},
    site::Site,
    web::{Frame, frame, text},
};

/// Names of series offered while one is typed.
const OFFERED: usize = 20;

#[derive(Template)]
#[template(path = "curate_grid.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    author_hint: &'a str,
    grid: &'a Grid,
}

/// What a script gets to put in place of the old rows.
#[derive(Template)]
#[template(path = "curate_part.html")]
struct Part<'a> {
    grid: &'a Grid,
}

/// Everything below the heading.
struct Grid {
    registry: String,
    form: Form,
    title: &'static str,
    base: String,
    tabs: [(&'static str, String, bool); 2],
    question: GridQuestion,
    scopes: Vec<Choice>,
    media: Vec<Choice>,
    rarities: Vec<Choice>,
    sources: Vec<Choice>,
    states: Vec<Choice>,
    heads: Vec<SortedHead>,
    rows: Vec<RowView>,
    total: String,
    spoken: String,
    span: String,
    page: usize,
    pages: usize,
    first: Option<String>,
    before: Option<String>,
    after: Option<String>,
    last: Option<String>,
    row_count: usize,
    is_empty: bool,
}

/// One choice of a list.
struct Choice {
    value: String,
    label: String,
    chosen: bool,
}

/// A column, with the address that sorts by it.
struct SortedHead {
    head: HeadView,
    href: Option<String>,
    /// `ascending`, `descending` or `none`, as assistive programs are told.
    sorted: &'static str,
}

/// `GET /curate/{registry}/{form}`: whole, or (for a script) only the rows; `part=names` gives names of
/// series that hold what is typed.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path((registry, form)): Path<(String, String)>,
    RawQuery(raw): RawQuery,
) -> Result<Response, Problem> {
    let (form, raw) = (form_of(&form)?, raw.unwrap_or_default());
    if frame.is_partial && query::pairs(&raw, true).any(|pair| pair == ("part".into(), "names".into())) {
        let words = query::pairs(&raw, true).find(|(name, _)| name == "q").map(|(_, words)| words);
        let names = site.app.grid_series_names(&registry, &words.unwrap_or_default(), OFFERED).await?;
        return Ok(Json(names).into_response());
    }
    let question = question(&raw, true)?;
    let page = site.app.grid_page(&registry, form, &question).await?;
    let grid = Grid::new(registry, form, question, &page);
    if !frame.is_partial {
        let author_hint = &site.app.config().curation.author;
        return frame::answer(&Page { frame: &frame, query: "", author_hint, grid: &grid });
    }
    let mut response = frame::answer(&Part { grid: &grid })?;
    if let Ok(here) = HeaderValue::from_str(&address_of(&grid.base, &grid.question)) {
        response.headers_mut().insert(HeaderName::from_static("hx-replace-url"), here);
    }
    Ok(response)
}

/// The address of a question's rows.
pub fn address_of(base: &str, question: &GridQuestion) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(question.pairs());
    let query = query.finish();
    if query.is_empty() { base.to_owned() } else { format!("{base}?{query}") }
}

impl Grid {
    fn new(registry: String, form: Form, question: GridQuestion, page: &GridPage) -> Self {
        let base = address(&registry, form);
        let pages = page.total.div_ceil(question.limit).max(1);
        let at = |number: usize| address_of(&base, &GridQuestion { page: number, ..question.clone() });
        let first_row = (question.page - 1).saturating_mul(question.limit);
        let rows: Vec<RowView> = page
            .rows
            .iter()
            .enumerate()
            .map(|(place, row)| view::row(&registry, form, row, first_row + place + 2))
            .collect();
        let span = match rows.len() {
            0 => String::new(),
            shown => format!(
                "{}–{} of {}",
                text::number(first_row as u64 + 1),
                text::number((first_row + shown) as u64),
                text::number(page.total as u64)
            ),
        };
        let noun = view::counted(form, page.total);
        let is_narrowed = question.is_narrowed();
        Self {
            title: view::plural(form),
            tabs: [Form::Character, Form::Series]
                .map(|one| (view::plural(one), address(&registry, one), one == form)),
            scopes: choices(&GridScope::ALL, question.scope, |name| match name {
                "any" => "in any column",
                "name" => "in the name",
                _ if form == Form::Series => "in all its names",
                _ => "in the series",
            }),
            states: choices(&GridState::ALL, question.state, |name| match name {
                "kept" => "Kept rows",
                "left_out" => "Left out",
                _ => "Kept and left out",
            }),
            media: counted("Any medium", &page.media, question.medium.as_deref(), |medium| match form {
                Form::Series => text::word(medium),
                Form::Character => medium.to_owned(),
            }),
            sources: counted("Any source", &page.sources, question.source.as_deref(), str::to_owned),
            rarities: match form {
                Form::Series => Vec::new(),
                Form::Character => rarities(page, question.rarity),
            },
            heads: view::heads(form).into_iter().map(|head| sorted(&base, &question, head)).collect(),
            spoken: format!("{noun} found"),
            total: if is_narrowed { format!("{noun} of {}", text::number(page.of as u64)) } else { noun },
            span,
            pages,
            page: question.page,
            first: (question.page > 2).then(|| at(1)),
            before: (question.page > 1).then(|| at((question.page - 1).min(pages))),
            after: (question.page < pages).then(|| at(question.page + 1)),
            last: (question.page + 1 < pages).then(|| at(pages)),
            row_count: page.total + 1,
            is_empty: page.of == 0,
            rows,
            registry,
            form,
            base,
            question,
        }
    }

    /// The address of all kept rows.
    fn everything(&self) -> &str {
        &self.base
    }
}

fn choices<T: Copy + PartialEq>(
    known: &[(&'static str, T)],
    chosen: T,
    label: impl Fn(&str) -> &'static str,
) -> Vec<Choice> {
    let choice = |(name, one): &(&'static str, T)| Choice {
        value: (*name).to_owned(),
        label: label(name).to_owned(),
        chosen: *one == chosen,
    };
    known.iter().map(choice).collect()
}

/// The values of a column with their counts, below the one that means all; the chosen one is there even
/// when it finds nothing.
fn counted(
    any: &str,
    counts: &[(Arc<str>, usize)],
    chosen: Option<&str>,
    label: impl Fn(&str) -> String,
) -> Vec<Choice> {
    let all = Choice { value: String::new(), label: any.to_owned(), chosen: chosen.is_none() };
    let unknown = chosen.filter(|chosen| !counts.iter().any(|(value, _)| &**value == *chosen));
    let unknown = unknown.map(|value| Choice { value: value.to_owned(), label: label(value), chosen: true });
    let known = counts.iter().map(|(value, count)| Choice {
        value: value.to_string(),
        label: format!("{} ({})", label(value), text::number(*count as u64)),
        chosen: chosen == Some(&**value),
    });
    std::iter::once(all).chain(unknown).chain(known).collect()
}

fn rarities(page: &GridPage, chosen: Option<&str>) -> Vec<Choice> {
    let all = Choice { value: String::new(), label: "Any rarity".to_owned(), chosen: chosen.is_none() };
    let known = page.rarities.iter().filter(|(value, count)| *count > 0 || chosen == Some(value));
    let known = known.map(|(value, count)| {
        let label = match *value {
            "1" => "★",
            "2" => "★★",
            "3" => "★★★",
            "more" => "above 3, to decide",
            _ => "none",
        };
        Choice {
            value: (*value).to_owned(),
            label: format!("{label} ({})", text::number(*count as u64)),
            chosen: chosen == Some(value),
        }
    });
    std::iter::once(all).chain(known).collect()
}

fn sorted(base: &str, question: &GridQuestion, head: HeadView) -> SortedHead {
    let sort = match head.name {
        "name" => Some(GridSort::Name),
        "series" => Some(GridSort::Series),
        "genre" | "media_type" => Some(GridSort::Medium),
        "rarity" => Some(GridSort::Rarity),
        "favorites" => Some(GridSort::Favorites),
        _ => None,
    };
    let is_sorted = sort == Some(question.sort);
    // Numbers are looked at from the largest, names from the first letter; a second click turns it round.
    let usual = match sort {
        Some(GridSort::Rarity | GridSort::Favorites) => GridOrder::Desc,
        _ => GridOrder::Asc,
    };
    let turned = if question.order == GridOrder::Asc { GridOrder::Desc } else { GridOrder::Asc };
    let order = if is_sorted { turned } else { usual };
    SortedHead {
        href: sort.map(|sort| address_of(base, &GridQuestion { sort, order, page: 1, ..question.clone() })),
        sorted: match (is_sorted, question.order) {
            (false, _) => "none",
            (true, GridOrder::Asc) => "ascending",
            (true, GridOrder::Desc) => "descending",
        },
        head,
    }
}
