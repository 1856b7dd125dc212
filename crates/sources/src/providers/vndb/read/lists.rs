//! Vocabularies and small lists: tags, traits, quotes, the words of the schema, and what is counted.

use model::{ExternalId, Namespace, Record, RecordKind};

use super::{FACTS, id_of, markup, record_of};
use crate::{
    parts::{json::Json, text},
    providers::{ParseError, Parsed},
};

/// A tag or trait.
pub fn word(entry: Json<'_>) -> Option<Record> {
    let mut record = record_of(entry, &['g', 'i'], RecordKind::List)?;
    record.title = entry.at("name").title();
    text::add_words(&mut record.synonyms, entry.at("aliases").texts());
    record.synopsis = entry.at("description").raw().and_then(markup::plain);
    // What it belongs to: a tag's category, a trait's group.
    let category = entry.at("category").raw().map(|word| match word {
        "cont" => "Content",
        "ero" => "Sexual content",
        "tech" => "Technical",
        other => other,
    });
    let group = entry.at("group_name").text();
    text::add_words(&mut record.tags, category.map(str::to_owned).into_iter().chain(group));
    record.adult =
        entry.at("sexual").flag().or_else(|| (entry.at("category").raw() == Some("ero")).then_some(true));
    Some(record)
}

/// A line from a visual novel, as a row of it.
pub fn quote(entry: Json<'_>) -> Option<Record> {
    let work = entry.at("vn");
    let id = id_of(work, &['v']).or_else(|| {
        let own = entry.at("id").id()?;
        ExternalId::new(Namespace::known("vndb_quote"), &own).ok()
    })?;
    let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
    record.url = record.external_id.url();
    record.title = work.at("title").title();
    record.synopsis = Some(entry.at("quote").prose()?);
    Some(record)
}

/// How many visual novels there are; nothing of it is a record.
pub fn stats(root: Json<'_>) -> Result<Parsed, ParseError> {
    let total = root.at("vn").unsigned().ok_or_else(|| ParseError::damaged("there are no counts in it"))?;
    Ok(Parsed { total: Some(total), ..Parsed::default() })
}

/// The words of each vocabulary: languages, platforms, roles of staff.
pub fn schema(root: Json<'_>) -> Result<Parsed, ParseError> {
    if !root.at("enums").is_some() {
        return Err(ParseError::damaged("there are no `enums` in it"));
    }
    let rows = root.at("enums").entries().flat_map(|(name, words)| {
        words.list().filter_map(move |word| {
            let id = word.at("id").id().or_else(|| word.at("id").number().map(|id| id.to_string()))?;
            let id = ExternalId::new(Namespace::known("vndb_word"), &format!("{name}/{id}")).ok()?;
            let mut record = Record::new(FACTS.id.clone(), RecordKind::List, id);
            record.title = word.at("label").title();
            record.tags = vec![name.to_owned()];
            Some(record)
        })
    });
    Ok(Parsed::list(rows.collect()))
}
