//! `emaki people erase`: somebody erased.

use app::ErasePeople;

use crate::{
    exit::Exit,
    output::{Align, Table, one_of_many},
    session::Session,
};

/// Erase people: their rows, texts, files, objects and lines of the CSV file
///
/// What stays is the key, so that the next import does not bring them back. Afterwards the database, the data folder and
/// its logs are searched for what only they say; what is still found is listed.
#[derive(Debug, clap::Args)]
pub struct Erase {
    /// The key, such as 151, or 151#2 for the second row with that id; may be given several times
    #[arg(long = "row-id", value_name = "KEY", required = true)]
    keys: Vec<String>,
    /// Do not ask
    #[arg(long, required = true)]
    yes: bool,
}

impl Erase {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let request = ErasePeople { keys: self.keys };
        let done = session.app().await?.erase_people(&request).await?;
        let is_clean = done.iter().all(|erased| erased.left.is_empty());
        let exit = if is_clean { Exit::Done } else { Exit::Partly };
        if session.out.is_json() {
            session.out.json(&done)?;
            return Ok(exit);
        }
        let mut table = Table::new([
            ("key", Align::Left),
            ("rows", Align::Right),
            ("files", Align::Right),
            ("objects", Align::Right),
            ("shared, kept", Align::Right),
        ]);
        for erased in &done {
            let rows: u64 = erased.rows.iter().map(|(_, count)| count).sum();
            let numbers =
                [rows, erased.files as u64, erased.objects.len() as u64, erased.shared.len() as u64];
            table.row([erased.key.to_string()].into_iter().chain(numbers.map(|number| number.to_string())));
        }
        session.out.table(&table)?;
        for erased in &done {
            for place in &erased.left {
                session.out.line(format_args!("still found for {}: {place}", erased.key))?;
            }
        }
        session.out.note(format_args!("erased {}", one_of_many(done.len() as u64, "person's row")));
        Ok(exit)
    }
}
