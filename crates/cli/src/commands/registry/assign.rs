//! `emaki registry assign`: published numbers of a named id space.

use std::io::{self, BufRead};

use anyhow::Context;
use app::{AppError, Couple};
use serde_json::json;

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Give couples of a source and its id their permanent numbers
///
/// A couple that has a number keeps it; new ones continue the sequence without a gap, whoever else is
/// assigning at the same time.
#[derive(Debug, clap::Args)]
pub struct Assign {
    /// Couples such as mal:16498; - reads them from standard input, one a line
    #[arg(value_name = "TYPE:ID", required = true)]
    couples: Vec<String>,
    /// The id space
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
    /// What the numbers are of: anime, character, …
    #[arg(long, default_value = "anime")]
    kind: String,
}

impl Assign {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let couples = self.couples()?;
        let app = session.app().await?;
        let numbers = app.registry_assign(&self.registry, &self.kind, &couples).await?;
        let pairs = couples.iter().zip(&numbers);
        if session.out.is_json() {
            let rows: Vec<_> = pairs
                .map(|(couple, number)| {
                    json!({ "source_type": couple.source_type, "source_id": couple.source_id, "unique_id": number })
                })
                .collect();
            session.out.json(&rows)?;
            return Ok(Exit::Done);
        }
        let mut table = Table::new([("number", Align::Right), ("couple", Align::Left)]);
        for (couple, number) in pairs {
            table.row([number.to_string(), format!("{}:{}", couple.source_type, couple.source_id)]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }

    fn couples(&self) -> anyhow::Result<Vec<Couple>> {
        let mut couples = Vec::new();
        for text in &self.couples {
            if text == "-" {
                for line in io::stdin().lock().lines() {
                    let line = line.context("cannot read standard input")?;
                    if !line.trim().is_empty() {
                        couples.push(couple(line.trim())?);
                    }
                }
            } else {
                couples.push(couple(text)?);
            }
        }
        Ok(couples)
    }
}

/// A source type and an id, which is text: `007` is not `7`.
fn couple(text: &str) -> Result<Couple, AppError> {
    let parts = text.split_once(':').filter(|(source_type, id)| !source_type.is_empty() && !id.is_empty());
    let (source_type, source_id) = parts.ok_or_else(|| {
        AppError::invalid_parameter("couples", format!("`{text}` is not a couple such as mal:16498"))
    })?;
    Ok(Couple { source_type: source_type.to_owned(), source_id: source_id.to_owned(), name: String::new() })
}
