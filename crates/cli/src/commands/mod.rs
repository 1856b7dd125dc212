//! The commands, one file each; a group of commands is a folder. A command unpacks its arguments, calls
//! `App` and prints what comes back. Adding one takes its file and its lines in the list here.

mod ask;
mod audit;
mod cache;
mod collect;
mod completions;
mod config;
mod curate;
mod db;
mod doctor;
mod enrich;
mod eval;
mod import;
mod index;
mod jobs;
mod man;
mod mcp;
mod migrate;
mod model;
mod people;
mod pictures;
mod production;
mod publish;
mod ratings;
mod recommend;
mod reference;
mod registry;
mod schedule;
mod search;
mod serve;
mod similar;
mod source;
mod stats;
mod template;
mod token;
mod trending;
mod update;
mod watch_order;
mod work;
mod worker;

use clap::Subcommand;

use crate::{exit::Exit, session::Session};

/// What `emaki` can be told to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Serve(serve::Serve),
    Search(search::Search),
    Ask(ask::Ask),
    Similar(similar::Similar),
    Work(work::Work),
    Ratings(ratings::Ratings),
    Recommend(recommend::Recommend),
    WatchOrder(watch_order::WatchOrder),
    Schedule(schedule::Schedule),
    Trending(trending::Trending),
    Import(import::Import),
    Collect(collect::Collect),
    Enrich(enrich::Enrich),
    #[command(subcommand)]
    Pictures(pictures::Pictures),
    #[command(subcommand)]
    Model(model::Model),
    #[command(subcommand)]
    Index(index::Index),
    #[command(subcommand)]
    Production(production::Production),
    #[command(subcommand)]
    People(people::People),
    #[command(subcommand)]
    Jobs(jobs::Jobs),
    Worker(worker::Worker),
    #[command(subcommand)]
    Update(update::Update),
    Mcp(mcp::Mcp),
    #[command(subcommand)]
    Template(template::Template),
    #[command(subcommand)]
    Source(source::Source),
    #[command(subcommand)]
    Cache(cache::Cache),
    #[command(subcommand)]
    Registry(registry::Registry),
    #[command(subcommand)]
    Curate(curate::Curate),
    #[command(subcommand)]
    Stats(stats::Stats),
    #[command(subcommand)]
    Publish(publish::Publish),
    #[command(subcommand)]
    Migrate(migrate::Migrate),
    #[command(subcommand)]
    Db(db::Db),
    #[command(subcommand)]
    Token(token::Token),
    Audit(audit::Audit),
    Eval(eval::Eval),
    Doctor(doctor::Doctor),
    #[command(subcommand)]
    Config(config::ConfigCommand),
    Completions(completions::Completions),
    Man(man::Man),
    #[command(subcommand, hide = true)]
    Reference(reference::Reference),
}

impl Command {
    /// Runs the command to its end.
    pub async fn run(self, session: &Session) -> anyhow::Result<Exit> {
        match self {
            Self::Serve(command) => Box::pin(command.run(session)).await,
            Self::Search(command) => Box::pin(command.run(session)).await,
            Self::Ask(command) => command.run(session).await,
            Self::Similar(command) => command.run(session).await,
            Self::Work(command) => command.run(session).await,
            Self::Ratings(command) => command.run(session).await,
            Self::Recommend(command) => command.run(session).await,
            Self::WatchOrder(command) => command.run(session).await,
            Self::Schedule(command) => command.run(session).await,
            Self::Trending(command) => command.run(session).await,
            Self::Import(command) => command.run(session).await,
            Self::Collect(command) => command.run(session).await,
            Self::Enrich(command) => command.run(session).await,
            Self::Pictures(command) => command.run(session).await,
            Self::Model(command) => command.run(session).await,
            Self::Index(command) => command.run(session).await,
            Self::Production(command) => command.run(session).await,
            Self::People(command) => command.run(session).await,
            Self::Jobs(command) => command.run(session).await,
            Self::Worker(command) => command.run(session).await,
            Self::Update(command) => command.run(session).await,
            Self::Mcp(command) => command.run(session).await,
            Self::Template(command) => command.run(session).await,
            Self::Source(command) => command.run(session).await,
            Self::Cache(command) => command.run(session).await,
            Self::Registry(command) => command.run(session).await,
            Self::Curate(command) => command.run(session).await,
            Self::Stats(command) => command.run(session).await,
            Self::Publish(command) => command.run(session).await,
            Self::Migrate(command) => command.run(session).await,
            Self::Db(command) => command.run(session).await,
            Self::Token(command) => command.run(session).await,
            Self::Audit(command) => command.run(session).await,
            Self::Eval(command) => command.run(session).await,
            Self::Doctor(command) => command.run(session).await,
            Self::Config(command) => command.run(session),
            Self::Completions(command) => command.run(),
            Self::Man(command) => command.run(session),
            Self::Reference(command) => command.run(session),
        }
    }

    /// Whether it stays and answers requests, so that its log is worth reading unasked.
    pub fn is_serving(&self) -> bool {
        matches!(self, Self::Serve(_) | Self::Worker(_))
    }
}

/// Bare `emaki`.
impl Default for Command {
    fn default() -> Self {
        Self::Serve(serve::Serve::with_starter())
    }
}
