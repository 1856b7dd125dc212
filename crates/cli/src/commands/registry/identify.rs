//! `emaki registry identify`: permanent numbers for rows that have none.

use crate::{
    exit::Exit,
    output::{Align, Table},
    session::Session,
};

/// Give every kept series and character that has none its permanent number
///
/// Series come in the order of their sources and lists, characters by their series. Rows that are left out
/// or merged into another get none.
#[derive(Debug, clap::Args)]
pub struct Identify {
    /// The registry
    #[arg(long, value_name = "NAME", default_value = "main")]
    registry: String,
}

impl Identify {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let given = session.app().await?.registry_identify(&self.registry).await?;
        if session.out.is_json() {
            session.out.json(&given)?;
            return Ok(Exit::Done);
        }
        let columns = ["new", "known", "left out", "merged", "without series", "next"];
        let columns = columns.map(|name| (name, Align::Right));
        let mut table = Table::new([("of", Align::Left)].into_iter().chain(columns));
        for (kind, count) in [("series", given.series), ("characters", given.characters)] {
            let counts = [count.new, count.known, count.excluded, count.merged, count.homeless];
            let cells = [kind.to_owned()].into_iter().chain(counts.map(|count| count.to_string()));
            table.row(cells.chain([count.next.to_string()]));
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
