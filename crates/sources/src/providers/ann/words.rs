//! The encyclopedia's words for formats, ties, languages and lengths.

use model::{Format, Medium, RelationType, Script};

use crate::parts::{durations, languages};

/// A title with its kind in brackets at the end, `Moonlit Depot (TV 2)`: the title and the kind.
pub fn split_title(title: &str) -> (&str, Option<&str>) {
    let (name, kind) = split_brackets(title);
    match kind {
        Some(kind) if format(kind) != Format::Unknown => (name, Some(kind)),
        _ => (title.trim(), None),
    }
}

/// A text with something in brackets at its end: `Luna (Chinese (Taiwan))` is `Luna`, `Chinese (Taiwan)`.
pub fn split_brackets(text: &str) -> (&str, Option<&str>) {
    let text = text.trim();
    if !text.ends_with(')') {
        return (text, None);
    }
    let mut depth = 0_usize;
    for (at, letter) in text.char_indices().rev() {
        match letter {
            ')' => depth += 1,
            '(' if depth <= 1 => {
                let name = text.get(..at).unwrap_or_default().trim();
                let inner = text.get(at + 1..text.len() - 1).map(str::trim);
                return if name.is_empty() { (text, None) } else { (name, inner) };
            }
            '(' => depth -= 1,
            _ => {}
        }
    }
    (text, None)
}

/// The format behind the word in brackets; a number or year behind it only tells works apart.
pub fn format(kind: &str) -> Format {
    let kind = kind.to_lowercase();
    let is =
        |word: &str| kind.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
    let known = [
        ("tv special", Format::Special),
        ("tv", Format::Tv),
        ("movie", Format::Movie),
        ("motion picture", Format::Movie),
        ("oav", Format::Ova),
        ("ova", Format::Ova),
        ("ona", Format::Ona),
        ("web", Format::Ona),
        ("special", Format::Special),
        ("music video", Format::Music),
        ("promotional video", Format::Pv),
        ("manga", Format::Manga),
        ("manhwa", Format::Manhwa),
        ("manhua", Format::Manhua),
        ("one-shot", Format::OneShot),
        ("light novel", Format::LightNovel),
        ("novel", Format::Novel),
        ("visual novel", Format::VisualNovel),
        ("game", Format::Game),
    ];
    known.into_iter().find(|(word, _)| is(word)).map_or(Format::Unknown, |(_, format)| format)
}

/// The medium of a format.
pub fn medium(format: Option<&Format>, is_manga: bool) -> Medium {
    match format {
        Some(Format::LightNovel | Format::Novel) => Medium::Novel,
        Some(Format::VisualNovel) => Medium::VisualNovel,
        Some(Format::Game) => Medium::Game,
        _ if is_manga => Medium::Manga,
        _ => Medium::Anime,
    }
}

/// The tie behind a word that stands behind the other work: `(sequel)`.
pub fn relation(word: &str) -> RelationType {
    match word.trim().to_lowercase().as_str() {
        "sequel" => RelationType::Sequel,
        "prequel" => RelationType::Prequel,
        "adaptation" => RelationType::Adaptation,
        "compilation" | "summary" | "digest" => RelationType::Summary,
        "spinoff" | "spin-off" => RelationType::SpinOff,
        "side story" | "sidestory" | "special" => RelationType::SideStory,
        "remake" | "alternate retelling" | "alternate version" | "alternative version" => {
            RelationType::Alternative
        }
        _ => RelationType::Related,
    }
}

/// The tie behind words that stand before the other work: `[ sequel of …`.
pub fn relation_to(words: &str) -> RelationType {
    let begins = |c: char| c.is_whitespace() || matches!(c, '[' | ',' | ';');
    let words = words.rsplit('[').next().unwrap_or_default().trim_matches(begins).to_lowercase();
    let of = words.trim_start_matches("and ").trim_end_matches(" of").trim_end_matches(" from");
    match of {
        "adapted" | "adaptation" => RelationType::Source,
        of => match relation(of) {
            RelationType::Sequel => RelationType::Prequel,
            RelationType::Prequel => RelationType::Sequel,
            RelationType::Summary => RelationType::FullStory,
            RelationType::SpinOff | RelationType::SideStory => RelationType::Parent,
            other => other,
        },
    }
}

/// The tag of a language by its English name, and of Japanese in Latin letters where the text shows it.
pub fn language(name: &str, text: &str) -> Option<String> {
    let tag = languages::tag(name)?;
    let latin =
        matches!(tag, "ja" | "ko" | "zh" | "zh-CN" | "zh-TW" | "zh-HK") && Script::of(text) == Script::Latin;
    let plain = tag.split('-').next().unwrap_or(tag);
    Some(if latin { format!("{plain}-Latn") } else { tag.to_owned() })
}

/// A length: `22 minutes per episode`, `One Hour`, `half hour`, or minutes as a mere number.
pub fn length(words: &str) -> Option<u32> {
    let lower = words.trim().to_lowercase();
    if let Ok(minutes) = lower.parse() {
        return durations::minutes(minutes);
    }
    let numbers = [
        ("half an hour", "30 minutes"),
        ("half hour", "30 minutes"),
        ("one ", "1 "),
        ("two ", "2 "),
        ("three ", "3 "),
    ];
    let written = numbers.into_iter().fold(lower, |text, (word, number)| text.replace(word, number));
    durations::seconds(&written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_carry_their_kind() {
        for (title, name, kind) in [
            ("Moonlit Depot (TV 2)", "Moonlit Depot", Some("TV 2")),
            ("Moonlit Depot (movie/2013)", "Moonlit Depot", Some("movie/2013")),
            ("Depot (and Rails)", "Depot (and Rails)", None),
            ("Depot: The Motion Picture", "Depot: The Motion Picture", None),
            ("(TV)", "(TV)", None),
            ("", "", None),
        ] {
            assert_eq!(split_title(title), (name, kind), "{title}");
        }
        assert_eq!(split_brackets("Luna (Chinese (Taiwan))"), ("Luna", Some("Chinese (Taiwan)")));
        assert_eq!(split_brackets("a)))"), ("a)))", None));
    }

    #[test]
    fn words_have_meanings() {
        assert_eq!(relation_to("[ adapted from "), RelationType::Source);
        assert_eq!(relation_to("\n[\u{a0}sequel of "), RelationType::Prequel);
        assert_eq!(relation_to(", side story of "), RelationType::Parent);
        assert_eq!(relation("compilation"), RelationType::Summary);
        assert_eq!(relation("?"), RelationType::Related);
        assert_eq!(language("Japanese", "Tsuki no Eki").as_deref(), Some("ja-Latn"));
        assert_eq!(language("Japanese", "月の駅").as_deref(), Some("ja"));
        assert_eq!(language("Klingon", "x"), None);
        for (words, seconds) in
            [("22 minutes per episode", 1320), ("One Hour", 3600), ("half hour", 1800), ("25", 1500)]
        {
            assert_eq!(length(words), Some(seconds), "{words}");
        }
        assert_eq!(length("varies"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in ".{0,60}") {
            let _ = (split_title(&text), relation_to(&text), language(&text, &text), length(&text));
        }
    }
}
