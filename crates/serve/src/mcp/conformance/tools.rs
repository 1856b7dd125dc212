//! The suite's tools.

#![expect(deprecated, reason = "the suite still looks at what 2026-07-28 deprecates")]

use rmcp::{
    ErrorData, RoleServer,
    model::{
        CallToolRequestParams, CallToolResponse, CallToolResult, ClientCapabilities, LoggingLevel,
        LoggingMessageNotificationParam, ProgressNotificationParam, ProtocolVersion, Tool,
    },
    service::RequestContext,
};
use serde_json::{Value, json};

use super::{AUDIO, IMAGE, from, inputs};

/// Those without arguments.
const PLAIN: [&str; 22] = [
    "test_simple_text",
    "test_image_content",
    "test_audio_content",
    "test_embedded_resource",
    "test_multiple_content_types",
    "test_tool_with_logging",
    "test_logging_tool",
    "test_error_handling",
    "test_tool_with_progress",
    "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums",
    "test_missing_capability",
    "test_streaming_elicitation",
    "test_reconnection",
    "test_input_required_result_elicitation",
    "test_input_required_result_sampling",
    "test_input_required_result_list_roots",
    "test_input_required_result_request_state",
    "test_input_required_result_multiple_inputs",
    "test_input_required_result_multi_round",
    "test_input_required_result_tampered_state",
    "test_input_required_result_capabilities",
];

/// All of them.
pub fn list() -> Vec<Tool> {
    let tool = |name: &str, schema: Value| -> Tool {
        from(json!({ "name": name, "description": "A tool of the suite", "inputSchema": schema }))
    };
    let text = |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } }, "required": [name] });
    let mut tools: Vec<Tool> =
        PLAIN.iter().map(|name| tool(name, json!({ "type": "object", "properties": {} }))).collect();
    tools.push(tool("test_sampling", text("prompt")));
    tools.push(tool("test_elicitation", text("message")));
    tools.push(tool("json_schema_2020_12_tool", vocabulary()));
    tools
}

/// Answers a call; `None` when the tool is none of the suite's.
pub async fn call(
    request: &CallToolRequestParams,
    context: &RequestContext<RoleServer>,
) -> Option<Result<CallToolResponse, ErrorData>> {
    let client = context.client_capabilities().unwrap_or_default();
    if let Some(answer) = inputs::call(request, &client) {
        return Some(answer);
    }
    let given = |name: &str| {
        let given = request.arguments.as_ref().and_then(|given| given.get(name));
        given.and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let text = |text: &str| json!({ "type": "text", "text": text });
    let image = || json!({ "type": "image", "data": IMAGE, "mimeType": "image/png" });
    let embedded = |uri: &str, mime_type: &str, text: &str| json!({ "type": "resource", "resource": { "uri": uri, "mimeType": mime_type, "text": text } });
    let contents = match &*request.name {
        "test_simple_text" => vec![text("This is a simple text response for testing.")],
        "test_image_content" => vec![image()],
        "test_audio_content" => vec![json!({ "type": "audio", "data": AUDIO, "mimeType": "audio/wav" })],
        "test_embedded_resource" => {
            vec![embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")]
        }
        "test_multiple_content_types" => vec![
            text("Multiple content types test:"),
            image(),
            embedded("test://mixed-content-resource", "application/json", r#"{"test":"data","value":123}"#),
        ],
        "test_tool_with_logging" | "test_logging_tool" => {
            for message in ["Tool execution started", "Tool processing data", "Tool execution completed"] {
                log(context, message).await;
            }
            vec![text("Logging is done.")]
        }
        "test_tool_with_progress" => {
            if let Some(token) = context.meta.get_progress_token() {
                for done in [0.0, 50.0, 100.0] {
                    let told = ProgressNotificationParam::new(token.clone(), done).with_total(100.0);
                    let _ = context.peer.notify_progress(told).await;
                }
            }
            vec![text("Progress is done.")]
        }
        "test_error_handling" => {
            let failure = from(json!([text("This tool intentionally returns an error for testing")]));
            return Some(Ok(CallToolResult::error(failure).into()));
        }
        "test_missing_capability" if client.sampling.is_none() => {
            let needed: ClientCapabilities = from(json!({ "sampling": {} }));
            return Some(Err(ErrorData::missing_required_client_capability(needed)));
        }
        "test_missing_capability" | "test_reconnection" | "json_schema_2020_12_tool" => vec![text("Done.")],
        "test_sampling" => vec![text(&sampled(context, &given("prompt")).await)],
        "test_elicitation" => {
            let schema = json!({ "type": "object",
                "properties": {
                    "username": { "type": "string", "description": "User's response" },
                    "email": { "type": "string", "description": "User's email address" },
                },
                "required": ["username", "email"] });
            vec![text(&elicited(context, &given("message"), schema, "User response:").await)]
        }
        "test_elicitation_sep1034_defaults" => {
            vec![text(&elicited(context, "Defaults", defaults(), "Elicitation completed:").await)]
        }
        "test_elicitation_sep1330_enums" => {
            vec![text(&elicited(context, "Choices", choices(), "Elicitation completed:").await)]
        }
        _ => return None,
    };
    Some(Ok(CallToolResult::success(from(json!(contents))).into()))
}

async fn log(context: &RequestContext<RoleServer>, message: &str) {
    let version = context.protocol_version();
    let modern = version.is_some_and(|version| version.as_str() >= ProtocolVersion::V_2026_07_28.as_str());
    if modern && context.meta.log_level().is_none() {
        return;
    }
    let told = LoggingMessageNotificationParam::new(LoggingLevel::Info, json!(message));
    let _ = context.peer.notify_logging_message(told).await;
}

async fn sampled(context: &RequestContext<RoleServer>, prompt: &str) -> String {
    let message = json!({ "role": "user", "content": { "type": "text", "text": prompt } });
    let asked = context.peer.create_message(from(json!({ "messages": [message], "maxTokens": 100 }))).await;
    match asked {
        Ok(told) => {
            let told = serde_json::to_value(told).unwrap_or_default();
            let text = told["content"]["text"].as_str().or(told["content"][0]["text"].as_str());
            format!("LLM response: {}", text.unwrap_or_default())
        }
        Err(error) => format!("Sampling failed: {error}"),
    }
}

async fn elicited(context: &RequestContext<RoleServer>, message: &str, schema: Value, label: &str) -> String {
    let form = json!({ "mode": "form", "message": message, "requestedSchema": schema });
    match context.peer.create_elicitation(from(form)).await {
        Ok(told) => {
            let action = serde_json::to_value(&told.action).unwrap_or_default();
            let filled = told.content.unwrap_or_default();
            format!("{label} action={}, content={filled}", action.as_str().unwrap_or_default())
        }
        Err(error) => format!("Elicitation failed: {error}"),
    }
}

fn defaults() -> Value {
    json!({ "type": "object", "properties": {
        "name": { "type": "string", "default": "John Doe" },
        "age": { "type": "integer", "default": 30 },
        "score": { "type": "number", "default": 95.5 },
        "status": { "type": "string", "enum": ["active", "inactive", "pending"], "default": "active" },
        "verified": { "type": "boolean", "default": true },
    } })
}

fn choices() -> Value {
    let titled = |kind: &str| {
        json!([
            { "const": "value1", "title": format!("First {kind}") },
            { "const": "value2", "title": format!("Second {kind}") },
            { "const": "value3", "title": format!("Third {kind}") },
        ])
    };
    let plain = json!(["option1", "option2", "option3"]);
    json!({ "type": "object", "properties": {
        "untitledSingle": { "type": "string", "enum": plain },
        "titledSingle": { "type": "string", "oneOf": titled("Option") },
        "legacyEnum": { "type": "string", "enum": ["opt1", "opt2", "opt3"],
            "enumNames": ["Option One", "Option Two", "Option Three"] },
        "untitledMulti": { "type": "array", "items": { "type": "string", "enum": plain } },
        "titledMulti": { "type": "array", "items": { "anyOf": titled("Choice") } },
    } })
}

fn vocabulary() -> Value {
    let text = || json!({ "type": "string" });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "$defs": { "address": { "$anchor": "addressDef", "type": "object",
            "properties": { "street": text(), "city": text() } } },
        "properties": {
            "name": text(),
            "address": { "$ref": "#/$defs/address" },
            "contactMethod": { "type": "string", "enum": ["phone", "email"] },
            "phone": text(),
            "email": text(),
        },
        "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["email"] }] }],
        "if": { "properties": { "contactMethod": { "const": "phone" } }, "required": ["contactMethod"] },
        "then": { "required": ["phone"] },
        "else": { "required": ["email"] },
        "additionalProperties": false,
    })
}
