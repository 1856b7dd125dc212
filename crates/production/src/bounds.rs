//! The bounds of what makers may write and ask for.

use serde_json::Value;

use crate::{Hundredths, Invalid, MAX_SEED};

/// The smallest side of a picture, in pixels.
pub const MIN_SIDE: u32 = 64;
/// The largest side of a picture, in pixels.
pub const MAX_SIDE: u32 = 2048;
/// Sides are multiples of this: a latent pixel of the models that are asked is so wide.
pub const SIDE_STEP: u32 = 8;
/// The largest number of steps.
pub const MAX_STEPS: u32 = 150;
/// The largest guidance, in hundredths.
pub const MAX_GUIDANCE: Hundredths = Hundredths(3000);
/// The largest free-form metadata of a project, in bytes of JSON.
pub const MAX_METADATA: usize = 32 << 10;
/// How deep metadata may be nested.
pub const MAX_NESTING: usize = 16;

/// A text of so many characters, counted as people count them.
///
/// It is stored as it is given: a prompt may well speak of `<lora:brass:1>`, and who shows it escapes it. Only NUL
/// is refused, which PostgreSQL cannot keep.
pub fn text(field: &str, text: &str, least: usize, most: usize) -> Result<(), Invalid> {
    if text.contains('\0') {
        return Err(Invalid::new(field, "holds a NUL character, which cannot be stored"));
    }
    // More bytes than the longest text of so many characters need not be counted.
    let count = if text.len() > most.saturating_mul(4) { usize::MAX } else { text.chars().count() };
    if count > most {
        return Err(Invalid::new(field, format!("is longer than {most} characters")));
    }
    if text.trim().chars().count() < least {
        let told =
            if least == 1 { "is empty".to_owned() } else { format!("is shorter than {least} characters") };
        return Err(Invalid::new(field, told));
    }
    Ok(())
}

/// A list of so many entries at most.
pub fn count(field: &str, entries: usize, most: usize) -> Result<(), Invalid> {
    if entries > most {
        return Err(Invalid::new(field, format!("has {entries} entries, and may have {most}")));
    }
    Ok(())
}

/// A side of a picture.
pub fn side(field: &str, pixels: u32) -> Result<(), Invalid> {
    if !(MIN_SIDE..=MAX_SIDE).contains(&pixels) || !pixels.is_multiple_of(SIDE_STEP) {
        let below = (pixels / SIDE_STEP * SIDE_STEP).clamp(MIN_SIDE, MAX_SIDE);
        return Err(Invalid::new(
            field,
            format!("is {pixels}; it goes from {MIN_SIDE} to {MAX_SIDE} by {SIDE_STEP}, such as {below}"),
        ));
    }
    Ok(())
}

/// A seed.
pub fn seed(field: &str, seed: u64) -> Result<(), Invalid> {
    if seed > MAX_SEED {
        return Err(Invalid::new(field, format!("is {seed}; it goes from 0 to {MAX_SEED}")));
    }
    Ok(())
}

/// A number of steps.
pub fn steps(field: &str, steps: u32) -> Result<(), Invalid> {
    if !(1..=MAX_STEPS).contains(&steps) {
        return Err(Invalid::new(field, format!("is {steps}; it goes from 1 to {MAX_STEPS}")));
    }
    Ok(())
}

/// A number of hundredths between two others.
pub fn between(field: &str, number: Hundredths, least: Hundredths, most: Hundredths) -> Result<(), Invalid> {
    if !(least..=most).contains(&number) {
        return Err(Invalid::new(field, format!("is {number}; it goes from {least} to {most}")));
    }
    Ok(())
}

/// The name of a sampler, a schedule, a model, an embedding or the like: a path may stand in it, but none that leads
/// out of the engine's folders.
pub fn name(field: &str, name: &str) -> Result<(), Invalid> {
    text(field, name, 1, 200)?;
    let leads_out = name.starts_with(['/', '\\']) || name.split(['/', '\\']).any(|part| part == "..");
    if leads_out || name.chars().any(char::is_control) {
        return Err(Invalid::new(field, "is no name that an engine could know"));
    }
    Ok(())
}

/// The SHA-256 of a kept file, in hexadecimal digits.
pub fn hash(field: &str, hash: &str) -> Result<(), Invalid> {
    let sound =
        hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    if sound {
        Ok(())
    } else {
        Err(Invalid::new(field, "is not the name of a kept picture: 64 hexadecimal digits"))
    }
}

/// Metadata of any shape within a size.
pub fn metadata(field: &str, value: &Value) -> Result<(), Invalid> {
    if !value.is_object() {
        return Err(Invalid::new(field, "is an object of whatever you like"));
    }
    if nesting(value) > MAX_NESTING {
        return Err(Invalid::new(field, format!("is nested more than {MAX_NESTING} deep")));
    }
    let text = value.to_string();
    if text.len() > MAX_METADATA {
        return Err(Invalid::new(field, format!("is larger than {} KiB", MAX_METADATA >> 10)));
    }
    if text.contains("\\u0000") {
        return Err(Invalid::new(field, "holds a NUL character, which cannot be stored"));
    }
    Ok(())
}

fn nesting(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(nesting).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(nesting).max().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(outcome: Result<(), Invalid>) -> String {
        outcome.map_or_else(|error| error.to_string(), |()| "fine".to_owned())
    }

    #[test]
    fn sizes_go_by_eight() {
        for fine in [64, 512, 768, 1000, 2048] {
            assert_eq!(told(side("width", fine)), "fine", "{fine}");
        }
        assert_eq!(told(side("width", 513)), "`width` is 513; it goes from 64 to 2048 by 8, such as 512");
        assert_eq!(told(side("height", 0)), "`height` is 0; it goes from 64 to 2048 by 8, such as 64");
        assert_eq!(
            told(side("height", u32::MAX)),
            "`height` is 4294967295; it goes from 64 to 2048 by 8, such as 2048"
        );
    }

    #[test]
    fn texts_are_counted_in_characters() {
        assert_eq!(told(text("name", &"ん".repeat(100), 1, 100)), "fine");
        assert_eq!(told(text("name", &"ん".repeat(101), 1, 100)), "`name` is longer than 100 characters");
        assert_eq!(told(text("name", " \n ", 1, 100)), "`name` is empty");
        assert_eq!(
            told(text("name", "a\0b", 1, 100)),
            "`name` holds a NUL character, which cannot be stored"
        );
        assert_eq!(
            told(text("prompt", "<script>'; DROP TABLE x; --", 1, 100)),
            "fine",
            "it is stored as it is"
        );
    }

    #[test]
    fn metadata_has_a_size() {
        assert_eq!(told(metadata("metadata", &json!({"a": [1, {"b": null}]}))), "fine");
        assert_eq!(told(metadata("metadata", &json!([1]))), "`metadata` is an object of whatever you like");
        let mut deep = json!({});
        for _ in 0..20 {
            deep = json!({ "a": deep });
        }
        assert!(told(metadata("metadata", &deep)).contains("nested"));
        assert!(told(metadata("metadata", &json!({"a": "x".repeat(40_000)}))).contains("32 KiB"));
        assert!(told(metadata("metadata", &json!({"a\0": 1}))).contains("NUL"));
    }

    #[test]
    fn names_lead_nowhere() {
        for fine in ["dpmpp_2m", "sd15/lamp-v2.safetensors", "a..b", "灯り.safetensors"] {
            assert_eq!(told(name("model", fine)), "fine", "{fine}");
        }
        for odd in ["", "../x", "a/../../b", "/etc/passwd", "a\\..\\b", "a\nb"] {
            assert_ne!(told(name("model", odd)), "fine", "{odd}");
        }
    }
}
