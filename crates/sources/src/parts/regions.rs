//! Countries that sites name beside a service: `Lantern Play DE`, `GB`.

/// The codes of ISO 3166 that sites write so. `TV` is left out: it is a country, and the end of many services'
/// names.
const CODES: [&str; 44] = [
    "AE", "AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CN", "CO", "CZ", "DE", "DK", "ES", "FI", "FR",
    "GB", "HK", "HU", "ID", "IE", "IN", "IT", "JP", "KR", "MX", "MY", "NL", "NO", "NZ", "PE", "PH", "PL",
    "PT", "RU", "SE", "SG", "TH", "TR", "TW", "US", "VN", "ZA",
];

/// The countries that a note lists and nothing else: `GB`, `US, CA`. A note in other words lists none.
pub fn listed(note: &str) -> Vec<String> {
    let parts: Vec<&str> = note.split([',', '/', '&', ' ']).filter(|part| !part.is_empty()).collect();
    let codes: Option<Vec<String>> = parts.into_iter().map(code).collect();
    codes.unwrap_or_default()
}

/// The country at the end of a service's name: of `Lantern Play DE` and `lantern-us`.
pub fn of_name(name: &str) -> Option<String> {
    let (service, end) = name.trim().rsplit_once([' ', '-', '('])?;
    let end = end.trim_end_matches(')');
    // A file's name is in small letters, and a word in small letters in a name is no country.
    let of_file = !name.contains(' ') && !service.is_empty();
    code(end).or_else(|| of_file.then(|| code(&end.to_uppercase())).flatten())
}

fn code(word: &str) -> Option<String> {
    match word {
        "UK" => Some("GB".to_owned()),
        word => CODES.contains(&word).then(|| word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_told_from_words() {
        assert_eq!(listed("GB"), ["GB"]);
        assert_eq!(listed("US, UK"), ["US", "GB"]);
        assert!(listed("APP").is_empty() && listed("US only, dubbed").is_empty() && listed("").is_empty());
        for (name, country) in [
            ("Lantern Play DE", Some("DE")),
            ("lantern-us", Some("US")),
            ("Lantern (UK)", Some("GB")),
            ("Lantern TV", None),
            ("Play it", None),
            ("DE", None),
        ] {
            assert_eq!(of_name(name).as_deref(), country, "{name}");
        }
    }
}
