//! Productions: projects and their parts, characters and bibles, presets, wishes, jobs, takes, webhooks.

mod bibles;
mod hooks;
mod jobs;
mod projects;
mod styles;
mod takes;
mod wishes;

pub use bibles::*;
pub use hooks::*;
pub use jobs::*;
pub use projects::*;
pub use styles::*;
pub use takes::*;
pub use wishes::*;
