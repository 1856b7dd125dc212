//! `search_by_image`: what a picture is from, and what looks like a work.

use app::{AppError, PictureHit, PictureInput, PictureRequest};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Detail, Tool, card::Fields};
use crate::mcp::call::{Call, Refused};

/// The tool.
pub struct SearchByImage;

/// Its arguments.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// Base64, data: or http(s) address
    image: Option<String>,
    /// Or works whose pictures look like this work's
    work: Option<String>,
    limit: Option<usize>,
    #[serde(default)]
    detail: Detail,
    budget: Option<usize>,
}

/// What was found.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Told {
    /// Whether it is surely one of the pictures that are kept.
    is_match: bool,
    message: String,
    #[schemars(with = "Vec<super::Line>")]
    works: Vec<Map<String, Value>>,
    /// Where nothing matches: what came nearest, to look at only.
    #[schemars(with = "Vec<super::Line>")]
    nearest: Vec<Map<String, Value>>,
    /// Pictures it was compared with.
    pictures: usize,
}

impl Tool for SearchByImage {
    const NAME: &'static str = "search_by_image";
    const TITLE: &'static str = "Search by picture";
    const ABOUT: &'static str =
        "What work a picture is from, even cropped, mirrored or photographed; or what looks like a work.";
    type Asked = Asked;
    type Told = Told;

    async fn run(call: &Call, asked: Asked) -> Result<Told, Refused> {
        let budget = call.budget(asked.budget)?;
        let fields = Fields::new(asked.detail, &[])?;
        let mut request = PictureRequest::default();
        request.limit = asked.limit.unwrap_or(request.limit);
        let found = match (asked.image, asked.work) {
            (Some(image), None) => call.app.search_by_picture(PictureInput::Text(image), &request).await?,
            (None, Some(work)) => {
                let work = call.work(&work).await?;
                call.app.similar_by_picture(&work.id.into(), &request).await?
            }
            _ => return Err(AppError::invalid_parameter("image", "give either `image` or `work`").into()),
        };
        let told = |hits: &[PictureHit]| {
            let told: Vec<_> = hits.iter().map(|hit| shown(hit, &fields)).collect();
            if told.is_empty() { told } else { budget.fit(told) }
        };
        Ok(Told {
            is_match: found.is_match,
            works: told(&found.results),
            nearest: told(&found.nearest),
            message: found.message,
            pictures: found.pictures,
        })
    }
}

fn shown(hit: &PictureHit, fields: &Fields) -> Map<String, Value> {
    let mut told = fields.of_card(&hit.card);
    told.insert("relevance".into(), json!((f64::from(hit.relevance) * 1000.0).round() / 1000.0));
    told.insert("picture".into(), json!(hit.picture.url));
    if hit.picture.mirrored {
        told.insert("mirrored".into(), json!(true));
    }
    told
}
