//! `emaki people erase`: somebody erased.

use app::{ErasePeople, ErasedPerson};

use crate::{
    exit::Exit,
    output::{Align, Output, Table, one_of_many},
    session::Session,
};

/// Erase people: their rows, texts, files, objects and lines of the CSV file
///
/// What stays is the key, so that the next import does not bring them back. Afterwards the database, the data folder and
/// its logs are searched for what only they say; what is still found is listed. A run that was broken off is ended by
/// another one, which says what was left, or by `people fsck`.
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
        let is_clean = done.iter().all(ErasedPerson::is_clean);
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
            print_rest(&session.out, erased)?;
        }
        let had_rows = done.iter().filter(|erased| erased.rows.iter().any(|(_, count)| *count > 0)).count();
        session.out.note(match had_rows {
            0 => "no row was left to erase".to_owned(),
            many => format!("erased {}", one_of_many(many as u64, "person's row")),
        });
        Ok(exit)
    }
}

/// Prints what is not as it should be.
fn print_rest(out: &Output, erased: &ErasedPerson) -> std::io::Result<()> {
    let key = &erased.key;
    if erased.resumed > 0 {
        let many = one_of_many(erased.resumed as u64, "thing");
        out.note(format_args!("{key}: {many} of a run that was broken off were still to be deleted"));
    }
    for rest in &erased.pending {
        out.line(format_args!("still to be deleted for {key}: {rest}; run it again"))?;
    }
    for place in &erased.unproven {
        out.line(format_args!("perhaps of {key}: {place}"))?;
    }
    for place in &erased.left {
        out.line(format_args!("still found for {key}: {place}"))?;
    }
    Ok(())
}
