//! Gathering over a real store and a server that stands in for all sources.

mod bed;
mod lanterns;
