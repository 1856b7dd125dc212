//! What the store knows of a batch's ids, fetched in a handful of statements.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use ::registry::{Known, KnownRecord};
use model::{EntityId, EntityKind, ExternalId, SourceId};
use sources::datasets::{Claim, Key};
use store::{Mention, RecordHead, StoreError};

use super::{batch::Batch, claims::ClaimRow};

/// What was fetched: the ledger's part, and what is known of the stored records.
pub(super) struct Fetched {
    pub known: Known,
    pub heads: HashMap<(SourceId, ExternalId), RecordHead>,
}

/// Fetches all that the rows' decisions depend on.
pub(super) async fn fetch(batch: &Batch<'_>, rows: &[ClaimRow]) -> Result<Fetched, StoreError> {
    let (tx, format) = (batch.tx, batch.format.name());
    let mut ids: Vec<ExternalId> = rows.iter().flat_map(|row| row.claim.ids.iter().cloned()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut known =
        Known { links: tx.find(&ids).await?, forbidden: tx.forbidden(&ids).await?, ..Known::default() };

    let mut by_source: BTreeMap<&SourceId, Vec<&Claim>> = BTreeMap::new();
    for row in rows {
        by_source.entry(&row.claim.source).or_default().push(&row.claim);
    }
    let mut known_heads = HashMap::new();
    // Many records share few files.
    let mut files: HashSet<Arc<str>> = HashSet::new();
    for (source, claims) in by_source {
        let elected: BTreeSet<&ExternalId> =
            claims.iter().filter(|claim| claim.key == Key::Elected).flat_map(|claim| &claim.ids).collect();
        let elected: Vec<ExternalId> = elected.into_iter().cloned().collect();
        let mentions = tx.mentions(source, format, &elected).await?;
        let keys = keys_of(&claims, &mentions);
        let heads = tx.records_by_key(source, format, &keys).await?;
        let kinds: HashMap<&ExternalId, &EntityKind> =
            claims.iter().flat_map(|claim| claim.ids.iter().map(|id| (id, &claim.kind))).collect();
        for (key, head) in heads {
            let kind = kinds.get(&key).map_or_else(|| key.kind(), |kind| (*kind).clone());
            known.records.push(record(source, key.clone(), kind, &head, &mut files));
            known_heads.insert((source.clone(), key), head);
        }
        let others = others_in_file(batch, source, &claims, &known, &mentions).await?;
        known.records.extend(others);
        known
            .mentions
            .extend(mentions.into_iter().map(|mention| (source.clone(), mention.subject, mention.key)));
    }
    Ok(Fetched { known, heads: known_heads })
}

/// The keys that the rows may take: their own, their ids, and those of records that list their ids.
fn keys_of(claims: &[&Claim], mentions: &[Mention]) -> Vec<ExternalId> {
    let mut keys: BTreeSet<&ExternalId> = mentions.iter().map(|mention| &mention.key).collect();
    for claim in claims {
        match &claim.key {
            Key::Own(key) => {
                keys.insert(key);
            }
            Key::Elected => keys.extend(&claim.ids),
        }
    }
    keys.into_iter().cloned().collect()
}

fn record(
    source: &SourceId,
    key: ExternalId,
    kind: EntityKind,
    head: &RecordHead,
    files: &mut HashSet<Arc<str>>,
) -> KnownRecord {
    let file = head.file.as_deref().map(|file| {
        files.get(file).cloned().unwrap_or_else(|| {
            let file: Arc<str> = file.into();
            files.insert(file.clone());
            file
        })
    });
    KnownRecord {
        source: source.clone(),
        key,
        kind,
        entity: head.entity,
        file,
        line: head.line,
        hash: Some(head.hash),
    }
}

/// The records of this very file about things that new rows will join: an earlier batch may have
/// written one that no longer lists any of their ids, which is how a split entry shows.
async fn others_in_file(
    batch: &Batch<'_>,
    source: &SourceId,
    claims: &[&Claim],
    known: &Known,
    mentions: &[Mention],
) -> Result<Vec<KnownRecord>, StoreError> {
    let listed: HashSet<&ExternalId> = mentions.iter().map(|mention| &mention.subject).collect();
    let recorded: HashSet<&ExternalId> =
        known.records.iter().filter(|record| record.source == *source).map(|record| &record.key).collect();
    let is_new = |claim: &&&Claim| match &claim.key {
        Key::Own(key) => !recorded.contains(key),
        Key::Elected => !claim.ids.iter().any(|id| listed.contains(id)),
    };
    let mut things: BTreeMap<&EntityKind, BTreeSet<EntityId>> = BTreeMap::new();
    for claim in claims.iter().filter(is_new) {
        for (kind, id) in claim.ids.iter().filter_map(|id| known.links.get(id)) {
            if *kind == claim.kind {
                things.entry(&claim.kind).or_default().insert(*id);
            }
        }
    }
    let mut others = Vec::new();
    for (kind, ids) in things {
        let ids: Vec<EntityId> = ids.into_iter().collect();
        for record in batch.tx.records_of_many(kind, &ids).await?.into_values().flatten() {
            let here = record.file.as_deref() == Some(batch.file);
            if here && record.source == *source && record.format == batch.format.name() {
                others.push(KnownRecord {
                    source: record.source,
                    key: record.key,
                    kind: kind.clone(),
                    entity: record.entity,
                    file: Some(batch.file.into()),
                    line: record.line,
                    hash: Some(record.hash),
                });
            }
        }
    }
    Ok(others)
}
