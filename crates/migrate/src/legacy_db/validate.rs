//! What is proved afterwards: every id is accounted for, and the old database is as it was.

use std::collections::BTreeMap;

use keeping::{KeepingError, forms::Form};
use publish::postgres::Address;
use sqlx::PgConnection;
use store::Store;

use super::{
    couples::{Choice, Chosen, Known, KnownKind},
    keep::find,
    old::{Old, PRINTED, checksum},
    report::{Accounted, Validation},
};

/// Holds our registry, as it stands now, against the ids of the old database.
pub async fn ours(
    store: &Store,
    registry: &str,
    old: &Old,
    chosen: &Chosen,
) -> Result<Validation, KeepingError> {
    let known = Known::load(store, registry).await?;
    let next = async |form: Form| store.next_number(registry, form.word()).await;
    Ok(Validation {
        series: accounted(&known.series, &chosen.series, old.series.rows.len(), next(Form::Series).await?),
        characters: accounted(
            &known.waifus,
            &chosen.waifus,
            old.waifus.rows.len(),
            next(Form::Character).await?,
        ),
    })
}

fn accounted(known: &KnownKind, chosen: &BTreeMap<i64, Choice>, there: usize, next: i64) -> Accounted {
    let missing: Vec<i64> = chosen
        .iter()
        .filter(|(id, choice)| known.by_couple.get(&choice.couple) != Some(*id))
        .map(|(id, _)| *id)
        .collect();
    let only_here = known.by_number.keys().filter(|number| !chosen.contains_key(number)).count();
    Accounted { there, here: chosen.len() - missing.len(), missing, only_here, next }
}

/// Whether the rows there have the checksums that they had, and the backup tables too, where there are any.
pub async fn theirs(
    connection: &mut PgConnection,
    address: &Address,
    old: &Old,
    with_backups: bool,
) -> Result<bool, KeepingError> {
    let begin = format!("BEGIN READ ONLY; {PRINTED}");
    publish::postgres::execute(connection, address, begin, "looking at it again").await?;
    let mut unchanged = true;
    for table in [&old.series, &old.waifus] {
        let key = table.table.which.key().name;
        unchanged &= checksum(connection, address, &table.table.name, key).await? == table.checksum;
        if with_backups && let Some(kept) = find(connection, address, &table.table).await? {
            let stands = checksum(connection, address, &kept.name, key).await?;
            if stands != kept.checksum {
                return Err(KeepingError::Damaged(format!("{} does not have its checksum", kept.name)));
            }
        }
    }
    super::rollback(connection, address).await?;
    Ok(unchanged)
}
