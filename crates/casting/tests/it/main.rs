//! Casts of several sources, put together.

#![expect(clippy::expect_used, reason = "a test stops where its scene cannot be set")]

mod casts;
mod properties;
mod scene;
