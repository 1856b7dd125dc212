//! The use cases of looking: what is this picture from, and what looks like this work?

use std::{collections::HashMap, sync::Arc, time::Instant as Watch};

use assets::{Name, Shelf as _};
use model::WorkId;
use pictures::{Match, Picture, Probe};
use search::{Adult, Why, WorkCard};

use super::{
    PictureAnswer, PictureHit, PictureInput, PictureMatch, PictureRequest, PictureWindow,
    measure::refused,
    none_kept,
    shelf::{Head, Kept},
};
use crate::{App, AppError, ErrorCode, WorkRef};

/// What is shown at most where nothing matches.
const NEAREST: usize = 3;
/// How many pictures the index looks at closely; it gives no more.
const CANDIDATES: usize = 16;
/// How many of a work's own pictures are asked about.
const OWN: usize = 4;

impl App {
    /// The works that show a picture: the file itself, smaller, pressed harder, mirrored, cropped, grey, under bars or
    /// subtitles, or photographed off a screen.
    ///
    /// # Errors
    /// `payload_too_large`, `unsupported_media_type` or `invalid_input` for what is no picture to compare,
    /// `source_unavailable` where its address gives none, `not_configured` as long as no picture is kept.
    pub async fn search_by_picture(
        &self,
        input: PictureInput,
        request: &PictureRequest,
    ) -> Result<PictureAnswer, AppError> {
        request.check()?;
        // Nothing is fetched or unpacked where there is nothing to compare with.
        let kept = self.kept_pictures().await?;
        if kept.index.is_empty() && !self.has_takes().await? {
            return Err(none_kept());
        }
        let file = self.picture_file(input).await?;
        let picture = self.sent_picture(file).await?;
        let watch = Watch::now();
        let (found, probe) = self
            .looking(&kept, move |kept| {
                let probe = Probe::of(&picture).map_err(|error| refused(&error))?;
                Ok((kept.index.search(&probe, CANDIDATES), probe))
            })
            .await?;
        let takes = self.takes_showing(probe, request.limit).await?;
        let sure = found.matches().len();
        let (matches, rest) = found.candidates.split_at(sure);
        let results = self.shown(&kept, matches, request, None).await?;
        let is_match = !results.is_empty() || !takes.is_empty();
        let nearest = if is_match {
            Vec::new()
        } else {
            let mut nearest = self.shown(&kept, rest, request, None).await?;
            nearest.truncate(NEAREST.min(request.limit));
            nearest
        };
        let pictures = kept.index.len();
        let message = match (results.first(), sure) {
            (None, 0) if !takes.is_empty() => "this was made here".to_owned(),
            (Some(first), _) => {
                format!("{:.0} % sure that this is from {}", first.relevance * 100.0, first.card.title)
            }
            (None, 0) => format!("no match among {pictures} kept pictures"),
            (None, _) => "what matches is left out by the request".to_owned(),
        };
        let took_ms = watch.elapsed().as_secs_f64() * 1000.0;
        Ok(PictureAnswer { is_match, message, results, nearest, takes, pictures, took_ms })
    }

    /// Works that show a picture, or what comes near to it, whatever they are.
    pub(crate) async fn shown_by(&self, picture: Picture) -> Result<Vec<PictureHit>, AppError> {
        let kept = self.kept_pictures().await?;
        if kept.index.is_empty() {
            return Ok(Vec::new());
        }
        let found = self
            .looking(&kept, move |kept| {
                let probe = Probe::of(&picture).map_err(|error| refused(&error))?;
                Ok(kept.index.search(&probe, CANDIDATES))
            })
            .await?;
        let all = PictureRequest { limit: search::MAX_LIMIT, adult: Adult::Include };
        self.shown(&kept, &found.candidates, &all, None).await
    }

    /// Works whose pictures look like a work's own, itself left out.
    ///
    /// # Errors
    /// `not_found` for a work that is not there or of which no picture is kept, `not_configured` as long as no picture
    /// is kept at all.
    pub async fn similar_by_picture(
        &self,
        work: &WorkRef,
        request: &PictureRequest,
    ) -> Result<PictureAnswer, AppError> {
        request.check()?;
        let id = self.work_id(work).await?;
        let watch = Watch::now();
        let kept = self.kept_pictures().await?;
        if kept.index.is_empty() {
            return Err(none_kept());
        }
        let own: Vec<u32> =
            self.store().pictures_of(id).await?.into_iter().filter_map(|own| own.try_into().ok()).collect();
        let probes: Vec<Probe> = own.iter().take(OWN).filter_map(|own| kept.index.probe(*own)).collect();
        if probes.is_empty() {
            let message = format!("no picture of work {id} is kept");
            return Err(AppError::new(ErrorCode::NotFound, message)
                .detail("id", id.get())
                .hint(format!("`emaki pictures fetch {id}` fetches its pictures")));
        }
        let mut matches = self
            .looking(&kept, move |kept| {
                let found = probes.iter().flat_map(|probe| kept.index.search(probe, CANDIDATES).candidates);
                Ok(found.collect::<Vec<Match>>())
            })
            .await?;
        matches.sort_by(|a, b| {
            b.probability.total_cmp(&a.probability).then_with(|| b.shade.total_cmp(&a.shade))
        });
        let results = self.shown(&kept, &matches, request, Some(id)).await?;
        let is_match = results.first().is_some_and(|first| first.relevance >= pictures::Found::SURE);
        let message = match (is_match, results.is_empty()) {
            (true, _) => "at least one other work shows the same picture".to_owned(),
            (false, true) => "nothing looks like it".to_owned(),
            (false, false) => "no other work shows the same picture; these come nearest".to_owned(),
        };
        let (pictures, took_ms) = (kept.index.len(), watch.elapsed().as_secs_f64() * 1000.0);
        let (nearest, takes) = (Vec::new(), Vec::new());
        Ok(PictureAnswer { is_match, message, results, nearest, takes, pictures, took_ms })
    }

    /// The small copy of a kept picture, as JPEG, by its file's name: the SHA-256 in hexadecimal and `.jpg`.
    ///
    /// # Errors
    /// `not_found` for every other name.
    pub async fn thumbnail(&self, name: &str) -> Result<Vec<u8>, AppError> {
        let missing = || {
            AppError::not_found("picture", name).hint("pictures of a search's results say where theirs is")
        };
        let file = Name::parse(name, "jpg").ok_or_else(missing)?;
        let folder = self.thumbnails();
        let read =
            tokio::task::spawn_blocking(move || folder.get(&file)).await.map_err(AppError::internal)?;
        read.map_err(AppError::internal)?.ok_or_else(missing)
    }

    /// Looks on a thread on which nobody waits.
    async fn looking<T: Send + 'static>(
        &self,
        kept: &Arc<Kept>,
        look: impl FnOnce(&Kept) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let kept = Arc::clone(kept);
        tokio::task::spawn_blocking(move || look(&kept)).await.map_err(AppError::internal)?
    }

    /// The works of matches as they are shown: each once, by its likeliest picture.
    async fn shown(
        &self,
        kept: &Kept,
        matches: &[Match],
        request: &PictureRequest,
        without: Option<WorkId>,
    ) -> Result<Vec<PictureHit>, AppError> {
        let owners = matches.iter().flat_map(|found| &found.owners);
        let mut ids: Vec<WorkId> = owners.filter_map(|owner| WorkId::new(i64::from(*owner))).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut works = self.store().works(&ids).await?;
        let gone = |id: &&WorkId| !works.iter().any(|work| work.id == **id);
        let moved: Vec<WorkId> = ids.iter().filter(gone).copied().collect();
        let mut now_as: HashMap<WorkId, WorkId> = HashMap::new();
        for id in moved {
            if let Some(found) = self.store().work(id).await? {
                now_as.insert(id, found.value.id);
                works.push(found.value);
            }
        }
        let cards: HashMap<WorkId, WorkCard> =
            works.iter().map(|work| (work.id, WorkCard::of(work))).collect();
        let mut hits: Vec<PictureHit> = Vec::new();
        for found in matches {
            let Some(head) = kept.head(found.picture) else { continue };
            for owner in &found.owners {
                let Some(id) = WorkId::new(i64::from(*owner)) else { continue };
                let id = now_as.get(&id).copied().unwrap_or(id);
                let Some(card) = cards.get(&id) else { continue };
                let wanted = match request.adult {
                    Adult::Exclude => !card.adult,
                    Adult::Include => true,
                    Adult::Only => card.adult,
                };
                if wanted && Some(id) != without && !hits.iter().any(|hit| hit.card.id == id) {
                    hits.push(PictureHit {
                        card: card.clone(),
                        relevance: found.probability,
                        why: Why::default(),
                        picture: shown(found, head),
                    });
                }
            }
        }
        hits.truncate(request.limit);
        Ok(hits)
    }
}

fn shown(found: &Match, head: &Head) -> PictureMatch {
    let [left, top, width, height] = found.window;
    let name = Name::new(&head.hash, "jpg").to_string();
    PictureMatch {
        sha256: name.trim_end_matches(".jpg").to_owned(),
        thumbnail: format!("/pictures/{name}"),
        url: head.url.clone(),
        width: head.width,
        height: head.height,
        probability: found.probability,
        mirrored: found.mirrored,
        window: PictureWindow { left, top, width, height },
        shade: found.shade,
    }
}
