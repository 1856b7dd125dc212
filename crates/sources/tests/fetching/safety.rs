//! Bounds, redirects, private addresses, secrets.

use sources::{
    client::SourceError,
    http::{FetchError, Guard, How, Lifetime, Request, Secret},
    providers::provider_of,
};
use testkit::replay::{Answer, Charset, Fault};

use crate::scene::{JIKAN, Scene, path, work};

fn reason(error: &SourceError) -> String {
    error.to_string()
}

#[tokio::test]
async fn redirects_are_followed_within_bounds() {
    let scene = Scene::new().await;
    scene.replay.on("GET", &path(1), Answer::redirect("/moved"));
    scene.replay.on("GET", "/moved", Answer::json(work(1)));
    scene.anime(1).await.expect("it has moved");
    scene.replay.circle(&[&path(2), "/round"]);
    assert!(reason(&scene.anime(2).await.expect_err("it goes in circles")).contains("redirects"));
    for (id, target, why) in [
        (3, "http://169.254.169.254/latest/meta-data", "private address"),
        (4, "http://localhost:1/", "private address"),
        (5, "file:///etc/passwd", "http and https"),
        (6, "ftp://h.example/", "http and https"),
    ] {
        scene.replay.on("GET", &path(id), Answer::redirect(target));
        let refused = reason(&scene.anime(id).await.expect_err("it leads astray"));
        assert!(refused.contains(why), "{target}: {refused}");
    }
}

/// What is small when packed and huge when not, or has no end, is given up at the bound.
#[tokio::test]
async fn bodies_are_bounded() {
    let scene = Scene::new().await;
    for (id, fault) in [(1, Fault::GzipBomb(200)), (2, Fault::Endless)] {
        scene.serve(id).fault(fault);
        let error = scene.anime(id).await.expect_err("it is too large");
        assert!(reason(&error).contains("larger than"), "{error}");
        assert_eq!(scene.asked_for(id), 1, "and not asked for again");
    }
}

#[tokio::test]
async fn odd_answers_are_failures_and_nothing_worse() {
    let scene = Scene::new().await;
    for (id, fault) in (1..).zip([Fault::Garbage, Fault::CutChunks, Fault::DropMiddle, Fault::ClaimLess]) {
        scene.serve(id).fault_next(9, fault);
        assert!(scene.anime(id).await.is_err());
        scene.clock.advance(std::time::Duration::from_mins(2));
    }
}

/// Gzip and another charset are read as they are meant; a charset that is a lie is damage, and not kept.
#[tokio::test]
async fn packings_and_charsets_are_undone() {
    let scene = Scene::new().await;
    scene.replay.on("GET", &path(1), Answer::json(work(1)).gzipped().chunked());
    scene.anime(1).await.expect("packed, in chunks");
    let titled = work(2).replace("Depot", "Dépôt");
    let latin = Charset::Latin1.encode(&titled);
    scene.replay.on("GET", &path(2), Answer::bytes("application/json; charset=ISO-8859-1", latin));
    let asked = scene.anime(2).await.expect("it says what it is");
    assert_eq!(asked.parsed.records[0].title.as_deref(), Some("Moonlit Dépôt"));
    scene
        .replay
        .on("GET", &path(3), Answer::json(work(3).replace("Depot", "Dépôt")))
        .fault_next(1, Fault::Mislabel(Charset::Latin1));
    assert!(scene.anime(3).await.is_err(), "it says UTF-8, and is not");
    scene.anime(3).await.expect("what was damaged was not kept");
}

/// Addresses of somebody else's may not lead to where only we can go.
#[tokio::test]
async fn guarded_addresses_lead_to_the_public_internet_only() {
    let scene = Scene::new().await;
    let provider = provider_of(&JIKAN).expect("it is there");
    let port = scene.replay.address().port();
    let guarded = How { guard: Guard::Public, ..How::default() };
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        format!("http://[::1]:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://0x7f.1:{port}/"),
        "http://10.0.0.1/".to_owned(),
        "http://metadata.internal/".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let request = Request::get(JIKAN, "x", url.parse().expect("an address"), Lifetime::Slow);
        let refused = scene.sources.fetcher().fetch(provider, &request, &guarded).await;
        assert!(matches!(refused, Err(FetchError::Forbidden { .. })), "{url}: {refused:?}");
    }
    assert_eq!(scene.replay.total(), 0);
}

/// A secret goes to its source, and nowhere else: not to whom it redirects, into no error, into no list.
#[tokio::test]
async fn secrets_stay_where_they_belong() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let scene = Scene::with_file(&folder).await;
    let other = Scene::new().await;
    let provider = provider_of(&JIKAN).expect("it is there");
    let request = |path: &str| {
        let url = format!("{}{path}?access_token=s3cret", scene.replay.url()).parse().expect("an address");
        Request::get(JIKAN, "x", url, Lifetime::Slow).secret("x-api-key", Secret::new("s3cret"))
    };
    scene.replay.on("GET", "/own", Answer::text("mine"));
    scene.replay.on("GET", "/away", Answer::redirect(&format!("{}/landed", other.replay.url())));
    other.replay.on("GET", "/landed", Answer::text("elsewhere"));
    let fetcher = scene.sources.fetcher();
    fetcher.fetch(provider, &request("/own"), &How::default()).await.expect("it is there");
    let shown = scene.replay.requests();
    assert_eq!(shown[0].header("x-api-key"), Some("s3cret"));
    let _ = fetcher.fetch(provider, &request("/away"), &How::default()).await;
    for seen in other.replay.requests() {
        assert_eq!(seen.header("x-api-key"), None, "it went with a redirect");
    }
    let lost =
        fetcher.fetch(provider, &request("/nowhere"), &How::default()).await.expect_err("nothing there");
    assert!(!format!("{lost} {lost:?}").contains("s3cret"), "{lost:?}");
    let all = store::cache::ListFilter { limit: 9, ..Default::default() };
    let listed = fetcher.cache().expect("there is one").list(&all).await.expect("it lists");
    assert!(!listed.is_empty() && !format!("{listed:?}").contains("s3cret"), "{listed:?}");
}

/// Every request says whose wish it is, and how many lie before it.
#[tokio::test]
async fn requests_carry_the_chain_they_belong_to() {
    let scene = Scene::new().await;
    scene.serve(1);
    let correlation = sources::http::Correlation { id: Some("req-aaaaaaaaaaaa".into()), depth: 2 };
    let asked = crate::scene::ask(&scene.sources, 1, &How { correlation, ..How::default() })
        .await
        .expect("it is there");
    let seen = &scene.replay.requests()[0];
    assert_eq!(seen.header("x-parent-correlation-id"), Some("req-aaaaaaaaaaaa"));
    assert_eq!(seen.header("x-request-chain-depth"), Some("3"));
    assert_eq!(seen.header("x-correlation-id"), asked.trace.correlation_id.as_deref());
    assert_eq!(seen.header("user-agent"), Some("emaki/test"));
}
