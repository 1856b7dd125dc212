//! `emaki completions`: the shell's own completion script.

use std::io::Write;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{args::Cli, exit::Exit, output::Stdout};

/// Print the completion script of a shell
///
/// For bash: `emaki completions bash > ~/.local/share/bash-completion/completions/emaki`.
#[derive(Debug, clap::Args)]
pub struct Completions {
    /// The shell to write it for
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> anyhow::Result<Exit> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "emaki", &mut script);
        Stdout::new().write_all(&script)?;
        Ok(Exit::Done)
    }
}
