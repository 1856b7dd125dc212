//! The shared cache of an installation: answers, leases and the pace of requests, for all its processes.
//!
//! [`Cache`] is the front: it packs bodies, checks hashes and bounds the time of every call. Below it one
//! trait, `CacheEngine`, has two implementations: `sql` for a file or a PostgreSQL server, and
//! `redis`. `pace` and `learned` hold the rules that need no I/O.
//!
//! All of it may be lost at any time: an entry is only fetched again. So nothing here has a link to the
//! catalog's tables, every call errs quickly, and whoever calls goes on without the cache.
//!
//! What does not belong here: what is fetched, what an answer means, how long it stays fresh.

mod address;
mod body;
mod engine;
mod entry;
mod error;
mod front;
mod fuse;
mod learned;
mod pace;
mod redis;
mod sql;

pub use entry::{ClearFilter, Entry, Evicted, Key, ListFilter, Listed, Place, SourceStats};
pub use error::CacheError;
pub use front::Cache;
pub use learned::Learned;
pub use pace::{Lease, Limit, PaceAsk, PaceLog, Reservation, Why};
