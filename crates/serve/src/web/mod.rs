//! The pages for people: server-rendered, complete without JavaScript.
//!
//! Each page has its handler file here and its template in `templates/`. Handlers ask `App` and put
//! the answer into plain view values; templates only lay them out.

pub mod about;
pub mod assets;
pub mod character;
pub mod compare;
pub mod curate;
pub mod desk;
pub mod docs;
mod drawing;
mod frame;
pub mod franchise;
mod graph;
mod hit;
mod meant;
mod met;
mod panel;
pub mod people;
pub mod picture;
pub mod playground;
mod plot;
pub mod posters;
mod provenance;
pub mod recommend;
pub mod review;
pub mod schedule;
pub mod search;
pub mod seasons;
pub mod sources;
pub mod tags;
pub mod text;
pub mod theme;
mod timeline;
mod ways;
pub mod work;

pub use frame::Frame;
pub use ways::Ways;
