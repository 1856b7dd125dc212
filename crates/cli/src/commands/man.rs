//! `emaki man`: the manual page, or a folder of pages with one for each command.

use std::{io::Write, path::PathBuf};

use anyhow::Context;
use clap::CommandFactory;

use crate::{args::Cli, exit::Exit, output::Stdout, session::Session};

/// Print the manual page, or write one for each command into a folder
#[derive(Debug, clap::Args)]
pub struct Man {
    /// Folder to write `emaki.1`, `emaki-search.1`, … into; the first page on stdout when not given
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Man {
    pub fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let command = Cli::command();
        let Some(folder) = self.folder else {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            Stdout::new().write_all(&page)?;
            return Ok(Exit::Done);
        };
        std::fs::create_dir_all(&folder)
            .and_then(|()| clap_mangen::generate_to(command, &folder))
            .with_context(|| format!("cannot write the manual to `{}`", folder.display()))?;
        session.out.note(format_args!("wrote the manual to {}", folder.display()));
        Ok(Exit::Done)
    }
}
