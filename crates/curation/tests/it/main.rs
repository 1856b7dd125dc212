//! Curation against a real store: out to a file, edited as people and programs do it, and back.

mod bed;
mod faults;
mod hands;
mod merge;
mod real;
mod round;
