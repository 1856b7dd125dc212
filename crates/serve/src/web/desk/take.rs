//! `GET /desk/takes/{take_id}`: a picture with its recipe, to be reviewed and made again; and pictures side by side.

use std::sync::Arc;

use super::{refused, shot::Shot, shown::plain};
use crate::{
    problem::Problem,
    query,
    site::Site,
    web::{Frame, frame},
};
use app::TakeView;
use askama::Template;
use axum::{
    Extension,
    extract::{Path, RawQuery, State},
    response::Response,
};

#[derive(Template)]
#[template(path = "desk_take.html")]
struct Page<'a> {
    frame: &'a Frame,
    query: &'static str,
    light: Light,
}

#[derive(Template)]
#[template(path = "desk_light.html")]
struct LightPart<'a> {
    frame: &'a Frame,
    light: Light,
}

#[derive(Template)]
#[template(path = "desk_compare.html")]
struct Compare<'a> {
    frame: &'a Frame,
    query: &'static str,
    shots: Vec<Shot>,
    differences: Vec<(String, Vec<String>)>,
}

/// A picture with all that is known of it.
struct Light {
    shot: Shot,
    /// Of the review, so that what somebody else wrote meanwhile is not written over.
    version: u32,
    project: Option<String>,
    notes: String,
    file: String,
    hash: String,
    prompt: String,
    negative: String,
    words: String,
    pieces: Vec<(String, String, bool)>,
    choices: Vec<(String, String)>,
    /// Name and value.
    recipe: Vec<(&'static str, String)>,
    may_refer: bool,
}

impl Light {
    fn of(take: TakeView) -> Self {
        let shot = Shot::of(&take);
        let may_refer = take.character_id.is_some() && shot.verdict == "approved";
        let recipe = take.recipe.as_deref();
        let facts = recipe.map(|recipe| {
            let made = recipe.made_by.as_ref();
            let names = |names: Vec<String>| names.join(", ");
            let rows = [
                ("Seed", recipe.seed.to_string()),
                ("Size", format!("{} × {}", recipe.width, recipe.height)),
                ("Steps", recipe.steps.to_string()),
                ("Guidance", plain(&serde_json::to_value(recipe.guidance).unwrap_or_default())),
                ("Sampler", format!("{} {}", recipe.sampler, recipe.scheduler)),
                ("Model", recipe.model.as_ref().map(|model| model.name.clone()).unwrap_or_default()),
                ("LoRAs", names(recipe.loras.iter().map(|lora| lora.name.clone()).collect())),
                (
                    "Presets",
                    names(
                        recipe.presets.iter().map(|one| format!("{} v{}", one.name, one.version)).collect(),
                    ),
                ),
                (
                    "Bible",
                    recipe
                        .figure
                        .as_ref()
                        .map(|one| format!("{} v{}", one.name, one.version))
                        .unwrap_or_default(),
                ),
                (
                    "References",
                    if recipe.references.is_empty() {
                        String::new()
                    } else {
                        recipe.references.len().to_string()
                    },
                ),
                (
                    "Engine",
                    made.map(|made| format!("{} ({} {})", made.engine, made.kind, made.version))
                        .unwrap_or_default(),
                ),
            ];
            rows.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
        });
        let pieces = recipe.map(|recipe| {
            let pieces = recipe.pieces.iter();
            pieces.map(|piece| (piece.from.clone(), piece.text.clone(), piece.negative)).collect()
        });
        let choices = recipe.map(|recipe| {
            let choices = recipe.choices.iter();
            choices.map(|choice| (choice.written.clone(), choice.taken.clone())).collect()
        });
        Self {
            shot,
            project: take.project_id,
            version: take.version,
            notes: take.review.notes,
            file: take.file,
            hash: take.hash,
            prompt: take.prompt,
            negative: recipe.map(|recipe| recipe.negative_prompt.clone()).unwrap_or_default(),
            words: recipe.map(|recipe| recipe.words.clone()).unwrap_or_default(),
            pieces: pieces.unwrap_or_default(),
            choices: choices.unwrap_or_default(),
            recipe: facts.unwrap_or_default(),
            may_refer,
        }
    }
}

/// `GET /desk/takes/{take_id}`; with `part=light` what the lightbox shows of it.
pub async fn show(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    Path(id): Path<String>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let is_part = asked.is_some_and(|asked| asked == "part=light");
    let light = Light::of(site.app.take(&id).await.map_err(refused)?);
    if is_part {
        return frame::answer(&LightPart { frame: &frame, light });
    }
    frame::answer(&Page { frame: &frame, query: "", light })
}

/// `GET /desk/compare?take=…&take=…`: pictures side by side, with what their recipes differ in.
pub async fn compare(
    State(site): State<Arc<Site>>,
    Extension(frame): Extension<Arc<Frame>>,
    RawQuery(asked): RawQuery,
) -> Result<Response, Problem> {
    let pairs = query::pairs(asked.as_deref().unwrap_or_default(), true);
    let ids: Vec<String> = pairs.filter(|(name, _)| name == "take").map(|(_, id)| id).collect();
    let compared = site.app.compare_takes(&ids).await.map_err(refused)?;
    let differences = compared.differences.into_iter().map(|(field, values)| {
        let told = values.iter().map(|value| if value.is_null() { "–".to_owned() } else { plain(value) });
        (field.replace('_', " "), told.collect())
    });
    frame::answer(&Compare {
        frame: &frame,
        query: "",
        shots: compared.takes.iter().map(Shot::of).collect(),
        differences: differences.collect(),
    })
}
