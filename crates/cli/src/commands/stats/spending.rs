//! `emaki stats spending`: what calls of the language model cost.

use crate::{
    exit::Exit,
    output::{Align, Table, grouped, moment, one_of_many},
    session::Session,
};

/// List the calls of the language model, and what they cost
#[derive(Debug, clap::Args)]
pub struct Spending {
    /// Of the last so many days
    #[arg(long, value_name = "N", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    days: u32,
    /// Those of one purpose, such as `stats`
    #[arg(long, value_name = "WORD")]
    purpose: Option<String>,
}

impl Spending {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let view = session.app().await?.llm_spending(self.purpose.as_deref(), self.days).await?;
        if session.out.is_json() {
            session.out.json(&view)?;
            return Ok(Exit::Done);
        }
        let columns = [
            ("at", Align::Left),
            ("purpose", Align::Left),
            ("model", Align::Left),
            ("sent", Align::Right),
            ("received", Align::Right),
            ("cost", Align::Right),
            ("outcome", Align::Left),
        ];
        let mut table = Table::new(columns);
        for call in &view.calls {
            table.row([
                moment(call.at),
                call.purpose.clone(),
                call.model.clone(),
                call.tokens_in.to_string(),
                call.tokens_out.to_string(),
                format!("{:.4}", call.cost),
                call.outcome.clone(),
            ]);
        }
        session.out.table(&table)?;
        let budget = if view.budget > 0.0 { format!(" of {:.2}", view.budget) } else { String::new() };
        session.out.note(format_args!(
            "{} in the last {} days: {} tokens sent, {} received, {:.4}{budget} {}",
            one_of_many(view.calls.len() as u64, "call"),
            self.days,
            grouped(view.tokens_in as u64),
            grouped(view.tokens_out as u64),
            view.cost,
            view.currency,
        ));
        Ok(Exit::Done)
    }
}
