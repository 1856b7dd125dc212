//! Documents read, and links found in them.

use jobs::{Progress, Unit};
use people::{
    Failure,
    desk::{self, ExtractReport},
    ledger::Twin,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::{DocumentRow, PersonFilter};

use super::importing::MANY;
use crate::{App, AppError};

/// What to extract.
#[derive(Debug, Clone, Default)]
pub struct ExtractPeople {
    /// Only look at what was read before; nothing is fetched.
    pub offline: bool,
    /// Read every document again, also those that were read before.
    pub again: bool,
    /// At most so many documents.
    pub limit: Option<u64>,
    /// Also documents that failed and are not due again.
    pub retry_failed: bool,
}

/// What that did.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Extracted {
    /// How many documents were read.
    pub read: u64,
    /// How many could not be.
    pub failed: u64,
    /// How many are still to be read: those over the limit, and those that are left because their host wants a rest.
    pub left: u64,
    /// Whether their host wants a rest, so that some were not even asked for.
    pub rests: bool,
    /// What was found.
    #[serde(flatten)]
    pub report: ExtractReport,
}

/// What became of a document.
enum Became {
    /// It was read, and is kept.
    Read,
    /// It could not be, which is kept.
    Failed,
    /// Its host rests, so that nothing was tried.
    Resting,
}

/// Documents that name documents are followed so far.
const DEEPEST: usize = 3;

impl App {
    /// Reads the documents that rows name, and makes what they point at into assets.
    ///
    /// # Errors
    /// `not_configured` while people are turned off. A document that cannot be read is kept with its reason.
    pub async fn extract_people(
        &self,
        request: &ExtractPeople,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<Extracted, AppError> {
        self.people_are_open()?;
        let mut done =
            Extracted { report: desk::extract(self.store(), self.now()).await?, ..Extracted::default() };
        if done.report.new_assets >= MANY as u64 {
            self.store().count_people_anew().await?;
        }
        if request.offline {
            return Ok(done);
        }
        let place = self.download_place()?;
        for round in 0..DEEPEST {
            let documents = self.due_documents(request, round).await?;
            let allowed =
                request.limit.map_or(u64::MAX, |limit| limit.saturating_sub(done.read + done.failed));
            let total = Some((documents.len() as u64).min(allowed));
            let due = documents.len() as u64;
            done.left = due.saturating_sub(allowed);
            let mut some = false;
            for (at, document) in
                documents.into_iter().take(usize::try_from(allowed).unwrap_or(usize::MAX)).enumerate()
            {
                progress(Progress { done: at as u64, total, unit: Unit::Rows });
                some = true;
                match self.read_document(&place.net, document).await? {
                    Became::Read => done.read += 1,
                    Became::Failed => done.failed += 1,
                    Became::Resting => {
                        done.left = due - at as u64;
                        done.rests = true;
                        break;
                    }
                }
            }
            if !some {
                break;
            }
            let again = desk::extract(self.store(), self.now()).await?;
            let new = (done.report.new_assets, done.report.gone_assets, done.report.new_documents);
            done.report = ExtractReport {
                new_assets: again.new_assets + new.0,
                gone_assets: again.gone_assets + new.1,
                new_documents: again.new_documents + new.2,
                ..again
            };
            if done.rests {
                break;
            }
        }
        Ok(done)
    }

    /// Everybody's documents that are to be read now.
    async fn due_documents(
        &self,
        request: &ExtractPeople,
        round: usize,
    ) -> Result<Vec<DocumentRow>, AppError> {
        let mut due = Vec::new();
        let mut filter = PersonFilter::default();
        let now = self.now();
        loop {
            let page = self.store().people(&filter, 500).await?;
            let Some(last) = page.last() else { return Ok(due) };
            filter.after = Some((last.row_index, last.key.clone()));
            for person in &page {
                for document in self.store().person_documents(&person.key).await? {
                    let failure = document
                        .failure
                        .as_deref()
                        .and_then(|text| serde_json::from_str::<Failure>(text).ok());
                    let wanted = match document.state.as_str() {
                        "fetched" => request.again && round == 0,
                        "failed" => {
                            (request.retry_failed && round == 0)
                                || failure.is_none_or(|last| last.is_due(now))
                        }
                        _ => true,
                    };
                    // Only Google's documents have an export; other pages are kept as links.
                    if wanted && !document.document_id.starts_with("page-") {
                        due.push(document);
                    }
                }
            }
        }
    }

    /// Reads one document and keeps it, or the reason why not; tells which.
    async fn read_document(
        &self,
        net: &downloads::Net,
        mut document: DocumentRow,
    ) -> Result<Became, AppError> {
        let asked = downloads::docs::document(net, &document.document_id).await;
        if asked.as_ref().is_err_and(downloads::Trouble::is_rest) {
            return Ok(Became::Resting);
        }
        let now = self.now();
        document.updated_at = now;
        let read = match asked {
            Ok(found) => {
                let mut hash = Sha256::new();
                hash.update(found.text.as_bytes());
                hash.update([0]);
                hash.update(found.html.as_bytes());
                let hash = assets::hex(&hash.finalize());
                document = DocumentRow {
                    state: "fetched".to_owned(),
                    how: Some("http".to_owned()),
                    // A database cannot keep the letter 0 in a text.
                    text: found.text.replace('\0', ""),
                    html: found.html.replace('\0', ""),
                    content_hash: Some(hash),
                    failure: None,
                    fetched_at: Some(now),
                    next_attempt_at: None,
                    ..document
                };
                Became::Read
            }
            Err(trouble) => {
                let before =
                    document.failure.as_deref().and_then(|text| serde_json::from_str::<Failure>(text).ok());
                let failure =
                    Failure::after(before.as_ref(), trouble.category, &*trouble.message, trouble.pause, now);
                // What was read before stays, and its links with it.
                if document.fetched_at.is_none() {
                    "failed".clone_into(&mut document.state);
                }
                document.next_attempt_at = failure.next_at;
                document.failure = serde_json::to_string(&failure).ok();
                Became::Failed
            }
        };
        let twin = Twin::open(self.store(), now).await?;
        let tx = self.store().begin().await?;
        if !tx.save_document(&mut document).await? {
            // Another process read it meanwhile, or its person was erased: what stands there stays.
            tx.rollback().await?;
            return Ok(read);
        }
        twin.commit(tx, &[&document.person]).await?;
        Ok(read)
    }
}
