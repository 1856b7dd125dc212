//! The one way out: every request of every provider goes through a [`Fetcher`].
//!
//! In this order: single flight (`flight`, and `flow` between processes) → cache (`memory`, `shared`,
//! `community`; `keep` says what may be kept and how long) → `breaker` → `pace` → `retry` → `network`.
//! `flow` is the path of one request through all of them; `trace` tells what happened on it. Whatever
//! decides is a plain value that is told the time; `flow`, `network` and the tiers do the I/O.

mod addresses;
mod answer;
mod breaker;
mod browser;
pub mod clock;
mod community;
mod correlation;
mod counters;
mod error;
mod fetcher;
mod flight;
mod flow;
pub(crate) mod fuzzing;
mod graphql;
mod health;
mod keep;
mod key;
mod leading;
mod lifetime;
mod limit;
mod memory;
mod network;
mod pace;
mod request;
mod retry;
mod robots;
mod robots_rules;
mod secret;
mod shared;
mod trace;

pub use addresses::is_private;
pub use answer::{Answer, Headers};
pub use breaker::{Breaker, State};
pub use browser::Browser;
pub use clock::Clock;
pub use community::{Community, CommunityError};
pub use correlation::Correlation;
pub use counters::{SourceCounts, TierCounts};
pub use error::FetchError;
pub use fetcher::{BreakerReport, Builder, Fetcher, How, Kept, Report};
pub use health::Heard;
pub use key::{Key, shown};
pub use lifetime::Lifetime;
pub use limit::{Breaking, Limit};
pub use network::{Bounds, Boxed, Guard, Incoming, Network, Opened, Plain};
pub use pace::{Pace, Wish};
pub use request::{Body, Method, Request};
pub use retry::{Retry, is_transient, retry_after};
pub use robots::Read as RobotsRead;
pub use secret::Secret;
pub use shared::Shared;
pub use trace::{Step, Tier, Trace, Wait};
