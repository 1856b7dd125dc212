//! Out: every link and every decision that an id is not a work.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    io::Write,
};

use csv::{QuoteStyle, Terminator, WriterBuilder};
use model::{EntityId, EntityKind, Evidence, ExternalId, Instant, Justification, WorkId};
use serde::Serialize;
use store::{MatchPair, PairState, Store};

use super::{EXACT_MATCH, ExchangeError, NOT, curie, justification};

/// The columns, in the order of the specification.
pub const COLUMNS: [&str; 11] = [
    "subject_id",
    "predicate_id",
    "predicate_modifier",
    "object_id",
    "object_label",
    "mapping_justification",
    "author_label",
    "mapping_tool",
    "mapping_date",
    "confidence",
    "comment",
];

/// The license of a set that nobody gave one.
const UNSPECIFIED_LICENSE: &str = "https://w3id.org/sssom/license/unspecified";
/// How many links are read at once.
const AT_ONCE: usize = 2_000;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SssomExport {
    /// Links.
    pub links: u64,
    /// Decisions that an id is not a work.
    pub negative_links: u64,
    /// Pairs of external ids.
    pub pairs: u64,
}

/// Writes all links of works as SSSOM/TSV, the same bytes as long as no link changes.
///
/// `license` is the address of the license of the set; without one it is marked as unspecified.
///
/// # Errors
/// When the store fails or `out` takes no more.
pub async fn export(
    store: &Store,
    license: Option<&str>,
    out: &mut (dyn Write + Send),
) -> Result<SssomExport, ExchangeError> {
    let kind = EntityKind::Work;
    let negative = store.negative_links(&kind).await?;
    let decided = [PairState::Joined, PairState::Same, PairState::Different];
    let mut pairs = store.match_pairs(&kind, &decided, usize::MAX).await?;
    let ids: Vec<ExternalId> = pairs.iter().flat_map(|pair| [pair.a.clone(), pair.b.clone()]).collect();
    let now = store.find(&ids).await?;
    // A later decision may have moved one of the two; then the pair says nothing any more.
    pairs.retain(|pair| match (now.get(&pair.a), now.get(&pair.b)) {
        (Some(a), Some(b)) => (a == b) != (pair.state == PairState::Different),
        _ => false,
    });
    pairs.sort_by(|x, y| (&x.a, &x.b).cmp(&(&y.a, &y.b)));
    let mut prefixes: BTreeMap<String, String> = BTreeMap::new();
    let mut note = |id: &ExternalId| {
        let name = id.namespace().to_string();
        prefixes.entry(name).or_insert_with(|| curie::base(id.namespace()));
    };
    for id in
        negative.iter().map(|link| &link.subject).chain(pairs.iter().flat_map(|pair| [&pair.a, &pair.b]))
    {
        note(id);
    }
    let mut after: Option<ExternalId> = None;
    loop {
        let links = store.links_after(&kind, after.as_ref(), AT_ONCE).await?;
        let Some(last) = links.last() else { break };
        for link in &links {
            note(&link.subject);
        }
        after = Some(last.subject.clone());
    }
    header(store, license, &prefixes, out).await?;
    let mut table = WriterBuilder::new()
        .delimiter(b'\t')
        .quote_style(QuoteStyle::Necessary)
        .terminator(Terminator::Any(b'\n'))
        .from_writer(out);
    table.write_record(COLUMNS)?;
    let mut written = SssomExport::default();
    let mut after: Option<ExternalId> = None;
    loop {
        let links = store.links_after(&kind, after.as_ref(), AT_ONCE).await?;
        let Some(last) = links.last() else { break };
        after = Some(last.subject.clone());
        let titles = titles(store, links.iter().map(|link| link.target)).await?;
        for link in &links {
            let title = titles.get(&link.target).map_or("", String::as_str);
            table.write_record(row(&link.subject, "", &curie::own(link.target), title, &link.evidence))?;
            written.links += 1;
        }
    }
    let titles = titles(store, negative.iter().map(|link| link.target)).await?;
    for link in &negative {
        let title = titles.get(&link.target).map_or("", String::as_str);
        table.write_record(row(&link.subject, NOT, &curie::own(link.target), title, &link.evidence))?;
        written.negative_links += 1;
    }
    for pair in &pairs {
        let modifier = if pair.state == PairState::Different { NOT } else { "" };
        table.write_record(row(&pair.a, modifier, &curie::curie(&pair.b), "", &evidence(pair)))?;
        written.pairs += 1;
    }
    table.flush()?;
    Ok(written)
}

async fn header(
    store: &Store,
    license: Option<&str>,
    prefixes: &BTreeMap<String, String>,
    out: &mut (dyn Write + Send),
) -> Result<(), ExchangeError> {
    writeln!(out, "#sssom_version: \"1.0\"")?;
    writeln!(out, "#mapping_set_id: {}mapping-set:{}", curie::OWN_BASE, store.epoch().await?)?;
    writeln!(out, "#mapping_set_title: {}", quoted("External ids of works, as Emaki links them"))?;
    writeln!(out, "#license: {}", quoted(license.unwrap_or(UNSPECIFIED_LICENSE)))?;
    writeln!(out, "#curie_map:")?;
    let own = [
        (curie::OWN, curie::OWN_BASE),
        ("semapv", "https://w3id.org/semapv/vocab/"),
        ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ];
    let own = own.into_iter().map(|(prefix, base)| (prefix.to_owned(), base.to_owned()));
    let all: BTreeMap<String, String> = prefixes.clone().into_iter().chain(own).collect();
    for (prefix, base) in all {
        writeln!(out, "#  {prefix}: {}", quoted(&base))?;
    }
    Ok(())
}

/// A YAML string; JSON's are among them.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn row(
    subject: &ExternalId,
    modifier: &str,
    object: &str,
    label: &str,
    evidence: &Evidence,
) -> [String; COLUMNS.len()] {
    let by_hand = justification(&evidence.justification) == "semapv:ManualMappingCuration";
    let (author, tool) =
        if by_hand { (evidence.author.as_str(), "") } else { ("", evidence.author.as_str()) };
    [
        curie::curie(subject),
        EXACT_MATCH.to_owned(),
        modifier.to_owned(),
        object.to_owned(),
        one_line(label),
        justification(&evidence.justification).to_owned(),
        // A bar parts several authors; one name must not become two.
        one_line(author).replace('|', "/"),
        one_line(tool),
        day(evidence.at),
        format!("{:.4}", evidence.confidence.clamp(0.0, 1.0)),
        one_line(&evidence.note),
    ]
}

/// Why a pair is what it is.
fn evidence(pair: &MatchPair) -> Evidence {
    let joined = pair.state == PairState::Joined;
    Evidence {
        justification: if joined { Justification::Similarity } else { Justification::ManualCuration },
        confidence: if joined { pair.probability as f32 } else { 1.0 },
        author: pair.author.clone(),
        at: pair.decided_at.unwrap_or(pair.found_at),
        note: pair.reason.clone(),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `2026-07-02`.
fn day(at: Instant) -> String {
    at.to_string().chars().take_while(|letter| *letter != 'T').collect()
}

async fn titles(
    store: &Store,
    works: impl Iterator<Item = EntityId>,
) -> Result<HashMap<EntityId, String>, ExchangeError> {
    let ids: BTreeSet<WorkId> = works.map(WorkId::from).collect();
    let works = store.works(&ids.into_iter().collect::<Vec<_>>()).await?;
    Ok(works.into_iter().map(|work| (work.id.into(), work.title)).collect())
}
