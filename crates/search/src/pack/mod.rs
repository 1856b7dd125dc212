//! Flat arrays and the bytes they are kept in.
//!
//! A part of the index is a handful of long arrays. They are written as they lie in memory, with a
//! checksum over the whole, so that opening is little more than reading.

mod arena;
mod bytes;
mod csr;

pub(crate) use arena::Arena;
pub(crate) use bytes::{Reader, Short, Sink, seal, unseal};
pub(crate) use csr::Csr;
