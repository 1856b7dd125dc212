//! What the macros cannot say of the description: what holds for every operation, and what they leave open.

use serde_json::{Map, Value, json};

/// Completes a description.
pub fn finish(document: &mut Value) {
    let mut forms: Vec<String> = Vec::new();
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    for operation in paths.filter_map(Value::as_object_mut).flat_map(Map::values_mut) {
        failures(operation);
        job_ids(operation);
        no_ids(operation);
        let body = &operation["requestBody"]["content"]["multipart/form-data"]["schema"]["$ref"];
        forms.extend(body.as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned));
    }
    for form in forms {
        let schema = &mut document["components"]["schemas"][form];
        if schema.is_object() {
            schema["additionalProperties"] = json!(false);
        }
    }
}

/// The checks that stand before every operation (tokens, origins, sizes, rates, chains of calls) may refuse it, and
/// anything may break: the statuses are many, the form is one.
fn failures(operation: &mut Value) {
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    let any = json!({
        "description": "Any other failure; `error_code` tells which",
        "content": { "application/json": problem },
    });
    responses.entry("default").or_insert(any);
}

/// A job is named by a UUID.
fn job_ids(operation: &mut Value) {
    let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
    for parameter in parameters.into_iter().flatten().filter(|parameter| parameter["name"] == "job_id") {
        parameter["schema"]["format"] = json!("uuid");
    }
}

/// Where a path names something by a UUID, any other text is a bad request.
fn no_ids(operation: &mut Value) {
    let is_of_jobs =
        operation["tags"].as_array().into_iter().flatten().any(|tag| tag == "Production" || tag == "Jobs");
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    let mut names = parameters.filter(|one| one["in"] == "path").filter_map(|one| one["name"].as_str());
    if !is_of_jobs || !names.any(|name| name.ends_with("_id")) {
        return;
    }
    let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) else { return };
    let problem = json!({ "schema": { "$ref": "#/components/schemas/Problem" } });
    let bad = json!({ "description": "No UUID", "content": { "application/json": problem } });
    responses.entry("400").or_insert(bad);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_open_is_completed() {
        let mut document = json!({
            "paths": { "/jobs/{job_id}": { "post": {
                "tags": ["Jobs"],
                "parameters": [{ "name": "job_id", "in": "path", "schema": { "type": "string" } }],
                "requestBody": { "content": { "multipart/form-data": { "schema": { "$ref": "#/components/schemas/Form" } } } },
                "responses": { "200": { "description": "done" } },
            } } },
            "components": { "schemas": { "Form": { "type": "object" } } },
        });
        finish(&mut document);
        let operation = &document["paths"]["/jobs/{job_id}"]["post"];
        assert_eq!(operation["parameters"][0]["schema"]["format"], "uuid");
        assert_eq!(operation["responses"]["400"]["description"], "No UUID");
        let failure = &operation["responses"]["default"]["content"]["application/json"]["schema"]["$ref"];
        assert_eq!(failure, "#/components/schemas/Problem");
        assert_eq!(document["components"]["schemas"]["Form"]["additionalProperties"], false);
    }
}
