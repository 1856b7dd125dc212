//! The standard forms of series and characters: which columns they have, in which order, and a row of them.
//!
//! A value is text in its column's own writing, or missing. So a cell compares, travels through CSV and
//! workbooks, and merges the same way whatever it holds.

mod columns;
mod couple;
mod row;

pub use columns::{Column, Form, MEDIA, Shape};
pub use couple::Couple;
pub use row::{By, Cell, Row};
