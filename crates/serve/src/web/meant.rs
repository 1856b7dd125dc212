//! Works that one field of a form names: by ids, or by titles with commas between them.

use app::{AppError, ErrorCode, Hit, SearchRequest, WorkRef};

use super::hit::HitView;
use crate::site::Site;

/// The most names that one field may hold, since each may need a search.
const MOST: usize = 50;
/// Works offered for a name that may mean several.
const OFFERED: usize = 8;

/// Why a field is not understood, and what the name in question may mean.
pub struct Unclear {
    /// What is wrong.
    pub error: AppError,
    /// The name in question; empty where none is.
    pub name: String,
    /// Works that it may mean, the likeliest first.
    pub choices: Vec<Choice>,
}

/// A work that may be meant.
pub struct Choice {
    /// Its title.
    pub title: String,
    /// Kind, season, episodes, in this order.
    pub facts: String,
    /// The field with this work's id in the place of the name.
    pub field: String,
}

/// The works that a field names.
///
/// # Errors
/// Where a name means no work or several, with those that come near.
pub async fn works(site: &Site, field: &str) -> Result<Vec<WorkRef>, Box<Unclear>> {
    let names = names(field);
    if names.len() > MOST {
        let error = AppError::invalid_parameter("works", format!("more than {MOST} works are named"))
            .hint("a list may hold any number of them");
        return Err(Box::new(Unclear { error, name: String::new(), choices: Vec::new() }));
    }
    let mut works = Vec::new();
    for (place, name) in names.iter().enumerate() {
        match site.app.work_named(name).await {
            Ok(work) => works.push(work.id.into()),
            Err(error) => {
                let choices = near(site, &error, &names, place).await;
                return Err(Box::new(Unclear { error, name: (*name).to_owned(), choices }));
            }
        }
    }
    Ok(works)
}

/// The names of a field. Ids may have blanks between them as well, as no title is all ids.
fn names(field: &str) -> Vec<&str> {
    let mut names = Vec::new();
    for name in field.split([',', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
        if name.split_whitespace().all(|word| word.parse::<WorkRef>().is_ok()) {
            names.extend(name.split_whitespace());
        } else {
            names.push(name);
        }
    }
    names
}

/// What a search finds for the name that was not understood.
async fn near(site: &Site, error: &AppError, names: &[&str], place: usize) -> Vec<Choice> {
    if !matches!(error.code, ErrorCode::AmbiguousTitle | ErrorCode::NotFound) {
        return Vec::new();
    }
    let query = names[place].to_owned();
    let request = SearchRequest { query, limit: OFFERED, ..SearchRequest::default() };
    let hits = site.app.search(request).await.map(|answer| answer.results).unwrap_or_default();
    let choice = |hit: &Hit| {
        let HitView { id, title, facts, .. } = HitView::from(hit);
        let id = id.to_string();
        let mut with_it = names.to_vec();
        with_it[place] = &id;
        Choice { title, facts: facts.join(" · "), field: with_it.join(", ") }
    };
    hits.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_stand_side_by_side_and_titles_between_commas() {
        assert_eq!(names("mal:42 7,, 9"), ["mal:42", "7", "9"]);
        assert_eq!(
            names(" Moonlit Depot, mal:42\nPaper Lanterns "),
            ["Moonlit Depot", "mal:42", "Paper Lanterns"]
        );
        assert_eq!(names("Depot 7"), ["Depot 7"]);
        assert!(names(" , ").is_empty());
    }
}
