//! `emaki update check`: whether there is a new release.

use crate::{
    exit::Exit,
    output::{Align, Table, grouped, moment},
    session::Session,
};

/// Look whether there is a new release; nothing is fetched or changed
///
/// Ends with 3 where some addresses do not answer, and with 1 where none does.
#[derive(Debug, clap::Args)]
pub struct Check {
    /// The dataset; the only one when not said
    dataset: Option<String>,
}

impl Check {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let check = session.app().await?.check_updates(self.dataset.as_deref()).await?;
        let failed = check.addresses.iter().filter(|address| address.error.is_some()).count();
        // Some that do not answer are passed over by an update as well; where none does, nothing is known.
        let exit = match check.addresses.len() - failed {
            0 => Exit::Failed,
            _ if failed > 0 => Exit::Partly,
            _ => Exit::Done,
        };
        if session.out.is_json() {
            session.out.json(&check)?;
            return Ok(exit);
        }
        let mut table = Table::new([("address", Align::Left), ("says", Align::Left)]).folding();
        for address in &check.addresses {
            let says = match (&address.error, address.changed) {
                (Some(error), _) => error.clone(),
                (None, Some(true)) => "something new".to_owned(),
                (None, Some(false)) => "unchanged".to_owned(),
                (None, None) => "it does not tell; `emaki update run` fetches it and looks".to_owned(),
            };
            table.row([address.address.clone(), says]);
        }
        session.out.table(&table)?;
        if let Some(row) = &check.waiting {
            session.out.note(format_args!("update {} waits: `emaki update show {}`", row.id, row.id));
        }
        let last = check.last_update.map_or_else(|| "never".to_owned(), moment);
        let entries = grouped(check.entry_count);
        session.out.note(format_args!("{}: {entries} entries, last updated {last}", check.dataset));
        if exit == Exit::Failed {
            session
                .out
                .note("no address answers, so that nothing is known of a new release; try again later");
        }
        Ok(exit)
    }
}
