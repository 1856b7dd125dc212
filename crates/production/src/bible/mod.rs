//! A character's bible: all that is known of it, and what of that goes into prompts.

mod appearance;
mod page;
mod relationship;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Hundredths, Invalid, TakeId, bounds, hundredths,
    recipe::{Lora, ReferenceRole},
    style,
};

pub use appearance::Appearance;
pub use page::page;
pub use relationship::{Relationship, RelationshipKind};

/// One version of a character's bible.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Bible {
    /// 1 to 100 characters.
    pub name: String,
    /// In a sentence or two, up to 500 characters.
    pub description: String,
    /// What it looks like: a text, or parts.
    #[serde(with = "appearance")]
    pub appearance: Appearance,
    /// Up to 500 characters.
    pub personality: String,
    /// Up to 1,000 characters.
    pub backstory: String,
    /// Core attributes such as `age`, `gender`, `species`, `role`, `voice`.
    pub attributes: BTreeMap<String, String>,
    /// Outfits besides the usual one, by name.
    pub wardrobe: BTreeMap<String, String>,
    /// Prompts that showed it well.
    pub reference_prompts: Vec<String>,
    /// Words that stand in each prompt that shows it.
    pub prompt_parts: Vec<PromptPart>,
    /// Words that stand in each negative prompt.
    pub negative_parts: Vec<PromptPart>,
    /// Seeds that showed it well.
    pub seeds: Vec<u64>,
    /// Small models of it.
    pub loras: Vec<Lora>,
    /// Names of embeddings of it.
    pub embeddings: Vec<String>,
    /// Pictures of it.
    pub references: Vec<VisualReference>,
    /// The catalog's character whom it is made after.
    pub catalog_character: Option<i64>,
}

/// Words with a weight. A plain text stands for words of weight 1.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "GivenPart")]
pub struct PromptPart {
    /// The words.
    pub text: String,
    /// 0 to 3.
    #[serde(skip_serializing_if = "hundredths::is_one")]
    pub weight: Hundredths,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields, expecting = "a part is a text, or an object of `text` and `weight`")]
enum GivenPart {
    Text(String),
    Weighted {
        text: String,
        #[serde(default = "hundredths::one")]
        weight: Hundredths,
    },
}

impl From<GivenPart> for PromptPart {
    fn from(given: GivenPart) -> Self {
        match given {
            GivenPart::Text(text) => Self { text, weight: Hundredths::ONE },
            GivenPart::Weighted { text, weight } => Self { text, weight },
        }
    }
}

/// A picture that shows a character, uploaded or chosen among its takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VisualReference {
    /// The SHA-256 of its file.
    pub hash: String,
    /// What new pictures are to take from it.
    pub role: ReferenceRole,
    /// How strongly, 0 to 2.
    #[serde(default = "hundredths::one")]
    pub weight: Hundredths,
    /// What it shows.
    #[serde(default)]
    pub note: String,
    /// The take that it was.
    #[serde(default)]
    pub take: Option<TakeId>,
}

impl Bible {
    /// The outfit of this name; what is no name stands for itself.
    pub fn outfit<'a>(&'a self, wanted: &'a str) -> &'a str {
        self.wardrobe.get(wanted).map_or(wanted, String::as_str)
    }

    /// Whether every value can be kept and used.
    pub fn check(&self) -> Result<(), Invalid> {
        bounds::text("name", &self.name, 1, 100)?;
        bounds::text("description", &self.description, 0, 500)?;
        bounds::text("personality", &self.personality, 0, 500)?;
        bounds::text("backstory", &self.backstory, 0, 1000)?;
        if self.appearance.parts().next().is_none() {
            return Err(Invalid::new(
                "appearance",
                "is empty; tell in a few words what the character looks like",
            ));
        }
        for (part, words) in self.appearance.parts() {
            let field = if part == "appearance" { part.to_owned() } else { format!("appearance.{part}") };
            bounds::text(&field, words, 1, 500)?;
        }
        for (field, texts) in [("attributes", &self.attributes), ("wardrobe", &self.wardrobe)] {
            bounds::count(field, texts.len(), 64)?;
            for (name, words) in texts {
                bounds::text(field, name, 1, 50)?;
                bounds::text(&format!("{field}.{name}"), words, 0, 500)?;
            }
        }
        bounds::count("reference_prompts", self.reference_prompts.len(), 64)?;
        for prompt in &self.reference_prompts {
            bounds::text("reference_prompts", prompt, 1, 1000)?;
        }
        for (field, parts) in [("prompt_parts", &self.prompt_parts), ("negative_parts", &self.negative_parts)]
        {
            bounds::count(field, parts.len(), 32)?;
            for part in parts {
                bounds::text(field, &part.text, 1, 300)?;
                bounds::between(field, part.weight, Hundredths(0), Hundredths(300))?;
            }
        }
        bounds::count("seeds", self.seeds.len(), 64)?;
        self.seeds.iter().try_for_each(|seed| bounds::seed("seeds", *seed))?;
        style::check_loras(&self.loras)?;
        bounds::count("embeddings", self.embeddings.len(), 16)?;
        self.embeddings.iter().try_for_each(|name| bounds::name("embeddings", name))?;
        bounds::count("references", self.references.len(), 64)?;
        for reference in &self.references {
            bounds::hash("references.hash", &reference.hash)?;
            bounds::between("references.weight", reference.weight, Hundredths(0), Hundredths(200))?;
            bounds::text("references.note", &reference.note, 0, 200)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(value: serde_json::Value) -> Result<Bible, String> {
        let bible: Bible = serde_json::from_value(value).map_err(|error| error.to_string())?;
        bible.check().map(|()| bible).map_err(|error| error.to_string())
    }

    #[test]
    fn appearance_is_a_text_or_parts() {
        let text = read(json!({"name": "Mirei", "appearance": "silver hair, red coat"}));
        assert_eq!(text.map(|bible| bible.appearance.text).as_deref(), Ok("silver hair, red coat"));
        let parts = read(json!({"name": "Mirei", "appearance": {"hair": "silver", "outfit": "red coat"}}));
        assert_eq!(parts.map(|bible| bible.appearance.outfit).as_deref(), Ok("red coat"));
        for odd in [json!(7), json!({"hat": "blue"}), json!(["a"]), json!(null)] {
            let told = read(json!({"name": "Mirei", "appearance": odd})).expect_err("it is neither");
            assert!(told.contains("`appearance` is a text, or an object"), "{told}");
        }
        let empty = read(json!({"name": "Mirei", "appearance": "  "}));
        assert!(empty.is_err_and(|told| told.starts_with("`appearance` is empty")));
    }

    #[test]
    fn a_bible_comes_back_as_it_was() {
        let bible = read(json!({
            "name": "Mirei", "appearance": {"hair": "silver"}, "attributes": {"age": "17"},
            "prompt_parts": ["1girl", {"text": "gentle smile", "weight": 1.2}], "seeds": [7],
            "references": [{"hash": "ab".repeat(32), "role": "likeness"}],
        }));
        let bible = bible.expect("it is sound");
        assert_eq!(bible.prompt_parts[1].weight, Hundredths(120));
        let text = serde_json::to_value(&bible).expect("a bible is JSON");
        assert_eq!(read(text), Ok(bible));
    }

    #[test]
    fn what_cannot_be_is_told_by_its_field() {
        for (change, field) in [
            (json!({"name": ""}), "`name`"),
            (json!({"name": "x".repeat(101)}), "`name`"),
            (json!({"personality": "x".repeat(501)}), "`personality`"),
            (json!({"seeds": [u64::MAX]}), "`seeds`"),
            (json!({"loras": [{"name": "../../etc", "weight": 1}]}), "`loras.name`"),
            (json!({"references": [{"hash": "../x", "role": "likeness"}]}), "`references.hash`"),
            (json!({"prompt_parts": [{"text": "a", "weight": 9}]}), "`prompt_parts`"),
        ] {
            let mut value = json!({"name": "Mirei", "appearance": "silver hair"});
            let fields = value.as_object_mut().expect("an object");
            fields.extend(change.as_object().expect("an object").clone());
            let told = read(value).expect_err("it cannot be");
            assert!(told.starts_with(field), "{told}");
        }
    }
}
