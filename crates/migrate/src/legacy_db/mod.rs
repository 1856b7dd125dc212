//! The old pipeline's live database in: every id kept, the database itself only read and backed up.
//!
//! `old` reads its rows within one snapshot, `keep` backs them up there and in the data folder, `couples`
//! finds what each id stands for, and `writes` plans what goes into our store, in one transaction. `undo`
//! takes a migration back on both sides.

mod books;
mod checks;
mod compare;
mod couples;
mod keep;
mod old;
mod report;
mod undo;
mod validate;
mod writes;

use std::path::PathBuf;

use keeping::{KeepingError, rules::Rules};
use model::Instant;
use publish::postgres::{Address, Patience, execute};
use sqlx::{Connection, PgConnection};
use store::Store;

pub use report::{Accounted, Dump, Figures, Finding, LegacyDbReport, Level, UndoReport, Validation, Wrote};
pub use undo::undo;

/// What to migrate, and how.
#[derive(Debug, Clone)]
pub struct LegacyDbRequest {
    /// `postgres://user:password@host:port/database`; never stored with its password.
    pub url: String,
    /// The registry that takes the ids.
    pub registry: String,
    /// An id that no couple is known of is MyAnimeList's own.
    pub ids_are_mal: bool,
    /// The data folder; dumps go below it.
    pub folder: PathBuf,
    /// Who asks.
    pub author: String,
    /// When.
    pub at: Instant,
    /// How long to wait for what.
    pub patience: Patience,
}

/// Takes an old database in. A second run finds nothing new, and one that was broken off goes on.
///
/// # Errors
/// `Conflict` when a check finds what would lose or move an id, `Target` when the database fails. Nothing
/// was taken in then.
pub async fn migrate(
    store: &Store,
    request: &LegacyDbRequest,
    rules: &Rules,
) -> Result<LegacyDbReport, KeepingError> {
    run(store, request, rules, false).await
}

/// Does all of it on a copy of our store, and in a transaction of the old database that is taken back:
/// nothing is left behind on either side.
pub async fn rehearse(
    store: &Store,
    request: &LegacyDbRequest,
    rules: &Rules,
) -> Result<LegacyDbReport, KeepingError> {
    let room = Room::new(request)?;
    let backup = room.0.join("store.backup");
    store.backup(&backup, request.at).await?;
    let copy = Store::open(&format!("sqlite:{}", room.0.join("copy.sqlite").display())).await?;
    copy.restore(&backup).await?;
    let request = LegacyDbRequest { folder: room.0.clone(), ..request.clone() };
    let report = run(&copy, &request, rules, true).await;
    copy.close().await?;
    let mut report = report?;
    report.rehearsed = true;
    report.dumps.clear();
    Ok(report)
}

/// A folder for a rehearsal, gone with this value.
struct Room(PathBuf);

impl Room {
    fn new(request: &LegacyDbRequest) -> Result<Self, KeepingError> {
        let name = format!("rehearsal-{}-{}", std::process::id(), request.at.as_micros());
        let folder = request.folder.join("migrations").join(name);
        std::fs::create_dir_all(&folder).map_err(KeepingError::file("make", &folder))?;
        Ok(Self(folder))
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        // What cannot be removed is only litter, in a folder whose name says so.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn run(
    store: &Store,
    request: &LegacyDbRequest,
    rules: &Rules,
    rehearsed: bool,
) -> Result<LegacyDbReport, KeepingError> {
    let address = Address::parse(&request.url)?;
    let mut connection = address.connect().await?;
    begin(&mut connection, &address, request.patience).await?;
    let old = old::read(&mut connection, &address).await?;
    let known = couples::Known::load(store, &request.registry).await?;
    let mut findings = checks::check(&old);
    let chosen = couples::choose(&old, &known, request.ids_are_mal, &mut findings);
    checks::gate(&address, &findings)?;
    let mut writes = writes::plan(store, request, rules, &old, &chosen, &mut findings).await?;
    let mut report = report::begin(&address, &old, &chosen, rehearsed);

    let unfinished = books::unfinished(store, request, &address).await?;
    if writes.is_empty() && unfinished.is_none() {
        rollback(&mut connection, &address).await?;
        goodbye(connection).await;
        report.findings = findings;
        report.validation = validate::ours(store, &request.registry, &old, &chosen).await?;
        return Ok(report);
    }
    let begun = match unfinished {
        Some(run) => books::Begun { resumed: true, ..run },
        None => books::begin(store, request, &address, &old).await?,
    };
    writes.set_run(begun.id);
    report.run = Some(begun.id);
    report.resumed = begun.resumed;
    report.backup_tables = keep::tables(&mut connection, &address, &old, begun.id).await?;
    report.dumps = keep::dump(&mut connection, &address, &old, &request.folder, begun.id).await?;
    if rehearsed {
        rollback(&mut connection, &address).await?;
    } else {
        execute(&mut connection, &address, "COMMIT".to_owned(), "keeping the backup tables").await?;
    }
    report.wrote = books::write(store, request, &address, &begun, &writes, &report).await?;
    report.validation = validate::ours(store, &request.registry, &old, &chosen).await?;
    report.target_unchanged = Some(validate::theirs(&mut connection, &address, &old, !rehearsed).await?);
    report.findings = findings;
    goodbye(connection).await;
    Ok(report)
}

/// One snapshot for everything: what is checked, backed up, dumped and taken in is the same state, while
/// the game goes on.
async fn begin(
    connection: &mut PgConnection,
    address: &Address,
    patience: Patience,
) -> Result<(), KeepingError> {
    let begin = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ; SET LOCAL lock_timeout = {}; SET LOCAL statement_timeout = {}; {}",
        patience.lock.as_millis(),
        patience.statement.as_millis(),
        old::PRINTED
    );
    execute(connection, address, begin, "beginning a transaction").await
}

async fn rollback(connection: &mut PgConnection, address: &Address) -> Result<(), KeepingError> {
    execute(connection, address, "ROLLBACK".to_owned(), "ending the transaction").await
}

/// Says goodbye; a server that does not hear it notices by itself.
async fn goodbye(connection: PgConnection) {
    let _ = connection.close().await;
}
