//! `emaki registry review`: the pairs that a person should look at.

use app::{PairSide, PairView, ReviewAnswer};
use clap::Subcommand;

use super::Decision;
use crate::{
    exit::Exit,
    output::{Align, Block, Output, Table, moment, one_of_many, seconds},
    session::Session,
};

/// Look at pairs of records that may be one work, the most valuable answer first, and answer them
///
/// Without a word after it, it shows the first pair that waits.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Review {
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List what waits for an answer
    List {
        /// How many at most
        #[arg(long, default_value_t = 20)]
        limit: usize,
    },
    /// Show a pair: both records side by side, and what each field says
    Show {
        /// The pair's number
        id: i64,
    },
    /// The two are one work
    Same(Said),
    /// The two are not one work; no rule will ever join them
    Different(Said),
    /// Leave it for later: it comes back behind all others
    Skip(Said),
    /// Take the last answer back, with all that followed from it
    Undo(Said),
}

/// Which pair, who says so, and why.
#[derive(Debug, clap::Args)]
struct Said {
    /// The pair's number
    id: i64,
    #[command(flatten)]
    decision: Decision,
}

impl Review {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self.what {
            None => next(session).await,
            Some(What::List { limit }) => list(session, limit).await,
            Some(What::Show { id }) => show(session, id).await,
            Some(What::Same(said)) => answer(session, said, ReviewAnswer::Same).await,
            Some(What::Different(said)) => answer(session, said, ReviewAnswer::Different).await,
            Some(What::Skip(said)) => answer(session, said, ReviewAnswer::Skip).await,
            Some(What::Undo(said)) => answer(session, said, ReviewAnswer::Undo).await,
        }
    }
}

async fn next(session: &Session) -> anyhow::Result<Exit> {
    let queue = session.app().await?.review_queue(1).await?;
    match queue.pairs.first() {
        Some(pair) => show(session, pair.id).await,
        None => list(session, 1).await,
    }
}

async fn list(session: &Session, limit: usize) -> anyhow::Result<Exit> {
    let queue = session.app().await?.review_queue(limit).await?;
    let out = &session.out;
    if out.is_json() {
        out.json(&queue)?;
        return Ok(Exit::Done);
    }
    let columns = [
        ("pair", Align::Right),
        ("value", Align::Right),
        ("sure", Align::Right),
        ("one", Align::Left),
        ("other", Align::Left),
        ("state", Align::Left),
    ];
    let mut table = Table::new(columns);
    for pair in &queue.pairs {
        table.row([
            pair.id.to_string(),
            format!("{:.3}", pair.value),
            format!("{:.4}", pair.probability),
            pair.a.to_string(),
            pair.b.to_string(),
            pair.state.as_str().to_lowercase(),
        ]);
    }
    out.table(&table)?;
    let waiting = one_of_many(queue.waiting, "pair");
    out.note(format_args!("{waiting} for review; `emaki registry match` fills the queue"));
    Ok(Exit::Done)
}

async fn show(session: &Session, id: i64) -> anyhow::Result<Exit> {
    let view = session.app().await?.review_pair(id).await?;
    if session.out.is_json() {
        session.out.json(&view)?;
    } else {
        print(&session.out, &view)?;
    }
    Ok(Exit::Done)
}

async fn answer(session: &Session, said: Said, answer: ReviewAnswer) -> anyhow::Result<Exit> {
    let app = session.app().await?;
    let done = app.review_answer(said.id, answer, &said.decision.author(), &said.decision.note).await?;
    session.sync_index(&app).await?;
    if session.out.is_json() {
        session.out.json(&done)?;
        return Ok(Exit::Done);
    }
    let state = done.state.as_str().to_lowercase();
    let works = if done.a == done.b {
        format!("work {}", done.a)
    } else {
        format!("works {} and {}", done.a, done.b)
    };
    session.out.line(format_args!("pair {} is {state}: {works}", done.id))?;
    Ok(Exit::Done)
}

/// Both sides, what each field says, and what became of it.
fn print(out: &Output, view: &PairView) -> std::io::Result<()> {
    let pair = &view.pair;
    let block = Block::new()
        .row("pair", &pair.id)
        .row("state", &pair.state.as_str().to_lowercase())
        .row("sure", &format!("{:.4}", pair.probability))
        .row("value", &format!("{:.3}", pair.value))
        .known("may be", view.weighed.trap.as_ref().map(|trap| trap.replace('_', " ")))
        .known("decided", pair.decided_at.map(|at| format!("{} by {}", moment(at), pair.author)))
        .known("why", Some(&pair.reason).filter(|reason| !reason.is_empty()));
    out.block(&block)?;
    let mut table = Table::new(["fact", "one", "other"].map(|name| (name, Align::Left))).folding();
    table.row(["id".to_owned(), pair.a.to_string(), pair.b.to_string()]);
    for (name, left, right) in sides(&view.left, &view.right) {
        table.row([name.to_owned(), left, right]);
    }
    out.heading("Side by side")?;
    out.table(&table)?;
    let columns = [("field", Align::Left), ("agreement", Align::Left), ("weight", Align::Right)];
    let mut table = Table::new(columns);
    for field in &view.weighed.fields {
        let words = [field.field.replace('_', " "), field.agreement.replace('_', " ")];
        table.row(words.into_iter().chain([format!("{:+.1}", field.weight)]));
    }
    out.heading("What the fields say")?;
    out.table(&table)
}

/// Facts of both records, those left out that neither has.
fn sides(left: &PairSide, right: &PairSide) -> Vec<(&'static str, String, String)> {
    type Of = fn(&PairSide) -> Option<String>;
    let facts: [(&'static str, Of); 12] = [
        ("title", |side| side.title.clone()),
        ("also", |side| (!side.other_titles.is_empty()).then(|| side.other_titles.join(" · "))),
        ("work", |side| side.work.map(|work| work.to_string())),
        ("medium", |side| side.medium.as_ref().map(ToString::to_string)),
        ("format", |side| side.format.as_ref().map(ToString::to_string)),
        ("begun", |side| {
            let date = side.start_date.map(|date| date.to_string());
            date.or_else(|| side.year.map(|year| year.to_string()))
        }),
        ("ended", |side| side.end_date.map(|date| date.to_string())),
        ("episodes", |side| side.episodes.map(|count| count.to_string())),
        ("duration", |side| side.duration_s.map(|length| seconds(length.into()))),
        ("studios", |side| (!side.studios.is_empty()).then(|| side.studios.join(", "))),
        ("other ids", |side| {
            let ids: Vec<String> = side.external_ids.iter().map(ToString::to_string).collect();
            (!ids.is_empty()).then(|| ids.join(" "))
        }),
        ("page", |side| side.url.clone()),
    ];
    let rows = facts.into_iter().map(|(name, of)| (name, of(left), of(right)));
    rows.filter(|(_, left, right)| left.is_some() || right.is_some())
        .map(|(name, left, right)| (name, left.unwrap_or_default(), right.unwrap_or_default()))
        .collect()
}
