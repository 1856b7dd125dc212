//! What goes into our store: numbers of ids that nothing knew, rows that we have nothing of, values by
//! hand where the game shows something else, and stats.

use std::collections::{BTreeMap, HashMap};

use keeping::{
    Entry, Keeping, KeepingError, Said,
    forms::{Couple, Form},
    rules::{Profile, Rules},
};
use model::UniqueId;
use publish::finish::{Finished, finish};
use serde_json::Value;
use stats::Stats;
use store::{Collected, Edit, FiledNumber, StatRow, Store};

use super::{
    LegacyDbRequest, compare,
    couples::{Chosen, LEGACY, Origin},
    old::{Old, OldRow},
    report::{Finding, Level},
};

/// What is to be written, all in one transaction.
#[derive(Debug, Clone, Default)]
pub struct Writes {
    /// Numbers of series.
    pub series_numbers: Vec<FiledNumber>,
    /// Numbers of characters.
    pub character_numbers: Vec<FiledNumber>,
    /// Rows.
    pub collected: Vec<Collected>,
    /// Values by hand.
    pub edits: Vec<Edit>,
    /// Stats.
    pub stats: Vec<StatRow>,
    /// Stats that these take the place of.
    pub replaced_stats: Vec<StatRow>,
}

impl Writes {
    /// Whether there is nothing new.
    pub fn is_empty(&self) -> bool {
        self.series_numbers.is_empty()
            && self.character_numbers.is_empty()
            && self.collected.is_empty()
            && self.edits.is_empty()
            && self.stats.is_empty()
    }

    /// Marks everything with the run that brings it in, so that it can be found again.
    pub fn set_run(&mut self, run: i64) {
        self.collected.iter_mut().for_each(|row| row.run = run);
        self.stats.iter_mut().for_each(|row| row.origin = origin(run));
    }
}

/// Where values of a migration come from, as the books say.
pub fn origin(run: i64) -> String {
    format!("legacy-db:{run}")
}

/// Plans the writes.
pub async fn plan(
    store: &Store,
    request: &LegacyDbRequest,
    rules: &Rules,
    old: &Old,
    chosen: &Chosen,
    findings: &mut Vec<Finding>,
) -> Result<Writes, KeepingError> {
    let keeping = keeping::load(store, &request.registry, rules).await?;
    // What the old pipeline published came out of its own rules, defects included.
    let as_before = keeping::load(store, &request.registry, &rules.with(Profile::Legacy)).await?;
    let stored = store.stats(&request.registry).await?;
    let stats = stats::stored(store, &request.registry).await?;
    let mut planner = Planner {
        request,
        chosen,
        entries: index(&keeping),
        finals: [
            Finals::of(finish(&keeping, &stats, Profile::Default)),
            Finals::of(finish(&as_before, &stats, Profile::Legacy)),
        ],
        stats: &stats,
        stored: stored
            .into_iter()
            .map(|row| (Couple::new(row.source_type.as_str(), row.source_id.as_str()), row))
            .collect(),
        writes: Writes::default(),
        findings,
    };
    for row in &old.series.rows {
        planner.row(Form::Series, row)?;
    }
    for row in &old.waifus.rows {
        planner.row(Form::Character, row)?;
        planner.stats(row)?;
    }
    Ok(planner.writes)
}

fn index(keeping: &Keeping) -> HashMap<(Form, &Couple), &Entry> {
    let of = |form: Form| keeping.of(form).iter().map(move |entry| ((form, &entry.row.couple), entry));
    of(Form::Series).chain(of(Form::Character)).collect()
}

/// Final rows by number.
struct Finals {
    series: HashMap<i64, publish::finish::FinalSeries>,
    characters: HashMap<i64, publish::finish::FinalCharacter>,
}

impl Finals {
    fn of(finished: Finished) -> Self {
        Self {
            series: finished.series.into_iter().map(|row| (row.series_id, row)).collect(),
            characters: finished.characters.into_iter().map(|row| (row.waifu_id, row)).collect(),
        }
    }
}

struct Planner<'a> {
    request: &'a LegacyDbRequest,
    chosen: &'a Chosen,
    entries: HashMap<(Form, &'a Couple), &'a Entry>,
    finals: [Finals; 2],
    stats: &'a HashMap<Couple, Stats>,
    stored: HashMap<Couple, StatRow>,
    writes: Writes,
    findings: &'a mut Vec<Finding>,
}

impl Planner<'_> {
    fn row(&mut self, form: Form, row: &OldRow) -> Result<(), KeepingError> {
        let choices = match form {
            Form::Series => &self.chosen.series,
            Form::Character => &self.chosen.waifus,
        };
        let Some((id, choice)) = row.id.and_then(|id| Some((id, choices.get(&id)?))) else { return Ok(()) };
        let couple = choice.couple.clone();
        if choice.origin != Origin::Registry {
            let number = self.number(id, &couple, row)?;
            match form {
                Form::Series => self.writes.series_numbers.push(number),
                Form::Character => self.writes.character_numbers.push(number),
            }
        }
        match self.entries.get(&(form, &couple)).copied() {
            None => self.writes.collected.push(self.collected(form, id, &couple, row)),
            Some(entry) if entry.excluded.is_some() => {
                let reason = entry.excluded.as_deref().unwrap_or_default();
                let problem = format!("{couple} is left out here ({reason}), and stands in the game");
                self.warn(
                    form,
                    id,
                    "excluded_here",
                    "",
                    String::new(),
                    problem,
                    "take the exclusion back, or delete it in the game",
                );
            }
            Some(entry) => self.edits(form, id, entry, row),
        }
        Ok(())
    }

    fn number(&self, id: i64, couple: &Couple, row: &OldRow) -> Result<FiledNumber, KeepingError> {
        let unique_id = UniqueId::new(id)
            .ok_or_else(|| KeepingError::Damaged(format!("{id} is not a number that can be published")))?;
        Ok(FiledNumber {
            unique_id,
            couple: store::Couple {
                source_type: couple.source_type.to_string(),
                source_id: couple.source_id.to_string(),
                name: row.name(),
            },
            parent: row.series_id().and_then(UniqueId::new),
            created_at: self.request.at,
            written_at: String::new(),
        })
    }

    /// The row as a source said it, all columns among it that a standard row has no place for.
    fn collected(&self, form: Form, id: i64, couple: &Couple, row: &OldRow) -> Collected {
        let parent = row.series_id().and_then(|id| self.chosen.series.get(&id)).map(|choice| &choice.couple);
        let parent = parent.filter(|_| form == Form::Character);
        let key = match form {
            Form::Series => "series_id",
            Form::Character => "waifu_id",
        };
        let mut cells: BTreeMap<String, String> = row
            .cells
            .keys()
            .filter(|column| !["series_id", "created_at", key].contains(&column.as_str()))
            .filter_map(|column| Some((column.clone(), row.text(column)?)))
            .collect();
        // A series' id is looked for under the character's own source type.
        if let Some(parent) = parent.filter(|parent| parent.source_type == couple.source_type) {
            cells.insert("series_source_id".to_owned(), parent.source_id.to_string());
        }
        let said = Said::Row { from: LEGACY.to_owned(), cells };
        Collected {
            source_type: couple.source_type.to_string(),
            kind: form.word().to_owned(),
            source_id: couple.source_id.to_string(),
            parent: parent.map_or_else(Default::default, |parent| {
                (parent.source_type.to_string(), parent.source_id.to_string())
            }),
            position: id - 1,
            body: serde_json::to_string(&said).expect("texts are JSON"),
            run: 0,
            at: self.request.at,
        }
    }

    /// Sets by hand what the game shows otherwise than both profiles would publish it.
    fn edits(&mut self, form: Form, id: i64, entry: &Entry, row: &OldRow) {
        let columns: &[&str] = match form {
            Form::Series => &compare::SERIES,
            Form::Character => &compare::CHARACTER,
        };
        for column in columns.iter().copied().filter(|column| row.cells.contains_key(*column)) {
            let there = row.text(column);
            let ours = |finals: &Finals| match form {
                Form::Series => finals.series.get(&id).map(|ours| compare::of_series(ours, column)),
                Form::Character => finals.characters.get(&id).map(|ours| compare::of_character(ours, column)),
            };
            let same_series = |finals: &Finals| {
                let ours = finals.characters.get(&id).map(|ours| ours.series_id);
                column == "series" && form == Form::Character && ours.is_some() && ours == row.series_id()
            };
            let mut here: Vec<Option<String>> = self.finals.iter().filter_map(ours).collect();
            if here.is_empty() {
                // It cannot be finished as it is; what the game shows may be just what it lacks.
                here.push(entry.row.get(column).map(str::to_owned));
            }
            let same = self.finals.iter().any(same_series)
                || here.iter().any(|here| compare::same(column, there.as_deref(), here.as_deref()));
            if same {
                continue;
            }
            let stood = entry.auto.as_ref().and_then(|auto| auto.get(column));
            self.writes.edits.push(Edit {
                kind: form.word().to_owned(),
                source_type: entry.row.couple.source_type.to_string(),
                source_id: entry.row.couple.source_id.to_string(),
                field: column.to_owned(),
                value: Some(serde_json::to_string(&there).expect("a text is JSON")),
                base: serde_json::to_string(&stood).expect("a text is JSON"),
            });
        }
    }

    fn stats(&mut self, row: &OldRow) -> Result<(), KeepingError> {
        let Some((id, choice)) = row.id.and_then(|id| Some((id, self.chosen.waifus.get(&id)?))) else {
            return Ok(());
        };
        let has_stats = row.text("stats").is_some_and(|text| text != "{}");
        let couple = choice.couple.clone();
        let known = self.stats.get(&couple);
        if !has_stats || known.is_some_and(|ours| compare::same_stats(row, ours)) {
            return Ok(());
        }
        let read = match read_stats(row) {
            Ok(read) => read,
            Err(problem) => {
                let value = row.text("stats").unwrap_or_default().chars().take(60).collect();
                self.warn(
                    Form::Character,
                    id,
                    "stats",
                    "stats",
                    value,
                    problem,
                    "`emaki stats generate` makes new ones",
                );
                return Ok(());
            }
        };
        self.writes.replaced_stats.extend(self.stored.remove(&couple));
        self.writes.stats.push(StatRow {
            source_type: couple.source_type.to_string(),
            source_id: couple.source_id.to_string(),
            body: serde_json::to_string(&read)
                .map_err(|error| KeepingError::Damaged(format!("stats of {couple}: {error}")))?,
            origin: String::new(),
            author: self.request.author.clone(),
            at: self.request.at,
        });
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of a finding")]
    fn warn(
        &mut self,
        form: Form,
        id: i64,
        code: &'static str,
        column: &'static str,
        value: String,
        problem: String,
        fix: &str,
    ) {
        let table = match form {
            Form::Series => "series",
            Form::Character => "waifus",
        };
        let finding = Finding {
            level: Level::Warning,
            code,
            table,
            id: Some(id),
            column,
            value,
            problem,
            fix: fix.to_owned(),
        };
        self.findings.push(finding);
    }
}

/// The five texts of a row as stats.
fn read_stats(row: &OldRow) -> Result<Stats, String> {
    let json = |column: &str| -> Result<Value, String> {
        let text = row.text(column).ok_or_else(|| format!("{column} is empty"))?;
        serde_json::from_str(&text).map_err(|error| format!("{column} is no JSON: {error}"))
    };
    let whole = serde_json::json!({
        "archetype": row.text("archetype").unwrap_or_default(),
        "values": json("stats")?,
        "potency": json("potency")?,
        "elements": json("elemental_type")?,
        "resistances": json("elemental_resistances")?,
    });
    serde_json::from_value(whole).map_err(|error| format!("the stats cannot be read: {error}"))
}
