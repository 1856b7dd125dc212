//! Routes, counting and faults, as a client sees them.

use std::time::Duration;

use flate2::read::GzDecoder;
use jiff::Timestamp;

use super::{
    Answer, Charset, Fault, Gate, Replay,
    raw::{Raw, ask, get},
};

#[test]
fn answers_come_in_turn_and_the_last_one_stays() {
    let replay = Replay::start_blocking();
    let route = replay.on("GET", "/v4/random", Answer::json("1")).then(Answer::json("2"));
    let bodies: Vec<_> = (0..3).map(|_| get(&replay, "/v4/random").text()).collect();
    assert_eq!(bodies, ["1", "2", "2"]);
    route.now(Answer::json("3"));
    assert_eq!(get(&replay, "/v4/random").text(), "3");
    assert_eq!((route.count(), replay.count("/v4/random"), replay.total()), (4, 4, 4));
}

#[test]
fn the_closest_route_answers() {
    let replay = Replay::start_blocking();
    replay.on("GET", "/**", Answer::text("rest"));
    replay.on("GET", "/anime/{id}", Answer::text("any"));
    replay.on("GET", "/anime/7", Answer::text("seven"));
    replay.on("GET", "/anime/7?page=2&q=a%20b", Answer::text("second page"));
    replay.on("POST", "/", Answer::text("staff")).json(|body| body["variables"]["id"] == 5);
    replay.on("POST", "/", Answer::text("media")).body_contains("Media");
    let cases = [
        ("GET", "/x/y", "", "rest"),
        ("GET", "/anime/8", "", "any"),
        ("GET", "/anime/7?page=1", "", "seven"),
        ("GET", "/anime/7?q=a+b&x=1&page=2", "", "second page"),
        ("POST", "/", r#"{"query":"{Staff}","variables":{"id":5}}"#, "staff"),
        ("POST", "/", r#"{"query":"{Media}"}"#, "media"),
        ("HEAD", "/anime/8", "", ""),
    ];
    for (method, target, body, expected) in cases {
        assert_eq!(ask(&replay, method, target, "", body).text(), expected, "{method} {target}");
    }
    assert!(replay.unexpected().is_empty());
    assert_eq!(ask(&replay, "POST", "/nowhere", "", "").status(), 404);
    assert_eq!(replay.unexpected()[0].path, "/nowhere");
}

#[test]
fn requests_are_kept_as_they_came() {
    let replay = Replay::start_blocking();
    replay.on("*", "/token", Answer::status(204));
    let mut raw = Raw::to(&replay);
    raw.write("POST /token?a=%26&b HTTP/1.1\r\nX-Key: k\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=b&c\r\n2;x=y\r\n=d\r\n0\r\n\r\n");
    raw.write("GET /token HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert_eq!(String::from_utf8(raw.read_all().0).expect("loopback").matches("HTTP/1.1 204").count(), 2);
    let requests = replay.requests();
    let first = &requests[0];
    assert_eq!((first.method.as_str(), first.target().as_str()), ("POST", "/token?a=%26&b"));
    assert_eq!((first.header("x-KEY"), first.query_value("a").as_deref()), (Some("k"), Some("&")));
    assert_eq!((first.text().as_ref(), first.form_value("c").as_deref()), ("a=b&c=d", Some("d")));
    assert_eq!((requests[1].number, requests[1].connection, replay.connections()), (2, 1, 1));
    assert!(requests[0].at <= requests[1].at);
}

#[test]
fn conditional_answers_are_sent_once() {
    let replay = Replay::start_blocking();
    let at = Timestamp::from_second(784_111_777).expect("a time");
    replay.on("GET", "/e", Answer::text("x").etag("v1").max_age(60));
    replay.on("GET", "/m", Answer::text("x").last_modified(at));
    assert_eq!(get(&replay, "/e").header("etag"), Some("\"v1\""));
    assert_eq!(get(&replay, "/m").header("last-modified"), Some("Sun, 06 Nov 1994 08:49:37 GMT"));
    let cases = [
        ("/e", "If-None-Match: \"v0\", W/\"v1\"", 304),
        ("/e", "If-None-Match: *", 304),
        ("/e", "If-None-Match: \"v0\"", 200),
        ("/m", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 304),
        ("/m", "If-Modified-Since: Sun, 06 Nov 1994 08:49:36 GMT", 200),
        ("/m", "If-None-Match: \"a\"\r\nIf-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT", 200),
    ];
    for (path, header, status) in cases {
        let seen = ask(&replay, "GET", path, &format!("{header}\r\n"), "");
        assert_eq!(seen.status(), status, "{header}");
        assert_eq!(seen.body.is_empty(), status == 304, "{header}");
    }
    let seen = ask(&replay, "GET", "/e", "If-None-Match: \"v1\"\r\n", "");
    assert_eq!(seen.header("cache-control"), Some("max-age=60"));
}

#[test]
fn bodies_can_be_packed_and_chunked() {
    let replay = Replay::start_blocking();
    replay.on("GET", "/", Answer::xml("<anime/>").gzipped());
    replay.on("GET", "/chunks", Answer::text("abcdef").chunked());
    let seen = get(&replay, "/");
    assert_eq!(seen.header("content-encoding"), Some("gzip"));
    assert_eq!(std::io::read_to_string(GzDecoder::new(seen.body.as_slice())).expect("loopback"), "<anime/>");
    assert_eq!(get(&replay, "/chunks").text(), "2\r\nab\r\n2\r\ncd\r\n2\r\nef\r\n0\r\n\r\n");
}

#[test]
fn other_answers_take_the_place_of_the_right_one_for_as_long_as_told() {
    let replay = Replay::start_blocking();
    let route = replay.on("GET", "/w", Answer::json("{}"));
    let at = Timestamp::from_second(784_111_777).expect("a time");
    let faults: [(Fault, u16, &str, &str); 9] = [
        (Answer::too_many().into(), 429, "", "too many"),
        (Answer::too_many().retry_after(3).into(), 429, "retry-after: 3", "too many"),
        (Answer::too_many().retry_at(at).into(), 429, "retry-after: sun, 06 nov 1994", "too many"),
        (Answer::failing(503).into(), 503, "", "error 503"),
        (Answer::anidb_banned().into(), 200, "text/xml", "<error>banned</error>"),
        (Answer::just_a_moment(403).into(), 403, "cloudflare", "just a moment..."),
        (Answer::nginx_forbidden().into(), 403, "nginx", "403 forbidden"),
        (Answer::redirect("http://10.0.0.1/").into(), 302, "location: http://10.0.0.1/", ""),
        (Fault::Circle, 302, "location: /w?page=2", ""),
    ];
    for (fault, status, head, body) in faults {
        route.fault_next(1, fault.clone());
        let seen = get(&replay, "/w?page=2");
        assert_eq!(seen.status(), status, "{fault:?}");
        assert!(seen.head.to_lowercase().contains(head), "{fault:?}: {}", seen.head);
        assert!(seen.text().to_lowercase().contains(body), "{fault:?}: {}", seen.text());
        assert_eq!(get(&replay, "/w").text(), "{}", "{fault:?}");
    }
    replay.fault(Answer::failing(500));
    assert_eq!(get(&replay, "/w").status(), 500);
    replay.heal();
    assert_eq!(get(&replay, "/w").status(), 200);
    replay.circle(&["/a", "/b"]);
    assert_eq!(get(&replay, "/a").header("location"), Some("/b"));
    assert_eq!(get(&replay, "/b").header("location"), Some("/a"));
}

#[test]
fn connections_break_at_every_place() {
    let replay = Replay::start_blocking();
    let route = replay.on("GET", "/w", Answer::text("0123456789"));
    let broken = |fault: Fault| {
        route.fault_next(1, fault);
        get(&replay, "/w")
    };

    let seen = broken(Fault::DropBefore);
    assert!(seen.head.is_empty() && seen.body.is_empty() && seen.end.is_ok());
    let seen = broken(Fault::DropMiddle);
    assert!(seen.end.is_err(), "a reset is an error");
    let seen = broken(Fault::Truncate);
    assert_eq!((seen.header("content-length"), seen.text().as_str()), (Some("10"), "01234"));
    assert!(seen.end.is_ok());
    let seen = broken(Fault::CutChunks);
    assert_eq!(seen.text(), "5\r\n01234\r\n");
    let seen = broken(Fault::ClaimLess);
    assert_eq!((seen.header("content-length"), seen.text().as_str()), (Some("5"), "0123456789"));
    let seen = broken(Fault::Garbage);
    assert!(!String::from_utf8_lossy(&seen.body).contains("HTTP/1") && !seen.head.starts_with("HTTP/"));
    assert_eq!(get(&replay, "/w").text(), "0123456789");
}

#[tokio::test]
async fn a_body_that_never_comes_lasts_until_the_client_goes() {
    let replay = Replay::start().await;
    replay.on("GET", "/w", Answer::text("0123456789")).fault(Fault::ClaimMore);
    let mut raw = Raw::to(&replay);
    raw.write("GET /w HTTP/1.1\r\n\r\n");
    assert!(raw.read_head().contains("content-length: 21"));
    assert_eq!(raw.read(10), "0123456789");
    assert_eq!(replay.in_flight(), 1);
    drop(raw);
    replay.until_idle().await;
}

#[tokio::test]
async fn an_endless_body_lasts_until_the_client_goes() {
    let replay = Replay::start().await;
    replay.on("GET", "/w", Answer::json("{}")).fault(Fault::Endless);
    let mut raw = Raw::to(&replay);
    raw.write("GET /w HTTP/1.1\r\n\r\n");
    raw.read_head();
    assert!(raw.read(3 << 20).starts_with("2\r\n{}\r\n4000\r\n   "));
    drop(raw);
    replay.until_idle().await;
}

#[test]
fn bodies_are_not_what_they_are_said_to_be() {
    let replay = Replay::start_blocking();
    let route = replay.on("GET", "/w", Answer::html("é"));
    route.fault_next(1, Fault::Mislabel(Charset::Latin1));
    let seen = get(&replay, "/w");
    assert_eq!(
        (seen.header("content-type"), seen.body.clone()),
        (Some("text/html; charset=utf-8"), vec![0xe9])
    );
    route.now(Answer::html("月")).fault_next(1, Fault::Mislabel(Charset::ShiftJis));
    assert_eq!(get(&replay, "/w").body, [0x8c, 0x8e]);
    route.fault_next(1, Fault::GzipBomb(200));
    let seen = get(&replay, "/w");
    assert_eq!(seen.header("content-encoding"), Some("gzip"));
    assert!(seen.body.len() < 1 << 20, "{}", seen.body.len());
}

#[tokio::test]
async fn answers_wait_until_the_test_lets_them_go() {
    let replay = Replay::start().await;
    let gate = Gate::shut();
    let route = replay.on("GET", "/w", Answer::text("late")).fault(Fault::Hold(gate.clone()));
    let clients: Vec<_> = (0..300)
        .map(|_| {
            let mut raw = Raw::to(&replay);
            raw.write("GET /w HTTP/1.1\r\nConnection: close\r\n\r\n");
            raw
        })
        .collect();
    gate.until_waiting(300).await;
    assert_eq!((replay.in_flight(), replay.in_flight_max()), (300, 300));
    drop(clients);
    replay.until_idle().await;
    assert_eq!(gate.waiting(), 0, "who went away does not wait");

    let mut raw = Raw::to(&replay);
    raw.write("GET /w HTTP/1.1\r\n\r\n");
    gate.until_waiting(1).await;
    gate.release();
    assert!(raw.read_head().starts_with("http/1.1 200"));
    assert_eq!(raw.read(4), "late");
    route.heal();
    assert_eq!(get(&replay, "/w").text(), "late");
    replay.forget();
    assert_eq!((replay.total(), replay.in_flight_max(), route.count()), (0, 0, 302));
}

#[tokio::test]
async fn a_slow_body_comes_byte_by_byte() {
    let replay = Replay::start().await;
    let gate = Gate::shut();
    let route = replay.on("GET", "/w", Answer::text("slow"));
    route.fault(Fault::Trickle(gate.clone())).fault(Fault::Delay(Duration::from_millis(1)));
    let mut raw = Raw::to(&replay);
    raw.write("GET /w HTTP/1.1\r\n\r\n");
    raw.read_head();
    for byte in ["s", "l"] {
        gate.until_waiting(1).await;
        gate.release_some(1);
        assert_eq!(raw.read(1), byte);
    }
    gate.release();
    assert_eq!(raw.read(2), "ow");
}

#[tokio::test]
async fn a_test_can_wait_for_requests() {
    let replay = Replay::start().await;
    replay.robots("User-agent: *\nDisallow: /private\n");
    let address = replay.address();
    let client = std::thread::spawn(move || {
        use std::io::Write as _;
        let mut stream = std::net::TcpStream::connect(address).expect("loopback");
        stream.write_all(b"GET /robots.txt HTTP/1.1\r\nConnection: close\r\n\r\n").expect("loopback");
        std::io::read_to_string(stream).expect("loopback")
    });
    replay.until_total(1).await;
    assert!(client.join().expect("loopback").ends_with("Disallow: /private\n"));
}

#[test]
fn nothing_answers_after_the_drop() {
    let replay = Replay::start_blocking();
    let address = replay.address();
    assert_eq!(get(&replay, "/").status(), 404);
    drop(replay);
    assert!(std::net::TcpStream::connect(address).is_err());
}
