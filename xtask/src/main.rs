//! The project's own chores: `cargo xtask test | ci | tidy | bench | conformance | fault | fuzz | docs`, one file per command.
//!
//! It starts programs and reads files. It links none of the workspace's crates, so that it still
//! builds when one of them does not.
//!
//! What does not belong here: anything a user of Emaki runs.

#![expect(clippy::print_stdout, reason = "a chore tells on the terminal what it does")]

mod bench;
mod ci;
mod conformance;
mod docs;
mod fault;
mod fmt;
mod fuzz;
mod install;
mod once;
mod project;
mod servers;
mod shell;
mod test;
mod tidy;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about = "The project's own chores")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run all tests, with private servers that live as long as the tests do
    Test(test::Test),
    /// Everything that has to pass before a change is taken in
    Ci(ci::Ci),
    /// Check what the compiler does not: arrows, headers, names in the docs, sizes, leaks
    Tidy(tidy::Tidy),
    /// Measure a release build and print the aims and the peers beside it
    Bench(bench::Bench),
    /// Run the official MCP conformance suite against the real server
    Conformance(conformance::Conformance),
    /// Break programs off at bad moments, and see that nothing is lost
    Fault(fault::Fault),
    /// Break every parser with bytes that are wrong
    Fuzz(fuzz::Fuzz),
    /// Build the API docs and write docs/reference again
    Docs(docs::Docs),
}

fn main() -> ExitCode {
    if let Some(exit) = once::in_place_of_rustdoc() {
        return exit;
    }
    let done = match Cli::parse().command {
        Command::Test(test) => test.run(),
        Command::Ci(ci) => ci.run(),
        Command::Tidy(tidy) => tidy.run(),
        Command::Bench(bench) => bench.run(),
        Command::Conformance(conformance) => conformance.run(),
        Command::Fault(fault) => fault.run(),
        Command::Fuzz(fuzz) => fuzz.run(),
        Command::Docs(docs) => docs.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  caused by: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

/// The names of our own commands, so that the docs can be held against them.
fn command_names() -> Vec<String> {
    use clap::CommandFactory as _;
    Cli::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}
