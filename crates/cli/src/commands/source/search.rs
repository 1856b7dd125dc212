//! `emaki source search`: the universal query, put to one source.

use anyhow::Context as _;
use app::{AppError, ErrorCode, Query};

use super::{Keeping, pair, print};
use crate::{exit::Exit, session::Session};

/// Search a source in universal words and print its hits in normal form
///
/// Fields: query, limit, offset, status, format, year, season, studios, producers, rating, adult, sort,
/// order, genres and themes (also with `_exclude`), score, episodes and duration (each with `_min` and
/// `_max`), `start_date` and `end_date`. What the source cannot express is told on stderr and left to you.
#[derive(Debug, clap::Args)]
pub struct Search {
    /// The source
    source: String,
    /// What is looked for, as query=moon or `score_min=8`; words without a name are the query
    #[arg(value_name = "FIELD=VALUE", required = true)]
    fields: Vec<String>,
    #[command(flatten)]
    keeping: Keeping,
}

impl Search {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let query = query_of(&self.fields)?;
        let app = session.app().await?;
        let answer = app.source_search(&self.source, &query, &self.keeping.how()).await?;
        print(session, &answer)?;
        Ok(Exit::Done)
    }
}

fn query_of(fields: &[String]) -> anyhow::Result<Query> {
    let mut query = Query::default();
    let mut words: Vec<&str> = Vec::new();
    for field in fields {
        match pair(field) {
            Ok((name, value)) => query
                .set(&name, &value)
                .map_err(|error| AppError::new(ErrorCode::InvalidParameter, error.to_string()))
                .with_context(|| format!("`{field}` is no part of a query"))?,
            Err(_) => words.push(field),
        }
    }
    if !words.is_empty() {
        query
            .set("query", &words.join(" "))
            .map_err(|error| AppError::new(ErrorCode::InvalidParameter, error.to_string()))?;
    }
    Ok(query)
}
