//! The display name of a medium, and the code that tells characters of equal names apart.

use super::Rules;

/// `genre.medium`: a medium's display name, or the game's own name. `series` is the series' name, which
/// names a game that is in no table.
pub fn genre_label<'a>(media_type: &str, source_type: &str, series: &'a str, rules: &'a Rules) -> &'a str {
    match media_type {
        "manga" => "Manga",
        "visual_novel" => "Visual Novel",
        "light_novel" => "Light Novel",
        "game" if rules.is_legacy() => "Game",
        "game" => match rules.game(source_type) {
            Some(game) => &game.name,
            None if series.trim().is_empty() => "Game",
            None => series.trim(),
        },
        _ => "Anime",
    }
}

/// The code behind a character's name, without brackets; none for an anime, nor for a game in the old
/// pipeline's rules.
pub fn suffix<'a>(media_type: &str, source_type: &str, rules: &'a Rules) -> Option<&'a str> {
    match media_type {
        "manga" => Some("Manga"),
        "visual_novel" => Some("VN"),
        "light_novel" => Some("LN"),
        "game" if !rules.is_legacy() => {
            rules.game(source_type).map(|game| game.suffix.as_str()).filter(|suffix| !suffix.is_empty())
        }
        _ => None,
    }
}

/// `name.suffix`: a name with its code, unless it has it already or says nothing.
pub fn suffixed(name: &str, suffix: &str) -> Option<String> {
    let plain = name.trim_end();
    let has_it = plain
        .strip_suffix(')')
        .and_then(|rest| rest.strip_suffix(suffix))
        .is_some_and(|rest| rest.ends_with('('));
    (!has_it && !plain.is_empty() && plain.trim() != "Unknown").then(|| format!("{name} ({suffix})"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Profile;

    #[test]
    fn every_medium_has_its_label_and_its_code() {
        let rules = Rules::default();
        let legacy = rules.with(Profile::Legacy);
        let cases = [
            ("anime", "mal", "Anime", None, "Anime", None),
            ("manga", "mal_manga", "Manga", Some("Manga"), "Manga", Some("Manga")),
            ("visual_novel", "vndb", "Visual Novel", Some("VN"), "Visual Novel", Some("VN")),
            ("light_novel", "mal_manga", "Light Novel", Some("LN"), "Light Novel", Some("LN")),
            ("game", "hsr", "Honkai: Star Rail", Some("HSR"), "Game", None),
            ("game", "ss", "Stella Sora", Some("SS"), "Game", None),
            ("game", "other", "Lantern Fleet", None, "Game", None),
        ];
        for (medium, source, label, code, old_label, old_code) in cases {
            assert_eq!(genre_label(medium, source, "Lantern Fleet", &rules), label);
            assert_eq!(suffix(medium, source, &rules), code);
            assert_eq!(genre_label(medium, source, "Lantern Fleet", &legacy), old_label);
            assert_eq!(suffix(medium, source, &legacy), old_code);
        }
    }

    #[test]
    fn a_code_is_never_written_twice() {
        assert_eq!(suffixed("Mira", "VN").as_deref(), Some("Mira (VN)"));
        assert_eq!(suffixed("Mira (VN)", "VN"), None);
        assert_eq!(suffixed("Mira (Manga)", "VN").as_deref(), Some("Mira (Manga) (VN)"));
        assert_eq!(suffixed("MiraVN)", "VN").as_deref(), Some("MiraVN) (VN)"));
        assert_eq!(suffixed("Unknown", "VN"), None);
        assert_eq!(suffixed("  ", "VN"), None);
    }
}
