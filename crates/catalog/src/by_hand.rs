//! What people set by hand of works: edits of the work itself, and what keepers set in their rows of it.
//!
//! Keepers' rows are of a registry, and their ids are ids at sources. Where such an id is linked to a work, what
//! was set by hand in the row holds for the work as well, unless the work itself was edited.

use std::collections::HashMap;

use model::{CurationEntry, EntityId, EntityKind, ExternalId, Field, Namespace};
use serde_json::{Value, json};
use store::{HandValue, Store, StoreError, WriteTx};

use crate::golden;

/// The columns of a series that say something of its work.
const COLUMNS: [(&str, Field); 5] = [
    ("name", Field::Title),
    ("english_name", Field::TitleEnglish),
    ("genres", Field::Genres),
    ("image_link", Field::Image),
    ("synopsis", Field::Synopsis),
];

/// All that stands by hand of a work.
pub async fn by_hand(store: &Store, work: EntityId) -> Result<Vec<CurationEntry>, StoreError> {
    let kind = EntityKind::Work;
    let edits = store.standing_edits(&kind, work).await?;
    let ids: Vec<ExternalId> =
        store.links_of(&kind, work).await?.into_iter().map(|link| link.subject).collect();
    let mut curated = store.curated_series(&ids).await?;
    Ok(together(work, edits, ids.iter().filter_map(|id| curated.remove(id))))
}

/// All that stands by hand of works, each with its ids.
pub(crate) async fn by_hand_of(
    tx: &WriteTx,
    works: &[(EntityId, &[ExternalId])],
) -> Result<HashMap<EntityId, Vec<CurationEntry>>, StoreError> {
    let numbers: Vec<EntityId> = works.iter().map(|(work, _)| *work).collect();
    let mut edits = tx.standing_edits_of_many(&EntityKind::Work, &numbers).await?;
    let ids: Vec<ExternalId> = works.iter().flat_map(|(_, ids)| ids.iter().cloned()).collect();
    let mut curated = tx.curated_series(&ids).await?;
    if edits.is_empty() && curated.is_empty() {
        return Ok(HashMap::new());
    }
    let all = works.iter().map(|(work, ids)| {
        let own = edits.remove(work).unwrap_or_default();
        let rows = ids.iter().filter_map(|id| curated.remove(id)).collect::<Vec<_>>();
        (*work, together(*work, own, rows.into_iter()))
    });
    Ok(all.filter(|(_, entries)| !entries.is_empty()).collect())
}

/// Merges works again whose keepers' rows were edited since this was done last; gives how many are different.
///
/// # Errors
/// When the store fails.
pub async fn follow_curation(store: &Store) -> Result<usize, StoreError> {
    if !store.is_curation_ahead().await? {
        return Ok(0);
    }
    let tx = store.begin().await?;
    let couples = tx.follow_curation().await?;
    let named = |(space, id): &(String, String)| ExternalId::new(Namespace::parse(space)?, id).ok();
    let ids: Vec<ExternalId> = couples.iter().filter_map(named).collect();
    let works = tx.find(&ids).await?.into_values().filter(|(kind, _)| *kind == EntityKind::Work);
    let changed = golden::recompute(&tx, &EntityKind::Work, &works.map(|(_, id)| id).collect()).await?;
    tx.commit().await?;
    Ok(changed)
}

fn together(
    work: EntityId,
    edits: Vec<CurationEntry>,
    rows: impl Iterator<Item = Vec<HandValue>>,
) -> Vec<CurationEntry> {
    let curated = rows.flatten().filter_map(|value| entry(work, value));
    let mut all: Vec<CurationEntry> =
        curated.filter(|entry| edits.iter().all(|edit| edit.field != entry.field)).collect();
    // Of two registries' values the newer stands; the rest of the order is settled by `enrichment`.
    all.sort_by_key(|entry| entry.at);
    all.extend(edits);
    all
}

/// A keeper's value as an edit of a work; none of a column that says nothing of it, or of an emptied cell.
fn entry(work: EntityId, value: HandValue) -> Option<CurationEntry> {
    let (_, field) = COLUMNS.iter().find(|(column, _)| *column == value.field)?;
    let read = |cell: &str| serde_json::from_str::<Option<String>>(cell).ok().flatten();
    let text = unspoilt(&read(&value.value)?)?;
    // A source's own words that only came back through a spreadsheet are nobody's edit.
    if value.value != value.base && read(&value.base).and_then(|base| unspoilt(&base)).as_ref() == Some(&text)
    {
        return None;
    }
    let said: Value = match field {
        Field::Genres => {
            json!(text.split('|').map(str::trim).filter(|word| !word.is_empty()).collect::<Vec<_>>())
        }
        Field::Title => json!(without_code(&text)),
        _ => json!(text),
    };
    let entry = CurationEntry {
        kind: EntityKind::Work,
        target: work,
        field: field.clone(),
        value: said,
        author: value.author,
        at: value.at,
        note: format!("in the keepers' row {}:{}", value.source_type, value.source_id),
    };
    enrichment::check_edit(&entry).is_ok().then_some(entry)
}

/// A cell without what spreadsheets leave behind in it; none of one that is empty, or in which letters were destroyed,
/// which is no text that a person wrote.
fn unspoilt(cell: &str) -> Option<String> {
    if cell.contains(char::REPLACEMENT_CHARACTER) {
        return None;
    }
    let breaks = ["_x000D_\r\n", "_x000D_\n", "_x000D_", "\r\n", "\r"];
    let text = breaks.iter().fold(cell.to_owned(), |text, pattern| text.replace(pattern, "\n"));
    Some(text.trim().to_owned()).filter(|text| !text.is_empty())
}

/// A series' name without the code of its medium, such as ` (VN)`, that keepers' names end with.
fn without_code(name: &str) -> &str {
    let code = |rest: &str| rest.len() <= 5 && rest.bytes().all(|byte| byte.is_ascii_uppercase());
    match name.strip_suffix(')').and_then(|rest| rest.rsplit_once(" (")) {
        Some((bare, rest)) if code(rest) && !bare.is_empty() => bare,
        _ => name,
    }
}

#[cfg(test)]
mod tests {
    use model::Instant;

    use super::*;

    fn value(field: &str, text: &str) -> HandValue {
        HandValue {
            kind: "series".into(),
            source_type: "mal".into(),
            source_id: "42".into(),
            field: field.into(),
            value: json!(text).to_string(),
            base: "null".into(),
            author: "ann".into(),
            origin: "web".into(),
            at: Instant::from_micros(5),
        }
    }

    #[test]
    fn a_row_says_what_it_says_of_the_work() {
        let work = EntityId::new(1).expect("1 is positive");
        let said = |field, text| entry(work, value(field, text)).map(|entry| (entry.field, entry.value));
        assert_eq!(said("name", "Moonlit Depot (VN)"), Some((Field::Title, json!("Moonlit Depot"))));
        assert_eq!(said("name", "Moonlit (Again)"), Some((Field::Title, json!("Moonlit (Again)"))));
        assert_eq!(said("genres", "Drama | Trains"), Some((Field::Genres, json!(["Drama", "Trains"]))));
        assert_eq!(said("rarity", "3"), None);
        assert_eq!(said("synopsis", " "), None);
    }

    #[test]
    fn what_a_spreadsheet_did_is_no_edit() {
        let work = EntityId::new(1).expect("1 is positive");
        let over = |base: Option<&str>, text: &str| {
            let value = HandValue { base: json!(base).to_string(), ..value("synopsis", text) };
            entry(work, value).map(|entry| entry.value)
        };
        assert_eq!(over(None, "A train._x000D_\n_x000D_\nIt waits."), Some(json!("A train.\n\nIt waits.")));
        assert_eq!(over(Some("A train.\nIt waits."), "A train._x000D_\nIt waits."), None);
        assert_eq!(over(Some("A train."), "A train."), Some(json!("A train.")), "said again on purpose");
        assert_eq!(over(None, "A train\u{fffd}\u{fffd}\u{fffd}it waits."), None);
    }

    #[test]
    fn an_edit_of_the_work_stands_before_a_row() {
        let work = EntityId::new(1).expect("1 is positive");
        let edit =
            CurationEntry { author: "ben".into(), ..entry(work, value("name", "Depot")).expect("an entry") };
        let all = together(
            work,
            vec![edit],
            [vec![value("name", "Moonlit"), value("synopsis", "A train.")]].into_iter(),
        );
        let by: Vec<_> = all.iter().map(|entry| (entry.field.as_str(), entry.author.as_str())).collect();
        assert_eq!(by, [("SYNOPSIS", "ann"), ("TITLE", "ben")]);
    }
}
