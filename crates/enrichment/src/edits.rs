//! Edits by hand, laid over what the rules made. They win over every source.

use model::{CurationEntry, Details, EntityKind, Field, Synopsis, Title, TitleKind, Work};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Why an edit cannot be laid on a work.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The value has not the field's shape.
    #[error("the value for {field} does not fit")]
    Shape {
        /// The field.
        field: Field,
        /// What was expected.
        source: serde_json::Error,
    },
    /// The field follows from others and cannot be set by itself.
    #[error("{field} follows from other fields and cannot be set; edit those instead")]
    Derived {
        /// The field.
        field: Field,
    },
}

/// Tells whether an edit could be laid on a work, so that a wrong one is refused when it is made.
///
/// # Errors
/// When the value has not the field's shape, or the field cannot be set.
pub fn check_edit(edit: &CurationEntry) -> Result<(), EditError> {
    let id = model::WorkId::new(1).expect("1 is positive");
    set(&mut Work::new(id, model::Medium::Anime, "?"), edit)
}

/// Lays edits on a work, the older ones first, so that of two edits of a field the newer stands.
pub(crate) fn lay_on(work: &mut Work, edits: &[CurationEntry]) {
    if edits.is_empty() {
        return;
    }
    let mut edits: Vec<&CurationEntry> = edits.iter().filter(|edit| edit.kind == EntityKind::Work).collect();
    edits.sort_by(|a, b| (a.at, &a.author, &a.field).cmp(&(b.at, &b.author, &b.field)));
    for edit in edits {
        // Edits are checked when they are made; one of another version of the program may not fit.
        let _ = set(work, edit);
    }
}

/// The edit of a field that stands, if any.
pub(crate) fn standing<'e>(edits: &'e [CurationEntry], field: &Field) -> Option<&'e CurationEntry> {
    let of_field = edits.iter().filter(|edit| edit.kind == EntityKind::Work && edit.field == *field);
    of_field.filter(|edit| check_edit(edit).is_ok()).max_by(|a, b| (a.at, &a.author).cmp(&(b.at, &b.author)))
}

fn set(work: &mut Work, edit: &CurationEntry) -> Result<(), EditError> {
    let (field, value) = (&edit.field, &edit.value);
    let mut details = work.details.take().map_or_else(Details::default, |details| *details);
    let done = set_field(work, &mut details, field, value);
    work.details = details.boxed();
    done
}

fn set_field(work: &mut Work, details: &mut Details, field: &Field, value: &Value) -> Result<(), EditError> {
    match field {
        Field::Title => {
            work.title = read(field, value)?;
            let title = Title::new(work.title.clone(), TitleKind::Main);
            first_title(work, title, |_| false);
        }
        Field::TitleEnglish => {
            let title = Title::new(read::<String>(field, value)?, TitleKind::Official).in_language("en");
            first_title(work, title, |t| t.language.as_ref().is_some_and(|tag| tag.primary() == "en"));
        }
        Field::TitleNative => {
            let title = Title::new(read::<String>(field, value)?, TitleKind::Official).in_language("ja");
            first_title(work, title, |t| t.language.as_ref().is_some_and(|tag| tag.as_str() == "ja"));
        }
        Field::Titles => work.titles = read(field, value)?,
        Field::Medium => work.medium = read(field, value)?,
        Field::Format => work.format = or_default(field, value)?,
        Field::Status => work.status = or_default(field, value)?,
        Field::Episodes => work.episodes = read(field, value)?,
        Field::Duration => work.duration_s = read(field, value)?,
        Field::Season => work.season = read(field, value)?,
        Field::Year => work.year = read(field, value)?,
        Field::StartDate => work.start_date = read(field, value)?,
        Field::EndDate => work.end_date = read(field, value)?,
        Field::Score => work.score = read(field, value)?,
        Field::Popularity => work.popularity = read(field, value)?,
        Field::Synopsis => match read::<Option<String>>(field, value)? {
            Some(text) => {
                work.synopses.retain(|known| known.text != text);
                work.synopses.insert(0, Synopsis { text, source: model::SourceId::MANUAL });
            }
            None => work.synopses.clear(),
        },
        Field::Tags => work.tags = or_default(field, value)?,
        Field::Studios => work.studios = or_default(field, value)?,
        Field::Producers => work.producers = or_default(field, value)?,
        Field::Image => {
            if let Some(url) = read::<Option<String>>(field, value)? {
                let kind = model::ImageKind::Poster;
                work.images.insert(0, model::Image { url, kind });
                if !details.image_sources.is_empty() {
                    details.image_sources.insert(0, model::SourceId::MANUAL);
                }
            }
        }
        Field::Images => {
            work.images = or_default(field, value)?;
            details.image_sources = work.images.iter().map(|_| model::SourceId::MANUAL).collect();
        }
        Field::Adult => work.adult = or_default(field, value)?,
        Field::Origin => work.origin = read(field, value)?,
        Field::Rating => work.rating = read(field, value)?,
        Field::Relations => work.relations = or_default(field, value)?,
        Field::Staff => {
            work.staff = or_default(field, value)?;
            details.staff.clear();
        }
        other => return set_detail(details, other, value),
    }
    Ok(())
}

fn set_detail(details: &mut Details, field: &Field, value: &Value) -> Result<(), EditError> {
    match field {
        Field::Background => details.background = read(field, value)?,
        Field::Broadcast => details.broadcast = read(field, value)?,
        Field::Slots => details.slots = or_default(field, value)?,
        Field::Premieres => details.premieres = or_default(field, value)?,
        Field::Delays => details.delays = or_default(field, value)?,
        Field::Genres => details.genres = or_default(field, value)?,
        Field::Themes => details.themes = or_default(field, value)?,
        Field::Demographics => details.demographics = or_default(field, value)?,
        Field::ContentWarnings => details.content_warnings = or_default(field, value)?,
        Field::Licensors => details.licensors = or_default(field, value)?,
        Field::Licenses => details.licenses = or_default(field, value)?,
        Field::Characters => details.characters = or_default(field, value)?,
        Field::EpisodeList => details.episodes = or_default(field, value)?,
        Field::Songs => details.songs = or_default(field, value)?,
        Field::Videos => details.videos = or_default(field, value)?,
        Field::Streams => details.streams = or_default(field, value)?,
        Field::Links => details.links = or_default(field, value)?,
        // What sites count is what they count.
        _ => return Err(EditError::Derived { field: field.clone() }),
    }
    Ok(())
}

/// Puts a title where it is found first: behind the shown one, or in its place when it is the shown one.
/// Those that it stands for become synonyms.
fn first_title(work: &mut Work, title: Title, replaces: impl Fn(&Title) -> bool) {
    work.titles.retain(|known| known.text != title.text);
    for known in work.titles.iter_mut().filter(|known| replaces(known)) {
        known.kind = TitleKind::Synonym;
    }
    let place = usize::from(title.text != work.title).min(work.titles.len());
    work.titles.insert(place, title);
}

fn read<T: DeserializeOwned>(field: &Field, value: &Value) -> Result<T, EditError> {
    T::deserialize(value).map_err(|source| EditError::Shape { field: field.clone(), source })
}

/// An empty value empties the field.
fn or_default<T: DeserializeOwned + Default>(field: &Field, value: &Value) -> Result<T, EditError> {
    read::<Option<T>>(field, value).map(Option::unwrap_or_default)
}
