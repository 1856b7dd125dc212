//! The fields of a form of the desk, and what the compose panel's say.

use app::AppError;
use serde_json::{Map, Value, json};

/// Fields of a wish that are plain texts.
const TEXTS: [&str; 8] =
    ["prompt", "negative_prompt", "project_id", "character_id", "outfit", "sampler", "model", "engine"];
/// Those that are numbers.
const NUMBERS: [&str; 7] = ["width", "height", "seed", "steps", "guidance", "count", "priority"];

/// The fields of a form, in their order.
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Those of a form as it was sent.
    pub fn of(body: &[u8]) -> Self {
        Self(url::form_urlencoded::parse(body).into_owned().collect())
    }

    /// A field's text without the blanks around it; nothing where it was left empty.
    pub fn one(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// A field that has to be there.
    ///
    /// # Errors
    /// `invalid_parameter` where it is not.
    pub fn needed(&self, name: &str) -> Result<&str, AppError> {
        self.one(name).ok_or_else(|| AppError::invalid_parameter(name, format!("`{name}` is missing")))
    }

    /// Whether a field was sent at all.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Every value of a field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(known, _)| known == name);
        found.map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// The wish that the compose panel describes.
    ///
    /// # Errors
    /// `invalid_parameter` for what is no number, or a grid's line that is none.
    pub fn wish(&self) -> Result<Value, AppError> {
        let mut wish = Map::new();
        for name in TEXTS {
            if let Some(text) = self.one(name) {
                wish.insert(name.to_owned(), text.into());
            }
        }
        for name in NUMBERS {
            if let Some(text) = self.one(name) {
                let number = number(text).ok_or_else(|| {
                    AppError::invalid_parameter(name, format!("`{name}` is a number, not `{text}`"))
                })?;
                wish.insert(name.to_owned(), number);
            }
        }
        let presets: Vec<&str> = self.all("style_preset").collect();
        if !presets.is_empty() {
            wish.insert("style_preset".to_owned(), json!(presets));
        }
        let axes = self.one("matrix").unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
        let axes: Vec<Value> = axes.map(axis).collect::<Result<_, _>>()?;
        if !axes.is_empty() {
            wish.insert("matrix".to_owned(), axes.into());
        }
        if let Some(key) = self.one("idempotency_key") {
            wish.insert("idempotency_key".to_owned(), key.into());
        }
        Ok(Value::Object(wish))
    }

    /// The bible's fields that a form names; those that it does not name stay out.
    pub fn bible(&self) -> Value {
        let mut bible = Map::new();
        for name in ["name", "description", "personality", "backstory"] {
            if self.has(name) {
                bible.insert(name.to_owned(), self.one(name).unwrap_or_default().into());
            }
        }
        let parts = ["text", "hair", "eyes", "build", "outfit", "marks"];
        if parts.iter().any(|part| self.has(&format!("appearance.{part}"))) {
            let said = parts.iter().filter_map(|part| {
                let words = self.one(&format!("appearance.{part}"))?;
                Some(((*part).to_owned(), Value::from(words)))
            });
            bible.insert("appearance".to_owned(), Value::Object(said.collect()));
        }
        for name in ["attributes", "wardrobe"] {
            if self.has(name) {
                let lines = self.one(name).unwrap_or_default().lines();
                let pairs = lines.filter_map(|line| line.split_once(':'));
                let pairs = pairs.map(|(key, words)| (key.trim().to_owned(), Value::from(words.trim())));
                bible.insert(name.to_owned(), Value::Object(pairs.collect()));
            }
        }
        Value::Object(bible)
    }
}

/// A line such as `steps: 10 | 20`.
fn axis(line: &str) -> Result<Value, AppError> {
    let wrong = || {
        AppError::invalid_parameter("matrix", format!("`{}` is no line of a grid", line.trim()))
            .hint("a field, a colon and values with bars between, such as `steps: 10 | 20 | 30`")
    };
    let (field, values) = line.split_once(':').ok_or_else(wrong)?;
    let values = values.split('|').map(str::trim).filter(|value| !value.is_empty());
    let values: Vec<Value> = values.map(|value| number(value).unwrap_or_else(|| value.into())).collect();
    if values.is_empty() {
        return Err(wrong());
    }
    Ok(json!({ "field": field.trim(), "values": values }))
}

fn number(text: &str) -> Option<Value> {
    let whole = text.parse::<i64>().ok().map(Value::from);
    whole.or_else(|| text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_a_wish() {
        let form = Fields::of(
            b"prompt=a+{red|blue}+lantern&count=4&guidance=6.5&seed=&style_preset=manga&style_preset=fantasy\
              &matrix=steps%3A+10+|+20%0Asampler%3A+euler",
        );
        let wish = form.wish().expect("it is one");
        let matrix =
            json!([{ "field": "steps", "values": [10, 20] }, { "field": "sampler", "values": ["euler"] }]);
        assert_eq!(
            wish,
            json!({ "prompt": "a {red|blue} lantern", "count": 4, "guidance": 6.5,
                    "style_preset": ["manga", "fantasy"], "matrix": matrix })
        );
        assert!(Fields::of(b"prompt=a&steps=many").wish().is_err());
        assert!(Fields::of(b"prompt=a&matrix=steps").wish().is_err());
    }

    #[test]
    fn a_bible_holds_what_its_form_names() {
        let form =
            Fields::of(b"name=Mirei&appearance.hair=silver&appearance.eyes=&wardrobe=winter%3A+red+coat");
        let bible = form.bible();
        assert_eq!(
            bible,
            json!({ "name": "Mirei", "appearance": { "hair": "silver" }, "wardrobe": { "winter": "red coat" } })
        );
    }
}
