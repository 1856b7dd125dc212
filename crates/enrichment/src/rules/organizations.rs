//! Companies: what is left of a name without its legal form, and who knows what a company did.

/// Sources that tell a studio from a producer. Others list all companies alike.
const TELL_ROLES: [&str; 10] =
    ["manual", "mal", "jikan", "mal_web", "anilist", "kitsu", "anidb", "vndb", "mangadex", "ann"];

/// Legal forms that stand behind or before a name, letters only.
const LEGAL_FORMS: [&str; 18] = [
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "co",
    "corp",
    "corporation",
    "llc",
    "llp",
    "gmbh",
    "kk",
    "plc",
    "pte",
    "sarl",
    "srl",
    "株式会社",
    "有限会社",
    "合同会社",
];

/// Whether a source tells what a company did.
pub(crate) fn tells_roles(source: &str) -> bool {
    TELL_ROLES.contains(&source)
}

/// What two spellings of one company have in common: letters and digits in lower case without accents and
/// blanks, legal forms left out at both ends. A name that is nothing else stays.
///
/// Blanks are no difference, because sites set them as they like behind initials: `J.C.Depot`, `J.C. Depot`.
pub(crate) fn key(name: &str) -> String {
    use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};
    let lower = name.to_lowercase().replace(['.', '\u{2019}', '\''], "");
    let mut spaced = String::with_capacity(lower.len());
    // Only what stands on a Latin letter is an accent; in kana it makes another sound.
    let mut latin = false;
    for letter in lower.nfd() {
        if is_combining_mark(letter) && latin {
            continue;
        }
        latin = letter.is_ascii_alphabetic();
        let part = letter.is_alphanumeric() || is_combining_mark(letter);
        spaced.push(if part { letter } else { ' ' });
    }
    for form in ["株式会社", "有限会社", "合同会社"] {
        spaced = spaced.replace(form, &format!(" {form} "));
    }
    let mut words: Vec<&str> = spaced.split_whitespace().collect();
    while words.len() > 1 && words.last().is_some_and(|word| LEGAL_FORMS.contains(word)) {
        words.pop();
    }
    while words.len() > 1 && words.first().is_some_and(|word| word.ends_with("会社")) {
        words.remove(0);
    }
    if words.is_empty() { name.trim().to_lowercase() } else { words.concat().nfc().collect() }
}

/// The key without the word that some sites set before a studio's name: `Studio Depot` is `Depot` where one
/// work lists both. By itself it may be another company.
pub(crate) fn without_studio(key: &str) -> Option<&str> {
    key.strip_prefix("studio").filter(|rest| rest.chars().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_do_not_make_another_company() {
        let same = [
            ("Depot Works Co., Ltd.", "Depot Works"),
            ("DEPOT WORKS Inc.", "Depot Works"),
            ("株式会社月影", "月影"),
            ("Night-Rail Corp.", "Night Rail"),
            ("J.C.Depot", "J.C. Depot"),
            ("Diorédea", "DIOREDEA"),
        ];
        for (one, other) in same {
            assert_eq!(key(one), key(other), "{one}");
        }
        assert_ne!(key("ガス"), key("カス"));
        assert_eq!(without_studio(&key("Studio Depot")), Some(key("Depot").as_str()));
        for (one, other) in [("Depot Works 2", "Depot Works"), ("Studio Depot", "Depot"), ("Ltd.", "Co")] {
            assert_ne!(key(one), key(other), "{one}");
        }
    }
}
