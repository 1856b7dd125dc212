//! Keeping what sources said: links, records, the journal and the golden record in one transaction, so that
//! nothing is ever half there.

use std::collections::{BTreeMap, HashMap, HashSet};

use catalog::answers::{ANSWERS, Answers, Part, folded, version_of};
use model::{EntityId, EntityKind, Evidence, ExternalId, Instant, Justification, Link, SourceId};
use sources::providers::{Context, provider_of, read};
use store::{GatheredItem, NewRecord, Store, StoreError, StoredRecord, WriteTx};

use crate::{
    outcome::{Missing, NewPart, Outcome},
    services::Questions,
};

/// How sure it is that an id which a source names beside its own means the same work. Sources are wrong now
/// and then, mostly by a season.
const SAME_ENTRY: f32 = 0.95;

/// Keeps what sources said about a work and merges it; gives whether the golden record differs now.
///
/// An outcome whose entry belongs to another work is not attached, and is told as missing.
pub(crate) async fn keep(
    store: &Store,
    work: EntityId,
    outcomes: &mut [(Outcome, &'static Questions)],
    at: Instant,
) -> Result<bool, StoreError> {
    if !outcomes.iter().any(|(outcome, _)| outcome.has_news()) {
        return Ok(false);
    }
    let tx = store.begin().await?;
    let stored = tx.records_of(&EntityKind::Work, work).await?;
    let mut changed = false;
    for (outcome, questions) in outcomes.iter_mut().filter(|(outcome, _)| outcome.has_news()) {
        if outcome.parts.is_empty() || attach(&tx, work, outcome, at).await? {
            changed |= save_parts(&tx, work, outcome, questions, &stored, at).await?;
            tx.save_gathered(&journal(work, outcome)).await?;
        }
    }
    if changed {
        changed = catalog::merge_again(&tx, &EntityKind::Work, &[work]).await? > 0;
    }
    tx.commit().await?;
    Ok(changed)
}

/// Links the source's entry, and the ids that it gives for the work; `false` when the entry is another work's.
async fn attach(
    tx: &WriteTx,
    work: EntityId,
    outcome: &mut Outcome,
    at: Instant,
) -> Result<bool, StoreError> {
    let Some(subject) = outcome.subject.clone() else { return Ok(true) };
    let records = outcome.parts.iter().flat_map(|part| &part.records);
    let about = records.filter(|record| record.external_id == subject);
    let named: Vec<ExternalId> = about.flat_map(|record| record.external_ids.iter().cloned()).collect();
    let mut ids: Vec<ExternalId> = named.into_iter().filter(|id| id.kind() == EntityKind::Work).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut asked = ids.clone();
    asked.push(subject.clone());
    let linked = tx.find(&asked).await?;
    let forbidden = tx.forbidden(&asked).await?;
    let is_forbidden = |id: &ExternalId| {
        forbidden.get(id).is_some_and(|targets| targets.contains(&(EntityKind::Work, work)))
    };
    let elsewhere =
        linked.get(&subject).filter(|(kind, target)| (kind, *target) != (&EntityKind::Work, work));
    let refused = match elsewhere {
        Some((_, other)) => Some(format!("{subject} is work {other}")),
        None => is_forbidden(&subject).then(|| format!("a decision says that {subject} is not this work")),
    };
    if let Some(why) = refused {
        let trace = outcome.missing.take().map(|missing| missing.context.trace).unwrap_or_default();
        outcome.missing = Some(Missing::not_found(&outcome.source, why, trace));
        outcome.parts.clear();
        outcome.nothing.clear();
        outcome.subject = None;
        return Ok(false);
    }
    let taken: HashSet<String> = tx
        .links_of(&EntityKind::Work, work)
        .await?
        .iter()
        .map(|link| link.subject.namespace().to_string())
        .chain([subject.namespace().to_string()])
        .collect();
    let mut by_space: BTreeMap<String, Vec<ExternalId>> = BTreeMap::new();
    for id in ids.into_iter().filter(|id| !linked.contains_key(id) && !is_forbidden(id)) {
        by_space.entry(id.namespace().to_string()).or_default().push(id);
    }
    let evidence = |justification, confidence| Evidence {
        justification,
        confidence,
        author: format!("enrich {}", outcome.source),
        at,
        note: format!("entry {subject}"),
    };
    let link = |id: &ExternalId, evidence: Evidence| Link {
        subject: id.clone(),
        kind: EntityKind::Work,
        target: work,
        evidence,
    };
    let mut links = Vec::new();
    if !linked.contains_key(&subject) {
        let sure = outcome.found.unwrap_or(1.0) as f32;
        let how = if sure < 1.0 { Justification::Similarity } else { Justification::SameEntry };
        links.push(link(&subject, evidence(how, sure.min(SAME_ENTRY))));
    }
    for (space, ids) in by_space {
        // Several entries of one site are seasons, not one work; and what is known already stays.
        if let ([id], false) = (ids.as_slice(), taken.contains(&space)) {
            links.push(link(id, evidence(Justification::SameEntry, SAME_ENTRY)));
        }
    }
    tx.save_links(&links).await?;
    Ok(true)
}

/// Lays new parts into what the source said before; gives whether anything differs.
async fn save_parts(
    tx: &WriteTx,
    work: EntityId,
    outcome: &Outcome,
    questions: &Questions,
    stored: &[StoredRecord],
    at: Instant,
) -> Result<bool, StoreError> {
    let (Some(subject), false) = (&outcome.subject, outcome.parts.is_empty()) else { return Ok(false) };
    let known = stored
        .iter()
        .find(|record| record.source == outcome.source && record.format == ANSWERS && record.key == *subject);
    let known = known.and_then(|record| Answers::of(&record.raw).ok());
    let answers = laid_over(known.as_ref(), outcome, subject, questions);
    if let Some(known) = &known
        && says_the_same(known, &answers)
    {
        return Ok(false);
    }
    // What changes is worth knowing over time: scores, ranks, followers, places to watch.
    tx.observe(&catalog::observations_of(&answers.record, at)).await?;
    let record = NewRecord {
        source: outcome.source.clone(),
        format: ANSWERS.to_owned(),
        kind: EntityKind::Work,
        key: subject.clone(),
        ids: answers.ids(),
        entity: work,
        raw: answers.to_bytes(),
        file: None,
        line: None,
    };
    tx.save_records(&[record], at).await?;
    Ok(true)
}

/// What a source said before, with its new answers in place of the older ones to the same questions.
fn laid_over(
    known: Option<&Answers>,
    outcome: &Outcome,
    subject: &ExternalId,
    questions: &Questions,
) -> Answers {
    let provider = provider_of(&outcome.source);
    let version = provider.map(version_of).unwrap_or_default();
    let mut fresh: HashMap<&str, &NewPart> = HashMap::new();
    let mut parts: Vec<Part> = known.map(|known| known.parts.clone()).unwrap_or_default();
    for new in &outcome.parts {
        fresh.insert(new.endpoint.as_str(), new);
        parts.retain(|part| part.endpoint != new.endpoint);
        let (endpoint, pages) = (new.endpoint.clone(), new.pages.clone());
        parts.push(Part { endpoint, asked_at: new.asked_at, version, pages });
    }
    parts.sort_by(|a, b| {
        (questions.place(&a.endpoint), &a.endpoint).cmp(&(questions.place(&b.endpoint), &b.endpoint))
    });
    let mut records = Vec::new();
    for part in &mut parts {
        if let Some(new) = fresh.get(part.endpoint.as_str()) {
            records.extend(new.records.iter().cloned());
            continue;
        }
        let Some(provider) = provider else { continue };
        let before = records.len();
        let mut readable = true;
        for page in &part.pages {
            let as_of = part.asked_at.into();
            let context = Context { as_of, subject: Some(subject.clone()), page: page.page };
            match read(provider, Some(&part.endpoint), page.body.bytes(), &context) {
                Ok(parsed) => records.extend(parsed.records),
                Err(_) => readable = false, // it stays as it is, for a reader that can
            }
        }
        if readable {
            part.version = version;
        } else {
            records.truncate(before);
        }
    }
    let record = folded(&outcome.source, subject, records);
    Answers { source: outcome.source.clone(), subject: subject.clone(), record, parts }
}

/// Whether two editions of a source's answers differ in nothing but when they were asked for.
fn says_the_same(a: &Answers, b: &Answers) -> bool {
    let parts = |answers: &Answers| -> Vec<_> {
        answers
            .parts
            .iter()
            .map(|part| {
                let bodies: Vec<_> = part.pages.iter().map(|page| page.body.clone()).collect();
                (part.endpoint.clone(), part.version, bodies)
            })
            .collect()
    };
    a.record == b.record && parts(a) == parts(b)
}

/// The lines of the journal.
fn journal(work: EntityId, outcome: &Outcome) -> Vec<GatheredItem> {
    let subject = outcome.subject.as_ref().map(ToString::to_string).unwrap_or_default();
    let source: SourceId = outcome.source.clone();
    let mut lines: BTreeMap<String, GatheredItem> = BTreeMap::new();
    for nothing in &outcome.nothing {
        let line = GatheredItem {
            work,
            source: source.clone(),
            endpoint: nothing.endpoint.clone(),
            subject: subject.clone(),
            state: "nothing".to_owned(),
            reason: nothing.reason.clone(),
            pages: 0,
            whole: true,
            asked_at: nothing.asked_at,
            fresh_until: nothing.fresh_until,
        };
        lines.insert(nothing.endpoint.clone(), line);
    }
    for part in outcome.parts.iter().filter(|part| part.finished) {
        let line = GatheredItem {
            work,
            source: source.clone(),
            endpoint: part.endpoint.clone(),
            subject: subject.clone(),
            state: "done".to_owned(),
            reason: String::new(),
            pages: part.pages.len() as i64,
            whole: part.whole,
            asked_at: part.asked_at,
            fresh_until: part.fresh_until,
        };
        lines.insert(part.endpoint.clone(), line);
    }
    lines.into_values().collect()
}
