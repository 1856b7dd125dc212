//! The books of one source in one run: what is known, what is due, and what is written.
//!
//! A row and the line of the journal that tells of it are written in one transaction, so that no kill
//! leaves one without the other.

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
    time::Duration,
};

use keeping::{
    CharacterFacts, KeepingError, Said,
    forms::Form,
    rules::{Filtered, Rules, filter},
};
use model::Instant;
use serde_json::json;
use store::{Collected, JournalItem, Run, Store};

use crate::{
    About, Change, FailedItem, Failure, Listed, Mode, Options, SourceReport, Stopped, Tally, Wanted, What,
    crawl::Due,
};

/// A broken crawl older than this is begun anew: what it saw may have changed since.
const STALE: Duration = Duration::from_hours(24);
/// Of fewer rows any number may go.
const FEW: usize = 10;

type Key = (Form, String);

/// What came of one item.
pub(crate) struct Line {
    pub form: Form,
    pub id: String,
    pub parent: String,
    pub position: i64,
    pub name: String,
    pub outcome: Outcome,
}

/// What came of it.
pub(crate) enum Outcome {
    Pending,
    Done(Said),
    Filtered(Filtered),
    NotFound(String),
    Failed(String),
}

/// How a walk ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Nothing is left to do.
    Whole,
    /// Something is.
    Broken,
}

/// A row that is stored.
struct Known {
    body: u64,
    parent: String,
    run: i64,
}

/// What characters take from their series.
struct Head {
    name: String,
    media_type: String,
    position: i64,
}

/// The books of one source in one run.
pub(crate) struct Books<'a> {
    store: &'a Store,
    about: &'a About,
    rules: &'a Rules,
    options: Options,
    run: i64,
    /// What was finished in a run before this one is due again.
    since: i64,
    rows: HashMap<Key, Known>,
    journal: HashMap<Key, JournalItem>,
    heads: HashMap<String, Head>,
    batch: (Vec<Collected>, Vec<JournalItem>),
    skipped: u64,
    report: SourceReport,
}

impl<'a> Books<'a> {
    /// Reads what is known of a source, and begins a run or goes on with one that was broken off.
    pub async fn open(
        store: &'a Store,
        about: &'a About,
        rules: &'a Rules,
        options: Options,
        at: Instant,
    ) -> Result<Self, KeepingError> {
        let anew = options.recrawl || about.mode != Mode::Once;
        let (run, resumed) = if options.dry_run { (0, false) } else { begin(store, about, anew, at).await? };
        let since = match (anew, options.dry_run) {
            (false, _) => 0,
            (true, true) => i64::MAX,
            (true, false) => run,
        };
        let report = SourceReport {
            source: about.name.clone(),
            source_type: about.source_type.clone(),
            run: (!options.dry_run).then_some(run),
            resumed,
            notes: Some(about.note).filter(|note| !note.is_empty()).into_iter().map(Into::into).collect(),
            ..SourceReport::default()
        };
        let mut books = Self {
            store,
            about,
            rules,
            options,
            run,
            since,
            rows: HashMap::new(),
            journal: HashMap::new(),
            heads: HashMap::new(),
            batch: Default::default(),
            skipped: 0,
            report,
        };
        books.read().await?;
        Ok(books)
    }

    async fn read(&mut self) -> Result<(), KeepingError> {
        for form in [Form::Series, Form::Character] {
            for row in self.store.collected(form.word(), Some(&self.about.source_type)).await? {
                if form == Form::Series
                    && let Ok(said) = serde_json::from_str(&row.body)
                {
                    self.heads.insert(row.source_id.clone(), Head::of(&said, row.position));
                }
                let known = Known { body: hash(&row.body), parent: row.parent.1, run: row.run };
                self.rows.insert((form, row.source_id), known);
                self.tally(form).before += 1;
            }
        }
        for item in self.store.journal(Some(&self.about.source_type)).await? {
            if let Some(form) = Form::parse(&item.kind) {
                self.journal.insert((form, item.source_id.clone()), item);
            }
        }
        Ok(())
    }

    /// Whether an item is to be asked for.
    ///
    /// A row without a line of the journal came from elsewhere, such as a migration, and counts as done.
    pub fn is_due(&self, form: Form, id: &str) -> bool {
        let key = (form, id.to_owned());
        let known = self.rows.contains_key(&key);
        match self.journal.get(&key) {
            None => !known || self.since > 0,
            Some(item) if item.run < self.since => true,
            Some(item) => match item.state.as_str() {
                "done" => !known,
                "filtered" | "not_found" => false,
                "failed" => {
                    self.options.retry_failed || item.attempts < i64::from(self.options.attempts.max(1))
                }
                _ => true,
            },
        }
    }

    /// Whether anything is left that another run would ask for.
    pub fn has_due(&self) -> bool {
        let listed = |item: &JournalItem| item.run >= self.since;
        self.journal.iter().any(|((form, id), item)| {
            listed(item) && matches!(item.state.as_str(), "pending" | "failed") && self.is_due(*form, id)
        })
    }

    /// The characters that are due, in the order of their series; those found just now know their handles.
    pub fn characters_due(&self, found: &HashMap<String, (Wanted, String, i64)>) -> Vec<Due> {
        let of_known_series = |item: &&JournalItem| self.heads.contains_key(&item.parent_id);
        let mut due: Vec<Due> = self
            .journal
            .iter()
            .filter(|((form, id), _)| *form == Form::Character && self.is_due(*form, id))
            .map(|(_, item)| item)
            .filter(of_known_series)
            .map(|item| Due {
                wanted: found.get(&item.source_id).map_or_else(
                    || Wanted {
                        id: item.source_id.clone(),
                        name: String::new(),
                        handle: item.source_id.clone(),
                    },
                    |(wanted, ..)| wanted.clone(),
                ),
                parent: item.parent_id.clone(),
                position: item.position,
            })
            .collect();
        let place = |due: &Due| self.heads.get(&due.parent).map_or(i64::MAX, |head| head.position);
        due.sort_by(|a, b| {
            (place(a), &a.parent, a.position, &a.wanted.id).cmp(&(
                place(b),
                &b.parent,
                b.position,
                &b.wanted.id,
            ))
        });
        due
    }

    /// The series of the journal, in their order, for when the list cannot be had.
    pub fn listed_before(&self) -> Vec<Listed> {
        let mut items: Vec<&JournalItem> =
            self.journal.values().filter(|item| item.kind == Form::Series.word()).collect();
        items.sort_by(|a, b| (a.position, &a.source_id).cmp(&(b.position, &b.source_id)));
        items.iter().map(|item| Listed { id: item.source_id.clone(), ..Listed::default() }).collect()
    }

    /// Whether a character was found with another series before.
    pub fn is_of_another(&self, id: &str, series: &str) -> bool {
        let key = (Form::Character, id.to_owned());
        let parent = self.journal.get(&key).map(|item| &item.parent_id);
        let parent = parent.or_else(|| self.rows.get(&key).map(|row| &row.parent));
        parent.is_some_and(|parent| parent != series)
    }

    /// The most series that are begun.
    pub fn limit(&self) -> Option<usize> {
        self.options.limit
    }

    /// Notes an item that is to be asked for, unless it is noted already.
    pub fn announce(&mut self, form: Form, id: &str, parent: &str, position: i64, name: &str, at: Instant) {
        let noted = self.journal.get(&(form, id.to_owned()));
        if noted
            .is_some_and(|item| matches!(item.state.as_str(), "pending" | "failed") && item.run >= self.since)
        {
            return;
        }
        let (id, parent, name) = (id.to_owned(), parent.to_owned(), name.to_owned());
        self.put(Line { form, id, parent, position, name, outcome: Outcome::Pending }, at);
    }

    /// A character's facts with what they take from its series.
    pub fn at_home(&self, mut facts: CharacterFacts, parent: &str) -> CharacterFacts {
        if let Some(head) = self.heads.get(parent) {
            facts.series.clone_from(&head.name);
            facts.media_type.clone_from(&head.media_type);
        }
        facts
    }

    /// Takes a character, or turns it away by rule. Who is in already stays in: a rule decides who comes,
    /// not who goes, because players may own them.
    pub fn take(&mut self, id: &str, parent: &str, position: i64, facts: CharacterFacts, at: Instant) {
        let known = self.rows.contains_key(&(Form::Character, id.to_owned()));
        let by_hand = self.about.mode == Mode::Again;
        let turned_away =
            if known || by_hand { None } else { filter(&facts, &self.about.source_type, self.rules) };
        let name = facts.name.clone();
        let outcome = match turned_away {
            Some(filtered) => Outcome::Filtered(filtered),
            None => Outcome::Done(Said::Character(Box::new(facts))),
        };
        let (id, parent) = (id.to_owned(), parent.to_owned());
        self.put(Line { form: Form::Character, id, parent, position, name, outcome }, at);
    }

    /// Writes down what came of an item; it is stored with the next batch.
    pub fn put(&mut self, line: Line, at: Instant) {
        let Line { form, id, parent, position, name, outcome } = line;
        let key = (form, id.clone());
        let prior = self.journal.get(&key).filter(|item| item.run >= self.since);
        let mut item = JournalItem {
            source_type: self.about.source_type.clone(),
            kind: form.word().to_owned(),
            source_id: id.clone(),
            parent_id: parent.clone(),
            position,
            state: String::new(),
            reason: String::new(),
            attempts: prior.map_or(0, |item| item.attempts) + 1,
            run: self.run,
            at,
        };
        let state = match outcome {
            Outcome::Pending => {
                item.attempts = 0;
                "pending"
            }
            Outcome::Done(said) => {
                item.attempts = 1;
                if form == Form::Series {
                    self.heads.insert(id.clone(), Head::of(&said, position));
                }
                let of = if form == Form::Character {
                    (self.about.source_type.clone(), parent.clone())
                } else {
                    Default::default()
                };
                self.row(form, &id, &name, of, position, &said, at);
                "done"
            }
            Outcome::Filtered(filtered) => {
                item.reason = format!("{}: {}", filtered.rule, filtered.reason);
                self.tally(form).filtered += 1;
                self.change(form, &id, &name, What::Filtered, &item.reason);
                "filtered"
            }
            Outcome::NotFound(reason) => {
                item.reason = reason;
                self.tally(form).not_found += 1;
                self.see(&key);
                "not_found"
            }
            Outcome::Failed(reason) => {
                let attempts = item.attempts;
                item.reason.clone_from(&reason);
                self.tally(form).failed += 1;
                self.report.failed.push(FailedItem { kind: form.word(), id, name, reason, attempts });
                if attempts >= i64::from(self.options.attempts.max(1)) {
                    self.see(&key);
                }
                "failed"
            }
        };
        state.clone_into(&mut item.state);
        self.journal.insert(key, item.clone());
        self.batch.1.push(item);
    }

    #[expect(clippy::too_many_arguments, reason = "they are the columns of one row")]
    fn row(
        &mut self,
        form: Form,
        id: &str,
        name: &str,
        parent: (String, String),
        position: i64,
        said: &Said,
        at: Instant,
    ) {
        let body = serde_json::to_string(said).expect("facts are plain values");
        let known = Known { body: hash(&body), parent: parent.1.clone(), run: self.run };
        let key = (form, id.to_owned());
        match self.rows.get(&key) {
            None => {
                self.tally(form).new += 1;
                self.change(form, id, name, What::New, "");
            }
            Some(before) if before.body != known.body => {
                self.tally(form).changed += 1;
                self.change(form, id, name, What::Changed, "");
            }
            Some(_) => {}
        }
        self.rows.insert(key, known);
        self.batch.0.push(Collected {
            source_type: self.about.source_type.clone(),
            kind: form.word().to_owned(),
            source_id: id.to_owned(),
            parent,
            position,
            body,
            run: self.run,
            at,
        });
    }

    /// A row that is kept although nothing new was said of it.
    fn see(&mut self, key: &Key) {
        if let Some(known) = self.rows.get_mut(key) {
            known.run = self.run;
        }
    }

    fn change(&mut self, form: Form, id: &str, name: &str, what: What, reason: &str) {
        if self.options.dry_run {
            let (id, name, reason) = (id.to_owned(), name.to_owned(), reason.to_owned());
            self.report.changes.push(Change { kind: form.word(), id, name, what, reason });
        }
    }

    /// A character that cannot be taken, whatever its page says.
    pub fn refuse(&mut self, id: &str, name: &str, reason: &str) {
        self.report.characters.failed += 1;
        let (id, name, reason) = (id.to_owned(), name.to_owned(), reason.to_owned());
        self.report.failed.push(FailedItem { kind: "character", id, name, reason, attempts: 1 });
    }

    /// An item of which nothing is kept, in a run that asks nobody.
    pub fn skip(&mut self) {
        self.skipped += 1;
    }

    /// Writes down why the source gives nothing more.
    pub fn stop(&mut self, failure: &Failure) {
        let (hint, faults) = match failure {
            Failure::Source { hint, .. } => (hint.clone(), Vec::new()),
            Failure::Faulty { faults, .. } => {
                ("mend the file; nothing of it was taken".to_owned(), faults.clone())
            }
            Failure::NotKept => ("run it once without --from-cache".to_owned(), Vec::new()),
            Failure::NotFound(_) | Failure::Item(_) => ("run it again later".to_owned(), Vec::new()),
        };
        self.report.stopped = Some(Stopped { reason: failure.reason(), hint, faults });
    }

    /// Whether the source gives nothing more.
    pub fn is_stopped(&self) -> bool {
        self.report.stopped.is_some()
    }

    /// Something worth knowing.
    pub fn note(&mut self, note: impl Into<String>) {
        self.report.notes.push(note.into());
    }

    /// Stores what was put.
    pub async fn flush(&mut self) -> Result<(), KeepingError> {
        let (rows, items) = std::mem::take(&mut self.batch);
        if self.options.dry_run || (rows.is_empty() && items.is_empty()) {
            return Ok(());
        }
        let tx = self.store.begin().await?;
        tx.save_collected(&rows).await?;
        tx.save_journal(&items).await?;
        Ok(tx.commit().await?)
    }

    /// Stores the last of it, and with a whole crawl lets go of what it did not see, all at once.
    pub async fn end(&mut self, ending: Ending, at: Instant) -> Result<(), KeepingError> {
        if self.skipped > 0 {
            let many =
                if self.skipped == 1 { "1 item was".into() } else { format!("{} items were", self.skipped) };
            self.note(format!("{many} passed over, because nothing is kept of them"));
        }
        let drops = ending == Ending::Whole && self.about.mode == Mode::Whole && self.may_drop().await?;
        let mut gone: Vec<Key> = Vec::new();
        if drops {
            let unseen = self.rows.iter().filter(|(_, known)| known.run != self.run);
            gone.extend(unseen.map(|(key, _)| key.clone()));
        }
        for (form, id) in &gone {
            self.rows.remove(&(*form, id.clone()));
            self.tally(*form).dropped += 1;
        }
        if self.options.dry_run {
            self.batch = Default::default();
            return Ok(());
        }
        let finished = ending == Ending::Whole || self.since == 0;
        let (rows, items) = std::mem::take(&mut self.batch);
        let tx = self.store.begin().await?;
        tx.save_collected(&rows).await?;
        tx.save_journal(&items).await?;
        if drops {
            for form in [Form::Series, Form::Character] {
                let seen: Vec<&str> = self
                    .rows
                    .iter()
                    .filter(|((of, _), known)| *of == form && known.run == self.run)
                    .map(|((_, id), _)| id.as_str())
                    .collect();
                tx.see_collected(&self.about.source_type, form.word(), &seen, self.run).await?;
                tx.drop_unseen(&self.about.source_type, form.word(), self.run).await?;
            }
        }
        if finished {
            tx.finish_run(self.run, &self.details(), at).await?;
        }
        Ok(tx.commit().await?)
    }

    /// Whether what was not seen may go. A page that lost half of its list is more likely broken than right.
    async fn may_drop(&mut self) -> Result<bool, KeepingError> {
        let of = |form: Form| self.rows.iter().filter(move |((of, _), _)| *of == form);
        let (all, unseen) = (
            of(Form::Character).count(),
            of(Form::Character).filter(|(_, known)| known.run != self.run).count(),
        );
        if all >= FEW && unseen * 2 > all && !self.options.recrawl {
            self.note(format!(
                "{unseen} of {all} characters are not listed any more; they stay, in case the list is broken. \
                 `--recrawl` lets them go"
            ));
            return Ok(false);
        }
        if self.options.dry_run {
            return Ok(true);
        }
        let what = name_of(self.about);
        let newer = self.store.runs(RUNS).await?.iter().any(|run| run.what == what && run.id > self.run);
        if newer {
            self.note("another run has begun since; what was not seen is left to it");
        }
        Ok(!newer)
    }

    fn details(&self) -> String {
        let tally =
            |tally: Tally| json!({ "new": tally.new, "changed": tally.changed, "failed": tally.failed });
        let told = json!({
            "anew": self.since > 0,
            "series": tally(self.report.series),
            "characters": tally(self.report.characters),
        });
        told.to_string()
    }

    fn tally(&mut self, form: Form) -> &mut Tally {
        match form {
            Form::Series => &mut self.report.series,
            Form::Character => &mut self.report.characters,
        }
    }

    /// What the run did.
    pub fn close(mut self) -> SourceReport {
        let mut pending: HashMap<Form, u64> = HashMap::new();
        let stale: HashSet<&Key> =
            self.journal.iter().filter(|(_, item)| item.run < self.since).map(|(key, _)| key).collect();
        for (key, item) in &self.journal {
            if item.state == "pending" && !(self.about.mode != Mode::Once && stale.contains(key)) {
                *pending.entry(key.0).or_default() += 1;
            }
        }
        for form in [Form::Series, Form::Character] {
            let left = pending.get(&form).copied().unwrap_or(0);
            let tally = self.tally(form);
            tally.pending = left;
            tally.after = tally.before + tally.new - tally.dropped;
            tally.unchanged = tally.before - tally.changed - tally.dropped;
        }
        self.report
    }
}

impl Head {
    fn of(said: &Said, position: i64) -> Self {
        let (name, media_type) = match said {
            Said::Series(facts) => (facts.name.clone(), facts.media_type.clone()),
            Said::Row { cells, .. } => {
                let cell = |column: &str| cells.get(column).cloned().unwrap_or_default();
                (cell("name"), cell("media_type"))
            }
            Said::Character(_) => Default::default(),
        };
        Self { name, media_type, position }
    }
}

/// How many of the last runs are looked at.
const RUNS: usize = 1000;

fn name_of(about: &About) -> String {
    format!("collect {}", about.name)
}

/// Begins a run; one that reads all anew goes on with the last one like it where that was broken off.
async fn begin(store: &Store, about: &About, anew: bool, at: Instant) -> Result<(i64, bool), KeepingError> {
    let what = name_of(about);
    // Read while no other process writes, so that two that begin at once take the same run.
    let tx = store.begin().await?;
    let runs = store.runs(RUNS).await?;
    let is_anew = |run: &&Run| {
        let details: serde_json::Value = serde_json::from_str(&run.details).unwrap_or_default();
        details["anew"] == true
    };
    let stale = i64::try_from(STALE.as_micros()).unwrap_or(i64::MAX);
    let broken = runs
        .iter()
        .filter(|run| run.what == what)
        .find(is_anew)
        .filter(|run| run.finished_at.is_none() && at.as_micros() - run.started_at.as_micros() < stale);
    if let Some(run) = broken.filter(|_| anew) {
        tx.rollback().await?;
        return Ok((run.id, true));
    }
    let run = tx.begin_run(&what, &json!({ "anew": anew }).to_string(), at).await?;
    tx.commit().await?;
    Ok((run, false))
}

/// A body's hash, to tell whether another one differs.
fn hash(body: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}
