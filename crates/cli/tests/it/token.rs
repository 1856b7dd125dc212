//! Tokens: made once, listed without secrets, ended at once.

use crate::emaki::{Emaki, snapshot};

#[test]
fn a_token_is_made_listed_and_ended() {
    let emaki = Emaki::new();
    let made = emaki.run(&["token", "create", "phone", "--scope", "read,write", "--expires", "30"]);
    assert_eq!(made.code, Some(0), "{made}");
    let secret = made.stdout.trim().to_owned();
    assert!(secret.starts_with("emaki_") && !secret.contains(' '), "{made}");
    let listed = emaki.run(&["token", "list"]);
    assert!(!listed.to_string().contains(&secret), "{listed}");
    snapshot!("token_list", listed);
    snapshot!("token_twice", emaki.run(&["token", "create", "phone"]));
    snapshot!("token_revoke", emaki.run(&["token", "revoke", "phone"]));
    snapshot!("token_revoke_unknown", emaki.run(&["token", "revoke", "tablet"]));
    let listed = emaki.json(&["token", "list"]);
    assert!(listed[0]["revoked_at"].is_string(), "{listed}");
    assert!(!emaki.export().contains(&secret), "the secret is stored nowhere");
}

#[test]
fn an_unknown_scope_is_wrong_usage() {
    let emaki = Emaki::new();
    snapshot!(emaki.run(&["token", "create", "phone", "--scope", "everything"]));
}

#[test]
fn a_token_as_json_has_its_secret_once() {
    let token = Emaki::new().json(&["token", "create", "script"]);
    let keys: Vec<&String> = token.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["expires_at", "name", "scopes", "secret"]);
}
