//! A session: what is due, several at once, until nothing is left or it cannot go on.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::{StreamExt as _, stream};
use jobs::{Progress, Unit};
use model::Instant;
use people::{
    AssetKind, AssetStatus, FailureCategory, Session, SessionKind, SessionStatus, desk::PeopleError,
    ledger::Twin,
};
use sha2::{Digest as _, Sha256};
use sources::http::clock::between;
use store::{AssetFilter, AssetRow, SessionRow};

use super::{
    one::Became,
    place::Place,
    queue::Queue,
    report::{DownloadReport, DownloadRequest, Origin},
};
use crate::{App, AppError};

/// How many assets are taken from the list at a time, where nothing is said.
const BATCH: usize = 100;
/// A session that was not heard of for so long has no process any more.
const SILENT: Duration = Duration::from_mins(15);

/// What the tasks of a session share.
struct Shared {
    report: Mutex<DownloadReport>,
    /// Hosts that want a rest; what is theirs is left.
    resting: Mutex<Vec<Origin>>,
    /// Why nothing more is begun.
    stopped: Mutex<Option<String>>,
    expected: AtomicU64,
}

impl Shared {
    /// Leaves the rest of what comes from where this kind comes from.
    fn rest(&self, kind: Option<AssetKind>) {
        let Some(kind) = kind else { return };
        let origin = if kind.is_youtube() { Origin::Youtube } else { Origin::Drive };
        let mut resting = self.resting.lock().expect("no panic while held");
        if !resting.contains(&origin) {
            resting.push(origin);
        }
    }
}

impl App {
    /// Downloads what is due, keeps it with its rows, and says how it went. Each asset is kept as soon as it is there;
    /// a run that is broken off loses nothing, and the next one goes on.
    ///
    /// # Errors
    /// `not_configured` while people are turned off or a setting is wrong; `not_found` where there is nobody with the key
    /// that was asked for; a store that fails.
    pub async fn download_people(
        &self,
        request: &DownloadRequest,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<DownloadReport, AppError> {
        self.people_are_open()?;
        if let Some(person) = &request.person
            && self.store().person_row(person).await?.is_none()
        {
            return Err(PeopleError::Nobody(person.clone()).into());
        }
        let place = self.download_place()?;
        let mended = self.mend_journal(&place).await?;
        if request.retry_failed {
            self.open_failed(request).await?;
        }
        let tool = self.video_tool().ok();
        let mut report = DownloadReport::new(self.session(request).await?);
        report.mended = mended;
        let due = self.count_due(request).await?;
        let due = request.limit.map_or(due, |limit| due.min(limit));
        report.session.total_assets = due;
        self.save_session(&report).await?;
        let shared = Shared {
            report: Mutex::new(report),
            resting: Mutex::default(),
            stopped: Mutex::default(),
            expected: AtomicU64::new(due),
        };
        let tell = || {
            let done = shared.report.lock().expect("no panic while held").done();
            let total = Some(shared.expected.load(Ordering::Relaxed).max(done));
            progress(Progress { done, total, unit: Unit::Rows });
        };
        tell();
        let mut queue = Queue::default();
        loop {
            let batch = self.batch(request, &mut queue, &shared).await?;
            if batch.is_empty() {
                break;
            }
            let at_once = self.config().people.downloads.at_once.max(1);
            let mut running = stream::iter(batch)
                .map(|row| async {
                    self.one_of(&place, tool.as_ref(), row, &shared).await?;
                    // Here, and not between them: a transaction of another one that nobody drives meanwhile would
                    // keep this from writing.
                    let kept = shared.report.lock().expect("no panic while held").clone();
                    self.save_session(&kept).await
                })
                .buffer_unordered(at_once);
            while let Some(done) = running.next().await {
                done?;
                tell();
            }
        }
        let mut report = shared.report.into_inner().expect("no panic while held");
        report.stopped = shared.stopped.into_inner().expect("no panic while held");
        let left = self.count_due(request).await?;
        report.left += if request.limit.is_some() { 0 } else { left.saturating_sub(report.left) };
        report.session.status = match (&report.stopped, report.session.failed_assets) {
            (Some(_), _) => SessionStatus::Failed,
            (None, 0) => SessionStatus::Completed,
            _ => SessionStatus::Partly,
        };
        report.session.completed_at = Some(self.now());
        report.session.total_assets = report.session.completed_assets + report.session.failed_assets;
        self.save_session(&report).await?;
        Ok(report)
    }

    fn due(&self, request: &DownloadRequest) -> AssetFilter {
        AssetFilter { person: request.person.clone(), due_at: Some(self.now()), ..AssetFilter::default() }
    }

    /// How many assets are due that were asked for.
    async fn count_due(&self, request: &DownloadRequest) -> Result<u64, AppError> {
        let due = self.store().assets_due(request.person.as_deref(), self.now()).await?;
        let wanted = due.into_iter().filter(|(kind, _)| {
            AssetKind::parse(kind).is_some_and(|kind| request.only.is_none_or(|only| only.has(kind)))
        });
        Ok(wanted.map(|(_, count)| count).sum())
    }

    /// The next assets that are due and were not taken up by this session.
    async fn batch(
        &self,
        request: &DownloadRequest,
        queue: &mut Queue,
        shared: &Shared,
    ) -> Result<Vec<AssetRow>, AppError> {
        if shared.stopped.lock().expect("no panic while held").is_some() {
            return Ok(Vec::new());
        }
        let room = request.limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX));
        let most = request.batch_size.unwrap_or(BATCH).clamp(1, 10_000);
        let most = most.min(room.saturating_sub(queue.taken()));
        if most == 0 {
            return Ok(Vec::new());
        }
        let resting = shared.resting.lock().expect("no panic while held").clone();
        let is_wanted = |kind: AssetKind| {
            request.only.is_none_or(|only| only.has(kind)) && !resting.iter().any(|rest| rest.has(kind))
        };
        Ok(queue.next(self.store(), &self.due(request), most, is_wanted).await?)
    }

    async fn one_of(
        &self,
        place: &Place,
        tool: Option<&downloads::youtube::Tool>,
        row: AssetRow,
        shared: &Shared,
    ) -> Result<(), AppError> {
        let kind = AssetKind::parse(&row.kind);
        let is_resting = {
            let resting = shared.resting.lock().expect("no panic while held");
            kind.is_some_and(|kind| resting.iter().any(|rest| rest.has(kind)))
        };
        if is_resting || shared.stopped.lock().expect("no panic while held").is_some() {
            return Ok(());
        }
        let session = shared.report.lock().expect("no panic while held").session.id.clone();
        let became = self.fetch_asset(place, tool, &row.id, &session, &|_, _| {}).await?;
        let mut report = shared.report.lock().expect("no panic while held");
        match became {
            Became::File { is_new, bytes, found } => {
                report.session.completed_assets += 1;
                report.session.bytes += bytes;
                if is_new {
                    report.files += 1;
                } else {
                    report.same += 1;
                }
                report.found += found;
                shared.expected.fetch_add(found, Ordering::Relaxed);
            }
            Became::Listed { found } => {
                report.session.completed_assets += 1;
                report.listed += 1;
                report.found += found;
                shared.expected.fetch_add(found, Ordering::Relaxed);
            }
            Became::Failed(trouble) => {
                report.session.failed_assets += 1;
                *report.failed.entry(trouble.category.to_string()).or_default() += 1;
                if trouble.is_of_the_host() {
                    shared.rest(kind);
                }
                if trouble.category == FailureCategory::Disk {
                    *shared.stopped.lock().expect("no panic while held") = Some(trouble.message);
                }
            }
            Became::Left => report.left += 1,
            Became::Resting => {
                report.left += 1;
                shared.rest(kind);
            }
        }
        Ok(())
    }

    /// Opens what failed for another try: transient failures before their time, and permanent ones but for what was
    /// removed.
    async fn open_failed(&self, request: &DownloadRequest) -> Result<(), AppError> {
        let mut filter = AssetFilter {
            person: request.person.clone(),
            status: Some(AssetStatus::Failed.to_string()),
            ..AssetFilter::default()
        };
        loop {
            let mut rows = self.store().assets(&filter, 1_000).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            filter.after = Some(last.id.clone());
            rows.retain(|row| row.failure_category.as_deref() != Some(FailureCategory::Gone.as_str()));
            for row in &mut rows {
                row.failure_permanent = false;
                row.next_attempt_at = None;
            }
            let people: Vec<String> = rows.iter().map(|row| row.person.clone()).collect();
            let twin = Twin::open(self.store(), self.now()).await?;
            let tx = self.store().begin().await?;
            // Those that another process wrote meanwhile are not failed any more, or it opened them.
            tx.save_assets(&mut rows).await?;
            twin.commit(tx, &people).await?;
        }
    }

    /// A new session, or the one that was broken off last. Sessions whose process is gone are closed.
    async fn session(&self, request: &DownloadRequest) -> Result<Session, AppError> {
        let now = self.now();
        for row in self.store().download_sessions(None, 20).await? {
            if row.status != SessionStatus::Running.as_str() {
                continue;
            }
            if request.resume {
                return Ok(Session {
                    id: row.id,
                    kind: SessionKind::parse(&row.kind).unwrap_or(SessionKind::Mixed),
                    total_assets: 0,
                    completed_assets: row.completed_assets,
                    failed_assets: row.failed_assets,
                    bytes: row.bytes,
                    status: SessionStatus::Running,
                    created_at: row.created_at,
                    completed_at: None,
                });
            }
            if between(row.updated_at, now) > SILENT {
                let stopped = SessionStatus::Stopped.to_string();
                let tx = self.store().begin().await?;
                tx.save_download_session(&SessionRow { status: stopped, completed_at: Some(now), ..row })
                    .await?;
                tx.commit().await?;
            }
        }
        let kind = match request.only {
            Some(Origin::Youtube) => SessionKind::Youtube,
            Some(Origin::Drive) => SessionKind::Drive,
            None => SessionKind::Mixed,
        };
        Ok(Session {
            id: id_of(now),
            kind,
            total_assets: 0,
            completed_assets: 0,
            failed_assets: 0,
            bytes: 0,
            status: SessionStatus::Running,
            created_at: now,
            completed_at: None,
        })
    }

    async fn save_session(&self, report: &DownloadReport) -> Result<(), AppError> {
        let session = &report.session;
        let row = SessionRow {
            id: session.id.clone(),
            kind: session.kind.to_string(),
            total_assets: session.total_assets,
            completed_assets: session.completed_assets,
            failed_assets: session.failed_assets,
            bytes: session.bytes,
            status: session.status.to_string(),
            report: serde_json::to_string(report).map_err(AppError::internal)?,
            created_at: session.created_at,
            updated_at: self.now(),
            completed_at: session.completed_at,
        };
        let tx = self.store().begin().await?;
        tx.save_download_session(&row).await?;
        Ok(tx.commit().await?)
    }
}

/// The id of a session, a UUID of version 8 over when and by which process it was begun.
fn id_of(now: Instant) -> String {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let seed = format!("session {} {} {number}", now.as_micros(), std::process::id());
    let digits = assets::hex(&Sha256::digest(seed.as_bytes())[..16]);
    format!(
        "{}-{}-8{}-8{}-{}",
        &digits[..8],
        &digits[8..12],
        &digits[13..16],
        &digits[17..20],
        &digits[20..32]
    )
}
