//! The suite's prompts.

use rmcp::model::{
    CompleteRequestParams, CompleteResult, CompletionInfo, GetPromptRequestParams, GetPromptResponse,
    GetPromptResult, Prompt, Reference,
};
use serde_json::{Value, json};

use super::{IMAGE, from, inputs};

/// All of them.
pub fn list() -> Vec<Prompt> {
    let argument = |name: &str| json!({ "name": name, "description": "An argument", "required": true });
    let prompt = |name: &str, arguments: Vec<Value>| {
        from(json!({ "name": name, "description": "A prompt of the suite", "arguments": arguments }))
    };
    vec![
        prompt("test_simple_prompt", Vec::new()),
        prompt("test_prompt_with_arguments", vec![argument("arg1"), argument("arg2")]),
        prompt("test_prompt_with_embedded_resource", vec![argument("resourceUri")]),
        prompt("test_prompt_with_image", Vec::new()),
        prompt("test_input_required_result_prompt", Vec::new()),
    ]
}

/// One of them; `None` when it is none of the suite's.
pub fn get(request: &GetPromptRequestParams) -> Option<GetPromptResponse> {
    let given = |name: &str| {
        let given = request.arguments.as_ref().and_then(|given| given.get(name));
        given.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let text = |text: &str| json!({ "type": "text", "text": text });
    let contents = match request.name.as_str() {
        "test_simple_prompt" => vec![text("This is a simple prompt for testing.")],
        "test_prompt_with_arguments" => {
            vec![text(&format!("Prompt with arguments: arg1='{}', arg2='{}'", given("arg1"), given("arg2")))]
        }
        "test_prompt_with_embedded_resource" => {
            let resource = json!({
                "uri": given("resourceUri"), "mimeType": "text/plain",
                "text": "Embedded resource content for testing.",
            });
            vec![
                json!({ "type": "resource", "resource": resource }),
                text("Please process the embedded resource above."),
            ]
        }
        "test_prompt_with_image" => vec![
            json!({ "type": "image", "data": IMAGE, "mimeType": "image/png" }),
            text("Please analyze the image above."),
        ],
        "test_input_required_result_prompt" => {
            let given = inputs::field(request.input_responses.as_ref(), "user_context", "context");
            let Some(given) = given else {
                let form = inputs::form("What context should the prompt use?", "context", "string");
                return Some(inputs::required(json!({ "user_context": form }), None).into());
            };
            vec![text(&format!("Context: {given}"))]
        }
        _ => return None,
    };
    let messages: Vec<Value> =
        contents.into_iter().map(|content| json!({ "role": "user", "content": content })).collect();
    Some(GetPromptResult::new(from(json!(messages))).into())
}

/// Completes the suite's arguments; `None` when the prompt is none of the suite's.
pub fn complete(request: &CompleteRequestParams) -> Option<CompleteResult> {
    let Reference::Prompt(prompt) = &request.r#ref else { return None };
    if !prompt.name.starts_with("test_") {
        return None;
    }
    let words =
        ["paris", "park", "party"].into_iter().filter(|word| word.starts_with(&request.argument.value));
    CompletionInfo::with_all_values(words.map(str::to_owned).collect()).ok().map(CompleteResult::new)
}
