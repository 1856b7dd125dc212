//! Titles: every name that any source has, once, with what is known of its language and kind.

use std::collections::{HashMap, HashSet};

use model::{Field, Language, Record, Script, Title, TitleKind, Work};

use crate::{text, voices::Voices};

/// All titles, the shown one first. Texts are compared exactly; of two statements about one text the
/// one that knows the language, or a kind better than synonym, fills in the other.
pub(crate) fn merge(shown: &str, voices: &Voices<'_>) -> Vec<Title> {
    let mut list = TitleList::default();
    list.add(Title::new(shown, TitleKind::Main));
    let order = voices.of(&Field::Titles);
    for record in order.iter() {
        for title in &record.titles {
            list.add(title.clone());
        }
    }
    for record in order.iter() {
        let synonyms = record.title.iter().chain(&record.synonyms);
        synonyms.for_each(|text| list.add(Title::new(text.as_str(), TitleKind::Synonym)));
    }
    list.titles
}

/// The name a record lists its work under.
pub(crate) fn listed(record: &Record) -> Option<&str> {
    let typed = || record.titles.first().map(|title| title.text.as_str());
    record.title.as_deref().or_else(typed).filter(|text| !text.trim().is_empty())
}

/// The official English title of a record.
pub(crate) fn english(record: &Record) -> Option<&str> {
    official(record, |title| title.language.as_ref().is_some_and(|tag| tag.primary() == "en"))
}

/// The official title of a record in the original script: one without kana, Chinese or Korean letters is
/// none, whatever its source calls it, and so is a Chinese or Korean one beside a Japanese one.
pub(crate) fn native(record: &Record) -> Option<&str> {
    let native = |title: &Title| matches!(title.script(), Script::Kana | Script::Han | Script::Hangul);
    let japanese = |title: &Title| title.language.as_ref().is_some_and(|tag| tag.primary() == "ja");
    let written = |title: &Title| title.language.as_ref().is_some_and(|tag| tag.as_str() == "ja");
    let translated = official(record, written).is_some();
    official(record, |title| native(title) && japanese(title))
        .or_else(|| official(record, |title| native(title) && !translated))
}

fn official(record: &Record, fits: impl Fn(&Title) -> bool) -> Option<&str> {
    let named = |title: &&Title| matches!(title.kind, TitleKind::Main | TitleKind::Official);
    record.titles.iter().filter(named).find(|title| fits(title)).map(|title| title.text.as_str())
}

/// The names of a work beside those shown, spellings of one name folded into the first. A work keeps all
/// spellings, because people search by them; this is the list for reading.
pub fn synonyms(work: &Work) -> Vec<&str> {
    let shown = [Some(work.title.as_str()), work.title_english(), work.title_native()];
    let mut seen: HashSet<String> = shown.into_iter().flatten().map(text::title_key).collect();
    let others = work.titles.iter().map(|title| title.text.as_str());
    others.filter(|text| seen.insert(text::title_key(text))).collect()
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
