//! Google Drive: files and folders that are shared by link, without an account.

mod api;
mod ask;
mod confirm;
mod folder;
pub mod page;

pub use ask::{Entry, Listed, file, folder};
