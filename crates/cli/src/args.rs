//! The command line as a whole: the flags every command takes, and the command.

use std::path::PathBuf;

use clap::{ArgAction, Parser, ValueEnum};

use crate::commands::Command;

/// Know, find and use every anime, manga, visual novel and game
///
/// Without a command Emaki serves its pages; into an empty embedded store it first puts its starter
/// catalog.
#[derive(Debug, Parser)]
#[command(name = "emaki", version, disable_help_subcommand = true)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 partly done.")]
pub struct Cli {
    #[command(flatten)]
    pub globals: Globals,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Globals {
    /// Folder of the catalog, its index and the caches [env: `EMAKI_DATA_DIR`]
    #[arg(long, global = true, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// `sqlite:PATH` or `postgres://…`; a file in the data folder when not given [env: `EMAKI_DATABASE_URL`]
    #[arg(long, global = true, value_name = "URL")]
    pub database_url: Option<String>,
    /// Settings file to read in place of `emaki.toml`
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print results as JSON, and a failure as JSON on stderr
    #[arg(long, global = true)]
    pub json: bool,
    /// Print results and errors only
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Log more: -v what is done, -vv how
    #[arg(long, short, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// No colors; the variable `NO_COLOR` does the same
    #[arg(long, global = true)]
    pub no_color: bool,
    /// How log lines look on stderr: auto, human or json
    #[arg(long, global = true, value_name = "FORMAT", value_enum, hide_possible_values = true)]
    pub log_format: Option<LogFormat>,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people on a terminal, JSON otherwise.
    Auto,
    /// For people.
    Human,
    /// One JSON object a line.
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn global_flags_go_before_or_behind_the_command() {
        for line in [["emaki", "--json", "doctor"], ["emaki", "doctor", "--json"]] {
            assert!(Cli::try_parse_from(line).is_ok_and(|cli| cli.globals.json), "{line:?}");
        }
    }
}
