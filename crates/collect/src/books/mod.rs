//! The books of one source in one run: what is known, what is due, and what is written.
//!
//! A row and the line of the journal that tells of it are written in one transaction, so that no kill
//! leaves one without the other.

mod due;
mod ending;
mod runs;

use std::{
    collections::{HashMap, HashSet, hash_map::DefaultHasher},
    hash::{Hash as _, Hasher as _},
};

use keeping::{
    CharacterFacts, KeepingError, Said,
    forms::Form,
    rules::{Filtered, Rules, filter},
};
use model::Instant;
use store::{Collected, JournalItem, Store};

use crate::{About, Change, FailedItem, Failure, Mode, Options, SourceReport, Stopped, Tally, What};

pub(crate) use ending::Ending;

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

/// A row that is stored.
struct Known {
    body: u64,
    parent: String,
    run: i64,
    /// Its name, where it may be told of; empty for sources that are never read whole.
    name: String,
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
        let (run, resumed) = match (options.dry_run, anew) {
            // Numbers that are written nowhere: later than any run, or before it.
            (true, true) => (i64::MAX, false),
            (true, false) => (0, false),
            (false, _) => runs::begin(store, about, anew, at).await?,
        };
        let since = if anew { run } else { 0 };
        let report = SourceReport {
            source: about.name.clone(),
            source_type: about.source_type.clone(),
            run: (!options.dry_run).then_some(run),
            // A table is read whole each time: there is nothing of it to go on with.
            resumed: resumed && about.mode != Mode::Again,
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
                let mut name = String::new();
                if (form == Form::Series || self.about.mode == Mode::Again)
                    && let Ok(said) = serde_json::from_str(&row.body)
                {
                    name = name_of(&said);
                    if form == Form::Series {
                        self.heads.insert(row.source_id.clone(), Head::of(&said, row.position));
                    }
                }
                let known = Known { body: hash(&row.body), parent: row.parent.1, run: row.run, name };
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
        let known =
            Known { body: hash(&body), parent: parent.1.clone(), run: self.run, name: name.to_owned() };
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
            let gone = self.report.gone.iter().filter(|gone| gone.kind == form.word()).count() as u64;
            let tally = self.tally(form);
            tally.pending = left;
            tally.after = tally.before + tally.new - tally.dropped;
            tally.unchanged = tally.before - tally.changed - tally.dropped - gone;
        }
        self.report
    }
}

impl Head {
    fn of(said: &Said, position: i64) -> Self {
        let media_type = match said {
            Said::Series(facts) => facts.media_type.clone(),
            Said::Row { cells, .. } => cells.get("media_type").cloned().unwrap_or_default(),
            Said::Character(_) => String::new(),
        };
        Self { name: name_of(said), media_type, position }
    }
}

/// The name of whatever is told of.
fn name_of(said: &Said) -> String {
    match said {
        Said::Series(facts) => facts.name.clone(),
        Said::Character(facts) => facts.name.clone(),
        Said::Row { cells, .. } => cells.get("name").cloned().unwrap_or_default(),
    }
}

/// A body's hash, to tell whether another one differs.
fn hash(body: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}
