//! The one way out: every request of every provider goes through a `Fetcher`.
//!
//! In this order: single flight → cache → breaker → pace → retry → network.

mod lifetime;
mod limit;
mod request;
mod secret;

pub use lifetime::Lifetime;
pub use limit::{Breaking, Limit};
pub use request::{Body, Method, Request};
pub use secret::Secret;
