//! Which stored record an entry is.

use std::collections::BTreeMap;

use model::ExternalId;

use crate::{Entry, Refusal, ledger::Ledger};

/// The key of an entry.
///
/// An entry takes the key of the stored record with which it shares most ids, the lower key on a tie;
/// with none to share, its first id. A key that another line of the same file has taken is not to be
/// had, so that two entries never become one record. An entry whose text has not changed stays the record
/// it is.
pub(crate) fn elect(ledger: &Ledger, entry: &Entry<'_>) -> Result<ExternalId, Refusal> {
    if let Some(own) = entry.own_key {
        return match taken_by(ledger, entry, own) {
            Some(line) => Err(Refusal::Taken { key: own.clone(), line }),
            None => Ok(own.clone()),
        };
    }
    let mut shared: BTreeMap<ExternalId, usize> = BTreeMap::new();
    for id in entry.ids {
        for key in ledger.records_listing(entry.source, id) {
            *shared.entry(key).or_default() += 1;
        }
    }
    let here = |key: &ExternalId| {
        let record = ledger.record(entry.source, key);
        record.is_some_and(|r| r.file.as_deref() == Some(entry.file) && r.line == Some(entry.line))
    };
    if let Some(key) = shared.keys().find(|key| here(key)) {
        return Ok(key.clone()); // the very line it came from
    }
    let same_text =
        |key: &&ExternalId| ledger.record(entry.source, key).is_some_and(|r| r.hash == Some(entry.hash));
    let twin = shared.keys().filter(same_text).find_map(|key| Some((key, taken_by(ledger, entry, key)?)));
    if let Some((key, line)) = twin {
        return Err(Refusal::Taken { key: key.clone(), line }); // the same entry twice in one file
    }
    shared.retain(|key, _| taken_by(ledger, entry, key).is_none());
    if let Some(key) = shared.keys().find(same_text) {
        return Ok(key.clone()); // the same entry in a copy of the file
    }
    let best = shared.into_iter().max_by(|(a, a_shared), (b, b_shared)| {
        a_shared.cmp(b_shared).then_with(|| address(b).cmp(&address(a)))
    });
    if let Some((key, _)) = best {
        return Ok(key);
    }
    let first_free = entry.ids.iter().find(|id| taken_by(ledger, entry, id).is_none());
    first_free.cloned().ok_or_else(|| {
        let key = entry.ids[0].clone();
        Refusal::Taken { line: taken_by(ledger, entry, &key).unwrap_or(0), key }
    })
}

/// The other line of the same file that is the record of a key.
fn taken_by(ledger: &Ledger, entry: &Entry<'_>, key: &ExternalId) -> Option<u64> {
    let record = ledger.record(entry.source, key)?;
    record.line.filter(|line| record.file.as_deref() == Some(entry.file) && *line != entry.line)
}

/// What two keys are compared by: the address of the id's page where there is one.
fn address(key: &ExternalId) -> String {
    key.url().map_or_else(|| key.to_string(), |url| url.replacen("://www.", "://", 1))
}
