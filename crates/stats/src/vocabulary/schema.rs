//! The form of an answer as JSON Schema, for models and for people.

use serde_json::{Map, Value, json};

use super::{ELEMENTS, Element, Grade, LEAST, MOST, Resistance, Role, Stat, Vocabulary, Word};

/// The JSON Schema (draft 2020-12) of one character's answer, with the archetypes of a vocabulary.
pub fn schema(vocabulary: &Vocabulary) -> Value {
    let names: Vec<&str> = vocabulary.archetypes.iter().map(|archetype| archetype.name.as_str()).collect();
    let stat = json!({ "type": "integer", "minimum": LEAST, "maximum": MOST });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Stats of one character",
        "type": "object",
        "properties": {
            "archetype": { "type": "string", "enum": names },
            "stats": object::<Stat>(&stat),
            "role_potency": object::<Role>(&one_of::<Grade>()),
            "elemental_type": {
                "type": "array",
                "items": one_of::<Element>(),
                "minItems": 1,
                "maxItems": ELEMENTS,
                "uniqueItems": true
            },
            "elemental_resistances": object::<Element>(&one_of::<Resistance>())
        },
        "required": ["archetype", "stats", "role_potency", "elemental_type", "elemental_resistances"]
    })
}

/// The JSON Schema of a file of archetypes.
pub fn archetypes_schema() -> Value {
    let whole = json!({ "type": "integer", "minimum": LEAST, "maximum": MOST });
    let band = json!({
        "type": "object",
        "properties": { "min": whole, "max": whole },
        "required": ["min", "max"]
    });
    let bands: Map<String, Value> =
        Stat::ALL.iter().map(|stat| (stat.word().to_owned(), band.clone())).collect();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Archetypes",
        "type": "object",
        "properties": { "archetypes": { "type": "array", "minItems": 1, "items": {
            "type": "object",
            "properties": {
                "name": { "type": "string", "minLength": 1 },
                "description": { "type": "string" },
                "stat_focus": { "type": "object", "properties": bands, "additionalProperties": false },
                "role_potency": object::<Role>(&one_of::<Grade>()),
                "cues": { "type": "array", "items": { "type": "string" } }
            },
            "required": ["name", "stat_focus", "role_potency"]
        } } },
        "required": ["archetypes"]
    })
}

fn one_of<W: Word>() -> Value {
    json!({ "type": "string", "enum": W::ALL.iter().map(|word| word.word()).collect::<Vec<_>>() })
}

/// An object with exactly the words of a list as keys.
fn object<W: Word>(value: &Value) -> Value {
    let keys: Vec<&str> = W::ALL.iter().map(|word| word.word()).collect();
    let properties: Map<String, Value> = keys.iter().map(|key| ((*key).to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": keys, "additionalProperties": false })
}
