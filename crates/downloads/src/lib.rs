//! People's files off the network: any address, Google Drive, Google Docs, `YouTube` by yt-dlp.
//!
//! `file` streams one address to the disk: hashed while it is written, gone on with where it broke off, sniffed before
//! it gets a name. `drive` knows Drive's pages and folders, `docs` its documents' exports, `youtube` the program
//! yt-dlp. What reads pages, names and answers is plain functions; `file`, `drive::ask` and `youtube::run` do the I/O.
//!
//! What does not belong here: rows and tables; whoever calls keeps what came of it.

pub mod docs;
pub mod drive;
pub mod file;
mod net;
mod paces;
pub mod sheet;
pub mod sniff;
mod trouble;
pub mod youtube;

pub use net::{Addresses, Net};
pub use paces::{HostPaces, Paces};
pub use trouble::{BUSY, Reach, Trouble};
