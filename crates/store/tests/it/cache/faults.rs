//! A server that dies or falls silent costs an error, never a hang, and is found again when it is back.

use std::time::Duration;

use store::cache::{Cache, CacheError};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
    time::timeout,
};

use super::scene::{Checked, Room, ask, at, entry, key};

/// More than this is a hang.
const LONGEST: Duration = Duration::from_secs(3);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mood {
    Well,
    /// Takes connections and says nothing.
    Silent,
    /// Ends all connections, and new ones at once.
    Dead,
}

/// Stands between the cache and a server that the tests share, and plays its death.
struct Proxy {
    url: String,
    mood: watch::Sender<Mood>,
}

impl Proxy {
    async fn before(url: &str) -> Self {
        let (scheme, rest) = url.split_once("://").expect("an address");
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (user, server) = authority.rsplit_once('@').map_or((None, authority), |(u, s)| (Some(u), s));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let user = user.map(|user| format!("{user}@")).unwrap_or_default();
        let (mood, moods) = watch::channel(Mood::Well);
        tokio::spawn(serve(listener, server.to_owned(), moods));
        Self { url: format!("{scheme}://{user}127.0.0.1:{port}{path}"), mood }
    }
}

async fn serve(listener: TcpListener, server: String, moods: watch::Receiver<Mood>) {
    while let Ok((mut client, _)) = listener.accept().await {
        let (server, mut moods) = (server.clone(), moods.clone());
        tokio::spawn(async move {
            let mut upstream = TcpStream::connect(&server).await.expect("the server is there");
            loop {
                let mood = *moods.borrow_and_update();
                match mood {
                    Mood::Dead => return,
                    Mood::Silent => drop(moods.changed().await),
                    Mood::Well => tokio::select! {
                        _ = copy_bidirectional(&mut client, &mut upstream) => return,
                        _ = moods.changed() => {}
                    },
                }
            }
        });
    }
}

/// Every kind of call errs in time, with an error that says why.
async fn errs_in_time(cache: &Cache) {
    let failed = |outcome: Option<CacheError>| {
        let error = outcome.expect("nobody answers");
        assert!(error.is_unreachable() && error.is_transient(), "{error:?}");
    };
    let hang = "an error, not a hang";
    failed(timeout(LONGEST, cache.get(&key(1), at(1))).await.expect(hang).err());
    failed(timeout(LONGEST, cache.put(&entry(1, b"body"), at(1))).await.expect(hang).err());
    failed(timeout(LONGEST, cache.lease("a", "me", at(1), at(2))).await.expect(hang).err());
    failed(timeout(LONGEST, cache.reserve(&ask("lantern", "1/1000", at(1), "me"))).await.expect(hang).err());
}

async fn answers_again(cache: &Cache) {
    let answers = async {
        while cache.get(&key(1), at(1)).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    timeout(Duration::from_secs(20), answers).await.expect("it is found again");
}

async fn dies_and_comes_back(room: &Room) -> Checked {
    let proxy = Proxy::before(&room.url).await;
    let cache = Cache::open(&proxy.url).await?;
    cache.put(&entry(1, b"body"), at(0)).await?;
    for mood in [Mood::Dead, Mood::Silent] {
        proxy.mood.send_replace(mood);
        errs_in_time(&cache).await;
        proxy.mood.send_replace(Mood::Well);
        answers_again(&cache).await;
    }
    assert!(cache.get(&key(1), at(1)).await?.is_some());
    Ok(())
}

async fn is_looked_for_later(room: &Room) -> Checked {
    let proxy = Proxy::before(&room.url).await;
    proxy.mood.send_replace(Mood::Dead);
    let refused = timeout(LONGEST, Cache::open(&proxy.url)).await.expect("an error, not a hang");
    assert!(refused.is_err_and(|error| error.is_unreachable()));
    let cache = Cache::lazy(&proxy.url)?;
    errs_in_time(&cache).await;
    proxy.mood.send_replace(Mood::Well);
    answers_again(&cache).await;
    Ok(())
}

#[tokio::test]
async fn a_postgres_that_dies() -> Checked {
    let Some(room) = Room::postgres().await else { return Ok(()) };
    dies_and_comes_back(&room).await
}

#[tokio::test]
async fn a_redis_that_dies() -> Checked {
    let Some(room) = Room::redis() else { return Ok(()) };
    dies_and_comes_back(&room).await
}

#[tokio::test]
async fn a_postgres_that_comes_late() -> Checked {
    let Some(room) = Room::postgres().await else { return Ok(()) };
    is_looked_for_later(&room).await
}

#[tokio::test]
async fn a_redis_that_comes_late() -> Checked {
    let Some(room) = Room::redis() else { return Ok(()) };
    is_looked_for_later(&room).await
}

/// Nobody listens there at all.
#[tokio::test]
async fn an_address_without_a_server() -> Checked {
    let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port").local_addr().expect("bound");
    for url in [format!("redis://{free}"), format!("postgres://emaki@{free}/emaki")] {
        let refused = timeout(LONGEST, Cache::open(&url)).await.expect("an error, not a hang");
        assert!(refused.is_err_and(|error| error.is_unreachable()), "{url}");
    }
    Ok(())
}
