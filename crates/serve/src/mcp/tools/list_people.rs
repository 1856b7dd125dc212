//! `list_people`: rows of people and how their files stand; only where people are open and the caller may see them.

use app::{AppError, PeopleQuery, PersonCard};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Tool;
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct ListPeople;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// A whole name or address
    q: Option<String>,
    #[serde(rename = "type")]
    personality_type: Option<String>,
    /// With a file that is pending, here, failed (tried again) or lost (given up)
    status: Option<String>,
    /// With a failure: network, `rate_limit`, quota, permission, gone, validation, disk, system
    failure: Option<String>,
    /// Who has this file: name, hash or id
    file: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// People.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    people: Vec<Line>,
    next_cursor: Option<String>,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// Somebody; the name is masked.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Line {
    key: String,
    name: String,
    #[serde(rename = "type")]
    personality_type: Option<String>,
    link_kind: String,
    /// How many files are here, wait, failed for a while, were given up.
    here: u64,
    pending: u64,
    failed: u64,
    lost: u64,
}

const LIMIT: usize = 30;

impl Line {
    fn of(card: PersonCard) -> Self {
        Self {
            key: card.key,
            name: card.name,
            personality_type: card.personality_type,
            link_kind: card.link_kind,
            here: card.files.here,
            pending: card.files.pending,
            failed: card.files.failed,
            lost: card.files.lost,
        }
    }
}

impl Tool for ListPeople {
    const NAME: &'static str = "list_people";
    const TITLE: &'static str = "People";
    const ABOUT: &'static str = "Rows of people in the order of their sheet, names masked, and how many of their files \
        are here, wait or failed. Their keys lead to get_person.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let texts = [
            ("q", asked.q.as_deref()),
            ("type", asked.personality_type.as_deref()),
            ("file", asked.file.as_deref()),
            ("cursor", asked.cursor.as_deref()),
        ];
        let wrong = texts.iter().find(|(_, text)| text.is_some_and(|text| text.contains('\0')));
        if let Some((name, _)) = wrong {
            let told = format!("`{name}` holds a NUL character, which stands in no text that is kept");
            return Err(AppError::invalid_parameter(name, told).into());
        }
        let mut question = PeopleQuery {
            text: asked.q,
            is_whole_text: true,
            personality_type: asked.personality_type,
            files: asked.status,
            failure: asked.failure,
            file: asked.file.filter(|file| !file.is_empty()),
            limit: asked.limit.unwrap_or(LIMIT).clamp(1, 200),
            cursor: asked.cursor.filter(|cursor| !cursor.is_empty()),
            ..PeopleQuery::default()
        };
        let (found, mut next_cursor) = call.app.list_people(&question).await?;
        let all = found.len();
        let people = budget.fit(found.into_iter().map(Line::of).collect());
        if people.len() < all {
            // What the budget cut begins the next page.
            question.limit = people.len();
            next_cursor = call.app.list_people(&question).await?.1;
        }
        let note = people.is_empty().then(|| "nobody like that is in the sheet".to_owned());
        Ok(Told { people, next_cursor, note })
    }
}
