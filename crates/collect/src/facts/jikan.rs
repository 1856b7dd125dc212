//! Works and characters of MyAnimeList, as Jikan tells of them.

use keeping::{CharacterFacts, SeriesFacts};
use model::Record;
use serde_json::Value;

use super::{document, names, poster, text};
use crate::Failure;

/// An anime.
pub fn anime(id: &str, body: &[u8], record: Option<&Record>) -> Result<SeriesFacts, Failure> {
    let answer = document(body)?;
    let entry = about(&answer, id)?;
    let mut facts = series(entry, record)?;
    "anime".clone_into(&mut facts.media_type);
    facts.creators = vec![("studio".to_owned(), names(&entry["studios"], "name"))];
    Ok(facts)
}

/// A manga, or a novel of its lists.
pub fn manga(id: &str, body: &[u8], record: Option<&Record>) -> Result<SeriesFacts, Failure> {
    let answer = document(body)?;
    let entry = about(&answer, id)?;
    let mut facts = series(entry, record)?;
    let is_novel = matches!(entry["type"].as_str(), Some("Light Novel" | "Novel"));
    if is_novel { "light_novel" } else { "manga" }.clone_into(&mut facts.media_type);
    facts.creators = vec![
        ("author".to_owned(), names(&entry["authors"], "name")),
        ("serialization".to_owned(), names(&entry["serializations"], "name")),
    ];
    Ok(facts)
}

/// A character; its series and medium are the series' matter.
pub fn character(id: &str, body: &[u8], record: Option<&Record>) -> Result<CharacterFacts, Failure> {
    let answer = document(body)?;
    let entry = about(&answer, id)?;
    Ok(CharacterFacts {
        name: text(&entry["name"]).ok_or_else(|| Failure::item("its answer has no name"))?,
        native_name: text(&entry["name_kanji"]),
        image: poster(record),
        // What stands for no text at all is none; the reader knows those words.
        about: text(&entry["about"]).filter(|_| record.is_none_or(|record| record.synopsis.is_some())),
        favorites: entry["favorites"].as_i64(),
        ..CharacterFacts::default()
    })
}

/// The ids of a work's characters with their names, in the source's order.
pub fn cast(body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    let answer = document(body)?;
    let rows = answer["data"].as_array().ok_or_else(|| Failure::item("its list of characters is no list"))?;
    let one = |row: &Value| {
        let character = &row["character"];
        let id = character["mal_id"].as_i64().filter(|id| *id > 0)?;
        Some((id.to_string(), text(&character["name"]).unwrap_or_default()))
    };
    Ok(rows.iter().filter_map(one).collect())
}

fn series(entry: &Value, record: Option<&Record>) -> Result<SeriesFacts, Failure> {
    let mut genres = names(&entry["genres"], "name");
    genres.extend(names(&entry["themes"], "name"));
    Ok(SeriesFacts {
        name: text(&entry["title"])
            .or_else(|| record?.title.clone())
            .ok_or_else(|| Failure::item("its answer has no title"))?,
        english_name: text(&entry["title_english"]),
        image: poster(record),
        genres,
        synopsis: text(&entry["synopsis"]).filter(|_| record.is_none_or(|record| record.synopsis.is_some())),
        favorites: entry["favorites"].as_i64(),
        members: entry["members"].as_i64(),
        score: entry["score"].as_f64().filter(|score| *score > 0.0),
        ..SeriesFacts::default()
    })
}

/// The entry of an answer, which has to be about what was asked for.
fn about<'a>(answer: &'a Value, id: &str) -> Result<&'a Value, Failure> {
    let entry = &answer["data"];
    match entry["mal_id"].as_i64() {
        Some(number) if number.to_string() == id => Ok(entry),
        Some(number) => Err(Failure::item(format!("its answer is about {number}"))),
        None => Err(Failure::item("its answer is about nothing")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nulls_are_no_facts() {
        let body = br#"{"data":{"mal_id":7,"title":"Night Ferry","title_english":null,"type":"Manga","score":null,
            "favorites":null,"members":null,"synopsis":null,"genres":null,"authors":[{"name":"Vale, Mira"},{"name":null}]}}"#;
        let facts = manga("7", body, None).expect("sound");
        assert_eq!((facts.name.as_str(), facts.score, facts.favorites), ("Night Ferry", None, None));
        assert_eq!(facts.creators[0], ("author".to_owned(), vec!["Vale, Mira".to_owned()]));
        let facts = character("9", br#"{"data":{"mal_id":9,"name":" Wren","favorites":null}}"#, None);
        assert_eq!(facts.expect("sound").favorites, None);
    }

    #[test]
    fn an_answer_about_another_is_none() {
        for (body, told) in [
            (&br#"{"data":{"mal_id":8,"title":"X"}}"#[..], "its answer is about 8"),
            (br#"{"data":{"title":"X"}}"#, "its answer is about nothing"),
            (br#"{"data":{"mal_id":7,"title":" "}}"#, "its answer has no title"),
        ] {
            assert_eq!(anime("7", body, None).expect_err("no facts").reason(), told);
        }
        assert!(anime("7", b"{", None).is_err());
        assert!(cast(br#"{"data":{}}"#).is_err());
    }
}
