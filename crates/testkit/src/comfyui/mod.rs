//! A `ComfyUI` server on loopback that speaks its wire format and fails on command.
//!
//! It validates and "runs" graphs node by node as version 0.3.64 does: the same answers, the same words on the socket
//! in the same order, the same windows in which a run is told of in one place and not yet in another. Its pictures are
//! drawn out of seed and size, so that equal graphs give equal pixels. What happens when is up to the test:
//! [`ComfyUi::script`] makes it slow, faulty or of another version, [`ComfyUi::hold_before_step`] stops it in the middle of a run,
//! [`ComfyUi::restart`] makes it forget everything, as a killed one does.
//!
//! What does not belong here: models and pictures of any worth.

mod about;
mod execute;
mod graph;
mod http;
mod jobs;
pub(crate) mod picture;
mod runs;
mod script;
mod server;
mod sockets;
mod state;
mod upload;
mod validate;

pub use script::Script;
pub use server::ComfyUi;
