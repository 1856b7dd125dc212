//! Models fetched from a server of the test's own, in the layout of Hugging Face.

use app::{ErrorCode, PullRequest, Pulled, testing::TestApp};
use testkit::replay::{Answer, Fault, Replay, Request};

use super::fixture;

/// The Git hash of the fixture's config, and the SHA-256 of its weights.
const CONFIG: &str = "2e4bd349629aa039b7d0fbcf89f79ea836a99fc4";
const WEIGHTS: &str = "6fb844bf7580fe8c2227cd9f5d5e58c965ea6b3beb285bcb6c116ab2b558674f";

const AT: &str = "/ann/tiny/resolve/main/";

fn file(name: &str) -> Vec<u8> {
    std::fs::read(fixture("tiny-bert").join(name)).expect("a fixture")
}

/// A server with the tiny BERT: small files by their Git hash, the weights behind a redirect and in pieces.
async fn hub() -> (Replay, TestApp) {
    let replay = Replay::start().await;
    replay.on("GET", "/**", Answer::status(404));
    let small = [
        ("config.json", Some(CONFIG)),
        ("tokenizer.json", None),
        ("1_Pooling/config.json", None),
        ("modules.json", None),
    ];
    for (name, tag) in small {
        let answer = Answer::bytes("application/octet-stream", file(name));
        let answer = match tag {
            Some(tag) => {
                answer.with_header("etag", format!("\"{tag}\"")).with_header("x-repo-commit", "c0ffee")
            }
            None => answer,
        };
        replay.on("GET", &format!("{AT}{name}"), answer);
    }
    replay.on(
        "GET",
        &format!("{AT}model.safetensors"),
        Answer::redirect("/cdn/weights").with_header("x-linked-etag", format!("\"{WEIGHTS}\"")),
    );
    replay.on("GET", "/cdn/weights", Answer::status(200)).made(pieces);
    let url = replay.url();
    let test = TestApp::with(move |config| config.model.base_url = url).await;
    (replay, test)
}

/// The weights, or what a range asks of them.
fn pieces(request: &Request) -> Answer {
    let weights = file("model.safetensors");
    let from = request
        .header("range")
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    match from {
        Some(from) => {
            let range = format!("bytes {from}-{}/{}", weights.len() - 1, weights.len());
            Answer::bytes("application/octet-stream", &weights[from..])
                .with_status(206)
                .with_header("content-range", range)
        }
        None => Answer::bytes("application/octet-stream", weights),
    }
}

async fn pull(test: &TestApp) -> Result<Pulled, app::AppError> {
    let request = PullRequest { model: "ann/tiny".to_owned(), revision: "main".to_owned(), name: None };
    test.app.pull_model(&request, &|_| ()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_is_pulled_checked_and_not_twice() {
    let (replay, test) = hub().await;
    let pulled = pull(&test).await.expect("a model");
    assert_eq!((pulled.name.as_str(), pulled.kind, pulled.dimensions), ("tiny", "bert", 16));
    assert_eq!((pulled.revision.as_str(), pulled.setting()), ("c0ffee", "text"));
    let told: Vec<_> =
        pulled.files.iter().map(|file| (file.name.as_str(), file.is_checked, file.is_kept)).collect();
    assert_eq!(
        told,
        [
            ("config.json", true, false),
            ("modules.json", false, false),
            ("1_Pooling/config.json", false, false),
            ("tokenizer.json", false, false),
            ("model.safetensors", true, false),
        ]
    );
    assert_eq!(pulled.files[4].sha256, WEIGHTS);
    embedding::open(&pulled.folder).expect("it can be used");
    assert!(pulled.folder.join("pulled.json").is_file());

    let before = replay.total();
    let again = pull(&test).await.expect("the same model");
    assert!(again.files.iter().all(|file| file.is_kept), "{again:?}");
    let gets = replay.requests().iter().skip(before).filter(|request| request.method == "GET").count();
    assert_eq!(gets, 0, "only heads are asked for");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_goes_on_where_it_stopped() {
    let (replay, test) = hub().await;
    let route = replay.on("GET", "/cdn/weights", Answer::status(200)).made(pieces);
    route.when(|request| request.method == "GET").fault_next(1, Fault::Truncate);
    let pulled = pull(&test).await.expect("a model");
    assert_eq!(pulled.files[4].sha256, WEIGHTS);
    let ranges: Vec<Option<String>> = replay
        .requests()
        .iter()
        .filter(|request| request.path == "/cdn/weights" && request.method == "GET")
        .map(|request| request.header("range").map(str::to_owned))
        .collect();
    let half = file("model.safetensors").len() / 2;
    assert_eq!(ranges, [None, Some(format!("bytes={half}-"))]);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_models_folder_is_left_alone_and_a_newer_one_takes_its_place_as_a_whole() {
    let (replay, test) = hub().await;
    let pulled = pull(&test).await.expect("a model");
    let other = PullRequest { model: "bob/tiny".to_owned(), revision: "main".to_owned(), name: None };
    let asked = replay.total();
    let error = test.app.pull_model(&other, &|_| ()).await.expect_err("ann's lies there");
    assert_eq!((error.code, replay.total()), (ErrorCode::Conflict, asked));
    assert!(error.message.contains("of `ann/tiny`"), "{error}");
    assert!(error.hint.is_some_and(|hint| hint.contains("--name")));

    // The same model without one of its files, and one that fails in the middle leaves what is there.
    replay.on("GET", &format!("{AT}modules.json"), Answer::status(404)).now(Answer::status(404));
    let weights = replay.on("GET", "/cdn/weights", Answer::status(200)).made(pieces);
    std::fs::remove_file(pulled.folder.join("model.safetensors")).expect("it was there");
    weights.now(Answer::status(403));
    pull(&test).await.expect_err("its weights are not given");
    assert!(pulled.folder.join("modules.json").is_file(), "what was there is as it was");
    weights.made(pieces);
    let again = pull(&test).await.expect("the model as it is now");
    assert_eq!(again.folder, pulled.folder);
    assert!(!again.folder.join("modules.json").exists(), "no file of the one before is left");
    let names: Vec<String> =
        test.app.models().await.expect("a look").into_iter().map(|one| one.name).collect();
    assert_eq!(names, ["builtin", "tiny"]);
    assert_eq!(std::fs::read_dir(test.app.config().models_dir()).expect("a folder").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_download_that_had_arrived_whole_is_taken_though_its_server_names_no_length() {
    let (replay, test) = hub().await;
    let stage = test.app.config().models_dir().join(".tiny.new");
    std::fs::create_dir_all(&stage).expect("a folder");
    std::fs::write(stage.join("origin.tmp"), "ann/tiny@main").expect("a file");
    let route = replay.on("GET", "/cdn/weights", Answer::status(200));
    let ranges = |request: &Request| {
        let length = file("model.safetensors").len();
        if request.method == "HEAD" {
            return Answer::status(200).with_header("transfer-encoding", "chunked");
        }
        match request.header("range") {
            Some(_) => Answer::status(416).with_header("content-range", format!("bytes */{length}")),
            None => Answer::bytes("application/octet-stream", file("model.safetensors")),
        }
    };
    route.made(ranges);
    std::fs::write(stage.join("model.safetensors.part"), file("model.safetensors")).expect("a file");
    let pulled = pull(&test).await.expect("it had arrived");
    assert_eq!(pulled.files[4].sha256, WEIGHTS);

    // Longer than the file: of something else, and fetched anew.
    std::fs::remove_dir_all(&pulled.folder).expect("it was there");
    std::fs::create_dir_all(&stage).expect("a folder");
    std::fs::write(stage.join("origin.tmp"), "ann/tiny@main").expect("a file");
    std::fs::write(stage.join("model.safetensors.part"), vec![7; 1 << 20]).expect("a file");
    assert_eq!(pull(&test).await.expect("it is fetched").files[4].sha256, WEIGHTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_as_its_server_says_is_thrown_away() {
    let (replay, test) = hub().await;
    let other = Answer::bytes("application/octet-stream", vec![7; 100]);
    replay.on("GET", "/cdn/weights", other.clone()).now(other);
    let error = pull(&test).await.expect_err("another hash");
    assert_eq!(error.code, ErrorCode::SourceUnavailable);
    assert!(error.message.contains("its hash differs"), "{error}");
    let models = test.app.config().models_dir();
    assert!(!models.join("tiny").exists(), "nothing lies there before it is whole");
    let folder = models.join(".tiny.new");
    assert!(!folder.join("model.safetensors").exists() && !folder.join("model.safetensors.part").exists());

    let small = TestApp::with(|config| {
        config.model.base_url = replay.url();
        config.model.max_download_bytes = 40;
    })
    .await;
    assert_eq!(pull(&small).await.expect_err("too large").code, ErrorCode::PayloadTooLarge);
    let request = PullRequest { model: "ann/none".to_owned(), revision: "main".to_owned(), name: None };
    let error = test.app.pull_model(&request, &|_| ()).await.expect_err("no such model");
    assert_eq!(error.code, ErrorCode::NotFound);
    let request = PullRequest { model: "../etc".to_owned(), ..request };
    let error = test.app.pull_model(&request, &|_| ()).await.expect_err("no name");
    assert_eq!(error.code, ErrorCode::InvalidParameter);
}
