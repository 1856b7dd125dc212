//! Links out of rows and documents, made assets.

use std::collections::{BTreeMap, HashSet};

use model::Instant;
use serde::Serialize;
use store::{DocumentRow, LinkRow, PersonFilter, PersonRow, Store};

use super::{PeopleError, asset_row};
use crate::{
    Asset, AssetId, AssetKind, LinkKind, PersonKey,
    links::{self, Found, Target, TargetKind},
};

/// What was found for everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ExtractReport {
    /// How many people were looked at.
    pub people: usize,
    /// How many addresses lead to each kind of target.
    pub targets: BTreeMap<String, usize>,
    /// How many addresses are noise, by its kind.
    pub noise: BTreeMap<String, usize>,
    /// How many assets are new, or back again.
    pub new_assets: u64,
    /// How many are not pointed at any more.
    pub gone_assets: usize,
    /// How many documents were found that are still to be read.
    pub new_documents: usize,
}

/// What was found for one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonLinks {
    /// Every address with where it was found, in the order in which it was found.
    pub found: Vec<(Found, String)>,
}

impl PersonLinks {
    /// Everything that a row and its documents point at, each target once.
    pub fn of(person: &PersonRow, documents: &[DocumentRow]) -> Self {
        let mut seen = HashSet::new();
        let mut out = Self::default();
        let mut add = |found: Found, origin: &str| {
            let key = found.said.as_ref().map_or_else(|_| found.raw.clone(), |target| target.url.clone());
            if seen.insert(key) {
                out.found.push((found, origin.to_owned()));
            }
        };
        if let Some(link) = &person.source_link {
            for said in links::read(link) {
                add(Found { raw: link.clone(), said }, "sheet");
            }
        }
        for document in documents.iter().filter(|document| document.state == "fetched") {
            let texts = [document.html.as_str(), document.text.as_str()];
            for found in links::find(texts, Some(&document.document_id)) {
                add(found, &document.document_id);
            }
        }
        out
    }

    /// What is to be downloaded. A video is two assets: itself, and its transcript.
    pub fn assets(&self, key: &PersonKey, now: Instant) -> Vec<Asset> {
        let mut assets = Vec::new();
        for (found, _) in &self.found {
            let Ok(Target { kind, media_id, url }) = &found.said else { continue };
            let Some(asset) = kind.asset() else { continue };
            assets.push(Asset::new(key.clone(), asset, &found.raw, url, media_id, now));
            if *kind == TargetKind::YoutubeVideo {
                let transcript = AssetKind::YoutubeTranscript;
                assets.push(Asset::new(key.clone(), transcript, &found.raw, url, media_id, now));
            }
        }
        assets
    }

    fn rows(&self) -> Vec<LinkRow> {
        let row = |(found, origin): &(Found, String)| {
            let (url, kind, reason) = match &found.said {
                Ok(target) => (target.url.clone(), target.kind.as_str(), ""),
                Err(noise) => (found.raw.clone(), "noise", noise.as_str()),
            };
            LinkRow {
                raw: found.raw.clone(),
                url,
                kind: kind.to_owned(),
                reason: reason.to_owned(),
                origin: origin.clone(),
            }
        };
        self.found.iter().map(row).collect()
    }
}

/// Links of everybody in the sheet; one transaction each, so that a break loses nobody who was done.
pub async fn extract(store: &Store, now: Instant) -> Result<ExtractReport, PeopleError> {
    let mut report = ExtractReport::default();
    let mut filter = PersonFilter::default();
    loop {
        let page = store.people(&filter, 500).await?;
        let Some(last) = page.last() else { return Ok(report) };
        filter.after = Some((last.row_index, last.key.clone()));
        for person in &page {
            extract_person(store, person, now, &mut report).await?;
        }
    }
}

/// Links of one person, added to the report.
pub async fn extract_person(
    store: &Store,
    person: &PersonRow,
    now: Instant,
    report: &mut ExtractReport,
) -> Result<(), PeopleError> {
    let key: PersonKey = person.key.parse().map_err(|_| PeopleError::Nobody(person.key.clone()))?;
    let documents = store.person_documents(&person.key).await?;
    let links = PersonLinks::of(person, &documents);
    let assets = links.assets(&key, now);
    let rows = links.rows();
    report.people += 1;
    for row in &rows {
        let (counts, word) = if row.kind == "noise" {
            (&mut report.noise, &row.reason)
        } else {
            (&mut report.targets, &row.kind)
        };
        *counts.entry(word.clone()).or_default() += 1;
    }
    let wanted = documents_of(person, &links);
    let new: Vec<_> = wanted
        .into_iter()
        .filter(|(id, _)| documents.iter().all(|document| document.document_id != *id))
        .collect();
    let same_links = store.person_links(&person.key).await? == rows;
    let tx = store.begin().await?;
    let stored = tx.assets_of(&person.key).await?;
    // As long as a document could not be read, nobody knows what it does not name.
    let all_read = documents.iter().all(|document| document.state == "fetched") && new.is_empty();
    let named: HashSet<String> = assets.iter().map(|asset| asset.id.to_string()).collect();
    let mut gone: Vec<_> = stored
        .into_iter()
        .filter(|row| all_read && row.parent.is_none() && row.legacy_uuid.is_none() && row.gone_at.is_none())
        .filter(|row| !named.contains(&row.id))
        .collect();
    for row in &mut gone {
        (row.gone_at, row.updated_at) = (Some(now), now);
    }
    if !same_links {
        tx.save_links_of(&person.key, &rows).await?;
    }
    if !gone.is_empty() {
        tx.save_assets(&gone).await?;
    }
    if !assets.is_empty() {
        let rows: Vec<_> = assets.iter().map(asset_row).collect();
        report.new_assets += tx.add_assets(&rows).await?;
    }
    report.gone_assets += gone.len();
    for (document_id, url) in new {
        report.new_documents += 1;
        tx.save_document(&pending(person, document_id, url, now)).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The documents to be read: that of the row, and those that its own document names. Their ids and addresses.
fn documents_of(person: &PersonRow, links: &PersonLinks) -> Vec<(String, String)> {
    let targets = links.found.iter().filter_map(|(found, _)| found.said.as_ref().ok());
    let mut wanted: Vec<_> = targets
        .filter(|target| target.kind == TargetKind::Document)
        .map(|target| (target.media_id.clone(), target.url.clone()))
        .collect();
    if person.link_kind == LinkKind::Other.as_str()
        && let Some(link) = &person.source_link
    {
        wanted.push((AssetId::of_page(link), link.clone()));
    }
    wanted
}

fn pending(person: &PersonRow, document_id: String, url: String, now: Instant) -> DocumentRow {
    DocumentRow {
        person: person.key.clone(),
        document_id,
        url,
        state: "pending".to_owned(),
        how: None,
        text: String::new(),
        html: String::new(),
        content_hash: None,
        failure: None,
        fetched_at: None,
        next_attempt_at: None,
        created_at: now,
        updated_at: now,
    }
}
