//! Merges that people made in the cleaned sheets: seasons whose characters stand under another series.
//!
//! Where all kept characters of a collected series stand under one other series of the sheet, the
//! collected series' couple stands for that series' number from then on.

use std::collections::{BTreeMap, HashMap, HashSet};

use keeping::{
    KeepingError,
    forms::{Couple, Form},
};
use model::UniqueId;
use store::{Alias, Store};

use super::{Inputs, LegacyFilesRequest, records::Rows, report::Merges};

/// The numbers of series by couple.
pub type Numbers = HashMap<Couple, UniqueId>;

/// What is to be written.
pub struct MergePlan {
    /// Couples that stand for a number from now on.
    pub new: Vec<Alias>,
    known: usize,
    split: Vec<String>,
    skipped: Vec<String>,
}

impl MergePlan {
    /// Finds the merges.
    pub async fn new(
        store: &Store,
        request: &LegacyFilesRequest,
        inputs: &Inputs,
        rows: &[Rows<'_>; 2],
        numbers: &Numbers,
    ) -> Result<Self, KeepingError> {
        let mut plan = Self { new: Vec::new(), known: 0, split: Vec::new(), skipped: Vec::new() };
        let (Some(series), Some(characters)) =
            (inputs.cleaned(Form::Series), inputs.cleaned(Form::Character))
        else {
            return Ok(plan);
        };
        let by_name: HashMap<String, &Couple> = series
            .rows
            .iter()
            .filter_map(|row| Some((row.get("name")?.trim().to_lowercase(), &row.couple)))
            .collect();
        // For each series that a source names: where its kept characters stand, and how many.
        let mut homes: BTreeMap<Couple, BTreeMap<&Couple, usize>> = BTreeMap::new();
        for row in &characters.rows {
            let Some(home) = row.get("series").and_then(|name| by_name.get(&name.trim().to_lowercase()))
            else {
                continue;
            };
            let collected = rows[1].get(&row.couple).and_then(|row| row.get("series_source_id"));
            let named: HashSet<&str> = collected.into_iter().chain(row.get("series_source_id")).collect();
            for id in named.into_iter().filter(|id| *id != "0") {
                let couple = Couple::new(row.couple.source_type.clone(), id);
                *homes.entry(couple).or_default().entry(home).or_default() += 1;
            }
        }
        let aliases = store.aliases(&request.registry).await?;
        let taken_back = taken_back(store, &request.registry).await?;
        for (couple, homes) in homes {
            let name = rows[0].get(&couple).and_then(|row| row.get("name"));
            let shown = name.map_or_else(|| couple.to_string(), |name| format!("{couple} ({name})"));
            let mut others = homes.iter().filter(|(home, _)| ***home != couple);
            let Some((home, count)) = others.next() else { continue };
            // Some of a kept series' own characters stand elsewhere: those are linked one by one.
            if homes.contains_key(&couple) {
                continue;
            }
            if homes.len() > 1 {
                plan.split.push(shown);
                continue;
            }
            let Some(number) = numbers.get(*home) else {
                plan.skipped.push(format!("{shown}: {home} has no number"));
                continue;
            };
            if let Some(own) = numbers.get(&couple) {
                plan.skipped.push(format!("{shown}: it has number {own} of its own"));
                continue;
            }
            let is_it = |alias: &&Alias| {
                alias.kind == Form::Series.word()
                    && alias.source_type == *couple.source_type
                    && alias.source_id == *couple.source_id
            };
            if aliases.iter().any(|alias| is_it(&alias)) {
                plan.known += 1;
                continue;
            }
            if taken_back.contains(&couple.to_string()) {
                plan.skipped.push(format!("{shown}: somebody took this merge back"));
                continue;
            }
            let home_name =
                series.rows.iter().find(|row| row.couple == **home).and_then(|row| row.get("name"));
            let reason = format!(
                "the cleaned sheet has all of its kept characters ({count}) under {}",
                home_name.unwrap_or_default()
            );
            plan.new.push(Alias {
                kind: Form::Series.word().to_owned(),
                source_type: couple.source_type.to_string(),
                source_id: couple.source_id.to_string(),
                unique_id: *number,
                author: request.author.clone(),
                reason,
                at: request.at,
            });
        }
        Ok(plan)
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.new.is_empty()
    }

    /// What it would do.
    pub fn report(&self) -> Merges {
        Merges {
            new: self.new.len(),
            known: self.known,
            split: self.split.clone(),
            skipped: self.skipped.clone(),
        }
    }
}

/// Couples whose merge somebody took back, by the audit log; the last word counts.
async fn taken_back(store: &Store, registry: &str) -> Result<HashSet<String>, KeepingError> {
    let mut last: HashMap<String, bool> = HashMap::new();
    for line in store.audit_log(i64::MAX as usize).await? {
        let is_ours = line.details["registry"] == registry && line.details["kind"] == Form::Series.word();
        let back = match line.action.as_str() {
            "number.merge" => false,
            "number.unmerge" => true,
            _ => continue,
        };
        if let Some(couple) = line.details["couple"].as_str().filter(|_| is_ours) {
            // The newest line comes first.
            last.entry(couple.to_owned()).or_insert(back);
        }
    }
    Ok(last.into_iter().filter(|(_, back)| *back).map(|(couple, _)| couple).collect())
}
