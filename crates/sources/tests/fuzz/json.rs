//! Changes to JSON that keep it JSON: values of other types, absurd numbers, deep nesting, long lists.

use serde_json::{Value, json};

use crate::{dice::Dice, mutate::Material};

/// Swaps a few values; bytes that are no JSON stay as they are.
pub fn swap(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    change(bytes, |root| {
        let donor = root.clone();
        for _ in 0..=dice.below(6) {
            let new = value(dice, &donor);
            *place(dice, root) = new;
        }
    });
}

/// Takes keys and elements away.
pub fn forget(dice: &mut Dice, bytes: &mut Vec<u8>, _: &Material<'_>) {
    change(bytes, |root| {
        for _ in 0..=dice.below(6) {
            match place(dice, root) {
                Value::Object(object) => {
                    let keys: Vec<String> = object.keys().cloned().collect();
                    keys.get(dice.below(keys.len())).map(|key| object.remove(key));
                }
                Value::Array(list) if !list.is_empty() => drop(list.swap_remove(dice.below(list.len()))),
                other => *other = Value::Null,
            }
        }
    });
}

/// Makes one list as long as there is room, each element with a number of its own.
pub fn lengthen(dice: &mut Dice, bytes: &mut Vec<u8>, material: &Material<'_>) {
    let room = material.room(bytes);
    change(bytes, |root| {
        for _ in 0..20 {
            let Value::Array(list) = place(dice, root) else { continue };
            let Some(element) = list.first().cloned() else { continue };
            let length = element.to_string().len() + 8;
            list.extend((0..room / length).map(|at| numbered(&element, at)));
            return;
        }
    });
}

fn change(bytes: &mut Vec<u8>, change: impl FnOnce(&mut Value)) {
    let Ok(mut root) = serde_json::from_slice(bytes) else { return };
    change(&mut root);
    *bytes = root.to_string().into_bytes();
}

/// Any place in a document, the deeper ones more often.
fn place<'a>(dice: &mut Dice, here: &'a mut Value) -> &'a mut Value {
    let length = here.as_array().map(Vec::len).or(here.as_object().map(serde_json::Map::len)).unwrap_or(0);
    if length == 0 || dice.below(5) == 0 {
        return here;
    }
    let at = dice.below(length);
    match here {
        Value::Array(list) => place(dice, &mut list[at]),
        Value::Object(object) => place(dice, object.values_mut().nth(at).expect("it is below the length")),
        leaf => leaf,
    }
}

fn value(dice: &mut Dice, donor: &Value) -> Value {
    const NUMBERS: [i64; 8] = [0, -1, 1, 32_768, 4_294_967_296, i64::MAX, i64::MIN, 253_402_300_800];
    const TEXTS: [&str; 14] = [
        "",
        "?",
        "N/A",
        "0001-01-01",
        "9999-12-31T23:59:59Z",
        "-262144-01-01",
        "1987-02-30",
        "99999999999999999999 min",
        "https://[",
        "//",
        "<b><i>&amp;",
        "\u{0}",
        "2013-13-41T25:61:61+99:99",
        "%",
    ];
    match dice.below(12) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(*dice.pick(&NUMBERS)),
        3 => json!(f64::MAX),
        4 => json!(u64::MAX),
        5 => json!(*dice.pick(&TEXTS)),
        6 => json!(dice.pick(&TEXTS).repeat(1000)),
        7 => json!([]),
        8 => json!({}),
        9 => (0..100).fold(
            Value::Null,
            |inner, at| if at % 2 == 0 { json!([inner]) } else { json!({ "data": inner }) },
        ),
        _ => {
            let mut donor = donor.clone();
            place(dice, &mut donor).take()
        }
    }
}

/// The value with a number added to every number and text in it.
fn numbered(value: &Value, number: usize) -> Value {
    match value {
        Value::Number(old) => {
            old.as_u64().map_or(value.clone(), |old| json!(old.wrapping_add(number as u64)))
        }
        Value::String(text) => json!(format!("{text}{number}")),
        Value::Array(list) => list.iter().map(|value| numbered(value, number)).collect(),
        Value::Object(object) => {
            object.iter().map(|(key, value)| (key.clone(), numbered(value, number))).collect()
        }
        Value::Null | Value::Bool(_) => value.clone(),
    }
}
