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
        Ok(Value::Object(wish))
    }

    /// The number of a version; nothing where the field was left empty.
    ///
    /// # Errors
    /// `invalid_parameter` for what is no number.
    pub fn version(&self, name: &str) -> Result<Option<u32>, AppError> {
        self.one(name).map(|text| version(name, text)).transpose()
    }

    /// The bible's fields that a form names; those that it does not name stay out.
    ///
    /// # Errors
    /// `invalid_parameter` for a line that is no name with words, which is told by its number.
    pub fn bible(&self) -> Result<Value, AppError> {
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
                bible.insert(name.to_owned(), Value::Object(pairs(name, self.raw(name))?));
            }
        }
        Ok(Value::Object(bible))
    }

    /// A field's text as it was typed.
    fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }
}

/// The number of a version.
///
/// # Errors
/// `invalid_parameter` for what is none.
pub fn version(name: &str, text: &str) -> Result<u32, AppError> {
    let wrong = || {
        let told = format!("`{name}` is the number of a version, and not `{}`", super::shown::short(text));
        AppError::invalid_parameter(name, told)
    };
    text.trim().parse().ok().filter(|number| *number > 0).ok_or_else(wrong)
}

/// Lines such as `winter: red coat`.
fn pairs(field: &str, text: &str) -> Result<Map<String, Value>, AppError> {
    let mut pairs = Map::new();
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty());
    for (number, line) in lines {
        let wrong = |told: &str| {
            let shown = super::shown::short(line.trim());
            AppError::invalid_parameter(field, format!("line {number} of `{field}`, `{shown}`, {told}"))
                .detail("line", number)
                .hint("each line is a name, a colon and words, such as `winter: red coat`")
        };
        let (key, words) = line.split_once(':').ok_or_else(|| wrong("has no colon"))?;
        let key = key.trim();
        if key.is_empty() {
            return Err(wrong("has no name before its colon"));
        }
        if pairs.insert(key.to_owned(), words.trim().into()).is_some() {
            return Err(wrong("has the name of a line above it"));
        }
    }
    Ok(pairs)
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
        let bible = form.bible().expect("sound lines");
        assert_eq!(
            bible,
            json!({ "name": "Mirei", "appearance": { "hair": "silver" }, "wardrobe": { "winter": "red coat" } })
        );
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        for (form, told) in [
            ("wardrobe=winter%3A+coat%0D%0A%0D%0Ared+hat", "line 3 of `wardrobe`, `red hat`, has no colon"),
            ("attributes=+%3A+17", "line 1 of `attributes`, `: 17`, has no name before its colon"),
            (
                "attributes=age%3A1%0Aage%3A2",
                "line 2 of `attributes`, `age:2`, has the name of a line above it",
            ),
        ] {
            let error = Fields::of(form.as_bytes()).bible().expect_err("no lines");
            assert_eq!(error.message, told);
        }
        let nothing = Fields::of(b"wardrobe=+%0A+").bible().expect("no lines are no error");
        assert_eq!(nothing, json!({ "wardrobe": {} }));
    }

    #[test]
    fn a_version_is_a_number_or_an_error() {
        let form = Fields::of(b"one=3&two=&three=3x&four=-1&five=0");
        assert_eq!(form.version("one").expect("a number"), Some(3));
        assert_eq!(form.version("two").expect("left empty"), None);
        for odd in ["three", "four", "five"] {
            assert_eq!(form.version(odd).expect_err("no version").details["parameter"], odd);
        }
    }
}
