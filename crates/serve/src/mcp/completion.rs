//! Completion: what a half-written argument may become.

use app::{App, AppError, SearchRequest};
use model::{Medium, Season};

use super::{
    prompts::{self, Completes},
    resources::PARTS,
};

/// The most that one answer may hold, by the protocol.
pub const MOST: usize = 100;
/// Works that are offered.
const WORKS: usize = 20;

/// What an argument of a prompt may become.
///
/// # Errors
/// `not_found` when there is no such prompt.
pub async fn of_prompt(
    app: &App,
    prompt: &str,
    argument: &str,
    begun: &str,
) -> Result<Vec<String>, AppError> {
    let prompt = prompts::named(prompt)?;
    let Some(argument) = prompt.arguments.iter().find(|known| known.name == argument) else {
        return Err(AppError::invalid_parameter(
            argument,
            format!("`{}` knows no `{argument}`", prompt.name),
        ));
    };
    values(app, argument.completes, begun).await
}

/// What a part of an address may become.
pub async fn of_address(app: &App, uri: &str, argument: &str, begun: &str) -> Result<Vec<String>, AppError> {
    match (uri, argument) {
        (uri, "id") if uri.starts_with("emaki://work/") => ids(app, begun).await,
        (_, "part") => Ok(beginning(PARTS, begun)),
        (_, "year") => values(app, Completes::Years, begun).await,
        (_, "season") => values(app, Completes::Seasons, begun).await,
        _ => Ok(Vec::new()),
    }
}

async fn values(app: &App, completes: Completes, begun: &str) -> Result<Vec<String>, AppError> {
    Ok(match completes {
        Completes::Titles => {
            let mut titles: Vec<String> =
                works(app, begun).await?.into_iter().map(|(_, title)| title).collect();
            titles.dedup();
            titles
        }
        Completes::Tags => {
            let tags = app.tags().await?;
            beginning(tags.iter().map(|tag| tag.tag.as_str()), begun)
        }
        Completes::Media => beginning(Medium::ALL.iter().map(Medium::as_str), begun),
        Completes::Years => {
            let mut years: Vec<String> =
                app.seasons().await?.into_iter().map(|season| season.year.to_string()).collect();
            years.dedup();
            beginning(years.iter().map(String::as_str), begun)
        }
        Completes::Seasons => beginning(Season::ALL.map(Season::as_str), begun),
        Completes::Nothing => Vec::new(),
    })
}

/// Ids of works by a title, or by the beginning of an id.
async fn ids(app: &App, begun: &str) -> Result<Vec<String>, AppError> {
    if let Ok(work) = begun.parse::<app::WorkRef>()
        && let Ok(page) = app.work(&work).await
    {
        return Ok(vec![page.work.id.to_string()]);
    }
    Ok(works(app, begun).await?.into_iter().map(|(id, _)| id).collect())
}

/// Works whose titles begin or sound like what is written; the best known ones for nothing.
async fn works(app: &App, begun: &str) -> Result<Vec<(String, String)>, AppError> {
    let answer = app.search(SearchRequest { limit: WORKS, ..SearchRequest::new(begun) }).await?;
    Ok(answer.results.into_iter().map(|hit| (hit.id.to_string(), hit.card.title)).collect())
}

fn beginning<'a>(words: impl IntoIterator<Item = &'a str>, begun: &str) -> Vec<String> {
    let begun = begun.trim().to_lowercase();
    let words = words.into_iter().map(str::to_lowercase);
    words.filter(|word| word.starts_with(&begun)).take(MOST).collect()
}
