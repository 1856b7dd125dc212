//! The store's contract, proved on SQLite and on PostgreSQL.
//!
//! `conformance` holds the contract: plain functions over an empty store. `engines` runs each of them
//! on both engines.

mod conformance;
mod scene;
