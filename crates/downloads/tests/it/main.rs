//! Downloads against servers on loopback and programs of our own making.

mod docs;
mod drive;
mod file;
mod youtube;

use std::{path::Path, sync::Arc};

use assets::hex;
use downloads::{Addresses, HostPaces, Net, Paces, file::Ask};
use model::{Instant, SourceId};
use sha2::{Digest as _, Sha256};
use sources::http::{Clock, Guard};
use testkit::replay::{Answer, Replay, Request};

/// A network whose Google lies at this address, whose clock is moved by whoever waits.
fn net(base: &str) -> Net {
    net_by(base, Clock::manual(Instant::EPOCH), true)
}

fn net_by(base: &str, clock: Clock, allow_private: bool) -> Net {
    let at = |path: &str| format!("{base}{path}").parse().expect("an address");
    let addresses = Addresses { drive: at("/"), api: at("/api/"), docs: at("/docs/") };
    let paces = Arc::new(Paces::new(HostPaces::default(), None, clock));
    Net::new("emaki-test", addresses, paces, allow_private).expect("a network")
}

fn ask<'a>(replay: &Replay, path: &str, folder: &'a Path) -> Ask<'a> {
    Ask {
        source: SourceId::parse("elsewhere").expect("a sound name"),
        url: format!("{}{path}", replay.url()).parse().expect("an address"),
        guard: Guard::Public,
        folder,
        stem: "film",
        most_bytes: 64 << 20,
        keep_free: 0,
    }
}

/// A film of this many bytes: a sound beginning and noise.
fn film(bytes: usize) -> Vec<u8> {
    let mut film = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".to_vec();
    film.extend((film.len()..bytes).map(|place| (place.wrapping_mul(2_654_435_761) >> 7) as u8));
    film.truncate(bytes);
    film
}

fn sha256(body: &[u8]) -> String {
    hex(&Sha256::digest(body))
}

/// A file as a server gives it that goes on where it is told to.
fn ranged(request: &Request, body: &[u8], tag: &str) -> Answer {
    let whole = || Answer::bytes("video/mp4", body).etag(tag);
    let same = request.header("if-range").is_none_or(|told| told.trim_matches('"') == tag);
    let from = request
        .header("range")
        .and_then(|range| range.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok());
    match from.filter(|_| same) {
        None => whole(),
        Some(from) if from >= body.len() => {
            Answer::status(416).with_header("content-range", format!("bytes */{}", body.len()))
        }
        Some(from) => whole()
            .with_status(206)
            .with_body(&body[from..])
            .with_header("content-range", format!("bytes {from}-{}/{}", body.len() - 1, body.len())),
    }
}

/// All names in a folder, hidden ones too.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).expect("the folder").flatten();
    let mut names: Vec<String> =
        entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
