//! `explain_work`: who said what of a work, and where sources disagree.

use std::collections::{BTreeMap, BTreeSet};

use app::FieldClaim;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Tool;
use crate::mcp::{
    budget::shortened,
    call::{Call, Refused},
    cursor,
};

/// The tool.
pub struct ExplainWork;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Id, mal:16498 or title
    work: String,
    /// Only this field, such as episodes
    field: Option<String>,
    /// Only fields of which sources say different things
    #[serde(default)]
    disagreements: bool,
    cursor: Option<String>,
    budget: Option<usize>,
}

/// Who said what.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    id: i64,
    title: String,
    fields: Vec<Explained>,
    total: usize,
    next_cursor: Option<String>,
    /// What to do where the list is empty.
    note: Option<String>,
}

/// A field and all that is said of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Explained {
    field: String,
    /// Whether sources that give one value give different ones.
    disputed: bool,
    claims: Vec<Claim>,
}

/// What one source says.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Claim {
    source: String,
    #[schemars(with = "Anything")]
    value: Value,
    /// Whether it stands in the record.
    chosen: bool,
    why: String,
}

/// A value of any kind.
#[derive(Debug, JsonSchema)]
#[schemars(transparent)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Anything(Value);

/// Characters of a value that are shown.
const VALUE: usize = 160;
/// Items of a list that are shown.
const ITEMS: usize = 12;

impl Tool for ExplainWork {
    const NAME: &'static str = "explain_work";
    const TITLE: &'static str = "Who said what";
    const ABOUT: &'static str =
        "Each field of a work with every source's claim, which one won and why, or only what is disputed.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let work = call.work(&asked.work).await?;
        let question = (Self::NAME, work.id, &asked.field, asked.disagreements);
        let place = cursor::read(asked.cursor.as_deref(), &question)?;
        let provenance = call.app.provenance(&work.id.into(), asked.field.as_deref()).await?;
        let said: BTreeSet<String> = provenance.claims.iter().map(|claim| claim.source.to_string()).collect();
        let mut by_field: BTreeMap<String, Vec<FieldClaim>> = BTreeMap::new();
        for claim in provenance.claims {
            by_field.entry(claim.field.as_str().to_lowercase()).or_default().push(claim);
        }
        let explained = by_field.into_iter().map(|(field, claims)| Explained {
            field,
            disputed: disputed(&claims),
            claims: claims.into_iter().map(Claim::from).collect(),
        });
        let all: Vec<Explained> = explained.filter(|field| field.disputed || !asked.disagreements).collect();
        let total = all.len();
        let note = (total == 0).then(|| match (asked.disagreements, said.len()) {
            (true, 0 | 1) => {
                "one source alone tells of it, so nothing is disputed; refresh_work asks others".to_owned()
            }
            (true, _) => "its sources agree".to_owned(),
            (false, _) => "no source says anything of it here; refresh_work asks them".to_owned(),
        });
        let rest: Vec<Explained> = all.into_iter().skip(place).collect();
        let fields = budget.fit(rest);
        let next = place + fields.len();
        let next_cursor = (next < total).then(|| cursor::write(next, &question));
        Ok(Told { id: work.id.get(), title: work.title, fields, total, next_cursor, note })
    }
}

/// Whether several sources give different single values. Lists are joined, so they do not contradict.
fn disputed(claims: &[FieldClaim]) -> bool {
    let single = |claim: &&FieldClaim| !claim.value.is_array() && !claim.value.is_null();
    let mut values = claims.iter().filter(single).map(|claim| &claim.value);
    let Some(first) = values.next() else { return false };
    let chosen = claims.iter().filter(|claim| claim.chosen).count();
    // Where all that is said stands side by side, as titles do, nobody is contradicted.
    chosen < claims.len() && values.any(|value| value != first)
}

impl From<FieldClaim> for Claim {
    fn from(claim: FieldClaim) -> Self {
        Self {
            source: claim.source.to_string(),
            value: short(claim.value),
            chosen: claim.chosen,
            why: claim.why,
        }
    }
}

fn short(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(shortened(&text, VALUE)),
        Value::Array(items) => items.into_iter().take(ITEMS).map(short).collect(),
        Value::Object(fields) => fields.into_iter().map(|(name, value)| (name, short(value))).collect(),
        plain => plain,
    }
}
