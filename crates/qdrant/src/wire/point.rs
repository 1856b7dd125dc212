//! Works as points: the number of the work is the point's, vectors have names, the payload is flat but for the
//! scores of single sources, which lie in an object, for a dot in a key asks for what is inside.

use std::collections::{BTreeMap, HashMap};

use qdrant_client::qdrant::{
    NamedVectors, PointId, PointStruct, RetrievedPoint, Struct, Value, Vectors, point_id::PointIdOptions,
    value::Kind, vector_output, vectors_output::VectorsOptions,
};
use search::{NUMBER_FIELDS, Payload, VectorPoint, WORD_FIELDS};

/// What the object of single sources' scores is called, and what its keys are called in our words.
const SCORES: (&str, &str) = ("scores", "scores.");
/// Words that a work has one of at most; as a text, they are easier to read in the server's own pages.
const SINGLE: [&str; 4] = ["medium", "format", "status", "season"];

/// A work as the server keeps it.
pub(crate) fn struct_of(point: &VectorPoint) -> PointStruct {
    let mut named = NamedVectors::default();
    for (space, vector) in &point.vectors {
        named = named.add_vector(space.clone(), vector.clone());
    }
    PointStruct {
        id: Some(u64::from(point.work).into()),
        payload: payload_of(&point.payload),
        vectors: Some(Vectors::from(named)),
    }
}

fn payload_of(payload: &Payload) -> HashMap<String, Value> {
    let mut fields: HashMap<String, Value> = HashMap::new();
    fields.insert("title".to_owned(), payload.title.as_str().into());
    fields.insert("adult".to_owned(), payload.adult.into());
    for (field, words) in &payload.words {
        let value = match words.as_slice() {
            [word] if SINGLE.contains(&field.as_str()) => Value::from(word.as_str()),
            words => words.to_vec().into(),
        };
        fields.insert(field.clone(), value);
    }
    let mut scores: HashMap<String, Value> = HashMap::new();
    for (field, number) in &payload.numbers {
        let number = Value::from(i64::from(*number));
        match field.strip_prefix(SCORES.1) {
            Some(source) => drop(scores.insert(source.to_owned(), number)),
            None => drop(fields.insert(field.clone(), number)),
        }
    }
    if !scores.is_empty() {
        let scores = Kind::StructValue(Struct { fields: scores });
        fields.insert(SCORES.0.to_owned(), Value { kind: Some(scores) });
    }
    fields
}

/// What the server keeps, as a work; `None` for a point that is none of ours.
pub(crate) fn point_of(point: RetrievedPoint) -> Option<VectorPoint> {
    let work = number_of(point.id.as_ref()?)?;
    let mut vectors = BTreeMap::new();
    if let Some(VectorsOptions::Vectors(named)) = point.vectors.and_then(|all| all.vectors_options) {
        for (space, vector) in named.vectors {
            // Servers before 1.16 send the numbers in another place.
            #[expect(deprecated, reason = "older servers use it")]
            let data = match vector.vector {
                Some(vector_output::Vector::Dense(dense)) => dense.data,
                _ => vector.data,
            };
            vectors.insert(space, data);
        }
    }
    let mut payload = Payload {
        title: text(&point.payload, "title").unwrap_or_default(),
        adult: is_so(&point.payload, "adult"),
        ..Payload::default()
    };
    for field in WORD_FIELDS {
        let words = words(&point.payload, field);
        if !words.is_empty() {
            payload.words.insert(field.to_owned(), words);
        }
    }
    let scores = match point.payload.get(SCORES.0).and_then(|value| value.kind.as_ref()) {
        Some(Kind::StructValue(inner)) => inner.fields.clone(),
        _ => HashMap::new(),
    };
    for field in NUMBER_FIELDS {
        let number = match field.strip_prefix(SCORES.1) {
            Some(source) => integer(&scores, source),
            None => integer(&point.payload, field),
        };
        if let Some(number) = number.and_then(|number| u32::try_from(number).ok()) {
            payload.numbers.insert(field.to_owned(), number);
        }
    }
    Some(VectorPoint { work, vectors, payload })
}

/// The work of a point; `None` for one whose id is no number of a work.
pub(crate) fn number_of(id: &PointId) -> Option<u32> {
    match id.point_id_options {
        Some(PointIdOptions::Num(number)) => u32::try_from(number).ok().filter(|work| *work > 0),
        _ => None,
    }
}

/// A field that is a text.
pub(crate) fn text(fields: &HashMap<String, Value>, field: &str) -> Option<String> {
    match fields.get(field)?.kind.as_ref()? {
        Kind::StringValue(text) => Some(text.clone()),
        _ => None,
    }
}

/// A field that is a whole number.
pub(crate) fn integer(fields: &HashMap<String, Value>, field: &str) -> Option<i64> {
    match fields.get(field)?.kind.as_ref()? {
        Kind::IntegerValue(number) => Some(*number),
        // Whoever copies a collection through JSON may turn whole numbers into others.
        Kind::DoubleValue(number) if number.fract() == 0.0 => Some(*number as i64),
        _ => None,
    }
}

/// Whether a field is true.
pub(crate) fn is_so(fields: &HashMap<String, Value>, field: &str) -> bool {
    matches!(fields.get(field).and_then(|value| value.kind.as_ref()), Some(Kind::BoolValue(true)))
}

fn words(fields: &HashMap<String, Value>, field: &str) -> Vec<String> {
    let word = |value: &Value| match value.kind.as_ref() {
        Some(Kind::StringValue(word)) => Some(word.clone()),
        _ => None,
    };
    match fields.get(field).and_then(|value| value.kind.as_ref()) {
        Some(Kind::StringValue(single)) => vec![single.clone()],
        Some(Kind::ListValue(list)) => list.values.iter().filter_map(word).collect(),
        _ => Vec::new(),
    }
}
