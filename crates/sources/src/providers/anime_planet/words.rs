//! The site's own words.

use model::{Format, RelationType};

/// The format behind the word at the head of an entry. The word itself is kept beside it.
pub fn format(word: &str) -> Option<Format> {
    Some(match word.trim().to_lowercase().as_str() {
        "tv" => Format::Tv,
        "movie" => Format::Movie,
        "ova" => Format::Ova,
        "web" => Format::Ona,
        "music video" => Format::Music,
        // Recaps, previews, shorts for exhibitions: pieces outside of a series.
        "tv special" | "dvd special" | "other" => Format::Special,
        _ => return None,
    })
}

/// How the entry on the card is tied to the page's. `printed` is true where the card is one of a manga.
pub fn relation(subtitle: &str, printed: bool) -> RelationType {
    let word = subtitle.trim().to_lowercase();
    match word.as_str() {
        "" | "same franchise" => RelationType::Related,
        "sequel" => RelationType::Sequel,
        "prequel" => RelationType::Prequel,
        "side story" | "omake" => RelationType::SideStory,
        "spin-off" | "spin off" | "spinoff" => RelationType::SpinOff,
        "condensed version" | "recap" | "summary" => RelationType::Summary,
        "full version" => RelationType::FullStory,
        "remake" | "alternative version" | "alternate version" | "reboot" => RelationType::Alternative,
        "adaptation" => RelationType::Adaptation,
        "pilot" | "music video" | "crossover" | "commercial" => RelationType::Miscellaneous,
        // The anime that a special or a movie belongs to; of printed works it is what was adapted.
        "original" if !printed => RelationType::Parent,
        word if word.starts_with("original") => RelationType::Source,
        word if word.ends_with("adaptation") => RelationType::Adaptation,
        _ => RelationType::parse(subtitle),
    }
}

/// The language of a flag's class: `flagJP`.
pub fn language(class: &str) -> Option<&'static str> {
    let country =
        class.split_whitespace().find_map(|word| word.strip_prefix("flag").filter(|c| c.len() == 2))?;
    Some(match country.to_ascii_uppercase().as_str() {
        "JP" => "ja",
        "US" | "GB" | "UK" | "CA" | "AU" => "en",
        "ES" => "es",
        "MX" => "es-MX",
        "FR" => "fr",
        "DE" => "de",
        "IT" => "it",
        "BR" => "pt-BR",
        "PT" => "pt",
        "KR" => "ko",
        "CN" => "zh",
        "TW" => "zh-TW",
        "PH" => "tl",
        "HU" => "hu",
        "PL" => "pl",
        "RU" => "ru",
        "NL" => "nl",
        _ => return None,
    })
}

/// The service behind the code in the class of a list of videos.
pub fn service(code: &str) -> Option<&'static str> {
    Some(match code {
        "Cr" => "Crunchyroll",
        "Yt" => "YouTube",
        "Hu" => "Hulu",
        "Fn" | "Fu" => "Funimation",
        "Nf" => "Netflix",
        "Hd" | "Hi" => "HIDIVE",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_site() {
        assert_eq!(format("DVD Special"), Some(Format::Special));
        assert_eq!(format("Stage Play"), None);
        assert_eq!(relation("Original", false), RelationType::Parent);
        assert_eq!(relation("Original Manga", true), RelationType::Source);
        assert_eq!(relation("Manga Adaptation", true), RelationType::Adaptation);
        assert_eq!(relation("Shadow", false).as_str(), "Shadow");
        assert_eq!(language("flag flagJP"), Some("ja"));
        assert_eq!((language("flag"), language("flagXX")), (None, None));
    }
}
