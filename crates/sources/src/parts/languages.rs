//! Names of languages as sites write them in English, as BCP 47 tags.

const NAMES: [(&str, &str); 38] = [
    ("arabic", "ar"),
    ("brazilian", "pt-BR"),
    ("brazilian portuguese", "pt-BR"),
    ("catalan", "ca"),
    ("chinese", "zh"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("filipino", "fil"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("malay", "ms"),
    ("malaysian", "ms"),
    ("mandarin", "zh"),
    ("nepali", "ne"),
    ("norwegian", "no"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("tagalog", "tl"),
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
