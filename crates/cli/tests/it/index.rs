//! The index in the terminal: what it holds, whether it is right, made anew; within and with vectors on a server.

use qdrant::testing::Server;
use serde_json::Value;

use crate::{
    emaki::{Emaki, Ran},
    fixtures,
};

fn read(ran: &Ran) -> Value {
    serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{ran}"))
}

#[test]
fn the_index_alone() {
    let emaki = fixtures::imported();
    let status = read(&emaki.run(&["--json", "index", "status"]));
    assert_eq!(status["engines"][0]["engine"], "built_in");
    assert_eq!(
        (&status["works"], &status["engines"].as_array().map(Vec::len)),
        (&status["stored"], &Some(1))
    );
    let verified = emaki.run(&["index", "verify"]);
    assert_eq!(verified.code, Some(0), "{verified}");
    assert!(verified.stderr.contains("nothing differs"), "{verified}");
    let rebuilt = emaki.run(&["index", "rebuild"]);
    assert_eq!(rebuilt.code, Some(0), "{rebuilt}");
    assert!(rebuilt.stdout.contains("works are searchable"), "{rebuilt}");
    assert_eq!(emaki.run(&["index", "verify", "--sample", "3", "--seed", "9"]).code, Some(0));
}

#[test]
fn vectors_on_a_server() {
    let server = Server::start();
    server.ask_for("904417730172");
    let emaki =
        Emaki::new().with("EMAKI_VECTOR_URL", &server.url()).with("EMAKI_VECTOR_TOKEN", "904417730172");
    let files = fixtures::write(&emaki);
    let ran = emaki.run(&[&["--quiet", "import"], files.as_slice()].concat());
    assert_eq!(ran.code, Some(0), "{ran}");
    let [collection] = server.collections().try_into().expect("an import fills it");

    let status = read(&emaki.run(&["--json", "index", "status"]));
    let outside = &status["engines"][1];
    assert_eq!((&outside["engine"], &outside["answers"]), (&"qdrant".into(), &true.into()));
    assert_eq!((&outside["works"], &outside["seq"]), (&status["stored"], &status["last_change"]));
    assert_eq!(outside["collections"][0]["name"], collection.as_str());
    assert_eq!(emaki.run(&["index", "verify"]).code, Some(0));

    server.damage(&collection, 1, "title");
    server.lose(&collection, 2);
    let verified = emaki.run(&["index", "verify"]);
    assert_eq!(verified.code, Some(3), "{verified}");
    assert!(verified.stderr.contains("qdrant: missing are 2"), "{verified}");
    assert!(verified.stderr.contains("qdrant: work 1 differs in title, vector title"), "{verified}");
    let told = read(&emaki.run(&["--json", "index", "verify"]));
    assert_eq!((&told["sound"], &told["engines"][1]["missing"]), (&false.into(), &1.into()));

    let rebuilt = emaki.run(&["index", "rebuild", "--vectors"]);
    assert_eq!(rebuilt.code, Some(0), "{rebuilt}");
    assert!(rebuilt.stdout.contains("lie anew"), "{rebuilt}");
    assert_eq!(emaki.run(&["index", "verify"]).code, Some(0));
    assert_ne!(server.collections(), [collection], "another collection answers now");

    for command in [&["config", "show"][..], &["--json", "config", "show"], &["doctor"]] {
        let ran = emaki.run(command);
        assert!(!format!("{ran}").contains("904417730172"), "{ran}");
    }
}

#[test]
fn a_server_that_is_not_there() {
    let emaki = fixtures::imported();
    let emaki = emaki.with("EMAKI_VECTOR_URL", "http://127.0.0.1:9");
    let found = emaki.run(&["search", "moonlit depot"]);
    assert_eq!(found.code, Some(0), "{found}");
    assert!(found.stderr.contains("the vectors are not up to date"), "{found}");
    let verified = emaki.run(&["--json", "index", "verify"]);
    assert_eq!(verified.code, Some(1), "{verified}");
    assert!(verified.stderr.contains("source_unavailable") && verified.stderr.contains("6334"), "{verified}");
    let nonsense = emaki.with("EMAKI_VECTOR_URL", "nonsense here");
    assert_eq!(nonsense.run(&["index", "status"]).code, Some(1));
}
