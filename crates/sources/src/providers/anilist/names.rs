//! What AniList's works, characters and people have in common: ids, names, pictures, descriptions.

use model::{ExternalId, Image, ImageKind, Namespace, Script, Title, TitleKind};

use super::{ANIME, FACTS, MANGA};
use crate::{
    parts::{json::Json, text},
    providers::Context,
};

/// The id of a work, in the id space of its medium.
pub fn work_id(node: Json<'_>) -> Option<ExternalId> {
    ExternalId::new(work_space(node), &node.at("id").id()?).ok()
}

/// Anime and printed works are counted together but have their pages, and so their id spaces, apart.
pub fn work_space(node: Json<'_>) -> Namespace {
    let printed = match node.at("type").raw() {
        Some(word) => word.eq_ignore_ascii_case("MANGA"),
        None => {
            matches!(node.at("format").raw(), Some("MANGA" | "NOVEL" | "ONE_SHOT"))
                || node.at("siteUrl").raw().is_some_and(|url| url.contains("/manga/"))
        }
    };
    if printed { MANGA } else { ANIME }
}

/// The work that an answer is about: by its own word, else by the asker's, else a stand-in made of all it says,
/// so that two works without a name are not taken for one.
pub fn subject(node: Json<'_>, context: &Context) -> ExternalId {
    work_id(node).or_else(|| context.subject.clone()).unwrap_or_else(|| {
        let words = node.value().map(ToString::to_string).unwrap_or_default();
        context.stand_in(&FACTS.id, work_space(node), &words)
    })
}

/// An id in a space.
pub fn id_in(namespace: &Namespace, node: Json<'_>) -> Option<ExternalId> {
    ExternalId::new(namespace.clone(), &node.at("id").id()?).ok()
}

/// The title a work is listed under: in Latin letters, else as the user who asked prefers it.
pub fn main_title(titles: Json<'_>) -> Option<String> {
    ["romaji", "userPreferred", "english", "native"].iter().find_map(|key| titles.at(key).title())
}

/// The name of a character or person.
pub fn main_name(name: Json<'_>) -> Option<String> {
    let parts = || {
        let parts: Vec<String> =
            ["first", "middle", "last"].iter().filter_map(|key| name.at(key).title()).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    ["full", "userPreferred"]
        .iter()
        .find_map(|key| name.at(key).title())
        .or_else(parts)
        .or_else(|| name.at("native").title())
}

/// Every name of a character or person as titles, and all but the main one as synonyms.
pub fn all_names(name: Json<'_>) -> (Vec<Title>, Vec<String>) {
    let Some(main) = main_name(name) else { return Default::default() };
    let native = name.at("native").title().filter(|native| *native != main);
    let mut titles = vec![Title::new(main.clone(), TitleKind::Main)];
    titles.extend(native.clone().map(|native| {
        let language = match Script::of(&native) {
            Script::Kana => "ja",
            Script::Hangul => "ko",
            // Characters that Chinese and Japanese share tell nothing.
            _ => "",
        };
        Title::new(native, TitleKind::Official).in_language(language)
    }));
    let mut synonyms = Vec::new();
    let others = ["alternative", "alternativeSpoiler"].into_iter().flat_map(|key| name.at(key).texts());
    add_names(&mut synonyms, &main, native.into_iter().chain(others));
    (titles, synonyms)
}

/// Adds the names that are neither the main one nor there yet, letter by letter.
pub fn add_names(list: &mut Vec<String>, main: &str, names: impl IntoIterator<Item = String>) {
    for name in names {
        if name != main && !list.contains(&name) {
            list.push(name);
        }
    }
}

/// An address of a picture; the stand-in for missing ones is none.
pub fn picture(address: Json<'_>) -> Option<String> {
    address.url().filter(|url| !url.contains("/default."))
}

/// The pictures of a work, character or person, the largest first.
pub fn pictures(image: Json<'_>) -> Vec<Image> {
    let mut found: Vec<Image> = Vec::new();
    for key in ["extraLarge", "large", "medium"] {
        let Some(url) = picture(image.at(key)).filter(|url| found.iter().all(|image| image.url != *url))
        else {
            continue;
        };
        let kind = if found.is_empty() { ImageKind::Poster } else { ImageKind::Thumbnail };
        found.push(Image { url, kind });
    }
    found
}

/// A description in AniList's own markup: marks and links taken out, and what is hidden as a spoiler left out.
pub fn about(description: Json<'_>) -> Option<String> {
    let plain = description.prose()?;
    let mut shown = String::with_capacity(plain.len());
    let mut rest = plain.as_str();
    while let Some((before, hidden)) = rest.split_once("~!") {
        shown += before;
        rest = hidden.split_once("!~").map_or("", |(_, after)| after);
    }
    shown += rest;
    let shown = without_links(&shown).replace("__", "").replace("**", "");
    text::without_credit(&shown)
}

/// `[text](address)` becomes the text.
fn without_links(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("](") {
        let Some(open) = before.rfind('[') else {
            out += before;
            out += "](";
            rest = after;
            continue;
        };
        let end =
            after.find(|c: char| c == ')' || c.is_whitespace()).filter(|end| after[*end..].starts_with(')'));
        let Some(end) = end else {
            out += before;
            out += "](";
            rest = after;
            continue;
        };
        out += &before[..open];
        out += &before[open + 1..];
        rest = &after[end + 1..];
    }
    out += rest;
    out
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn descriptions_lose_their_marks() {
        let value = json!(
            "__Height:__ 1 m\n\nKeeper of [the lamp](https://a.example/1).\n~!She lit it.!~ **Quiet**, [x](y\n\n(Source: ANN)"
        );
        assert_eq!(
            about(Json::of(&value)).as_deref(),
            Some("Height: 1 m\n\nKeeper of the lamp.\nQuiet, [x](y")
        );
        for odd in ["](", "[](", "~!", "!~", "[a](b", "](]([", "(Source: x)"] {
            let _ = about(Json::of(&json!(odd)));
        }
    }

    #[test]
    fn the_stand_in_picture_is_none() {
        let value = json!({"large": "https://s4.example/cover/medium/default.jpg", "medium": null});
        assert_eq!(pictures(Json::of(&value)), []);
    }

    #[test]
    fn a_name_is_put_together_where_it_is_not_given_whole() {
        let value = json!({"first": "Aki", "middle": null, "last": "Depot", "native": "駅 あき", "alternative": ["Aki", "", "駅 あき"]});
        let (titles, synonyms) = all_names(Json::of(&value));
        assert_eq!(
            titles.iter().map(|title| title.text.as_str()).collect::<Vec<_>>(),
            ["Aki Depot", "駅 あき"]
        );
        assert_eq!(synonyms, ["駅 あき", "Aki"]);
    }
}
