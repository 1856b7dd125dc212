//! Asking the user, through the assistant, which work is meant.
//!
//! Up to 2025-11-25 the server sends a request of its own and waits; since 2026-07-28 it answers that input is
//! required, and the client repeats its request with it. A client that can do neither gets the candidates.

use std::collections::BTreeMap;

use model::WorkId;
use rmcp::model::{
    ClientCapabilities, ElicitRequest, ElicitRequestParams, ElicitationSchema, InputRequest,
    InputRequiredResult, InputResponses, ProtocolVersion,
};
use serde_json::{Value, json};

use super::call::{Choices, Question};

/// The field of the form that names the work.
const FIELD: &str = "work";
/// How keys of inputs begin; the name follows.
const KEY: &str = "which:";

/// Whether a client can show its user a form.
pub fn can_ask(capabilities: Option<&ClientCapabilities>) -> bool {
    let asked = capabilities.and_then(|capabilities| capabilities.elicitation.as_ref());
    // A client of before forms and addresses were told apart names neither, and means forms.
    asked.is_some_and(|asked| asked.form.is_some() || asked.url.is_none())
}

/// The form that asks which work is meant; `None` when there is nothing to choose from.
pub fn form(question: &Question, version: Option<&ProtocolVersion>) -> Option<ElicitRequestParams> {
    if question.candidates.is_empty() {
        return None;
    }
    let (ids, lines): (Vec<String>, Vec<&str>) =
        question.candidates.iter().map(|(id, line)| (id.to_string(), line.as_str())).unzip();
    let named = version.is_some_and(|version| version.as_str() >= ProtocolVersion::V_2025_11_25.as_str());
    let field = if named {
        let choices: Vec<Value> =
            ids.iter().zip(&lines).map(|(id, line)| json!({ "const": id, "title": line })).collect();
        json!({ "type": "string", "title": "Which one", "oneOf": choices })
    } else {
        // The names of choices had another place in earlier revisions.
        json!({ "type": "string", "title": "Which one", "enum": ids, "enumNames": lines })
    };
    let schema = json!({ "type": "object", "properties": { FIELD: field }, "required": [FIELD] });
    let requested_schema: ElicitationSchema = serde_json::from_value(schema).ok()?;
    let message = format!("\"{}\" may mean several works. Which one is meant?", question.name);
    Some(ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema })
}

/// What was chosen in a form.
pub fn choice(content: Option<&Value>, question: &Question) -> Option<WorkId> {
    let chosen = content?.get(FIELD)?.as_str()?;
    question.candidates.iter().map(|(id, _)| *id).find(|id| id.to_string() == chosen)
}

/// The answer that asks for the choice, with what was chosen before.
pub fn required(question: &Question, form: ElicitRequestParams, chosen: &Choices) -> InputRequiredResult {
    let key = format!("{KEY}{}", question.name);
    let requests = BTreeMap::from([(key, InputRequest::Elicitation(ElicitRequest::new(form)))]);
    // Only ids of works that anybody may read: whoever changes them gets what could be asked for outright.
    let state = (!chosen.is_empty()).then(|| json!(chosen).to_string());
    InputRequiredResult::new(Some(requests), state)
}

/// What was chosen, as a repeated request brings it. A form that was declined chooses nothing.
pub fn choices(responses: Option<&InputResponses>, state: Option<&str>) -> Choices {
    let mut choices: Choices = state.and_then(|state| serde_json::from_str(state).ok()).unwrap_or_default();
    for (key, response) in responses.into_iter().flatten() {
        let Some(name) = key.strip_prefix(KEY) else { continue };
        let accepted = response["action"] == "accept";
        let id = response["content"][FIELD].as_str().and_then(|id| id.parse().ok());
        if let Some(id) = id.filter(|_| accepted) {
            choices.insert(name.to_owned(), id);
        }
    }
    choices
}

/// Whether the user was asked about a name and would not say.
pub fn declined(responses: Option<&InputResponses>, question: &Question) -> bool {
    responses.is_some_and(|responses| responses.contains_key(&format!("{KEY}{}", question.name)))
}

#[cfg(test)]
mod tests {
    use app::{AppError, ErrorCode};

    use super::*;

    fn question() -> Question {
        let candidates = [(1, "Twin Rivers (1999)"), (2, "Twin Rivers (2009)")];
        Question {
            name: "Twin Rivers".to_owned(),
            candidates: candidates
                .into_iter()
                .map(|(id, line)| (WorkId::new(id).expect("positive"), line.to_owned()))
                .collect(),
            error: AppError::new(ErrorCode::AmbiguousTitle, "two bear it"),
        }
    }

    #[test]
    fn a_form_is_asked_and_its_choice_read() {
        let question = question();
        let form = form(&question, Some(&ProtocolVersion::V_2026_07_28)).expect("there is a choice");
        let asked = required(&question, form, &Choices::new());
        let asked = serde_json::to_value(asked).expect("it is JSON");
        let field =
            &asked["inputRequests"]["which:Twin Rivers"]["params"]["requestedSchema"]["properties"]["work"];
        assert_eq!(field["oneOf"][1], json!({ "const": "2", "title": "Twin Rivers (2009)" }), "{asked}");

        let response = json!({ "action": "accept", "content": { "work": "2" } });
        let responses = BTreeMap::from([("which:Twin Rivers".to_owned(), response)]);
        let chosen = choices(Some(&responses), Some(r#"{"Other":7}"#));
        assert_eq!(chosen.get("Twin Rivers").map(|id| id.get()), Some(2));
        assert_eq!(chosen.get("Other").map(|id| id.get()), Some(7));
        assert_eq!(choice(Some(&json!({ "work": "3" })), &question), None, "it was not offered");
    }

    #[test]
    fn a_declined_form_chooses_nothing() {
        let responses = BTreeMap::from([("which:Twin Rivers".to_owned(), json!({ "action": "decline" }))]);
        assert!(choices(Some(&responses), Some("not JSON")).is_empty());
        assert!(declined(Some(&responses), &question()));
    }
}
