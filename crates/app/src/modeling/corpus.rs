//! The texts that a table is trained on: this catalog's own, without the works that measures judge.

use std::{
    collections::{BTreeSet, HashMap},
    path::{Path, PathBuf},
};

use embedding::training::{Corpus, WorkTexts};
use model::{ExternalId, WorkId};
use serde::Deserialize;

use crate::{App, AppError, ErrorCode};

/// Works read from the store at a time.
const BATCH: usize = 1_000;
/// Works that raters rate alike, taken as belonging together.
const COMPANIONS: usize = 5;

/// A corpus, and what it was made of.
pub(super) struct Gathered {
    pub corpus: Corpus,
    /// Works that were left out because a measure judges them.
    pub held_out: usize,
    /// How many works have a synopsis.
    pub synopses: usize,
    /// How many pairs of works belong together by relations and by ratings.
    pub ties: usize,
}

/// A line of a file of judged queries, as far as it names works.
#[derive(Deserialize)]
struct Judged {
    relevant: serde_json::Value,
}

impl App {
    /// Titles, tags, synopses and ties of all works but those that the files judge.
    pub(super) async fn corpus(&self, held_out: &[PathBuf]) -> Result<Gathered, AppError> {
        let mut judged = BTreeSet::new();
        for file in held_out {
            judged.extend(judged_in(file)?);
        }
        let companions = self.companions(COMPANIONS).await?;
        let (mut works, mut texts, mut out, mut after) = (Vec::new(), Vec::new(), 0, 0);
        loop {
            let ids = self.store().work_ids_after(after, BATCH).await?;
            let Some(last) = ids.last() else { break };
            after = last.get();
            for work in self.store().works(&ids).await? {
                if work.external_ids.iter().any(|id| judged.contains(id)) {
                    out += 1;
                    continue;
                }
                let mut titles = vec![work.title.clone()];
                titles.extend(work.titles.iter().map(|title| title.text.clone()));
                titles.dedup();
                let synopsis = work.synopses.first().map_or_else(String::new, |one| one.text.clone());
                texts.push(WorkTexts { titles, tags: work.tags.clone(), synopsis, related: Vec::new() });
                let ties = work.relations.into_iter().map(|tie| tie.external_id);
                works.push((work.id, work.external_ids, ties.collect::<Vec<_>>()));
            }
        }
        let by_external: HashMap<&ExternalId, u32> =
            (0..).zip(&works).flat_map(|(at, (_, ids, _))| ids.iter().map(move |id| (id, at))).collect();
        let by_id: HashMap<WorkId, u32> = (0..).zip(&works).map(|(at, (id, ..))| (*id, at)).collect();
        let mut ties = 0;
        for (text, (id, _, relations)) in texts.iter_mut().zip(&works) {
            let related = relations.iter().filter_map(|tie| by_external.get(tie).copied());
            let rated =
                companions.get(id).into_iter().flatten().filter_map(|other| by_id.get(other).copied());
            let mut all: Vec<u32> = related.chain(rated).collect();
            all.sort_unstable();
            all.dedup();
            ties += all.len();
            text.related = all;
        }
        let synopses = texts.iter().filter(|work| !work.synopsis.is_empty()).count();
        let corpus = Corpus { works: texts, sentences: Vec::new() };
        Ok(Gathered { corpus, held_out: out, synopses, ties })
    }
}

/// The external ids that a file of judged queries names: a list of them, or grades by MAL id.
fn judged_in(file: &Path) -> Result<BTreeSet<ExternalId>, AppError> {
    let shown = file.display();
    let text = std::fs::read_to_string(file).map_err(|error| {
        AppError::new(ErrorCode::InvalidInput, format!("`{shown}` cannot be read")).caused_by(error)
    })?;
    let mut ids = BTreeSet::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |why: String| {
            AppError::new(
                ErrorCode::InvalidInput,
                format!("`{shown}`: line {} names no works: {why}", at + 1),
            )
            .hint("a line is an object with `relevant`: external ids, or grades by MAL id")
        };
        let judged: Judged = serde_json::from_str(line).map_err(|error| bad(error.to_string()))?;
        let names: Vec<String> = match judged.relevant {
            serde_json::Value::Object(grades) => grades.keys().cloned().collect(),
            serde_json::Value::Array(list) => {
                list.iter().filter_map(|id| id.as_str()).map(str::to_owned).collect()
            }
            _ => return Err(bad("`relevant` is neither a list nor an object".to_owned())),
        };
        for name in names {
            let text = if name.contains(':') { name } else { format!("mal:{name}") };
            ids.insert(text.parse().map_err(|_| bad(format!("`{text}` is no external id")))?);
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_judged_files_name_their_works() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        let lines = "{\"query\":\"x\",\"relevant\":{\"5\":3}}\n\n{\"relevant\":[\"mal:7\",\"anilist:9\"]}\n";
        std::fs::write(file.path(), lines).expect("a file");
        let ids: Vec<String> =
            judged_in(file.path()).expect("judged works").iter().map(ToString::to_string).collect();
        assert_eq!(ids.len(), 3);
        assert!(ids.contains(&"mal:5".to_owned()) && ids.contains(&"anilist:9".to_owned()));
        std::fs::write(file.path(), "{\"relevant\":7}").expect("a file");
        assert!(judged_in(file.path()).is_err());
    }
}
