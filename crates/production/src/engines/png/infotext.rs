//! The text under `parameters` that other tools write and read, in the form that the web UI of AUTOMATIC1111 gave it.

use std::fmt::Write as _;

use crate::Recipe;

/// What such a text says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Infotext {
    /// The prompt, with `<lora:…>` as it stands there.
    pub prompt: String,
    /// The negative prompt.
    pub negative_prompt: String,
    /// The rest, such as `Steps` and `Seed`, in its order.
    pub fields: Vec<(String, String)>,
}

/// Samplers as `ComfyUI` and as these texts call them.
const SAMPLERS: [(&str, &str); 14] = [
    ("euler", "Euler"),
    ("euler_ancestral", "Euler a"),
    ("heun", "Heun"),
    ("lms", "LMS"),
    ("dpm_2", "DPM2"),
    ("dpm_2_ancestral", "DPM2 a"),
    ("dpmpp_2s_ancestral", "DPM++ 2S a"),
    ("dpmpp_2m", "DPM++ 2M"),
    ("dpmpp_sde", "DPM++ SDE"),
    ("dpmpp_2m_sde", "DPM++ 2M SDE"),
    ("dpmpp_3m_sde", "DPM++ 3M SDE"),
    ("ddim", "DDIM"),
    ("uni_pc", "UniPC"),
    ("lcm", "LCM"),
];

/// Noise schedules in the same way.
const SCHEDULERS: [(&str, &str); 6] = [
    ("normal", "Normal"),
    ("karras", "Karras"),
    ("exponential", "Exponential"),
    ("sgm_uniform", "SGM Uniform"),
    ("simple", "Simple"),
    ("beta", "Beta"),
];

/// The text of a recipe.
pub fn infotext(recipe: &Recipe) -> String {
    let mut text = one_line(&recipe.prompt);
    for lora in &recipe.loras {
        let _ = write!(text, " <lora:{}:{}>", lora.name.trim_end_matches(".safetensors"), lora.weight);
    }
    if !recipe.negative_prompt.trim().is_empty() {
        let _ = write!(text, "\nNegative prompt: {}", one_line(&recipe.negative_prompt));
    }
    let mut fields = vec![
        ("Steps", recipe.steps.to_string()),
        ("Sampler", theirs(&SAMPLERS, &recipe.sampler).to_owned()),
        ("Schedule type", theirs(&SCHEDULERS, &recipe.scheduler).to_owned()),
        ("CFG scale", recipe.guidance.to_string()),
        ("Seed", recipe.seed.to_string()),
        ("Size", format!("{}x{}", recipe.width, recipe.height)),
    ];
    if let Some(model) = &recipe.model {
        if let Some(hash) = &model.hash {
            fields.push(("Model hash", hash.chars().take(10).collect()));
        }
        fields.push(("Model", model.name.trim_end_matches(".safetensors").to_owned()));
    }
    if recipe.made_by.as_ref().is_some_and(|made| made.is_draft) {
        fields.push(("Draft", "drawn without a model".to_owned()));
    }
    fields.push(("Version", concat!("emaki ", env!("CARGO_PKG_VERSION")).to_owned()));
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}: {}", quoted(value))).collect();
    let _ = write!(text, "\n{}", fields.join(", "));
    text
}

/// Reads such a text, whoever wrote it. What cannot be told apart stays in the prompt.
pub fn read_infotext(text: &str) -> Infotext {
    let mut lines: Vec<&str> = text.trim().lines().collect();
    let mut read = Infotext::default();
    // The last line holds the fields, if it holds at least three of them; so the readers of these texts decide.
    if let Some(fields) = lines.last().map(|line| fields(line)).filter(|fields| fields.len() >= 3) {
        read.fields = fields;
        lines.pop();
    }
    let mut is_negative = false;
    for line in lines {
        let line = match line.strip_prefix("Negative prompt:") {
            Some(rest) => {
                is_negative = true;
                rest.trim()
            }
            None => line.trim(),
        };
        let part = if is_negative { &mut read.negative_prompt } else { &mut read.prompt };
        if !part.is_empty() {
            part.push('\n');
        }
        part.push_str(line);
    }
    read
}

/// `Name: value, Name: "value, with a comma"`.
fn fields(line: &str) -> Vec<(String, String)> {
    let (mut fields, mut rest) = (Vec::new(), line.trim());
    while let Some((name, after)) = rest.split_once(':') {
        let is_name = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || " /-_".contains(c));
        if !is_name {
            return Vec::new();
        }
        let after = after.trim_start();
        let mut quoted = serde_json::Deserializer::from_str(after).into_iter::<String>();
        let (value, used) = match quoted.next() {
            Some(Ok(value)) if after.starts_with('"') => (value, quoted.byte_offset()),
            _ => {
                let end = after.find(',').unwrap_or(after.len());
                (after[..end].trim().to_owned(), end)
            }
        };
        fields.push((name.trim().to_owned(), value));
        rest = after[used..].trim_start_matches([',', ' ']);
    }
    fields
}

fn quoted(value: &str) -> String {
    if value.contains([',', ':', '\n', '"']) {
        serde_json::to_string(value).expect("a text is JSON")
    } else {
        value.to_owned()
    }
}

/// Line breaks would be taken for the text's own.
fn one_line(text: &str) -> String {
    text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(" ")
}

fn theirs<'a>(names: &[(&str, &'a str)], ours: &'a str) -> &'a str {
    names.iter().find(|(name, _)| *name == ours).map_or(ours, |(_, theirs)| theirs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::example;

    #[test]
    fn a_recipe_is_told_as_others_read_it() {
        assert_eq!(
            infotext(&example()).replace(env!("CARGO_PKG_VERSION"), "[version]"),
            "1girl, silver hair, red coat, lantern in hand <lora:brass:0.85>\n\
             Negative prompt: bad quality, deformed, blurry\n\
             Steps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 42, Size: 512x768, \
             Model: lamplight, Version: emaki [version]"
        );
    }

    #[test]
    fn what_is_told_is_read_back() {
        let mut recipe = example();
        recipe.prompt = "a sign: \"lamps, oil\"\nsecond line".to_owned();
        if let Some(model) = &mut recipe.model {
            model.name = "odd, name: v1".to_owned();
        }
        let read = read_infotext(&infotext(&recipe));
        assert_eq!(read.prompt, "a sign: \"lamps, oil\" second line <lora:brass:0.85>");
        assert_eq!(read.negative_prompt, "bad quality, deformed, blurry");
        let field =
            |name: &str| read.fields.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str());
        assert_eq!(field("Seed"), Some("42"));
        assert_eq!(field("Model"), Some("odd, name: v1"));
    }

    #[test]
    fn a_text_without_fields_is_a_prompt() {
        let read = read_infotext("one: two\nNegative prompt: rain");
        assert_eq!((read.prompt.as_str(), read.negative_prompt.as_str()), ("one: two", "rain"));
        assert!(read.fields.is_empty());
    }
}
