//! Tags: which of them say something of the work, and which branch of AniDB's tree they hang on.

use std::collections::{HashMap, HashSet};

use model::Record;

use super::xml::Element;
use crate::parts::text;

/// The roots of the tree whose branches hold upkeep instead of content.
const UPKEEP: [&str; 3] = ["meta tags", "maintenance tags", "unsorted"];

/// A tag and where it hangs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// The word.
    pub name: String,
    /// The name of the root that it hangs on: `elements`, `themes`, `target audience`, `original work`.
    pub root: Option<String>,
    /// How many steps it is below the root.
    pub depth: usize,
    /// Whether AniDB shows it among the few that stand for the work.
    pub telling: bool,
}

/// Writes the tags into a record, and tells genres, themes, audience and origin by their roots.
///
/// AniDB's tree has some thousand tags. Only the telling ones are genres and the like; whatever is said
/// of the work is a tag.
pub fn tell(record: &mut Record, tags: Vec<Tag>) {
    let mut origin: Option<&Tag> = None;
    // What may disturb is one branch of the tree, and all of it counts.
    let warnings = tags.iter().filter(|tag| tag.root.as_deref() == Some("content indicators"));
    text::add_words(&mut record.content_warnings, warnings.map(|tag| tag.name.clone()));
    let any_telling = tags.iter().any(|tag| tag.telling);
    for tag in tags.iter().filter(|tag| tag.telling || !any_telling) {
        let list = match tag.root.as_deref() {
            Some("elements") => &mut record.genres,
            Some("themes") => &mut record.themes,
            Some("target audience") => &mut record.demographics,
            Some("original work") => {
                // The deepest says most: `manga`, `4-koma manga`.
                if origin.is_none_or(|known| known.depth < tag.depth) {
                    origin = Some(tag);
                }
                continue;
            }
            _ => continue,
        };
        text::add_words(list, [tag.name.clone()]);
    }
    // `new` is AniDB's word for what was adapted from nothing.
    record.origin =
        origin.map(|tag| if tag.name == "new" { "original".to_owned() } else { tag.name.clone() });
    text::add_words(&mut record.tags, tags.into_iter().map(|tag| tag.name));
}

/// The tags of an answer, the heaviest first, without what gives the plot away.
pub fn listed(anime: &Element) -> Vec<Tag> {
    // A slip of thousands of tags would be costly to look through.
    let all: Vec<&Element> = anime.each("tags", "tag").take(2000).collect();
    let by_id: HashMap<&str, &Element> = all.iter().filter_map(|tag| Some((tag.attr("id")?, *tag))).collect();
    let parents: HashSet<&str> = all.iter().filter_map(|tag| tag.attr("parentid")).collect();
    let weight =
        |tag: &Element| tag.attr("weight").and_then(|weight| weight.parse::<u32>().ok()).unwrap_or(0);
    let is = |tag: &Element, name: &str| tag.attr(name) == Some("true");
    let mut found: Vec<(u32, Tag)> = Vec::new();
    for tag in all.iter().copied() {
        let (root, depth) = root_of(tag, &by_id);
        let holds_others = tag.attr("id").is_some_and(|id| parents.contains(id)) && weight(tag) == 0;
        let shelf = (holds_others || depth == 0) && !is(tag, "infobox");
        let upkeep = root.as_deref().is_some_and(|root| UPKEEP.contains(&root));
        if shelf || upkeep || is(tag, "localspoiler") || is(tag, "globalspoiler") {
            continue;
        }
        let Some(name) = tag.text("name") else { continue };
        let name = super::words::apostrophes(&name);
        found.push((weight(tag), Tag { name, root, depth, telling: is(tag, "infobox") }));
    }
    found.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    found.into_iter().map(|(_, tag)| tag).collect()
}

/// The root above a tag, and how far above; parents that are not listed end the way.
fn root_of(tag: &Element, by_id: &HashMap<&str, &Element>) -> (Option<String>, usize) {
    let (mut at, mut depth) = (tag, 0);
    while let Some(parent) = at.attr("parentid").and_then(|id| by_id.get(id)) {
        at = parent;
        depth += 1;
        if depth > 20 {
            return (None, depth);
        }
    }
    // A parent that is not listed leaves the root unknown, and the tag below something.
    match at.attr("parentid") {
        Some(_) => (None, depth + 1),
        None => (at.text("name").map(|name| name.to_lowercase()), depth),
    }
}
