//! Measures taken in process: what they are made of. `main.rs` lists and runs them.
//!
//! What does not belong here: measures that need a running server or another program (`cargo xtask
//! bench` takes those), and checks of right or wrong (tests).

mod context;
mod measure;
mod memory;

pub use context::Context;
pub use measure::{Better, Measure, Peer};
pub use memory::{forget_peak, peak_mb};
