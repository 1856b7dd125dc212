//! A server on loopback that stands in for every source: fixtures go out, requests are kept, faults are told.
//!
//! [`Replay`] is set up with routes and answers while it runs. It lives on a thread of its own, so a test
//! whose runtime is blocked or whose clock stands still does not stall it, and child processes need nothing
//! but its URL. What a client did is read from [`Replay::requests`] and the counts beside it; what may go
//! wrong on the way is a [`Fault`], for one route or for the whole server.
//!
//! HTTP/1.1 is spoken by hand here: a server made of a good library cannot be talked into lying about
//! lengths, cutting chunks or answering garbage.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use testkit::replay::{Answer, Fault, Replay};
//!
//! let replay = Replay::start().await;
//! let work = replay.on("GET", "/v4/anime/1/full", Answer::json("{}"));
//! work.fault_next(2, Answer::failing(503)); // twice, then the answer
//! work.fault_next(1, Fault::Truncate);
//! assert_eq!(replay.count("/v4/anime/1/full"), 0);
//! # });
//! ```
//!
//! What does not belong here: fixtures of a source, which lie with its provider.

mod answer;
mod bomb;
mod clock;
mod connection;
mod fault;
mod gate;
mod limiter;
mod limits;
pub mod lists;
mod log;
pub mod oauth;
mod pages;
pub(crate) mod patience;
mod pattern;
#[cfg(test)]
mod raw;
mod request;
mod route;
mod send;
mod server;
#[cfg(test)]
mod tests;
pub(crate) mod wire;

pub use answer::Answer;
pub use bomb::gzip_bomb;
pub use clock::Clock;
pub use fault::{Charset, Fault};
pub use gate::Gate;
pub use limiter::{Limiter, Tally, Verdict};
pub use limits::SharedLimiter;
pub use request::Request;
pub use route::{Headers, Route};
pub use server::Replay;
