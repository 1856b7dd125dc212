//! What a record says of a field, and how much of it stands in the golden record.

use std::collections::HashSet;

use model::{Field, FuzzyDate, Record, Work};
use serde_json::{Value, json};

use crate::{
    lists::{address_key, is_service},
    rules::{How, aliases, organizations, relations::plain},
    text, titles,
    words::{self, Class},
    work,
};

/// How one value of a field is compared with another's.
pub(crate) enum Said {
    Title(fn(&Record) -> Option<&str>),
    Date(fn(&Record) -> Option<FuzzyDate>),
    Prose(fn(&Record) -> Option<&str>),
    /// Any other single value, with the test for one that says little.
    Value(fn(&Value) -> bool),
}

/// How a field that holds one value is chosen; `None` for lists.
pub(crate) fn single(field: &Field) -> Option<Said> {
    Some(match field {
        Field::Title => Said::Title(titles::listed),
        Field::TitleEnglish => Said::Title(titles::english),
        Field::TitleNative => Said::Title(titles::native),
        Field::StartDate => Said::Date(|record| record.start_date),
        Field::EndDate => Said::Date(|record| record.end_date),
        Field::Synopsis => Said::Prose(|record| record.synopsis.as_deref()),
        Field::Background => Said::Prose(|record| record.background.as_deref()),
        Field::Origin => Said::Value(|word| word.as_str().is_some_and(|w| w.eq_ignore_ascii_case("other"))),
        Field::Medium
        | Field::Format
        | Field::Status
        | Field::Episodes
        | Field::Duration
        | Field::Season
        | Field::Year
        | Field::Rating
        | Field::Image
        | Field::Adult
        | Field::Score
        | Field::ScoreMeans => Said::Value(|_| false),
        _ => return None,
    })
}

/// What a record says of a field in the normal form's shape; `None` when nothing. Of long lists the
/// names only.
pub(crate) fn said(field: &Field, record: &Record) -> Option<Value> {
    let value = match field {
        Field::Title => json!(titles::listed(record)),
        Field::TitleEnglish => json!(titles::english(record)),
        Field::TitleNative => json!(titles::native(record)),
        Field::Titles => {
            let texts = record.titles.iter().map(|title| &title.text);
            json!(texts.chain(&record.synonyms).collect::<Vec<_>>())
        }
        Field::Medium => json!(record.medium),
        Field::Format => json!(work::known_format(record)),
        Field::Status => json!(work::known_status(record)),
        Field::Episodes => json!(record.episodes.filter(|number| *number > 0)),
        Field::Duration => json!(record.duration_s.filter(|seconds| *seconds > 0)),
        Field::Season => json!(record.season),
        Field::Year => json!(record.year),
        Field::StartDate => json!(record.start_date),
        Field::EndDate => json!(record.end_date),
        Field::Score => json!(record.score),
        Field::Popularity => json!(record.popularity),
        Field::Synopsis => json!(prose(record.synopsis.as_deref())),
        Field::Background => json!(prose(record.background.as_deref())),
        Field::Image => json!(record.images.first().map(|image| &image.url)),
        Field::Adult => json!(record.adult),
        Field::Origin => json!(work::known_origin(record)),
        Field::Rating => json!(record.rating),
        Field::Broadcast => json!(record.broadcast),
        Field::ScoreMeans => json!(record.score_means),
        other => said_list(other, record),
    };
    let says_nothing = value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    (!says_nothing).then_some(value)
}

fn prose(text: Option<&str>) -> Option<String> {
    text.map(text::clean).filter(|text| !text.is_empty()).map(std::borrow::Cow::into_owned)
}

fn said_list(field: &Field, record: &Record) -> Value {
    match field {
        Field::Tags => json!(record.genres.iter().chain(&record.tags).collect::<Vec<_>>()),
        Field::Genres => json!(words::of(record, Class::Genre)),
        Field::Themes => json!(words::of(record, Class::Theme)),
        Field::Demographics => json!(words::of(record, Class::Demographic)),
        Field::ContentWarnings => json!(words::warnings(record)),
        Field::Studios => json!(record.studios),
        Field::Producers => json!(record.producers),
        Field::Licensors => json!(record.licensors),
        Field::Licenses => json!(record.licenses),
        Field::Slots => json!(record.slots),
        Field::Premieres => json!(record.premieres),
        Field::Delays => json!(record.delays),
        Field::Songs => json!(record.songs),
        Field::Videos => json!(record.videos.iter().map(|video| &video.url).collect::<Vec<_>>()),
        Field::Images => json!(record.images.iter().map(|image| &image.url).collect::<Vec<_>>()),
        Field::Links => json!(record.links),
        Field::Relations => json!(record.relations),
        Field::Streams => json!(record.streams),
        Field::Staff => json!(record.staff.iter().map(|credit| &credit.name).collect::<Vec<_>>()),
        Field::Characters => json!(record.characters.iter().map(|row| &row.name).collect::<Vec<_>>()),
        Field::EpisodeList => {
            let listed = record.episodes_list.iter().map(|entry| &entry.number);
            json!(listed.chain(record.airings.iter().map(|airing| &airing.episode)).collect::<Vec<_>>())
        }
        Field::Statistics => {
            let counts = [
                ("rank", record.rank.map(u64::from)),
                ("popularity_rank", record.popularity_rank.map(u64::from)),
                ("members", record.popularity),
                ("favorites", record.favorites),
            ];
            let mut told: serde_json::Map<String, Value> = counts
                .into_iter()
                .filter_map(|(name, count)| Some((name.to_owned(), json!(count?))))
                .collect();
            if let Some(score) = record.score {
                told.insert("score".to_owned(), json!(score));
            }
            if told.is_empty() { Value::Null } else { Value::Object(told) }
        }
        _ => Value::Null,
    }
}

/// How many items of what a record says of a list stand in the golden record, and how many it says.
pub(crate) fn items(field: &Field, record: &Record, work: &Work) -> (usize, usize) {
    let details = work.details();
    let count = |said: Vec<String>, golden: HashSet<String>| {
        (said.iter().filter(|item| golden.contains(*item)).count(), said.len())
    };
    let words_of = |said: &[String], golden: Vec<&String>| {
        count(keys(said, aliases::key), golden.into_iter().map(|word| aliases::key(word)).collect())
    };
    let companies = |said: &[String], golden: &[String]| {
        count(keys(said, organizations::key), keys(golden, organizations::key).into_iter().collect())
    };
    match field {
        Field::Tags => {
            let said: Vec<String> = record.genres.iter().chain(&record.tags).cloned().collect();
            count(keys(&said, lower), work.tags.iter().map(|word| lower(word)).collect())
        }
        Field::Genres => words_of(&words::of(record, Class::Genre), details.genres.iter().collect()),
        Field::Themes => words_of(
            &words::of(record, Class::Theme),
            details.themes.iter().map(|theme| &theme.name).collect(),
        ),
        Field::Demographics => {
            words_of(&words::of(record, Class::Demographic), details.demographics.iter().collect())
        }
        Field::ContentWarnings => {
            let said: Vec<String> = words::warnings(record).into_iter().map(Into::into).collect();
            words_of(&said, details.content_warnings.iter().collect())
        }
        Field::Studios => companies(&record.studios, &work.studios),
        Field::Producers => companies(&record.producers, &work.producers),
        Field::Licensors => companies(&record.licensors, &details.licensors),
        Field::Slots => in_list(&record.slots, &details.slots),
        Field::Premieres => in_list(&record.premieres, &details.premieres),
        Field::Delays => in_list(&record.delays, &details.delays),
        Field::Broadcast => {
            let parts = |slot: Option<&model::Broadcast>| {
                slot.map(|slot| [slot.day.clone(), slot.time.clone(), slot.zone.clone()]).unwrap_or_default()
            };
            let (said, golden) = (parts(record.broadcast.as_ref()), parts(details.broadcast.as_ref()));
            let both = said.iter().zip(&golden);
            let stand = both.filter(|(said, golden)| said.is_some() && said == golden).count();
            (stand, said.iter().flatten().count())
        }
        Field::Relations => {
            let key = |kind: &model::RelationType, id: &model::ExternalId| format!("{} {id}", plain(kind));
            count(
                record.relations.iter().map(|tie| key(&tie.kind, &tie.external_id)).collect(),
                work.relations.iter().map(|tie| key(&tie.kind, &tie.external_id)).collect(),
            )
        }
        Field::Links => count(
            record.links.iter().map(|link| address_key(&link.url)).collect(),
            details.links.iter().map(|link| address_key(&link.url)).collect(),
        ),
        Field::Streams => {
            let stands =
                |stream: &&model::Stream| details.streams.iter().any(|known| is_service(known, stream));
            (record.streams.iter().filter(stands).count(), record.streams.len())
        }
        Field::Statistics => {
            let counted = details.statistics.iter().any(|told| told.source == record.source);
            (usize::from(counted), 1)
        }
        // All that is said is joined, equal items as one.
        other => {
            let all = said(other, record).and_then(|value| value.as_array().map(Vec::len)).unwrap_or(1);
            (all, all)
        }
    }
}

fn keys(texts: &[String], key: impl Fn(&str) -> String) -> Vec<String> {
    texts.iter().map(|text| key(text)).collect()
}

fn lower(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn in_list<T: PartialEq>(said: &[T], golden: &[T]) -> (usize, usize) {
    (said.iter().filter(|item| golden.contains(item)).count(), said.len())
}

/// Why items of a list do not stand.
pub(crate) fn item_note(field: &Field, how: How) -> &'static str {
    match (field, how) {
        (_, How::OneField(_)) => {
            "a word stands in one field only, where the most trusted source that classified it put it"
        }
        (_, How::Companies(_)) => "sources that tell what a company did decide",
        (Field::Relations, _) => "one work has one tie, in the word of the first source that says how",
        (Field::Statistics, _) => "its site is counted by a more trusted source, or it is made of others",
        (Field::Slots | Field::Premieres | Field::Delays, _) => "a more trusted source tells of this form",
        (Field::Broadcast, _) => "a more trusted source knows these parts",
        _ => "they are no words of this kind, or others say the same",
    }
}
