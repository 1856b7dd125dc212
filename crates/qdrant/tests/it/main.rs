//! The engine in Qdrant: one contract for it and the built-in one, the protocol, and what happens when it fails.

mod contract;
mod failing;
mod filling;
mod protocol;
mod scene;
