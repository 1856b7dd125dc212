//! `YouTube` by yt-dlp, a program of its own: found, asked for JSON, and its words understood.

mod find;
mod info;
mod run;
mod transcript;
mod trouble;

pub use find::{INSTALLED, Tool, install};
pub use info::{Info, Track};
pub use run::{Limits, Wanted, playlist, transcript, video};
pub use transcript::{Choice, best};
pub use trouble::understood;
