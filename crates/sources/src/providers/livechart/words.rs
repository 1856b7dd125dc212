//! LiveChart's own words, and what all its pages write alike: titles, formats, pictures, counts.

use jiff::{Timestamp, tz::Offset};
use model::{ExternalId, Format, FuzzyDate, Image, ImageKind, Record, Script, Status, Title, TitleKind};

use super::NAMESPACE;
use crate::parts::{dates, durations, text};

/// How a work is called, by the part each name plays.
#[derive(Debug, Default)]
pub struct Names {
    /// The name the site lists it under.
    pub main: Option<String>,
    /// In Latin letters as they are spoken.
    pub romaji: Option<String>,
    /// In English.
    pub english: Option<String>,
    /// As written where it was made.
    pub native: Option<String>,
    /// In any language.
    pub others: Vec<String>,
}

impl Names {
    /// Writes them into a record.
    pub fn put_into(self, record: &mut Record) {
        record.title = self.romaji.clone().or(self.main).or_else(|| self.english.clone());
        let named = [
            (self.romaji, Some("ja-Latn"), TitleKind::Main),
            (self.english, Some("en"), TitleKind::Official),
        ];
        let native = self.native.map(|title| {
            let language = written_in(&title);
            (Some(title), language, TitleKind::Official)
        });
        for (title, language, kind) in named.into_iter().chain(native) {
            let Some(title) = title else { continue };
            if record.titles.iter().any(|known| known.text == title) {
                continue;
            }
            let main = record.title.as_ref() == Some(&title);
            let kind = if main { TitleKind::Main } else { kind };
            let title = Title::new(title, kind);
            record.titles.push(language.map_or_else(|| title.clone(), |tag| title.clone().in_language(tag)));
        }
        if record.titles.is_empty() {
            record.titles.extend(record.title.clone().map(|title| Title::new(title, TitleKind::Main)));
        }
        for other in self.others {
            if !record.titles.iter().any(|title| title.text == other) {
                record.titles.push(Title::new(other, TitleKind::Synonym));
            }
        }
        for title in &record.titles {
            let differs = record.title.as_ref() != Some(&title.text);
            if differs && !record.synonyms.contains(&title.text) {
                record.synonyms.push(title.text.clone());
            }
        }
    }
}

/// The language that a title's script tells; Han alone may be Chinese as well as Japanese.
fn written_in(title: &str) -> Option<&'static str> {
    match Script::of(title) {
        Script::Kana => Some("ja"),
        Script::Hangul => Some("ko"),
        _ => None,
    }
}

/// The id of an anime.
pub fn id(text: &str) -> Option<ExternalId> {
    let text = text.trim();
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| ExternalId::new(NAMESPACE, text).ok()).flatten()
}

/// The id in an address of an anime's page, `/anime/11115` or with a host.
pub fn id_in(address: &str) -> Option<ExternalId> {
    let (_, rest) = address.split_once("/anime/")?;
    id(rest.split(['/', '?', '#']).next()?)
}

/// The format of one of the site's words; `None` for `Unknown`.
pub fn format(word: &str) -> Option<Format> {
    let word = text::known(word)?;
    Some(match word.to_lowercase().replace(['(', ')'], "").as_str() {
        "tv" | "tv short" => Format::Tv,
        "web" | "web short" => Format::Ona,
        "tv special" | "special" => Format::Special,
        "music" | "music video" => Format::Music,
        _ => Format::parse(&word),
    })
}

/// The status of one of the site's words.
pub fn status(word: &str) -> Option<Status> {
    let word = text::known(word)?;
    Some(match word.to_lowercase().as_str() {
        "releasing" | "airing" | "ongoing" => Status::Ongoing,
        "finished" | "released" => Status::Finished,
        "not yet released" | "not yet aired" | "upcoming" | "tba" => Status::Upcoming,
        "canceled" | "cancelled" => Status::Cancelled,
        "on hiatus" | "hiatus" => Status::Hiatus,
        _ => Status::parse(&word),
    })
}

/// How many episodes there are: `12`, `12 eps`, and of `8 / 24` or `8 of 24` the latter.
pub fn episodes(text: &str) -> Option<u32> {
    let whole = text.rsplit_once('/').or_else(|| text.rsplit_once(" of ")).map_or(text, |(_, whole)| whole);
    text::number(whole).and_then(text::count)
}

/// Episodes and length of `12 eps × 24m`, of which either may stand alone or be `?`.
pub fn episodes_and_length(text: &str) -> (Option<u32>, Option<u32>) {
    let (count, length) = match text.split_once(['×', '✕']) {
        Some((count, length)) => (Some(count), Some(length)),
        None if text.contains("ep") => (Some(text), None),
        None => (None, Some(text)),
    };
    (count.and_then(episodes), length.and_then(durations::seconds))
}

/// The day in Japan of a moment in seconds since 1970.
pub fn day_in_japan(seconds: i64) -> Option<FuzzyDate> {
    let moment = Timestamp::from_second(seconds).ok()?;
    let day = Offset::constant(9).to_datetime(moment).date();
    dates::from_parts(Some(day.year().into()), Some(day.month().into()), Some(day.day().into()))
}

/// Adds the poster in both sizes, unless it is the one that stands for none.
pub fn add_poster(record: &mut Record, address: &str) {
    if !record.images.is_empty() || address.contains("default-anime-poster") || !address.starts_with("http") {
        return;
    }
    let other_size = |from: &str, to: &str| address.contains(from).then(|| address.replacen(from, to, 1));
    let (large, small) = match other_size("large", "small") {
        Some(small) => (address.to_owned(), Some(small)),
        None => match other_size("small", "large") {
            Some(large) => (large, Some(address.to_owned())),
            None => (address.to_owned(), None),
        },
    };
    record.images.push(Image { url: large, kind: ImageKind::Poster });
    record.images.extend(small.map(|url| Image { url, kind: ImageKind::Thumbnail }));
}

/// The number behind `EP6`, and any other label as it stands, such as `THTR` for a premiere in theaters.
pub fn episode_label(label: &str) -> Option<String> {
    let label = text::clean(label)?;
    let number = label.strip_prefix("EP").unwrap_or(&label).trim();
    let number = number.split([' ', '·']).next().unwrap_or_default();
    let is_number = label.starts_with("EP") && number.starts_with(|c: char| c.is_ascii_digit());
    if is_number { Some(number.to_owned()) } else { label.split('·').next().and_then(text::clean) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_site() {
        for (word, read) in [
            ("TV", Some("TV")),
            ("TV Short", Some("TV")),
            ("TV (Short)", Some("TV")),
            ("Web Short", Some("ONA")),
            ("OVA", Some("OVA")),
            ("Music Video", Some("MUSIC")),
            ("Special", Some("SPECIAL")),
            ("Unknown", None),
            ("Stage", Some("Stage")),
        ] {
            assert_eq!(format(word).as_ref().map(Format::as_str), read, "{word}");
        }
        assert_eq!(status("Not Yet Released"), Some(Status::Upcoming));
        assert_eq!(status("Releasing"), Some(Status::Ongoing));
        assert_eq!(status("Canceled"), Some(Status::Cancelled));
    }

    #[test]
    fn counts_in_every_dress() {
        for (text, read) in [
            ("12 eps", Some(12)),
            ("8 / 24", Some(24)),
            ("0/\u{200a}12", Some(12)),
            ("0/\u{200a}–", None),
            ("8 of 24 eps", Some(24)),
            ("? eps", None),
        ] {
            assert_eq!(episodes(text), read, "{text}");
        }
        assert_eq!(episodes_and_length("12 eps × 24m"), (Some(12), Some(1440)));
        assert_eq!(episodes_and_length("? eps × ? min"), (None, None));
        assert_eq!(episodes_and_length("1h 11m"), (None, Some(4260)));
    }

    #[test]
    fn days_and_labels() {
        // Half past midnight in Japan is still the day before in UTC.
        assert_eq!(day_in_japan(549_905_400).map(|day| day.to_string()).as_deref(), Some("1987-06-06"));
        for (label, read) in
            [("EP6", "6"), ("EP9 · TV (JP)", "9"), ("EP1-2", "1-2"), ("THTR", "THTR"), ("OVA · BD", "OVA")]
        {
            assert_eq!(episode_label(label).as_deref(), Some(read), "{label}");
        }
    }
}
