//! Workbooks as people and programs write them.

mod damaged;
mod round;
