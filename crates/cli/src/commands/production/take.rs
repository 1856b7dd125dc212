//! `emaki production take`: pictures that were made, and their review.

use app::{TakeQuestion, TakeView};
use clap::Subcommand;
use serde_json::json;

use super::{AUTHOR, by_option};
use crate::{
    exit::Exit,
    output::{Align, Table, moment, one_of_many},
    session::Session,
};

/// Takes: list, show, compare, review
#[derive(Debug, Subcommand)]
pub enum Take {
    /// List takes, newest first
    List {
        /// Only of this project
        #[arg(long, value_name = "ID")]
        project: Option<String>,
        /// Only of this character
        #[arg(long, value_name = "ID")]
        character: Option<String>,
        /// Only with this verdict: draft, approved, rejected
        #[arg(long)]
        verdict: Option<String>,
        /// Only those that stand out
        #[arg(long)]
        starred: bool,
        /// How many to list
        #[arg(long, value_name = "N", default_value_t = 50)]
        limit: usize,
        /// Go on where the list before ended, as its `next_cursor` said
        #[arg(long)]
        cursor: Option<String>,
    },
    /// Show a take; with --json, its whole recipe
    Show {
        /// Its id
        id: String,
    },
    /// Tell in what the recipes of takes differ
    Compare {
        /// Their ids
        #[arg(required = true, num_args = 2..)]
        ids: Vec<String>,
    },
    /// Approve a take
    Approve {
        /// Its id
        id: String,
    },
    /// Reject a take
    Reject {
        /// Its id
        id: String,
        /// Why
        #[arg(long)]
        reason: String,
    },
    /// Star a take, or take the star back
    Star {
        /// Its id
        id: String,
        /// Take the star back
        #[arg(long)]
        off: bool,
    },
}

impl Take {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let take = match self {
            Self::List { project, character, verdict, starred, limit, cursor } => {
                let question = TakeQuestion {
                    project,
                    character,
                    verdict,
                    starred,
                    limit: Some(limit),
                    cursor,
                    ..TakeQuestion::default()
                };
                let listed = app.takes(&question).await;
                let listed = listed.map_err(|error| by_option(error, &["project_id", "character_id"]))?;
                if session.out.is_json() {
                    session.out.json(&listed)?;
                    return Ok(Exit::Done);
                }
                let mut table = Table::new(["id", "verdict", "made", "file"].map(|name| (name, Align::Left)));
                for take in &listed.items {
                    table.row([take.id.clone(), verdict_of(take), moment(take.at), take.file.clone()]);
                }
                session.out.table(&table)?;
                session.out.note(one_of_many(listed.items.len() as u64, "take"));
                return Ok(Exit::Done);
            }
            Self::Compare { ids } => {
                let compared = app.compare_takes(&ids).await?;
                if session.out.is_json() {
                    session.out.json(&compared)?;
                    return Ok(Exit::Done);
                }
                for (field, values) in compared.differences {
                    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
                    session.out.line(format_args!("{field}\t{}", values.join("\t")))?;
                }
                return Ok(Exit::Done);
            }
            Self::Show { id } => app.take(&id).await?,
            Self::Approve { id } => app.review_take(&id, &json!({ "verdict": "approved" }), AUTHOR).await?,
            Self::Reject { id, reason } => {
                app.review_take(&id, &json!({ "verdict": "rejected", "reason": reason }), AUTHOR).await?
            }
            Self::Star { id, off } => app.review_take(&id, &json!({ "starred": !off }), AUTHOR).await?,
        };
        if session.out.is_json() {
            session.out.json(&take)?;
        } else {
            session.out.line(format_args!("{}\t{}\t{}", take.id, verdict_of(&take), take.file))?;
        }
        Ok(Exit::Done)
    }
}

fn verdict_of(take: &TakeView) -> String {
    let star = if take.review.starred { " ★" } else { "" };
    format!("{}{star}", take.review.verdict.as_str())
}
