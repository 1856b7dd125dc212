//! Names of works: a list of `{type, title}`, and the older fields that stand beside it.

use model::{Record, Script, Title, TitleKind};

use super::words;
use crate::parts::{json::Json, text};

/// Fills in the names. The first `Default` is the source's own main name.
pub fn fill(entry: Json<'_>, record: &mut Record) {
    let listed = entry
        .at("titles")
        .list()
        .map(|title| (title.at("type").raw().unwrap_or_default(), title.at("title")));
    let older = [
        ("Default", entry.at("title")),
        ("Default", entry.at("name")),
        ("Japanese", entry.at("title_japanese")),
        ("English", entry.at("title_english")),
    ];
    let synonyms = entry.at("title_synonyms").list().map(|title| ("Synonym", title));
    for (kind, title) in listed.chain(older).chain(synonyms) {
        if let Some(title) = title.title() {
            add(kind, title, record);
        }
    }
    // With none of its own, whatever stands first names it.
    record.title = record
        .titles
        .iter()
        .find(|title| title.kind == TitleKind::Main)
        .or(record.titles.first())
        .map(|t| t.text.clone());
    let main = record.title.clone().unwrap_or_default().to_lowercase();
    let others =
        record.titles.iter().map(|title| title.text.clone()).filter(|title| title.to_lowercase() != main);
    let others: Vec<String> = others.collect();
    text::add_words(&mut record.synonyms, others);
}

/// The main name is in Latin letters. Where it is the English one as well, it is that and no more; with a
/// Japanese one beside it, it is how that is read.
pub fn romaji(record: &mut Record) {
    let is =
        |title: &Title, tag: &str| title.language.as_ref().is_some_and(|language| language.as_str() == tag);
    let main = record.title.clone().unwrap_or_default();
    let english = record.titles.iter().any(|title| is(title, "en") && title.text == main);
    let japanese = record
        .titles
        .iter()
        .any(|title| is(title, "ja") && matches!(Script::of(&title.text), Script::Kana | Script::Han));
    let tag = match Script::of(&main) {
        _ if english => "en",
        Script::Latin if japanese => "ja-Latn",
        _ => return,
    };
    record.titles.retain(|title| !(english && is(title, "en") && title.text == main));
    if let Some(main) = record.titles.iter_mut().find(|title| title.kind == TitleKind::Main) {
        *main = main.clone().in_language(tag);
    }
}

fn add(kind: &str, title: String, record: &mut Record) {
    let title = match kind {
        "Default" | "" => Title::new(title, TitleKind::Main),
        "Synonym" => Title::new(title, TitleKind::Synonym),
        // All in Hangul it is Korean, though the field says Japanese.
        "Japanese" if Script::of(&title) == Script::Hangul => {
            Title::new(title, TitleKind::Official).in_language("ko")
        }
        language => Title::new(title, TitleKind::Official).in_language(&words::language(language)),
    };
    let repeats = record.titles.iter().any(|known| {
        let second_main = known.kind == TitleKind::Main && title.kind == TitleKind::Main;
        let same_text = known.kind == title.kind || title.kind == TitleKind::Synonym;
        second_main || (known.text == title.text && same_text)
    });
    if !repeats {
        record.titles.push(title);
    }
}
