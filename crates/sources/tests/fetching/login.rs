//! Logging in at MyAnimeList, and lists of any length.

use std::time::Duration;

use model::SourceId;
use sources::{
    client::Sources,
    http::{Clock, How},
    oauth::{self, Login, Tokens},
    providers::Ask,
};
use testkit::replay::{Replay, lists::MalList, oauth::OAuth};

use crate::scene::{begin, sources_at};

const MAL: SourceId = SourceId::known("mal");

struct LoginScene {
    replay: Replay,
    oauth: OAuth,
    clock: Clock,
    sources: Sources,
}

impl LoginScene {
    async fn new() -> Self {
        let (replay, clock) = (Replay::start().await, Clock::manual(begin()));
        let oauth = OAuth::serve(&replay, "test-client");
        let sources = sources_at(&replay.url(), clock.clone(), |builder| builder);
        Self { replay, oauth, clock, sources }
    }

    fn begin(&self) -> Login {
        oauth::begin(&MAL, self.sources.settings(&MAL).expect("it has settings")).expect("a login begins")
    }

    /// What the user's browser does: goes to the page, agrees, and is led back.
    async fn agree(&self, login: &Login) -> String {
        let client =
            reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
        let answer = client.get(login.address.clone()).send().await.expect("the page answers");
        answer.headers()["location"].to_str().expect("an address").to_owned()
    }

    async fn finish(&self, login: &Login, pasted: &str) -> Result<Tokens, String> {
        let code = login.code(pasted).map_err(|refusal| refusal.to_string())?;
        let settings = self.sources.settings(&MAL).expect("it has settings");
        let finished = login.finish(self.sources.fetcher(), &MAL, settings, &code).await;
        finished.map_err(|error| error.to_string())
    }

    async fn refresh(&self, tokens: &Tokens) -> Result<Tokens, String> {
        let settings = self.sources.settings(&MAL).expect("it has settings");
        oauth::refresh(self.sources.fetcher(), &MAL, settings, tokens)
            .await
            .map_err(|error| error.to_string())
    }
}

#[tokio::test]
async fn a_login_by_pasted_address_or_code_and_its_renewal() {
    let scene = LoginScene::new().await;
    let login = scene.begin();
    let landed = scene.agree(&login).await;
    let tokens = scene.finish(&login, &landed).await.expect("the code is good");
    assert!(tokens.holds(scene.clock.now()));
    assert!(scene.finish(&login, &landed).await.is_err(), "a code is good once");

    let login = scene.begin();
    let landed = scene.agree(&login).await;
    let code =
        landed.split(['?', '&']).find_map(|part| part.strip_prefix("code=")).expect("a code").to_owned();
    let tokens = scene.finish(&login, &code).await.expect("the bare code will do");

    scene.clock.advance(Duration::from_hours(24 * 60));
    assert!(!tokens.holds(scene.clock.now()));
    let renewed = scene.refresh(&tokens).await.expect("it renews");
    assert!(renewed.holds(scene.clock.now()) && renewed != tokens);

    scene.oauth.revoke_all();
    let refused = scene.refresh(&renewed).await.expect_err("it was revoked");
    assert!(refused.contains("log in again"), "{refused}");
}

#[tokio::test]
async fn somebody_elses_answer_is_refused() {
    let scene = LoginScene::new().await;
    let (mine, other) = (scene.begin(), scene.begin());
    let landed = scene.agree(&other).await;
    assert!(scene.finish(&mine, &landed).await.expect_err("another state").contains("another login"));
    let denied = format!("http://localhost:8080/callback?error=access_denied&state={}", mine.state);
    assert!(scene.finish(&mine, &denied).await.expect_err("denied").contains("access_denied"));
    assert!(scene.finish(&mine, "").await.is_err());
}

#[tokio::test]
async fn a_list_of_2500_entries_comes_whole() {
    let scene = LoginScene::new().await;
    let login = scene.begin();
    let landed = scene.agree(&login).await;
    let tokens = scene.finish(&login, &landed).await.expect("the code is good");
    MalList::anime(2500).serve(&scene.replay, "/users/@me/animelist").requires_bearer(&scene.oauth);
    let ask = Ask::new("animelist").with("name", "@me").on_behalf_of(tokens.access());
    let mut pages = 0;
    let how = How::default();
    let mut count = |_: &sources::client::Asked| {
        pages += 1;
        true
    };
    let records = scene.sources.ask_all(&MAL, &ask, &how, &mut count).await.expect("it comes whole");
    assert_eq!((records.len(), pages), (2500, 3));
    let ids: std::collections::BTreeSet<_> = records.iter().map(|record| &record.external_id).collect();
    assert_eq!(ids.len(), 2500);
    assert!(records.iter().all(|record| record.list_entry.is_some()));

    scene.oauth.revoke_access();
    let stale =
        Ask::new("animelist").with("name", "@me").with("status", "completed").on_behalf_of(tokens.access());
    let refused = scene.sources.ask(&MAL, &stale, &How::default()).await.expect_err("it was revoked");
    assert!(refused.to_string().contains("token"), "{refused}");
}
