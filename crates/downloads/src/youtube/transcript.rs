//! Which of a video's tracks is its transcript. Pure.

use super::info::{Info, Track};

/// A track that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its language as yt-dlp names it.
    pub language: String,
    /// Whether a machine heard it.
    pub automatic: bool,
}

/// The best track: one that somebody wrote in the language that is spoken; then what a machine heard of it; then one
/// that somebody wrote in English, or in any language; then English or anything that a machine made.
pub fn best(info: &Info) -> Option<Choice> {
    let written: Vec<&str> = usable(&info.subtitles);
    let heard: Vec<&str> = usable(&info.automatic_captions);
    let of_machine = heard.iter().find_map(|language| language.strip_suffix("-orig"));
    let spoken = info.language.as_deref().or(of_machine);
    let choice = |language: &str, automatic| Some(Choice { language: language.to_owned(), automatic });
    if let Some(spoken) = spoken {
        if let Some(language) = closest(&written, spoken) {
            return choice(language, false);
        }
        let original = format!("{spoken}-orig");
        let original = heard.iter().find(|language| **language == original);
        if let Some(language) = original.copied().or_else(|| closest(&heard, spoken)) {
            return choice(language, true);
        }
    }
    // With one track alone somebody wrote it for this video; of many, English is read by most.
    if let Some(language) = closest(&written, "en").or(written.first().copied()) {
        return choice(language, false);
    }
    let original = heard.iter().copied().find(|language| language.ends_with("-orig"));
    let language = original.or_else(|| closest(&heard, "en")).or(heard.first().copied())?;
    choice(language, true)
}

/// Languages of which there is a track, without the chat of live events, which is none.
fn usable(tracks: &std::collections::BTreeMap<String, Vec<Track>>) -> Vec<&str> {
    let found = tracks.iter().filter(|(language, forms)| *language != "live_chat" && !forms.is_empty());
    found.map(|(language, _)| language.as_str()).collect()
}

/// The language itself, or one that begins with it, such as `en-US` for `en`, or `en` for `en-US`.
fn closest<'a>(languages: &[&'a str], wanted: &str) -> Option<&'a str> {
    let base = |language: &str| language.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let exact = languages.iter().find(|language| language.eq_ignore_ascii_case(wanted));
    let near = || languages.iter().find(|language| base(language) == base(wanted));
    exact.or_else(near).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info(language: Option<&str>, written: &[&str], heard: &[&str]) -> Info {
        let tracks = |languages: &[&str]| {
            languages
                .iter()
                .map(|language| ((*language).to_owned(), vec![Track { ext: "vtt".into() }]))
                .collect()
        };
        Info {
            language: language.map(str::to_owned),
            subtitles: tracks(written),
            automatic_captions: tracks(heard),
            ..Info::default()
        }
    }

    #[test]
    fn the_original_goes_before_translations_and_hands_before_machines() {
        for (language, written, heard, best_one) in [
            (Some("en"), &["de", "en-GB", "live_chat"][..], &["en", "en-orig"][..], Some(("en-GB", false))),
            (Some("en"), &["de"], &["en", "en-orig", "de"], Some(("en-orig", true))),
            (None, &["de"], &["de", "ja-orig", "ja", "en"], Some(("ja-orig", true))),
            (None, &["ja", "fr"], &["en"], Some(("fr", false))),
            (None, &["ja", "en"], &[], Some(("en", false))),
            (Some("pt-BR"), &["pt"], &[], Some(("pt", false))),
            (None, &[], &["fr", "en"], Some(("en", true))),
            (Some("en"), &["live_chat"], &[], None),
        ] {
            let told = best(&info(language, written, heard));
            let told = told.as_ref().map(|choice| (choice.language.as_str(), choice.automatic));
            assert_eq!(told, best_one, "{language:?} {written:?} {heard:?}");
        }
    }
}
