//! Names of languages as sites write them in English, as BCP 47 tags.

const NAMES: [(&str, &str); 58] = [
    ("arabic", "ar"),
    ("brazilian", "pt-BR"),
    ("brazilian portuguese", "pt-BR"),
    ("bulgarian", "bg"),
    ("cantonese", "yue"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("chinese (hong kong)", "zh-HK"),
    ("chinese (mainland china)", "zh-CN"),
    ("chinese (mainland)", "zh-CN"),
    ("chinese (taiwan)", "zh-TW"),
    ("croatian", "hr"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("estonian", "et"),
    ("filipino", "fil"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("galician", "gl"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("latvian", "lv"),
    ("lithuanian", "lt"),
    ("malay", "ms"),
    ("malaysian", "ms"),
    ("mandarin", "zh"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("portuguese (br)", "pt-BR"),
    ("portuguese (brazil)", "pt-BR"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("slovak", "sk"),
    ("slovenian", "sl"),
    ("spanish", "es"),
    ("spanish (latin america)", "es-419"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
    ("tamil", "ta"),
    ("thai", "th"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("vietnamese", "vi"),
];

/// The tag of a language's English name, whatever its case; `None` for a name that is not known.
pub fn tag(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, tag)| *tag)
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_become_tags() {
        assert_eq!(super::tag("JAPANESE"), Some("ja"));
        assert_eq!(super::tag(" Brazilian Portuguese"), Some("pt-BR"));
        assert_eq!(super::tag("Klingon"), None);
    }
}
