//! Birthdays: sources tell some, the standard form has no column for them, and the target has.

use std::collections::HashMap;

use keeping::{KeepingError, Said, forms::Form};
use serde_json::Value;
use store::Store;

use super::values::day;

/// What sources said of birthdays, by published number. Texts that are no day are left out.
pub async fn known(store: &Store, registry: &str) -> Result<HashMap<i64, String>, KeepingError> {
    let mut told: HashMap<(String, String), String> = HashMap::new();
    for row in store.collected_telling(Form::Character.word(), "birthday").await? {
        let said: Said = serde_json::from_str(&row.body).map_err(|error| {
            KeepingError::Damaged(format!("{}:{}: {error}", row.source_type, row.source_id))
        })?;
        let birthday = match said {
            Said::Character(facts) => facts.birthday,
            Said::Row { cells, .. } => cells.get("birthday").cloned(),
            Said::Series(_) => None,
        };
        if let Some(birthday) = birthday.as_deref().and_then(day) {
            told.insert((row.source_type, row.source_id), birthday);
        }
    }
    // Where a person set one, as JSON, it holds.
    for value in store.hand_values(registry).await? {
        if value.field == "birthday" && value.kind == Form::Character.word() {
            let text = serde_json::from_str(&value.value).ok();
            let day = text.and_then(|text: Value| text.as_str().and_then(day));
            let couple = (value.source_type, value.source_id);
            match day {
                Some(day) => told.insert(couple, day),
                None => told.remove(&couple),
            };
        }
    }
    if told.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = store.registry_rows(registry, Form::Character.word()).await?;
    let numbered = rows.into_iter().filter_map(|row| {
        let day = told.get(&(row.couple.source_type, row.couple.source_id))?;
        Some((row.unique_id.get(), day.clone()))
    });
    Ok(numbered.collect())
}
