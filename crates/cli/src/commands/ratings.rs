//! `emaki ratings`: what audiences think of a work, together and over time.

use app::{Ratings as Summary, Series, WorkHistory, WorkRatings};

use crate::{
    exit::Exit,
    naming,
    output::{Align, Block, Output, Table, grouped, moment},
    session::Session,
};

/// Show what each source's audience thinks of a work, on one scale, and what follows from all of them
#[derive(Debug, clap::Args)]
pub struct Ratings {
    /// The work: its number, an external id such as mal:16498, or its title
    #[arg(value_name = "WORK")]
    work: String,
    /// Show how scores, ranks and followers changed instead
    #[arg(long)]
    history: bool,
}

impl Ratings {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let (app, work) = naming::open(session, &self.work).await?;
        let out = &session.out;
        if self.history {
            let history = app.work_history(&work).await?;
            if out.is_json() {
                out.json(&history)?;
            } else {
                print_history(out, &history)?;
            }
            return Ok(Exit::Done);
        }
        let ratings = app.ratings(&work).await?;
        if out.is_json() {
            out.json(&ratings)?;
        } else {
            print(out, &ratings)?;
        }
        Ok(Exit::Done)
    }
}

fn print(out: &Output, ratings: &WorkRatings) -> std::io::Result<()> {
    let two = |value: f64| format!("{value:.2}");
    let Summary { sources, mean, median, deviation, weighted, consistency, votes, note } = &ratings.summary;
    let block = Block::new()
        .known("shown", ratings.shown.map(|score| two(score.normalized)))
        .known("mean", mean.map(two))
        .known("median", median.map(two))
        .known("deviation", deviation.map(two))
        .known("weighted mean", weighted.map(two))
        .known("consistency", consistency.map(two))
        .row("votes", &grouped(*votes))
        .known("note", note.as_ref())
        .known(
            "users here",
            ratings.users.as_ref().map(|users| format!("{:.2} by {}", users.mean, users.count)),
        );
    out.block(&block)?;
    if sources.is_empty() {
        return Ok(());
    }
    let columns = [
        ("place", Align::Right),
        ("source", Align::Left),
        ("of 10", Align::Right),
        ("own scale", Align::Right),
        ("votes", Align::Right),
        ("from median", Align::Right),
        ("stands out", Align::Left),
    ];
    let mut table = Table::new(columns).folding();
    for rating in sources {
        table.row([
            rating.place.to_string(),
            rating.source.to_string(),
            two(rating.score.normalized),
            format!("{} of {}", rating.score.value, rating.score.scale_max),
            rating.score.votes.map(grouped).unwrap_or_default(),
            format!("{:+.2}", rating.from_median),
            rating.outlier.clone().unwrap_or_default(),
        ]);
    }
    out.heading("Sources")?;
    out.table(&table)
}

fn print_history(out: &Output, history: &WorkHistory) -> std::io::Result<()> {
    let columns = [
        ("source", Align::Left),
        ("record", Align::Left),
        ("figure", Align::Left),
        ("since", Align::Left),
        ("value", Align::Left),
        ("trend", Align::Left),
    ];
    let mut table = Table::new(columns);
    for series in &history.series {
        let Series { source, subject, field, trend, points } = series;
        for (at, point) in points.iter().enumerate() {
            let last = at + 1 == points.len();
            let goes = trend.as_ref().filter(|_| last);
            table.row([
                source.to_string(),
                subject.to_string(),
                field.clone(),
                moment(point.at),
                point.value.to_string(),
                goes.map(|trend| format!("{} {:+.4} a day", trend.direction, trend.per_day))
                    .unwrap_or_default(),
            ]);
        }
    }
    out.table(&table)?;
    if history.series.is_empty() {
        out.note("no source has given a figure yet");
    }
    Ok(())
}
