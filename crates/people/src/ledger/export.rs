//! The file of 21 columns, made out of the database.

use std::collections::HashMap;

use store::{MapFilter, PersonFilter, Store};

use super::{derive, files, state, update};
use crate::desk::PeopleError;

/// The bytes of a file of 21 columns with everybody in the sheet: the rows of the old file in their order, rows that
/// nobody could place included, then who is new since.
pub async fn export(store: &Store) -> Result<Vec<u8>, PeopleError> {
    let state = state::state(store).await?;
    let mut people = HashMap::new();
    let mut order = Vec::new();
    let mut filter = PersonFilter::default();
    loop {
        let page = store.people(&filter, 1_000).await?;
        let Some(last) = page.last() else { break };
        filter.after = Some((last.row_index, last.key.clone()));
        for person in page {
            order.push(person.key.clone());
            people.insert(person.key.clone(), person);
        }
    }
    let mut assets: HashMap<String, Vec<store::AssetRow>> = HashMap::new();
    let wanted = MapFilter::default();
    for row in store.people_map(&wanted).await? {
        assets.entry(row.asset.person.clone()).or_default().push(row.asset);
    }
    let mut records = Vec::new();
    for row in store.csv_rows().await? {
        let cells = update::cells(&row)?;
        let person = row.person.as_ref().and_then(|key| people.remove(key));
        records.push(match person {
            Some(person) => line(store, Some(cells), &person, &assets).await?,
            None => cells,
        });
    }
    for key in order {
        if let Some(person) = people.remove(&key) {
            records.push(line(store, None, &person, &assets).await?);
        }
    }
    let (bom, crlf) = state.map_or((false, false), |state| (state.bom, state.crlf));
    Ok(files::rendered(bom, crlf, records))
}

async fn line(
    store: &Store,
    kept: Option<Vec<String>>,
    person: &store::PersonRow,
    assets: &HashMap<String, Vec<store::AssetRow>>,
) -> Result<Vec<String>, PeopleError> {
    let links = store.person_links(&person.key).await?;
    let documents = store.person_documents(&person.key).await?;
    let text = documents.first().map_or("", |document| document.text.as_str());
    let mine = assets.get(&person.key).map(Vec::as_slice).unwrap_or_default();
    Ok(derive::current(kept, person, mine, &links, text))
}
