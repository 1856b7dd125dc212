//! The use case of fetching: what is still to be fetched, host by host, at a steady pace.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::Mutex,
    time::Duration,
};

use assets::{Name, Shelf as _};
use futures::{TryStreamExt, stream};
use jobs::{Progress, Unit};
use model::{ImageKind, Instant, Work, WorkId};
use pictures::Descriptor;
use serde::{Deserialize, Serialize};
use sources::http::{Plain, clock::later};
use store::{KeptPicture, PictureAddress, PictureOutcome};
use url::Url;

use super::{
    lane::{self, Trouble},
    measure::{Measured, word_of},
};
use crate::{App, AppError, WorkRef};

/// Works that are looked through at a time.
const WORKS: usize = 500;
/// The pause after a first failure; each further one is four times as long.
const FIRST_PAUSE: Duration = Duration::from_hours(1);
/// The longest pause, and the one after what will hardly change.
const LONGEST_PAUSE: Duration = Duration::from_hours(24 * 30);
/// A host that cannot be reached so often in a row is left for another time.
const DEAF: u32 = 3;

/// What to fetch.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PictureFetch {
    /// Only pictures of these works, each by our id or an external one; all works where there are none.
    pub works: Vec<String>,
    /// Also further posters and banners; otherwise the first poster of each work.
    pub all: bool,
    /// Also what failed and is not due again.
    pub retry: bool,
    /// How many addresses at most.
    pub limit: Option<u64>,
}

/// What came of fetching.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PictureReport {
    /// Addresses that were to be fetched.
    pub due: u64,
    /// Pictures that are new.
    pub new: u64,
    /// Addresses that led to a picture that was kept already.
    pub same: u64,
    /// Addresses that led to none, by what went wrong.
    pub failed: BTreeMap<String, u64>,
    /// Addresses left for another time, because their host wants a rest or cannot be reached.
    pub left: u64,
}

impl PictureReport {
    /// Whether something is missing.
    pub fn is_partial(&self) -> bool {
        self.left > 0 || !self.failed.is_empty()
    }

    fn done(&self) -> u64 {
        self.new + self.same + self.left + self.failed.values().sum::<u64>()
    }
}

/// An address to be fetched.
struct Due {
    work: WorkId,
    url: String,
    /// How often it failed already.
    attempts: u32,
}

/// Changes the report, and tells how far it is.
type Tell<'a> = dyn Fn(&dyn Fn(&mut PictureReport)) + Sync + 'a;

/// What one address came to.
enum Came {
    New,
    Same,
    Failed(Trouble),
}

impl App {
    /// Fetches the pictures of works that are not kept yet: first posters first, each host at its own pace and several
    /// hosts at once. Each picture is kept as soon as it is there, so that a run that was broken off goes on where
    /// it was, and one that is run again fetches nothing twice.
    ///
    /// # Errors
    /// `not_found` or `invalid_parameter` for a work that is named and not there; a store or disk that fails.
    pub async fn fetch_pictures(
        &self,
        request: &PictureFetch,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<PictureReport, AppError> {
        let due = self.due_pictures(request).await?;
        let report = Mutex::new(PictureReport { due: due.len() as u64, ..PictureReport::default() });
        let tell = |change: &dyn Fn(&mut PictureReport)| {
            let mut report = report.lock().expect("no panic while held");
            change(&mut report);
            progress(Progress { done: report.done(), total: Some(report.due), unit: Unit::Rows });
        };
        tell(&|_| ());
        let network = lane::network(self)?;
        let hosts = self.config().pictures.hosts_at_once.max(1);
        stream::iter(by_host(due).into_iter().map(Ok))
            .try_for_each_concurrent(hosts, |queue| self.one_host(&network, queue, &tell))
            .await?;
        Ok(report.into_inner().expect("no panic while held"))
    }

    /// All that is to be fetched, the first posters of all works before anything else.
    async fn due_pictures(&self, request: &PictureFetch) -> Result<Vec<Due>, AppError> {
        let mut named = Vec::new();
        for work in &request.works {
            named.push(self.work_id(&work.parse::<WorkRef>()?).await?);
        }
        named.sort_unstable();
        named.dedup();
        let (mut first, mut further, mut after) = (Vec::new(), Vec::new(), 0);
        loop {
            let ids = if request.works.is_empty() {
                self.store().work_ids_after(after, WORKS).await?
            } else {
                named.drain(..named.len().min(WORKS)).collect()
            };
            let Some(last) = ids.last() else { break };
            after = last.get();
            let works = self.store().works(&ids).await?;
            let tried = self.store().picture_addresses(&ids).await?;
            let tried: HashMap<(WorkId, &str), &PictureAddress> =
                tried.iter().map(|address| ((address.work, address.url.as_str()), address)).collect();
            for work in &works {
                for (place, url) in addresses(work, request.all).into_iter().enumerate() {
                    let known = tried.get(&(work.id, url)).copied();
                    let Some(attempts) = is_due(known, self.now(), request.retry) else { continue };
                    let due = Due { work: work.id, url: url.to_owned(), attempts };
                    if place == 0 { first.push(due) } else { further.push(due) }
                }
            }
        }
        first.append(&mut further);
        if let Some(limit) = request.limit {
            first.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        }
        Ok(first)
    }

    /// Goes through one host's addresses, one after another.
    async fn one_host(
        &self,
        network: &Plain,
        mut queue: VecDeque<Due>,
        tell: &Tell<'_>,
    ) -> Result<(), AppError> {
        let clock = self.waiting_clock();
        let gap =
            Duration::from_secs_f64(1.0 / self.config().pictures.requests_per_second.clamp(0.01, 1000.0));
        let (mut next, mut silent) = (clock.now(), 0);
        while let Some(due) = queue.pop_front() {
            let came = match self.store().picture_at(&due.url).await? {
                // Another work names the same address.
                Some(kept) if kept.version == Descriptor::VERSION => {
                    self.note_kept(&due, kept.id).await?;
                    Came::Same
                }
                _ => {
                    clock.wait_until(next).await;
                    next = later(clock.now(), gap);
                    self.fetch_picture(network, &due).await?
                }
            };
            let trouble = match came {
                Came::New => {
                    tell(&|report| report.new += 1);
                    None
                }
                Came::Same => {
                    tell(&|report| report.same += 1);
                    None
                }
                Came::Failed(trouble) => {
                    tell(&|report| *report.failed.entry(trouble.code.to_owned()).or_default() += 1);
                    Some(trouble)
                }
            };
            silent = if trouble.as_ref().is_some_and(|t| t.code == "unreachable") { silent + 1 } else { 0 };
            if silent >= DEAF || trouble.is_some_and(|trouble| trouble.pause.is_some()) {
                let left = queue.len() as u64;
                tell(&|report| report.left += left);
                return Ok(());
            }
        }
        Ok(())
    }

    /// Asks for one file and keeps what it looks like.
    async fn fetch_picture(&self, network: &Plain, due: &Due) -> Result<Came, AppError> {
        let file = match lane::ask(network, &due.url).await {
            Ok(file) => file,
            Err(trouble) => return self.note_failed(due, trouble).await,
        };
        let side = self.config().pictures.thumbnail_side;
        let measured = self.decoding(file, move |file, limits| Measured::of(file, limits, side)).await?;
        let measured = match measured {
            Ok(measured) => measured,
            Err(error) => {
                let trouble = Trouble::new(word_of(&error), error.to_string(), true);
                return self.note_failed(due, trouble).await;
            }
        };
        let (folder, name, small) = (self.thumbnails(), Name::new(&measured.hash, "jpg"), measured.small);
        let put = tokio::task::spawn_blocking(move || folder.put(&name, &small)).await;
        put.map_err(AppError::internal)?.map_err(AppError::internal)?;
        let picture = KeptPicture {
            id: 0,
            hash: measured.hash,
            width: measured.width,
            height: measured.height,
            bytes: measured.bytes,
            version: Descriptor::VERSION,
            descriptor: measured.descriptor,
            kept_at: self.now(),
        };
        let is_new = self.store().picture_of_hash(&picture.hash).await?.is_none();
        let tx = self.store().begin().await?;
        let id = tx.keep_picture(&picture).await?;
        tx.note_picture_address(&self.kept_at(due, id)).await?;
        tx.commit().await?;
        Ok(if is_new { Came::New } else { Came::Same })
    }

    fn kept_at(&self, due: &Due, picture: i64) -> PictureAddress {
        PictureAddress {
            work: due.work,
            url: due.url.clone(),
            outcome: PictureOutcome::Kept(picture),
            attempts: due.attempts + 1,
            tried_at: self.now(),
            version: Descriptor::VERSION,
        }
    }

    async fn note_kept(&self, due: &Due, picture: i64) -> Result<(), AppError> {
        let tx = self.store().begin().await?;
        tx.note_picture_address(&self.kept_at(due, picture)).await?;
        Ok(tx.commit().await?)
    }

    async fn note_failed(&self, due: &Due, trouble: Trouble) -> Result<Came, AppError> {
        let now = self.now();
        let pause = if trouble.lasts { LONGEST_PAUSE } else { trouble.pause.unwrap_or(pause(due.attempts)) };
        let outcome = PictureOutcome::Failed {
            code: trouble.code.to_owned(),
            reason: trouble.reason.clone(),
            next_try_at: later(now, pause),
        };
        let tx = self.store().begin().await?;
        tx.note_picture_address(&PictureAddress { outcome, ..self.kept_at(due, 0) }).await?;
        tx.commit().await?;
        Ok(Came::Failed(trouble))
    }
}

/// The addresses of a work's pictures, its poster first. A thumbnail shows the poster once more and is left out,
/// where there is a poster.
fn addresses(work: &Work, all: bool) -> Vec<&str> {
    let of = |kind: ImageKind| work.images.iter().filter(move |image| image.kind == kind);
    let mut found: Vec<&str> = of(ImageKind::Poster).map(|image| image.url.as_str()).collect();
    if found.is_empty() {
        found.extend(of(ImageKind::Thumbnail).map(|image| image.url.as_str()));
    }
    found.extend(of(ImageKind::Banner).map(|image| image.url.as_str()));
    let mut seen = std::collections::HashSet::new();
    found.retain(|url| seen.insert(*url));
    if !all {
        found.truncate(1);
    }
    found
}

/// Whether an address is to be tried now, and how often it failed already.
fn is_due(known: Option<&PictureAddress>, now: Instant, retry: bool) -> Option<u32> {
    let Some(known) = known else { return Some(0) };
    match &known.outcome {
        // What was measured by an older version is found by nobody until it is measured again.
        PictureOutcome::Kept(_) => (known.version != Descriptor::VERSION).then_some(0),
        PictureOutcome::Failed { next_try_at, .. } => {
            (retry || *next_try_at <= now).then_some(known.attempts)
        }
    }
}

/// How long an address rests that failed so often before.
fn pause(failures: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(4u32.saturating_pow(failures)).min(LONGEST_PAUSE)
}

/// A queue for each host. What has no host is asked all the same, and told as what it is.
fn by_host(due: Vec<Due>) -> Vec<VecDeque<Due>> {
    let mut queues: BTreeMap<String, VecDeque<Due>> = BTreeMap::new();
    for one in due {
        let url = Url::parse(&one.url).ok();
        let host = url.and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default();
        queues.entry(host).or_default().push_back(one);
    }
    queues.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(images: &[(&str, ImageKind)]) -> Work {
        let mut work = Work::new(WorkId::new(1).expect("a number"), model::Medium::Anime, "Moonlit Depot");
        work.images = images
            .iter()
            .map(|(url, kind)| model::Image { url: (*url).to_owned(), kind: kind.clone() })
            .collect();
        work
    }

    #[test]
    fn posters_come_first_and_thumbnails_only_in_their_place() {
        let (poster, small, wide) = (ImageKind::Poster, ImageKind::Thumbnail, ImageKind::Banner);
        let both = work(&[("w", wide.clone()), ("s", small.clone()), ("p", poster.clone()), ("p", poster)]);
        assert_eq!(addresses(&both, true), ["p", "w"]);
        assert_eq!(addresses(&both, false), ["p"]);
        assert_eq!(addresses(&work(&[("w", wide), ("s", small)]), true), ["s", "w"]);
        assert!(addresses(&work(&[]), true).is_empty());
    }

    #[test]
    fn what_an_older_version_measured_is_due_again() {
        let kept = |version| PictureAddress {
            work: WorkId::new(1).expect("a number"),
            url: "p".to_owned(),
            outcome: PictureOutcome::Kept(1),
            attempts: 1,
            tried_at: Instant::EPOCH,
            version,
        };
        assert_eq!(is_due(Some(&kept(Descriptor::VERSION)), Instant::EPOCH, true), None);
        assert_eq!(is_due(Some(&kept(0)), Instant::EPOCH, false), Some(0));
    }

    #[test]
    fn pauses_grow_and_end() {
        let hours: Vec<u64> = (0..8).map(|failures| pause(failures).as_secs() / 3600).collect();
        assert_eq!(hours, [1, 4, 16, 64, 256, 720, 720, 720]);
        assert_eq!(pause(u32::MAX), LONGEST_PAUSE);
    }
}
