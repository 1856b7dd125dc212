//! `emaki watch-order`: in which order to watch or read what belongs to one story.

use app::WatchEntry;

use crate::{
    exit::Exit,
    naming,
    output::{Align, Output, Table},
    session::Session,
};

/// Show in which order to watch or read the story that a work belongs to, and what may be left out
///
/// By the story, each work after those it continues; with --release by the day each came out, which is never wrong.
#[derive(Debug, clap::Args)]
pub struct WatchOrder {
    /// The work: its number, an external id such as mal:16498, or its title
    #[arg(value_name = "WORK")]
    work: String,
    /// In the order in which the works came out
    #[arg(long)]
    release: bool,
    /// Leave out what the story is whole without
    #[arg(long)]
    main: bool,
}

impl WatchOrder {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let app = session.app_with_index().await?;
        let order = app.watch_order(&naming::work(&app, &self.work).await?).await?;
        let out = &session.out;
        if out.is_json() {
            out.json(&order)?;
            return Ok(Exit::Done);
        }
        let entries = if self.release { &order.release } else { &order.story };
        print(out, entries.iter().filter(|entry| !(self.main && entry.optional)))?;
        for contradiction in &order.contradictions {
            out.note(format_args!(
                "a source puts work {} before work {}, against what others say; it was left out",
                contradiction.before, contradiction.work
            ));
        }
        if order.cut {
            out.note("the franchise is larger than this; only the nearest works are listed");
        }
        Ok(Exit::Done)
    }
}

fn print<'a>(out: &Output, entries: impl Iterator<Item = &'a WatchEntry>) -> std::io::Result<()> {
    let columns = [
        ("place", Align::Right),
        ("id", Align::Right),
        ("title", Align::Left),
        ("format", Align::Left),
        ("came out", Align::Left),
        ("episodes", Align::Right),
        ("optional", Align::Left),
        ("why", Align::Left),
    ];
    let mut table = Table::new(columns).folding();
    for entry in entries {
        let year = entry.work.year.map(|year| year.to_string());
        table.row([
            entry.place.to_string(),
            entry.work.id.to_string(),
            entry.work.title.clone(),
            entry.work.format.to_string(),
            entry.start.map(|day| day.to_string()).or(year).unwrap_or_default(),
            entry.episodes.map(|count| count.to_string()).unwrap_or_default(),
            if entry.optional { "optional".to_owned() } else { String::new() },
            if entry.optional { format!("{}: {}", entry.why, entry.evidence) } else { entry.why.clone() },
        ]);
    }
    out.table(&table)
}
