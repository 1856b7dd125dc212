//! A client that asks too much is told to wait.

use app::testing::TestApp;

use crate::client::Site;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_is_slowed_down_and_says_for_how_long() {
    let app = TestApp::with(|config| config.serve.requests_per_minute = 1).await;
    let site = Site::on(app, "127.0.0.1:8000");
    for _ in 0..10 {
        assert_eq!(site.get("/health").await.status.as_u16(), 200);
    }
    let answer = site.get("/health").await;
    assert_eq!(answer.status.as_u16(), 429);
    let wait: u64 = answer.header("retry-after").parse().expect("seconds");
    assert!((1..=60).contains(&wait), "{wait}");
    assert_eq!(answer.json()["error_code"], "rate_limited");
    assert_eq!(answer.json()["details"]["retry_after_s"], wait);
}
