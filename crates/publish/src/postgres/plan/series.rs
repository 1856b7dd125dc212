//! Series: their names settled, then held against the target's rows.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Existing, Plan, ids, put, refusal, unfit};
use crate::{
    finish::Finished,
    postgres::{
        columns::{Wanted, Which},
        names::{Named, Settled, settle},
        report::Renamed,
    },
};

/// Sorts the series in. Gives the names under which series stand in the target afterwards.
pub fn compare<'a>(
    plan: &mut Plan<'a>,
    finished: &'a Finished,
    wanted: Vec<Wanted<'a>>,
    mut stands: BTreeMap<i64, Existing>,
) -> HashMap<i64, String> {
    let mut names: HashMap<i64, String> = HashMap::new();
    let going: HashSet<i64> = plan.series.delete.iter().map(|gone| gone.id).collect();
    let ours = ids(&wanted);
    // Rows that stay as they are keep their names, ours that are refused among them.
    for (id, row) in &stands {
        if !ours.contains(id) && !going.contains(id) {
            names.insert(*id, row.name());
        }
    }
    let holders: HashMap<String, i64> = stands.iter().map(|(id, row)| (row.name(), *id)).collect();
    let mut wanted = settled(plan, finished, wanted, &stands, &mut names);
    wanted.retain(|row| {
        names.insert(row.id, row.name().to_owned());
        true
    });
    let table = plan.series_table.clone();
    for row in wanted {
        let existing = stands.remove(&row.id);
        plan.series.sort_in(&table, row, existing);
    }
    plan.in_the_way = in_the_way(plan, &holders, &going);
    names
}

/// The rows with the names that the target lets them have.
fn settled<'a>(
    plan: &mut Plan<'a>,
    finished: &'a Finished,
    mut wanted: Vec<Wanted<'a>>,
    stands: &BTreeMap<i64, Existing>,
    names: &mut HashMap<i64, String>,
) -> Vec<Wanted<'a>> {
    let by_media = plan.alter.is_some() || plan.series_table.unique_name.is_none();
    if by_media && plan.alter.is_none() && !plan.series_table.unique_name_and_media {
        return wanted; // nothing keeps names apart there
    }
    let source_types: HashMap<i64, &str> =
        finished.series.iter().map(|row| (row.series_id, &*row.couple.source_type)).collect();
    let media = |row: &Existing| row.text("media_type").unwrap_or_default();
    let staying: Vec<(i64, String, String)> = stands
        .iter()
        .filter(|(id, _)| names.contains_key(id))
        .map(|(id, row)| (*id, row.name(), media(row)))
        .collect();
    let taken = staying.iter().map(|(id, name, media)| (*id, name.as_str(), media.as_str()));
    let at_media = Which::Series.position("media_type").unwrap_or_default();
    let rows: Vec<Named> = wanted
        .iter()
        .map(|row| Named {
            id: row.id,
            name: row.name(),
            media: row.values[at_media].as_deref().unwrap_or_default(),
            source_type: source_types.get(&row.id).copied().unwrap_or_default(),
        })
        .collect();
    let verdicts = settle(&rows, taken, by_media);
    wanted.retain_mut(|row| {
        let told = match verdicts.get(&row.id) {
            Some(Settled::Renamed(name)) => {
                let Some(told) = unfit(&plan.series_table, "name", name) else {
                    let was = row.name().to_owned();
                    plan.renamed.push(Renamed { id: row.id, name: was, published: name.clone() });
                    put(Which::Series, row, "name", name.clone());
                    return true;
                };
                told
            }
            Some(Settled::Taken(holder)) => (
                format!("is the name of series {holder} in the target, and so is it with a suffix"),
                "give one of the two another name by hand".to_owned(),
            ),
            Some(Settled::Kept) | None => return true,
        };
        let name = row.name().to_owned();
        plan.refused.push(refusal(Which::Series, row, "name", Some(&name), told));
        if let Some(existing) = stands.get(&row.id) {
            names.insert(row.id, existing.name());
        }
        false
    });
    wanted
}

/// Series whose present name is to be another's, and which are to have another name or to go.
fn in_the_way(plan: &Plan<'_>, holders: &HashMap<String, i64>, going: &HashSet<i64>) -> Vec<i64> {
    let renamed: HashSet<i64> = plan
        .series
        .update
        .iter()
        .filter(|update| update.differs.iter().any(|(column, _)| *column == "name"))
        .map(|update| update.wanted.id)
        .collect();
    let new_names = plan.series.insert.iter().chain(plan.series.update.iter().map(|update| &update.wanted));
    let mut found: Vec<i64> = new_names
        .filter_map(|row| holders.get(row.name()).copied().filter(|holder| *holder != row.id))
        .filter(|holder| renamed.contains(holder) || going.contains(holder))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}
