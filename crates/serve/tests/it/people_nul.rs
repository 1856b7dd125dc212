//! The letter 0: no text that is kept holds it, not every store can be asked for it, and every door says so by the name
//! of the field.

use serde_json::{Value, json};

use crate::{
    client::with,
    mcp::{asked, message},
    people_scene::Peopled,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parameter_with_a_nul_is_refused_by_its_name() {
    let peopled = Peopled::read().await;
    let sieves: [(&str, &[&str]); 3] = [
        (
            "/api/people",
            &["q", "row_id", "type", "link_kind", "status", "failure", "gone", "plain", "limit", "cursor"],
        ),
        (
            "/api/assets",
            &["person", "kind", "status", "category", "parent", "file", "gone", "limit", "cursor"],
        ),
        ("/api/download-sessions", &["limit", "cursor"]),
    ];
    for (path, names) in sieves {
        for name in names {
            let answer = peopled.get(&format!("{path}?{name}=0:4%00")).await;
            assert_eq!(answer.status.as_u16(), 400, "{path} {name}: {}", answer.text());
            let told = answer.json();
            assert_eq!(told["error_code"], "invalid_parameter", "{path}: {told}");
            assert_eq!(told["details"]["parameter"], *name, "{path}: {told}");
            assert!(told["message"].as_str().is_some_and(|text| text.contains("NUL")), "{path}: {told}");
        }
    }
    // It is that letter which is refused, and not what stands before it.
    let four = peopled.json("/api/people?row_id=4").await;
    assert_eq!(four["people"][0]["key"], "4", "{four}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_argument_with_a_nul_is_refused_by_its_name() {
    let peopled = Peopled::read().await;
    let call = async |name: &str, arguments: Value| {
        let params = json!({ "name": name, "arguments": arguments });
        let request = asked("tools/call", params, &json!({}));
        let request = with(request, "authorization", &format!("Bearer {}", peopled.reader));
        message(&peopled.site.send(request).await)["result"].take()
    };
    for (tool, argument, parameter) in [
        ("list_people", "q", "q"),
        ("list_people", "type", "type"),
        ("list_people", "status", "status"),
        ("list_people", "failure", "failure"),
        ("list_people", "cursor", "cursor"),
        ("get_person", "person", "person_key"),
        ("get_person", "cursor", "cursor"),
    ] {
        let mut arguments = if tool == "get_person" { json!({ "person": "4" }) } else { json!({}) };
        arguments[argument] = json!("0:4\0");
        let refused = call(tool, arguments).await;
        assert_eq!(refused["isError"], true, "{tool} {argument}: {refused}");
        let told = refused["content"][0]["text"].as_str().expect("an envelope");
        let told: Value = serde_json::from_str(told).expect("JSON");
        assert_eq!(told["error_code"], "invalid_parameter", "{tool} {argument}: {told}");
        assert_eq!(told["details"]["parameter"], parameter, "{tool} {argument}: {told}");
    }
    // The same cursor without that letter is taken.
    let rest = call("list_people", json!({ "cursor": "0:4" })).await;
    assert_eq!(rest["isError"], false, "{rest}");
}
