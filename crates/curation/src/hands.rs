//! Edits one at a time: set a value, leave a row out, bring it back, look at the past, undo.

use keeping::{
    EXCLUDED, Entry, Fault, KeepingError,
    forms::{Couple, Form},
    load_one,
    rules::Rules,
};
use model::Instant;
use serde::Serialize;
use store::{Edit, LoggedEdit, Store};

use crate::{check, faults::refused};

/// Whose hand, from where, when.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// The registry.
    pub registry: &'a str,
    /// The author; an empty one is refused.
    pub author: &'a str,
    /// From where: `web`, `cli`, …
    pub origin: &'a str,
    /// When.
    pub at: Instant,
}

/// One line of the past.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Past {
    /// Its number, by which it is undone.
    pub seq: i64,
    /// `series` or `character`.
    pub kind: String,
    /// The couple.
    pub couple: String,
    /// The field; `excluded` for a row left out or brought back.
    pub field: String,
    /// Whether a value by hand stood there before.
    pub was_set: bool,
    /// It; none when it was empty, or none stood there.
    pub before: Option<String>,
    /// Whether a value by hand stands there after.
    pub is_set: bool,
    /// It; none when it is empty, or was taken back.
    pub after: Option<String>,
    /// Who.
    pub author: String,
    /// From where.
    pub origin: String,
    /// When.
    pub at: Instant,
}

/// Sets a value by hand, or takes it back when it is what the sources say. Gives whether anything changed.
///
/// `seen` is what its author saw there; when something else stands there by now, nothing is changed.
#[expect(clippy::too_many_arguments, reason = "one edit has that many parts")]
pub async fn set(
    store: &Store,
    rules: &Rules,
    hand: Hand<'_>,
    form: Form,
    couple: &Couple,
    field: &str,
    value: Option<&str>,
    seen: Option<Option<&str>>,
) -> Result<bool, KeepingError> {
    let Some((place, column)) = check::columns(form).find(|(_, column)| column.name == field) else {
        let fields: Vec<&str> = check::columns(form)
            .filter(|(_, column)| !check::is_key(column))
            .map(|(_, column)| column.name)
            .collect();
        let message = format!("a {} has no field `{field}`; it has {}", form.word(), fields.join(", "));
        return Err(KeepingError::Parameter { name: "field", message });
    };
    if check::is_key(column) {
        let message = format!("`{field}` says which row it is, and is never edited");
        return Err(KeepingError::Parameter { name: "field", message });
    }
    let written = check::value(column, value).map_err(|flaw| {
        let fault = Fault {
            file: format!("{} {couple}", form.word()),
            row: None,
            column: field.to_owned(),
            value: value.unwrap_or_default().to_owned(),
            problem: flaw.problem,
            fix: flaw.fix,
        };
        refused("the value", vec![fault])
    })?;
    change(store, rules, hand, form, couple, |entry| {
        let now = entry.row.cells[place].value.as_deref();
        if let Some(seen) = seen
            && now != seen
        {
            return Err(KeepingError::Conflict {
                message: format!("`{field}` of {couple} was changed meanwhile"),
                hint: "look at it again, then decide".to_owned(),
                places: vec![format!("it is `{}` now", now.unwrap_or_default())],
            });
        }
        let auto = entry.auto.as_ref().map(|auto| auto.cells[place].value.as_deref());
        let value = (auto != Some(written.as_deref())).then(|| json(written.as_deref()));
        Ok((field.to_owned(), value, json(now)))
    })
    .await
}

/// Takes a value by hand back, whatever the sources say now. Gives whether there was one.
pub async fn take_back(
    store: &Store,
    rules: &Rules,
    hand: Hand<'_>,
    form: Form,
    couple: &Couple,
    field: &str,
) -> Result<bool, KeepingError> {
    let Some(place) = form.position(field) else {
        let message = format!("a {} has no field `{field}`", form.word());
        return Err(KeepingError::Parameter { name: "field", message });
    };
    change(store, rules, hand, form, couple, |entry| {
        if entry.auto.is_none() {
            return Err(KeepingError::Conflict {
                message: format!("{couple} was made by hand alone, so that nothing stands behind `{field}`"),
                hint: "set the value that is wanted, or leave the row out".to_owned(),
                places: Vec::new(),
            });
        }
        Ok((field.to_owned(), None, json(entry.row.cells[place].value.as_deref())))
    })
    .await
}

/// Leaves a row out, for a reason. Gives whether it was not before, or for another one.
pub async fn exclude(
    store: &Store,
    rules: &Rules,
    hand: Hand<'_>,
    form: Form,
    couple: &Couple,
    reason: &str,
) -> Result<bool, KeepingError> {
    if reason.trim().is_empty() {
        return Err(KeepingError::Parameter { name: "reason", message: "a reason is needed".to_owned() });
    }
    change(store, rules, hand, form, couple, |entry| {
        Ok((EXCLUDED.to_owned(), Some(json(Some(reason.trim()))), json(entry.excluded.as_deref())))
    })
    .await
}

/// Brings a row back. Gives whether it was left out.
pub async fn restore(
    store: &Store,
    rules: &Rules,
    hand: Hand<'_>,
    form: Form,
    couple: &Couple,
) -> Result<bool, KeepingError> {
    change(store, rules, hand, form, couple, |entry| {
        Ok((EXCLUDED.to_owned(), None, json(entry.excluded.as_deref())))
    })
    .await
}

/// The last `limit` edits, the newest first: of one couple, or of all of a registry.
pub async fn history(
    store: &Store,
    registry: &str,
    of: Option<(Form, &Couple)>,
    limit: usize,
) -> Result<Vec<Past>, KeepingError> {
    let couple =
        of.map(|(form, couple)| (form.word(), couple.source_type.as_ref(), couple.source_id.as_ref()));
    store.curation_log(registry, couple, limit).await?.into_iter().map(past).collect()
}

/// Undoes one edit, by its number; refuses when its field was edited again since.
pub async fn undo(store: &Store, hand: Hand<'_>, seq: i64) -> Result<Past, KeepingError> {
    let author = author(hand)?;
    let tx = store.begin().await?;
    let Some(edit) = store.logged_edit(hand.registry, seq).await? else {
        return Err(KeepingError::Missing { kind: "edit", asked: seq.to_string() });
    };
    let values = store.hand_values_of(hand.registry, &edit.kind, &edit.source_type, &edit.source_id).await?;
    let now = values.into_iter().find(|value| value.field == edit.field).map(|value| value.value);
    if now != edit.after {
        let couple = Couple::new(edit.source_type.as_str(), edit.source_id.as_str());
        return Err(KeepingError::Conflict {
            message: format!("`{}` of {couple} was edited again since edit {seq}", edit.field),
            hint: "undo the later edits first, or set the value that is wanted".to_owned(),
            places: vec![format!("it is {} now", now.unwrap_or_else(|| "not set by hand".to_owned()))],
        });
    }
    let back = Edit {
        kind: edit.kind.clone(),
        source_type: edit.source_type.clone(),
        source_id: edit.source_id.clone(),
        field: edit.field.clone(),
        value: edit.before.clone(),
        base: edit.after.clone().unwrap_or_else(|| json(None)),
    };
    tx.curate(hand.registry, &[back], author, &format!("undo {seq}"), hand.at).await?;
    tx.commit().await?;
    past(edit)
}

/// Makes the edit that `decide` wants of what holds now, while nobody else writes.
async fn change(
    store: &Store,
    rules: &Rules,
    hand: Hand<'_>,
    form: Form,
    couple: &Couple,
    decide: impl FnOnce(&Entry) -> Result<(String, Option<String>, String), KeepingError>,
) -> Result<bool, KeepingError> {
    let author = author(hand)?;
    let tx = store.begin().await?;
    let entry = load_one(store, hand.registry, form, couple, rules).await?;
    let entry =
        entry.ok_or_else(|| KeepingError::Missing { kind: form.word(), asked: couple.to_string() })?;
    let (field, value, base) = decide(&entry)?;
    let edit = Edit {
        kind: form.word().to_owned(),
        source_type: couple.source_type.to_string(),
        source_id: couple.source_id.to_string(),
        field,
        value,
        base,
    };
    let changed = tx.curate(hand.registry, &[edit], author, hand.origin, hand.at).await?;
    tx.commit().await?;
    Ok(changed > 0)
}

fn author(hand: Hand<'_>) -> Result<&str, KeepingError> {
    match hand.author.trim() {
        "" => Err(KeepingError::Parameter { name: "by", message: "an author is needed".to_owned() }),
        author => Ok(author),
    }
}

fn past(edit: LoggedEdit) -> Result<Past, KeepingError> {
    let read = |value: Option<&String>| -> Result<Option<String>, KeepingError> {
        let Some(value) = value else { return Ok(None) };
        serde_json::from_str(value)
            .map_err(|error| KeepingError::Damaged(format!("edit {} of the log: {error}", edit.seq)))
    };
    Ok(Past {
        seq: edit.seq,
        couple: format!("{}:{}", edit.source_type, edit.source_id),
        was_set: edit.before.is_some(),
        before: read(edit.before.as_ref())?,
        is_set: edit.after.is_some(),
        after: read(edit.after.as_ref())?,
        kind: edit.kind,
        field: edit.field,
        author: edit.author,
        origin: edit.origin,
        at: edit.at,
    })
}

/// A value as the store keeps it.
pub fn json(value: Option<&str>) -> String {
    serde_json::to_string(&value).expect("a text is JSON")
}
