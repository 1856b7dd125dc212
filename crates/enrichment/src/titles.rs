//! Titles: every name that any source has, once, with what is known of its language and kind.

use std::collections::HashMap;

use model::{Language, Record, Script, Title, TitleKind};

/// All titles, the shown one first. Texts are compared exactly; of two statements about one text the
/// one that knows the language, or a kind better than synonym, fills in the other.
pub(crate) fn merge(shown: &str, records: &[&Record]) -> Vec<Title> {
    let mut list = TitleList::default();
    list.add(Title::new(shown, TitleKind::Main));
    for record in records {
        for title in &record.titles {
            list.add(title.clone());
        }
    }
    for record in records {
        let synonyms = record.title.iter().chain(&record.synonyms);
        synonyms.for_each(|text| list.add(Title::new(text.as_str(), TitleKind::Synonym)));
    }
    list.titles
}

#[derive(Default)]
struct TitleList {
    titles: Vec<Title>,
    places: HashMap<String, usize>,
}

impl TitleList {
    fn add(&mut self, mut title: Title) {
        if title.text.trim().is_empty() {
            return;
        }
        title.language = title.language.or_else(|| language_by_script(&title.text));
        let Some(place) = self.places.get(&title.text) else {
            self.places.insert(title.text.clone(), self.titles.len());
            self.titles.push(title);
            return;
        };
        let known = &mut self.titles[*place];
        known.language = known.language.take().or(title.language);
        if known.kind == TitleKind::Synonym {
            known.kind = title.kind;
        }
    }
}

/// The language that a script alone proves. Han may be Chinese or Japanese, Latin anything.
fn language_by_script(text: &str) -> Option<Language> {
    match Script::of(text) {
        Script::Kana => Language::parse("ja"),
        Script::Hangul => Language::parse("ko"),
        _ => None,
    }
}
