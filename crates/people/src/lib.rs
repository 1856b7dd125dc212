//! Rows of people and their files. Off until enabled.
//!
//! `sheet` reads a table of people, `links` finds what their texts point at, `layouts` knows the CSV files of the old
//! pipeline: plain functions over plain values, with no I/O. A person is known by a [`PersonKey`], never by a name or
//! an address.
//!
//! What does not belong here: works and characters; SQL.

pub mod asset;
mod config;
pub mod desk;
pub mod failure;
pub mod layouts;
pub mod ledger;
pub mod links;
pub mod naming;
pub mod person;
pub mod session;
pub mod sheet;
mod word;

pub use asset::{Asset, AssetId, AssetKind, AssetStatus};
pub use config::{DownloadConfig, PeopleConfig};
pub use failure::{Failure, FailureCategory};
pub use person::{LinkKind, Person, PersonKey, PersonKeyError};
pub use session::{Session, SessionKind, SessionStatus};
