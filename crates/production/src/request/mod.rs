//! What somebody asks to be made, and the recipes that it becomes.

mod matrix;
mod plan;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    CharacterId, Hundredths, Invalid, PartId, ProjectId, bounds,
    recipe::{Lora, Reference, ReferenceRole},
    style,
};

pub use matrix::{Axis, MAX_PICTURES, Matrix};
pub use plan::{Context, PlanError, Planned, plan};

/// A wish for one or more pictures. Everything but the prompt may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Wish {
    /// 1 to 1,000 characters; choices in `{…|…}` and `__wildcards__` are drawn from the seed.
    pub prompt: String,
    /// Up to 500 characters; `bad quality, deformed, blurry` when not given.
    #[serde(alias = "negative", skip_serializing_if = "Option::is_none")]
    pub negative_prompt: Option<String>,
    /// 64 to 2048 by 8; 512 when nothing else says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// 64 to 2048 by 8; 768 when nothing else says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    /// 0 to 2^53 - 1; a random one when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    /// 1 to 150.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps: Option<u32>,
    /// 0 to 30.
    #[serde(alias = "cfg", alias = "cfg_scale", skip_serializing_if = "Option::is_none")]
    pub guidance: Option<Hundredths>,
    /// As the engine knows it.
    #[serde(alias = "sampler_name", skip_serializing_if = "Option::is_none")]
    pub sampler: Option<String>,
    /// As the engine knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scheduler: Option<String>,
    /// As the engine knows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Small models on top.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub loras: Vec<Lora>,
    /// Pictures that the new ones are to be like, besides those of the bible.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<WishedReference>,
    /// The name of an outfit of the character's wardrobe, or words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outfit: Option<String>,
    /// How many pictures of each kind, each with the next seed; 1 to 64.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    /// Values to try in all combinations: `{"steps": [10, 20], "sampler": ["euler"]}`.
    #[serde(skip_serializing_if = "Matrix::is_empty")]
    pub matrix: Matrix,
    /// A project.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub project_id: Option<String>,
    /// A character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub character_id: Option<String>,
    /// A cut of the project, whose takes these are to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut_id: Option<String>,
    /// One preset or several, the first one at the bottom.
    #[serde(skip_serializing_if = "Presets::is_empty")]
    pub style_preset: Presets,
    /// 0 to 9, the higher goes first; 4 when not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<u8>,
    /// Not before this moment (RFC 3339).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<model::Instant>,
    /// The caller's own name for the wish: asked for again, it is the same wish.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idempotency_key: Option<String>,
    /// Only by this engine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engine: Option<String>,
}

/// A reference in a wish.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WishedReference {
    /// The SHA-256 of a kept picture.
    pub hash: String,
    /// In which way.
    #[serde(default = "likeness")]
    pub role: ReferenceRole,
    /// How strongly, 0 to 2.
    #[serde(default = "crate::hundredths::one")]
    pub weight: Hundredths,
}

fn likeness() -> ReferenceRole {
    ReferenceRole::Likeness
}

impl From<&WishedReference> for Reference {
    fn from(wished: &WishedReference) -> Self {
        Self { hash: wished.hash.clone(), role: wished.role, weight: wished.weight }
    }
}

/// The names of presets: one as a text, or several as a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "GivenPresets", into = "Vec<String>")]
pub struct Presets(pub Vec<String>);

impl Presets {
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a preset's name or a list of names is wanted")]
enum GivenPresets {
    One(String),
    Some(Vec<String>),
    None(()),
}

impl From<GivenPresets> for Presets {
    fn from(given: GivenPresets) -> Self {
        Self(match given {
            // Forms send the field empty where nothing was chosen.
            GivenPresets::One(name) if name.trim().is_empty() => Vec::new(),
            GivenPresets::One(name) => vec![name],
            GivenPresets::Some(names) => names,
            GivenPresets::None(()) => Vec::new(),
        })
    }
}

impl From<Presets> for Vec<String> {
    fn from(presets: Presets) -> Self {
        presets.0
    }
}

impl Wish {
    /// The project, if one is named.
    pub fn project(&self) -> Result<Option<ProjectId>, Invalid> {
        id("project_id", self.project_id.as_deref())
    }

    /// The character, if one is named.
    pub fn character(&self) -> Result<Option<CharacterId>, Invalid> {
        id("character_id", self.character_id.as_deref())
    }

    /// The cut, if one is named.
    pub fn cut(&self) -> Result<Option<PartId>, Invalid> {
        id("cut_id", self.cut_id.as_deref())
    }

    /// Whether every value can be used; what the matrix adds is checked when it is expanded.
    pub fn check(&self) -> Result<(), Invalid> {
        bounds::text("prompt", &self.prompt, 1, 1000)?;
        self.negative_prompt
            .as_deref()
            .map_or(Ok(()), |text| bounds::text("negative_prompt", text, 0, 500))?;
        self.width.map_or(Ok(()), |width| bounds::side("width", width))?;
        self.height.map_or(Ok(()), |height| bounds::side("height", height))?;
        self.seed.map_or(Ok(()), |seed| bounds::seed("seed", seed))?;
        self.steps.map_or(Ok(()), |steps| bounds::steps("steps", steps))?;
        self.guidance.map_or(Ok(()), style::check_guidance)?;
        for (field, name) in [
            ("sampler", &self.sampler),
            ("scheduler", &self.scheduler),
            ("model", &self.model),
            ("engine", &self.engine),
        ] {
            name.as_deref().map_or(Ok(()), |name| bounds::name(field, name))?;
        }
        style::check_loras(&self.loras)?;
        bounds::count("references", self.references.len(), 8)?;
        for reference in &self.references {
            bounds::hash("references.hash", &reference.hash)?;
            bounds::between("references.weight", reference.weight, Hundredths(0), Hundredths(200))?;
        }
        self.outfit.as_deref().map_or(Ok(()), |outfit| bounds::text("outfit", outfit, 1, 300))?;
        bounds::count("style_preset", self.style_preset.0.len(), 8)?;
        self.style_preset.0.iter().try_for_each(|name| bounds::text("style_preset", name, 1, 50))?;
        if let Some(count) = self.count.filter(|count| !(1..=64).contains(count)) {
            return Err(Invalid::new("count", format!("is {count}; it goes from 1 to 64")));
        }
        if let Some(priority) = self.priority.filter(|priority| *priority > 9) {
            return Err(Invalid::new("priority", format!("is {priority}; it goes from 0 to 9")));
        }
        self.idempotency_key.as_deref().map_or(Ok(()), |key| bounds::text("idempotency_key", key, 1, 200))?;
        self.project()?;
        self.character()?;
        self.cut()?;
        Ok(())
    }

    /// The same wish with one field set to a value of its own type.
    fn with(&self, field: &str, value: &Value) -> Result<Self, Invalid> {
        let told = |error: serde_json::Error| {
            let error = error.to_string();
            let short = error.split(" at line").next().unwrap_or_default().to_owned();
            Invalid::new(format!("matrix.{field}"), format!("holds {value}: {short}"))
        };
        let mut fields = serde_json::to_value(self).map_err(told)?;
        fields[field] = value.clone();
        let wish: Self = serde_json::from_value(fields).map_err(told)?;
        wish.check().map_err(|error| error.within("matrix"))?;
        Ok(wish)
    }
}

fn id<T: std::str::FromStr<Err = crate::IdError>>(
    field: &str,
    text: Option<&str>,
) -> Result<Option<T>, Invalid> {
    // Forms send the field empty where nothing was chosen.
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| Invalid::new(field, "is no UUID"))).transpose()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(value: Value) -> String {
        match serde_json::from_value::<Wish>(value) {
            Ok(wish) => wish.check().map_or_else(|error| error.to_string(), |()| "fine".to_owned()),
            Err(error) => format!("unreadable: {error}"),
        }
    }

    #[test]
    fn what_is_asked_for_is_checked_field_by_field() {
        assert_eq!(told(json!({"prompt": "a lamp"})), "fine");
        assert_eq!(
            told(json!({"prompt": "a lamp", "negative": "", "cfg_scale": 7.5, "style_preset": "manga"})),
            "fine"
        );
        assert_eq!(told(json!({"prompt": "a lamp", "style_preset": null, "project_id": ""})), "fine");
        for (wish, field) in [
            (json!({}), "`prompt` is empty"),
            (json!({"prompt": "x".repeat(1001)}), "`prompt` is longer"),
            (
                json!({"prompt": "a", "width": 100}),
                "`width` is 100; it goes from 64 to 2048 by 8, such as 96",
            ),
            (json!({"prompt": "a", "seed": u64::MAX}), "`seed`"),
            (json!({"prompt": "a", "steps": 0}), "`steps`"),
            (json!({"prompt": "a", "guidance": 31}), "`guidance`"),
            (json!({"prompt": "a", "count": 65}), "`count`"),
            (json!({"prompt": "a", "priority": 10}), "`priority`"),
            (json!({"prompt": "a", "project_id": "7"}), "`project_id` is no UUID"),
            (json!({"prompt": "a", "character_id": "../x"}), "`character_id` is no UUID"),
            (json!({"prompt": "a", "model": "../../x"}), "`model`"),
            (json!({"prompt": "a", "width": "wide"}), "unreadable: "),
            (json!({"prompt": "a", "width": -8}), "unreadable: "),
            (json!({"promt": "a"}), "unreadable: unknown field `promt`"),
            (json!({"prompt": ["a"]}), "unreadable: "),
        ] {
            let told = told(wish);
            assert!(told.starts_with(field), "{told}");
        }
    }
}
