//! Private servers that live as long as a chore: own port, own folder, own password, stopped by id.

pub mod account;
mod keeper;
mod port;
mod postgres;
mod redis;

pub use keeper::Kept;
pub use port::free as free_port;

use crate::tools::Tool;

/// The servers that tests ask for by URL.
pub struct Servers {
    pub postgres: Kept,
    pub redis: Kept,
}

impl Servers {
    /// Starts both.
    pub fn start() -> anyhow::Result<Self> {
        Ok(Self { postgres: postgres()?, redis: redis()? })
    }
}

/// A fresh PostgreSQL, reached by its superuser's URL.
pub fn postgres() -> anyhow::Result<Kept> {
    let binaries = found(Tool::Postgres)?;
    port::retry(|port| postgres::start(&binaries, port, false))
}

/// One that syncs what it acknowledges, for measures of what that costs.
pub fn durable_postgres() -> anyhow::Result<Kept> {
    let binaries = found(Tool::Postgres)?;
    port::retry(|port| postgres::start(&binaries, port, true))
}

/// A fresh Redis.
pub fn redis() -> anyhow::Result<Kept> {
    let binary = found(Tool::Redis)?;
    port::retry(|port| redis::start(&binary, port))
}

fn found(tool: Tool) -> anyhow::Result<std::path::PathBuf> {
    tool.find().ok_or_else(|| anyhow::anyhow!("{} is not installed", tool.name()))
}
