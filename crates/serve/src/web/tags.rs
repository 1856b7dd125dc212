//! `/tags`: browsing by tag.

use std::sync::Arc;

use app::{AppError, ErrorCode, Filters, SearchRequest, Sort};
use askama::Template;
use axum::{
    Extension,
    extract::{Path, State},
    response::Response,
};

use super::{Frame, frame, hit::HitView, panel, seasons::List, text};
use crate::{problem::Problem, site::Site};

/// Tags shown; the rest is found by searching.
const SHOWN: usize = 600;

#[derive(Template)]
#[template(path = "tags.html")]
struct Index<'a> {
    frame: &'a Frame,
    query: &'static str,
    total: String,
    groups: Vec<(String, Vec<Tag>)>,
}

struct Tag {
    name: String,
    href: String,
    works: String,
    /// 1 to 5, how large it is written.
    size: u8,
}

/// `GET /tags`: the most frequent tags, by their first letter.
pub async fn index(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let mut tags = site.app.tags().await?;
    let total = text::count(tags.len() as u64, "tag", "tags");
    tags.truncate(SHOWN);
    let most = tags.first().map_or(1, |tag| tag.works);
    tags.sort_by(|a, b| a.tag.cmp(&b.tag));
    let mut groups: Vec<(String, Vec<Tag>)> = Vec::new();
    for tag in tags {
        let letter = tag.tag.chars().next().filter(|c| c.is_alphabetic());
        let letter = letter.map_or("#".to_owned(), |letter| letter.to_uppercase().collect());
        let view = Tag {
            href: address(&tag.tag),
            works: text::number(tag.works),
            size: size(tag.works, most),
            name: tag.tag,
        };
        match groups.iter_mut().find(|(known, _)| *known == letter) {
            Some((_, group)) => group.push(view),
            None => groups.push((letter, vec![view])),
        }
    }
    frame::answer(&Index { frame: &frame, query: "", total, groups })
}

/// `GET /tags/{tag}`: the works that bear a tag, best known first.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(tag): Path<String>,
) -> Result<Response, Problem> {
    let filters = Filters { tags_any: vec![tag.clone()], ..Filters::default() };
    let request = SearchRequest { filters, sort: Sort::Popularity, limit: 100, ..SearchRequest::default() };
    let answer = site.app.search(request.clone()).await.map_err(|error| match error.code {
        // A page of what is not there.
        ErrorCode::InvalidParameter => AppError::not_found("tag", &tag).hint("/tags lists the frequent ones"),
        _ => error,
    })?;
    if answer.total == 0 {
        return Err(AppError::not_found("tag", &tag).hint("/tags lists the frequent ones").into());
    }
    frame::answer(&List {
        frame: &frame,
        query: "",
        overline: "Tags",
        overline_href: "/tags",
        headline: tag,
        total: text::count(answer.total as u64, "work", "works"),
        hits: answer.results.iter().map(HitView::from).collect(),
        before: None,
        after: None,
        refine: panel::address(&request),
    })
}

/// The page of a tag.
pub fn address(tag: &str) -> String {
    let path: String = url::form_urlencoded::byte_serialize(tag.as_bytes()).collect();
    format!("/tags/{}", path.replace('+', "%20"))
}

/// How large a tag is written: by the logarithm of its count, so that rare ones can still be read.
fn size(works: u64, most: u64) -> u8 {
    let share = (works.max(1) as f64).ln() / (most.max(2) as f64).ln();
    1 + (share * 4.0).round().clamp(0.0, 4.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_one_part_of_a_path() {
        assert_eq!(address("slice of life"), "/tags/slice%20of%20life");
        assert_eq!(address("a/b+c"), "/tags/a%2Fb%2Bc");
    }

    #[test]
    fn sizes_are_one_to_five() {
        assert_eq!((size(1, 1), size(1, 10_000), size(100, 10_000), size(10_000, 10_000)), (1, 1, 3, 5));
    }
}
