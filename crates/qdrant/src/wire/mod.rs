//! Our words as the protocol's, and back: what is asked and what is kept.

mod filter;
mod point;

pub(crate) use filter::filter;
pub(crate) use point::{integer, is_so, number_of, point_of, struct_of, text};
