//! Edits by hand, laid over what the rules made. They win over every source.

use model::{
    CurationEntry, Details, EntityKind, Field, Format, Medium, Status, Synopsis, Title, TitleKind, Work,
};
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
    /// The value has the shape, and still cannot be meant.
    #[error("{field} cannot be `{value}`: {reason}")]
    Sense {
        /// The field.
        field: Field,
        /// The value.
        value: String,
        /// Why.
        reason: String,
    },
    /// The field follows from others and cannot be set by itself.
    #[error("{field} follows from other fields and cannot be set; edit those instead")]
    Derived {
        /// The field.
        field: Field,
    },
}

impl EditError {
    /// What to do instead.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Shape { .. } => {
                "a value is JSON or plain text, a list of words also with commas between them; `null` empties a field"
            }
            Self::Sense { .. } => "give another value, or `null` where it is not known",
            Self::Derived { .. } => {
                "`emaki registry explain <id> --field all` shows the fields and who fills them"
            }
        }
    }
}

/// Tells whether an edit could be laid on a work, so that a wrong one is refused when it is made.
///
/// # Errors
/// When the value has not the field's shape, or the field cannot be set.
pub fn check_edit(edit: &CurationEntry) -> Result<(), EditError> {
    let id = model::WorkId::new(1).expect("1 is positive");
    let mut work = Work::new(id, model::Medium::Anime, "?");
    set(&mut work, edit)?;
    makes_sense(&work, edit)
}

/// What the types allow and no record would say: a misspelled word, a number that means "unknown".
fn makes_sense(work: &Work, edit: &CurationEntry) -> Result<(), EditError> {
    let one_of = |known: &[&str]| format!("it is one of {}", known.join(", "));
    let reason = match &edit.field {
        Field::Title | Field::TitleEnglish | Field::TitleNative if is_blank(&edit.value) => {
            "a title has letters".to_owned()
        }
        Field::Medium if matches!(work.medium, Medium::Other(_)) => {
            one_of(&words(Medium::ALL, Medium::as_str))
        }
        Field::Format if matches!(work.format, Format::Other(_)) => {
            one_of(&words(Format::ALL, Format::as_str))
        }
        Field::Status if matches!(work.status, Status::Other(_)) => {
            one_of(&words(Status::ALL, Status::as_str))
        }
        Field::Episodes if work.episodes == Some(0) => "nothing has no episodes".to_owned(),
        Field::Duration if work.duration_s == Some(0) => "nothing lasts no time".to_owned(),
        Field::Image if work.images.first().is_some_and(|image| !is_address(&image.url)) => {
            "it is no http or https address".to_owned()
        }
        Field::Year if work.year.is_some_and(|year| !(1850..=2150).contains(&year)) => {
            "years are from 1850 to 2150".to_owned()
        }
        _ => return Ok(()),
    };
    let value = edit.value.as_str().map_or_else(|| edit.value.to_string(), str::to_owned);
    Err(EditError::Sense { field: edit.field.clone(), value, reason })
}

fn is_blank(value: &Value) -> bool {
    value.as_str().is_none_or(|text| text.trim().is_empty())
}

fn is_address(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

fn words<T>(all: &'static [T], word: impl Fn(&'static T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(word).collect()
}

/// The value that a text means for a field: JSON where that fits, else the text itself, else a list of the
/// words between its commas.
///
/// # Errors
/// When none of these fits.
pub fn value_of(field: &Field, text: &str) -> Result<Value, EditError> {
    let words: Vec<&str> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
    let named: Vec<Value> = words.iter().map(|word| serde_json::json!({"name": word})).collect();
    let upper = Value::String(text.trim().to_uppercase().replace([' ', '-'], "_"));
    let read = serde_json::from_str(text).ok();
    // A verdict alone is one from 0 to 10, of nobody's votes.
    let score = || Some(serde_json::json!(model::Score::new(text.trim().parse().ok()?, 10.0, None)?));
    let score = if *field == Field::Score { score() } else { None };
    let forms = score.into_iter().chain(read).chain([text.into(), upper, words.into(), named.into()]);
    let mut first = None;
    for value in forms {
        let edit = CurationEntry {
            kind: EntityKind::Work,
            target: model::EntityId::new(1).expect("1 is positive"),
            field: field.clone(),
            value,
            author: String::new(),
            at: model::Instant::from_micros(0),
            note: String::new(),
        };
        match check_edit(&edit) {
            Ok(()) => return Ok(edit.value),
            Err(error) => {
                // That a word is not known says more than that it is no number.
                let better = first.is_none() || matches!(error, EditError::Sense { .. });
                first = if better { Some(error) } else { first };
            }
        }
    }
    Err(first.expect("a text has forms"))
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

/// Why the value of an edit stands, in words.
pub(crate) fn why(edit: &CurationEntry) -> String {
    let (author, note) = (&edit.author, edit.note.trim());
    let reason = if note.is_empty() { String::new() } else { format!(": {note}") };
    format!("edited by hand by {author}{reason}; edits win over all sources")
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
        Field::Adult => {
            details.adult = read(field, value)?;
            work.adult = details.adult == Some(true);
        }
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_text_means_what_fits_the_field() {
        let cases = [
            (Field::Episodes, "13", json!(13)),
            (Field::Title, "1984", json!("1984")),
            (Field::Title, "Moonlit Depot, Again", json!("Moonlit Depot, Again")),
            (Field::Season, "spring", json!("SPRING")),
            (Field::Format, "tv", json!("tv")),
            (Field::Adult, "true", json!(true)),
            (Field::Genres, "Drama, Slice of Life", json!(["Drama", "Slice of Life"])),
            (Field::Genres, r#"["a, b"]"#, json!(["a, b"])),
            (Field::Themes, "Trains", json!([{"name": "Trains"}])),
            (Field::Synopsis, "null", Value::Null),
            (Field::StartDate, "2014-04", json!("2014-04")),
            (Field::Score, "8.2", json!({"value": 8.2, "scale_max": 10.0, "normalized": 8.2, "votes": null})),
        ];
        for (field, text, value) in cases {
            assert_eq!(value_of(&field, text).ok(), Some(value), "{field} {text}");
        }
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_a_reason() {
        let cases = [
            (Field::Episodes, "many"),
            (Field::Episodes, "0"),
            (Field::Year, "201"),
            (Field::Title, " "),
            (Field::Format, "tvv"),
            (Field::StartDate, "2014-13"),
            (Field::Statistics, "{}"),
            (Field::Image, "picture.jpg"),
        ];
        for (field, text) in cases {
            let error = value_of(&field, text).expect_err(text);
            assert!(!error.hint().is_empty() && !error.to_string().is_empty(), "{field} {text}");
        }
        let told = value_of(&Field::Format, "tvv").expect_err("no format").to_string();
        assert!(told.contains("TV, MOVIE, OVA"), "{told}");
    }

    #[test]
    fn an_edit_empties_and_fills_fields() {
        let id = model::WorkId::new(1).expect("1 is positive");
        let mut work = Work::new(id, Medium::Anime, "Moonlit Depot");
        work.episodes = Some(12);
        let edit = |field, value, at| CurationEntry {
            kind: EntityKind::Work,
            target: id.into(),
            field,
            value,
            author: "ann".into(),
            at: model::Instant::from_micros(at),
            note: String::new(),
        };
        let edits = [
            edit(Field::Episodes, json!(null), 1),
            edit(Field::Genres, json!(["Drama"]), 2),
            edit(Field::TitleEnglish, json!("Depot by Moonlight"), 3),
        ];
        lay_on(&mut work, &edits);
        assert_eq!((work.episodes, work.title_english()), (None, Some("Depot by Moonlight")));
        assert_eq!(work.details().genres, ["Drama"]);
    }
}
