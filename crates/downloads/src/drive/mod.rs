//! Google Drive: files and folders that are shared by link, without an account.

mod ask;
mod folder;
pub mod page;

pub use ask::{Entry, Listed, file, folder};
