//! Works as people name them on the command line: by number, by an external id, or by title.

use app::{App, WorkRef};

use crate::session::Session;

/// What a title means, with an app whose index is up to date; an id needs no index.
///
/// # Errors
/// `not_found` when nothing fits, `ambiguous_title` when several works bear the title.
pub async fn open(session: &Session, name: &str) -> anyhow::Result<(App, WorkRef)> {
    if let Ok(work) = name.parse() {
        return Ok((session.app().await?, work));
    }
    let app = session.app_with_index().await?;
    let work = work(&app, name).await?;
    Ok((app, work))
}

/// The same, where the index is up to date already.
///
/// # Errors
/// As [`open`].
pub async fn work(app: &App, name: &str) -> anyhow::Result<WorkRef> {
    match name.parse() {
        Ok(work) => Ok(work),
        Err(_) => Ok(app.work_named(name).await?.id.into()),
    }
}

/// Ids separated by commas, or one title, which may hold commas itself.
///
/// # Errors
/// As [`open`].
pub async fn works(app: &App, names: &str) -> anyhow::Result<Vec<WorkRef>> {
    let ids: Result<Vec<WorkRef>, _> = names.split(',').map(|name| name.trim().parse()).collect();
    match ids {
        Ok(ids) => Ok(ids),
        Err(_) => Ok(vec![work(app, names).await?]),
    }
}
