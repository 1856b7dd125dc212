//! A list of answers as JSON objects.

use keeping::KeepingError;
use serde_json::Value;

use super::{Answer, Answers, PARTS, damaged};
use crate::{
    check::{Code, Finding, Place},
    noise::Noise,
};

/// What may stand beside the parts without being stats.
const BESIDE: [&str; 11] = [
    "id",
    "source_id",
    "source_name",
    "source_type",
    "name",
    "series",
    "about",
    "noise",
    "published",
    "origin",
    "why",
];

pub(super) fn read(bytes: &[u8], file: &str) -> Result<Answers, KeepingError> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        damaged(file, &format!("it is no JSON: {error}"), "a list of objects is wanted: [{…}, {…}]")
    })?;
    let list = match value {
        Value::Array(list) => list,
        Value::Object(mut object) => match object.remove("characters") {
            Some(Value::Array(list)) => list,
            _ => vec![Value::Object(object)],
        },
        _ => return Err(damaged(file, "it is no list", "a list of objects is wanted: [{…}, {…}]")),
    };
    let mut answers = Answers { file: file.to_owned(), ..Answers::default() };
    for (value, index) in list.into_iter().zip(0..) {
        if let Some(answer) = answer(value, file, index, &mut answers.findings) {
            answers.answers.push(answer);
        }
    }
    Ok(answers)
}

/// One answer of a list, or of a model's reply.
pub(crate) fn answer(value: Value, file: &str, index: u64, findings: &mut Vec<Finding>) -> Option<Answer> {
    let row = index + 1;
    let place = Place { file, row: Some(row), couple: None };
    let Value::Object(object) = value else {
        findings.push(place.finding(
            Code::WrongType,
            "",
            &value,
            "it is no object",
            "an answer is an object: {…}",
        ));
        return None;
    };
    let mut answer = Answer { row, index, ..Answer::default() };
    for (key, value) in object {
        match key.as_str() {
            "source_id" => answer.source_id = id(&value),
            "source_type" => answer.source_type = text(&value),
            // The old batches call the type so.
            "source_name" if answer.source_type.is_none() => answer.source_type = text(&value),
            "name" => answer.name = text(&value),
            "series" => answer.series = text(&value),
            "id" => set_couple(&mut answer, &value),
            "noise" => match serde_json::from_value::<Noise>(value.clone()) {
                Ok(noise) => answer.noise = Some(noise),
                Err(error) => findings.push(place.finding(
                    Code::WrongType,
                    "noise",
                    &value,
                    &error.to_string(),
                    "leave it out; it is what `emaki stats export` writes",
                )),
            },
            part if PARTS.contains(&part) => {
                answer.parts.insert(key, value);
            }
            // The name of the column in tables.
            "potency" => {
                answer.parts.insert("role_potency".to_owned(), value);
            }
            other if BESIDE.contains(&other) => {}
            _ => findings.push(place.finding(
                Code::ExtraKey,
                &key,
                &value,
                "nothing of that name belongs to stats",
                "leave it out; it is passed over",
            )),
        }
    }
    Some(answer)
}

/// An id as text, whether a number or a text.
fn id(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
        _ => text(value),
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Reads `mal:161471`, which is how characters are named to models.
fn set_couple(answer: &mut Answer, value: &Value) {
    let Some((source_type, source_id)) = value.as_str().and_then(|text| text.trim().split_once(':')) else {
        return;
    };
    if answer.source_id.is_none() && !source_type.is_empty() && !source_id.is_empty() {
        answer.source_type = Some(source_type.to_owned());
        answer.source_id = Some(source_id.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_text_whatever_they_were() {
        let text =
            br#"[{"source_id": 7, "source_name": "mal"}, {"source_id": "c64502", "source_type": "vndb"},
                        {"id": "mal:007"}, 3, {"source_id": 1.5, "colour": "red"}]"#;
        let read = read(text, "a.json").expect("a list");
        let couples: Vec<String> = read
            .answers
            .iter()
            .map(|answer| format!("{:?}:{:?}", answer.source_type.as_deref(), answer.source_id.as_deref()))
            .collect();
        assert_eq!(
            couples,
            [
                "Some(\"mal\"):Some(\"7\")",
                "Some(\"vndb\"):Some(\"c64502\")",
                "Some(\"mal\"):Some(\"007\")",
                "None:None"
            ]
        );
        let told: Vec<String> = read.findings.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "error wrong_type: a.json, row 4, `3`: it is no object; an answer is an object: {…}",
                "warning extra_key: a.json, row 5, column colour, `red`: nothing of that name belongs to stats; \
                 leave it out; it is passed over",
            ]
        );
    }
}
