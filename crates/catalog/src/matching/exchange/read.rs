//! In: rows of an SSSOM table become decisions by hand.

use std::{collections::HashMap, io::Read};

use csv::ReaderBuilder;
use model::{EntityId, EntityKind, ExternalId};
use serde::Serialize;
use store::Store;

use super::{
    EXACT_MATCH, ExchangeError, NOT,
    curie::{self, Named},
};
use crate::registry::{self, Decision, DecisionError};

/// What became of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SssomImport {
    /// Its rows.
    pub rows: u64,
    /// Ids that mean a work now and did not.
    pub linked: u64,
    /// Works that went into another.
    pub merged: u64,
    /// Decisions that an id is not a work.
    pub forbidden: u64,
    /// Rows that say what is so already.
    pub unchanged: u64,
    /// Rows that could not be followed.
    pub rejects: Vec<SssomReject>,
}

/// A row that could not be followed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SssomReject {
    /// Its line in the file, from 1.
    pub line: u64,
    /// Why.
    pub reason: String,
}

/// What a row says.
struct Row {
    line: u64,
    subject: ExternalId,
    object: Named,
    is_not: bool,
    author: String,
    note: String,
}

/// The columns a table must have for us; the others are optional.
const NEEDED: [&str; 4] = ["subject_id", "predicate_id", "object_id", "mapping_justification"];

/// How many rows are compared with the store at once.
const AT_ONCE: usize = 1_000;

/// Follows the rows of an SSSOM table, each as a decision by hand, in their order. Rows that say what is
/// so already change nothing.
///
/// The author is the row's own where it has one, else that of `decision`; so is the note.
///
/// # Errors
/// When it is no such table at all, or when the store fails; rows before that stay done.
pub async fn import(
    store: &Store,
    table: &mut (dyn Read + Send),
    decision: &Decision,
) -> Result<SssomImport, ExchangeError> {
    let mut text = String::new();
    table.read_to_string(&mut text)?;
    let (rows, mut done) = rows(&text, decision)?;
    for rows in rows.chunks(AT_ONCE) {
        let ids = rows.iter().flat_map(|row| {
            let object = match &row.object {
                Named::External(id) => Some(id.clone()),
                Named::Work(_) => None,
            };
            [Some(row.subject.clone()), object].into_iter().flatten()
        });
        let ids: Vec<ExternalId> = ids.collect();
        let before = store.find(&ids).await?;
        for row in rows {
            if says_nothing_new(row, &before) {
                done.unchanged += 1;
                continue;
            }
            match follow(store, row, decision, &mut done).await {
                Ok(()) => {}
                Err(DecisionError::Store(error)) if is_of_the_store(&error) => return Err(error.into()),
                Err(error) => done.rejects.push(SssomReject { line: row.line, reason: error.to_string() }),
            }
        }
    }
    done.rejects.sort_by_key(|reject| reject.line);
    Ok(done)
}

/// Whether the store itself failed, and not the row.
fn is_of_the_store(error: &store::StoreError) -> bool {
    !matches!(error, store::StoreError::Missing(_) | store::StoreError::Conflict(_))
}

type Meanings = HashMap<ExternalId, (EntityKind, EntityId)>;

/// A link that stands already. Decisions in this table may move things, so that only those rows are passed
/// over which were true before and name a work by its own id.
fn says_nothing_new(row: &Row, before: &Meanings) -> bool {
    let Named::Work(work) = row.object else { return false };
    !row.is_not && before.get(&row.subject) == Some(&(EntityKind::Work, work))
}

async fn follow(
    store: &Store,
    row: &Row,
    decision: &Decision,
    done: &mut SssomImport,
) -> Result<(), DecisionError> {
    let kind = EntityKind::Work;
    let decision = Decision { author: row.author.clone(), note: row.note.clone(), at: decision.at };
    let object = match &row.object {
        Named::Work(work) => Some(store.redirect(&kind, *work).await?.unwrap_or(*work)),
        Named::External(id) => meaning(store, id).await?,
    };
    let subject = meaning(store, &row.subject).await?;
    if row.is_not {
        let Some(object) = object else { return Err(unknown(&row.object)) };
        let known = store.negative_links_of(&kind, object).await?;
        if known.iter().any(|link| link.subject == row.subject) {
            done.unchanged += 1;
            return Ok(());
        }
        registry::unlink(store, &row.subject, &kind, object, &decision).await?;
        done.forbidden += 1;
        return Ok(());
    }
    match (subject, object, &row.object) {
        (Some(subject), Some(object), _) if subject == object => done.unchanged += 1,
        // Two ids of two works: the works are one.
        (Some(subject), Some(object), Named::External(_)) => {
            registry::merge(store, &kind, subject.min(object), subject.max(object), &decision).await?;
            done.merged += 1;
        }
        (_, Some(object), _) => {
            match registry::link(store, &row.subject, &kind, object, &decision).await {
                // The work that has no other id is what the row says it is.
                Err(DecisionError::LastLink { target, .. }) => {
                    registry::merge(store, &kind, object, target, &decision).await?;
                    done.merged += 1;
                }
                linked => {
                    linked?;
                    done.linked += 1;
                }
            }
        }
        // Only the other way round is it known what is meant.
        (Some(subject), None, Named::External(id)) => {
            registry::link(store, id, &kind, subject, &decision).await?;
            done.linked += 1;
        }
        (_, None, _) => return Err(unknown(&row.object)),
    }
    Ok(())
}

async fn meaning(store: &Store, id: &ExternalId) -> Result<Option<EntityId>, DecisionError> {
    let found = store.find(std::slice::from_ref(id)).await?;
    Ok(found.get(id).filter(|(kind, _)| *kind == EntityKind::Work).map(|(_, work)| *work))
}

fn unknown(object: &Named) -> DecisionError {
    let name = match object {
        Named::Work(work) => format!("work {work}"),
        Named::External(id) => format!("{id}, which is not linked to any work"),
    };
    store::StoreError::Missing(name).into()
}

/// The rows that can be read, and a report with those that cannot.
fn rows(text: &str, decision: &Decision) -> Result<(Vec<Row>, SssomImport), ExchangeError> {
    let header = text.lines().take_while(|line| line.starts_with('#')).count() as u64;
    let body: String = text.split_inclusive('\n').skip(header as usize).collect();
    let mut reader = ReaderBuilder::new().delimiter(b'\t').flexible(true).from_reader(body.as_bytes());
    let columns = reader.headers()?.clone();
    let place = |name: &str| columns.iter().position(|column| column.trim() == name);
    if let Some(missing) = NEEDED.into_iter().find(|name| place(name).is_none()) {
        return Err(ExchangeError::NotSssom { missing });
    }
    let mut done = SssomImport::default();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let line = header + record.position().map_or(0, csv::Position::line);
        done.rows += 1;
        let cell = |name: &str| place(name).and_then(|at| record.get(at)).unwrap_or_default().trim();
        match row(&cell, line, decision) {
            Ok(row) => rows.push(row),
            Err(reason) => done.rejects.push(SssomReject { line, reason }),
        }
    }
    Ok((rows, done))
}

fn row<'a>(cell: &impl Fn(&str) -> &'a str, line: u64, decision: &Decision) -> Result<Row, String> {
    let predicate = cell("predicate_id");
    if predicate != EXACT_MATCH {
        return Err(format!("`{predicate}` is not {EXACT_MATCH}, and only sameness can be a link"));
    }
    let is_not = match cell("predicate_modifier") {
        "" => false,
        NOT => true,
        other => return Err(format!("`{other}` is no predicate modifier; {NOT} is the only one")),
    };
    let Named::External(subject) = curie::read(cell("subject_id"))? else {
        return Err("the subject has to be an external id such as mal:16498".to_owned());
    };
    let object = curie::read(cell("object_id"))?;
    if !cell("mapping_justification").contains(':') {
        return Err("there is no mapping_justification such as semapv:ManualMappingCuration".to_owned());
    }
    let or = |own: &str, other: &str| if own.is_empty() { other.to_owned() } else { own.to_owned() };
    Ok(Row {
        line,
        subject,
        object,
        is_not,
        author: or(cell("author_label"), &decision.author),
        note: or(cell("comment"), &decision.note),
    })
}
