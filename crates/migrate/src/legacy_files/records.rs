//! What the old pipeline collected, as collected rows.

use std::collections::{BTreeMap, HashMap};

use keeping::{
    KeepingError, Said,
    forms::{Couple, Form},
};
use model::Instant;
use store::{Collected, Store, WriteTx};

use super::{
    FROM,
    report::Records,
    table::{Sheet, SheetRow},
};

/// The rows of one form, one for each couple, in the order of their files.
pub struct Rows<'a> {
    /// Of what; none of them says otherwise.
    rows: Vec<&'a SheetRow>,
    by_couple: HashMap<&'a Couple, usize>,
}

impl<'a> Rows<'a> {
    /// The rows of several files; of two about one couple the later file's counts, in the earlier's place.
    pub fn of(sheets: impl Iterator<Item = &'a Sheet>) -> Self {
        let mut rows = Self { rows: Vec::new(), by_couple: HashMap::new() };
        for row in sheets.flat_map(|sheet| &sheet.rows) {
            if let Some(at) = rows.by_couple.get(&row.couple) {
                rows.rows[*at] = row;
            } else {
                rows.by_couple.insert(&row.couple, rows.rows.len());
                rows.rows.push(row);
            }
        }
        rows
    }

    /// The row of a couple.
    pub fn get(&self, couple: &Couple) -> Option<&'a SheetRow> {
        self.by_couple.get(couple).map(|at| self.rows[*at])
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &'a SheetRow> + '_ {
        self.rows.iter().copied()
    }
}

/// What is to be written.
pub struct RecordPlan {
    rows: Vec<Collected>,
    /// How many of which kind.
    pub counts: Records,
}

impl RecordPlan {
    /// Compares the rows with what is stored. What was collected since, by anything but an earlier run of
    /// this, stays.
    pub async fn new(store: &Store, form: Form, rows: &Rows<'_>, at: Instant) -> Result<Self, KeepingError> {
        let stored: HashMap<Couple, Collected> = store
            .collected(form.word(), None)
            .await?
            .into_iter()
            .map(|row| (Couple::new(row.source_type.as_str(), row.source_id.as_str()), row))
            .collect();
        let mut plan = Self { rows: Vec::new(), counts: Records::default() };
        for (position, row) in rows.iter().enumerate() {
            let wanted = collected(form, row, position, at);
            let Some(there) = stored.get(&row.couple) else {
                plan.counts.new += 1;
                plan.rows.push(wanted);
                continue;
            };
            let said: Said = serde_json::from_str(&there.body).map_err(|error| {
                KeepingError::Damaged(format!("what was collected of {}: {error}", row.couple))
            })?;
            let is_ours = matches!(&said, Said::Row { from, .. } if from == FROM);
            let same = there.body == wanted.body
                && there.position == wanted.position
                && there.parent == wanted.parent;
            if !is_ours {
                plan.counts.newer += 1;
            } else if same {
                plan.counts.unchanged += 1;
            } else {
                plan.counts.changed += 1;
                plan.rows.push(wanted);
            }
        }
        Ok(plan)
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Writes it.
    pub async fn apply(&self, tx: &WriteTx, run: i64) -> Result<(), KeepingError> {
        let rows: Vec<Collected> = self.rows.iter().map(|row| Collected { run, ..row.clone() }).collect();
        tx.save_collected(&rows).await?;
        Ok(())
    }
}

fn collected(form: Form, row: &SheetRow, position: usize, at: Instant) -> Collected {
    let cells: BTreeMap<String, String> =
        row.cells.iter().map(|(name, text)| ((*name).to_owned(), text.to_string())).collect();
    let parent = row.get("series_source_id").filter(|_| form == Form::Character);
    let source_type = row.couple.source_type.to_string();
    Collected {
        kind: form.word().to_owned(),
        source_id: row.couple.source_id.to_string(),
        parent: parent.map(|id| (source_type.clone(), id.to_owned())).unwrap_or_default(),
        source_type,
        position: position as i64,
        body: serde_json::to_string(&Said::Row { from: FROM.to_owned(), cells }).expect("texts are JSON"),
        run: 0,
        at,
    }
}
