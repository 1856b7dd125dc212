//! The suite's tools that need something of the client first, and ask for it with their answer.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;

use rmcp::{
    ErrorData,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, ContentBlock,
        InputRequiredResult, InputResponses,
    },
};
use serde_json::{Map, Value, json};

use super::from;

/// Seals states, so that one that was changed is found out.
static SEAL: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Answers a call of one of them; `None` when it is none of them.
pub fn call(
    request: &CallToolRequestParams,
    client: &ClientCapabilities,
) -> Option<Result<CallToolResponse, ErrorData>> {
    let responses = request.input_responses.as_ref();
    let has = |key: &str| responses.is_some_and(|responses| responses.contains_key(key));
    let state = request.request_state.as_deref();
    let name_form = || form("What is your name?", "name", "string");
    Some(Ok(match &*request.name {
        "test_input_required_result_elicitation" | "test_streaming_elicitation" => {
            match field(responses, "user_name", "name") {
                Some(name) => done(&format!("Hello, {name}!")),
                None => asks(json!({ "user_name": name_form() }), None),
            }
        }
        "test_input_required_result_sampling" => {
            match responses.and_then(|told| told.get("capital_question")) {
                Some(told) => done(told["content"]["text"].as_str().unwrap_or_default()),
                None => {
                    asks(json!({ "capital_question": sampling("What is the capital of France?", 100) }), None)
                }
            }
        }
        "test_input_required_result_list_roots" => {
            match responses.and_then(|told| told.get("client_roots")) {
                Some(told) => done(&format!("Roots: {}", told["roots"])),
                None => asks(json!({ "client_roots": roots() }), None),
            }
        }
        "test_input_required_result_request_state" => match (has("confirm"), state) {
            (true, Some(state)) if is_sealed(state) => done("state-ok"),
            _ => asks(json!({ "confirm": form("Please confirm", "ok", "boolean") }), Some(sealed("confirm"))),
        },
        "test_input_required_result_multiple_inputs" => {
            if ["user_name", "greeting", "client_roots"].into_iter().all(has) {
                done("All inputs are there.")
            } else {
                let greeting = sampling("Generate a greeting", 50);
                let asked =
                    json!({ "user_name": name_form(), "greeting": greeting, "client_roots": roots() });
                asks(asked, Some(sealed("multiple")))
            }
        }
        "test_input_required_result_multi_round" => {
            if has("step2") {
                done("Both steps are done.")
            } else if has("step1") {
                let step = form("Step 2: What is your favorite color?", "color", "string");
                asks(json!({ "step2": step }), Some(sealed("round 2")))
            } else {
                let step = form("Step 1: What is your name?", "name", "string");
                asks(json!({ "step1": step }), Some(sealed("round 1")))
            }
        }
        "test_input_required_result_tampered_state" => match state {
            Some(state) if !is_sealed(state) => {
                return Some(Err(ErrorData::invalid_params("the state was changed on its way", None)));
            }
            Some(_) => done("The state is as it was."),
            None => {
                asks(json!({ "confirm": form("Please confirm", "ok", "boolean") }), Some(sealed("tamper")))
            }
        },
        "test_input_required_result_capabilities" => {
            let mut asked = Map::new();
            if client.sampling.is_some() {
                asked.insert("greeting".to_owned(), sampling("Generate a greeting", 50));
            }
            if client.elicitation.is_some() {
                asked.insert("user_name".to_owned(), name_form());
            }
            if responses.is_some() || asked.is_empty() {
                done("Nothing more is needed.")
            } else {
                asks(Value::Object(asked), None)
            }
        }
        _ => return None,
    }))
}

/// The answer that asks for inputs.
#[expect(clippy::needless_pass_by_value, reason = "each call writes its own")]
pub fn required(requests: Value, state: Option<String>) -> InputRequiredResult {
    from(json!({ "resultType": "input_required", "inputRequests": requests, "requestState": state }))
}

/// A form with one field.
pub fn form(message: &str, field: &str, kind: &str) -> Value {
    let schema = json!({ "type": "object", "properties": { field: { "type": kind } }, "required": [field] });
    json!({ "method": "elicitation/create",
        "params": { "mode": "form", "message": message, "requestedSchema": schema } })
}

/// A field of a form that was filled in.
pub fn field(responses: Option<&InputResponses>, key: &str, field: &str) -> Option<String> {
    let content = &responses?.get(key)?["content"];
    content.get(field)?.as_str().map(str::to_owned)
}

fn sampling(text: &str, most: u32) -> Value {
    let message = json!({ "role": "user", "content": { "type": "text", "text": text } });
    json!({ "method": "sampling/createMessage", "params": { "messages": [message], "maxTokens": most } })
}

fn roots() -> Value {
    json!({ "method": "roots/list", "params": {} })
}

fn asks(requests: Value, state: Option<String>) -> CallToolResponse {
    required(requests, state).into()
}

fn done(text: &str) -> CallToolResponse {
    CallToolResult::success(vec![ContentBlock::text(text)]).into()
}

fn sealed(state: &str) -> String {
    format!("{state}.{:016x}", SEAL.hash_one(state))
}

fn is_sealed(state: &str) -> bool {
    state.rsplit_once('.').is_some_and(|(told, _)| sealed(told) == state)
}
