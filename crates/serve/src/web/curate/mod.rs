//! `/curate`: a registry's series and characters as a grid that is edited in place.
//!
//! `grid` is the table, `row` the page of one row, `edit` what both send; all of it works without a script.
//! `author` remembers who edits, `view` is how values look.

pub mod author;
pub mod edit;
pub mod grid;
pub mod row;
mod view;

use std::sync::Arc;

use app::Form;
use askama::Template;
use axum::{Extension, extract::State, response::Response};

use super::{Frame, frame, text};
use crate::{problem::Problem, site::Site};

#[derive(Template)]
#[template(path = "curate.html")]
struct Index<'a> {
    frame: &'a Frame,
    query: &'static str,
    registries: Vec<Registry>,
    has_rows: bool,
}

struct Registry {
    name: String,
    forms: Vec<Entrance>,
}

/// The way to the rows of one form.
struct Entrance {
    label: &'static str,
    href: String,
    kept: Option<String>,
    left_out: String,
    by_hand: String,
}

/// `GET /curate`: the registries.
pub async fn index(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
) -> Result<Response, Problem> {
    let registries = site.app.kept_registries().await?;
    let has_rows = registries
        .iter()
        .flat_map(|registry| registry.counts.iter().flatten())
        .any(|counts| counts.kept + counts.left_out > 0);
    let registries = registries.into_iter().map(|registry| {
        let forms = [Form::Character, Form::Series].map(|form| {
            let counts = registry.counts.map(|[series, characters]| match form {
                Form::Series => series,
                Form::Character => characters,
            });
            Entrance {
                label: view::plural(form),
                href: address(&registry.name, form),
                kept: counts.map(|counts| text::number(counts.kept as u64)),
                left_out: counts.map(|counts| text::number(counts.left_out as u64)).unwrap_or_default(),
                by_hand: counts.map(|counts| text::number(counts.by_hand as u64)).unwrap_or_default(),
            }
        });
        Registry { forms: forms.into(), name: registry.name }
    });
    frame::answer(&Index { frame: &frame, query: "", registries: registries.collect(), has_rows })
}

/// The address of a registry's rows of a form.
fn address(registry: &str, form: Form) -> String {
    format!("/curate/{}/{}", part(registry), form.word())
}

/// The address of one row.
fn row_address(registry: &str, form: Form, id: &str) -> String {
    format!("{}/{}", address(registry, form), part(id))
}

/// A text as one part of a path.
fn part(text: &str) -> String {
    let part: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    part.replace('+', "%20")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_part_of_a_path() {
        assert_eq!(
            row_address("main", Form::Character, "wiki:a/b c?d"),
            "/curate/main/character/wiki%3Aa%2Fb%20c%3Fd"
        );
    }
}
