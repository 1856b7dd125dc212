//! `emaki people map`: whose a file is, and what files somebody has.

use std::{io::Write as _, path::Path};

use app::PeopleMapQuery;

use crate::{
    exit::Exit,
    output::{Align, Shown, Table},
    session::Session,
};

/// Say whose a file is, or what files somebody has
///
/// Give a file by its path, its object's key, its hash, its name, or the id of its video; or a person by key, row, name,
/// email or type. With neither, everybody's files are told, in the order of the sheet.
#[derive(Debug, clap::Args)]
pub struct Map {
    /// A file: whose is it?
    #[arg(value_name = "FILE")]
    file: Option<String>,
    /// The person with this key
    #[arg(long, value_name = "KEY")]
    person: Option<String>,
    /// Everybody with this id of a row
    #[arg(long, value_name = "ID")]
    row_id: Option<String>,
    /// Everybody with this name, letter by letter
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Everybody with this address, letter by letter
    #[arg(long, value_name = "EMAIL")]
    email: Option<String>,
    /// Everybody of this type, byte for byte
    #[arg(long = "type", value_name = "TYPE")]
    personality_type: Option<String>,
    /// Only files that are here
    #[arg(long)]
    here: bool,
    /// Names and addresses in full
    #[arg(long)]
    plain: bool,
}

impl Map {
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let query = PeopleMapQuery {
            person: self.person,
            row_id: self.row_id,
            name: self.name,
            email: self.email,
            personality_type: self.personality_type,
            file: self.file,
            only_files: self.here,
            plain: self.plain,
        };
        let app = session.app().await?;
        if session.out.is_json() {
            // Everybody's files may be hundreds of thousands; a table needs them all for its columns.
            let mut shown = Shown::new();
            app.write_people_map(&query, Path::new("standard output"), &mut shown).await?;
            shown.flush()?;
            return Ok(Exit::Done);
        }
        let lines = app.map_people(&query).await?;
        if lines.is_empty() {
            session.out.note("nobody has such a file");
            return Ok(Exit::Done);
        }
        let columns =
            ["key", "name", "type", "kind", "status", "file", "url"].map(|name| (name, Align::Left));
        let mut table = Table::new(columns);
        for line in lines {
            let file = line.path.or(line.storage_url).or(line.filename).unwrap_or_default();
            let kind = line.personality_type.unwrap_or_default();
            table.row([line.person, line.name, kind, line.kind, line.status, file, line.url]);
        }
        session.out.table(&table)?;
        Ok(Exit::Done)
    }
}
