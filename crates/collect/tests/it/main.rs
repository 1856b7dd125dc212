//! Collecting from a server that stands in for every source: what is asked, what is stored, what comes
//! after failures and kills.

mod by_hand;
mod failures;
mod lists;
mod real_files;
mod scene;
mod wiki;
