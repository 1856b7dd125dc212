//! The users' own PostgreSQL: final rows into their tables `series` and `waifus`, and back again.
//!
//! `shape` reads what the tables look like, `plan` holds our rows against theirs, `apply` writes within
//! one transaction, and `books` keeps on our side what stood there before. Tables that belong to players
//! are read only to see who owns what.

mod address;
mod apply;
mod birthdays;
mod books;
mod checks;
mod columns;
mod fingerprint;
mod names;
mod ownership;
mod plan;
mod report;
mod restore;
mod session;
mod shape;
mod statements;
mod values;

use keeping::{Keeping, KeepingError, rules::Rules};
use model::Instant;
use serde_json::json;
use sqlx::{Connection, PgConnection};
use store::Store;

pub use address::Address;
pub use apply::{execute, quoted};
pub use columns::Which;
pub use ownership::{holders, lock};
pub use report::{Action, Change, ColumnChange, Counts, PostgresReport, Refused, Renamed, Settlement};
pub use restore::rollback;
pub use session::{Patience, begin_reading, begin_writing, lock_tables};
pub use shape::Table;

use crate::{
    check::{self, Acceptance},
    finish::Finished,
};
use plan::{Changes, Plan, Wishes};

/// What to publish to, and how.
#[derive(Debug, Clone)]
pub struct PostgresRequest {
    /// `postgres://user:password@host:port/database`; never stored with its password.
    pub url: String,
    /// The registry.
    pub registry: String,
    /// The profile's word.
    pub profile: String,
    /// Say what would change, and change nothing.
    pub dry_run: bool,
    /// Delete rows that we do not publish, unless somebody holds them.
    pub delete_missing: bool,
    /// Keep names apart within a medium only.
    pub alter_target: bool,
    /// Who asks.
    pub author: String,
    /// When.
    pub at: Instant,
    /// How many publishes of a target keep what stood there.
    pub keep: usize,
    /// How long to wait for what.
    pub patience: Patience,
}

/// Checks a registry's rows and publishes them to a database.
///
/// Stars out of range stop nothing here: the target itself says what its range is, and such rows are refused
/// one by one. `number` gives new rows the numbers that they hold; it is waited for only when nothing stops
/// the publish.
///
/// # Errors
/// What [`check::gate`] refuses, and what [`publish()`] does; warnings stop no dry run.
pub async fn publish_rows(
    store: &Store,
    request: &PostgresRequest,
    rules: &Rules,
    acceptance: Acceptance,
    keeping: Keeping,
    number: impl Future<Output = Result<(), KeepingError>>,
) -> Result<PostgresReport, KeepingError> {
    let mut checked = check::check_rows(store, &request.registry, rules, request.at, keeping).await?;
    checked.report.findings.retain(|finding| finding.code != "rarity");
    let acceptance = if request.dry_run { Acceptance::Warnings } else { acceptance };
    let warnings = check::gate(&checked.report, acceptance)?;
    if !request.dry_run {
        number.await?;
    }
    let report = publish(store, &checked.finished, request).await?;
    Ok(PostgresReport { warnings, ..report })
}

/// Publishes rows to a database, all in one transaction.
///
/// # Errors
/// `Conflict` when its tables are not such that they can be published to, `Busy` when somebody holds them,
/// `Target` when it fails or the connection is lost. The target is as it was then.
pub async fn publish(
    store: &Store,
    finished: &Finished,
    request: &PostgresRequest,
) -> Result<PostgresReport, KeepingError> {
    let address = Address::parse(&request.url)?;
    let birthdays = birthdays::known(store, &request.registry).await?;
    let mut connection = address.connect().await?;
    let wishes = Wishes {
        delete_missing: request.delete_missing,
        alter_target: request.alter_target,
        dry_run: request.dry_run,
    };
    if request.dry_run {
        session::begin_reading(&mut connection, &address, request.patience).await?;
        let tables = books::tables(&mut connection, &address).await?;
        let plan = plan::plan(&mut connection, &address, tables, finished, &birthdays, wishes).await?;
        session::rollback(&mut connection, &address).await?;
        close(connection).await;
        return Ok(told(&plan, &address, true));
    }
    session::begin_writing(&mut connection, &address, request.patience).await?;
    let tables = books::tables(&mut connection, &address).await?;
    session::lock_tables(&mut connection, &address, (&tables.0, &tables.1)).await?;
    let keep = (request.registry.as_str(), request.keep);
    let settled = books::settle(store, &mut connection, &address, (&tables.0, &tables.1), keep).await?;
    let plan = plan::plan(&mut connection, &address, tables, finished, &birthdays, wishes).await?;
    let mut report = PostgresReport { settled, ..told(&plan, &address, false) };
    if plan.is_empty() {
        session::rollback(&mut connection, &address).await?;
        close(connection).await;
        return Ok(report);
    }
    let mut rows = apply::apply(&mut connection, &address, &plan).await?;
    rows.extend(check::fingerprints(finished));
    let counts = json!({ "series": report.series, "waifus": report.waifus });
    let id = books::begin(store, request, &address, &counts, &rows).await?;
    report.publish = Some(id);
    if let Err(error) = session::commit(&mut connection, &address).await {
        drop(connection);
        return broken_off(store, &address, request, id, error).await.map(|()| report);
    }
    close(connection).await;
    books::end(store, &request.registry, id, "done", request.keep).await?;
    Ok(report)
}

/// The commit gave no answer: looks what became of it, where the target can be reached.
async fn broken_off(
    store: &Store,
    address: &Address,
    request: &PostgresRequest,
    id: i64,
    error: KeepingError,
) -> Result<(), KeepingError> {
    let looked = async {
        let mut connection = address.connect().await?;
        session::begin_writing(&mut connection, address, request.patience).await?;
        let tables = books::tables(&mut connection, address).await?;
        let keep = (request.registry.as_str(), request.keep);
        let settled = books::settle(store, &mut connection, address, (&tables.0, &tables.1), keep).await?;
        session::rollback(&mut connection, address).await?;
        close(connection).await;
        Ok::<_, KeepingError>(settled)
    };
    match looked.await {
        Ok(settled) if settled.iter().any(|one| one.publish == id && one.state == "done") => Ok(()),
        Ok(_) => Err(error),
        Err(_) => Err(KeepingError::Target {
            message: format!("the connection to {} was lost while committing", address.shown()),
            hint: format!(
                "all of publish {id} stands there or nothing; publish again when the database is up, and it is settled"
            ),
            source: Box::new(error),
        }),
    }
}

/// Says goodbye; a server that does not hear it notices by itself.
async fn close(connection: PgConnection) {
    let _ = connection.close().await;
}

/// What a plan comes to.
fn told(plan: &Plan<'_>, address: &Address, dry_run: bool) -> PostgresReport {
    let mut report = PostgresReport {
        target: address.shown().to_owned(),
        dry_run,
        renamed: plan.renamed.clone(),
        altered: plan.alter.as_ref().map(|_| apply::BY_MEDIUM.to_owned()),
        refused: plan.refused.clone(),
        ..PostgresReport::default()
    };
    for (table, changes) in [(&plan.series_table, &plan.series), (&plan.waifus_table, &plan.waifus)] {
        let name = table.which.table();
        let refused = plan.refused.iter().filter(|refused| refused.table == name).count() as u64;
        let counts = counts(changes, refused);
        match table.which {
            columns::Which::Series => report.series = counts,
            columns::Which::Waifus => report.waifus = counts,
        }
        changes_of(&mut report, table, changes, dry_run);
    }
    report
}

fn counts(changes: &Changes<'_>, refused: u64) -> Counts {
    Counts {
        inserted: changes.insert.len() as u64,
        updated: changes.update.len() as u64,
        unchanged: changes.unchanged,
        refused,
        deleted: changes.delete.len() as u64,
    }
}

/// Lists the rows that change; the values only where they are to be read.
fn changes_of(report: &mut PostgresReport, table: &shape::Table, changes: &Changes<'_>, with_values: bool) {
    let which = table.which;
    let row = |id, name: &str, action, columns| Change {
        table: which.table(),
        id,
        name: name.to_owned(),
        action,
        columns,
    };
    for wanted in &changes.insert {
        let value = |(at, wish): (usize, &columns::Wish)| ColumnChange {
            column: wish.name,
            old: None,
            new: wanted.values[at].as_deref().map(str::to_owned),
        };
        let columns: Vec<_> =
            if with_values { which.wishes().iter().enumerate().map(value).collect() } else { Vec::new() };
        report.changes.push(row(wanted.id, wanted.name(), Action::Insert, columns));
    }
    for update in &changes.update {
        let value = |(column, old): &(&'static str, Option<String>)| {
            let new = match which.position(column) {
                Some(at) => update.wanted.values[at].as_deref().map(str::to_owned),
                None => update.wanted.birthday.clone(),
            };
            let (old, new) = if with_values { (old.clone(), new) } else { (None, None) };
            ColumnChange { column, old, new }
        };
        let columns = update.differs.iter().map(value).collect();
        report.changes.push(row(update.wanted.id, update.wanted.name(), Action::Update, columns));
    }
    for gone in &changes.delete {
        report.changes.push(row(gone.id, &gone.name, Action::Delete, Vec::new()));
    }
}
