//! The store's contract, proved on SQLite and on PostgreSQL, and the cache's, proved on Redis as well.
//!
//! `conformance` holds the contract: plain functions over an empty store, each run on both engines. The
//! other files try what one function cannot: other processes, other schemas, random sequences.

mod cache;
mod conformance;
mod expiring;
mod processes;
mod scene;
mod schema;
mod sequences_of_operations;
