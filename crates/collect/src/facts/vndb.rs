//! Visual novels and their characters, as VNDB tells of them. Texts keep their markup.

use keeping::{CharacterFacts, SeriesFacts};
use serde_json::Value;

use super::{document, names, text};
use crate::Failure;

/// A visual novel.
pub fn novel(id: &str, body: &[u8]) -> Result<SeriesFacts, Failure> {
    let answer = document(body)?;
    let entry = &answer["results"][0];
    if entry["id"].as_str() != Some(id) {
        return Err(Failure::item("its answer is about another visual novel"));
    }
    let tags = entry["tags"].as_array().into_iter().flatten();
    // What the tag only pretends to be is no fact.
    let tags = tags.filter(|tag| tag["lie"].as_bool() != Some(true)).filter_map(|tag| text(&tag["name"]));
    Ok(SeriesFacts {
        name: text(&entry["title"]).ok_or_else(|| Failure::item("its answer has no title"))?,
        media_type: "visual_novel".to_owned(),
        creators: vec![("developer".to_owned(), names(&entry["developers"], "name"))],
        image: text(&entry["image"]["url"]),
        tags: tags.collect(),
        synopsis: text(&entry["description"]),
        members: entry["votecount"].as_i64(),
        score: entry["rating"].as_f64().filter(|rating| *rating > 0.0),
        ..SeriesFacts::default()
    })
}

/// The characters of one page, with their ids.
pub fn characters(body: &[u8]) -> Result<Vec<(String, CharacterFacts)>, Failure> {
    let answer = document(body)?;
    let rows = answer["results"].as_array().ok_or_else(|| Failure::item("its characters are no list"))?;
    Ok(rows.iter().filter_map(character).collect())
}

fn character(entry: &Value) -> Option<(String, CharacterFacts)> {
    let id = text(&entry["id"]).filter(|id| id.starts_with('c'))?;
    let traits = entry["traits"].as_array().map(|traits| u32::try_from(traits.len()).unwrap_or(u32::MAX));
    let facts = CharacterFacts {
        name: text(&entry["name"]).or_else(|| text(&entry["original"]))?,
        native_name: text(&entry["original"]),
        image: text(&entry["image"]["url"]),
        about: text(&entry["description"]),
        sex: sex(&entry["sex"]),
        traits,
        birthday: birthday(&entry["birthday"]),
        ..CharacterFacts::default()
    };
    Some((id, facts))
}

/// `f,m`: the apparent sex, then the true one. Null within the pair is unknown.
fn sex(value: &Value) -> Option<String> {
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    match value {
        Value::Array(pair) if !pair.is_empty() => Some(pair.iter().map(word).collect::<Vec<_>>().join(",")),
        Value::String(_) => Some(word(value)),
        _ => None,
    }
}

fn birthday(value: &Value) -> Option<String> {
    let (month, day) = (value[0].as_u64()?, value[1].as_u64()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const VN: &[u8] = include_bytes!("../../../sources/fixtures/vndb/vn.json");
    const CHARACTERS: &[u8] = include_bytes!("../../../sources/fixtures/vndb/characters.json");

    #[test]
    fn a_novel_and_its_characters() {
        let novel = novel("v9001", VN).expect("sound");
        assert_eq!((novel.name.as_str(), novel.score), ("Tsukiakari no Shako", Some(78.34)));
        assert_eq!(novel.tags, ["Trains", "Mystery", "Twist Ending", "ADV"], "but no lie");
        let shown: Vec<_> = characters(CHARACTERS)
            .expect("sound")
            .into_iter()
            .map(|(id, facts)| (id, facts.sex, facts.traits, facts.birthday))
            .collect();
        assert_eq!(shown[0], ("c901".into(), Some("f,m".into()), Some(3), None));
        assert_eq!(shown[1], ("c902".into(), None, Some(0), None));
        assert_eq!(shown.len(), 3);
    }

    #[test]
    fn another_novel_is_refused() {
        assert!(super::novel("v1", VN).is_err());
        assert!(super::novel("v1", br#"{"results":[],"more":false}"#).is_err());
        assert_eq!(sex(&serde_json::json!(["m", "f"])).as_deref(), Some("m,f"));
        assert_eq!(sex(&serde_json::json!([null, "f"])).as_deref(), Some("?,f"));
        assert_eq!(sex(&serde_json::json!([])), None);
        assert_eq!(birthday(&serde_json::json!([4, 1])).as_deref(), Some("04-01"));
        assert_eq!(birthday(&serde_json::json!([4, 0])), None);
    }
}
