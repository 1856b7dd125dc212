//! Lists of works: hot ones, and pairs and recommendations by chance. `main` holds all three in one answer.

use model::{Recommendation, Record, RecordKind};

use super::{anime, work_id, xml::Element};
use crate::providers::{Context, ParseError, Parsed};

/// Reads such an answer. A work that is named twice comes out once.
pub fn parse(body: &[u8], context: &Context) -> Result<Parsed, ParseError> {
    let root = Element::parse(body)?;
    if !["hotanime", "main", "randomrecommendation", "randomsimilar"].contains(&root.name.as_str()) {
        return Err(ParseError::damaged(format!("`{:.40}` is no list", root.name)));
    }
    let mut records = Vec::new();
    collect(&root, context, &mut records);
    Ok(Parsed::list(records))
}

fn collect(element: &Element, context: &Context, records: &mut Vec<Record>) {
    for child in element.all() {
        match child.name.as_str() {
            "anime" => add(child, None, context, records),
            // A pair: who likes the one may like the other.
            "similar" => {
                let target = child.child("target");
                child.children("source").for_each(|source| add(source, target, context, records));
                if let Some(target) = target {
                    add(target, None, context, records);
                }
            }
            _ => collect(child, context, records),
        }
    }
}

fn add(element: &Element, alike: Option<&Element>, context: &Context, records: &mut Vec<Record>) {
    let Some(mut record) = anime::brief(element, RecordKind::List, context) else { return };
    let other = alike.and_then(|alike| {
        let external_id = work_id(alike.attr("aid").or_else(|| alike.attr("id"))?)?;
        let title = anime::brief(alike, RecordKind::List, context).and_then(|other| other.title);
        Some(Recommendation { external_id, title, votes: None })
    });
    let known = records.iter_mut().take(1000).find(|known| known.external_id == record.external_id);
    if let Some(known) = known {
        known.recommendations.extend(other);
    } else {
        record.recommendations.extend(other);
        records.push(record);
    }
}
