//! `recommend_works`: what somebody may like.

use app::{RecommendRequest, Recommended};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Tool, Words, card::known};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct RecommendWorks;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Works that are liked: ids, external ids or titles
    #[serde(default)]
    works: Words,
    /// Works that are not wanted, and nothing like them
    #[serde(default)]
    not: Words,
    /// Or an exported list: MyAnimeList XML, CSV, JSON
    list: Option<String>,
    #[serde(default)]
    medium: Words,
    limit: Option<usize>,
    /// 0 to 1; lower for hidden gems
    popularity_max: Option<f64>,
    /// 0 to 1
    diversity: Option<f64>,
    /// auto (default), ratings, content
    by: Option<String>,
    budget: Option<usize>,
}

/// Picks.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    #[schemars(with = "Vec<Pick>")]
    picks: Vec<Map<String, Value>>,
    /// Picks that were made; fewer are shown when the budget is small.
    total: usize,
    note: Option<String>,
    /// What was named and not found.
    unmatched: Vec<String>,
}

/// A pick.
#[derive(Debug, JsonSchema)]
#[expect(dead_code, reason = "the shape of what is sent; tests hold answers against it")]
struct Pick {
    id: i64,
    title: String,
    year: Option<i16>,
    score: f64,
    /// Why, in terms of what is liked, the strongest first.
    reasons: Vec<String>,
}

/// Reasons that are told of a pick.
const REASONS: usize = 4;

impl Tool for RecommendWorks {
    const NAME: &'static str = "recommend_works";
    const TITLE: &'static str = "Recommend";
    const ABOUT: &'static str = "Works that somebody may like, from works they like or their whole list, with \
        reasons.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let mut request = RecommendRequest::default();
        for (names, into) in [(&asked.works, &mut request.works), (&asked.not, &mut request.not)] {
            for name in &names.0 {
                into.push(call.work(name).await?.id.into());
            }
        }
        request.list = asked.list.filter(|list| !list.trim().is_empty()).map(String::into_bytes);
        let numbers = [
            ("limit", asked.limit.map(|limit| limit.to_string())),
            ("popularity_max", asked.popularity_max.map(|share| share.to_string())),
            ("diversity", asked.diversity.map(|share| share.to_string())),
            ("by", asked.by),
            ("medium", (!asked.medium.is_empty()).then(|| asked.medium.0.join(","))),
        ];
        for (name, value) in numbers {
            if let Some(value) = value {
                request.set(name, &value)?;
            }
        }
        let answer = call.app.recommend(&request).await?;
        let total = answer.picks.len();
        let picks = answer.picks.iter().map(pick).collect();
        let unmatched = answer.unmatched.into_iter().map(|line| {
            let name = line.title.unwrap_or(line.named);
            format!("{name}: {}", line.reason)
        });
        Ok(Told {
            picks: budget.fit(picks),
            total,
            note: answer.note,
            unmatched: unmatched.take(20).collect(),
        })
    }
}

fn pick(pick: &Recommended) -> Map<String, Value> {
    let mut told = known(&pick.work);
    told.remove("image");
    let reasons: Vec<&str> = pick.reasons.iter().take(REASONS).map(|reason| reason.text.as_str()).collect();
    told.insert("score".into(), json!((pick.score * 1000.0).round() / 1000.0));
    told.insert("reasons".into(), json!(reasons));
    told
}
