//! Our books of a migration: begun, and written in together with everything that it brings.

use keeping::{KeepingError, forms::Form};
use publish::postgres::Address;
use serde_json::{Value, json};
use store::{FiledNumber, Store};

use super::{
    LegacyDbRequest,
    old::Old,
    report::{LegacyDbReport, Wrote},
    writes::{Writes, origin},
};

/// How many runs back a migration is looked for.
const RUNS: usize = 100_000;

/// A migration under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// Its number.
    pub id: i64,
    /// Whether it goes on with one that was broken off.
    pub resumed: bool,
}

/// What the books call a migration into a registry.
pub fn word(registry: &str) -> String {
    format!("migrate legacy-db {registry}")
}

/// The migration of this database into this registry that was broken off, if one was.
pub async fn unfinished(
    store: &Store,
    request: &LegacyDbRequest,
    address: &Address,
) -> Result<Option<Begun>, KeepingError> {
    let what = word(&request.registry);
    let found = store.runs(RUNS).await?.into_iter().find(|run| {
        let details: Value = serde_json::from_str(&run.details).unwrap_or_default();
        run.what == what && run.finished_at.is_none() && details["target"] == address.shown()
    });
    Ok(found.map(|run| Begun { id: run.id, resumed: true }))
}

/// Notes that a migration begins.
pub async fn begin(
    store: &Store,
    request: &LegacyDbRequest,
    address: &Address,
    old: &Old,
) -> Result<Begun, KeepingError> {
    let details = json!({
        "state": "begun",
        "target": address.shown(),
        "registry": request.registry,
        "series": old.series.checksum,
        "waifus": old.waifus.checksum,
    });
    let tx = store.begin().await?;
    let id = tx.begin_run(&word(&request.registry), &details.to_string(), request.at).await?;
    tx.commit().await?;
    Ok(Begun { id, resumed: false })
}

/// Writes everything, and that it is done, in one transaction.
pub async fn write(
    store: &Store,
    request: &LegacyDbRequest,
    address: &Address,
    begun: &Begun,
    writes: &Writes,
    report: &LegacyDbReport,
) -> Result<Wrote, KeepingError> {
    let registry = &request.registry;
    let next = [
        store.next_number(registry, Form::Series.word()).await?,
        store.next_number(registry, Form::Character.word()).await?,
    ];
    let tx = store.begin().await?;
    let mut wrote = Wrote::default();
    for (form, rows, count) in [
        (Form::Series, &writes.series_numbers, &mut wrote.series_numbers),
        (Form::Character, &writes.character_numbers, &mut wrote.character_numbers),
    ] {
        if rows.is_empty() {
            continue;
        }
        let filed = tx.import_numbers(registry, form.word(), rows).await?;
        if !filed.clashes.is_empty() {
            tx.rollback().await?;
            return Err(KeepingError::Conflict {
                message: format!("registry {registry} was changed while the migration was under way"),
                hint: "nothing was taken in; run it again".into(),
                places: filed
                    .clashes
                    .iter()
                    .map(|(at, clash)| format!("{}: {clash:?}", rows[*at].unique_id))
                    .collect(),
            });
        }
        *count = filed.new;
    }
    wrote.rows = tx.save_collected(&writes.collected).await?.new;
    wrote.hand_values =
        tx.curate(registry, &writes.edits, &request.author, &origin(begun.id), request.at).await? as u64;
    wrote.stats = tx.save_stats(registry, &writes.stats).await?;
    let couples = |rows: &[FiledNumber]| -> Vec<[String; 2]> {
        rows.iter().map(|row| [row.couple.source_type.clone(), row.couple.source_id.clone()]).collect()
    };
    let replaced: Vec<Value> = writes
        .replaced_stats
        .iter()
        .map(|row| {
            json!({
                "source_type": row.source_type, "source_id": row.source_id, "body": row.body,
                "origin": row.origin, "author": row.author, "at": row.at.as_micros(),
            })
        })
        .collect();
    let details = json!({
        "state": "done",
        "target": address.shown(),
        "registry": registry,
        "series": report.series.checksum,
        "waifus": report.waifus.checksum,
        "next": next,
        "numbers": { "series": couples(&writes.series_numbers), "character": couples(&writes.character_numbers) },
        "replaced_stats": replaced,
        "wrote": wrote,
    });
    tx.finish_run(begun.id, &details.to_string(), request.at).await?;
    tx.commit().await?;
    Ok(wrote)
}

/// The migration to take back: the one named, or the newest that is done.
pub async fn done(store: &Store, registry: &str, id: Option<i64>) -> Result<(i64, Value), KeepingError> {
    let what = word(registry);
    let mut asked = None;
    for run in store.runs(RUNS).await?.into_iter().filter(|run| run.what == what) {
        let details: Value = serde_json::from_str(&run.details)
            .map_err(|error| KeepingError::Damaged(format!("run {}: {error}", run.id)))?;
        let is_done = details["state"] == "done";
        if id.is_none_or(|id| id == run.id) && (is_done || id.is_some()) {
            asked = Some((run.id, details, is_done));
            break;
        }
    }
    let name = || id.map_or_else(|| "that could be taken back".to_owned(), |id| id.to_string());
    match asked {
        Some((id, details, true)) => Ok((id, details)),
        Some((id, details, false)) => Err(KeepingError::Conflict {
            message: format!("migration {id} is {}", details["state"].as_str().unwrap_or("unknown")),
            hint: "only one that is done can be taken back; one that was broken off goes on when it is run again".into(),
            places: Vec::new(),
        }),
        None => Err(KeepingError::Missing { kind: "migration", asked: name() }),
    }
}
