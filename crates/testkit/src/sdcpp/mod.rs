//! A server of stable-diffusion.cpp on loopback that speaks its wire format and fails on command.
//!
//! It takes jobs by `POST /sdcpp/v1/img_gen`, makes them one at a time in their order, and answers about them as the
//! real one does: names that it gives itself, places in a queue that is bounded, the picture inside the answer, 404 for
//! what it never knew, 410 for what it has dropped, 409 for what it cannot stop. It takes as much for granted as the
//! real one, too: an unknown sampler is passed over, 150 steps are made 100. Its pictures are drawn out of seed, size
//! and beginning, so that equal requests give equal pixels. What happens when is up to the test: [`SdCpp::script`] makes
//! it slow, faulty or of another version, [`SdCpp::hold`] stops it in the middle of a picture, [`SdCpp::restart`] makes
//! it forget everything, as a killed one does.
//!
//! What does not belong here: models and pictures of any worth.

mod about;
mod generate;
mod http;
mod jobs;
mod script;
mod server;
mod state;

pub use script::Script;
pub use server::SdCpp;
