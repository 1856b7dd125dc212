//! The field's words as people read them.

use model::{ExternalId, Format, FuzzyDate, Medium, Season, SourceId, Status};

/// `VISUAL_NOVEL` as "Visual novel"; short capitals such as TV and OVA stay.
pub fn word(raw: &str) -> String {
    if raw.len() <= 3 && !matches!(raw, "YES" | "NO") {
        return raw.to_owned();
    }
    let lower = raw.to_lowercase().replace('_', " ");
    let mut letters = lower.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => lower,
    }
}

/// The format, or the medium where no format is known; nothing that repeats the other.
pub fn kind(medium: &Medium, format: &Format) -> String {
    match format {
        Format::Unknown => word(medium.as_str()),
        Format::OneShot => "One-shot".to_owned(),
        format => word(format.as_str()),
    }
}

/// "Fall 2014", "2014" or nothing.
pub fn when(season: Option<Season>, year: Option<i16>) -> Option<String> {
    let year = year?;
    Some(season.map_or_else(|| year.to_string(), |season| format!("{} {year}", word(season.as_str()))))
}

/// "12 episodes".
pub fn episodes(count: u32) -> String {
    if count == 1 { "1 episode".to_owned() } else { format!("{} episodes", number(count.into())) }
}

/// "24 min", "1 h 52 min", "45 s".
pub fn duration(seconds: u32) -> String {
    match (seconds / 3600, seconds % 3600 / 60) {
        (0, 0) => format!("{seconds} s"),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// "5 October 2014", "October 2014" or "2014".
pub fn date(date: FuzzyDate) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let year = date.year();
    let month = date.month().and_then(|month| MONTHS.get(usize::try_from(month).ok()? - 1));
    match (month, date.day()) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        (None, _) => year.to_string(),
    }
}

/// `12345` as "12,345".
pub fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// "3 works" or "1 work".
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// A message in its parts, each with whether it is code: what stands between two marks such as `` `this` ``.
pub fn marked(message: &str) -> Vec<(bool, &str)> {
    let parts: Vec<&str> = message.split('`').collect();
    // A mark that is never closed is a sign like any other.
    if parts.len().is_multiple_of(2) {
        return vec![(false, message)];
    }
    let parts = parts.into_iter().enumerate().map(|(place, part)| (!place.is_multiple_of(2), part));
    parts.filter(|(_, part)| !part.is_empty()).collect()
}

/// The text of a field that may be empty.
pub fn optional<T: ToString>(value: Option<&T>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

/// The status in a word or two; nothing when unknown.
pub fn status(status: &Status) -> Option<String> {
    match status {
        Status::Unknown => None,
        Status::Hiatus => Some("On hiatus".to_owned()),
        status => Some(word(status.as_str())),
    }
}

/// A language's English name; the tag itself when it is a rare one.
pub fn language(tag: &str) -> String {
    let (primary, rest) = tag.split_once('-').unwrap_or((tag, ""));
    let name = match primary {
        "ar" => "Arabic",
        "de" => "German",
        "el" => "Greek",
        "en" => "English",
        "es" => "Spanish",
        "fi" => "Finnish",
        "fr" => "French",
        "he" => "Hebrew",
        "hu" => "Hungarian",
        "id" => "Indonesian",
        "it" => "Italian",
        "ja" => "Japanese",
        "ko" => "Korean",
        "nl" => "Dutch",
        "pl" => "Polish",
        "pt" => "Portuguese",
        "ro" => "Romanian",
        "ru" => "Russian",
        "sv" => "Swedish",
        "th" => "Thai",
        "tr" => "Turkish",
        "uk" => "Ukrainian",
        "vi" => "Vietnamese",
        "zh" => "Chinese",
        _ => return tag.to_owned(),
    };
    match rest {
        "" => name.to_owned(),
        "Latn" => format!("{name} (Latin letters)"),
        "Hans" => format!("{name} (simplified)"),
        "Hant" => format!("{name} (traditional)"),
        region => format!("{name} ({region})"),
    }
}

/// A provider's name as it writes itself.
pub fn provider(name: &str) -> String {
    let base = name.trim_end_matches("_manga").trim_end_matches("_character").trim_end_matches("_person");
    let shown = match base {
        "anidb" => "AniDB",
        "anilist" => "AniList",
        "anime_planet" => "Anime-Planet",
        "animecountdown" => "AnimeCountdown",
        "animeschedule" => "AnimeSchedule",
        "anisearch" => "aniSearch",
        "ann" => "Anime News Network",
        "imdb" => "IMDb",
        "jikan" => "Jikan",
        "kitsu" => "Kitsu",
        "livechart" => "LiveChart",
        "mal" => "MyAnimeList",
        "mal_web" => "MyAnimeList (pages)",
        "mangadex" => "MangaDex",
        "manual" => "By hand",
        "metacritic" => "Metacritic",
        "offline_database" => "anime-offline-database",
        "simkl" => "Simkl",
        "starter" => "Starter catalog",
        "tmdb" => "TMDB",
        "tvdb" => "TheTVDB",
        "vndb" => "VNDB",
        _ => return word(base),
    };
    shown.to_owned()
}

/// A source's name as people know it.
pub fn source(source: &SourceId) -> String {
    provider(source.as_str())
}

/// A link to a thing's page at its provider; only web addresses are linked to.
pub fn page_of(id: &ExternalId) -> Option<(String, String)> {
    let url = id.url().filter(|url| url.starts_with("https://") || url.starts_with("http://"))?;
    let name = match id.namespace().as_str() {
        "url" => {
            url::Url::parse(&url).ok().and_then(|url| url.host_str().map(str::to_owned)).unwrap_or_default()
        }
        namespace => provider(namespace),
    };
    Some((name, url))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_read_well() {
        assert_eq!(word("VISUAL_NOVEL"), "Visual novel");
        assert_eq!(word("OVA"), "OVA");
        assert_eq!(kind(&Medium::Manga, &Format::Unknown), "Manga");
        assert_eq!(when(Some(Season::Fall), Some(2014)).as_deref(), Some("Fall 2014"));
        assert_eq!(when(Some(Season::Fall), None), None);
        assert_eq!(
            (duration(45), duration(1440), duration(6720)),
            ("45 s".into(), "24 min".into(), "1 h 52 min".into())
        );
        assert_eq!(
            (number(0), number(999), number(1_234_567)),
            ("0".into(), "999".into(), "1,234,567".into())
        );
        assert_eq!(language("ja-Latn"), "Japanese (Latin letters)");
        assert_eq!(provider("anilist_manga"), "AniList");
        assert_eq!(date("2014-10-05".parse().expect("a date")), "5 October 2014");
        assert_eq!(date("2014-10".parse().expect("a date")), "October 2014");
    }

    #[test]
    fn code_in_a_message_stands_out() {
        assert_eq!(marked("there is no `moon`"), [(false, "there is no "), (true, "moon")]);
        assert_eq!(marked("`a` or `b`."), [(true, "a"), (false, " or "), (true, "b"), (false, ".")]);
        assert_eq!(marked("a ` alone"), [(false, "a ` alone")]);
        assert!(marked("").is_empty());
    }

    #[test]
    fn only_web_addresses_are_linked_to() {
        let page = |id: &str| page_of(&id.parse().expect("an id"));
        assert_eq!(page("mal:1").map(|p| p.0).as_deref(), Some("MyAnimeList"));
        assert_eq!(page("url:https://moon.example/x").map(|p| p.0).as_deref(), Some("moon.example"));
        assert_eq!(page("url:javascript:alert(1)"), None);
        assert_eq!(page("tmdb:1"), None);
    }
}
