//! Releases: one edition of one or several visual novels.

use model::{Medium, Record, RecordKind, RelationEntry, RelationType, Title, TitleKind};

use super::{id_of, markup, record_of, vn};
use crate::parts::{json::Json, text};

/// A release, as a row that leads to its visual novels: it is no work of its own.
pub fn release(entry: Json<'_>) -> Option<Record> {
    let mut record = record_of(entry, &['r'], RecordKind::List)?;
    record.medium = Some(Medium::VisualNovel);
    record.title = entry.at("title").title();
    let main = record.title.clone();
    for part in entry.at("languages").list() {
        let Some(lang) = part.at("lang").raw() else { continue };
        for (key, language) in [("latin", vn::latin(lang)), ("title", vn::language(lang))] {
            let Some(text) = part.at(key).title() else { continue };
            let kind = if main.as_ref() == Some(&text) { TitleKind::Main } else { TitleKind::Official };
            record.titles.push(Title::new(text, kind).in_language(&language));
        }
    }
    let others = record.titles.iter().map(|title| title.text.clone()).chain(entry.at("alttitle").title());
    let others: Vec<String> = others.filter(|text| main.as_ref() != Some(text)).collect();
    text::add_words(&mut record.synonyms, others);
    record.start_date = entry.at("released").date();
    record.year = record.start_date.map(model::FuzzyDate::year);
    record.synopsis = entry.at("notes").raw().and_then(markup::plain);
    // 0 is a word of its own here: for all ages.
    record.rating = entry
        .at("minage")
        .unsigned()
        .map(|age| if age == 0 { "All ages".to_owned() } else { format!("{age}+") });
    record.adult = entry.at("has_ero").flag();
    record.tags = entry.at("platforms").texts();
    for producer in entry.at("producers").list().take(500) {
        let Some(name) = producer.at("name").title() else { continue };
        for (part, list) in [("developer", &mut record.studios), ("publisher", &mut record.producers)] {
            if producer.at(part).flag() == Some(true) {
                text::add_words(list, [name.clone()]);
            }
        }
    }
    record.relations = entry.at("vns").list().filter_map(part_of).collect();
    vn::links(entry.at("extlinks"), &mut record);
    Some(record)
}

fn part_of(work: Json<'_>) -> Option<RelationEntry> {
    let external_id = id_of(work, &['v'])?;
    Some(RelationEntry { kind: RelationType::Related, external_id, title: work.at("title").title() })
}
