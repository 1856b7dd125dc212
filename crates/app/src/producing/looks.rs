//! What takes look like: their small copies, and takes found again by words and by pictures.
//!
//! Words are found in an index in memory that follows the store; all words of a question have to stand in a take's
//! prompt, its figure, its project or its presets. Pictures are found by what `pictures` measures of them, which is kept
//! in the store. Both are made beside the work, after a picture was made, and what is missing when somebody asks is made
//! then.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex},
    time::{Duration, Instant as Moment},
};

use assets::{Folder, Name, Shelf};
use model::Instant;
use pictures::{ContentHash, Descriptor, Index, Limits, Probe};
use production::Recipe;
use serde::Serialize;
use store::{TakeFilter, TakeRow};
use tokio::task::JoinSet;

use super::{TakeView, files::off_the_loop, objects::gone, stored};
use crate::{App, AppError, ErrorCode};

/// The longer side of a small copy, in pixels.
const SIDE: u32 = 320;
/// Rows that are read at a time.
const AT_ONCE: usize = 1000;
/// How far back is looked for takes that were committed late, in microseconds.
const LATE: i64 = 10_000_000;
/// How many pictures are measured while somebody waits for an answer; the others are measured beside it.
const MEASURED: usize = 32;
/// Takes at most in an answer about works.
const BESIDE: usize = 5;
/// How old an answer beside works may be.
const OLD: Duration = Duration::from_secs(2);
/// Shorter words stand for nothing.
const LEAST: usize = 2;

/// A take that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FoundTake {
    /// Always `take`; what stands beside it in an answer comes from the catalog.
    pub source: &'static str,
    /// How well it answers, 0 to 1.
    pub relevance: f32,
    /// The words that were found in it; none where a picture was asked about.
    pub words: Vec<String>,
    /// Where its small copy is.
    pub thumbnail: String,
    /// The take.
    #[serde(flatten)]
    pub take: TakeView,
}

/// Takes that were found.
pub type FoundTakes = Vec<FoundTake>;

/// What is known of what takes look like.
#[derive(Default)]
pub(crate) struct Looks {
    /// Work after pictures, beside all else.
    after: Mutex<JoinSet<()>>,
    /// Held by whoever measures a picture beside the work, so that it stays beside it.
    one: tokio::sync::Mutex<()>,
    found: tokio::sync::Mutex<Found>,
}

/// The index.
#[derive(Default)]
struct Found {
    /// Every take by its place, oldest first.
    takes: Vec<Brief>,
    places: HashMap<String, u32>,
    /// In which takes a word stands.
    words: BTreeMap<String, BTreeSet<u32>>,
    /// What pictures look like, by the place of the first take that shows them.
    pictures: Arc<Index>,
    newest: i64,
    /// When it was brought up to the store.
    followed: Option<Moment>,
    /// Names of projects, in small letters.
    projects: HashMap<String, String>,
}

struct Brief {
    id: String,
    hash: String,
}

impl Found {
    fn add(&mut self, take: &TakeRow, recipe: &Recipe, project: &str) {
        if self.places.contains_key(&take.id) {
            return;
        }
        let place = u32::try_from(self.takes.len()).unwrap_or(u32::MAX);
        self.places.insert(take.id.clone(), place);
        self.takes.push(Brief { id: take.id.clone(), hash: take.hash.clone() });
        self.newest = self.newest.max(take.at.as_micros());
        let figure = recipe.figure.as_ref().map_or("", |figure| figure.name.as_str());
        let presets = recipe.presets.iter().map(|preset| preset.name.as_str());
        for text in [recipe.prompt.as_str(), &recipe.words, figure, project].into_iter().chain(presets) {
            for word in words_of(text) {
                self.words.entry(word).or_default().insert(place);
            }
        }
    }

    /// The places of the takes in which all of these words stand.
    fn by_words(&self, words: &BTreeSet<String>) -> BTreeSet<u32> {
        let mut left: Option<BTreeSet<u32>> = None;
        for word in words {
            let mut places = self.words.get(word).cloned().unwrap_or_default();
            // Scripts without blanks between words are looked for inside of them.
            if !word.is_ascii() {
                let inside = self.words.iter().filter(|(known, _)| known.contains(word.as_str()));
                places.extend(inside.flat_map(|(_, places)| places));
            }
            left = Some(match left {
                None => places,
                Some(left) => left.intersection(&places).copied().collect(),
            });
        }
        left.unwrap_or_default()
    }
}

fn words_of(text: &str) -> BTreeSet<String> {
    let folded = text.to_lowercase();
    let parts = folded.split(|sign: char| !sign.is_alphanumeric());
    parts.filter(|part| part.chars().count() >= LEAST || !part.is_ascii()).map(str::to_owned).collect()
}

impl App {
    /// Takes for words, the newest first, at most so many; none where nothing is made here.
    pub async fn search_takes(&self, text: &str, limit: usize) -> Result<FoundTakes, AppError> {
        self.takes_of_words(text, limit, Duration::ZERO).await
    }

    /// The same with an index that may be this old.
    async fn takes_of_words(&self, text: &str, limit: usize, age: Duration) -> Result<FoundTakes, AppError> {
        let words = words_of(text);
        if words.is_empty() || !self.config().production.enabled {
            return Ok(Vec::new());
        }
        let mut found = self.producing().looks.found.lock().await;
        if found.followed.is_none_or(|at| at.elapsed() >= age) {
            self.follow_takes(&mut found).await?;
            found.followed = Some(Moment::now());
        }
        let places = found.by_words(&words);
        let ids: Vec<String> =
            places.iter().rev().take(limit).map(|at| found.takes[*at as usize].id.clone()).collect();
        drop(found);
        let mut takes = Vec::with_capacity(ids.len());
        for id in ids {
            // One that was purged since is not there any more.
            if let Some(row) = self.store().take(&id).await? {
                takes.push(told(row, 1.0, words.iter().cloned().collect())?);
            }
        }
        Ok(takes)
    }

    /// A few takes for the words of a search, to stand beside the works that it finds. Most searches find none, and ask
    /// the store nothing for it.
    pub async fn takes_beside(&self, text: &str) -> FoundTakes {
        self.takes_of_words(text, BESIDE, OLD).await.unwrap_or_else(|error| {
            tracing::warn!(error = ?error, "takes could not be searched");
            Vec::new()
        })
    }

    /// Whether there are takes to compare a picture with.
    pub(crate) async fn has_takes(&self) -> Result<bool, AppError> {
        Ok(self.config().production.enabled
            && !self.store().takes(&TakeFilter::default(), 1).await?.is_empty())
    }

    /// Takes that show a picture, the likeliest first.
    pub(crate) async fn takes_showing(&self, probe: Probe, limit: usize) -> Result<FoundTakes, AppError> {
        if !self.config().production.enabled {
            return Ok(Vec::new());
        }
        let mut found = self.producing().looks.found.lock().await;
        self.follow_takes(&mut found).await?;
        self.follow_looks(&mut found).await?;
        let index = Arc::clone(&found.pictures);
        let seen = tokio::task::spawn_blocking(move || index.search(&probe, limit)).await;
        let seen = seen.map_err(AppError::internal)?;
        let hits: Vec<(String, f32)> = seen
            .matches()
            .iter()
            .flat_map(|hit| hit.owners.iter().map(|owner| (*owner, hit.probability)))
            .map(|(owner, probability)| (found.takes[owner as usize].id.clone(), probability))
            .take(limit)
            .collect();
        drop(found);
        let mut takes = Vec::with_capacity(hits.len());
        for (id, probability) in hits {
            if let Some(row) = self.store().take(&id).await? {
                takes.push(told(row, probability, Vec::new())?);
            }
        }
        Ok(takes)
    }

    /// Brings the index up to the store. Where takes have gone, or came back with an older time, it is made anew.
    async fn follow_takes(&self, found: &mut Found) -> Result<(), AppError> {
        let count = self.store().take_count().await?;
        if count == found.takes.len() as u64 {
            return Ok(());
        }
        if count > found.takes.len() as u64 {
            self.read_takes(found, Instant::from_micros(found.newest.saturating_sub(LATE))).await?;
        }
        if self.store().take_count().await? != found.takes.len() as u64 {
            *found = Found::default();
            self.read_takes(found, Instant::from_micros(i64::MIN)).await?;
        }
        Ok(())
    }

    async fn read_takes(&self, found: &mut Found, since: Instant) -> Result<(), AppError> {
        let mut after = (since, String::new());
        loop {
            let rows = self.store().takes_since(&after, AT_ONCE).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = (last.at, last.id.clone());
            for row in rows {
                let recipe: Recipe = stored("recipe", &row.recipe)?;
                let project = match &row.project {
                    None => String::new(),
                    Some(id) if found.projects.contains_key(id) => found.projects[id].clone(),
                    Some(id) => {
                        let name = self.store().project(id).await?.map(|row| row.name).unwrap_or_default();
                        found.projects.insert(id.clone(), name.clone());
                        name
                    }
                };
                found.add(&row, &recipe, &project);
            }
        }
    }

    /// Brings the pictures up to the takes.
    async fn follow_looks(&self, found: &mut Found) -> Result<(), AppError> {
        let mut owners: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (place, take) in (0u32..).zip(&found.takes) {
            if found.pictures.owners(place).is_empty() {
                owners.entry(take.hash.clone()).or_default().push(place);
            }
        }
        let hashes: Vec<String> = owners.keys().cloned().collect();
        if hashes.is_empty() {
            return Ok(());
        }
        let mut looks: HashMap<String, Vec<u8>> = HashMap::new();
        for some in hashes.chunks(AT_ONCE) {
            looks.extend(self.store().looks(some).await?);
        }
        let unknown: Vec<&String> = hashes.iter().filter(|hash| !looks.contains_key(*hash)).collect();
        for hash in unknown.iter().take(MEASURED) {
            match self.measured(hash).await {
                Ok(Some(look)) => {
                    looks.insert((*hash).clone(), look);
                }
                Ok(None) => {}
                // One picture that cannot be read must not hide all others.
                Err(error) => {
                    tracing::warn!(error = ?error, hash = %hash, "a take is not found by its picture");
                }
            }
        }
        for hash in unknown.iter().skip(MEASURED) {
            self.look_at_take(hash);
        }
        let index = Arc::make_mut(&mut found.pictures);
        for (hash, look) in looks {
            let (Some(descriptor), Some(content)) = (Descriptor::from_bytes(&look), content_of(&hash)) else {
                continue;
            };
            for owner in owners.get(&hash).into_iter().flatten() {
                index.insert(*owner, *owner, content, &descriptor);
            }
        }
        Ok(())
    }

    /// Makes the small copy of a take's picture and measures it, beside all else.
    pub(super) fn look_at_take(&self, hash: &str) {
        let (app, hash) = (self.clone(), hash.to_owned());
        let mut after = self.producing().looks.after.lock().expect("no panic while held");
        while after.try_join_next().is_some() {}
        after.spawn(async move {
            let _one = app.producing().looks.one.lock().await;
            if let Err(error) = app.measured(&hash).await {
                tracing::warn!(error = ?error, hash, "a picture could not be looked at; it will be when it is asked for");
            }
        });
    }

    /// Ends what goes on beside the work: pictures that are looked at, and books that are behind.
    pub(crate) async fn end_pictures(&self) {
        let mut after =
            std::mem::take(&mut *self.producing().looks.after.lock().expect("no panic while held"));
        while after.join_next().await.is_some() {}
        if self.config().production.enabled
            && let Err(error) = self.write_books().await
        {
            tracing::warn!(error = ?error, "the books of projects could not be written; they will be later");
        }
    }

    /// Measures a kept picture, keeps what was measured and its small copy; `None` when it is not kept any more.
    async fn measured(&self, hash: &str) -> Result<Option<Vec<u8>>, AppError> {
        let Some(file) = self.kept_picture(hash).await? else { return Ok(None) };
        let made = tokio::task::spawn_blocking(move || {
            let picture = pictures::decode(&file, &Limits::default())?;
            let look = Descriptor::of(&picture).map(|look| look.to_bytes());
            Ok::<_, pictures::PictureError>((look, pictures::thumbnail(&picture, SIDE)))
        });
        let (look, small) =
            made.await.map_err(AppError::internal)?.map_err(|error| unreadable(hash, error))?;
        self.keep_thumbnail(hash, small).await?;
        // A picture may be too small to be measured.
        let Ok(look) = look else { return Ok(None) };
        self.store().keep_look(hash, &look).await?;
        Ok(Some(look))
    }

    /// The small copy of a take's picture, as JPEG with a longer side of 320 pixels.
    ///
    /// # Errors
    /// `not_found` for an unknown take; `damaged` when its picture is gone.
    pub async fn take_thumbnail(&self, id: &str) -> Result<Vec<u8>, AppError> {
        let hash = self.take_row(id).await?.hash;
        self.thumbnail_of(&hash).await
    }

    /// The small copy of a kept picture.
    pub(super) async fn thumbnail_of(&self, hash: &str) -> Result<Vec<u8>, AppError> {
        let gone = || AppError::new(ErrorCode::Damaged, format!("the picture {hash} is not kept any more"));
        let (folder, name) = self.small_copy(hash).ok_or_else(gone)?;
        if let Some(small) = off_the_loop(move || folder.get(&name)).await? {
            return Ok(small);
        }
        self.measured(hash).await?;
        let (folder, name) = self.small_copy(hash).ok_or_else(gone)?;
        off_the_loop(move || folder.get(&name)).await?.ok_or_else(gone)
    }

    async fn keep_thumbnail(&self, hash: &str, small: Vec<u8>) -> Result<(), AppError> {
        let Some((folder, name)) = self.small_copy(hash) else { return Ok(()) };
        off_the_loop(move || folder.put(&name, &small)).await
    }

    pub(super) async fn forget_thumbnail(&self, hash: &str) -> Result<(), AppError> {
        let Some((folder, name)) = self.small_copy(hash) else { return Ok(()) };
        off_the_loop(move || gone(&folder.path(&name))).await
    }

    fn small_copy(&self, hash: &str) -> Option<(Folder, Name)> {
        let name = Name::parse(&format!("{hash}.jpg"), "jpg")?;
        Some((Folder::new(self.picture_folder().join("thumbnails")), name))
    }
}

fn told(row: TakeRow, relevance: f32, words: Vec<String>) -> Result<FoundTake, AppError> {
    let thumbnail = format!("/api/anime/takes/{}/thumbnail", row.id);
    Ok(FoundTake { source: "take", relevance, words, thumbnail, take: super::takes::view(row)? })
}

fn unreadable(hash: &str, error: pictures::PictureError) -> AppError {
    AppError::new(ErrorCode::Damaged, format!("the kept picture {hash} cannot be read")).caused_by(error)
}

/// The 32 bytes of 64 hexadecimal digits.
fn content_of(hash: &str) -> Option<ContentHash> {
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(hash.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    (hash.len() == 64).then_some(ContentHash(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_what_stands_between_other_signs() {
        let words = words_of("Long silver-hair, a (lamp:1.2) 灯");
        assert_eq!(words.into_iter().collect::<Vec<_>>(), ["hair", "lamp", "long", "silver", "灯"]);
    }

    #[test]
    fn a_hash_is_64_digits() {
        assert_eq!(content_of(&"0f".repeat(32)), Some(ContentHash([15; 32])));
        for odd in ["", "0f", &"zz".repeat(32), &"0f".repeat(33)] {
            assert_eq!(content_of(odd), None, "{odd}");
        }
    }
}
