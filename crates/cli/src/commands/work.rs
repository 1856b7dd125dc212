//! `emaki work`: one work with its titles, facts, ties and characters.

use app::{App, CastMember, RelationGraph, WorkPage, WorkRef};
use model::Work as Golden;
use serde::Serialize;

use crate::{
    exit::Exit,
    naming,
    output::{Align, Block, Output, Table, grouped, seconds},
    session::Session,
};

/// The most characters listed for people; `--json` has them all.
const CHARACTERS: usize = 20;

/// Show one work: titles, facts, ties, characters
#[derive(Debug, clap::Args)]
pub struct Work {
    /// The work: its number, an external id such as mal:16498, or its title
    #[arg(value_name = "WORK")]
    work: String,
}

/// All that is shown of a work, in the shapes of `/api/works/{id}` and its sub-resources.
#[derive(Serialize)]
struct Page {
    #[serde(flatten)]
    golden: WorkPage,
    relations: RelationGraph,
    characters: Vec<CastMember>,
}

impl Work {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let (app, work) = naming::open(session, &self.work).await?;
        let page = Page::of(&app, &work).await?;
        if session.out.is_json() {
            session.out.json(&page)?;
        } else {
            page.print(&session.out)?;
        }
        Ok(Exit::Done)
    }
}

impl Page {
    async fn of(app: &App, work: &WorkRef) -> anyhow::Result<Self> {
        let golden = app.work(work).await?;
        let relations = app.relations(work).await?;
        let characters = app.characters(work).await?;
        Ok(Self { golden, relations, characters })
    }

    fn print(&self, out: &Output) -> std::io::Result<()> {
        if let Some(old) = self.golden.redirected_from {
            out.note(format_args!("work {old} was merged into work {}", self.golden.work.id));
        }
        out.block(&facts(&self.golden.work))?;
        self.print_ties(out)?;
        self.print_characters(out)
    }

    fn print_ties(&self, out: &Output) -> std::io::Result<()> {
        let center = self.relations.center;
        let mut table = Table::new([
            ("tie", Align::Left),
            ("id", Align::Right),
            ("title", Align::Left),
            ("format", Align::Left),
            ("year", Align::Right),
        ]);
        let mut any = false;
        for edge in self.relations.edges.iter().filter(|edge| edge.from == center || edge.to == center) {
            let (other, kind) = if edge.from == center {
                (edge.to, edge.kind.clone())
            } else {
                (edge.from, edge.kind.reversed())
            };
            let Some(node) = self.relations.nodes.iter().find(|node| node.id == other) else { continue };
            let year = node.year.map(|year| year.to_string()).unwrap_or_default();
            table.row([
                kind.to_string(),
                node.id.to_string(),
                node.title.clone(),
                node.format.to_string(),
                year,
            ]);
            any = true;
        }
        if any {
            out.heading("Tied works")?;
            out.table(&table)?;
        }
        Ok(())
    }

    fn print_characters(&self, out: &Output) -> std::io::Result<()> {
        if self.characters.is_empty() {
            return Ok(());
        }
        out.heading("Characters")?;
        let mut table = Table::new([
            ("id", Align::Right),
            ("name", Align::Left),
            ("native", Align::Left),
            ("role", Align::Left),
        ]);
        for CastMember { character, role } in self.characters.iter().take(CHARACTERS) {
            let native = character.name_native.clone().unwrap_or_default();
            table.row([character.id.to_string(), character.name.clone(), native, role.to_string()]);
        }
        out.table(&table)?;
        let rest = self.characters.len().saturating_sub(CHARACTERS);
        if rest > 0 {
            out.note(format_args!("{rest} more characters; --json has them all"));
        }
        Ok(())
    }
}

fn facts(work: &Golden) -> Block {
    let others: Vec<&str> = work.titles.iter().map(|title| title.text.as_str()).skip(1).collect();
    let season = work.season.map(|season| season.to_string());
    let begun = [season, work.year.map(|year| year.to_string())].into_iter().flatten().collect::<Vec<_>>();
    let dates = match (work.start_date, work.end_date) {
        (Some(start), Some(end)) => format!("{start} to {end}"),
        (Some(start), None) => format!("from {start}"),
        (None, Some(end)) => format!("to {end}"),
        (None, None) => String::new(),
    };
    let score = work.score.map(|score| match score.votes {
        Some(votes) => format!("{:.2} of 10 by {} votes", score.normalized, grouped(votes)),
        None => format!("{:.2} of 10", score.normalized),
    });
    let ids: Vec<String> = work.external_ids.iter().map(ToString::to_string).collect();
    let sources: Vec<&str> = work.sources.iter().map(model::SourceId::as_str).collect();
    Block::new()
        .row("work", &work.id)
        .row("title", &work.title)
        .row("also", &others.join(" · "))
        .row("medium", &work.medium)
        .row("format", known(work.format.as_str()))
        .row("status", known(work.status.as_str()))
        .row("begun", &begun.join(" "))
        .row("dates", &dates)
        .known("episodes", work.episodes)
        .known("duration", work.duration_s.map(|length| seconds(length.into())))
        .known("score", score)
        .known("popularity", work.popularity.map(grouped))
        .row("studios", &work.studios.join(", "))
        .row("tags", &work.tags.join(", "))
        .row("adult", if work.adult { "yes" } else { "" })
        .known("synopsis", work.synopses.first().map(|synopsis| synopsis.text.as_str()))
        .row("ids", &ids.join(" "))
        .row("sources", &sources.join(", "))
}

/// A word that says something; `UNKNOWN` does not.
fn known(word: &str) -> &str {
    if word == "UNKNOWN" { "" } else { word }
}
