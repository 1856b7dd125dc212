//! Casts of several sources, put together.

mod casts;
mod properties;
mod scene;
