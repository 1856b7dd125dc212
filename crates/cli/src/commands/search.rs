//! `emaki search`: works by title, words and filters.

use app::{FoundTake, Hit, SearchAnswer, SearchPage, SearchRequest};
use serde::Serialize;

use crate::{
    commands::pictures,
    exit::Exit,
    output::{Align, Block, Output, Table, one_of_many},
    request::RequestArgs,
    session::Session,
};

/// Find works by title, words and filters
///
/// Slips, romanizations, short names and other scripts are understood, and so are years, seasons and
/// formats among the words: `emaki search movies 2013 time travel`.
#[derive(Debug, clap::Args)]
pub struct Search {
    /// What to look for; filters alone may do
    query: Vec<String>,
    #[command(flatten)]
    request: RequestArgs,
    /// Say of each hit why it was found
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    picture: pictures::Asked,
}

impl Search {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let mut request = self.request.read(self.query.join(" "))?;
        if self.picture.is_asked() {
            return self.picture.run(session, request).await;
        }
        request.facets = session.out.is_json();
        let app = session.app_with_index().await?;
        let answer = app.search(request.clone()).await?;
        if app.searchable_works() == 0
            && !session.out.is_json()
            && app.takes_beside(&request.query).await.is_empty()
        {
            session.out.note(
                "nothing found: no works are kept here yet; `emaki import --starter` brings some in, `emaki import \
                 FILE` your own",
            );
            return Ok(Exit::Done);
        }
        let takes = match request.cursor {
            None => app.takes_beside(&request.query).await,
            Some(_) => Vec::new(),
        };
        print_with(&session.out, &request, &answer, &takes, self.explain)?;
        Ok(Exit::Done)
    }
}

/// Prints the hits as a table or as JSON, and on stderr how many there are.
pub fn print(
    out: &Output,
    request: &SearchRequest,
    answer: &SearchAnswer,
    explain: bool,
) -> std::io::Result<()> {
    print_with(out, request, answer, &[], explain)
}

/// The same, with takes of productions beside the works.
fn print_with(
    out: &Output,
    request: &SearchRequest,
    answer: &SearchAnswer,
    takes: &[FoundTake],
    explain: bool,
) -> std::io::Result<()> {
    if out.is_json() {
        return out.json(&SearchPage::new(&request.query, true, answer).with_takes(takes));
    }
    if !takes.is_empty() {
        out.table(&table_of_takes(takes))?;
    }
    if answer.results.is_empty() && !takes.is_empty() {
        return Ok(());
    }
    if answer.results.is_empty() {
        out.note("nothing found; fewer words or fewer filters find more");
        return Ok(());
    }
    out.table(&table_of(&answer.results))?;
    if explain {
        for hit in &answer.results {
            out.heading(&format!("{} {}", hit.id, hit.card.title))?;
            out.block(&why(hit))?;
        }
    }
    out.note(one_of_many(answer.total as u64, "work"));
    if let Some(cursor) = &answer.next_cursor {
        out.note(format_args!("more with --cursor {cursor}"));
    }
    Ok(())
}

/// Takes, a line each.
fn table_of_takes(takes: &[FoundTake]) -> Table {
    let columns = ["source", "take", "verdict", "file"];
    let mut table = Table::new(columns.map(|name| (name, Align::Left)));
    for found in takes {
        let take = &found.take;
        let verdict = take.review.verdict.as_str().to_owned();
        table.row([found.source.to_owned(), take.id.clone(), verdict, take.file.clone()]);
    }
    table
}

/// Hits, a line each.
pub fn table_of(hits: &[Hit]) -> Table {
    let mut table = Table::new([
        ("id", Align::Right),
        ("title", Align::Left),
        ("medium", Align::Left),
        ("format", Align::Left),
        ("year", Align::Right),
        ("score", Align::Right),
        ("external id", Align::Left),
    ]);
    for Hit { id, card, .. } in hits {
        table.row([
            id.to_string(),
            card.title.clone(),
            card.medium.to_string(),
            card.format.to_string(),
            card.year.map(|year| year.to_string()).unwrap_or_default(),
            card.score.map(|score| format!("{score:.1}")).unwrap_or_default(),
            card.external_ids.first().map(ToString::to_string).unwrap_or_default(),
        ]);
    }
    table
}

/// Why a hit is there.
pub fn why(hit: &Hit) -> Block {
    let why = &hit.why;
    let matched = why.matched.as_ref().map(|matched| {
        let edits =
            if matched.distance == 0 { String::new() } else { format!(", {} edits", matched.distance) };
        format!("{} ({}{edits})", matched.text, word_of(&matched.form))
    });
    let arms: Vec<String> = why
        .arms
        .iter()
        .map(|arm| format!("{} rank {}, score {:.3}", word_of(&arm.arm), arm.rank, arm.score))
        .collect();
    let shared = why.similarity.clone().unwrap_or_default();
    Block::new()
        .row("relevance", &format!("{:.3}", hit.relevance))
        .known("name", matched)
        .row("fields", &why.fields.join(", "))
        .row("filters", &why.filters.join(", "))
        .row("shared tags", &shared.tags.join(", "))
        .row("shared studios", &shared.studios.join(", "))
        .known("tie", shared.relation)
        .row("arms", &arms.join("; "))
}

/// The published word of a closed vocabulary.
fn word_of(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}
