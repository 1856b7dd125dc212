//! The site's own words, in the languages that it speaks.

use model::{CharacterRole, Format, RelationType, Status};

/// The format behind the word of a type; `None` for what is no format that we know.
pub fn format(word: &str) -> Option<Format> {
    let word = word.trim().to_lowercase();
    Some(match word.as_str() {
        "tv-series" | "tv-serie" | "serie tv" | "serie de tv" | "série tv" | "serie de televisión" => {
            Format::Tv
        }
        "movie" | "film" | "película" | "kinofilm" => Format::Movie,
        "ova" | "oav" => Format::Ova,
        "web" => Format::Ona,
        "tv-special" | "tv special" | "especial de tv" | "especial tv" | "spécial tv" | "speciale tv"
        | "bonus" => Format::Special,
        "music video" | "musikvideo" | "video musical" | "clip vidéo" | "clip musical" | "video musicale" => {
            Format::Music
        }
        "cm" => Format::Pv,
        "manga" | "comic" => Format::Manga,
        "manhwa" | "webtoon" => Format::Manhwa,
        "manhua" => Format::Manhua,
        "one-shot" | "one shot" => Format::OneShot,
        "dōjinshi" | "doujinshi" => Format::Doujinshi,
        "light novel" => Format::LightNovel,
        "novel" | "roman" | "novela" | "romanzo" | "web novel" => Format::Novel,
        _ => return None,
    })
}

/// Whether a word says that nothing is known.
pub fn is_unknown(word: &str) -> bool {
    ["unknown", "unbekannt", "desconocido", "inconnu", "sconosciuto"].contains(&&*word.trim().to_lowercase())
}

/// How far along a work is.
pub fn status(word: &str) -> Option<Status> {
    Some(match word.trim().to_lowercase().as_str() {
        "completed" | "abgeschlossen" | "completado" | "completada" | "terminé" | "completato"
        | "finalizado" => Status::Finished,
        "ongoing" | "laufend" | "en curso" | "en cours" | "in corso" | "en emisión" => Status::Ongoing,
        "upcoming" | "geplant" | "angekündigt" | "bevorstehend" | "próximamente" | "à venir"
        | "in arrivo" | "previsto" => Status::Upcoming,
        "aborted" | "canceled" | "cancelled" | "dropped" | "abgebrochen" | "cancelado" | "abandonné"
        | "annulé" | "cancellato" | "interrotto" => Status::Cancelled,
        "on hold" | "pausiert" | "unterbrochen" | "en pausa" | "en pause" | "in pausa" => Status::Hiatus,
        _ => return None,
    })
}

/// Relations in the order in which every page of relations numbers them in its own language.
const NUMBERED: [RelationType; 14] = [
    RelationType::Related,
    RelationType::Sequel,
    RelationType::Prequel,
    RelationType::Miscellaneous, // they share a universe
    RelationType::Alternative,   // in another environment
    RelationType::Alternative,   // another version
    RelationType::Character,
    RelationType::SideStory,
    RelationType::Parent,
    RelationType::Summary,
    RelationType::FullStory,
    RelationType::Miscellaneous, // "other"
    RelationType::Alternative,   // a remake
    RelationType::Miscellaneous, // a crossover
];

/// The same for ties between media.
const ADAPTED: [RelationType; 8] = [
    RelationType::Related,
    RelationType::Source,
    RelationType::Adaptation,
    RelationType::Adaptation,
    RelationType::Adaptation,
    RelationType::Adaptation,
    RelationType::SpinOff,
    RelationType::Alternative, // both were adapted from a third work
];

/// The words of a page's own legend, by which relations are read in any language.
#[derive(Default)]
pub struct Legend {
    relations: Vec<String>,
    adaptations: Vec<String>,
}

impl Legend {
    /// A legend of words in the order in which the page lists them.
    pub fn new(relations: Vec<String>, adaptations: Vec<String>) -> Self {
        Self { relations, adaptations }
    }

    /// How two works are tied, by the word that the page writes.
    pub fn relation(&self, word: &str) -> RelationType {
        let numbered = |words: &[String], kinds: &[RelationType]| {
            let at = words.iter().position(|known| known.eq_ignore_ascii_case(word.trim()))?;
            kinds.get(at).cloned()
        };
        relation(word)
            .or_else(|| numbered(&self.relations, &NUMBERED))
            .or_else(|| numbered(&self.adaptations, &ADAPTED))
            .unwrap_or_else(|| RelationType::parse(word))
    }
}

fn relation(word: &str) -> Option<RelationType> {
    Some(match word.trim().to_lowercase().as_str() {
        "" | "?" => RelationType::Related,
        "sequel" | "fortsetzung" => RelationType::Sequel,
        "prequel" | "vorgeschichte" => RelationType::Prequel,
        "side story" | "nebengeschichte" => RelationType::SideStory,
        "main story" | "hauptgeschichte" => RelationType::Parent,
        "summary" | "zusammenfassung" => RelationType::Summary,
        "complete story" | "komplette geschichte" | "vollständige geschichte" => RelationType::FullStory,
        "alternative version" | "alternative environment" | "remake" | "same origin" => {
            RelationType::Alternative
        }
        "character" | "charakter" => RelationType::Character,
        "shared universe" | "other" | "crossover" | "sonstige" => RelationType::Miscellaneous,
        "original work" | "originalwerk" => RelationType::Source,
        "adaptation - spin-off" => RelationType::SpinOff,
        word if word.starts_with("adaptation") || word.starts_with("adaption") => RelationType::Adaptation,
        _ => return None,
    })
}

/// The role that a heading above characters names, in any of the languages.
pub fn role(heading: &str) -> Option<CharacterRole> {
    let heading = heading.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if says(&["secondary", "supporting", "neben", "secund", "secondair", "secondar"]) {
        Some(CharacterRole::Supporting)
    } else if says(&["main", "haupt", "princip", "protagonist"]) {
        Some(CharacterRole::Main)
    } else if says(&["minor", "background", "cameo", "rand", "statist", "other", "sonstig"]) {
        Some(CharacterRole::Background)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_several_languages() {
        assert_eq!(
            (format("TV-Serie"), format("Other"), format("CM")),
            (Some(Format::Tv), None, Some(Format::Pv))
        );
        assert_eq!(status("Abgebrochen"), Some(Status::Cancelled));
        assert_eq!((status("On Hold"), status("?")), (Some(Status::Hiatus), None));
        assert_eq!(role("Nebencharaktere"), Some(CharacterRole::Supporting));
    }

    #[test]
    fn a_legend_reads_any_language() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let legend = Legend::new(words(&["?", "Suite", "Préquelle"]), words(&["?", "Œuvre originale"]));
        assert_eq!(legend.relation("Suite"), RelationType::Sequel);
        assert_eq!(legend.relation("Œuvre originale"), RelationType::Source);
        assert_eq!(legend.relation("Side Story"), RelationType::SideStory);
        assert_eq!(legend.relation("Adaptation - authentic, incomplete"), RelationType::Adaptation);
        assert_eq!(legend.relation("Schatten").as_str(), "Schatten");
    }
}
