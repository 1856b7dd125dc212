//! Which characters are not collected at all, by rule and with the reason.

use super::Rules;
use crate::CharacterFacts;

/// Why a character is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filtered {
    /// The rule's id.
    pub rule: &'static str,
    /// What it went by.
    pub reason: String,
}

/// Whether a character is left out. What is not known never leaves anyone out.
pub fn filter(facts: &CharacterFacts, source_type: &str, rules: &Rules) -> Option<Filtered> {
    let name = facts.name.trim();
    if source_type == "vndb" {
        let apparent = facts.sex.as_deref().and_then(|sex| sex.chars().next());
        return (apparent == Some('m'))
            .then(|| Filtered { rule: "filter.vndb_sex", reason: format!("{name} appears male") });
    }
    if facts.media_type != "anime" {
        return None;
    }
    if rules.genders.only_male(name) {
        let reason = format!("every entry of `{name}` in the table of names is male");
        return Some(Filtered { rule: "filter.gender_table", reason });
    }
    (facts.favorites == Some(0))
        .then(|| Filtered { rule: "filter.zero_favorites", reason: format!("nobody favours {name}") })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::Genders;

    #[test]
    fn each_source_has_its_rules() {
        let table = b"romji,sex\nRen Sato,1\nAo Kirishima,0\nAo Kirishima,2\n";
        let genders = Genders::read(table, "names.csv").expect("a sound table");
        let rules = Rules { genders: genders.into(), ..Rules::default() };
        let rule = |source: &str, media: &str, name: &str, favorites: Option<i64>, sex: Option<&str>| {
            let facts = CharacterFacts {
                name: name.into(),
                media_type: media.into(),
                favorites,
                sex: sex.map(Into::into),
                ..CharacterFacts::default()
            };
            filter(&facts, source, &rules).map_or("-", |filtered| filtered.rule)
        };
        assert_eq!(rule("mal", "anime", " Ren Sato", Some(9), None), "filter.gender_table");
        assert_eq!(rule("mal", "anime", "Ao Kirishima", Some(9), None), "-", "not all entries are male");
        assert_eq!(rule("mal", "anime", "Somebody", Some(0), None), "filter.zero_favorites");
        assert_eq!(rule("mal", "anime", "Somebody", None, None), "-", "what is not known keeps her");
        assert_eq!(rule("mal_manga", "manga", "Ren Sato", Some(0), None), "-");
        assert_eq!(rule("vndb", "visual_novel", "Ren Sato", Some(0), Some("m")), "filter.vndb_sex");
        assert_eq!(rule("vndb", "visual_novel", "Mio", Some(0), Some("f,m")), "-", "the apparent one counts");
        assert_eq!(rule("vndb", "visual_novel", "Mio", None, None), "-");
        assert_eq!(rule("ss", "game", "Ren Sato", Some(0), Some("m")), "-");
    }
}
