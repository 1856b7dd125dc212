//! The binary `emaki`: reads the command line, runs one command, prints what came of it.
//!
//! Results go to stdout, everything else to stderr. A command is a doorway: it unpacks its arguments,
//! calls [`app::App`] and packs the answer. What does not belong here: SQL, matching, ranking, rules.

mod args;
mod commands;
mod exit;
mod failure;
mod files;
mod logs;
mod naming;
mod output;
mod request;
mod session;

use std::{ffi::OsString, process::ExitCode};

use clap::{ColorChoice, CommandFactory, FromArgMatches};

use crate::{args::Cli, exit::Exit, output::Output, session::Session};

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    // Asked for before clap has read the line, because clap's own failures are to honour them too.
    let asked = |flag: &str| arguments.iter().skip(1).take_while(|a| *a != "--").any(|a| a == flag);
    let correlation_id = logs::correlation_id();
    let color = if asked("--no-color") { ColorChoice::Never } else { ColorChoice::Auto };

    let mut command = Cli::command().color(color);
    let parsed = command
        .try_get_matches_from_mut(&arguments)
        .and_then(|matches| Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command)));
    let exit = match parsed {
        Ok(cli) => run(cli, &correlation_id),
        Err(error) => failure::report_usage(&error, asked("--json"), &correlation_id),
    };
    exit.into()
}

/// Runs one command to its end and reports its failure, if any.
fn run(cli: Cli, correlation_id: &str) -> Exit {
    let out = Output::new(&cli.globals);
    let result = session_of(&cli, &out, correlation_id).and_then(|session| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let begun = std::time::Instant::now();
        tracing::debug!(version = env!("CARGO_PKG_VERSION"), "begun");
        let work = async {
            let result = Box::pin(cli.command.unwrap_or_default().run(&session)).await;
            session.end().await;
            result
        };
        let chain = app::Correlation { id: Some(correlation_id.to_owned()), depth: 0 };
        let result = runtime.block_on(chain.around(work));
        tracing::debug!(took_ms = begun.elapsed().as_millis() as u64, "ended");
        // A task that blocks, such as a prompt on stdin, must not hold the program back.
        runtime.shutdown_background();
        result
    });
    result.unwrap_or_else(|error| failure::report(&error, &out, correlation_id))
}

fn session_of(cli: &Cli, out: &Output, correlation_id: &str) -> anyhow::Result<Session> {
    let session = Session::new(&cli.globals, out.clone())?;
    let serving = cli.command.as_ref().is_none_or(commands::Command::is_serving);
    logs::start(&cli.globals, session.config(), out, correlation_id, serving);
    Ok(session)
}
