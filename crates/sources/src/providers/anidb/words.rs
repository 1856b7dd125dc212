//! AniDB's words for formats, ties, titles and languages, and where its pictures lie.

use model::{CharacterRole, Format, Image, ImageKind, RelationType, Score, TitleKind};

use crate::parts::{relations, text};

/// The format behind AniDB's word.
///
/// `Other` are works for planetariums, parks and exhibitions, which is what the field calls a special.
pub fn format(word: &str) -> Format {
    match word.trim().to_lowercase().as_str() {
        "tv series" => Format::Tv,
        "tv special" | "other" => Format::Special,
        "movie" => Format::Movie,
        "ova" => Format::Ova,
        "web" => Format::Ona,
        "music video" => Format::Music,
        _ => Format::Unknown,
    }
}

/// The tie behind AniDB's word. The interface writes `Side Story`, a page `Side story`.
pub fn relation(word: &str) -> RelationType {
    match word.trim().to_lowercase().as_str() {
        "same setting" | "music video" => RelationType::Miscellaneous,
        word => relations::by_word(word),
    }
}

/// The part a title plays. The file of titles numbers them, and says `syn` where an answer says `synonym`.
pub fn title_kind(word: &str) -> TitleKind {
    match word {
        "main" | "1" => TitleKind::Main,
        "official" | "4" => TitleKind::Official,
        "short" | "3" => TitleKind::Short,
        // Cards are titles as shown on screen, kana ones tell how to read them.
        _ => TitleKind::Synonym,
    }
}

/// The BCP 47 tag of AniDB's language; `None` for its words for "some language".
pub fn language(word: &str) -> Option<String> {
    let tag = match word.trim() {
        "" | "x-unk" | "x-other" | "x-in" => return None,
        // Transcriptions into Latin letters.
        "x-jat" => "ja-Latn",
        "x-zht" => "zh-Latn",
        "x-kot" => "ko-Latn",
        "x-tht" | "x-tat" => "th-Latn",
        "zh-x-nan" => "nan",
        "zh-x-yue" => "yue",
        "es-LA" => "es-419",
        "es-CA" => "ca",
        "es-GA" => "gl",
        "es-PV" => "eu",
        "jp" => "ja",
        "bd" => "bn",
        tag if tag.starts_with("x-") || tag.contains('_') => return None,
        tag => tag,
    };
    Some(tag.to_owned())
}

/// How large a part is: the interface says `main character in`, a page `main character`.
pub fn role(word: &str) -> CharacterRole {
    match word.trim().to_lowercase() {
        word if word.contains("main character") => CharacterRole::Main,
        word if word.contains("secondary cast") => CharacterRole::Supporting,
        word if word.contains("appear") || word.contains("cameo") => CharacterRole::Background,
        _ => CharacterRole::Unknown,
    }
}

/// The score, on a scale to 10; `None` without votes.
pub fn score(value: &str, votes: Option<u64>) -> Option<Score> {
    let value = text::decimal(value).filter(|value| *value > 0.0)?;
    Score::new(value, 10.0, votes).filter(|_| votes != Some(0))
}

/// Text as people write it: AniDB has a backtick where an apostrophe belongs.
pub fn apostrophes(text: &str) -> String {
    text.replace('`', "'")
}

/// A work's poster and its small copy, from the name of the file.
pub fn images(file: &str) -> Vec<Image> {
    let Some(poster) = picture(file) else { return Vec::new() };
    let thumbnail = format!("{poster}-thumb.jpg");
    vec![Image { url: poster, kind: ImageKind::Poster }, Image { url: thumbnail, kind: ImageKind::Thumbnail }]
}

/// The address of a picture in full size, from its name or from any address of it.
///
/// Pages name the nearest of several hosts, and small copies; the same picture must have one address.
pub fn picture(address: &str) -> Option<String> {
    let file = address.trim().rsplit('/').next()?;
    let file = file.strip_suffix("-thumb.jpg").unwrap_or(file);
    let (number, ending) = file.split_once('.')?;
    let sound = !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    sound.then(|| format!("https://cdn.anidb.net/images/main/{file}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_meanings() {
        for (word, format_) in [
            ("TV Series", "TV"),
            ("Web", "ONA"),
            ("Music Video", "MUSIC"),
            ("Other", "SPECIAL"),
            ("unknown", "UNKNOWN"),
        ] {
            assert_eq!(format(word).as_str(), format_, "{word}");
        }
        for (word, tie) in [
            ("Side story", "SIDE_STORY"),
            ("Parent Story", "PARENT"),
            ("Same Setting", "OTHER"),
            ("Summary", "SUMMARY"),
            ("Other", "OTHER"),
        ] {
            assert_eq!(relation(word).as_str(), tie, "{word}");
        }
        for (word, tag) in [
            ("x-jat", Some("ja-Latn")),
            ("zh-Hans", Some("zh-Hans")),
            ("es-LA", Some("es-419")),
            ("x-unk", None),
            ("en_original", None),
        ] {
            assert_eq!(language(word).as_deref(), tag, "{word}");
        }
        assert_eq!(role("secondary cast in"), CharacterRole::Supporting);
        assert_eq!(score("8.10", Some(0)), None);
        assert_eq!(score("N/A", Some(3)), None);
    }

    #[test]
    fn a_picture_has_one_address() {
        let one = Some("https://cdn.anidb.net/images/main/90001.jpg".to_owned());
        for address in [
            "90001.jpg",
            "https://cdn-eu.anidb.net/images/main/90001.jpg",
            "https://cdn.anidb.net/images/65/90001.jpg-thumb.jpg",
        ] {
            assert_eq!(picture(address), one, "{address}");
        }
        for address in ["", "https://cdn.anidb.net/css/touch/android-chrome-512x512.png", "x"] {
            assert_eq!(picture(address), None, "{address}");
        }
    }
}
