//! A notation for records, so that a case is data: `[("mal", json!({"episodes": 12})), …]`.

use enrichment::Profile;
use model::{ExternalId, Record, Work, WorkId};
use serde_json::{Value, json};

/// What a case says: sources with what each says, in the normal form's fields.
pub type Said<'a> = &'a [(&'static str, Value)];

/// The records of a case. Unless they say otherwise they are about the work `<source>:1`.
pub fn records(said: Said<'_>) -> Vec<Record> {
    said.iter().map(|(source, fields)| record(source, fields)).collect()
}

fn record(source: &str, fields: &Value) -> Record {
    let space = match source {
        "jikan" | "mal_web" => "mal",
        "offline_database" | "starter" | "synopses" | "manual" => "url",
        other => other,
    };
    let mut all = json!({"source": source, "kind": "work", "external_id": format!("{space}:1")});
    let (all_fields, own) = (all.as_object_mut().expect("an object"), fields.as_object().expect("an object"));
    all_fields.extend(own.clone());
    serde_json::from_value(all).unwrap_or_else(|error| panic!("{source} {fields}: {error}"))
}

/// The golden record of a case.
pub fn merged(profile: &'static Profile, said: Said<'_>) -> Work {
    merge(profile, &records(said))
}

/// The golden record of records.
pub fn merge(profile: &'static Profile, records: &[Record]) -> Work {
    let ids: Vec<ExternalId> = records.iter().map(|record| record.external_id.clone()).collect();
    let id = WorkId::new(1).expect("1 is positive");
    enrichment::merge_work_by(profile, &[], id, &ids, records).expect("records about a work")
}

/// A field of a work as JSON, by a pointer; what is left out is null.
pub fn at(work: &Work, pointer: &str) -> Value {
    let all = serde_json::to_value(work).expect("a work is plain JSON");
    all.pointer(pointer).cloned().unwrap_or(Value::Null)
}
