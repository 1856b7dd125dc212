//! `emaki reference`: pages of the reference that are made from the program itself. Hidden: it is for
//! those who write the documentation.

mod sources;

use std::fmt::Write;

use app::{ErrorCode, Remedy};
use clap::{CommandFactory, Subcommand};

use crate::{args::Cli, exit::Exit, session::Session};

/// Print a page of the reference
#[derive(Debug, Subcommand)]
pub enum Reference {
    /// Every command with its arguments
    Cli,
    /// Every setting with its default
    Config,
    /// Every error code
    Errors,
    /// Every source with what it can be asked
    Sources,
    /// The schema of the GraphQL door, in GraphQL's own language
    Graphql,
}

impl Reference {
    pub fn run(self, session: &Session) -> anyhow::Result<Exit> {
        let page = match self {
            Self::Cli => cli_page()?,
            Self::Config => app::DEFAULT.clone(),
            Self::Errors => errors_page()?,
            Self::Graphql => serve::graphql_sdl(),
            Self::Sources => sources::page(&app::Config::of_defaults()?)?,
        };
        session.out.line(page.trim_end())?;
        Ok(Exit::Done)
    }
}

fn cli_page() -> Result<String, std::fmt::Error> {
    let mut page =
        String::from("# Commands\n\nMade by `emaki reference cli`; each text is what `--help` prints.\n");
    let mut command = Cli::command().term_width(100);
    command.build();
    write_command(&mut page, &mut command)?;
    Ok(page)
}

fn write_command(page: &mut String, command: &mut clap::Command) -> std::fmt::Result {
    let name = command.get_bin_name().unwrap_or(command.get_name()).to_owned();
    let help = command.render_long_help().to_string();
    // The first page has the global options; repeated on every page they would hide the rest.
    let is_first = !name.contains(' ');
    let lines = help.lines().take_while(|line| is_first || *line != "Global options:");
    let lines: Vec<&str> = lines.map(str::trim_end).collect();
    write!(page, "\n## `{name}`\n\n```text\n{}\n```\n", lines.join("\n").trim_end())?;
    for inner in command.get_subcommands_mut().filter(|inner| !inner.is_hide_set()) {
        write_command(page, inner)?;
    }
    Ok(())
}

fn errors_page() -> Result<String, std::fmt::Error> {
    let mut page = String::from(
        "# Error codes\n\nMade by `emaki reference errors`. Every door answers a failure with one envelope: \
         `error_code`, `message`, `details`, `hint`, `correlation_id`.\n\n\
         | code | HTTP status | meaning |\n| --- | --- | --- |\n",
    );
    for code in ErrorCode::ALL {
        writeln!(page, "| `{}` | {} | {} |", code.as_str(), code.http_status(), code.meaning())?;
    }
    page.push_str(
        "\nA body that is no JSON at all, or that broke off, is `invalid_input` as well, with the status 400. Under \
         `--json` a command tells the causes below a failure in `details.causes`; over HTTP they stay in the log. \
         A text that stands where a UUID belongs (a project, a character, a take, a job) is `invalid_parameter`, with \
         the status 400 as well.\n",
    );
    for code in ErrorCode::ALL {
        let Remedy { cause, cure, command } = code.remedy();
        write!(page, "\n## `{}`\n\n**Cause.** {cause}\n\n**Cure.** {cure}\n", code.as_str())?;
        if !command.is_empty() {
            write!(page, "\n```sh\n{command}\n```\n")?;
        }
    }
    Ok(page)
}
