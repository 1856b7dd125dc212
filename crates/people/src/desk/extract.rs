//! Links out of rows and documents, made assets.

use std::collections::{BTreeMap, HashSet};

use model::Instant;
use serde::Serialize;
use store::{AssetFilter, AssetRow, DocumentRow, LinkRow, PersonFilter, PersonRow, Store};

use super::{PeopleError, asset_row};
use crate::{
    Asset, AssetId, AssetKind, LinkKind, PersonKey,
    ledger::Twin,
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

impl ExtractReport {
    /// With what was found for one more.
    fn add(&mut self, part: Self) {
        self.people += part.people;
        for (word, count) in part.targets {
            *self.targets.entry(word).or_default() += count;
        }
        for (word, count) in part.noise {
            *self.noise.entry(word).or_default() += count;
        }
        self.new_assets += part.new_assets;
        self.gone_assets += part.gone_assets;
        self.new_documents += part.new_documents;
    }
}

/// What was found for one person.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PersonLinks {
    /// Every address with where it was found, in the order in which it was found.
    pub found: Vec<(Found, String)>,
    /// The documents that are to be read: their ids and addresses.
    pub reached: Vec<(String, String)>,
}

impl PersonLinks {
    /// Everything that a row and its documents point at, each target once. Documents that are not reached from the row
    /// any more do not count.
    pub fn of(person: &PersonRow, documents: &[DocumentRow]) -> Self {
        let mut seen = HashSet::new();
        let mut out = Self::default();
        if let Some(link) = &person.source_link {
            for said in links::read(link) {
                out.add(Found { raw: link.clone(), said }, "sheet", &mut seen);
            }
            if person.link_kind == LinkKind::Other.as_str() {
                out.reached.push((AssetId::of_page(link), link.clone()));
            }
        }
        let mut at = 0;
        while let Some((id, _)) = out.reached.get(at).cloned() {
            at += 1;
            let known = documents.iter().find(|document| document.document_id == id);
            let Some(document) = known.filter(|document| document.state == "fetched") else { continue };
            for found in links::find([document.html.as_str(), document.text.as_str()], Some(&id)) {
                out.add(found, &id, &mut seen);
            }
        }
        out
    }

    fn add(&mut self, found: Found, origin: &str, seen: &mut HashSet<String>) {
        let key = found.said.as_ref().map_or_else(|_| found.raw.clone(), |target| target.url.clone());
        if !seen.insert(key) {
            return;
        }
        if let Ok(target) = &found.said
            && target.kind == TargetKind::Document
        {
            self.reached.push((target.media_id.clone(), target.url.clone()));
        }
        self.found.push((found, origin.to_owned()));
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

/// Nobody has more assets than this.
const MOST: usize = 1_000_000;

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

/// Links of one person, added to the report. What another process changes meanwhile is read again, and who was erased
/// meanwhile has none.
pub async fn extract_person(
    store: &Store,
    person: &PersonRow,
    now: Instant,
    report: &mut ExtractReport,
) -> Result<(), PeopleError> {
    let mut person = person.clone();
    loop {
        if let Some(part) = as_read(store, &person, now).await? {
            report.add(part);
            return Ok(());
        }
        match store.person_row(&person.key).await? {
            Some(row) if row.gone_at.is_none() => person = row,
            _ => return Ok(()),
        }
    }
}

/// Links of a person as they were read; none when they or their documents are others by now.
async fn as_read(
    store: &Store,
    person: &PersonRow,
    now: Instant,
) -> Result<Option<ExtractReport>, PeopleError> {
    let mut report = ExtractReport::default();
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
    let state_of = |id: &str| {
        documents.iter().find(|document| document.document_id == id).map(|document| document.state.as_str())
    };
    let new: Vec<_> = links.reached.iter().filter(|(id, _)| state_of(id).is_none()).cloned().collect();
    // As long as a document could not be read, nobody knows what it does not name. Other pages are never read.
    let all_read =
        links.reached.iter().all(|(id, _)| id.starts_with("page-") || state_of(id) == Some("fetched"));
    let named: HashSet<String> = assets.iter().map(|asset| asset.id.to_string()).collect();
    let goes = |row: &AssetRow| {
        all_read
            && row.parent.is_none()
            && row.legacy_uuid.is_none()
            && row.gone_at.is_none()
            && !named.contains(&row.id)
    };
    let same_links = store.person_links(&person.key).await? == rows;
    let all = AssetFilter { person: Some(person.key.clone()), ..AssetFilter::default() };
    let here = store.assets(&all, MOST).await?;
    let all_here = named.iter().all(|id| here.iter().any(|row| row.id == *id));
    // Nothing to write is the usual case, and then nobody has to wait for the write lock.
    if same_links && new.is_empty() && all_here && !here.iter().any(goes) {
        return Ok(Some(report));
    }
    let twin = Twin::open(store, now).await?;
    let tx = store.begin().await?;
    let is_as_read = tx.person_row(&person.key).await?.as_ref() == Some(person)
        && tx.documents_of(&person.key).await? == documents;
    if !is_as_read {
        tx.rollback().await?;
        return Ok(None);
    }
    let mut gone: Vec<AssetRow> = tx.assets_of(&person.key).await?.into_iter().filter(goes).collect();
    for row in &mut gone {
        (row.gone_at, row.updated_at) = (Some(now), now);
    }
    if !same_links {
        tx.save_links_of(&person.key, &rows).await?;
    }
    if !gone.is_empty() {
        tx.save_assets(&mut gone).await?;
    }
    if !assets.is_empty() {
        let rows: Vec<_> = assets.iter().map(asset_row).collect();
        report.new_assets += tx.add_assets(&rows).await?;
    }
    report.gone_assets += gone.len();
    for (document_id, url) in new {
        report.new_documents += 1;
        tx.save_document(&mut pending(person, document_id, url, now)).await?;
    }
    twin.commit(tx, &[&person.key]).await?;
    Ok(Some(report))
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
        version: 0,
    }
}
