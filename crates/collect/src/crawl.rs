//! The way of a run through one source: its list, what is due of it, then the characters that are due.
//!
//! Several answers are awaited at once, to hide how long each takes; the pace is the fetcher's. What came
//! is written in small batches, rows and journal together.

use std::{collections::HashMap, pin::pin};

use futures::{StreamExt as _, stream};
use keeping::{KeepingError, Said, forms::Form};
use model::Instant;

use crate::{
    Desk, Failure, Found, Listed, Mode, Processor, Wanted,
    books::{Books, Ending, Line, Outcome},
};

/// How many answers of one source are awaited at once.
const WIDE: usize = 4;
/// How many items are written at once, at most.
const BATCH: usize = 16;

/// How far it is: what is done, of how much.
pub(crate) type Step<'a> = dyn Fn(u64, u64) + Sync + 'a;

/// One character to ask for, and whose it is.
pub(crate) struct Due {
    pub wanted: Wanted,
    pub parent: String,
    pub position: i64,
}

/// Walks one source. What fails is in the books; an error is the store's.
pub(crate) async fn crawl(
    processor: &dyn Processor,
    desk: &Desk,
    books: &mut Books<'_>,
    step: &Step<'_>,
) -> Result<(), KeepingError> {
    let mode = processor.about().mode;
    let listed = match processor.list(desk).await {
        Ok(listed) => listed,
        Err(Failure::NotKept) if mode == Mode::Once => {
            books.note("its list is not kept; what the journal knows of it was taken in its place");
            books.listed_before()
        }
        Err(failure) => {
            books.stop(&failure);
            return books.end(Ending::Broken, desk.now()).await;
        }
    };
    let mut walk = Walk { mode, handles: HashMap::new(), whole: true, done: 0, total: 0 };
    let series = walk.series_due(&listed, books, desk.now()).await?;
    walk.total = series.len() as u64;
    step(0, walk.total);
    walk.ask_series(&series, processor, desk, books, step).await?;
    if !books.is_stopped() {
        walk.ask_characters(processor, desk, books, step).await?;
    }
    let is_whole = walk.whole && !books.is_stopped() && !books.has_due();
    let ending = if is_whole { Ending::Whole } else { Ending::Broken };
    books.end(ending, desk.now()).await
}

/// What a walk keeps in mind.
struct Walk {
    mode: Mode,
    /// Where characters found in this walk are asked for.
    handles: HashMap<String, (Wanted, String, i64)>,
    whole: bool,
    done: u64,
    total: u64,
}

impl Walk {
    /// The series that are due, with their places; notes those that are new.
    async fn series_due<'l>(
        &mut self,
        listed: &'l [Listed],
        books: &mut Books<'_>,
        at: Instant,
    ) -> Result<Vec<(i64, &'l Listed)>, KeepingError> {
        let mut seen = std::collections::HashSet::new();
        let placed = (0..).zip(listed).filter(|(_, item)| seen.insert(item.id.as_str()));
        // Only its answer tells where the characters of a series are that is read anew.
        let is_due = |item: &Listed| self.mode != Mode::Once || books.is_due(Form::Series, &item.id);
        let mut due: Vec<(i64, &Listed)> = placed.filter(|(_, item)| is_due(item)).collect();
        for (position, item) in due.iter().filter(|(_, item)| item.found.is_none()) {
            books.announce(Form::Series, &item.id, "", *position, &item.name, at);
        }
        books.flush().await?;
        if let Some(limit) = books.limit().filter(|limit| *limit < due.len()) {
            let rest = due.len() - limit;
            books.note(format!("{rest} more series are left for the next run"));
            due.truncate(limit);
            self.whole = false;
        }
        Ok(due)
    }

    async fn ask_series(
        &mut self,
        series: &[(i64, &Listed)],
        processor: &dyn Processor,
        desk: &Desk,
        books: &mut Books<'_>,
        step: &Step<'_>,
    ) -> Result<(), KeepingError> {
        let asked = stream::iter(series).map(|(position, item)| async move {
            let found = match &item.found {
                Some(found) => Ok(Found::clone(found)),
                None => processor.series(desk, item).await,
            };
            (*position, *item, found)
        });
        let mut answers = pin!(asked.buffered(WIDE).ready_chunks(BATCH));
        while let Some(chunk) = answers.next().await {
            let at = desk.now();
            for (position, item, found) in chunk {
                self.done += 1;
                let line = |outcome| Line {
                    form: Form::Series,
                    id: item.id.clone(),
                    parent: String::new(),
                    position,
                    name: item.name.clone(),
                    outcome,
                };
                match found {
                    Ok(found) => {
                        books.put(line(Outcome::Done(Said::Series(Box::new(found.series.clone())))), at);
                        self.take_characters(&item.id, found, books, at);
                    }
                    Err(failure) => self.fail(failure, line, books, at),
                }
            }
            books.flush().await?;
            step(self.done, self.total);
            if books.is_stopped() {
                break;
            }
        }
        Ok(())
    }

    /// Takes the characters of a series, as far as its answer tells of them, and notes the others.
    fn take_characters(&mut self, series: &str, found: Found, books: &mut Books<'_>, at: Instant) {
        for (position, child) in (0..).zip(found.characters) {
            // Seasons share characters; the first series that had one keeps it.
            if self.mode == Mode::Once && books.is_of_another(&child.id, series) {
                continue;
            }
            let (id, parent) = (child.id.clone(), series.to_owned());
            if let Some(mut facts) = child.facts {
                facts.series.clone_from(&found.series.name);
                facts.media_type.clone_from(&found.series.media_type);
                books.take(&id, &parent, position, *facts, at);
                continue;
            }
            if books.is_due(Form::Character, &id) {
                books.announce(Form::Character, &id, &parent, position, &child.name, at);
                self.total += u64::from(!self.handles.contains_key(&id));
            }
            let handle = child.handle.unwrap_or_else(|| id.clone());
            let wanted = Wanted { id: id.clone(), name: child.name, handle };
            self.handles.entry(id).or_insert((wanted, parent, position));
        }
        for (id, name, reason) in found.refused {
            books.refuse(&id, &name, &reason);
        }
    }

    async fn ask_characters(
        &mut self,
        processor: &dyn Processor,
        desk: &Desk,
        books: &mut Books<'_>,
        step: &Step<'_>,
    ) -> Result<(), KeepingError> {
        let due = match self.mode {
            Mode::Once => books.characters_due(&self.handles),
            Mode::Again | Mode::Whole => self.found_due(books),
        };
        self.total = self.done + due.len() as u64;
        step(self.done, self.total);
        let asked =
            stream::iter(&due).map(|due| async move { (due, processor.character(desk, &due.wanted).await) });
        let mut answers = pin!(asked.buffered(WIDE).ready_chunks(BATCH));
        while let Some(chunk) = answers.next().await {
            let at = desk.now();
            // What ends a whole crawl goes into one transaction with the last of what it found.
            let is_last = self.done + chunk.len() as u64 >= self.total;
            if self.mode != Mode::Whole || !is_last {
                books.flush().await?;
            }
            for (due, facts) in chunk {
                self.done += 1;
                match facts {
                    Ok(facts) => {
                        let facts = books.at_home(facts, &due.parent);
                        books.take(&due.wanted.id, &due.parent, due.position, facts, at);
                    }
                    Err(failure) => {
                        let line = |outcome| Line {
                            form: Form::Character,
                            id: due.wanted.id.clone(),
                            parent: due.parent.clone(),
                            position: due.position,
                            name: due.wanted.name.clone(),
                            outcome,
                        };
                        self.fail(failure, line, books, at);
                    }
                }
            }
            if self.mode != Mode::Whole {
                books.flush().await?;
            }
            step(self.done, self.total);
            if books.is_stopped() {
                break;
            }
        }
        Ok(())
    }

    /// Of the characters found in this walk those that are due.
    fn found_due(&mut self, books: &Books<'_>) -> Vec<Due> {
        let found = std::mem::take(&mut self.handles).into_values();
        let mut due: Vec<Due> = found
            .filter(|(wanted, ..)| books.is_due(Form::Character, &wanted.id))
            .map(|(wanted, parent, position)| Due { wanted, parent, position })
            .collect();
        due.sort_by(|a, b| (&a.parent, a.position).cmp(&(&b.parent, b.position)));
        due
    }

    fn fail(
        &mut self,
        failure: Failure,
        line: impl FnOnce(Outcome) -> Line,
        books: &mut Books<'_>,
        at: Instant,
    ) {
        match failure {
            Failure::NotFound(reason) => books.put(line(Outcome::NotFound(reason)), at),
            Failure::Item(reason) => books.put(line(Outcome::Failed(reason)), at),
            Failure::NotKept => {
                self.whole = false;
                books.skip();
            }
            ends @ (Failure::Source { .. } | Failure::Faulty { .. }) => books.stop(&ends),
        }
    }
}
