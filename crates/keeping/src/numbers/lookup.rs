//! One number of a registry, looked up by itself or by a couple.

use std::str::FromStr;

use model::{Instant, UniqueId};
use serde::Serialize;
use store::{RegistryRow, Store};

use crate::{
    KeepingError,
    forms::{Couple, Form},
};

/// What `main:series:5`, `main:character:mal:161471` and the like name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRef {
    /// The registry.
    pub registry: String,
    /// Of what.
    pub form: Form,
    /// The number, or a couple.
    pub what: Result<UniqueId, Couple>,
}

impl FromStr for NumberRef {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut parts = text.splitn(3, ':');
        let (registry, form, rest) = (parts.next(), parts.next().and_then(Form::parse), parts.next());
        let (Some(registry), Some(form), Some(rest)) = (registry, form, rest) else {
            return Err(format!("`{text}` names no number such as main:series:5 or main:character:mal:7"));
        };
        let what = match rest.split_once(':') {
            Some((source_type, source_id)) if !source_type.is_empty() && !source_id.is_empty() => {
                Err(Couple::new(source_type, source_id))
            }
            _ => Ok(rest
                .parse()
                .map_err(|_| format!("`{rest}` is neither a number nor a couple such as mal:7"))?),
        };
        Ok(Self { registry: registry.to_owned(), form, what })
    }
}

/// A number and everything that stands for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NumberView {
    /// The registry.
    pub registry: String,
    /// `series` or `character`.
    pub kind: &'static str,
    /// The number.
    pub unique_id: UniqueId,
    /// The couple it was given to.
    pub couple: String,
    /// The name it was given with.
    pub name: String,
    /// When.
    pub created_at: Instant,
    /// When it was removed.
    pub removed_at: Option<Instant>,
    /// The number and name of a character's series when the number was given.
    pub series: Option<(UniqueId, String)>,
    /// Couples that were merged into it.
    pub merged: Vec<Merged>,
    /// Characters of other couples that are the same one at their provider.
    pub same: Vec<String>,
}

/// A couple that was merged into a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The couple.
    pub couple: String,
    /// Who decided.
    pub author: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Instant,
}

/// Looks a number up. A couple that was merged leads to the number it stands for.
pub async fn lookup(store: &Store, asked: &NumberRef) -> Result<NumberView, KeepingError> {
    let NumberRef { registry, form, what } = asked;
    let rows = store.registry_rows(registry, form.word()).await?;
    let aliases = store.aliases(registry).await?;
    let is = |couple: &Couple, source_type: &str, source_id: &str| {
        &*couple.source_type == source_type && &*couple.source_id == source_id
    };
    let number = match what {
        Ok(number) => Some(*number),
        Err(couple) => {
            let alias = aliases
                .iter()
                .find(|alias| alias.kind == form.word() && is(couple, &alias.source_type, &alias.source_id));
            let own = rows.iter().find(|row| is(couple, &row.couple.source_type, &row.couple.source_id));
            alias.map(|alias| alias.unique_id).or(own.map(|row| row.unique_id))
        }
    };
    let row = number.and_then(|number| rows.iter().find(|row| row.unique_id == number));
    let row = row.ok_or_else(|| {
        let asked = match what {
            Ok(number) => number.to_string(),
            Err(couple) => couple.to_string(),
        };
        KeepingError::Missing { kind: "number", asked: format!("{registry}:{}:{asked}", form.word()) }
    })?;
    let series = match row.parent {
        Some(parent) => {
            let series = store.registry_rows(registry, Form::Series.word()).await?;
            let name = series.into_iter().find(|series| series.unique_id == parent);
            Some((parent, name.map(|series| series.couple.name).unwrap_or_default()))
        }
        None => None,
    };
    let merged =
        aliases.into_iter().filter(|alias| alias.kind == form.word() && alias.unique_id == row.unique_id);
    Ok(NumberView {
        registry: registry.clone(),
        kind: form.word(),
        unique_id: row.unique_id,
        couple: written(row),
        name: row.couple.name.clone(),
        created_at: row.created_at,
        removed_at: row.removed_at,
        series,
        merged: merged
            .map(|alias| Merged {
                couple: format!("{}:{}", alias.source_type, alias.source_id),
                author: alias.author,
                reason: alias.reason,
                at: alias.at,
            })
            .collect(),
        same: if *form == Form::Character { same(store, row).await? } else { Vec::new() },
    })
}

/// Collected characters that are the same one at their provider.
async fn same(store: &Store, row: &RegistryRow) -> Result<Vec<String>, KeepingError> {
    let Some(other) = super::check::shared_with(&row.couple.source_type) else { return Ok(Vec::new()) };
    let collected = store.collected(Form::Character.word(), Some(other)).await?;
    let same = collected.into_iter().filter(|other| other.source_id == row.couple.source_id);
    Ok(same.map(|other| format!("{}:{}", other.source_type, other.source_id)).collect())
}

fn written(row: &RegistryRow) -> String {
    format!("{}:{}", row.couple.source_type, row.couple.source_id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_read() {
        let read = |text: &str| text.parse::<NumberRef>();
        assert_eq!(read("main:series:5").expect("a number").what, Ok(UniqueId::new(5).expect("from 1")));
        let couple = read("shop:character:url:a:b").expect("a couple");
        assert_eq!((couple.registry.as_str(), couple.what), ("shop", Err(Couple::new("url", "a:b"))));
        for wrong in
            ["main:series", "mal:5", "main:series:", "main:film:5", "main:series:0", "main:series:mal:"]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
