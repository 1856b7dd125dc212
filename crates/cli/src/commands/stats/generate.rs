//! `emaki stats generate`: stats for whoever has none, by a model or without one.

use app::{STATS_OFFLINE, StatsBudget, StatsOutcome, StatsPlan, StatsRedo, StatsRequest, StatsSpent};

use super::{Archetypes, By, Whose};
use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, grouped, one_of_many},
    session::Session,
};

/// Make stats for characters that have none
///
/// A language model is asked in batches; each good answer is stored at once, so that a run that was killed
/// goes on where it stopped. Bad answers are asked for again with what is wrong with them. With `--offline`
/// stats are made without any model, from stars, favourites and words of the description, and marked so.
#[derive(Debug, clap::Args)]
pub struct Generate {
    /// Without any model: the same facts give the same stats
    #[arg(long)]
    offline: bool,
    /// Say what would be done and what it would cost, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// At most so many characters
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    /// Make them anew for those whose stats came about so: `offline`, `import`, a model's name, or `all`
    #[arg(long, value_name = "ORIGIN")]
    redo: Option<String>,
    /// The model to ask, in place of that of the settings
    #[arg(long, value_name = "NAME", conflicts_with = "offline")]
    model: Option<String>,
    /// Tell the model who each character is, not just its name and series
    #[arg(long, conflicts_with = "offline")]
    about: bool,
    /// How many characters one question is about
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u16).range(1..=200))]
    batch: u16,
    /// How often the model is asked about one character
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    attempts: u32,
    /// Stop before more than this is spent, in the currency of the settings
    #[arg(long, value_name = "MONEY", value_parser = money, conflicts_with = "offline")]
    max_cost: Option<f64>,
    /// Stop before more tokens than this are sent and received
    #[arg(long, value_name = "N", conflicts_with = "offline")]
    max_tokens: Option<u64>,
    /// Stop after so many calls
    #[arg(long, value_name = "N", conflicts_with = "offline")]
    max_calls: Option<u64>,
    #[command(flatten)]
    whose: Whose,
    #[command(flatten)]
    archetypes: Archetypes,
    #[command(flatten)]
    by: By,
}

impl Generate {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app().await?;
        let (dry_run, request) = (self.dry_run, self.request(session));
        if dry_run {
            let plan = app.stats_plan(&request).await?;
            if session.out.is_json() {
                session.out.json(&plan)?;
            } else {
                print_plan(&session.out, &plan)?;
            }
            return Ok(Exit::Done);
        }
        let bar = session.out.bar("making stats");
        let outcome = app.stats_generate(&request, &|progress| bar.update(&progress)).await?;
        drop(bar);
        if session.out.is_json() {
            session.out.json(&outcome)?;
        } else {
            print(&session.out, &outcome)?;
        }
        Ok(match &outcome {
            StatsOutcome::Model { report, .. } if !report.failed.is_empty() || report.left > 0 => {
                Exit::Partly
            }
            _ => Exit::Done,
        })
    }

    fn request(self, session: &Session) -> StatsRequest {
        StatsRequest {
            author: self.by.name(session),
            registry: self.whose.registry,
            archetypes: self.archetypes.archetypes,
            offline: self.offline,
            model: self.model,
            about: self.about,
            limit: self.limit,
            redo: match self.redo {
                None => StatsRedo::Nobody,
                Some(all) if all == "all" => StatsRedo::Everybody,
                Some(origin) => StatsRedo::Origin(origin),
            },
            batch: self.batch.into(),
            attempts: self.attempts,
            budget: StatsBudget { calls: self.max_calls, tokens: self.max_tokens, cost: self.max_cost },
        }
    }
}

fn print_plan(out: &Output, plan: &StatsPlan) -> std::io::Result<()> {
    let block = match plan {
        StatsPlan::Offline { characters } => {
            Block::new().row("by", STATS_OFFLINE).row("characters", &grouped(*characters))
        }
        StatsPlan::Model { model, currency, plan } => Block::new()
            .row("model", if model.is_empty() { "none is set: llm.model" } else { model })
            .row("characters", &grouped(plan.characters))
            .row("calls", &grouped(plan.calls))
            .row("tokens sent, about", &grouped(plan.tokens_in))
            .row("tokens received, about", &grouped(plan.tokens_out))
            .row("cost, about", &price(plan.cost, plan.tokens_in, currency)),
    };
    out.block(&block)
}

fn print(out: &Output, outcome: &StatsOutcome) -> std::io::Result<()> {
    match outcome {
        StatsOutcome::Offline { asked, changed } => out.line(format_args!(
            "{} got stats without a model, {} of them new or changed; they are marked `{STATS_OFFLINE}`",
            one_of_many(*asked, "character"),
            grouped(*changed),
        )),
        StatsOutcome::Model { model, currency, report } => {
            let StatsSpent { calls, tokens_in, tokens_out, cost } = report.spent;
            out.line(format_args!(
                "{} of {} got stats by {model}: {}, {} tokens sent, {} received, {}",
                grouped(report.accepted),
                one_of_many(report.asked, "character"),
                one_of_many(calls, "call"),
                grouped(tokens_in),
                grouped(tokens_out),
                price(cost, tokens_in, currency),
            ))?;
            if !report.failed.is_empty() {
                let columns = [
                    ("no good answer", Align::Left),
                    ("name", Align::Left),
                    ("the last one's faults", Align::Left),
                ];
                let mut table = Table::new(columns).folding();
                for failure in &report.failed {
                    table.row([failure.couple.clone(), failure.name.clone(), failure.faults.join(" | ")]);
                }
                out.table(&table)?;
            }
            if let Some(stop) = &report.stopped {
                let left = one_of_many(report.left, "character");
                out.note(format_args!("stopped with {left} left: {}\nhint: {}", stop.why, stop.hint));
            }
            Ok(())
        }
    }
}

/// `0.0125 USD`, or that no price is set.
fn price(cost: f64, tokens: u64, currency: &str) -> String {
    if cost == 0.0 && tokens > 0 { "no price set".to_owned() } else { format!("{cost:.4} {currency}") }
}

/// Reads an amount of money.
fn money(text: &str) -> Result<f64, String> {
    let amount: f64 = text.parse().map_err(|_| "an amount such as 2.50 is wanted".to_owned())?;
    if amount.is_finite() && amount >= 0.0 {
        Ok(amount)
    } else {
        Err("an amount from 0 up is wanted".to_owned())
    }
}
