//! Helpers for tests only: what `cargo xtask test` provides, and private corners of it.
//!
//! `environment` reads the addresses of servers, browser and data from variables and tells loudly of
//! checks that are skipped. `replay` stands in for every source of the network, `comfyui` and `sdcpp` for engines that
//! make pictures, `bucket` for S3 and Google Cloud Storage; `moto` is an S3 of somebody else's making.
//! `death` breaks work off at the very moment it tells. `postgres` and `redis` give a test a server or database that nobody else touches.
//!
//! What does not belong here: anything the product needs, and anything that knows the façade (its
//! `TestApp` lives in `app`).

pub mod bucket;
pub mod comfyui;
pub mod death;
pub mod environment;
mod hall;
pub mod lanterns;
mod loopback;
pub mod moto;
pub mod people;
pub mod postgres;
pub mod redis;
pub mod replay;
pub mod sdcpp;

pub use environment::{Browser, browser, data_dir, postgres_url, redis_url, skipped};
pub use postgres::PrivateDatabase;
pub use redis::RedisServer;
