//! Pictures by what they mean: embedded by CLIP in the background, found by words, by a picture, or by both.
//!
//! Every kept picture is one point of its own; a work is as near as its nearest picture, never as a mean of several.
//! Words and a picture together give one score out of what the words say of a work, what its pictures show, and how
//! it is judged; each part can be left out, which is how its worth is measured.

use std::collections::{BTreeMap, HashMap};

use assets::{Name, Shelf as _};
use embedding::{Batch, ClipModel, Embedder as _, Mark, Pixels, Side};
use jobs::{Progress, Unit};
use model::WorkId;
use pictures::{Picture, decode};
use search::{Adult, MAX_LIMIT, SearchRequest, WorkCard};
use serde::Serialize;

use super::{EmbedReport, folder_of, lock};
use crate::{App, AppError, ErrorCode, PictureInput};

/// The space of pictures.
const SPACE: &str = "picture";
/// Pictures that are embedded between two saves.
const BATCH: u64 = 32;
/// Pictures and works that each part names.
const NAMED: usize = 200;
/// What a picture that only means the same counts beside one that is the same.
const MEANT: f32 = 0.6;

/// What to look for in pictures.
#[derive(Debug, Clone, PartialEq)]
pub struct Blend {
    /// Words; empty for none.
    pub text: String,
    /// A picture.
    pub image: Option<PictureInput>,
    /// What each part counts.
    pub weights: BlendWeights,
    /// Works at most, 1 to 100.
    pub limit: usize,
    /// What to do with works for adults only.
    pub adult: Adult,
    /// Whether words are compared with pictures alone, and not with what is written of works.
    pub pictures_only: bool,
}

/// What each part of one score counts. Parts that were not asked for leave their weight to the others.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BlendWeights {
    /// What is written of a work, as the search finds it.
    pub text: f32,
    /// What its pictures show.
    pub image: f32,
    /// How it is judged and how well it is known.
    pub metadata: f32,
}

impl Default for BlendWeights {
    /// Words and picture alike, and a tenth for how a work is judged.
    fn default() -> Self {
        Self { text: 0.45, image: 0.45, metadata: 0.1 }
    }
}

impl BlendWeights {
    /// The default with another share of the picture beside the words, 0 to 1.
    ///
    /// # Errors
    /// `invalid_parameter` for a share that is none.
    pub fn of_image(share: f32) -> Result<Self, AppError> {
        if !(0.0..=1.0).contains(&share) {
            return Err(AppError::invalid_parameter("weight", format!("`weight` is 0 to 1, not {share}")));
        }
        Ok(Self { text: 0.9 * (1.0 - share), image: 0.9 * share, ..Self::default() })
    }
}

/// What was found by words, a picture, or both.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlendedSearch {
    /// Works, the best first.
    pub results: Vec<BlendedHit>,
    /// The CLIP that compared; `None` where none is set up and pictures were compared by their looks alone.
    pub model: Option<String>,
    /// Pictures that it knows.
    pub pictures: usize,
    /// The weights in force, which sum to 1.
    pub weights: BlendWeights,
    /// What is less than it should be, a sentence each.
    pub notes: Vec<String>,
}

/// A work with what each part says of it, 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct BlendedHit {
    /// The work.
    #[serde(flatten)]
    pub card: WorkCard,
    /// The weighted sum of the parts.
    pub relevance: f32,
    /// What is written of it; `None` where no words were asked for.
    pub text_score: Option<f32>,
    /// What its pictures show.
    pub image_score: Option<f32>,
    /// How it is judged and known.
    pub metadata_score: f32,
    /// Where the small copy of the picture that came nearest is served.
    pub thumbnail: Option<String>,
}

/// A kept picture that is near.
struct Near {
    picture: u32,
    /// 1 for the nearest, 0 for the last that is named.
    share: f32,
}

/// What the parts say of the works so far.
#[derive(Default)]
struct Scores {
    text: HashMap<WorkId, f32>,
    image: HashMap<WorkId, (f32, Option<String>)>,
    cards: HashMap<WorkId, WorkCard>,
}

impl App {
    /// Makes the vectors of kept pictures by CLIP. It may be broken off at any time and goes on where it was.
    ///
    /// # Errors
    /// `not_configured` where the settings name no CLIP, or one that cannot be used; a disk that fails.
    pub async fn embed_pictures(
        &self,
        progress: &(dyn Fn(Progress) + Send + Sync),
    ) -> Result<EmbedReport, AppError> {
        let (model, vectors) = {
            let side = self.clip().await?;
            (side.model.clone(), side.vectors.clone())
        };
        let mut report = EmbedReport {
            model: model.id().as_str().to_owned(),
            embedded: 0,
            unchanged: 0,
            is_whole: false,
            is_elsewhere: false,
        };
        // The folder's lock keeps other runs away. What is open is held for each batch's beginning and end alone, so
        // that whoever searches waits for no picture.
        let Some(_lock) = lock(&folder_of(&vectors, model.id()))? else {
            return Ok(EmbedReport { is_elsewhere: true, ..report });
        };
        loop {
            let mut mark = self.clip().await?.kept.mark();
            mark.total = self.store().picture_counts().await?.kept.max(mark.done);
            progress(Progress { done: mark.done, total: Some(mark.total), unit: Unit::Rows });
            let read = self.store().pictures_after(mark.seq, BATCH).await?;
            let Some(last) = read.last() else { break };
            (mark.seq, mark.done) = (last.mark, mark.done + read.len() as u64);
            let due = {
                let side = self.clip().await?;
                let known = |picture: &store::MarkedPicture| {
                    let key = u32::try_from(picture.picture.id).ok()?;
                    (!side.kept.is_of(key, 1)).then(|| (key, Name::new(&picture.picture.hash, "jpg")))
                };
                // One picture may be many works'.
                read.iter().filter_map(known).collect::<BTreeMap<u32, Name>>()
            };
            let batch = tokio::task::block_in_place(|| self.embedded_pictures(&model, &due))?;
            report.embedded += batch.len() as u64;
            report.unchanged += (read.len() - batch.len()) as u64;
            self.clip().await?.kept.commit(&batch, mark).map_err(AppError::internal)?;
        }
        let mut side = self.clip().await?;
        let mark = Mark { is_whole: true, ..side.kept.mark() };
        side.kept.commit(&Batch::default(), mark).map_err(AppError::internal)?;
        drop(side);
        let told = (report.model.clone(), mark);
        self.modeling().tell(|parts| parts.picture = Some(told));
        report.is_whole = true;
        Ok(report)
    }

    /// The rows of pictures. One whose small copy is gone, or that is a plain surface, has none: it is found by its
    /// looks alone.
    fn embedded_pictures(&self, model: &ClipModel, due: &BTreeMap<u32, Name>) -> Result<Batch, AppError> {
        let (folder, limits) = (self.thumbnails(), self.picture_limits());
        let mut batch = Batch::default();
        for (key, name) in due {
            // A disk that stumbles is no picture that is gone: the batch would count as done.
            let file = folder.get(name).map_err(|error| {
                AppError::new(ErrorCode::Internal, format!("the picture `{name}` cannot be read"))
                    .detail("folder", self.config().data_dir.join("thumbnails").display().to_string())
                    .caused_by(error)
                    .hint("look at the disk and its rights, and try again; nothing is lost")
            })?;
            let seen = file.and_then(|file| pixels(&decode(&file, &limits).ok()?));
            if let Some(vector) = seen.and_then(|pixels| model.embed_picture(&pixels)) {
                batch.put(*key, 1, [(SPACE, Some(vector))]);
            }
        }
        Ok(batch)
    }

    /// Whether CLIP is to be told of pictures that it does not know yet.
    pub(crate) async fn pictures_are_behind(&self) -> Result<bool, AppError> {
        if self.config().model.clip().is_none() || self.modeling().told().picture_trouble.is_some() {
            return Ok(false);
        }
        let newest = self.store().picture_mark().await?;
        let known = self.modeling().told().picture.map_or(-1, |(_, mark)| mark.seq);
        Ok(newest > 0 && known < newest)
    }

    /// Works by words, by a picture, or by both, with one score out of all that is known.
    ///
    /// With CLIP, words also find pictures that show what they say, and a picture those that mean the same; without
    /// it, pictures are compared by their looks, and words with what is written.
    ///
    /// # Errors
    /// `invalid_parameter` where nothing is asked or the limit is none, `not_configured` where words are to be
    /// compared with pictures and no CLIP is set up; those of [`App::search_by_picture`] for the picture.
    pub async fn search_blended(&self, blend: &Blend) -> Result<BlendedSearch, AppError> {
        let text = blend.text.trim();
        if !(1..=MAX_LIMIT).contains(&blend.limit) {
            return Err(AppError::invalid_parameter("limit", format!("`limit` is 1 to {MAX_LIMIT}")));
        }
        if text.is_empty() && blend.image.is_none() {
            return Err(AppError::invalid_parameter("query", "neither words nor a picture were given"));
        }
        self.ready()?;
        let mut notes = Vec::new();
        let mut scores = Scores::default();
        let has_clip = self.config().model.clip().is_some();
        let picture = match &blend.image {
            Some(input) => Some(self.sent_picture(self.picture_file(input.clone()).await?).await?),
            None => None,
        };
        let model = if has_clip || blend.pictures_only {
            Some(self.near(text, picture.as_ref()).await?)
        } else {
            None
        };
        if let Some(picture) = picture {
            self.look_alikes(picture, &mut scores).await?;
        }
        let known = model.as_ref().map(|(name, known, _)| (name.clone(), *known));
        if let Some((_, known, near)) = &model {
            self.shown_near(near, &mut scores).await?;
            if *known == 0 {
                notes.push("no picture has a vector yet; `emaki model embed` makes them".to_owned());
            }
        } else {
            notes.push("no CLIP is set up: pictures were compared by their looks alone".to_owned());
        }
        if !text.is_empty() && !blend.pictures_only {
            let mut request = SearchRequest { limit: MAX_LIMIT, ..SearchRequest::new(text) };
            request.filters.adult = blend.adult;
            for hit in self.search(request).await?.results {
                scores.text.insert(hit.id, hit.relevance);
                scores.cards.entry(hit.id).or_insert(hit.card);
            }
        }
        let asks_text = !text.is_empty() && !blend.pictures_only;
        let asks_image = blend.image.is_some() || model.is_some();
        let weights = shared(blend.weights, asks_text, asks_image)?;
        let results = scores.blended(blend, weights, asks_text, asks_image);
        Ok(BlendedSearch {
            results,
            pictures: known.as_ref().map_or(0, |(_, known)| *known),
            model: known.map(|(name, _)| name),
            weights,
            notes,
        })
    }

    /// The pictures that CLIP finds nearest to words and a picture; of both, nearest to what lies between them.
    async fn near(
        &self,
        text: &str,
        picture: Option<&Picture>,
    ) -> Result<(String, usize, Vec<Near>), AppError> {
        let side = self.clip().await?;
        let rows = side.kept.shared();
        let known = rows.spaces().map(|(_, rows)| rows.len()).sum();
        let (model, name) = (side.model.clone(), side.model.id().as_str().to_owned());
        drop(side);
        let near = tokio::task::block_in_place(|| {
            let words = (!text.is_empty()).then(|| model.embed_one(Side::Query, text)).flatten();
            let shown = picture.and_then(pixels).and_then(|pixels| model.embed_picture(&pixels));
            let asked = match (words, shown) {
                (Some(words), Some(shown)) => between(&words, &shown),
                (words, shown) => words.or(shown).unwrap_or_default(),
            };
            let found = rows.search(&asked, &[(SPACE, 1.0)], None, NAMED);
            let (best, last) =
                (found.first().map_or(0.0, |n| n.score), found.last().map_or(0.0, |n| n.score));
            let span = (best - last).max(0.02);
            found.iter().map(|n| Near { picture: n.key, share: (n.score - last) / span }).collect()
        });
        Ok((name, known, near))
    }

    /// The works of near pictures.
    async fn shown_near(&self, near: &[Near], scores: &mut Scores) -> Result<(), AppError> {
        let kept = self.kept_pictures().await?;
        let mut works: Vec<WorkId> = Vec::new();
        for one in near {
            let thumbnail =
                kept.head(one.picture).map(|head| format!("/pictures/{}", Name::new(&head.hash, "jpg")));
            for owner in kept.owners(one.picture) {
                let Some(id) = WorkId::new(i64::from(*owner)) else { continue };
                works.push(id);
                let known = scores.image.entry(id).or_insert((0.0, None));
                if known.1.is_none() || known.0 < MEANT * one.share {
                    *known = (MEANT * one.share, thumbnail.clone());
                }
            }
        }
        scores.cards_of(self.store().works(&works).await?.iter());
        Ok(())
    }

    /// The works that show the picture itself, or what is left of one.
    async fn look_alikes(&self, picture: Picture, scores: &mut Scores) -> Result<(), AppError> {
        for hit in self.shown_by(picture).await? {
            let thumbnail = Some(hit.picture.thumbnail);
            scores.image.insert(hit.card.id, (hit.relevance, thumbnail));
            scores.cards.insert(hit.card.id, hit.card);
        }
        Ok(())
    }
}

impl Scores {
    fn cards_of<'a>(&mut self, works: impl Iterator<Item = &'a model::Work>) {
        for work in works {
            self.cards.entry(work.id).or_insert_with(|| WorkCard::of(work));
        }
    }

    /// The works in the order of their one score.
    fn blended(
        self,
        blend: &Blend,
        weights: BlendWeights,
        asks_text: bool,
        asks_image: bool,
    ) -> Vec<BlendedHit> {
        let Self { text, image, cards } = self;
        let wanted = |card: &WorkCard| match blend.adult {
            Adult::Exclude => !card.adult,
            Adult::Include => true,
            Adult::Only => card.adult,
        };
        let hit = |(id, card): (WorkId, WorkCard)| {
            let (told, shown) = (text.get(&id).copied().unwrap_or(0.0), image.get(&id));
            let seen = shown.map_or(0.0, |(score, _)| *score);
            let judged = judged(&card);
            BlendedHit {
                relevance: weights.text * told + weights.image * seen + weights.metadata * judged,
                text_score: asks_text.then_some(told),
                image_score: asks_image.then_some(seen),
                metadata_score: judged,
                thumbnail: shown.and_then(|(_, thumbnail)| thumbnail.clone()),
                card,
            }
        };
        let mut hits: Vec<BlendedHit> = cards.into_iter().filter(|(_, card)| wanted(card)).map(hit).collect();
        hits.sort_by(|a, b| b.relevance.total_cmp(&a.relevance).then(a.card.id.cmp(&b.card.id)));
        hits.truncate(blend.limit);
        hits
    }
}

/// The weights of what was asked for, summing to 1.
fn shared(weights: BlendWeights, text: bool, image: bool) -> Result<BlendWeights, AppError> {
    let parts =
        [if text { weights.text } else { 0.0 }, if image { weights.image } else { 0.0 }, weights.metadata];
    let sum: f32 = parts.iter().sum();
    if parts.iter().any(|part| !part.is_finite() || *part < 0.0) || sum <= 0.0 {
        return Err(AppError::invalid_parameter(
            "weights",
            "weights are not negative, and not all of them nothing",
        ));
    }
    Ok(BlendWeights { text: parts[0] / sum, image: parts[1] / sum, metadata: parts[2] / sum })
}

/// How a work is judged and how well it is known, 0 to 1: half its score, half the logarithm of its followers, of
/// whom ten million are all.
fn judged(card: &WorkCard) -> f32 {
    let score = card.score.unwrap_or(0.0) / 10.0;
    let known = (card.popularity.unwrap_or(0) as f64 + 1.0).log10() / 7.0;
    f64::midpoint(score, known.min(1.0)) as f32
}

/// The direction between two.
fn between(one: &[f32], other: &[f32]) -> Vec<f32> {
    let sum: Vec<f32> = one.iter().zip(other).map(|(one, other)| one + other).collect();
    let length = sum.iter().map(|x| x * x).sum::<f32>().sqrt().max(f32::EPSILON);
    sum.into_iter().map(|x| x / length).collect()
}

fn pixels(picture: &Picture) -> Option<Pixels> {
    Pixels::new(picture.width() as usize, picture.height() as usize, picture.rgb().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_what_is_asked_sum_to_one() {
        let both = shared(BlendWeights::of_image(0.75).expect("a share"), true, true).expect("weights");
        assert!((both.text + both.image + both.metadata - 1.0).abs() < 1e-6 && both.image > 2.9 * both.text);
        let words = shared(BlendWeights::default(), true, false).expect("weights");
        assert!(words.image == 0.0 && words.text > 0.8);
        assert!(BlendWeights::of_image(1.5).is_err());
        let nothing = BlendWeights { text: 1.0, image: 1.0, metadata: 0.0 };
        assert!(shared(nothing, false, false).is_err());
    }
}
