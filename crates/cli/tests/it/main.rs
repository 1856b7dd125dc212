//! The real binary, run as a user runs it: what it prints where, how it ends, what it leaves behind.

mod assign;
mod cache;
mod collect;
mod config;
mod curate;
mod db;
mod doctor;
mod emaki;
mod fault;
mod fixtures;
mod help;
mod import;
mod logs;
mod migrate_files;
mod numbers;
mod pipe;
mod registry;
mod search;
mod serve;
mod shell;
mod source;
mod stats;
mod template;
mod token;
mod usage;
mod work;
