//! Making edits of a plan, all of them or none.

use keeping::{KeepingError, load, rules::Rules};
use model::Instant;
use store::{Edit, Store};

use super::{
    merge::{Options, merge},
    plan::{Change, Plan, What},
    read,
};
use crate::{
    base::Base,
    faults::{of_file, refused},
    hands::json,
};

/// How many edits go into one statement.
const PART: usize = 20_000;
/// How often a plan is made again because somebody else edited meanwhile.
const ATTEMPTS: usize = 5;

/// A file to read.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its name, for messages.
    pub name: &'a str,
    /// Its content.
    pub bytes: &'a [u8],
}

/// Says what importing a file would do, and writes nothing.
pub async fn diff(
    store: &Store,
    registry: &str,
    rules: &Rules,
    file: File<'_>,
    options: &Options,
) -> Result<Plan, KeepingError> {
    plan(store, registry, rules, file, options, &format!("removed in {}", file.name)).await
}

/// Imports a file: every difference becomes a value by hand of `author`, in one transaction.
///
/// What cannot be taken in, and what both sides changed, is left as it is and told of. Safe to repeat.
pub async fn import(
    store: &Store,
    registry: &str,
    rules: &Rules,
    file: File<'_>,
    options: &Options,
    author: &str,
    at: Instant,
) -> Result<Plan, KeepingError> {
    let author = author.trim();
    if author.is_empty() {
        return Err(KeepingError::Parameter { name: "by", message: "an author is needed".to_owned() });
    }
    let reason = format!("removed in {} by {author}", file.name);
    for _ in 0..ATTEMPTS {
        let seen = store.books_mark(registry).await?;
        let plan = plan(store, registry, rules, file, options, &reason).await?;
        if options.strict && !plan.faults.is_empty() {
            return Err(refused(file.name, plan.faults));
        }
        if plan.changes.is_empty() {
            return Ok(plan);
        }
        let origin = match &plan.base {
            Some(base) => format!("sheet {base}"),
            None => format!("file {}", file.name),
        };
        let edits: Vec<Edit> = plan.changes.iter().map(edit).collect();
        let tx = store.begin().await?;
        // Nobody writes from here on; whoever did since the plan was made has to be looked at first.
        if store.books_mark(registry).await? != seen {
            tx.rollback().await?;
            continue;
        }
        for part in edits.chunks(PART) {
            tx.curate(registry, part, author, &origin, at).await?;
        }
        tx.commit().await?;
        return Ok(plan);
    }
    Err(KeepingError::Busy("somebody else keeps editing this registry".to_owned()))
}

async fn plan(
    store: &Store,
    registry: &str,
    rules: &Rules,
    file: File<'_>,
    options: &Options,
    reason: &str,
) -> Result<Plan, KeepingError> {
    let given = read::read(file.name, file.bytes)?;
    if let Some(of) = given.registry.as_deref().filter(|of| *of != registry) {
        let problem = format!("it was handed out from the registry `{of}`, not from `{registry}`");
        let fix = format!("import it with `--registry {of}`");
        return Err(refused(file.name, vec![of_file(file.name, problem, fix)]));
    }
    let base = match &given.base {
        Some(id) => Base::kept(store, id).await?,
        None => None,
    };
    if let Some(of) = base.as_ref().map(|base| base.registry.as_str()).filter(|of| *of != registry) {
        let problem = format!("it was handed out from the registry `{of}`, not from `{registry}`");
        let fix = format!("import it with `--registry {of}`");
        return Err(refused(file.name, vec![of_file(file.name, problem, fix)]));
    }
    let keeping = load(store, registry, rules).await?;
    let mut plan = merge(file.name, &keeping, base.as_ref(), given, options, reason);
    registry.clone_into(&mut plan.registry);
    Ok(plan)
}

fn edit(change: &Change) -> Edit {
    let value = match change.what {
        What::TakenBack | What::Restored => None,
        What::Set | What::Added | What::Excluded => Some(json(change.to.as_deref())),
    };
    Edit {
        kind: change.kind.word().to_owned(),
        source_type: change.couple.source_type.to_string(),
        source_id: change.couple.source_id.to_string(),
        field: change.field.clone(),
        value,
        base: json(change.from.as_deref()),
    }
}
