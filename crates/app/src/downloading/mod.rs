//! The use cases of people's files: downloaded in sessions, kept with their rows as one story, checked both ways.

mod ageing;
mod commit;
mod contain;
mod fsck;
mod fsck_objects;
mod fsck_pages;
mod one;
mod place;
mod queue;
mod report;
mod run;

pub use assets::objects::{Lifecycle as LifecycleRules, LifecycleDocument};
pub use fsck::{FileCheck, FileFinding, FsckRequest};
pub use report::{DownloadReport, DownloadRequest, Origin};
