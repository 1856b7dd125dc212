//! Merging by hand: a couple that stands for the number of another, with author and reason.

use model::{Instant, UniqueId};
use serde::Serialize;
use serde_json::json;
use store::{Alias, AuditEntry, Store};

use super::checked_name;
use crate::{
    EXCLUDED, KeepingError,
    forms::{Couple, Form},
};

/// A decision about a couple.
#[derive(Debug, Clone)]
pub struct Merging<'a> {
    /// The registry.
    pub registry: &'a str,
    /// Of what.
    pub form: Form,
    /// The couple.
    pub couple: Couple,
    /// The number it stands for.
    pub number: UniqueId,
    /// Who decides.
    pub author: &'a str,
    /// Why.
    pub reason: &'a str,
    /// When.
    pub at: Instant,
}

/// What a decision did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// The couple.
    pub couple: String,
    /// The number.
    pub unique_id: UniqueId,
    /// The name that the number was given with.
    pub name: String,
    /// Whether anything was changed.
    pub changed: bool,
}

/// Lets a couple stand for a number that another couple has. Safe to repeat.
///
/// A couple that has a number of its own keeps it; merged it can be once its row is left out, and its
/// characters then belong to the other series.
pub async fn merge(store: &Store, merging: &Merging<'_>) -> Result<Outcome, KeepingError> {
    checked_name(merging.registry)?;
    let reason = merging.reason.trim();
    if reason.is_empty() {
        return Err(KeepingError::Parameter {
            name: "reason",
            message: "a merge by hand needs a reason that others can check".to_owned(),
        });
    }
    let name = name_of(store, merging).await?;
    let (kind, couple) = (merging.form.word(), &merging.couple);
    let rows = store.registry_rows(merging.registry, kind).await?;
    let own = rows.iter().find(|row| is(couple, &row.couple.source_type, &row.couple.source_id));
    if let Some(own) = own {
        if own.unique_id == merging.number {
            return Ok(Outcome {
                couple: couple.to_string(),
                unique_id: merging.number,
                name,
                changed: false,
            });
        }
        if own.removed_at.is_none() && !is_excluded(store, merging).await? {
            return Err(KeepingError::Conflict {
                message: format!("{couple} has number {} of its own", own.unique_id),
                hint: format!(
                    "leave its row out first: `emaki curate exclude {kind} {couple} --reason ...`; its number \
                     stays taken, and the merge can be made"
                ),
                places: vec![format!("{kind} {}", own.unique_id)],
            });
        }
    }
    let before = alias_of(store, merging).await?;
    if let Some(other) = before.as_ref().filter(|alias| alias.unique_id != merging.number) {
        return Err(KeepingError::Conflict {
            message: format!(
                "{couple} stands for {kind} {} already: {} ({})",
                other.unique_id, other.reason, other.author
            ),
            hint: "`emaki registry unlink --registry` takes that back first".to_owned(),
            places: vec![format!("{kind} {}", other.unique_id)],
        });
    }
    if before.is_none() {
        let tx = store.begin().await?;
        let alias = Alias {
            kind: kind.to_owned(),
            source_type: couple.source_type.to_string(),
            source_id: couple.source_id.to_string(),
            unique_id: merging.number,
            author: merging.author.to_owned(),
            reason: reason.to_owned(),
            at: merging.at,
        };
        tx.save_aliases(merging.registry, &[alias]).await?;
        tx.audit(&audit(merging, "number.merge")).await?;
        tx.commit().await?;
    }
    let changed = before.is_none();
    Ok(Outcome { couple: couple.to_string(), unique_id: merging.number, name, changed })
}

/// Takes a merge back.
pub async fn unmerge(store: &Store, merging: &Merging<'_>) -> Result<Outcome, KeepingError> {
    checked_name(merging.registry)?;
    let name = name_of(store, merging).await?;
    let (kind, couple) = (merging.form.word(), &merging.couple);
    match alias_of(store, merging).await? {
        Some(alias) if alias.unique_id == merging.number => {}
        Some(alias) => {
            return Err(KeepingError::Conflict {
                message: format!("{couple} stands for {kind} {}, not {}", alias.unique_id, merging.number),
                hint: "name the number that it stands for".to_owned(),
                places: vec![format!("{kind} {}", alias.unique_id)],
            });
        }
        None => return Err(KeepingError::Missing { kind: "merged couple", asked: couple.to_string() }),
    }
    let tx = store.begin().await?;
    let gone = tx.remove_alias(merging.registry, kind, &couple.source_type, &couple.source_id).await?;
    tx.audit(&audit(merging, "number.unmerge")).await?;
    tx.commit().await?;
    Ok(Outcome { couple: couple.to_string(), unique_id: merging.number, name, changed: gone })
}

async fn name_of(store: &Store, merging: &Merging<'_>) -> Result<String, KeepingError> {
    let rows = store.registry_rows(merging.registry, merging.form.word()).await?;
    let target = rows.into_iter().find(|row| row.unique_id == merging.number);
    target.map(|row| row.couple.name).ok_or_else(|| KeepingError::Missing {
        kind: "number",
        asked: format!("{}:{}:{}", merging.registry, merging.form.word(), merging.number),
    })
}

async fn alias_of(store: &Store, merging: &Merging<'_>) -> Result<Option<Alias>, KeepingError> {
    let of = |alias: &Alias| {
        alias.kind == merging.form.word() && is(&merging.couple, &alias.source_type, &alias.source_id)
    };
    Ok(store.aliases(merging.registry).await?.into_iter().find(of))
}

async fn is_excluded(store: &Store, merging: &Merging<'_>) -> Result<bool, KeepingError> {
    let values = store.hand_values(merging.registry).await?;
    Ok(values.iter().any(|value| {
        value.kind == merging.form.word()
            && value.field == EXCLUDED
            && value.value != "null"
            && is(&merging.couple, &value.source_type, &value.source_id)
    }))
}

fn is(couple: &Couple, source_type: &str, source_id: &str) -> bool {
    &*couple.source_type == source_type && &*couple.source_id == source_id
}

fn audit(merging: &Merging<'_>, action: &str) -> AuditEntry {
    AuditEntry {
        id: 0,
        at: merging.at,
        author: merging.author.to_owned(),
        action: action.to_owned(),
        subjects: Vec::new(),
        details: json!({
            "registry": merging.registry,
            "kind": merging.form.word(),
            "couple": merging.couple.to_string(),
            "unique_id": merging.number,
            "reason": merging.reason,
        }),
    }
}
