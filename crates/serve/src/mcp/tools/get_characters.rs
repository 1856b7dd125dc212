//! `get_characters`: the characters of a work, or one character and its works.

use app::{AppError, CharacterRef};
use model::Character;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Tool,
    card::{self, known},
    unless_empty,
};
use crate::mcp::{
    budget::shortened,
    call::{Call, Refused},
    cursor, spoilers,
};

/// The tool.
pub struct GetCharacters;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// All characters of this work: id, external id or title
    work: Option<String>,
    /// Or one character: id or external id such as `mal_character:40882`
    character: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    /// Whether plots may be given away
    #[serde(default)]
    spoilers: bool,
    budget: Option<usize>,
}

/// Characters.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    #[schemars(with = "Vec<Figure>")]
    characters: Vec<Map<String, Value>>,
    total: usize,
    next_cursor: Option<String>,
    /// Where all of one character can be read, when something of it did not fit.
    rest: Option<String>,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// A character.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Figure {
    id: i64,
    name: String,
    /// MAIN, SUPPORTING or BACKGROUND.
    role: Option<String>,
    about: Option<String>,
    /// The works it appears in, when one was asked for.
    works: Option<Vec<super::Line>>,
}

/// Letters of `about` that a list shows; one character alone is told in full.
const ABOUT: usize = 240;
const LIMIT: usize = 20;

impl Tool for GetCharacters {
    const NAME: &'static str = "get_characters";
    const TITLE: &'static str = "Characters";
    const ABOUT: &'static str =
        "The characters of a work, main ones first; or one character with the works it appears in.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        match (&asked.work, &asked.character) {
            (Some(work), None) => cast(call, work, &asked).await,
            (None, Some(character)) => one(call, character, &asked).await,
            _ => {
                let message = "give either `work` or `character`";
                Err(AppError::invalid_parameter("work", message).into())
            }
        }
    }
}

async fn cast(call: &Call, work: &str, asked: &Asked) -> Result<Told, Refused> {
    let budget = call.budget(asked.budget)?;
    let work = call.work(work).await?;
    let question = (GetCharacters::NAME, work.id, asked.spoilers);
    let place = cursor::read(asked.cursor.as_deref(), &question)?;
    let cast = call.app.characters(&work.id.into()).await?;
    let total = cast.len();
    let told = cast.into_iter().skip(place).take(asked.limit.unwrap_or(LIMIT).clamp(1, 100)).map(|member| {
        let mut told = figure(&member.character, asked.spoilers, Some(ABOUT));
        told.insert("role".into(), json!(member.role));
        told
    });
    let characters = budget.fit(told.collect());
    let next = place + characters.len();
    let next_cursor = (next < total).then(|| cursor::write(next, &question));
    let note = unless_empty(total, "characters of it");
    Ok(Told { characters, total, next_cursor, rest: None, note })
}

async fn one(call: &Call, character: &str, asked: &Asked) -> Result<Told, Refused> {
    let budget = call.budget(asked.budget)?;
    let page = call.app.character(&character.parse::<CharacterRef>()?).await?;
    let works: Vec<Value> = page
        .works
        .iter()
        .map(|(work, role)| {
            let mut line = card::related(work);
            line.insert("role".into(), json!(role));
            Value::Object(line)
        })
        .collect();
    let mut told = figure(&page.character, asked.spoilers, None);
    told.insert("works".into(), json!(works));
    // Whatever has to be cut, who it is and where it appears is told first.
    let first = |name: &str| !matches!(name, "id" | "name" | "works");
    let mut fields: Vec<(String, Value)> = told.into_iter().collect();
    fields.sort_by_key(|(name, _)| first(name));
    let (told, omitted) = budget.fields(fields);
    let rest = (!omitted.is_empty()).then(|| format!("emaki://character/{}", page.character.id));
    Ok(Told { characters: vec![told], total: 1, next_cursor: None, rest, note: None })
}

/// A character, with what is told of it made safe.
fn figure(character: &Character, spoilers: bool, about: Option<usize>) -> Map<String, Value> {
    let mut told = known(character);
    told.remove("appearances");
    told.remove("figure");
    if let Some(text) = &character.about {
        let text = if spoilers { text.clone() } else { spoilers::masked(text) };
        let text = about.map_or(text.clone(), |most| shortened(&text, most));
        told.insert("about".into(), json!(text));
    }
    told
}
