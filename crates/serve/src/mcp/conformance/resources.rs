//! The suite's resources.

use rmcp::model::{ReadResourceResult, Resource, ResourceTemplate};
use serde_json::json;

use super::{IMAGE, from};

/// Those that are always there.
pub fn list() -> Vec<Resource> {
    let resource = |uri: &str, mime_type: &str| {
        from(
            json!({ "uri": uri, "name": uri, "description": "A resource of the suite", "mimeType": mime_type }),
        )
    };
    vec![
        resource("test://static-text", "text/plain"),
        resource("test://static-binary", "image/png"),
        resource("test://watched-resource", "text/plain"),
    ]
}

/// The form of addresses.
pub fn templates() -> Vec<ResourceTemplate> {
    vec![from(json!({
        "uriTemplate": "test://template/{id}/data", "name": "test_template",
        "description": "A form of the suite", "mimeType": "application/json",
    }))]
}

/// One of them; `None` when it is none of the suite's.
pub fn read(uri: &str) -> Option<ReadResourceResult> {
    let content = match uri {
        "test://static-text" => {
            json!({ "uri": uri, "mimeType": "text/plain",
                "text": "This is the content of the static text resource." })
        }
        "test://static-binary" => json!({ "uri": uri, "mimeType": "image/png", "blob": IMAGE }),
        "test://watched-resource" => json!({ "uri": uri, "mimeType": "text/plain", "text": "Watched." }),
        _ => {
            let id = uri.strip_prefix("test://template/")?.strip_suffix("/data")?;
            let text = json!({ "id": id, "templateTest": true, "data": format!("Data for ID: {id}") });
            json!({ "uri": uri, "mimeType": "application/json", "text": text.to_string() })
        }
    };
    Some(ReadResourceResult::new(from(json!([content]))))
}
